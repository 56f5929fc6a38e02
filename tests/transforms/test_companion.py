"""The workbook's tables against the tables of the page, cell by cell, as a reader sees both."""

import re
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from flows.edges.templating import to_html
from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, TargetRow
from schemas.companion import Cell, Column, Revised, Sheet
from schemas.month import Month
from tests.bulletin_cases import (
    HIDDEN,
    UNKNOWN,
    crowded,
    held,
    hidden,
    kanwil,
    long_names,
    missing,
    national,
    refused,
    revised,
    without_employers,
)
from tests.bulletins import kediri, rate
from transforms import numerals, revision_rows, revision_sentences
from transforms.companion import to_companion

UNREAD = 40
"""Rows above which a page shows only an excerpt."""
SIGNED = ("change", "points", "difference")
NO_LOSS = "–"
AIM = TargetRow(
    "Cakupan pekerja formal",
    rate(135_163, 330_493, "formal_coverage"),
    Decimal("50.00"),
    Month(2022, 12),
    Figure(30_084),
    "open",
)
WITH_DATA = {
    "kediri": kediri(),
    "aims": replace(kediri(), other_targets=(AIM, replace(AIM, gap=UNKNOWN, status="unknown"))),
    "without employers": without_employers(),
    "without projects": replace(kediri(), project_rows=()),
    "crowded": crowded(),
    "hidden": hidden(),
    "long names": long_names(),
    "kanwil": kanwil(),
    "revised": revised(),
    "a few lost rows": replace(kediri(), funnel=replace(kediri().funnel, readable=Figure(187_510))),
}


class Page(HTMLParser):
    """The tables of a page by caption, each a list of rows of texts without headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._within: list[str] = []
        self._caption = ""
        self._row: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._caption = ""
        if tag == "tr":
            self._row = []
        if tag in ("td", "th"):
            self._row += [""] * int(dict(attrs).get("colspan") or 1)
            self._place = len(self._row) - int(dict(attrs).get("colspan") or 1)
        if tag in ("caption", "thead", "td", "th"):
            self._within.append(tag)

    def handle_data(self, data: str) -> None:
        if "caption" in self._within:
            self._caption += data
        elif self._within and self._row:
            self._row[self._place] += data

    def handle_endtag(self, tag: str) -> None:
        if self._within and tag == self._within[-1]:
            self._within.pop()
        if tag == "tr" and self._caption and "thead" not in self._within:
            name = re.match(
                r"(Tabel \d+|Mutu data|Perbaikan)\. (.*)", self._caption.strip(), re.DOTALL
            )
            if name is not None:
                self.tables.setdefault(name[2], []).append([cell.strip() for cell in self._row])


def written(cell: Cell, column: Column) -> str:
    """A cell as the page writes it."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Month():
            return numerals.month_name(cell)
        case int():
            is_signed = column.kind in SIGNED
            return numerals.signed(cell) if is_signed else numerals.whole(cell)
        case Decimal():
            is_signed = column.kind in SIGNED
            return (numerals.points if is_signed else numerals.percent)(Figure(cell))
        case Revised(number):
            return f"{written(number, column)}{numerals.REVISED}"


def rows(sheet: Sheet) -> list[list[str]]:
    """A sheet's rows as the page writes them."""
    return [
        [written(cell, column) for cell, column in zip(cells, sheet.columns, strict=True)]
        for cells in sheet.rows
    ]


def sheets(bulletin: Bulletin) -> dict[str, Sheet]:
    """The sheets of a bulletin's workbook by their names."""
    return {sheet.name: sheet for sheet in to_companion(bulletin).sheets}


def plain(table: list[list[str]]) -> list[list[str]]:
    """Rows without the signs of a sum, and with one kind of space."""
    return [[cell.removeprefix("= ").replace("\xa0", " ") for cell in row] for row in table]


@cache
def html(name: str) -> str:
    """The page of a sample."""
    return to_html(WITH_DATA[name])


@pytest.mark.parametrize("name", WITH_DATA)
def test_every_table_of_the_page_is_a_sheet_that_says_the_same(name: str) -> None:
    bulletin = WITH_DATA[name]
    by_title = {sheet.title: sheet for sheet in to_companion(bulletin).sheets}
    tables = Page(html(name)).tables
    assert len(tables) >= 8
    for title, table in tables.items():
        sheet = by_title[title]
        found = plain(rows(sheet))
        if title == revision_sentences.caption(bulletin) and len(table) < len(found):
            found = [*found[: len(table) - 1], table[-1]]
        if sheet.name == "Mutu data":
            found = [
                [*row[:2], NO_LOSS if row[2] in ("", "0") else row[2], row[3]] for row in found
            ]
        assert found == plain(table), title


def test_a_long_table_has_all_its_rows() -> None:
    tables = Page(to_html(national())).tables
    for sheet in to_companion(national()).sheets:
        if sheet.name in ("Kantor cabang", "Kabupaten dan kota", "Potensi"):
            shown = [row for row in plain(tables[sheet.title]) if row[1] and row[2]]
            assert len(shown) == 30
            found = plain(rows(sheet))
            assert [row for row in found if row in shown] == shown
            assert len(found) - sheet.totals == (325 if sheet.name == "Kantor cabang" else 514)


def numbers(sheet: Sheet) -> list[Cell]:
    """Every number of a sheet, but no place in a rank."""
    return [
        cell.number if isinstance(cell, Revised) else cell
        for cells in sheet.rows
        for cell, column in zip(cells, sheet.columns, strict=True)
        if isinstance(cell, int | Decimal | Revised)
        and not (column.is_silent and column.kind == "count")
    ]


@pytest.mark.parametrize("name", WITH_DATA)
def test_no_number_stands_there_that_the_page_does_not_have(name: str) -> None:
    bulletin = replace(WITH_DATA[name], changes=WITH_DATA[name].changes[:1])
    page = set(re.findall(r"\d[\d.]*(?:,\d+)?", html(name)))
    for sheet in to_companion(bulletin).sheets:
        if sheet.name == "Deret bulan":  # the page has these as a chart
            continue
        if sheet.name == "Perbaikan":  # the page has an excerpt
            sheet = replace(sheet, rows=sheet.rows[: len(revision_rows.excerpt(bulletin).rows)])
        for number in numbers(sheet):
            is_count = isinstance(number, int)
            text = numerals.whole(abs(number)) if is_count else numerals.decimals(abs(number))  # type: ignore[arg-type]  # a number by its kind
            assert text in page, (sheet.name, text)


def marked(value: Any, figure: Figure) -> Any:
    """A bulletin with every figure replaced, however deep."""
    if isinstance(value, Figure):
        return figure
    if isinstance(value, tuple):
        return tuple(marked(item, figure) for item in value)
    if is_dataclass(value) and not isinstance(value, type | Month):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: marked(getattr(value, name), figure) for name in names})
    return value


@pytest.mark.parametrize(("figure", "sign"), [(HIDDEN, "x"), (UNKNOWN, "…")])
@pytest.mark.parametrize("name", WITH_DATA)
def test_a_figure_that_is_not_shown_is_a_sign_wherever_it_stands(
    name: str, figure: Figure, sign: str
) -> None:
    whole = WITH_DATA[name]
    bulletin = replace(marked(whole, figure), series=(), target=None, other_targets=())
    found = to_companion(bulletin).sheets
    assert [number for sheet in found for number in numbers(sheet)] == []
    signs = [cell for sheet in found for cells in sheet.rows for cell in cells if cell == sign]
    assert len(signs) > 50


def test_one_hidden_figure_is_one_sign() -> None:
    areas = (replace(kediri().areas[0], gap_persons=HIDDEN), kediri().areas[1])
    before = sheets(kediri())["Kabupaten dan kota"].rows
    after = sheets(replace(kediri(), areas=areas))["Kabupaten dan kota"].rows
    assert [(a, b) for x, y in zip(before, after, strict=True) for a, b in zip(x, y) if a != b] == [  # noqa: B905  # of one table
        (441_448, "x")
    ]


def test_points_are_hidden_with_the_persons_of_a_change() -> None:
    changes = (replace(kediri().changes[0], persons=HIDDEN), kediri().changes[1])
    assert sheets(replace(kediri(), changes=changes))["Perbandingan"].rows == (
        (Month(2021, 10), "x", "x"),
        (Month(2020, 11), -2_310, Decimal("-0.35")),
    )


def test_a_branch_that_has_not_reported_has_no_numbers() -> None:
    last = sheets(kanwil())["Kantor cabang"].rows[-1]
    assert last == (None, "KDR", "Kediri", "data belum diterima", None, None)


@pytest.mark.parametrize("bulletin", [missing(), refused(), held()])
def test_a_unit_without_data_has_its_months_and_what_to_do(bulletin: Bulletin) -> None:
    found = sheets(bulletin)
    assert list(found) == ["Ringkasan", "Deret bulan", "Catatan"]
    assert numbers(found["Ringkasan"]) == []
    assert "Yang perlu dilakukan" in dict(found["Catatan"].rows)  # type: ignore[arg-type]  # two columns
    assert found["Deret bulan"].rows[-1][:2] == (Month(2021, 11), None)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("Perbandingan", {"changes": ()}),
        ("Kabupaten dan kota", {"areas": ()}),
        ("Target", {"target": None}),
        ("Potensi", {"potential": ()}),
        ("Segmen", {"segments": ()}),
        ("Lebih dari satu", {"overlaps": ()}),
        ("Jembatan pandangan", {"bridge": None}),
        ("Masuk dan keluar", {"change_table": None}),
        ("Program", {"programmes": ()}),
        ("Skala usaha", {"employer_rows": ()}),
        ("Ukuran pemberi kerja", {"employer_rows": ()}),
        ("Laporan pemberi kerja", {"employer_rows": ()}),
        ("Proyek", {"project_rows": ()}),
        ("Deret bulan", {"series": ()}),
    ],
)
def test_a_sheet_without_rows_is_left_out(name: str, changes: dict[str, Any]) -> None:
    assert name in sheets(kediri())
    assert name not in sheets(replace(kediri(), **changes))


def test_the_summary_says_whose_numbers_these_are_and_how_final() -> None:
    rows = {row[0]: row[1:] for row in sheets(kanwil())["Ringkasan"].rows}
    assert rows["Unit kerja"] == ("Kantor Wilayah Jawa Timur", None)
    assert rows["Bulan"] == (Month(2021, 11), None)
    assert rows["Edisi"] == ("Edisi 2021-11 (R1), perbaikan pertama", None)
    assert rows["Sifat angka"] == ("Angka sementara (*)", None)
    assert rows["Kelengkapan"] == ("3 dari 4 kantor cabang", None)
    assert rows["Orang terlindungi*"] == (Revised(3_104_882), "perubahan belum dihitung")
    assert rows["Cakupan kepesertaan*"][0] == Revised(Decimal("14.76"))
    assert rows["Pemberi kerja aktif*"] == (Revised(68_214), "dari sebagian kantor cabang")
    assert rows["Sumber penyebut"] == ("BPS, Sakernas Agustus 2021", None)
    assert "sidik isi 3f9a1c20be77" in str(rows["Asal"][0])
    usual = {row[0]: row[1] for row in sheets(kediri())["Ringkasan"].rows}
    assert usual["Sifat angka"] == "Angka tetap"
    assert usual["Orang terlindungi"] == 143_864


def test_the_notes_explain_signs_and_tables() -> None:
    rows = sheets(hidden())["Catatan"].rows
    told = [f"{about}: {text}" for about, text in rows]
    assert (
        "Tanda: x tidak ditampilkan demi kerahasiaan; … belum tersedia; * angka sementara; "
        "ʳ berbeda dari edisi sebelumnya."
    ) in told
    assert "Cakupan: Sumber penyebut: BPS, Sakernas Agustus 2021." in told
    assert "Target: Target cakupan belum ditetapkan." in told
    assert any(line.startswith("Skala usaha: Pandangan kantor.") for line in told)
    assert all(text for _, text in rows)


def test_names_of_sheets_are_such_as_a_spreadsheet_takes() -> None:
    for bulletin in (*WITH_DATA.values(), national(), missing()):
        names = [sheet.name for sheet in to_companion(bulletin).sheets]
        assert len(set(names)) == len(names)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
