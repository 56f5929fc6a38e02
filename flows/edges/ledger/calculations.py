"""What the ledger says of a month's figures: which tables were computed, and by which recipe."""

import sqlalchemy as sa

from flows.edges.ledger.tables import calculations
from schemas.edition import Calculation
from schemas.month import Month


def find(connection: sa.Connection, month: Month, recipe: str) -> Calculation | None:
    """What was computed by this recipe, if it was computed before."""
    row = connection.execute(
        sa.select(calculations).filter_by(month=str(month), recipe=recipe)
    ).one_or_none()
    return None if row is None else Calculation(row.tables)


def of_month(connection: sa.Connection, month: Month) -> list[Calculation]:
    """All that was ever computed of a month, by recipe."""
    query = sa.select(calculations).filter_by(month=str(month)).order_by(calculations.c.recipe)
    return [Calculation(row.tables) for row in connection.execute(query)]


def record(connection: sa.Connection, month: Month, recipe: str, calculation: Calculation) -> None:
    """Record what was computed by this recipe."""
    connection.execute(
        sa.insert(calculations).values(
            month=str(month), recipe=recipe, tables=dict(calculation.tables)
        )
    )
