from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.rounding import half_up, percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (143_864, 667_892, "21.54"),
        (135_163, 330_493, "40.90"),  # the press cut 40,8974 to 40,89
        (760_468, 3_058_943, "24.86"),
        (1, 8, "12.50"),
        (1, 800, "0.13"),  # 0,125: a tie goes up
        (3, 2, "150.00"),
        (0, 7, "0.00"),
    ],
)
def test_a_rate_is_rounded_half_up(numerator: int, denominator: int, expected: str) -> None:
    assert str(percent(numerator, denominator)) == expected


def test_a_negative_tie_goes_away_from_zero() -> None:
    assert half_up(Fraction(-1, 8)) == Decimal("-0.13")


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_unit_at_most(number: Fraction, decimals: int) -> None:
    rounded = half_up(number, decimals)
    assert abs(Fraction(rounded) - number) <= Fraction(1, 2 * 10**decimals)
    assert rounded.copy_negate() == half_up(-number, decimals)
