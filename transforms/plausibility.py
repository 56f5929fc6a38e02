"""Judges whether what a file was read to is plausible, or waits for a person's decision."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.exports import Kind
from schemas.reading import Reading, Summary
from schemas.submission import Hold
from schemas.thresholds import (
    HOLD_LEAST_PERSONS,
    HOLD_MOST_PERSONS,
    HOLD_MOVE_PERCENT,
    HOLD_REJECTED_PERCENT,
    HOLD_ZERO_PERCENT,
    JUDGED_NIKS,
    MOVED_EMPLOYERS,
    MOVED_PERSONS,
    SHEET_ROWS,
)


@dataclass(frozen=True)
class Thresholds:
    """What goes beyond these is held."""

    move_percent: int = HOLD_MOVE_PERCENT
    """By how much persons, employers or a segment may move in a month."""
    rejected_percent: int = HOLD_REJECTED_PERCENT
    """How many of the rows may be rejected."""
    zero_percent: int = HOLD_ZERO_PERCENT
    """How many NIK may end in 0."""
    least_persons: int = HOLD_LEAST_PERSONS
    """PU persons that there are at least for each employer with one."""
    most_persons: int = HOLD_MOST_PERSONS
    """PU persons that there are at most for each employer with one."""


def to_holds(
    kind: Kind, reading: Reading, before: Reading | None, thresholds: Thresholds
) -> tuple[Hold, ...]:
    """Why a file is not plausible; `before` is what counts of the month before, if anything."""
    return (
        *(() if before is None else _moves(reading.summary, before.summary, thresholds)),
        *_shares(reading, thresholds),
        *(_staff(reading.summary, thresholds) if kind is Kind.PESERTA else ()),
        *_cuts(reading),
    )


def _moves(now: Summary, before: Summary, thresholds: Thresholds) -> Iterator[Hold]:
    percent = thresholds.move_percent
    if _has_moved(before.persons, now.persons, MOVED_PERSONS, percent):
        yield _hold("H501", before=before.persons, now=now.persons, percent=percent)
    if _has_moved(before.employers, now.employers, MOVED_EMPLOYERS, percent):
        yield _hold("H502", before=before.employers, now=now.employers, percent=percent)
    segments, earlier = dict(now.segments), dict(before.segments)
    for segment in {**segments, **earlier}:
        was, persons = earlier.get(segment, 0), segments.get(segment, 0)
        if _has_moved(was, persons, MOVED_PERSONS, percent):
            yield _hold("H503", segment=segment, before=was, now=persons, percent=percent)


def _has_moved(before: int, now: int, least: int, percent: int) -> bool:
    move = abs(now - before)
    return move >= least and move * 100 > before * percent


def _shares(reading: Reading, thresholds: Thresholds) -> Iterator[Hold]:
    percent = thresholds.rejected_percent
    received, rejected = reading.received, reading.received - reading.unique
    if rejected * 100 > received * percent:
        yield _hold("H504", rejected=rejected, received=received, percent=percent)
    niks, zeros = reading.summary.niks, reading.summary.niks_ending_in_zero
    percent = thresholds.zero_percent
    if niks >= JUDGED_NIKS and zeros * 100 > niks * percent:
        yield _hold("H506", zeros=zeros, now=niks, percent=percent)


def _staff(summary: Summary, thresholds: Thresholds) -> Iterator[Hold]:
    persons, employers = dict(summary.segments).get("PU", 0), summary.employers
    least, most = thresholds.least_persons, thresholds.most_persons
    if not least * employers <= persons <= most * employers:
        yield _hold("H505", persons=persons, employers=employers, least=least, most=most)


def _cuts(reading: Reading) -> Iterator[Hold]:
    for rows in SHEET_ROWS:
        if rows in (reading.summary.lines, reading.received):
            yield _hold("H507", rows=rows)
    totals = sum(rows for _, code, rows in reading.losses if code == "Q219")
    if totals:
        yield _hold("H508", totals=totals)


def _hold(code: str, **fields: str | int) -> Hold:
    return Hold(code, fields)
