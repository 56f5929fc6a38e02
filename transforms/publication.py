"""Lists every count that an edition could publish, as it is: the cells of disclosure control.

A dimension by which an indicator is not broken down is `_Z`: a rate's numerator has no dimension
but its unit; `persons` has segment, programme, sex and age group; `change_persons` segment and
flow (kind); `employers` and `registered_workers` state, scale, size and report (kind).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.calculated import Calculated
from schemas.coverage import (
    AGE_GROUPS,
    COMPARED_LEVELS,
    FLOWS,
    NOT_APPLICABLE,
    OVERLAPS,
    PROGRAMMES,
    TOTAL,
    UNKNOWN,
    Members,
    Territories,
)
from schemas.employers import REPORTS, SCALES, SIZES, STATES
from schemas.exports import Kind
from schemas.observations import DIMENSIONS, SHARED, STAGES, UNITS_OF_COUNT, Cells, Observations
from schemas.projects import PROJECT_STATES
from schemas.registrations import SEGMENTS, SEXES
from schemas.thresholds import MIN_EMPLOYERS, MIN_PERSONS
from transforms.contracts import validated

UNIT = ["level", "code"]
PERSONS = ["segment", "programme", "sex", "age_group"]
EMPLOYERS = ["state", "scale", "size", "kind"]


@dataclass(frozen=True)
class Publication:
    """The cells of an edition, and what its units are made of."""

    cells: DataFrame[Cells]
    territories: DataFrame[Territories]
    members: DataFrame[Members]
    previous: DataFrame[Observations] | None = None
    """The month before as it was published, by which changes are known."""


def to_cells(calculated: Calculated, previous: DataFrame[Observations] | None) -> DataFrame[Cells]:
    """Every publishable count of a month; of units that nothing is known of, none.

    `previous` is the month before as it was published, without which no change has a cell.
    """
    parts = [
        *_area_cells(calculated),
        *_held_cells(calculated),
        *_bridge_cells(calculated),
        *_row_cells(calculated),
        *_employer_cells(calculated),
        *_change_cells(calculated, previous),
    ]
    is_of_employers = pl.col("indicator").is_in(list(UNITS_OF_COUNT))
    return (
        pl.concat(parts)
        .with_columns(least=pl.when(is_of_employers).then(MIN_EMPLOYERS).otherwise(MIN_PERSONS))
        .select(*DIMENSIONS, pl.col("count", "least").cast(pl.Int64))
        .sort(DIMENSIONS)
        .pipe(validated, Cells)
    )


def to_holders(calculated: Calculated, kind: Kind = Kind.PESERTA) -> pl.DataFrame:
    """Every branch, Kanwil and the nation with each branch of it whose export of a kind counts."""
    sources = calculated.sources.filter(kind=kind.value)
    own = calculated.members.filter(pl.col("is_own"), pl.col("level").is_in(COMPARED_LEVELS))
    return own.join(sources, on="branch", how="semi").select(*UNIT, "branch")


def _area_cells(calculated: Calculated) -> Iterator[pl.DataFrame]:
    """Persons of areas by all that they are broken down by, overlaps, and rates' numerators."""
    figures = calculated.figures.filter(pl.col("numerator").is_not_null())
    units = figures.select(UNIT).unique()
    persons = _persons(calculated, "area")
    yield _cells("area", "persons", units.join(_breakdowns(), how="cross"), persons)
    yield _cells("area", "covered", units, _covered(persons))
    for kind in figures["indicator"].unique().sort():
        rate = figures.filter(indicator=kind).select(*UNIT, count="numerator")
        yield _cells("area", kind, rate.select(UNIT), rate)
    yield from _overlaps(calculated, "area", units)


def _held_cells(calculated: Calculated) -> Iterator[pl.DataFrame]:
    """Persons whom branches hold, by segment only, and their overlaps."""
    units = to_holders(calculated).select(UNIT).unique()
    persons = _persons(calculated, "held")
    segments = pl.DataFrame([{"segment": segment} for segment in [*SEGMENTS, "JAKON", TOTAL]])
    whatever = segments.with_columns(pl.lit(TOTAL).alias(name) for name in PERSONS[1:])
    yield _cells("held", "persons", units.join(whatever, how="cross"), persons)
    yield _cells("held", "covered", units, _covered(persons))
    yield from _overlaps(calculated, "held", units)


def _bridge_cells(calculated: Calculated) -> Iterator[pl.DataFrame]:
    """What lies between the area view and the held view of a unit that has both."""
    known = calculated.figures.filter(pl.col("numerator").is_not_null()).select(UNIT).unique()
    units = to_holders(calculated).select(UNIT).unique()
    units = units.join(known, on=UNIT, how="semi")
    everybody = units
    for view in ("area", "held", "inside"):
        total = _persons(calculated, view).filter(
            pl.all_horizontal(pl.col(name) == TOTAL for name in PERSONS)
        )
        total = total.select(*UNIT, pl.col("count").alias(view))
        everybody = everybody.join(total, on=UNIT, how="left", validate="1:1")
    everybody = everybody.with_columns(pl.col("area", "held", "inside").fill_null(0))
    inside = everybody.select(
        *UNIT, *(pl.lit(TOTAL).alias(name) for name in PERSONS), count="inside"
    )
    yield _cells("inside", "persons", inside.drop("count"), inside)
    for view, indicator in (("held", "persons_outside"), ("area", "persons_of_others")):
        beyond = everybody.select(*UNIT, count=pl.col(view) - pl.col("inside"))
        yield _cells(view, indicator, units, beyond)


def _row_cells(calculated: Calculated) -> Iterator[pl.DataFrame]:
    """Rows of peserta exports by stage, and what stands at other branches too."""
    holders = to_holders(calculated)
    units = holders.select(UNIT).unique()
    rows = holders.join(calculated.stages, on="branch", how="inner", validate="m:1").group_by(UNIT)
    counted = rows.agg(pl.col(STAGES).sum()).unpivot(
        index=UNIT, variable_name="kind", value_name="count"
    )
    kinds = pl.DataFrame([{"kind": stage} for stage in STAGES])
    yield _cells("held", "registrations", units.join(kinds, how="cross"), counted)
    shared = calculated.shared.select(
        *UNIT, *(pl.col(f"shared_{kind}").alias(kind) for kind in SHARED[:2]),
        disputed="disputed_registrations",
    ).unpivot(index=UNIT, variable_name="kind", value_name="count")  # fmt: skip
    kinds = pl.DataFrame([{"kind": kind} for kind in SHARED])
    yield _cells("held", "shared", units.join(kinds, how="cross"), shared)


def _employer_cells(calculated: Calculated) -> Iterator[pl.DataFrame]:
    """Employers, their registered workers, projects and these' workers, by state."""
    units = to_holders(calculated, Kind.PEMBERI_KERJA).select(UNIT).unique()
    usual = dict.fromkeys(EMPLOYERS[1:], TOTAL)
    classes = {"scale": SCALES, "size": SIZES, "kind": REPORTS}
    one = [usual, *(usual | {name: code} for name, codes in classes.items() for code in codes)]
    employers = pl.DataFrame([{"state": state, **each} for state in STATES for each in one])
    for indicator in ("employers", "registered_workers"):
        counted = calculated.employers.rename({"report": "kind", indicator: "count"})
        yield _cells("held", indicator, units.join(employers, how="cross"), counted)
    units = to_holders(calculated, Kind.PROYEK_JAKON).select(UNIT).unique()
    states = pl.DataFrame([{"state": state} for state in PROJECT_STATES])
    for indicator, column in (("projects", "projects"), ("project_workers", "workers")):
        counted = calculated.projects.rename({column: "count"})
        yield _cells("held", indicator, units.join(states, how="cross"), counted)


def _change_cells(
    calculated: Calculated, previous: DataFrame[Observations] | None
) -> Iterator[pl.DataFrame]:
    """What came and went in units that are known in both months."""
    if previous is None:
        return
    before = previous.filter(view="area", indicator="total_coverage").filter(
        pl.col("numerator").is_not_null() | (pl.col("conf_status") == "C")
    )
    units = (
        calculated.figures.filter(pl.col("numerator").is_not_null())
        .select(UNIT)
        .unique()
        .filter(pl.col("level").is_in(COMPARED_LEVELS))
        .join(before, on=UNIT, how="semi")
    )
    of_all = [flow for flow in FLOWS if not flow.startswith("segment")]
    flows = pl.DataFrame(
        [{"segment": segment, "kind": flow} for segment in SEGMENTS for flow in FLOWS]
        + [{"segment": TOTAL, "kind": flow} for flow in of_all]
    )
    counted = calculated.changes.rename({"flow": "kind", "persons": "count"})
    yield _cells("area", "change_persons", units.join(flows, how="cross"), counted)


def _overlaps(calculated: Calculated, view: str, units: pl.DataFrame) -> Iterator[pl.DataFrame]:
    kinds = units.join(pl.DataFrame([{"kind": kind} for kind in OVERLAPS]), how="cross")
    for column in ("persons", "surplus"):
        counted = calculated.overlaps.filter(view=view).rename({column: "count"})
        yield _cells(view, f"overlap_{column}", kinds, counted)


def _persons(calculated: Calculated, view: str) -> pl.DataFrame:
    return calculated.counts.filter(view=view).rename({"persons": "count"})


def _covered(persons: pl.DataFrame) -> pl.DataFrame:
    """Distinct persons and the heads of projects."""
    parts = persons.filter(
        pl.col("segment").is_in([TOTAL, "JAKON"]),
        *(pl.col(name) == TOTAL for name in PERSONS[1:]),
    )
    return parts.group_by(UNIT).agg(pl.col("count").sum())


def _breakdowns() -> pl.DataFrame:
    """Segments, each also by programme, sex or age group, never by two of them."""
    usual = dict.fromkeys(PERSONS, TOTAL)
    parts = {"programme": PROGRAMMES, "sex": SEXES, "age_group": [*AGE_GROUPS, UNKNOWN]}
    rows = [usual]
    for segment in SEGMENTS:
        rows.append(usual | {"segment": segment})
        rows += [
            usual | {"segment": segment, name: code}
            for name, codes in parts.items()
            for code in codes
        ]
    heads = usual | {"segment": "JAKON"}
    return pl.DataFrame([*rows, heads, *(heads | {"programme": name} for name in ("JKK", "JKM"))])


def _cells(view: str, indicator: str, named: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """A cell for each name, with its count or 0."""
    names = named.columns
    codes = [
        pl.col(name) if name in names else pl.lit(NOT_APPLICABLE).alias(name)
        for name in DIMENSIONS[4:]
    ]
    return named.join(counted.select(*names, "count"), on=names, how="left", validate="1:1").select(
        pl.lit(view).alias("view"),
        *UNIT,
        pl.lit(indicator).alias("indicator"),
        *codes,
        pl.col("count").fill_null(0).cast(pl.Int64),
    )
