"""The ledger's table of what was purged, as SQLAlchemy Core."""

from sqlalchemy import Column, DateTime, String, Table

from flows.edges.ledger.tables import metadata

tombstones = Table(
    "tombstones",
    metadata,
    Column("object", String(80), primary_key=True),
    Column("at", DateTime(timezone=True), primary_key=True),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
)
"""One row per object and time that it was removed, its retention having ended; never changed."""
