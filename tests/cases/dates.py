"""Days and months as branches write them: styles that a profile lists, others, impossible ones."""

from collections.abc import Callable
from datetime import date
from typing import Any

from schemas.exports import DateStyle, Kind, MonthStyle, Profile
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
from tests.cases.plain import typed

BORN = "TGL_LAHIR"
DAYS_FIRST = Profile(dates=("dd/mm/yyyy",))
SHORT_ENGLISH = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip  # a year in one line
SHORT_INDONESIAN = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nop", "Des",
)  # fmt: skip  # a year in one line
LONG_INDONESIAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
    "Oktober", "November", "Desember",
)  # fmt: skip  # a year in two lines


def _written(form: str, names: tuple[str, ...] = SHORT_ENGLISH) -> Callable[[str], str]:
    """An ISO day in another style; `%b` is the month's name."""

    def write(text: str) -> str:
        day = date.fromisoformat(text)
        return day.strftime(form.replace("%b", names[day.month - 1]))

    return write


def _serial(text: str) -> str:
    return str((date.fromisoformat(text) - date(1899, 12, 30)).days)


STYLES: tuple[tuple[DateStyle, str, Callable[[str], str]], ...] = (
    ("dd/mm/yyyy", "days-with-strokes", _written("%d/%m/%Y")),
    ("dd-mm-yyyy", "days-with-dashes", _written("%d-%m-%Y")),
    ("yyyymmdd", "days-in-one-number", _written("%Y%m%d")),
    ("dd-mon-yyyy", "days-with-english-months", _written("%d-%b-%Y")),
    ("dd-mon-yyyy", "days-with-short-months", _written("%d-%b-%Y", SHORT_INDONESIAN)),
    ("dd-mon-yyyy", "days-with-long-months", _written("%d-%b-%Y", LONG_INDONESIAN)),
    ("dd-mon-yyyy", "days-with-capital-months", lambda t: _written("%d-%b-%Y")(t).upper()),
    ("dd-mon-yy", "days-with-two-digit-years", _written("%d-%b-%y", SHORT_INDONESIAN)),
)
MONTHS: tuple[tuple[MonthStyle, str, Callable[[str], str]], ...] = (
    ("yyyy-mm", "months-with-dash", lambda text: f"{text[:4]}-{text[4:]}"),
    ("mm-yyyy", "months-first", lambda text: f"{text[4:]}-{text[:4]}"),
    ("mm/yyyy", "months-with-stroke", lambda text: f"{text[4:]}/{text[:4]}"),
    ("mon-yyyy", "months-by-name", lambda t: f"{SHORT_INDONESIAN[int(t[4:]) - 1]}-{t[:4]}"),
)


def _styled(name: str, style: DateStyle, spell: Callable[[str], str]) -> Case:
    rows = each(BORN, spell)
    profile = Profile(dates=(style,))
    return Case(name, lambda: csv_bytes(rows), Taken(), {"profile": profile})


def _months(name: str, style: MonthStyle, spell: Callable[[str], str]) -> Case:
    rows = [
        row | {column: spell(row[column]) for column in ("PERIODE", "BLTH_IURAN_TERAKHIR")}
        for row in good_rows()
    ]
    return Case(name, lambda: csv_bytes(rows), Taken(), {"profile": Profile(months=style)})


def _mixed() -> list[Row]:
    """Three styles in one column, as two clerks and a programme leave them."""
    styles = (_written("%d/%m/%Y"), _written("%d-%b-%Y", SHORT_INDONESIAN), str)
    return [row | {BORN: styles[place % 3](row[BORN])} for place, row in enumerate(good_rows())]


def _born(name: str, code: str, text: str, nik: str | None = None, **job: Any) -> Case:
    """One birth date that can't be; the NIK agrees where the date can be read."""
    cells = {} if nik is None else {"NIK": registration(PLACE)["NIK"][:6] + nik}
    return bad_cell(name, code, BORN, text, cells=cells, **job)


def _month_first_once() -> Case:
    rows = each(BORN, _written("%d/%m/%Y"))
    rows[PLACE][BORN] = "08/20/1967"
    return Case(
        "month-before-day-once",
        lambda: csv_bytes(rows),
        Taken(rejects=((line_of(PLACE), BORN, "Q206"),), lost=(PLACE,)),
        {"profile": DAYS_FIRST},
    )


def _undecidable() -> Case:
    """Days and months up to 12 only: the profile alone says which is which."""
    rows = good_rows()
    for place, row in enumerate(rows):
        day, month = 1 + place % 12, 1 + place // 12 % 12
        born = day + 40 * (row["JENIS_KELAMIN"] == "P")
        row["NIK"] = f"357101{born:02}{month:02}70{place + 1:04}"
        row[BORN] = f"1970-{month:02}-{day:02}"
    changed = {place: typed(row) for place, row in enumerate(rows)}
    rows = [row | {BORN: _written("%d/%m/%Y")(row[BORN])} for row in rows]
    job = {"profile": DAYS_FIRST}
    return Case("days-that-could-be-months", lambda: csv_bytes(rows), Taken(changed=changed), job)


def _late(count: int) -> Case:
    """Rows of another month, as late registrations come."""
    places = tuple(range(count))
    rows = with_cells({place: {"PERIODE": "202110"} for place in places})
    rejects = tuple((line_of(place), "PERIODE", "Q208") for place in places)
    return Case(
        f"{count}-rows-of-another-month",
        lambda: csv_bytes(rows),
        Taken(rejects=rejects, lost=places),
    )


CASES = (
    *(_styled(name, style, spell) for style, name, spell in STYLES),
    *(_months(name, style, spell) for style, name, spell in MONTHS),
    Case(
        "days-as-serials",
        lambda: csv_bytes(each(BORN, _serial)),
        Taken({"N309": ROWS}),
        {"profile": Profile(dates=("serial",))},
    ),
    Case(
        "three-styles-that-the-profile-lists",
        lambda: csv_bytes(_mixed()),
        Taken(),
        {"profile": Profile(dates=("dd/mm/yyyy", "dd-mon-yyyy", "yyyy-mm-dd"))},
    ),
    _undecidable(),
    other_cell("day-without-zeros", BORN, lambda text: text.replace("-0", "-")),
    _born("day-in-another-style", "Q207", "20/08/1967"),
    _born("day-with-a-month-name", "Q207", "20-Agu-67"),
    _born("serial-without-profile", "Q207", "24704"),
    _month_first_once(),
    refused(
        "months-before-days",
        lambda: csv_bytes(each(BORN, _written("%m/%d/%Y"))),
        "E138",
        {"profile": DAYS_FIRST},
        column=BORN,
    ),
    _born("buddhist-year", "Q206", "2510-08-20"),
    _born("hijri-year", "Q206", "1387-08-20"),
    _born("30-february", "Q206", "1967-02-30"),
    _born("day-of-a-bad-serial", "Q206", "1900-01-00"),
    _born("born-after-the-month", "Q208", "2021-12-01", "0112210008"),
    _born("born-150-years-ago", "Q208", "1870-08-20", "2008700008"),
    _born("moment-of-another-time-zone", "Q206", "1967-08-19T17:00:00Z"),
    bad_cell("month-of-no-year", "Q206", "PERIODE", "202113"),
    bad_cell("month-in-another-style", "Q207", "PERIODE", "11-2021"),
    bad_cell("project-of-no-day", "Q206", "MULAI", "2021-02-30", Kind.PROYEK_JAKON),
    _late(1),
    _late(10),
)
