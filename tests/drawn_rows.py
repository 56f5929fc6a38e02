"""Rows that hypothesis draws, and jobs that count them from files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from flows.edges.objects import Objects
from schemas.counting import CountJob, Register
from schemas.employers import SCALES
from schemas.registrations import SEGMENTS
from tests.builders import employers, registrations
from tests.registers import KANWILS, SERVED, branches, territories
from transforms.person_sets import bucket_bounds

Row = dict[str, Any]

DRAWN_TRAITS: dict[str, st.SearchStrategy[Any]] = {
    "segment": st.sampled_from(SEGMENTS),
    "sex": st.sampled_from(["L", "P"]),
    "age_years": st.sampled_from([None, 24, 25, 70]),
    "has_jht": st.booleans(),
    "is_declared_active": st.booleans(),
    "unpaid_months": st.sampled_from([None, 0, 2, 3]),
}
"""What is drawn of a registration, whichever person and place it is of."""
PAIRS = [*SERVED, ("KDR", "3504"), ("JKP", "3571"), ("SBY", "1101")]
REGISTER = Register(territories(), branches())
HASHES = [0, 1, 2**32, 2**63, 2**63 + 2**32, 2**64 - 1]
"""Some share the half by which repeated ones are looked for."""
ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from(HASHES),
            "card": st.sampled_from(HASHES),
            "pair": st.sampled_from(PAIRS),
            "employer": st.sampled_from([None, *HASHES[1:4]]),
            **DRAWN_TRAITS,
        }
    ),
    max_size=30,
    unique_by=lambda row: (row["card"], row["employer"], row["pair"][0]),
)
EMPLOYERS: st.SearchStrategy[list[Row]] = st.lists(
    st.fixed_dictionaries(
        {
            "employer": st.sampled_from(HASHES),
            "pair": st.sampled_from(PAIRS),
            "scale": st.sampled_from(SCALES),
            "reported_workers": st.integers(0, 3),
            "unpaid_months": st.sampled_from([0, 3]),
        }
    ),
    max_size=10,
    unique_by=lambda row: (row["employer"], row["pair"][0]),
)


def columns(rows: list[Row], branch: str) -> dict[str, list[Any]]:
    """The cells of a branch's rows, by column."""
    here = [row | dict(zip(("branch", "area"), row["pair"], strict=True)) for row in rows]
    here = [row for row in here if row["branch"] == branch]
    return {name: [row[name] for row in here] for name in here[0] if name != "pair"} if here else {}


@contextmanager
def stored(*versions: tuple[list[Row], list[Row]]) -> Iterator[list[CountJob]]:
    """The job of counting all rows of each version, each branch's in an object of its own.

    A version has rows of registrations, and of employer units.
    """
    with TemporaryDirectory() as folder:
        yield [_to_job(Objects(folder), *drawn) for drawn in versions]


def _to_job(objects: Objects, rows: list[Row], units_of_employers: list[Row]) -> CountJob:
    names: dict[str, list[str]] = {"registrations": [], "employers": []}
    for branch in KANWILS:
        for kind, build, drawn in (
            ("registrations", registrations, rows),
            ("employers", employers, units_of_employers),
        ):
            if cells := columns(drawn, branch):
                frame = build(**cells)
                names[kind].append(objects.write(".parquet", frame.write_parquet))
    return CountJob(
        objects.root, tuple(names["registrations"]), tuple(names["employers"]), REGISTER, 3, rows=1
    )


def ranges(job: CountJob, number: int, at_once: int) -> list[CountJob]:
    """The job in so many parts, of each of which more are told than can be held at once."""
    return [
        replace(job, first=first, last=last, at_once=at_once, rows=200)
        for first, last in bucket_bounds(number, 1)
    ]
