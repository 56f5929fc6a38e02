"""What stands in the cells: identifiers and numbers, as spreadsheets and clerks leave them."""

from collections.abc import Callable
from typing import Any

from schemas.exports import Kind, Profile
from tests.builders import csv_bytes
from tests.cases.case import (
    PLACE,
    ROWS,
    Case,
    Row,
    Taken,
    bad_cell,
    each,
    good_rows,
    line_of,
    other_cell,
    refused,
    registration,
    with_cells,
)
from tests.cases.plain import hashed_number

GOOD = registration(PLACE)
INDONESIAN = Profile(decimal=",", thousands=".")
ELSEWHERE = "99" + GOOD["NIK"][2:]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
EMPLOYERS, PROJECTS = Kind.PEMBERI_KERJA, Kind.PROYEK_JAKON


def _dotted(wage: str) -> str:
    return f"{int(wage):,}".replace(",", ".")


def _rejected(name: str, rows: list[Row], places: list[int], column: str, code: str) -> Case:
    """Rows that break one rule."""
    rejects = tuple((line_of(place), column, code) for place in places)
    return Case(name, lambda: csv_bytes(rows), Taken(rejects=rejects, lost=tuple(places)))


def _repeated(name: str, code: str, lost: tuple[int, ...], **cells: str) -> Case:
    """A registration that stands in the file a second time, as it is or with other cells."""
    rows = [*good_rows(), GOOD | cells]
    lines = [*(line_of(place) for place in lost), line_of(ROWS)]
    rejects = tuple((line, None, code) for line in lines)
    return Case(name, lambda: csv_bytes(rows), Taken(rejects=rejects, lost=lost, received=ROWS + 1))


def _niks(count: int, spell: Callable[[str], str]) -> list[Row]:
    rows = good_rows()
    return [row | {"NIK": spell(row["NIK"])} for row in rows[:count]] + rows[count:]


def _scientific(nik: str) -> str:
    return f"{nik[0]},{nik[1:6]}E+15"


def _wage(name: str, text: str, wage: int | None, **findings: int) -> Case:
    """The last row's wage in another way, or not at all."""
    rows = with_cells({ROWS - 1: {"UPAH": text}})
    expected = Taken(findings, changed={ROWS - 1: {"wage_rupiah": wage}})
    return Case(name, lambda: csv_bytes(rows), expected, {"profile": INDONESIAN})


def _all(name: str, column: str, spell: Callable[[str], str], *codes: str, **job: Any) -> Case:
    """All cells of a column in another style that is read to the same values."""
    rows = each(column, spell)
    return Case(name, lambda: csv_bytes(rows), Taken(dict.fromkeys(codes, ROWS)), job)


IDENTIFIERS = (
    bad_cell("nik-as-a-rounded-number", "Q203", "NIK", "3,20101E+15"),
    bad_cell("nik-as-an-english-rounded-number", "Q203", "NIK", "3.20E+15"),
    bad_cell("nik-with-decimals", "Q203", "NIK", f"{GOOD['NIK']}.0"),
    _rejected("ten-rounded-niks", _niks(10, _scientific), list(range(10)), "NIK", "Q203"),
    refused("eleven-rounded-niks", lambda: csv_bytes(_niks(11, _scientific)), "E137", rows=11),
    bad_cell("nik-of-15-digits", "Q201", "NIK", GOOD["NIK"][1:]),
    bad_cell("nik-of-17-digits", "Q201", "NIK", GOOD["NIK"] + "0"),
    bad_cell("card-of-10-digits", "Q202", "KPJ", GOOD["KPJ"][1:]),
    other_cell("nik-with-spaces", "NIK", lambda nik: f"{nik[:6]} {nik[6:12]} {nik[12:]}", "N304"),
    other_cell("nik-with-dots", "NIK", lambda nik: f"{nik[:6]}.{nik[6:12]}.{nik[12:]}", "N304"),
    other_cell("nik-with-dashes", "NIK", lambda nik: f"{nik[:6]}-{nik[6:]}", "N304"),
    other_cell("nik-with-fixed-space", "NIK", lambda nik: f"{nik}\u00a0", "N304"),
    other_cell("nik-behind-an-apostrophe", "NIK", lambda nik: f"'{nik}", "N304"),
    other_cell("nik-in-full-width-digits", "NIK", lambda nik: nik.translate(WIDE), "N305"),
    other_cell("nik-in-arabic-digits", "NIK", lambda nik: nik.translate(ARABIC), "N305"),
    bad_cell("nik-of-zeros", "Q204", "NIK", "0" * 16),
    bad_cell("nik-of-ones", "Q204", "NIK", "1" * 16),
    bad_cell("nik-of-nines", "Q204", "NIK", "9" * 16),
    bad_cell("nik-of-30-february", "Q204", "NIK", "3571013002850001"),
    bad_cell("nik-with-serial-0000", "Q204", "NIK", GOOD["NIK"][:12] + "0000"),
    Case(
        "nik-of-no-known-region",
        lambda: csv_bytes(with_cells({PLACE: {"NIK": ELSEWHERE}})),
        Taken({"N336": 1}, changed={PLACE: {"person": hashed_number(ELSEWHERE)}}),
    ),
    _repeated("row-twice", "Q213", ()),
    _repeated("row-twice-with-another-wage", "Q214", (PLACE,), UPAH="1"),
    Case(
        "card-of-two-persons",
        lambda: csv_bytes(with_cells({PLACE: {"KPJ": registration(3)["KPJ"]}})),
        Taken(
            rejects=((line_of(3), None, "Q232"), (line_of(PLACE), None, "Q232")),
            lost=(3, PLACE),
        ),
    ),
)

NUMBERS = (
    _all("wages-with-dots", "UPAH", _dotted, "N307", profile=INDONESIAN),
    _all("wages-in-full", "UPAH", lambda w: f"Rp {_dotted(w)},00", "N307", profile=INDONESIAN),
    _all("wages-with-dashes", "UPAH", lambda w: f"{_dotted(w)},-", "N307", profile=INDONESIAN),
    bad_cell("wage-in-another-style", "Q209", "UPAH", "2,001,357", profile=INDONESIAN),
    bad_cell("wage-with-a-lone-dot-group", "Q209", "UPAH", "1.23", profile=INDONESIAN),
    bad_cell("wage-with-undeclared-groups", "Q209", "UPAH", "2,001"),
    refused(
        "wages-with-commas-where-dots-are-set",
        lambda: csv_bytes(each("UPAH", lambda wage: _dotted(wage).replace(".", ","))),
        "E138",
        {"profile": INDONESIAN},
        column="UPAH",
    ),
    _wage("wage-with-decimal-comma", "1234567,5", 1_234_567, N307=1),
    _wage("wage-with-dots-and-comma", "1.234.567,5", 1_234_567, N307=1),
    *(_wage(f"wage-{name}", text, None) for name, text in {
        "empty": "", "of-a-dash": "-", "not-available": "N/A", "nihil": "nihil", "null": "null",
    }.items()),
    *(bad_cell(f"wage-{text}", "Q211", "UPAH", text) for text in ("NaN", "inf", "1e309", "2E+06")),
    bad_cell("wage-of-words", "Q209", "UPAH", "dua juta"),
    bad_cell("wage-of-an-error", "Q209", "UPAH", "#N/A"),
    bad_cell("flag-of-an-error", "Q209", "JHT", "#REF!"),
    bad_cell("flag-not-available", "Q205", "JHT", "N/A"),
    bad_cell("status-of-nothing", "Q205", "STATUS", "null"),
    bad_cell("negative-wage", "Q210", "UPAH", "-2085925"),
    bad_cell("negative-wage-in-brackets", "Q210", "UPAH", "(2085925)"),
    bad_cell("half-a-worker", "Q210", "JUMLAH_TK", "12.5", EMPLOYERS),
    bad_cell("half-a-project-worker", "Q210", "JUMLAH_TK", "1.5", PROJECTS),
    bad_cell("more-workers-than-there-are", "Q210", "JUMLAH_TK", "99999999", EMPLOYERS),
    bad_cell("workers-of-no-number", "Q211", "JUMLAH_TK", "NaN", EMPLOYERS),
    bad_cell("contract-of-an-error", "Q209", "NILAI_KONTRAK", "#DIV/0!", PROJECTS),
)  # fmt: skip  # the words of nothing belong in one line

CASES = (*IDENTIFIERS, *NUMBERS)
