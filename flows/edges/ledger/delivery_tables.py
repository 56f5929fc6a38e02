"""The ledger's tables from an edition's approval to its last mail, as SQLAlchemy Core."""

from typing import get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from flows.edges.ledger.tables import metadata, where
from schemas.delivery import DeliveryState

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("editions.id"), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("content", String(64), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
    Index("ix_approvals_edition", "edition_id"),
    CheckConstraint("verdict IN ('approved', 'revoked', 'withdrawn')", name="verdict"),
)
"""One row per verdict of a person on an edition's content; the last one is in force."""

dispatches = Table(
    "dispatches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", ForeignKey("editions.id")),
    Column("purpose", String(40), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
    Column("redirect", String, nullable=False),
    Column("mails", Integer, nullable=False),
    UniqueConstraint("edition_id", "purpose", name="uq_dispatches"),
    Index("ix_dispatches_watch", "purpose", unique=True, **where("edition_id IS NULL")),
    CheckConstraint("mode IN ('capture', 'live')", name="mode"),
)
"""One row per order to mail something of an edition, or of none: what a watch found; never changed.
"""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dispatch_id", ForeignKey("dispatches.id"), nullable=False),
    Column("level", String(10), nullable=False),
    Column("code", String(32), nullable=False),
    Column("recipient", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("eml", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    Column("reason", String, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("dispatch_id", "level", "code", "recipient", name="uq_deliveries"),
    UniqueConstraint("message_id", name="uq_deliveries_message_id"),
    Index("ix_deliveries_state", "dispatch_id", "state"),
    CheckConstraint(f"state IN ({', '.join(map(repr, get_args(DeliveryState)))})", name="state"),
)
"""One row per order, bulletin and recipient, written before anything is sent."""
