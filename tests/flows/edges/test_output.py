from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from flows.edges import output
from flows.edges.folders import Folder
from flows.edges.objects import Objects
from schemas.definitions import Language
from schemas.edition import Calculation, Edition, EditionBulletin
from schemas.month import Month
from schemas.observations import Observations
from tests.bulletins import kediri
from tests.observations import observation, observed, rate
from transforms import attachment


def figures(objects: Objects) -> str:
    """A count, a rate and a hidden number of one unit."""
    table = observed(
        observation("persons", 135_163, segment="PU"),
        rate("formal_coverage", 135_163, 330_493, value=Decimal("40.90")),
        observation("persons", None, status="Q", segment="PMI"),
    )
    return objects.write(".parquet", table.write_parquet)


def edition(objects: Objects, *codes: str, languages: tuple[Language, ...] = ("id",)) -> Edition:
    """An edition whose PDFs and workbooks say their code and language."""
    return Edition(
        id=1,
        month=Month(2021, 11),
        number=0,
        state="prepared",
        published=date(2021, 12, 6),
        inputs="",
        calculation=Calculation({Observations.__name__: figures(objects)}),
        manifest=objects.put(b"{}", ".json"),
        bulletins=tuple(
            EditionBulletin(
                "branch",
                code,
                language,
                digest="",
                bulletin="",
                pdf=objects.put(f"{code} {language}".encode(), ".pdf"),
                words="",
                companion=objects.put(f"{code} {language}".encode(), ".xlsx"),
                press_page=objects.put(code.encode(), ".docx") if language == "id" else "",
                press_text=objects.put(code.encode(), ".txt") if language == "id" else "",
            )
            for code in codes
            for language in languages
        ),
    )


def test_a_translation_lies_beside_the_bulletin(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    output.publish(objects, edition(objects, "KDR", languages=("id", "en")), Folder(str(tmp_path)))
    folder = tmp_path / "2021-11"
    assert (folder / "bulletins/cakupan-2021-11-KDR.pdf").read_bytes() == b"KDR id"
    assert (folder / "bulletins/cakupan-2021-11-KDR-en.pdf").read_bytes() == b"KDR en"
    assert (folder / "bulletins/cakupan-2021-11-KDR-en.xlsx").read_bytes() == b"KDR en"
    assert {path.name for path in (folder / "press").iterdir()} == {
        "siaran-pers-2021-11-KDR.docx",
        "siaran-pers-2021-11-KDR.txt",
    }


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_numbers_in_a_pdf_bear_its_name(tmp_path: Path, language: Language) -> None:
    whole = edition(Objects(str(tmp_path)), "KDR", languages=(language,))
    page = output.pdf_name(whole.month, whole.bulletins[0])
    inside = attachment.name(replace(kediri(), language=language))
    assert page.removesuffix(".pdf") == inside.removesuffix(".csv")


def test_the_folder_holds_just_the_edition(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    output.publish(objects, edition(objects, "KDR", "SBY"), Folder(str(tmp_path)))
    output.publish(objects, edition(objects, "KDR"), Folder(str(tmp_path)))
    folder = tmp_path / "2021-11"
    assert {path.name for path in (folder / "bulletins").iterdir()} == {
        "cakupan-2021-11-KDR.pdf",
        "cakupan-2021-11-KDR.xlsx",
    }
    assert {path.name for path in (folder / "press").iterdir()} == {
        "siaran-pers-2021-11-KDR.docx",
        "siaran-pers-2021-11-KDR.txt",
    }
    assert (folder / "manifest.json").read_bytes() == b"{}"


def test_a_file_that_somebody_changed_is_mended_and_a_right_one_left_alone(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    made = edition(objects, "KDR", "SBY")
    output.publish(objects, made, Folder(str(tmp_path)))
    kdr, sby = sorted((tmp_path / "2021-11/bulletins").glob("*.xlsx"))
    kdr.write_bytes(b"changed")
    before = sby.stat().st_mtime_ns
    output.publish(objects, made, Folder(str(tmp_path)))
    assert kdr.read_bytes() == b"KDR id"
    assert sby.stat().st_mtime_ns == before


def test_an_edition_from_before_workbooks_has_none(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    made = edition(objects, "KDR")
    output.publish(objects, made, Folder(str(tmp_path)))
    old = replace(made, bulletins=tuple(replace(b, companion="") for b in made.bulletins))
    output.publish(objects, old, Folder(str(tmp_path)))
    names = [path.name for path in (tmp_path / "2021-11/bulletins").iterdir()]
    assert names == ["cakupan-2021-11-KDR.pdf"]


def test_the_figures_are_there_for_any_program_and_for_a_spreadsheet(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    output.publish(objects, edition(objects, "KDR"), Folder(str(tmp_path)))
    folder = tmp_path / "2021-11" / "figures"
    kept = pl.read_parquet(folder / "cakupan-2021-11.parquet")
    assert set(kept.columns) == set(Observations.to_schema().columns)
    lines = (folder / "cakupan-2021-11.csv").read_text("utf-8").splitlines()
    heads = lines[0].split(",")
    cells = [dict(zip(heads, line.split(","), strict=True)) for line in lines[1:]]
    assert heads[:5] == ["month", "view", "level", "code", "indicator"]
    assert [(row["numerator"], row["denominator"], row["value"]) for row in cells] == [
        ("135163", "", "135163"),
        ("135163", "330493", "40.90"),
        ("", "", ""),
    ]
    assert [row["conf_status"] for row in cells] == ["F", "F", "C"]
