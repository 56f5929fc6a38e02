"""Settles who the active persons of one bucket are, before they are counted in units.

A person's keyed hash puts all his registrations into one bucket, so the buckets' counts add up
to the exact counts, and memory is bounded by the bucket. Whoever counts alike is one row with the
number of such persons.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.counting import HASHES
from schemas.coverage import OVERLAPS, Units
from schemas.registrations import Registrations
from transforms.rules import is_active
from transforms.traits import ALIKE, PARTS, packed, to_parts, unpacked

UNIT = ["view", "level", "code"]
PAIR = ["branch", "area"]
OTHER = "other_"
COUPLE = [*PAIR, *(f"{OTHER}{name}" for name in PAIR)]
WITHIN_PAIRS, BETWEEN_PAIRS = OVERLAPS[:3], OVERLAPS[3:]
"""Overlaps that a person may have within one branch and area, and others."""
AREAS = 10_000
"""As many as there are area codes of four digits."""


@dataclass(frozen=True)
class PersonSets:
    """The active persons of a bucket, who count in the units of their branches and areas.

    Each frame has one row for persons who count alike: keys, parts of traits, kinds of overlaps,
    and `persons`, which is how many they are.
    """

    settled: pl.DataFrame
    """By branch and area: those with one or two of these, in each of them."""
    couples: pl.DataFrame
    """By two branches and areas: what a unit that holds both has of persons with these two beside
    what `settled` counts in each; so these are taken away, and the same persons once given."""
    movers: pl.DataFrame
    """By unit: those with more branches and areas."""


def bucket_bounds(
    rows: int, rows_per_bucket: int, first: int = 0, last: int = HASHES - 1
) -> Iterator[tuple[int, int]]:
    """The first and last hash of each bucket: a power of two of them, equal slices of a range."""
    bits = max(0, (max(rows, 1) - 1) // rows_per_bucket).bit_length()
    width = (last + 1 - first) // 2**bits
    for start in range(first, last + 1, width):
        yield start, start + width - 1


def to_singles(
    registrations: DataFrame[Registrations], is_single: pl.Series, grace_months: int
) -> pl.DataFrame:
    """Those active persons as rows of `settled` of whom there is no second registration anywhere.

    Nearly everybody is one of them. A run is of rows of one branch, which follow each other.
    """
    runs = registrations.select(pl.col("branch").rle()).unnest("branch").with_row_index("run")
    run, area, alike = pl.col("run").cast(pl.UInt64), pl.col("area"), pl.col("alike")
    return (
        registrations.select(
            *to_parts(),
            area.cast(pl.UInt16),
            pl.col("branch").rle_id().alias("run"),
            counts=is_active(grace_months) & pl.lit(is_single),
        )
        .filter("counts")
        .select(alike=(run * AREAS + area) * ALIKE + packed())
        .group_by("alike")
        .agg(persons=pl.len().cast(pl.Int64))
        .with_columns(run=(alike // (AREAS * ALIKE)).cast(pl.UInt32))
        .join(runs, on="run", how="left", validate="m:1")
        .select(
            pl.col("value").alias("branch"),
            (alike // ALIKE % AREAS).cast(pl.String).str.zfill(4).alias("area"),
            *unpacked(alike % ALIKE),
            *_one_each(OVERLAPS),
            "persons",
        )
    )


def to_person_sets(
    registrations: DataFrame[Registrations],
    units: DataFrame[Units],
    grace_months: int,
    singles: Iterable[pl.DataFrame] = (),
) -> PersonSets:
    """Whoever is active in one bucket; `singles` are what `to_singles` makes of others in it.

    A person is of the first of PU, PMI, BPU and has every programme among his registrations in the
    unit; his sex is the first and his age the greatest of all his registrations.
    """
    active = (
        registrations.lazy()
        .filter(is_active(grace_months))
        .select("person", *PAIR, "employer", *to_parts())
        .collect()
    )
    places = (
        active.group_by("person", *PAIR)
        .agg(_traits())
        .with_columns(
            pl.col("sex").min().over("person"),
            pl.col("age_group").max().over("person"),
            places=pl.len().over("person"),
        )
    )
    settled = (
        places.filter(pl.col("places") <= 2)
        .with_columns(_one_each(BETWEEN_PAIRS))
        .pipe(_persons, PAIR)
    )
    two = places.filter(pl.col("places") == 2).sort("person", *PAIR)
    more = places.filter(pl.col("places") > 2).select("person", "sex", "age_group").unique()
    several = active.drop("sex", "age_group").join(more, on="person", how="inner", validate="m:1")
    return PersonSets(
        settled=pl.concat([settled, *singles]),
        couples=_to_couples(two, active, _kanwils(units)),
        movers=_to_movers(several, units, _kanwils(units)),
    )


def to_sums(
    persons: PersonSets, units: DataFrame[Units], sums: Sequence[pl.Expr], by: Sequence[str] = ()
) -> pl.DataFrame:
    """Sums over the persons of each unit, and of each value of some columns.

    They are made per branch and area before the units multiply them.
    """
    pairs, couples, movers = (
        frame.group_by(*keys, *by).agg(sums)
        for frame, keys in (
            (persons.settled, PAIR),
            (persons.couples, COUPLE),
            (persons.movers, UNIT),
        )
    )
    there = units.select(*UNIT, pl.col(PAIR).name.prefix(OTHER))
    held = pairs.join(units, on=PAIR, how="inner", validate="m:m").drop(PAIR)
    both = (
        couples.join(units, on=PAIR, how="inner", validate="m:m")
        .join(there, on=[*UNIT, *COUPLE[2:]], how="inner", validate="m:1")
        .drop(COUPLE)
    )
    return pl.concat([held, both, movers], how="diagonal").group_by(*UNIT, *by).agg(pl.all().sum())


def _to_couples(two: pl.DataFrame, active: pl.DataFrame, kanwils: pl.DataFrame) -> pl.DataFrame:
    """Persons with two branches and areas, which are two rows in order, as rows of `couples`."""
    known = two.join(kanwils, on="branch", how="left", validate="m:1", maintain_order="left")
    there = known.gather_every(2, 1).select(pl.all().name.prefix(OTHER))
    both = known.gather_every(2).hstack(there)
    whole = active.join(both, on="person", how="semi").group_by("person").agg(_distinct())
    shared = {
        "branches": _differs("branch"),
        "areas": _differs("area"),
        "provinces": pl.col("area").str.head(2) != pl.col(f"{OTHER}area").str.head(2),
        "kanwils": _differs("kanwil"),
    }
    together = both.drop("employers", "segments").join(whole, on="person", validate="1:1")
    sides = [
        [pl.col(f"{prefix}{name}").alias(name) for name in (*PARTS, *WITHIN_PAIRS)]
        for prefix in ("", OTHER)
    ]
    return pl.concat(
        [
            together.with_columns(
                pl.min_horizontal("segment", f"{OTHER}segment").alias("segment"),
                flags=pl.col("flags") | pl.col(f"{OTHER}flags"),
                registrations=pl.col("registrations") + pl.col(f"{OTHER}registrations"),
                **{kind: 1 + is_other.cast(pl.UInt32) for kind, is_other in shared.items()},
            ).pipe(_persons, COUPLE, 1),
            *(
                both.select(*COUPLE, *side, *_one_each(shared)).pipe(_persons, COUPLE, -1)
                for side in sides
            ),
        ]
    )


def _differs(name: str) -> pl.Expr:
    return pl.col(name).ne_missing(pl.col(f"{OTHER}{name}"))


def _to_movers(rows: pl.DataFrame, units: DataFrame[Units], kanwils: pl.DataFrame) -> pl.DataFrame:
    """Rows of persons with more branches and areas, made distinct within each unit."""
    return (
        rows.join(kanwils, on="branch", how="left", validate="m:1")
        .join(units, on=PAIR, how="inner", validate="m:m")
        .group_by(*UNIT, "person")
        .agg(
            *_traits(),
            branches=pl.col("branch").n_unique(),
            areas=pl.col("area").n_unique(),
            provinces=pl.col("area").str.head(2).n_unique(),
            kanwils=pl.col("kanwil").n_unique(),
        )
        .pipe(_persons, UNIT)
    )


def _kanwils(units: DataFrame[Units]) -> pl.DataFrame:
    is_kanwil = (pl.col("view") == "held") & (pl.col("level") == "kanwil")
    return units.filter(is_kanwil).select("branch", kanwil="code").unique()


def _traits() -> list[pl.Expr]:
    """What a group of a person's rows says of him."""
    return [
        pl.col("segment").min(),
        pl.col("sex").min(),
        pl.col("age_group").max(),
        pl.col("flags").bitwise_or(),
        pl.len().alias("registrations"),
        *_distinct(),
    ]


def _distinct() -> list[pl.Expr]:
    return [
        pl.col("employer").drop_nulls().n_unique().alias("employers"),
        pl.col("segment").n_unique().alias("segments"),
    ]


def _one_each(kinds: Iterable[str]) -> list[pl.Expr]:
    return [pl.lit(1, pl.UInt32).alias(kind) for kind in kinds]


def _persons(rows: pl.DataFrame, keys: list[str], persons: int = 1) -> pl.DataFrame:
    """Rows that stand for so many persons each."""
    return rows.select(*keys, *PARTS, *OVERLAPS, persons=pl.lit(persons, pl.Int64))
