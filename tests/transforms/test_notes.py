from dataclasses import replace

import pytest

from schemas.bulletin_rows import Neighbour
from tests.bulletin_cases import kanwil
from tests.bulletins import kediri
from transforms import notes

LATE = Neighbour("Blitar", ("Kota Kediri",), "peserta")
PROJECTS = Neighbour("Tulungagung", ("Kab. Kediri", "Kota Kediri"), "proyek_jakon")


@pytest.mark.parametrize(
    ("neighbours", "reasons"),
    [
        ((LATE,), "Kantor Cabang Blitar, yang juga melayani Kota Kediri, belum melapor"),
        (
            (PROJECTS,),
            "Kantor Cabang Tulungagung, yang juga melayani Kab. Kediri dan Kota Kediri, belum "
            "melaporkan proyek jasa konstruksi",
        ),
        ((), "ekspor proyek jasa konstruksi belum lengkap"),
    ],
)
def test_a_preliminary_figure_names_whom_it_waits_for(
    neighbours: tuple[Neighbour, ...], reasons: str
) -> None:
    bulletin = replace(kediri(), is_preliminary=True, neighbours=neighbours)
    assert notes.notes(bulletin) == (
        f"Angka sementara (*): {reasons}; diperbaiki dalam edisi berikutnya.",
    )


def test_own_branches_and_neighbours_are_told_together() -> None:
    told = notes.notes(replace(kanwil(), neighbours=(LATE, PROJECTS)))[0]
    assert told.startswith("Angka sementara (*): baru 3 dari 4 kantor cabang yang datanya diterima")
    assert told.index("diterima; Kantor Cabang Blitar") < told.index("; Kantor Cabang Tulungagung")


def test_a_new_round_is_told() -> None:
    told = notes.notes(replace(kediri(), new_round="Sakernas Agustus 2021"))
    assert told == (
        "Penyebut memakai putaran Sakernas Agustus 2021 mulai November 2021; perubahan dan grafik "
        "dihitung dengan satu penyebut.",
    )
