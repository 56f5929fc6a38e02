from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, OverlapRow, SharedArea
from tests.bulletin_cases import hidden
from tests.bulletins import kediri
from transforms import table_notes
from transforms.disclosure import HIDDEN
from transforms.line_chart import to_line_chart


def test_who_has_several_of_a_kind_is_told_in_both_views() -> None:
    assert table_notes.overlaps(kediri()) == (
        "Orang dengan lebih dari satu, wilayah (kantor): kepesertaan 1.512 (1.608); "
        "pemberi kerja 820 (871); segmen 541 (566); kantor cabang 12 (0); "
        "kabupaten/kota 214 (247)."
    )
    hidden = OverlapRow("areas", HIDDEN, Figure(0))
    assert "kabupaten/kota x (0)" in table_notes.overlaps(replace(kediri(), overlaps=(hidden,)))
    nobody = OverlapRow("areas", Figure(0), Figure(0))
    assert table_notes.overlaps(replace(kediri(), overlaps=(nobody,))) == ""


def chart_note(bulletin: Bulletin) -> str:
    """What stands below the bulletin's line chart."""
    chart = to_line_chart(bulletin)
    assert chart is not None
    return table_notes.chart_note(bulletin, chart)


def test_the_chart_note_speaks_only_of_what_is_drawn() -> None:
    assert chart_note(kediri()) == (
        "Titik berongga: terbit sebelum Cakupan. Garis putus-putus: jalur lurus ke target. "
        "Sumbu tidak mulai dari nol."
    )
    low = (replace(kediri().series[0], percent=Decimal("0.40")), *kediri().series[1:])
    assert "Sumbu" not in chart_note(replace(kediri(), series=low))
    empty = (replace(kediri().series[0], percent=None), *kediri().series[1:])
    assert chart_note(replace(kediri(), series=empty)).endswith(
        "Bulan tanpa titik: tidak ada angka untuk ditampilkan."
    )
    rebased = chart_note(replace(kediri(), is_rebased=True))
    assert "Semua bulan dihitung atas jumlah pekerja yang terbaru." in rebased


def test_shared_areas_name_the_other_branches() -> None:
    assert table_notes.shared_areas(kediri()) == (
        "Kota Kediri dilayani pula oleh Kantor Cabang Blitar."
    )
    two = (SharedArea("Kota A", ("X", "Y")), SharedArea("Kota B", ("Z",)))
    assert table_notes.shared_areas(replace(kediri(), shared_areas=two)) == (
        "Kota A dilayani pula oleh Kantor Cabang X dan Y. "
        "Kota B dilayani pula oleh Kantor Cabang Z."
    )
    assert table_notes.shared_areas(hidden()) == ""


@pytest.mark.parametrize(
    ("bulletin", "place"),
    [
        (kediri(), "aktif di luar wilayah kerja ini."),
        (replace(kediri(), level="kanwil"), "aktif di luar wilayah kerja ini."),
        (replace(kediri(), level="national"), "aktif di luar wilayah kerja kantor cabang."),
    ],
)
def test_the_columns_of_changes_are_explained(bulletin: Bulletin, place: str) -> None:
    told = table_notes.changes_note(bulletin)
    assert place in told
    assert "sementara" not in told
    assert bulletin.change_table is not None
    provisional = replace(bulletin.change_table, is_split_provisional=True)
    assert "masih sementara karena belum semua kantor cabang melapor" in table_notes.changes_note(
        replace(bulletin, change_table=provisional)
    )
    assert table_notes.changes_note(replace(bulletin, change_table=None)) == ""
