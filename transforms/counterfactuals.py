"""Tells what a month would be counted from while the causes of other numbers are taken up in turn.

The order is fixed: the method of now on what counted before, then files that had not counted, then
other files of the same branch and kind, then reference data.
"""

from collections.abc import Collection, Iterator

import polars as pl

from schemas.calculated import READ_STAGES, Material, Sources
from schemas.differences import CAUSES, OtherFile
from schemas.exports import Kind
from schemas.reference import Reference
from schemas.revision import Cause
from transforms.contracts import validated

EXPORT = ["branch", "kind"]
SAID = ["export", "rows", *READ_STAGES]
"""What is said of an export that counts; the stages of peserta alone."""
DIGITS = 12
"""Hex digits by which a file is named."""


def to_materials(before: Material, now: Material) -> tuple[tuple[Cause, Material], ...]:
    """Each cause by which the two differ, and what is counted once it is taken up as well.

    The last one is counted from what `now` is.
    """
    return tuple(_steps(_pairs(before, now), before, now))


def to_other_files(before: Material, now: Material) -> tuple[OtherFile, ...]:
    """The exports by which the two differ, by cause, branch and kind."""
    pairs = _pairs(before, now).filter(pl.col("cause").is_not_null())
    files = pl.col("export_before", "export").fill_null("").str.head(DIGITS)
    found = [OtherFile(*row) for row in pairs.select("cause", *EXPORT, files).iter_rows()]
    return tuple(sorted(found, key=lambda it: (CAUSES.index(it.cause), it.branch, it.kind)))


def is_counted_alike(one: Reference, other: Reference) -> bool:
    """Whether the same files come to the same numbers with both."""
    return (
        one.branches.equals(other.branches)
        and one.branch_areas.equals(other.branch_areas)
        and one.workforce.equals(other.workforce)
    )


def _steps(
    pairs: pl.DataFrame, before: Material, now: Material
) -> Iterator[tuple[Cause, Material]]:
    changed = set(pairs["cause"].drop_nulls())
    if before.grace_months != now.grace_months:
        changed.add("METHOD")
    if not is_counted_alike(before.reference, now.reference):
        changed.add("REFERENCE")
    for place, cause in enumerate(CAUSES, start=1):
        if cause in changed:
            counts = _taken(pairs, CAUSES[:place])
            yield (
                cause,
                Material(
                    month=now.month,
                    reference=now.reference if cause == "REFERENCE" else before.reference,
                    sources=validated(counts.select(*EXPORT, "export", "rows"), Sources),
                    rows=counts.filter(kind=Kind.PESERTA.value).select("branch", *READ_STAGES),
                    grace_months=now.grace_months,
                ),
            )


def _pairs(before: Material, now: Material) -> pl.DataFrame:
    """Every export of either with what both say of it, and why it is another; null: it is not.

    A file of a branch that only one of them expects exports of comes and goes with the register.
    """
    both = _said(before).join(
        _said(now), on=EXPORT, how="full", coalesce=True, suffix="_now", validate="1:1"
    )
    both = both.rename({name: f"{name}_before" for name in SAID}).rename(
        {f"{name}_now": name for name in SAID}
    )
    expected = set(before.reference.expected()) & set(now.reference.expected())
    is_same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in SAID)
    cause = (
        pl.when(is_same)
        .then(None)
        .when(pl.col("export") == pl.col("export_before"))
        .then(pl.lit("METHOD"))
        .when(~pl.col("branch").is_in(list(expected)))
        .then(pl.lit("REFERENCE"))
        .when(pl.col("export_before").is_null())
        .then(pl.lit("LATE"))
        .otherwise(pl.lit("REPLACED"))
    )
    return both.with_columns(cause=cause).sort(EXPORT)


def _said(material: Material) -> pl.DataFrame:
    is_peserta = material.sources.filter(kind=Kind.PESERTA.value).select(*EXPORT)
    rows = is_peserta.join(material.rows, on="branch", how="inner", validate="1:1")
    said = material.sources.join(rows, on=EXPORT, how="left", validate="1:1")
    return said.select(*EXPORT, *SAID)


def _taken(pairs: pl.DataFrame, causes: Collection[Cause]) -> pl.DataFrame:
    """What counts once these causes are taken up."""
    is_taken = pl.col("cause").is_in(list(causes)).fill_null(value=True)
    said = (pl.when(is_taken).then(name).otherwise(f"{name}_before").alias(name) for name in SAID)
    return pairs.select(*EXPORT, *said).filter(pl.col("export").is_not_null())
