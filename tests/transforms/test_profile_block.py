"""A block of profiles.toml says what a file needs, alone and beside what is there."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from flows.edges.objects import Objects
from flows.edges.reference import read_reference
from schemas.exports import Kind, Profile
from schemas.inspection import Setting, Shape
from tests.homes import NOVEMBER
from tests.references import EXAMPLE
from transforms.profile_block import to_block, to_settings, to_suggestion

DEFAULT = Profile()
PROFILES = [
    DEFAULT,
    Profile(encoding="cp1252", delimiter="\t", decimal=",", thousands="."),
    Profile(dates=("dd/mm/yyyy", "serial"), months="mon-yyyy"),
    Profile(dates=("yyyymmdd",), sheet='Data "11" \\ \x7f', header_row=4),
    Profile(headers={'GAJI "pokok"': "UPAH", "N I K": "NIK"}),
]


def profile_of(text: str, folder: Path) -> Profile:
    """The profile of KDR's peserta exports in a profiles.toml."""
    shutil.copytree(EXAMPLE / "reference", folder / "reference")
    (folder / "reference" / "profiles.toml").write_text(text, encoding="utf-8")
    reference = read_reference(folder / "reference", NOVEMBER, Objects(str(folder / "store")))
    return reference.profiles["KDR", Kind.PESERTA]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_block_alone_is_the_profile(profile: Profile, tmp_path: Path) -> None:
    block = to_block("KDR", Kind.PESERTA, profile, DEFAULT, ("undecidable, # [x] = 1",))
    assert profile_of(block, tmp_path) == profile


def test_a_block_beside_the_branchs_other_settings_is_the_profile(tmp_path: Path) -> None:
    present = Profile(delimiter="|", decimal=",", thousands=".", months="mm/yyyy", header_row=3)
    wanted = replace(DEFAULT, delimiter=",", header_row=1)
    block = to_block("KDR", Kind.PESERTA, wanted, present, ())
    others = (
        '[KDR]\ndelimiter = "|"\ndecimal = ","\nthousands = "."\nmonths = "mm/yyyy"\n'
        "header_row = 3\n\n"
    )
    assert profile_of(others + block, tmp_path) == wanted


def test_a_block_says_only_what_is_needed() -> None:
    wanted = Profile(decimal=",", headers={"GAJI": "UPAH", "NO PROYEK": "NOMOR_PROYEK"})
    block = to_block("KDR", Kind.PESERTA, wanted, DEFAULT, ("dates: undecidable.",))
    assert block == (
        "# dates: undecidable.\n"
        "[KDR.peserta]\n"
        'decimal = ","\n'
        "\n"
        "[KDR.peserta.headers]\n"
        '"GAJI" = "UPAH"\n'
    )
    assert tomllib.loads(to_block("KDR", Kind.PESERTA, DEFAULT, DEFAULT, ())) == {
        "KDR": {"peserta": {}}
    }


def test_differences_are_told_as_toml_writes_them() -> None:
    shown = Profile(dates=("dd/mm/yyyy", "serial"), delimiter=";")
    assert to_settings(shown, DEFAULT) == (
        Setting("delimiter", '";"', ""),
        Setting("dates", '["dd/mm/yyyy", "serial"]', '"yyyy-mm-dd"'),
    )


def test_an_encoding_that_the_file_does_not_need_stays() -> None:
    present = Profile(encoding="cp1252")
    for shape in (Shape("text", encoding="ascii"), Shape("text", encoding="utf-8", has_bom=True)):
        assert to_suggestion(DEFAULT, present, shape) == (present, [])


def test_an_encoding_that_the_file_needs_is_said_and_never_taken_for_proved() -> None:
    suggested, doubts = to_suggestion(DEFAULT, DEFAULT, Shape("text", encoding="cp1252"))
    assert suggested == Profile(encoding="cp1252")
    assert ["no byte proves it" in doubt for doubt in doubts] == [True]


def test_what_the_profile_names_wrongly_is_named_rightly() -> None:
    present = Profile(delimiter="|", header_row=9)
    shape = Shape("text", encoding="utf-8", delimiter=";", line=2)
    suggested, doubts = to_suggestion(DEFAULT, present, shape)
    assert suggested == Profile(delimiter=";", header_row=2)
    assert doubts == []


def test_a_sheet_that_is_not_there_can_only_be_taken_out() -> None:
    suggested, doubts = to_suggestion(DEFAULT, Profile(sheet="Data"), Shape("a zip archive"))
    assert suggested == DEFAULT
    assert "sheet" in doubts[0]
