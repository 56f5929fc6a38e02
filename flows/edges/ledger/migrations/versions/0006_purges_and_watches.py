"""What was purged may come and be purged again; a watch orders mail that is of no edition.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-28 18:05:40.302117

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FROZEN = ("dispatches", "tombstones")
"""Rows that can't be updated or deleted."""
STATES = (
    "planned", "ready", "claimed", "dot", "accepted", "captured", "bounced", "refused", "expired",
    "unknown", "cancelled", "held",
)  # fmt: skip


def freeze(table: str) -> None:
    """Let the database itself refuse to change a row."""
    for event in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER frozen_{table}_{event.lower()} BEFORE {event} ON {table}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        else:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse()")


def upgrade() -> None:
    """Make the tables anew: orders get a number, and nothing was purged before."""
    op.drop_table("tombstones")
    op.create_table(
        "tombstones",
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("object", "at", name=op.f("pk_tombstones")),
    )
    for table in ("deliveries", "dispatches"):
        op.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        op.drop_table(table)
    make_dispatches()
    make_deliveries()
    order = "edition_id, purpose, mode, at, by, why, redirect, mails"
    op.execute(
        f"INSERT INTO dispatches ({order}) SELECT {order} FROM kept_dispatches "
        "ORDER BY edition_id, at, purpose"
    )
    mail = (
        "id, level, code, recipient, message_id, eml, size, state, attempts, due_at, ended_at, "
        "reason, changed_at"
    )
    kept = ", ".join(f"kept.{name}" for name in mail.split(", "))
    op.execute(
        f"INSERT INTO deliveries (dispatch_id, {mail}) SELECT dispatches.id, {kept} "
        "FROM kept_deliveries AS kept JOIN dispatches "
        "ON dispatches.edition_id = kept.edition_id AND dispatches.purpose = kept.purpose"
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('deliveries', 'id'), max(id)) FROM deliveries"
        )
    for table in ("deliveries", "dispatches"):
        op.drop_table(f"kept_{table}")
    for table in FROZEN:
        freeze(table)


def make_dispatches() -> None:
    """Orders by number, of an edition or of none."""
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("redirect", sa.String(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.CheckConstraint("mode IN ('capture', 'live')", name=op.f("ck_dispatches_mode")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_dispatches_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("edition_id", "purpose", name="uq_dispatches"),
    )
    op.create_index(
        "ix_dispatches_watch",
        "dispatches",
        ["purpose"],
        unique=True,
        sqlite_where=sa.text("edition_id IS NULL"),
        postgresql_where=sa.text("edition_id IS NULL"),
    )


def make_deliveries() -> None:
    """Mails that hang on the number of their order."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("eml", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"state IN ({', '.join(map(repr, STATES))})", name=op.f("ck_deliveries_state")
        ),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatches.id"], name=op.f("fk_deliveries_dispatch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("dispatch_id", "level", "code", "recipient", name="uq_deliveries"),
        sa.UniqueConstraint("message_id", name="uq_deliveries_message_id"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["dispatch_id", "state"])
