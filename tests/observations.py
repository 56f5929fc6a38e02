"""Published numbers, a row at a time: a test names only the dimensions that it is about."""

from decimal import Decimal
from typing import Any

import polars as pl
from pandera.typing.polars import DataFrame

from schemas.columns import column_types
from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.observations import DIMENSIONS, RATES, Observations

Row = dict[str, Any]


def observation(indicator: str, count: int | None, *, status: str = "A", **changes: Any) -> Row:
    """A number of branch KDR in November 2021, area view; hidden where its status is Q."""
    usual = dict.fromkeys(DIMENSIONS, NOT_APPLICABLE) | {
        "view": "area", "level": "branch", "code": "KDR", "indicator": indicator,
        "month": "2021-11", "numerator": count, "denominator": None,
        "value": None if count is None else Decimal(count),
        "obs_status": status, "conf_status": "C" if status == "Q" else "F",
        "branches_received": 1, "branches_expected": 1, "round": None, "source": None,
    }  # fmt: skip
    assert set(changes) <= set(usual)
    return usual | changes


def rate(indicator: str, count: int | None, workers: int | None, **changes: Any) -> Row:
    """A rate of branch KDR with its parts; percent is given by the caller or left out."""
    assert indicator in RATES
    usual = {"denominator": workers, "round": "Sakernas Agustus 2021", "source": "BPS"}
    return observation(indicator, count, **usual | changes)


def observed(*rows: Row) -> DataFrame[Observations]:
    """A month's publication of these numbers and no others."""
    frame = pl.DataFrame(list(rows), schema=column_types(Observations))
    return Observations.validate(frame)


def amended(published: DataFrame[Observations], *rows: Row) -> DataFrame[Observations]:
    """A publication in which these rows stand for those of the same dimensions."""
    mine = observed(*rows)
    kept = _named(published).join(_named(mine), on=DIMENSIONS, how="anti")["row"]
    return Observations.validate(pl.concat([published[kept.to_list()], mine]))


def _named(published: pl.DataFrame) -> pl.DataFrame:
    names = published.select(pl.col(DIMENSIONS).replace(NOT_APPLICABLE, TOTAL))
    return names.with_row_index("row")
