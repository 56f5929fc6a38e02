"""Numbers, months and dates as a reader of the spoken language writes them.

Figures arrive rounded; only the short form of large numbers ("22,32 juta") rounds again, and only
in a sentence that stands beside the full figure.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from schemas.bulletin_rows import Figure, Mark
from schemas.month import Month
from transforms.language import counted, say, spoken

HIDDEN = "x"
UNKNOWN = "…"
REVISED = "\N{MODIFIER LETTER SMALL R}"
"""Behind a number where the edition before showed another one, or none."""
_MINUS = "\N{MINUS SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"
_MILLION = 1_000_000
_HUNDREDTH = Decimal("0.01")
_JOINTS = re.compile(
    r"(?<=\d) (?=persen|orang|bulan|percent|person|people|month)|(?<=\d persen) (?=poin)"
    r"|(?<=\d percentage) (?=point)|(?<=[a-z]) (?=20\d\d)"
)


def unbroken(text: str) -> str:
    """A sentence whose lines do not break between a number and its unit, a month and its year."""
    return _JOINTS.sub(_SPACE, text)


def whole(value: int) -> str:
    """A whole number with its thousands apart: 143.864."""
    return format_decimal(value, format="#,##0", locale=spoken()).replace("-", _MINUS)


def signed(value: int) -> str:
    """A change as a whole number with its sign: +1.204, −35, 0."""
    return f"+{whole(value)}" if value > 0 else whole(value)


def decimals(value: Decimal) -> str:
    """A rounded decimal with a comma and its two places: 21,54."""
    return format_decimal(
        value, format="#,##0.00", locale=spoken(), decimal_quantization=False
    ).replace("-", _MINUS)


def short(value: int) -> str:
    """A number for a sentence: 22,32 juta from a million on, else in full."""
    if abs(value) < _MILLION:
        return whole(value)
    millions = (Decimal(value) / _MILLION).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return say("{millions}\N{NO-BREAK SPACE}juta", millions=decimals(millions))


def persons(value: int) -> str:
    """So many persons in a sentence: 143.864 orang, 22,32 juta orang."""
    return counted("{number} orang", value, number=short(value))


def unshown(figure: Figure) -> str | None:
    """The symbol that stands for a figure without a value; None for one that has it."""
    match figure:
        case Figure(mark=Mark.HIDDEN):
            return HIDDEN
        case Figure(mark=Mark.UNKNOWN) | Figure(value=None):
            return UNKNOWN
    return None


def revised(form: Callable[[Figure], str], figure: Figure) -> str:
    """A figure in one of the forms below, with the sign of a revised number: 143.864ʳ."""
    return f"{form(figure)}{REVISED if figure.is_revised else ''}"


def count(figure: Figure) -> str:
    """A figure of persons, employers or rows in a table: 143.864, x or …."""
    return unshown(figure) or whole(_integer(figure))


def change(figure: Figure) -> str:
    """A figure of change in a table: +1.204, −35, 0, x or …."""
    return unshown(figure) or signed(_integer(figure))


def negative(figure: Figure) -> str:
    """A figure that is taken off a sum: −1.204, 0, x or …."""
    return unshown(figure) or whole(-_integer(figure))


def percent(figure: Figure) -> str:
    """A rate in a table or tile: 21,54 %, x or …."""
    if symbol := unshown(figure):
        return symbol
    return say("{number}\N{NO-BREAK SPACE}%", number=decimals(Decimal(_number(figure))))


def tick(value: float, places: int) -> str:
    """A round rate beside an axis, with as many places as the axis needs: 20 %, 0,05 %."""
    form = f"0.{'0' * places}" if places else "0"
    number = format_decimal(Decimal(str(value)), format=form, locale=spoken())
    return say("{number} %", number=number)


def persen(figure: Figure) -> str:
    """A shown rate in a sentence: 21,54 persen."""
    return say("{number} persen", number=decimals(Decimal(_number(figure))))


def points(figure: Figure) -> str:
    """A change of a rate with its sign: +0,18, −0,05, 0,00, x or …."""
    if symbol := unshown(figure):
        return symbol
    value = Decimal(_number(figure))
    return f"+{decimals(value)}" if value > 0 else decimals(value)


def month_name(month: Month) -> str:
    """A month in full: November 2021."""
    return format_date(month.first_day, "MMMM y", locale=spoken())


def month_short(month: Month) -> str:
    """A month in three letters: Nov."""
    return format_date(month.first_day, "MMM", locale=spoken())


def day(value: date) -> str:
    """A date in full: 6 Desember 2021."""
    return format_date(value, "d MMMM y", locale=spoken())


def _number(figure: Figure) -> int | Decimal:
    if figure.value is None:
        raise ValueError("a figure without a value has no number")
    return figure.value


def _integer(figure: Figure) -> int:
    value = _number(figure)
    if int(value) != value:
        raise ValueError("a count must be a whole number")
    return int(value)
