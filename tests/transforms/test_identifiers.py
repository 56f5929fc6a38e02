"""KPJ and NIK: what is left alone, what is tidied, and what is not taken."""

from typing import Any

import polars as pl
import pytest

from transforms.identifiers import read_cards, read_niks

AREAS = ("3506", "3571")


def nik(cell: str | None) -> dict[str, Any]:
    """One NIK among plain ones."""
    read = read_niks(pl.Series("x", ["3571011708850001", cell, "3506015708850002"]), AREAS)
    values = {series.name: series[1] for series in read.values}
    return values | {"fault": read.fault[1], "notes": dict(read.findings)}


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("3571013101850001", None),
        ("3571013104850001", "Q204"),
        ("3571012902850001", None),
        ("3571013002850001", "Q204"),
        ("3571017102850001", "Q204"),
        ("3571010002850001", "Q204"),
        ("3571014003850001", "Q204"),
        ("3571017203850001", "Q204"),
        ("3571018501850001", "Q204"),
        ("3571010100850001", "Q204"),
        ("3571010113850001", "Q204"),
        ("3571010101850000", "Q204"),
        ("9171014101900001", None),
        ("1111111111111111", "Q204"),
        ("0000000000000000", "Q204"),
        ("9999999999999999", "Q204"),
        ("0001010101850001", None),
        ("357101010185001", "Q201"),
        ("35710101018500011", "Q201"),
        ("3571O10101850001", "Q201"),
        ("+357101010185001", "Q201"),
        ("3,57101E+15", "Q203"),
        ("3,20E+15", "Q203"),
        ("3.571010101E15", "Q203"),
        ("3571010101850001.0", "Q203"),
        ("#N/A", "Q209"),
        ("\ufffd", "Q216"),
        ("", "Q205"),
        (None, "Q205"),
    ],
)
def test_a_nik_must_be_possible(cell: str | None, fault: str | None) -> None:
    assert nik(cell)["fault"] == fault


@pytest.mark.parametrize(
    ("cell", "notes"),
    [
        ("'3571011708850001", {"N304": 1}),
        ("35.7101-170885 0001", {"N304": 1}),
        ("\u00a03571011708850001\u200b", {"N304": 1}),
        ("３５７1011708850001", {"N305": 1}),
        ("٣٥٧١011708850001", {"N305": 1}),
        ("3571011708850001", {}),
    ],
)
def test_a_nik_is_tidied_and_that_is_counted(cell: str, notes: dict[str, int]) -> None:
    found = nik(cell)
    assert (found["NIK"], found["fault"], found["notes"]) == ("3571011708850001", None, notes)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("3571011708850001", (170885, False, True)),
        ("3506015708850002", (170885, True, True)),
        ("9171014101900001", (10190, True, False)),
    ],
)
def test_what_a_nik_tells(cell: str, told: tuple[int, bool, bool]) -> None:
    found = nik(cell)
    assert (found["nik_birth"], found["nik_is_woman"], found["nik_has_area"]) == told


@pytest.mark.parametrize(
    ("cell", "card", "fault"),
    [
        ("00000062511", "00000062511", None),
        ("2100-0000-001", "21000000001", None),
        ("2100000001", None, "Q202"),
        ("+2100000001", None, "Q202"),
        ("210000000011", None, "Q202"),
        ("2.1E+10", None, "Q202"),
        ("21000000001.0", None, "Q202"),
        (None, None, "Q205"),
    ],
)
def test_a_card_has_eleven_digits(cell: str | None, card: str | None, fault: str | None) -> None:
    read = read_cards(pl.Series("x", [cell], dtype=pl.String))
    assert (read.values[0][0], read.fault[0]) == (card, fault)
