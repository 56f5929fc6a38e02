"""Decides which cells of an edition are hidden, so that no reader can work one out.

A reader knows every relation between cells, all earlier editions of the month, and which of their
numbers are still the same. Changes come last, when it is known which persons are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.errors import DataError
from schemas.observations import DIMENSIONS, Cells, Observations
from transforms.contracts import validated
from transforms.flow_relations import (
    FLOW,
    to_flow_relations,
    to_growth,
    to_persons_relations,
)
from transforms.hierarchy import to_level_relations
from transforms.neighbourhoods import with_scopes
from transforms.protection import FREE, HIDDEN, SHOWN
from transforms.publication import UNIT, Publication
from transforms.relations import numbered, to_unit_relations, together
from transforms.systems import NUMBER, Known, to_hidden

LEVEL_COSTS = {"area": 1.0, "branch": 2.0, "province": 4.0, "kanwil": 8.0, "national": 32.0}
"""How much dearer it is to hide a number of a higher level."""
HEADLINE, SEGMENT, CLASS = 30.0, 8.0, 1.0
"""Cost of hiding persons of all segments, of one, or of a part of one."""
DECIMALS = 6
"""Of a logarithm, whose last digits differ between machines."""


@dataclass(frozen=True)
class Published:
    """An earlier edition of the month: its cells, and what of them was published."""

    publication: Publication
    observations: DataFrame[Observations]


@dataclass(frozen=True)
class Edition:
    """Cells of an edition, and the names of those that it hides as far as that is decided."""

    publication: Publication
    hidden: pl.DataFrame
    is_published: bool


def to_hidden_cells(now: Publication, earlier: Sequence[Published]) -> DataFrame[Cells]:
    """The cells of an edition that must be hidden, after `earlier` ones, the oldest first.

    DataError if a number could be worked out of this edition and earlier ones whatever is hidden.
    """
    past = [to_edition(each) for each in earlier]
    if past and _names(now.cells, NUMBER).equals(_names(past[-1].publication.cells, NUMBER)):
        return _of(now, past[-1].hidden)
    present = Edition(now, now.cells.select(DIMENSIONS).clear(), is_published=False)
    counts = to_hidden([to_known_counts(edition) for edition in [*past, present]])
    is_of_persons = pl.col("indicator") != "registered_workers"
    _refuse(counts.filter("is_disclosed", is_of_persons))
    hidden = _of_edition(now.cells, counts)
    flows = _hidden_flows([*past, Edition(now, hidden, is_published=False)])
    whole = Edition(now, pl.concat([hidden, flows]), is_published=True)
    if past:
        found = to_hidden([_to_known(edition) for edition in [*past, whole]])
        _refuse(found.filter("is_disclosed", is_of_persons))
    return _of(now, whole.hidden)


def to_edition(published: Published) -> Edition:
    """An earlier edition with what it hid; a rate over few workers shows its numerator."""
    is_hidden = (pl.col("conf_status") == "C") & pl.col("numerator").is_null()
    hidden = published.observations.filter(is_hidden).select(DIMENSIONS)
    return Edition(published.publication, hidden, is_published=True)


def to_known_counts(edition: Edition) -> Known:
    """All cells but changes: small ones are hidden, and workers of few employers."""
    cells = numbered(edition.publication.cells).filter(pl.col("indicator") != FLOW)
    few = cells.filter(pl.col("indicator") == "employers").filter(_is_small())
    of_few = few.with_columns(indicator=pl.lit("registered_workers")).select(DIMENSIONS)
    is_hidden = _is_small() | (pl.col("is_of_few") & (pl.col("count") > 0))
    if edition.is_published:
        is_hidden = pl.col("is_published_hidden")
    return Known(
        _marked(cells, edition.hidden, "is_published_hidden")
        .pipe(_marked, of_few, "is_of_few")
        .pipe(with_scopes, edition.publication)
        .with_columns(
            status=_status(edition, is_hidden),
            lowest=pl.lit(1),
            width="least",
            cost=_cost(),
            is_published=pl.lit(edition.is_published),
        ),
        together(
            [to_unit_relations(cells), to_level_relations(edition.publication, cells)],
        ),
    )


def _hidden_flows(editions: Sequence[Edition]) -> pl.DataFrame:
    """Which changes the newest edition hides.

    Where all that is small or zero leaves no doubt, a unit's changes are hidden whole, zeros too.
    """
    now = editions[-1].publication
    blocked = now.cells.select(UNIT).clear()
    if now.previous is None:
        return now.cells.select(DIMENSIONS).clear()
    while True:
        found = to_hidden([to_known_flows(edition, blocked) for edition in editions])
        disclosed = found.filter("is_disclosed")
        if not disclosed.height:
            return _of_edition(now.cells, found)
        wider = pl.concat([blocked, disclosed.select(UNIT)]).unique()
        if wider.height == blocked.height:
            wider = pl.concat([wider, _above(now, wider)]).unique()
        if wider.height == blocked.height:
            _refuse(disclosed)
        blocked = wider.sort(UNIT)


def to_known_flows(edition: Edition, blocked: pl.DataFrame) -> Known:
    """Changes: by segment only of a unit whose persons are all shown in both months.

    Those of `blocked` units are hidden, zeros too.
    """
    publication = edition.publication
    cells = numbered(publication.cells).filter(indicator=FLOW)
    growth = to_growth(publication, edition.hidden)
    units = growth.group_by(UNIT).agg(
        is_whole=pl.col("growth").is_not_null().all(),
        is_total=pl.col("growth").filter(pl.col("segment") == TOTAL).is_not_null().any(),
    )
    is_total = pl.col("segment") == TOTAL
    is_open = pl.when(is_total).then(pl.col("is_total")).otherwise(pl.col("is_whole"))
    is_closed = ~is_open | pl.col("is_blocked")
    is_hidden = is_closed | _is_small()
    if edition.is_published:
        is_hidden = pl.col("is_published_hidden")
    of_block = [*UNIT, is_total]
    is_zero_hidden = (pl.col("status") == HIDDEN) & (pl.col("count") == 0)
    return Known(
        _marked(cells, edition.hidden, "is_published_hidden")
        .join(units, on=UNIT, how="left", validate="m:1")
        .join(blocked.with_columns(is_blocked=True), on=UNIT, how="left", validate="m:1")
        .with_columns(pl.col("is_blocked").fill_null(value=False))
        .pipe(with_scopes, publication)
        .with_columns(status=_status(edition, is_hidden))
        .with_columns(
            lowest=pl.when(is_zero_hidden.any().over(of_block)).then(0).otherwise(1),
            width=pl.when(pl.col("count") > 0).then("least").otherwise(0),
            cost=_cost(),
            is_published=pl.lit(edition.is_published),
        ),
        to_flow_relations(publication, cells, growth),
    )


def _to_known(edition: Edition) -> Known:
    """Persons, changes and all else of a published edition together.

    Changes that an earlier edition shows tie persons that this one hides.
    """
    counts = to_known_counts(edition)
    flows = to_known_flows(edition, edition.hidden.select(UNIT).clear())
    cells = pl.concat([counts.cells, flows.cells], how="diagonal_relaxed")
    between = to_persons_relations(cells)
    return Known(cells, together([counts.relations, flows.relations, between]))


def _is_small() -> pl.Expr:
    return pl.col("count").is_between(1, pl.col("least") - 1)


def _status(edition: Edition, is_hidden: pl.Expr) -> pl.Expr:
    """Hidden, or shown as zeros are and all else that an earlier edition did not hide."""
    is_shown = (pl.col("count") == 0) | pl.lit(edition.is_published)
    return pl.when(is_hidden).then(HIDDEN).when(is_shown).then(SHOWN).otherwise(FREE)


def _cost() -> pl.Expr:
    """Headlines and upper levels are hidden last, ages first; of like cells the smallest."""
    codes = [pl.col(name) for name in ("programme", "sex", "age_group", "scale", "size", "kind")]
    is_part = pl.any_horizontal(~code.is_in([TOTAL, NOT_APPLICABLE]) for code in codes)
    is_headline = pl.col("segment").is_in([TOTAL, NOT_APPLICABLE])
    rank = (
        pl.when(is_part & (pl.col("programme") == TOTAL) & (pl.col("age_group") == TOTAL))
        .then(2 * CLASS)
        .when(is_part)
        .then(CLASS)
        .when(is_headline)
        .then(HEADLINE)
        .otherwise(SEGMENT)
    )
    return (
        rank
        * pl.col("level").replace_strict(LEVEL_COSTS)
        * (2.0 + pl.col("count")).log(2).round(DECIMALS)
    )


def _marked(cells: pl.DataFrame, names: pl.DataFrame, mark: str) -> pl.DataFrame:
    named = names.with_columns(pl.lit(value=True).alias(mark))
    return cells.join(named, on=DIMENSIONS, how="left", validate="1:1").with_columns(
        pl.col(mark).fill_null(value=False)
    )


def _above(publication: Publication, units: pl.DataFrame) -> pl.DataFrame:
    """The Kanwil and the nation that some units belong to."""
    own = publication.members.filter("is_own")
    branches = own.join(units, on=UNIT, how="semi").select("branch").unique()
    upper = own.filter(pl.col("level").is_in(["kanwil", "national"]))
    return upper.join(branches, on="branch", how="semi").select(UNIT).unique()


def _of_edition(cells: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    hidden = numbers.filter("is_hidden")
    return cells.join(hidden, on=NUMBER, how="semi").select(DIMENSIONS)


def _of(publication: Publication, hidden: pl.DataFrame) -> DataFrame[Cells]:
    cells = publication.cells.join(hidden, on=DIMENSIONS, how="semi")
    return cells.sort(DIMENSIONS).pipe(validated, Cells)


def _names(cells: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return cells.select(columns).sort(columns)


def _refuse(disclosed: pl.DataFrame) -> None:
    """Raise for numbers that can be worked out whatever is hidden."""
    for row in disclosed.sort(DIMENSIONS).head(1).iter_rows(named=True):
        raise DataError(
            f"Disclosure control: every hidden number must stay unknown, but this edition would "
            f"disclose {disclosed.height:,} beside what earlier editions show, first "
            f"{row['indicator']} of {row['level']} {row['code']}. Nothing is published; publish "
            "the correction with a later month, or withdraw the earlier edition."
        )
