"""How KPJ and NIK are read: nearly all are different, so those that look right are left alone."""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable

import polars as pl

from schemas.rules import FAULT
from transforms.dialect import tidied_codes
from transforms.readers import coded, read_codes
from transforms.spelling import ReadColumn, Reader, read_column

CARD_LOOK, NIK_LOOK = "^[0-9]{11}$", "^[0-9]{16}$"
AS_NUMBER = r"^[0-9]+(?:[.,][0-9]*)?E\+?[0-9]+$|^[0-9]+[.,]0+$"
"""How a NIK looks that a spreadsheet kept as a number."""
WOMAN_DAYS = 40
"""A woman's NIK has her day of birth plus 40."""
LEAP_YEAR = 2000
"""Whether a year of two digits has a 29 February is not known."""
ONES = 1_111_111_111_111_111
"""Each number of sixteen equal digits is a multiple of it."""


def _marked(numbers: Iterable[int]) -> pl.Series:
    """Which of the numbers of four digits are among these.

    Without polars' threads: this runs at import, too, in processes that are forked afterwards.
    """
    known = frozenset(numbers)
    return pl.Series([number in known for number in range(10_000)])


IS_BIRTHDAY = _marked(
    (day + more) * 100 + month
    for more in (0, WOMAN_DAYS)
    for month in range(1, 13)
    for day in range(1, monthrange(LEAP_YEAR, month)[1] + 1)
)
"""Whether four digits DDMM are a man's or a woman's birthday."""


def read_cards(cells: pl.Series) -> ReadColumn:
    """KPJ: eleven digits, zeros in front among them."""
    return _read_digits(cells, "KPJ", 11, _read_odd_cards)


def read_niks(cells: pl.Series, areas: Collection[str]) -> ReadColumn:
    """NIK and what they tell: birth as DDMMYY, a woman's or not, of a known area or not."""
    read = _read_digits(cells, "NIK", 16, _read_odd_niks)
    (texts,) = read.values
    nik = pl.col("nik")
    birth = (nik // 10_000 % 1_000_000).cast(pl.Int32)
    parts = texts.cast(pl.UInt64).alias("nik").to_frame().with_columns(birth=birth)
    is_birthday = pl.lit(IS_BIRTHDAY).gather(pl.col("birth") // 100)
    is_possible = is_birthday & (nik % 10_000 != 0) & (nik % ONES != 0)
    is_known = pl.lit(_marked(map(int, areas)))
    is_woman = pl.col("birth") > WOMAN_DAYS * 10_000
    told = parts.select(
        nik_is_woman=is_woman,
        nik_birth=pl.col("birth") - is_woman.cast(pl.Int32) * WOMAN_DAYS * 10_000,
        nik_has_area=is_known.gather((nik // 10**12).cast(pl.UInt32)),
        fault=pl.coalesce(read.fault, coded("Q204", ~is_possible).cast(FAULT)),
    )
    *values, fault = told.get_columns()
    return ReadColumn((texts, *values), fault, read.findings)


def _read_odd_cards(cells: pl.DataFrame) -> pl.DataFrame:
    return read_codes(cells, "KPJ", CARD_LOOK, "Q202")


def _read_odd_niks(cells: pl.DataFrame) -> pl.DataFrame:
    read = read_codes(cells, "NIK", NIK_LOOK, "Q201")
    is_number = pl.lit(tidied_codes(cells["text"])).str.contains(AS_NUMBER)
    return read.with_columns(fault=pl.coalesce(coded("Q203", is_number), "fault"))


def _read_digits(cells: pl.Series, name: str, digits: int, read_odd: Reader) -> ReadColumn:
    """Cells of so many digits as they are; only the others are read one by one."""
    number = cells.cast(pl.UInt64, strict=False)
    is_plain = (
        number.is_not_null() & (cells.str.len_bytes() == digits) & ~cells.str.starts_with("+")
    ).fill_null(value=False)
    odd = (~is_plain).arg_true()
    text = cells.clone().alias(name)
    fault = pl.Series(name, dtype=FAULT).clear(cells.len())
    if odd.is_empty():
        return ReadColumn((text,), fault, Counter())
    read = read_column(cells.gather(odd), read_odd)
    return ReadColumn(
        values=(text.scatter(odd, read.values[0]),),
        fault=fault.scatter(odd, read.fault),
        findings=read.findings,
    )
