"""Gathers what a month's bulletins are made from: what it publishes, and the months before."""

from datetime import date

import polars as pl
from pandera.typing.polars import DataFrame

from flows.calculation import Inputs
from flows.installation import Installation
from flows.revision import Replacement, to_replaced
from schemas.bulletin import Bulletin
from schemas.coverage import Activity
from schemas.edition import Calculation
from schemas.facts import Facts, Series
from schemas.observations import Observations
from transforms.bulletin import to_bulletins
from transforms.contracts import validated
from transforms.outlooks import HEADLINE
from transforms.territories import to_territories


def gather_bulletins(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    *,
    edition: int,
    published: date,
    replacement: Replacement | None,
) -> tuple[Bulletin, ...]:
    """What a month says under an edition's number and date, and what it takes the place of."""
    facts = gather_facts(
        installation, inputs, made, edition=edition, published=published, replacement=replacement
    )
    return to_bulletins(facts)


def gather_facts(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    *,
    edition: int,
    published: date,
    replacement: Replacement | None = None,
) -> Facts:
    """The facts of a month under an edition's number and date, and what it takes the place of."""
    read = installation.read_table
    last = inputs.past.earlier.get(inputs.month + -1)
    return Facts(
        month=inputs.month,
        edition=edition,
        published=published,
        reference=inputs.reference,
        territories=to_territories(inputs.reference.branches, inputs.reference.branch_areas),
        observations=read(made, Observations),
        replaced=None if replacement is None else to_replaced(installation, replacement),
        previous=None if last is None else read(last.calculation, Observations),
        activity=read(made, Activity),
        earlier=_earlier(installation, inputs),
        submissions=inputs.submissions,
        grace_months=inputs.grace_months,
        languages=inputs.languages,
        version=installation.version,
    )


def _earlier(installation: Installation, inputs: Inputs) -> DataFrame[Series]:
    """Total coverage of earlier whole months; a figure of our own replaces one of the history."""
    columns = ["level", "code", "month", "numerator", "denominator", "is_history"]
    key = ["level", "code", "month"]
    history = inputs.reference.history.filter(
        pl.col("indicator") == HEADLINE, pl.col("month") < str(inputs.month)
    ).with_columns(is_history=pl.lit(True))
    own = (
        installation.read_table(edition.calculation, Observations)
        .filter(view="area", indicator=HEADLINE, obs_status="A")
        .with_columns(is_history=pl.lit(False))
        for edition in inputs.past.earlier.values()
    )
    return (
        pl.concat(frame.select(columns) for frame in (*own, history))
        .unique(key, keep="first", maintain_order=True)
        .sort(key)
        .pipe(validated, Series)
    )
