from itertools import product

import polars as pl

from schemas.coverage import PROGRAMMES
from schemas.registrations import SEGMENTS, SEXES
from tests.builders import registrations
from transforms.traits import ALIKE, FLAGS, PARTS, SIZES, packed, to_parts, unpacked

AGES = [None, 0, 24, 25, 34, 35, 44, 45, 54, 55, 64, 65, 150]


def test_whatever_is_packed_is_found_again() -> None:
    every = pl.DataFrame(
        list(product(*(range(size) for size in SIZES.values()))),
        schema=dict.fromkeys(PARTS, pl.UInt8),
        orient="row",
    )
    numbers = every.select(traits=packed())
    assert numbers["traits"].to_list() == list(range(ALIKE))
    assert numbers.select(unpacked(pl.col("traits"))).equals(every)


def test_each_value_of_a_registration_has_a_number_of_its_own() -> None:
    ages = registrations(age_years=AGES).select(to_parts())["age_group"]
    assert ages.to_list() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    segments = registrations(segment=SEGMENTS).select(to_parts())["segment"]
    sexes = registrations(sex=SEXES).select(to_parts())["sex"]
    assert segments.to_list() == [0, 1, 2]
    assert sexes.to_list() == [0, 1]


def test_each_programme_is_a_bit() -> None:
    rows = len(PROGRAMMES)
    has = {flag: [place == row for row in range(rows)] for place, flag in enumerate(FLAGS)}
    flags = registrations(row=range(1, rows + 1), **has).select(to_parts())["flags"]
    assert flags.to_list() == [1, 2, 4, 8, 16]
