"""What is masked keeps its shape and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.masking import LONGEST, masked, without_digits


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("3571011708850001", "9999999999999999"),
        ("3,57101E+15", "9,99999A+99"),
        ("17/08/1985", "99/99/9999"),
        ("José A.", "AAAA A."),
        ("３２０１", "9999"),
        ("a\x1b[31m\nb\u202e", "A·[99A·A·"),
        ("", ""),
        ("x" * 100, "A" * LONGEST + "…"),
    ],
)
def test_shapes(text: str, shape: str) -> None:
    assert masked(text) == shape


def test_headings_keep_their_letters() -> None:
    assert without_digits("NIK 3571\n(KTP)") == "NIK 9999·(KTP)"


@given(st.text())
def test_no_letter_digit_or_control_character_is_left(text: str) -> None:
    for sign in masked(text):
        assert sign in "9A·… " or unicodedata.category(sign)[0] in "PS"
