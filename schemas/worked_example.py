"""The worked example of the methodology: Kediri in November 2021, computed from whole numbers."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from schemas.month import Month
from schemas.thresholds import PACE_MONTHS

MONTH = Month(2021, 11)
FORMAL_WORKERS, INFORMAL_WORKERS = 330_493, 337_399
PU_PERSONS = 135_163
COVERED = 143_864
EMPLOYERS = 3_466
TARGET_PERCENT, TARGET_MONTH = 60, Month(2022, 12)
HISTORY = {
    Month(2020, 11): 129_740,
    Month(2020, 12): 130_527,
    Month(2021, 1): 131_313,
    Month(2021, 2): 133_182,
    Month(2021, 3): 133_968,
    Month(2021, 4): 134_755,
    Month(2021, 5): 136_623,
    Month(2021, 6): 137_410,
    Month(2021, 7): 138_197,
    Month(2021, 8): 140_065,
    Month(2021, 9): 140_852,
}
"""Persons covered in the months before, as in the example's history; October is not known."""
WORKERS = FORMAL_WORKERS + INFORMAL_WORKERS
COVERAGE = Fraction(100 * COVERED, WORKERS)
"""In percent, not rounded."""

Line = tuple[str, str, str]
"""What a number is, how it comes about, and the number."""


def lines() -> tuple[Line, ...]:
    """Every number of the example, in the order in which one follows from another."""
    return (*_rates(), *_distance(), *_path(), *_pace())


def half_up(number: Fraction) -> Decimal:
    """Two decimals, half up, of a number that is not below 0."""
    return Decimal(f"{floor(number * 100 + Fraction(1, 2))}E-2")


def _rates() -> tuple[Line, ...]:
    others = COVERED - PU_PERSONS
    return (
        ("workers", f"{FORMAL_WORKERS:,} formal + {INFORMAL_WORKERS:,} informal", f"{WORKERS:,}"),
        ("covered, not PU", f"{COVERED:,} − {PU_PERSONS:,}", f"{others:,}"),
        ("total_coverage", *_rate(COVERED, WORKERS)),
        ("formal_coverage", *_rate(PU_PERSONS, FORMAL_WORKERS)),
        ("informal_coverage", *_rate(others, INFORMAL_WORKERS)),
    )


def _rate(persons: int, workers: int) -> tuple[str, str]:
    rate = Fraction(100 * persons, workers)
    return f"{persons:,} / {workers:,} = {float(rate):.6f} %", f"{half_up(rate)} %"


def _distance() -> tuple[Line, ...]:
    wanted, gap, left = _wanted(), _wanted() - COVERED, TARGET_MONTH - MONTH
    points = TARGET_PERCENT - COVERAGE
    return (
        ("persons that reach the target", f"⌈{TARGET_PERCENT} % × {WORKERS:,}⌉", f"{wanted:,}"),
        ("gap, persons", f"{wanted:,} − {COVERED:,}", f"{gap:,}"),
        ("gap, points", f"{TARGET_PERCENT} − {float(COVERAGE):.6f}", f"{half_up(points)}"),
        ("months left", f"{MONTH} to {TARGET_MONTH}", f"{left}"),
        ("needed per month", f"⌈{gap:,} / {left}⌉", f"{ceil(Fraction(gap, left)):,}"),
    )


def _path() -> tuple[Line, ...]:
    first = min(HISTORY)
    start = Fraction(100 * HISTORY[first], WORKERS)
    done, whole = MONTH - first, TARGET_MONTH - first
    path = start + (TARGET_PERCENT - start) * Fraction(done, whole)
    told, status = f"{half_up(path)} %", "on_path" if path <= COVERAGE else "below_path"
    known = f"{first}, the first known month: {HISTORY[first]:,} / {WORKERS:,}"
    return (
        ("start of the path", known, f"{half_up(start)} %"),
        ("path", f"{done} of {whole} months from there to {TARGET_PERCENT} %", told),
        ("status", f"{half_up(COVERAGE)} % beside {told}", f"`{status}`"),
    )


def _pace() -> tuple[Line, ...]:
    first = sorted(HISTORY)[-PACE_MONTHS]
    growth, months, gap = COVERED - HISTORY[first], MONTH - first, _wanted() - COVERED
    pace = Fraction(growth, months)
    since = f"since {first}, {PACE_MONTHS} known months back"
    on = ceil(gap / pace)
    closing = f"⌈{gap:,} / ({growth:,} / {months})⌉ = {on} months on"
    return (
        ("growth", f"{since}: {COVERED:,} − {HISTORY[first]:,}", f"{growth:,}"),
        ("pace", f"{growth:,} / {months}, persons a month", f"{floor(pace + Fraction(1, 2)):,}"),
        ("projection", closing, f"{MONTH + on}"),
    )


def _wanted() -> int:
    return ceil(Fraction(TARGET_PERCENT, 100) * WORKERS)
