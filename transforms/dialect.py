"""How a branch writes: its text cells, tidied and turned into dates, months, numbers and words."""

import polars as pl

from schemas.employers import SCALES
from schemas.exports import DateStyle, MonthStyle, Profile
from schemas.registrations import SEGMENTS, SEXES

MISSING = ("", "-", "--", "N/A", "NIHIL", "NULL", "(NULL)")
"""What branches write when they have nothing to say, in capitals."""
NO_DATE = r"^[0/ -]*$"
"""A date or month of nothing but zeros says the same."""
IDENTIFIER, NUMBER, DATE = r"^[0-9][0-9A-Z]*$", r"^[0-9][0-9.,]*$", r"^[0-9/-]*[1-9][0-9/-]*$"
"""How cells look that need no tidying."""
ARABIC_DIGITS = {chr(first + digit): str(digit) for first in (0x660, 0x6F0) for digit in range(10)}

FLAGS = {"Y": True, "YA": True, "1": True, "T": False, "TIDAK": False, "0": False}
SEX_WORDS = {"L": "L", "P": "P", "LAKI-LAKI": "L", "PEREMPUAN": "P", "1": "L", "2": "P"}
SEGMENT_WORDS = {
    **{segment: segment for segment in SEGMENTS},
    "PENERIMA UPAH": "PU",
    "BUKAN PENERIMA UPAH": "BPU",
    "PEKERJA MIGRAN INDONESIA": "PMI",
}
STATUS_WORDS = {
    "AKTIF": True,
    "NONAKTIF": False,
    "NON AKTIF": False,
    "NON-AKTIF": False,
    "TIDAK AKTIF": False,
    "NA": False,
}
SCALE_WORDS = {scale: scale for scale in SCALES}
SEX, SEGMENT, SCALE = pl.Enum(SEXES), pl.Enum(SEGMENTS), pl.Enum(SCALES)

DATE_FORMATS: dict[DateStyle, tuple[str, str]] = {
    "dd/mm/yyyy": ("%d/%m/%Y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    "dd-mm-yyyy": ("%d-%m-%Y", r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$"),
    "yyyy-mm-dd": ("%Y-%m-%d", r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"),
    "yyyymmdd": ("%Y%m%d", r"^[0-9]{8}$"),
}
"""Format and exact look of each style; chrono alone also takes signs, blanks and short years."""
MONTH_FORMATS: dict[MonthStyle, tuple[str, int, int]] = {
    "yyyymm": (r"^[0-9]{4}(0[1-9]|1[0-2])$", 0, 4),
    "yyyy-mm": (r"^[0-9]{4}-(0[1-9]|1[0-2])$", 0, 5),
    "mm-yyyy": (r"^(0[1-9]|1[0-2])-[0-9]{4}$", 3, 0),
    "mm/yyyy": (r"^(0[1-9]|1[0-2])/[0-9]{4}$", 3, 0),
}
"""Exact look of each style, and where year and month begin."""


def tidied_words(cells: pl.Series, words: tuple[str, ...]) -> pl.Series:
    """The cells in capitals without outer blanks, null where nothing is said."""
    text = pl.col(cells.name)
    upper = text.str.normalize("NFKC").str.replace_all(r"\s+", " ").str.strip_chars()
    return _tidied(cells, cells.is_in(words), upper.str.to_uppercase())


def tidied_identifiers(cells: pl.Series) -> pl.Series:
    """The cells with plain digits and capitals, without blanks, dots, dashes and apostrophes.

    Cells that a spreadsheet turned into numbers keep their dots, so that they stay recognisable.
    """
    text = pl.col(cells.name)
    plain = text.str.normalize("NFKC").str.replace_many(ARABIC_DIGITS).str.to_uppercase()
    bare = plain.str.replace_all(r"[\s\p{Cf}.'’-]", "")
    is_number = plain.str.contains(r"[0-9]E\+?[0-9]|^[0-9]{14,17}[.,]0+$")
    kept = pl.when(is_number | plain.str.strip_chars().is_in(MISSING)).then(plain).otherwise(bare)
    return _tidied(cells, cells.str.contains(IDENTIFIER), kept.str.strip_chars())


def tidied_numbers(cells: pl.Series) -> pl.Series:
    """The cells without outer blanks, `Rp` and `,-`; null where nothing is said."""
    text = pl.col(cells.name).str.normalize("NFKC").str.strip_chars().str.to_uppercase()
    bare = text.str.replace(r"^RP\.?\s*", "").str.replace(r"([0-9])[.,]-+$", "$1")
    return _tidied(cells, cells.str.contains(NUMBER), bare)


def tidied_dates(cells: pl.Series) -> pl.Series:
    """Dates or months without outer blanks; null where nothing is said, or only zeros."""
    text = pl.col(cells.name).str.normalize("NFKC").str.strip_chars().str.to_uppercase()
    bare = pl.when(~text.str.contains(NO_DATE)).then(text)
    return _tidied(cells, cells.str.contains(DATE), bare)


def _tidied(cells: pl.Series, is_tidy: pl.Series, tidy: pl.Expr) -> pl.Series:
    """Only the distinct odd cells are worked on: in most files there are few or none."""
    odd = cells.filter(~is_tidy).unique()
    if odd.is_empty():
        return cells
    bare = odd.to_frame().select(tidy).to_series()
    return cells.replace(odd, bare.set(bare.is_in(MISSING), None))


def dates(column: str, profile: Profile) -> pl.Expr:
    """Days in the branch's style; null when the text is none."""
    form, look = DATE_FORMATS[profile.dates[0]]
    text = pl.col(column)
    return pl.when(text.str.contains(look)).then(text.str.to_date(form, strict=False))


def months(column: str, profile: Profile) -> pl.Expr:
    """Months in the branch's style as months since year 0; null when the text is none."""
    look, year, month = MONTH_FORMATS[profile.months]
    text = pl.col(column)
    number = text.str.slice(year, 4).cast(pl.Int32, strict=False) * 12
    number += text.str.slice(month, 2).cast(pl.Int32, strict=False) - 1
    return pl.when(text.str.contains(look)).then(number)


def whole_numbers(column: str, profile: Profile) -> pl.Expr:
    """The whole part of numbers in the branch's style; null when the text is none."""
    decimal = "\\" + profile.decimal
    digits = "[0-9]+"
    text = pl.col(column)
    if profile.thousands:
        digits = rf"(?:[0-9]{{1,3}}(?:\{profile.thousands}[0-9]{{3}})+|[0-9]+)"
    is_number = text.str.contains(f"^-?{digits}(?:{decimal}[0-9]+)?$")
    whole = text.str.replace(f"{decimal}[0-9]+$", "")
    if profile.thousands:
        whole = whole.str.replace_all(profile.thousands, "", literal=True)
    return pl.when(is_number).then(whole.cast(pl.Int64, strict=False))


def is_fraction(column: str, profile: Profile) -> pl.Expr:
    """Whether a number in the branch's style has decimals other than zeros."""
    return pl.col(column).str.contains(rf"\{profile.decimal}[0-9]*[1-9]")


def flags(column: str) -> pl.Expr:
    """Y or T as true or false; null when the word is neither."""
    return pl.col(column).replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
