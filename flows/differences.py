"""Answers what two editions show otherwise, and why: `cakupan diff`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl
from pandera.typing.polars import DataFrame

from flows.counterfactuals import Laboratory, Side, share_out, side_of
from flows.edition_choice import in_force, known_editions, numbered
from flows.installation import Installation
from flows.manifest import find_ground, read_manifest
from flows.questions import listed
from schemas.differences import (
    ComparedEdition,
    Comparison,
    Difference,
    Differences,
    Origins,
    OtherReference,
    Shares,
)
from schemas.edition import Edition
from schemas.errors import UsageError
from schemas.observations import Observations
from schemas.reference import Reference
from transforms.contracts import validated
from transforms.counterfactuals import DIGITS, to_other_files
from transforms.differences import to_differences
from transforms.growth import to_growth_shares
from transforms.unit_names import unit_name

UNNAMED = {"recipients.csv"}
"""Reference data that neither a number nor a page rests on."""


def find_difference(installation: Installation, asked: Comparison) -> Difference:
    """What differs between two editions of a month, or between two months' newest ones."""
    if asked.later is None:
        before, now = _of_month(installation, asked)
    else:
        before, now = (
            in_force(known_editions(installation, month)) for month in (asked.month, asked.later)
        )
    read = installation.read_table
    published = [read(each.calculation, Observations) for each in (now, before)]
    numbers = to_differences(*published)
    made = side_of(installation, now)
    if asked.later is None:
        was = side_of(installation, before)
        shares = share_out(Laboratory(installation), numbers, was, made)
        unshared, origins = "", _origins(installation, before, now, was, made)
    else:
        unshared, origins = _lack_of_flows(installation, before, now), None
        shares = to_growth_shares(numbers, *published, has_flows=not unshared)
    ground = find_ground(installation, now)
    is_replaced = ground is not None and ground.replaces == before.label
    return Difference(
        before=_compared(before),
        now=_compared(now),
        reason=ground.reason if ground is not None and is_replaced else None,
        numbers=numbers,
        shares=shares,
        unshared=unshared,
        origins=origins,
        names=_names(published, made.material.reference),
    )


def of_unit(found: Difference, level: str, code: str) -> Difference:
    """Only what is said of one unit; UsageError where neither edition knows it."""
    if (level, code) not in found.names:
        known = sorted(other for its_level, other in found.names if its_level == level)
        raise UsageError(f"{found.now.edition} has no {level} {code}; it has {listed(known)}.")
    numbers = found.numbers.filter(level=level, code=code)
    shares = found.shares.filter(level=level, code=code)
    return replace(found, numbers=validated(numbers, Differences), shares=validated(shares, Shares))


def _of_month(installation: Installation, asked: Comparison) -> tuple[Edition, Edition]:
    """The editions of a month that are named, or its newest and the released one before it."""
    known = known_editions(installation, asked.month)
    if len(known) == 1:
        raise UsageError(f"Nothing to compare: {asked.month} has one edition, {known[0].label}.")
    now = known[-1] if asked.now is None else numbered(known, asked.now)
    if asked.before is not None:
        before = numbered(known, asked.before)
    else:
        before = next((each for each in reversed(known) if each.number < now.number), now)
    if before.id == now.id:
        raise UsageError(f"Nothing to compare: name two editions, not {now.label} alone.")
    return before, now


def _lack_of_flows(installation: Installation, before: Edition, now: Edition) -> str:
    """Why nobody knows who came and went from one edition to the other; empty where it is known."""
    if now.month != before.month + 1:
        return "Who came and went is known only between a month and the one before it."
    compared = read_manifest(installation, now).get("earlier", {}).get(str(before.month))
    if compared != before.manifest:
        return (
            f"{now.label} tells who came and went since another edition of {before.month} than "
            f"{before.label}."
        )
    return ""


def _origins(
    installation: Installation, before: Edition, now: Edition, was: Side, made: Side
) -> Origins:
    archived = [read_manifest(installation, each)["reference"] for each in (before, now)]
    return Origins(
        files=to_other_files(was.material, made.material),
        reference=tuple(_other_reference(*archived)),
        grace_months=(was.material.grace_months, made.material.grace_months),
        is_counted_by_other_code=was.code != made.code,
    )


def _other_reference(before: dict[str, str], now: dict[str, str]) -> Iterator[OtherReference]:
    for name in sorted((before.keys() | now.keys()) - UNNAMED):
        was, there_is = before.get(name, ""), now.get(name, "")
        if was != there_is:
            yield OtherReference(name, was[:DIGITS], there_is[:DIGITS])


def _compared(edition: Edition) -> ComparedEdition:
    return ComparedEdition(edition.month, edition.label, edition.standing, edition.inputs)


def _names(
    published: Sequence[DataFrame[Observations]], reference: Reference
) -> dict[tuple[str, str], str]:
    """Of every unit that either edition tells of."""
    units = pl.concat(each.select("level", "code") for each in published).unique()
    return {(level, code): unit_name(level, code, reference) for level, code in units.iter_rows()}
