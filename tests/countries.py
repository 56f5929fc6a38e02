"""Random small countries: branches, persons, employers, projects, and what each edition has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.employers import SCALES, Employers
from schemas.month import Month
from schemas.projects import Projects
from schemas.reference import BranchAreas, Branches, Workforce
from schemas.registrations import SEGMENTS, Registrations
from tests.builders import Model
from tests.registers import dated
from transforms.regions import areas, province_of

FIRST = Month(2021, 10)
PEOPLE = {"none": (0, 0), "few": (1, 9), "some": (10, 60), "many": (100, 400)}
"""How many persons work in an area."""
SIZES = (0.85, 0.135, 0.015)
"""Of countries of three to five branches, of up to twelve, and of forty."""
UNSERVED = "9171"
BRANCHES, KANWILS, SHARED = 325, 11, 20
"""Of the nation: branches, Kanwil, and areas that a second branch serves."""


@dataclass(frozen=True)
class Delivery:
    """What has been sent when an edition is made; branches that are not in it are left out."""

    month: Month
    edition: int
    received: tuple[str, ...]
    registrations: DataFrame[Registrations]
    employers: DataFrame[Employers]
    projects: DataFrame[Projects]


@dataclass(frozen=True)
class Country:
    """A register, and the editions in the order in which they are published."""

    branches: DataFrame[Branches]
    branch_areas: DataFrame[BranchAreas]
    workforce: DataFrame[Workforce]
    deliveries: tuple[Delivery, ...]


def random_country(seed: int) -> Country:
    """The country of a seed."""
    random = np.random.default_rng(seed)
    pairs = _served(random)
    kanwils = [f"K{number}" for number in range(random.integers(1, 4))]
    rows = [
        {"branch": branch, "name": branch, "kanwil": str(random.choice(kanwils)), "city": "Kota",
         "active": True}
        for branch in dict.fromkeys(branch for branch, _ in pairs)
    ]  # fmt: skip
    served = sorted({area for _, area in pairs})
    return Country(
        branches=dated(Branches, rows),
        branch_areas=dated(BranchAreas, [{"branch": b, "area": a} for b, a in pairs]),
        workforce=_workforce(random, served),
        deliveries=tuple(_deliveries(random, pairs)),
    )


def nation(seed: int, persons: int) -> Country:
    """All areas in 325 branches and 11 Kanwil, with about so many persons; two months."""
    random = np.random.default_rng(seed)
    everywhere = [str(area) for area in areas()]
    provinces = sorted({province_of(area) for area in everywhere})
    pairs: list[tuple[str, str]] = []
    rows = []
    for number in range(BRANCHES):
        start, end = (place * len(everywhere) // BRANCHES for place in (number, number + 1))
        branch = f"B{number:03d}"
        pairs += [(branch, area) for area in everywhere[start:end]]
        kanwil = provinces.index(province_of(everywhere[start])) * KANWILS // len(provinces)
        rows.append({"branch": branch, "name": branch, "kanwil": f"K{kanwil:02d}", "city": "Kota",
                     "active": True})  # fmt: skip
    shared = [
        (f"B{random.integers(BRANCHES):03d}", str(random.choice(everywhere))) for _ in range(SHARED)
    ]
    pairs = list(dict.fromkeys(pairs + shared))
    weights = random.lognormal(0, 1.4, len(pairs))
    first = _registrations(random, pairs, (weights / weights.sum() * persons).astype(int).tolist())
    names = tuple(str(row["branch"]) for row in rows)
    deliveries = tuple(
        _delivery(
            FIRST + number, 0, names, (months, _employers(random, months), _projects(random, pairs))
        )
        for number, months in enumerate((first, _a_month_later(random, first, pairs)))
    )
    return Country(
        branches=dated(Branches, rows),
        branch_areas=dated(BranchAreas, [{"branch": b, "area": a} for b, a in pairs]),
        workforce=_workforce(random, everywhere),
        deliveries=deliveries,
    )


def _served(random: np.random.Generator) -> list[tuple[str, str]]:
    """Which branches serve which areas: one to four each, some of them shared."""
    sizes = [int(random.integers(3, 6)), int(random.integers(6, 13)), 40]
    size = int(random.choice(sizes, p=SIZES))
    provinces = random.choice(["31", "33", "35", "73"], size=random.integers(1, 3), replace=False)
    free = [area for area in areas() if province_of(area) in provinces]
    free = [str(area) for area in random.permutation(free)]
    pairs: list[tuple[str, str]] = []
    for number in range(size):
        own = [
            free.pop()
            for _ in range(min(random.choice([1, 2, 3, 4], p=(0.5, 0.3, 0.1, 0.1)), len(free)))
        ]
        taken = [area for _, area in pairs]
        if taken and (not own or random.random() < 0.25):
            own.append(str(random.choice(taken)))
        pairs += [(f"B{number:02d}", area) for area in dict.fromkeys(own)]
    return pairs


def _workforce(random: np.random.Generator, served: Sequence[str]) -> DataFrame[Workforce]:
    rows = [
        {"area": area, "measure": measure, "persons": int(random.integers(30, 2000)),
         "code_system": "kemendagri", "round": "Sakernas", "source": "BPS"}
        for area in served
        for measure in ("all", "formal", "informal", "ucj_potential")
        if random.random() < 0.95
    ]  # fmt: skip
    frame: DataFrame[Workforce] = dated(Workforce, rows)
    return frame


def _deliveries(random: np.random.Generator, pairs: list[tuple[str, str]]) -> list[Delivery]:
    """One to three months, each with churn, of which some are published a second time."""
    rows = _registrations(random, pairs, _sizes(random, pairs))
    made: list[Delivery] = []
    for number in range(random.choice([1, 2, 3], p=(0.6, 0.3, 0.1))):
        if number:
            rows = _a_month_later(random, rows, pairs)
        employers, projects = _employers(random, rows), _projects(random, pairs)
        names = tuple(sorted({branch for branch, _ in pairs}))
        whole = _delivery(FIRST + number, 0, names, (rows, employers, projects))
        made += _editions(random, whole) if random.random() < 0.4 else [whole]
    return made


def _sizes(random: np.random.Generator, pairs: list[tuple[str, str]]) -> list[int]:
    """How many persons each branch has in each of its areas."""
    shares = (0.08, 0.27, 0.5, 0.15) if len(pairs) < 50 else (0.15, 0.4, 0.44, 0.01)
    kinds = random.choice(list(PEOPLE), size=len(pairs), p=shares)
    return [int(random.integers(PEOPLE[kind][0], PEOPLE[kind][1] + 1)) for kind in kinds]


def _registrations(
    random: np.random.Generator, pairs: list[tuple[str, str]], sizes: Sequence[int]
) -> pl.DataFrame:
    """New persons at these places, some of them with a second registration."""
    places = np.repeat(np.arange(len(pairs)), sizes)
    several = random.choice([0.0, 0.03, 0.1])
    second = np.flatnonzero(random.random(len(places)) < several)
    people = random.integers(1, 2**62, size=len(places), dtype=np.uint64)
    ages = np.clip(random.normal(36, 11, len(places)), 16, 80).astype(int)
    sexes = np.where(random.random(len(places)) < 0.6, "L", "P")
    who = np.concatenate((np.arange(len(places)), second))
    where = np.concatenate((places, _other_places(random, places[second], pairs)))
    rows = len(who)
    segments = random.choice(SEGMENTS, size=rows, p=(0.7, 0.02, 0.28))
    is_paid = segments == "PU"
    branches = np.array([branch for branch, _ in pairs])[where]
    employers = [
        int(branch[1:]) * 100 + int(number) if paid else None
        for branch, number, paid in zip(
            branches, random.geometric(0.35, rows).clip(1, 40), is_paid, strict=True
        )
    ]
    unpaid = np.where(random.random(rows) < 0.04, 5, 0)
    frame = pl.DataFrame(
        {
            "row": np.arange(1, rows + 1),
            "person": people[who],
            "card": random.integers(1, 2**62, size=rows, dtype=np.uint64),
            "employer": pl.Series(employers, dtype=pl.UInt64),
            "branch": branches,
            "area": _workplaces(random, where, pairs),
            "segment": segments,
            "sex": sexes[who],
            "age_years": [None if young else age for age, young in
                          zip(ages[who], random.random(rows) < 0.02, strict=True)],
            "has_jkk": True,
            "has_jkm": True,
            "has_jht": is_paid | (random.random(rows) < 0.2),
            "has_jp": is_paid & (random.random(rows) < 0.8),
            "has_jkp": is_paid & (random.random(rows) < 0.7),
            "is_declared_active": random.random(rows) < 0.95,
            "unpaid_months": unpaid,
            "wage_rupiah": None,
        },
        strict=False,
    )  # fmt: skip
    return frame.cast(dict(column_types(Registrations)))  # type: ignore[arg-type]


def _other_places(
    random: np.random.Generator, places: np.ndarray, pairs: list[tuple[str, str]]
) -> np.ndarray:
    """Where second registrations are: at the same place, the same branch, or anywhere."""
    anywhere = random.integers(0, max(1, len(pairs)), size=len(places))
    return np.where(random.random(len(places)) < 0.4, places, anywhere)


def _workplaces(
    random: np.random.Generator, where: np.ndarray, pairs: list[tuple[str, str]]
) -> np.ndarray:
    """The areas of these places; some registrations work in another, or where nobody serves."""
    served = np.array([area for _, area in pairs])
    areas_of_rows = served[where]
    outside = random.random(len(where)) < random.choice([0.0, 0.0, 0.02, 0.1])
    others = [*served, UNSERVED] if random.random() < 0.2 else served
    return np.where(outside, random.choice(others, size=len(where)), areas_of_rows)


def _a_month_later(
    random: np.random.Generator, rows: pl.DataFrame, pairs: list[tuple[str, str]]
) -> pl.DataFrame:
    """Some leave, some come, some work in another area or another segment."""
    churn = float(random.choice([0.01, 0.05, 0.15]))
    stay = rows.filter(pl.Series(random.random(rows.height) >= churn))
    moved = pl.Series(random.random(stay.height) < churn / 2)
    other = pl.Series(random.permutation(stay["area"].to_numpy()), dtype=pl.String)
    changed = pl.Series(random.random(stay.height) < churn / 4)
    stay = stay.with_columns(
        area=pl.when(moved).then(other).otherwise(pl.col("area")),
        segment=pl.when(changed & (pl.col("segment") == "BPU"))
        .then(pl.lit("PU", rows.schema["segment"]))
        .otherwise(pl.col("segment")),
    )
    new = _registrations(
        random, pairs, random.poisson(churn * rows.height / len(pairs), len(pairs)).tolist()
    )
    return pl.concat([stay, new])


def _employers(random: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Most employers of the registrations, a few of them at a second branch, and some idle ones."""
    known = rows.drop_nulls("employer").group_by("branch", "employer").agg(
        pl.col("area").min(), pl.len()
    ).sort("branch", "employer")  # fmt: skip
    known = known.filter(pl.Series(random.random(known.height) < 0.95))
    if random.random() < 0.3 and known.height:
        elsewhere = known.sample(1, seed=1).with_columns(
            pl.lit(str(random.choice(known["branch"]))).alias("branch")
        )
        known = pl.concat([known, elsewhere]).unique(["branch", "employer"], maintain_order=True)
    size = known.height
    return known.select(
        "employer",
        "branch",
        "area",
        scale=pl.Series(
            random.choice(SCALES, size=size, p=(0.05, 0.15, 0.4, 0.4)), dtype=pl.String
        ),
        is_declared_active=pl.Series(random.random(size) < 0.95, dtype=pl.Boolean),
        reported_workers=pl.col("len") + pl.Series(random.integers(-1, 2, size), dtype=pl.Int64),
        unpaid_months=pl.Series(np.where(random.random(size) < 0.1, 4, 0), dtype=pl.Int16),
    )


def _projects(random: np.random.Generator, pairs: list[tuple[str, str]]) -> pl.DataFrame:
    chosen = [pairs[place] for place in random.integers(0, len(pairs), random.poisson(len(pairs)))]
    days = (date(2021, 1, 1), date(2021, 10, 15), date(2022, 6, 1))
    starts = [days[place] for place in random.integers(0, 3, len(chosen))]
    return pl.DataFrame(
        {
            "project": np.arange(1, len(chosen) + 1),
            "branch": [branch for branch, _ in chosen],
            "area": [area for _, area in chosen],
            "contract_rupiah": 1,
            "workers": random.geometric(0.08, len(chosen)),
            "start_date": starts,
            "end_date": [date(2021, 9, 1) if start.month == 1 else date(2022, 12, 1)
                         for start in starts],
        },
        schema_overrides={"branch": pl.String, "area": pl.String, "start_date": pl.Date,
                          "end_date": pl.Date},
    )  # fmt: skip


Exports = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def _editions(random: np.random.Generator, whole: Delivery) -> list[Delivery]:
    """The same month with an export late, or a few of a branch's rows not yet corrected."""
    exports = whole.registrations, whole.employers, whole.projects
    branch = str(random.choice(whole.received))
    if random.random() < 0.3:
        others = tuple(name for name in whole.received if name != branch)
        early = _delivery(whole.month, 0, others, exports)
    else:
        early = _delivery(
            whole.month, 0, whole.received, (_corrected(random, exports[0], branch), *exports[1:])
        )
    return [early, _delivery(whole.month, 1, whole.received, exports)]


def _corrected(random: np.random.Generator, rows: pl.DataFrame, branch: str) -> pl.DataFrame:
    """As before, but for one to twelve of the branch's rows."""
    own = np.flatnonzero((rows["branch"] == branch).to_numpy())
    count = min(len(own), int(random.integers(1, 13)))
    places = set(random.choice(own, size=count, replace=False).tolist()) if count else set()
    chosen = pl.Series([place in places for place in range(rows.height)], dtype=pl.Boolean)
    match random.integers(3):
        case 0:
            return rows.filter(~chosen)
        case 1:
            return rows.with_columns(
                sex=pl.when(chosen).then(pl.lit("P", rows.schema["sex"])).otherwise(pl.col("sex"))
            )
        case _:
            return rows.with_columns(
                is_declared_active=pl.col("is_declared_active") & ~chosen,
                age_years=pl.when(chosen).then(70).otherwise(pl.col("age_years")),
            )


def _delivery(month: Month, edition: int, received: tuple[str, ...], exports: Exports) -> Delivery:
    registrations, employers, projects = (
        frame.filter(pl.col("branch").is_in(received)).with_columns(
            row=pl.int_range(1, pl.len() + 1)
        )
        for frame in exports
    )
    return Delivery(
        month,
        edition,
        received,
        registrations.pipe(_as, Registrations),
        employers.pipe(_as, Employers),
        projects.pipe(_as, Projects),
    )


def _as(frame: pl.DataFrame, model: type[Model]) -> DataFrame[Model]:
    types = column_types(model).items()
    return model.validate(frame.select(pl.col(name).cast(kind) for name, kind in types))
