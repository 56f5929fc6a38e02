"""Counts what stands at several branches: cards, persons, and cards that two NIK claim.

Persons are taken one bucket of persons at a time, registrations one bucket of cards at a time, so
the buckets' counts add up to the exact counts, and memory is bounded by the bucket.
"""

from collections.abc import Iterable

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types, empty
from schemas.coverage import SharedRegistrations
from transforms.contracts import validated
from transforms.repeats import to_repeated

CARD_COLUMNS = ["card", "person", "employer", "branch"]
"""What the count of cards needs of registrations."""

COUNTED = {
    "N340": "shared_registrations",
    "N341": "disputed_registrations",
    "N342": "shared_persons",
}
"""The finding that each count stands for."""

UNIT = ["level", "code"]


def to_shared_persons(
    registrations: pl.DataFrame, holders: pl.DataFrame
) -> DataFrame[SharedRegistrations]:
    """The persons of each unit in one bucket of persons who are registered elsewhere too."""
    return (
        registrations.select("person", "branch")
        .unique()
        .filter(pl.col("person").is_duplicated())
        .join(holders, on="branch", how="inner", validate="m:m")
        .group_by(UNIT)
        .agg(shared_persons=pl.col("person").n_unique())
        .pipe(_to_shared)
    )


def to_shared_cards(
    registrations: pl.DataFrame, holders: pl.DataFrame
) -> DataFrame[SharedRegistrations]:
    """The registrations of each unit in one bucket of cards whose card stands elsewhere too.

    One may be shared and disputed at once. Without an employer the card alone is compared.
    """
    same_here = _alike("card", "person") + _alike("card", "branch")
    strangers_elsewhere = _alike("card") + _alike("card", "person", "branch") - same_here
    return (
        _repeated(registrations.select(CARD_COLUMNS))
        .with_columns(
            is_shared=_alike("card", "employer") > _alike("card", "employer", "branch"),
            is_disputed=strangers_elsewhere > 0,
        )
        .filter(pl.col("is_shared") | pl.col("is_disputed"))
        .join(holders, on="branch", how="inner", validate="m:m")
        .group_by(UNIT)
        .agg(
            shared_registrations=pl.col("is_shared").sum(),
            disputed_registrations=pl.col("is_disputed").sum(),
        )
        .pipe(_to_shared)
    )


def add_up_shared(
    parts: Iterable[DataFrame[SharedRegistrations]],
) -> DataFrame[SharedRegistrations]:
    """The sum of what is shared among disjoint sets of persons and of cards."""
    return (
        pl.concat([empty(SharedRegistrations), *parts])
        .group_by(UNIT)
        .sum()
        .sort(UNIT)
        .pipe(validated, SharedRegistrations)
    )


def to_shared_findings(
    shared: DataFrame[SharedRegistrations],
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Code and count of what each branch's peserta export shares with others; no zeros."""
    return {
        row["code"]: tuple((code, row[count]) for code, count in COUNTED.items() if row[count])
        for row in shared.filter(level="branch").iter_rows(named=True)
    }


def _repeated(registrations: pl.DataFrame) -> pl.DataFrame:
    """The few registrations whose card stands more than once, here or elsewhere."""
    repeated = to_repeated(registrations["card"])
    return registrations.filter(pl.col("card").is_in(repeated.implode()))


def _alike(*columns: str) -> pl.Expr:
    """Rows that agree with this one in these columns, itself among them."""
    return pl.len().over(columns).cast(pl.Int64)


def _to_shared(counted: pl.DataFrame) -> DataFrame[SharedRegistrations]:
    return (
        counted.with_columns(
            pl.lit(0).alias(count) for count in COUNTED.values() if count not in counted.columns
        )
        .select(pl.col(name).cast(kind) for name, kind in column_types(SharedRegistrations).items())
        .sort(UNIT)
        .pipe(validated, SharedRegistrations)
    )
