"""The ledger's tables by which a past month is made again, as SQLAlchemy Core."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
)

from flows.edges.ledger.tables import metadata

reference_arrivals = Table(
    "reference_arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("name", String(40), nullable=False),
    Column("object", String(80), nullable=False),
)
"""One row each time that a file of reference data was found to be another; never changed.

An empty object says that the file was there no longer.
"""

backfills = Table(
    "backfills",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("first", String(7), nullable=False),
    Column("last", String(7), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("as_known_on", Date),
    Column("reason", String(20), nullable=False),
    CheckConstraint("mode IN ('missing', 'failed', 'all')", name="mode"),
)
"""One row per plan to make past months again; never changed."""

backfill_months = Table(
    "backfill_months",
    metadata,
    Column("backfill_id", ForeignKey("backfills.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("foreseen", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("edition", String(20), nullable=False),
    Column("why", String, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('planned', 'done', 'failed')", name="state"),
)
"""One row per month of a plan: what was foreseen, how far it is, and what came of it."""
