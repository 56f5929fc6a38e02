"""The ledger's tables from an edition's approval to its last mail, as SQLAlchemy Core."""

from typing import get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from flows.edges.ledger.tables import metadata
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
    Column("edition_id", ForeignKey("editions.id"), primary_key=True),
    Column("purpose", String(40), primary_key=True),
    Column("mode", String(10), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
    Column("redirect", String, nullable=False),
    Column("mails", Integer, nullable=False),
    CheckConstraint("mode IN ('capture', 'live')", name="mode"),
)
"""One row per order to mail something of an edition; never changed."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", Integer, nullable=False),
    Column("purpose", String(40), nullable=False),
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
    ForeignKeyConstraint(
        ["edition_id", "purpose"],
        ["dispatches.edition_id", "dispatches.purpose"],
        name="fk_deliveries_dispatch",
    ),
    UniqueConstraint("edition_id", "level", "code", "recipient", "purpose", name="uq_deliveries"),
    UniqueConstraint("message_id", name="uq_deliveries_message_id"),
    Index("ix_deliveries_state", "edition_id", "state"),
    CheckConstraint(f"state IN ({', '.join(map(repr, get_args(DeliveryState)))})", name="state"),
)
"""One row per edition, bulletin, recipient and purpose, written before anything is sent."""
