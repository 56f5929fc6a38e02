"""Rounds once, at the end, half up, from exact numbers."""

from decimal import Decimal
from fractions import Fraction
from math import floor


def half_up(number: Fraction, decimals: int = 2) -> Decimal:
    """The nearest decimal number; a tie goes away from zero, as in BPS publications."""
    scaled = abs(number) * 10**decimals
    digits = floor(scaled + Fraction(1, 2))
    return Decimal(f"{-digits if number < 0 else digits}E-{decimals}")


def percent(numerator: int, denominator: int) -> Decimal:
    """Percent with two decimals."""
    return half_up(Fraction(100 * numerator, denominator))
