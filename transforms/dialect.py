"""How a branch writes: its text cells, tidied and turned into dates, months, numbers and words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.employers import SCALES
from schemas.exports import DateStyle, MonthStyle, Profile
from schemas.registrations import SEGMENTS, SEXES

MISSING = ("", "-", "--", "N/A", "NIHIL", "NULL", "(NULL)")
"""What branches write when they have nothing to say, in capitals."""
PLAIN = "^[!-~]+(?: [!-~]+)*$"
"""Printable ASCII without outer or double blanks: such cells need no tidying."""
NO_DATE = r"^[0/ -]*$"
"""A date or month of nothing but zeros says the same as an empty one."""
ARABIC_DIGITS = {chr(first + digit): str(digit) for first in (0x660, 0x6F0) for digit in range(10)}


@dataclass(frozen=True)
class Vocabulary:
    """The words of a column, in capitals, and what they mean."""

    meanings: Mapping[str, object]
    usual: Collection[str]
    """Spellings that need no mention."""
    dtype: pl.DataType
    code: str
    """Of any other word."""


FLAGS = Vocabulary(
    {"Y": True, "YA": True, "1": True, "T": False, "TIDAK": False, "0": False},
    ("Y", "T"),
    pl.Boolean(),
    "Q225",
)
SEX = Vocabulary(
    {
        **dict.fromkeys(("L", "LAKI-LAKI", "LAKI LAKI", "PRIA", "1"), "L"),
        **dict.fromkeys(("P", "PEREMPUAN", "WANITA", "2"), "P"),
    },
    SEXES,
    pl.Enum(SEXES),
    "Q223",
)
SEGMENT = Vocabulary(
    {
        **{segment: segment for segment in SEGMENTS},
        "PENERIMA UPAH": "PU",
        "BUKAN PENERIMA UPAH": "BPU",
        "PEKERJA MIGRAN INDONESIA": "PMI",
    },
    SEGMENTS,
    pl.Enum(SEGMENTS),
    "Q222",
)
STATUS = Vocabulary(
    {
        "AKTIF": True,
        **dict.fromkeys(("NONAKTIF", "NON AKTIF", "NON-AKTIF", "TIDAK AKTIF", "NA"), False),
    },
    ("AKTIF", "NONAKTIF"),
    pl.Boolean(),
    "Q224",
)
SCALE = Vocabulary({scale: scale for scale in SCALES}, SCALES, pl.Enum(SCALES), "Q230")

MONTH_NAMES = (
    ("JANUARI", "JANUARY", "JAN"),
    ("FEBRUARI", "FEBRUARY", "PEBRUARI", "FEB", "PEB"),
    ("MARET", "MARCH", "MAR"),
    ("APRIL", "APR"),
    ("MEI", "MAY"),
    ("JUNI", "JUNE", "JUN"),
    ("JULI", "JULY", "JUL"),
    ("AGUSTUS", "AUGUST", "AGUS", "AGT", "AGS", "AGU", "AUG"),
    ("SEPTEMBER", "SEPT", "SEP"),
    ("OKTOBER", "OCTOBER", "OKT", "OCT"),
    ("NOVEMBER", "NOPEMBER", "NOV", "NOP"),
    ("DESEMBER", "DECEMBER", "DES", "DEC"),
)
"""Indonesian and English names of each month, the longer before those that they begin with."""
MONTH_NUMBERS = {
    name: f"{number:02d}" for number, names in enumerate(MONTH_NAMES, 1) for name in names
}
NAME = f"(?:{'|'.join(MONTH_NUMBERS)})"

DATE_FORMATS: dict[DateStyle, tuple[str, str]] = {
    "dd/mm/yyyy": ("%d/%m/%Y", "^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    "dd-mm-yyyy": ("%d-%m-%Y", "^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"),
    "yyyy-mm-dd": ("%Y-%m-%d", "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"),
    "yyyymmdd": ("%Y%m%d", "^[0-9]{8}$"),
    "dd-mon-yyyy": ("%d-%m-%Y", f"^[0-9]{{1,2}}[ /-]{NAME}[ /-][0-9]{{4}}$"),
    "dd-mon-yy": ("%d-%m-%y", f"^[0-9]{{1,2}}[ /-]{NAME}[ /-][0-9]{{2}}$"),
    "serial": ("", "^[1-9][0-9]{3,5}$"),
}
"""Format and exact look of each style; chrono alone also takes signs, blanks and short years.

A month's name is read as its number; a serial has no format.
"""
SERIAL_OF_1970 = 25_569
YEARS = (1800, 2199)
"""Years of this calendar; others are those of another one, or mistakes."""
MONTH_FORMATS: dict[MonthStyle, tuple[str, int, int]] = {
    "yyyymm": (r"^[0-9]{4}(0[1-9]|1[0-2])$", 0, 4),
    "yyyy-mm": (r"^[0-9]{4}-(0[1-9]|1[0-2])$", 0, 5),
    "mm-yyyy": (r"^(0[1-9]|1[0-2])-[0-9]{4}$", 3, 0),
    "mm/yyyy": (r"^(0[1-9]|1[0-2])/[0-9]{4}$", 3, 0),
    "mon-yyyy": (f"^{NAME}[ /-][0-9]{{4}}$", 3, 0),
}
"""Exact look of each style, and where year and month begin once a name is a number."""


def tidied(cells: pl.Series) -> pl.Series:
    """The cells in capitals, without invisible signs and without outer or double blanks."""
    text = pl.first().str
    is_plain, capitals = cells.to_frame().select(
        is_plain=text.contains(PLAIN).all(), capitals=text.to_uppercase()
    )
    if is_plain.is_empty() or is_plain[0]:
        return capitals.alias(cells.name)
    plain = cells.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "")
    return plain.str.replace_all(r"\s+", " ").str.strip_chars().str.to_uppercase()


def tidied_codes(cells: pl.Series) -> pl.Series:
    """Tidied cells with plain digits, without blanks, dots, dashes and apostrophes.

    Cells that a spreadsheet turned into numbers keep their dots, so that they stay recognisable.
    """
    text = pl.col(cells.name)
    plain = text.str.replace_many(ARABIC_DIGITS)
    bare = plain.str.replace_all(r"[\s.'’-]", "")
    is_number = plain.str.contains(r"^[0-9]+(?:[.,][0-9]*)?E\+?[0-9]+$|^[0-9]+[.,]0+$")
    return cells.to_frame().select(pl.when(is_number).then(plain).otherwise(bare)).to_series()


def tidied_numbers(cells: pl.Series) -> pl.Series:
    """Cells as tidied numbers without their dress."""
    return undressed(tidied(cells))


def undressed(text: pl.Series) -> pl.Series:
    """Tidied numbers without `Rp` and `,-`, a minus for brackets; null where nothing is said."""
    bare = text.str.replace(r"^RP\.?\s*", "").str.replace(r"([0-9])[.,]-+$", "$1")
    signed = bare.str.replace(r"^\((.*[0-9].*)\)$", "-$1")
    return signed.set(signed.is_in(MISSING), None)


def tidied_dates(cells: pl.Series) -> pl.Series:
    """Tidied cells; null where nothing is said, or only zeros."""
    text = tidied(cells)
    return text.set(text.is_in(MISSING) | text.str.contains(NO_DATE), None)


def dates(column: str, profile: Profile, latest: date | None = None) -> pl.Expr:
    """Days in one of the branch's styles; null when the text is none.

    Of the years that two digits may mean, it is the one in the hundred years up to `latest`.
    """
    text = pl.col(column)
    return pl.coalesce(_days(text, style, latest) for style in profile.dates)


def _days(text: pl.Expr, style: DateStyle, latest: date | None) -> pl.Expr:
    form, look = DATE_FORMATS[style]
    if style == "serial":
        day = (text.cast(pl.Int32, strict=False) - SERIAL_OF_1970).cast(pl.Date)
    else:
        digits = _with_numbers(text) if "mon" in style else text
        day = digits.str.to_date(form, strict=False)
    if style == "dd-mon-yy" and latest:
        first = date(latest.year - 100, latest.month, 1)
        day = (
            pl.when(day > latest)
            .then(day.dt.offset_by("-100y"))
            .when(day < first)
            .then(day.dt.offset_by("100y"))
            .otherwise(day)
        )
    return pl.when(text.str.contains(look), day.dt.year().is_between(*YEARS)).then(day)


def _with_numbers(text: pl.Expr) -> pl.Expr:
    """Names of months as numbers, between dashes."""
    numbers = text.str.replace_many(MONTH_NUMBERS, leftmost=True)
    return numbers.str.replace_all("[ /]", "-")


def months(column: str, profile: Profile) -> pl.Expr:
    """Months in the branch's style as months since year 0; null when the text is none."""
    look, year_at, month_at = MONTH_FORMATS[profile.months]
    text = pl.col(column)
    digits = _with_numbers(text) if "mon" in profile.months else text
    year = digits.str.slice(year_at, 4).cast(pl.Int32, strict=False)
    month = digits.str.slice(month_at, 2).cast(pl.Int32, strict=False)
    is_month = text.str.contains(look) & year.is_between(*YEARS)
    return pl.when(is_month).then(year * 12 + month - 1)


def whole_numbers(column: str, profile: Profile) -> pl.Expr:
    """The whole part of numbers in the branch's style; null when the text is none.

    Three decimals after at most three digits may be a group of thousands: that is no number.
    """
    decimal, text = f"\\{profile.decimal}", pl.col(column)
    digits, whole = "[0-9]+", text.str.replace(f"{decimal}[0-9]+$", "")
    if profile.thousands:
        digits = rf"(?:[0-9]{{1,3}}(?:\{profile.thousands}[0-9]{{3}})+|[0-9]+)"
        whole = whole.str.replace_all(profile.thousands, "", literal=True)
    is_number = text.str.contains(f"^-?{digits}(?:{decimal}[0-9]+)?$")
    is_group = text.str.contains(f"^-?[0-9]{{1,3}}{decimal}[0-9]{{3}}$")
    return pl.when(is_number, ~is_group).then(whole.cast(pl.Int64, strict=False))


def is_fraction(column: str, profile: Profile) -> pl.Expr:
    """Whether a number in the branch's style has decimals other than zeros."""
    return pl.col(column).str.contains(rf"\{profile.decimal}[0-9]*[1-9]")
