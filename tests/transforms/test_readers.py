"""Words, codes and numbers: what each cell is read to, and under which code it is not taken."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from schemas.exports import Profile
from transforms.dialect import FLAGS, SCALE, SEGMENT, SEX, STATUS, Vocabulary
from transforms.parsing import by_spelling
from transforms.readers import (
    CODE_LOOK,
    read_areas,
    read_codes,
    read_numbers,
    read_sender,
    read_words,
)
from transforms.spelling import ReadColumn

INDONESIAN = Profile(decimal=",", thousands=".")
ENGLISH = Profile(decimal=".", thousands=",")


def read(reader: Callable[..., pl.DataFrame], *cells: str | None, **known: Any) -> ReadColumn:
    """Some cells of one column."""
    return by_spelling(reader, **known)(pl.Series("x", cells, dtype=pl.String))


def one(read: ReadColumn) -> tuple[Any, str | None, str | None]:
    """Value, fault and note of the only cell."""
    return read.values[0][0], read.fault[0], next(iter(read.findings), None)


@pytest.mark.parametrize(
    ("vocabulary", "cell", "expected"),
    [
        (FLAGS, "Y", (True, None, None)),
        (FLAGS, "T", (False, None, None)),
        (FLAGS, "Ya", (True, None, "N306")),
        (FLAGS, "tidak", (False, None, "N306")),
        (FLAGS, "1", (True, None, "N306")),
        (FLAGS, "0", (False, None, "N306")),
        (FLAGS, "X", (None, "Q225", None)),
        (SEX, "L", ("L", None, None)),
        (SEX, "Laki-laki", ("L", None, "N306")),
        (SEX, "perempuan", ("P", None, "N306")),
        (SEX, "1", ("L", None, "N306")),
        (SEX, "2", ("P", None, "N306")),
        (SEX, "3", (None, "Q223", None)),
        (SEGMENT, "PMI", ("PMI", None, None)),
        (SEGMENT, "Bukan Penerima Upah", ("BPU", None, "N306")),
        (SEGMENT, "JAKON", (None, "Q222", None)),
        (STATUS, "AKTIF", (True, None, None)),
        (STATUS, "NONAKTIF", (False, None, None)),
        (STATUS, " Non  Aktif ", (False, None, "N306")),
        (STATUS, "NA", (False, None, "N306")),
        (STATUS, "CUTI", (None, "Q224", None)),
        (SCALE, "mikro", ("MIKRO", None, "N306")),
        (SCALE, "RAKSASA", (None, "Q230", None)),
    ],
)
def test_words_come_from_a_table(vocabulary: Vocabulary, cell: str, expected: Any) -> None:
    assert one(read(read_words, cell, name="word", vocabulary=vocabulary)) == expected


def test_the_sender_must_be_the_branch() -> None:
    found = read(read_sender, "KDR", " kdr", "SBY", None, branch="KDR")
    assert found.fault.to_list() == [None, None, "Q212", "Q205"]
    assert found.findings == {"N306": 1}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("15070955", ("15070955", None, None)),
        ("JN/500106", ("JN/500106", None, None)),
        ("'1507.0955", ("15070955", None, "N304")),
        ("１５０７0955", ("15070955", None, "N305")),
        ("\u202e15070955", ("15070955", None, "N304")),
        ("15070955.0", (None, "Q216", None)),
        ("1.5E+07", (None, "Q216", None)),
        ("1507<>55", (None, "Q216", None)),
        ("1" * 24, ("1" * 24, None, None)),
        ("1" * 25, (None, "Q216", None)),
        ("'", (None, "Q205", None)),
        ("- - -", (None, "Q205", None)),
        ("=1+1", (None, "Q216", None)),
    ],
)
def test_codes_are_letters_and_digits(cell: str, expected: Any) -> None:
    assert one(read(read_codes, cell, name="NPP", look=CODE_LOOK, code="Q216")) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3571", ("3571", None, None)),
        ("35.71", ("3571", None, "N304")),
        ("3599", (None, "Q229", None)),
        ("357101", (None, "Q229", None)),
        ("35.71.01", (None, "Q229", None)),
        ("3571011001", (None, "Q229", None)),
        ("3571.0", (None, "Q229", None)),
        ("3173", (None, "Q233", None)),
    ],
)
def test_areas_are_those_of_kemendagri(cell: str, expected: Any) -> None:
    value, fault, note = one(read(read_areas, cell, known=("3571", "3173"), doubted=("3173",)))
    assert (value if fault is None else None, fault, note) == expected


@pytest.mark.parametrize(
    ("profile", "cell", "expected"),
    [
        (Profile(), "2085925", (2085925, None, None)),
        (Profile(), "0", (0, None, None)),
        (Profile(), "2085925.50", (2085925, None, "N307")),
        (INDONESIAN, "1.234.567,89", (1234567, None, "N307")),
        (INDONESIAN, "Rp 1.234.567,-", (1234567, None, "N307")),
        (ENGLISH, "1,234,567.89", (1234567, None, "N307")),
        (INDONESIAN, "(1.000)", (-1000, "Q210", None)),
        (Profile(), "-1", (-1, "Q210", None)),
        (Profile(), "1000000000001", (1000000000001, "Q210", None)),
        (Profile(), "9" * 30, (None, "Q210", None)),
        (INDONESIAN, "999.999.999.999.999.999.999", (None, "Q210", None)),
        (Profile(), "1.234", (None, "Q209", None)),
        (INDONESIAN, "1,234", (None, "Q209", None)),
        (INDONESIAN, "1,234,567.00", (None, "Q209", None)),
        (Profile(), "dua juta", (None, "Q209", None)),
        (Profile(), "+5", (None, "Q209", None)),
        (Profile(), "NaN", (None, "Q211", None)),
        (Profile(), "-inf", (None, "Q211", None)),
        (Profile(), "Infinity", (None, "Q211", None)),
        (Profile(), "1e309", (None, "Q211", None)),
        (Profile(), "2,08E+06", (None, "Q211", None)),
        (Profile(), "Rp -", (None, "Q205", None)),
        (Profile(), "nihil", (None, "Q205", None)),
    ],
)
def test_amounts_are_read_in_the_branchs_style(profile: Profile, cell: str, expected: Any) -> None:
    assert one(read(read_numbers, cell, name="n", profile=profile, most=10**12)) == expected


@pytest.mark.parametrize(("cell", "fault"), [("2", None), ("2,00", None), ("2,50", "Q210")])
def test_a_head_count_is_whole(cell: str, fault: str | None) -> None:
    found = read(read_numbers, cell, name="n", profile=INDONESIAN, most=9, is_whole=True)
    assert found.fault[0] == fault


@pytest.mark.parametrize(
    ("profile", "cells", "is_disproved"),
    [
        (Profile(), ["1.234.567", "2.345.678", "5"], True),
        (Profile(), ["1.234.567", "5"], False),
        (Profile(), ["1.500", "2.500"], True),
        (INDONESIAN, ["1500000.00", "2500000.00", "1.000"], True),
        (INDONESIAN, ["1500000.00", "1.000", "2.000"], False),
        (Profile(), ["dua", "tiga", "5"], False),
        (Profile(), ["NaN", "inf"], False),
    ],
)
def test_numbers_that_can_only_be_of_another_style_speak_against_the_profile(
    profile: Profile, cells: list[str], *, is_disproved: bool
) -> None:
    found = read(read_numbers, *cells, name="n", profile=profile, most=10**12)
    assert (found.balance < 0) is is_disproved
