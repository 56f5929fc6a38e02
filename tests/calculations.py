"""Calculates small months of the tiny register from rows, as a run does; and draws random ones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from pandera.typing.polars import DataFrame

from flows.installation import Installation
from schemas.calculated import Calculated, Sources, Stages
from schemas.columns import empty
from schemas.coverage import Changes, SharedRegistrations
from schemas.edition import Calculation
from schemas.employers import Employers
from schemas.exports import Kind
from schemas.month import Month
from schemas.observations import Observations
from schemas.projects import Projects
from schemas.registrations import SEGMENTS, SEXES, Registrations
from tests.builders import NOVEMBER, employers, projects, registrations
from tests.registers import SERVED, holders, members, territories, units, workforce
from transforms.changes import to_active_places, to_changes
from transforms.coverage import add_up, to_activity, to_counts, to_project_counts
from transforms.employer_counts import to_employer_counts, to_registered_workers
from transforms.figures import to_figures
from transforms.overlaps import to_overlaps
from transforms.person_sets import to_person_sets
from transforms.project_counts import to_project_state_counts
from transforms.rules import is_open_project
from transforms.shared_registrations import add_up_shared, to_shared_cards, to_shared_persons

GRACE = 3
WORKERS = (("3506", "all", 300), ("3571", "all", 40), ("3578", "all", 600), ("3171", "all", 900))
PAIRS = [*SERVED, ("KDR", "3578"), ("JKP", "3571"), ("SBY", "1101")]
"""Branches and areas that occur: some work where another branch serves, or none does."""
AGES = (20, 30, 40, 50, 60, 70, None)
ENDS = (date(2021, 10, 31), date(2022, 1, 31))


@dataclass(frozen=True)
class Rows:
    """The typed rows of a month's exports."""

    registrations: DataFrame[Registrations]
    employers: DataFrame[Employers]
    projects: DataFrame[Projects]


def calculated(
    rows: Rows, before: Rows | None = None, received: Collection[str] = ("KDR", "SBY", "JKP")
) -> Calculated:
    """What a run counts in November of the branches that have reported everything."""
    is_here = pl.col("branch").is_in(list(received))
    people = Registrations.validate(rows.registrations.filter(is_here))
    held = Employers.validate(rows.employers.filter(is_here))
    built = Projects.validate(rows.projects.filter(is_here))
    counted = units(*PAIRS)
    sets = to_person_sets(people, counted, GRACE)
    open_projects = Projects.validate(built.filter(is_open_project(NOVEMBER)))
    counts = add_up([to_counts(sets, counted), to_project_counts(open_projects, counted)])
    return Calculated(
        sources=sources(received),
        territories=territories(),
        members=members(),
        counts=counts,
        overlaps=to_overlaps(sets, counted),
        changes=(
            Changes.validate(empty(Changes))
            if before is None
            else _changes(people, before.registrations.filter(is_here))
        ),
        stages=_stages(people, received),
        shared=_shared(people),
        employers=to_employer_counts(
            held, to_registered_workers(people.lazy(), GRACE), holders(), GRACE
        ),
        projects=to_project_state_counts(built, counted, NOVEMBER),
        figures=to_figures(
            NOVEMBER, counts, territories(), members(), received, received, workforce(*WORKERS)
        ),
    )


def _stages(people: DataFrame[Registrations], received: Collection[str]) -> DataFrame[Stages]:
    """Rows of each branch at each stage: a tenth is lost until they are unique."""
    unique = pl.col("unique")
    rows = to_activity(people, GRACE).select(
        "branch",
        received=unique + unique // 10,
        readable=unique + unique // 20,
        valid=unique,
        unique=unique,
        active="active",
    )
    reporting = pl.DataFrame({"branch": sorted(received)}, schema={"branch": pl.String})
    return Stages.validate(
        reporting.join(rows, on="branch", how="left", validate="1:1").fill_null(0)
    )


def sources(received: Collection[str]) -> DataFrame[Sources]:
    """All three exports of some branches."""
    rows = [
        {"branch": branch, "kind": kind.value, "export": f"{branch}-{kind.value}", "rows": "rows"}
        for branch in sorted(received)
        for kind in Kind
    ]
    return Sources.validate(pl.DataFrame(rows, schema=dict.fromkeys(
        ["branch", "kind", "export", "rows"], pl.String)))  # fmt: skip


def random_rows(seed: int, size: int = 60) -> Rows:
    """A month of about so many registrations, sparse in most breakdowns."""
    random = np.random.default_rng(seed)
    count = int(random.integers(size // 2, size))
    pairs = [PAIRS[place] for place in random.integers(0, len(PAIRS), count)]
    people = registrations(
        person=random.integers(1, count, count).tolist(),
        card=range(1, count + 1),
        employer=random.integers(1, 9, count).tolist(),
        branch=[branch for branch, _ in pairs],
        area=[area for _, area in pairs],
        segment=random.choice(SEGMENTS, count, p=[0.7, 0.05, 0.25]).tolist(),
        sex=random.choice(SEXES, count).tolist(),
        age_years=[AGES[place] for place in random.integers(0, len(AGES), count)],
        has_jht=random.choice([True, False], count).tolist(),
    )
    is_pu = pl.col("segment") == "PU"
    people = Registrations.validate(people.with_columns(has_jp=is_pu & (pl.col("row") % 2 == 0)))
    branches = random.choice(["KDR", "SBY", "JKP"], 14)
    return Rows(
        people,
        employers(
            employer=range(1, 15),
            branch=branches.tolist(),
            scale=random.choice(["BESAR", "MENENGAH", "KECIL", "MIKRO"], 14).tolist(),
            reported_workers=random.integers(0, 6, 14).tolist(),
            unpaid_months=random.choice([0, 5], 14, p=[0.8, 0.2]).tolist(),
        ),
        projects(
            branch=(built := random.choice(["KDR", "SBY", "JKP"], 6)).tolist(),
            area=["3571" if branch != "JKP" else "3171" for branch in built],
            workers=random.integers(0, 30, 6).tolist(),
            end_date=[ENDS[place] for place in random.integers(0, 2, 6)],
        ),
    )


def churned(rows: Rows, seed: int, share: float = 0.2) -> Rows:
    """Another month in which some registrations are gone, and some segments differ."""
    random = np.random.default_rng(seed)
    people = rows.registrations
    kept = people.filter(pl.Series(random.random(people.height) > share))
    moved = pl.Series(random.random(kept.height) < share / 2)
    segment = pl.when(moved & ~pl.col("has_jp")).then(pl.lit("BPU")).otherwise(
        pl.col("segment").cast(pl.String)
    )  # fmt: skip
    changed = kept.with_columns(segment=segment.cast(people.schema["segment"]))
    return Rows(Registrations.validate(changed), rows.employers, rows.projects)


def month_before() -> Month:
    """October."""
    return NOVEMBER + -1


def _changes(people: pl.DataFrame, before: pl.DataFrame) -> DataFrame[Changes]:
    now, then = (to_active_places(frame.lazy(), GRACE).collect() for frame in (people, before))
    return to_changes(now, then, territories(), territories())


def _shared(people: DataFrame[Registrations]) -> DataFrame[SharedRegistrations]:
    return add_up_shared([to_shared_persons(people, holders()), to_shared_cards(people, holders())])


def nothing_counted(installation: Installation) -> Calculation:
    """A calculation that says only that branches share nothing and nothing is published."""
    return Calculation(
        {
            model.__name__: installation.objects.write(".parquet", empty(model).write_parquet)
            for model in (Observations, SharedRegistrations)
        }
    )
