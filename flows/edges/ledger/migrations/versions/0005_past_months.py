"""What past months are made from again, the plans to do so, and what was purged.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-28 10:52:17.118240

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FROZEN = ("reference_arrivals", "backfills", "tombstones")
"""Rows that can't be updated or deleted."""


def freeze(table: str) -> None:
    """Let the database itself refuse to change a row."""
    for event in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER frozen_{table}_{event.lower()} BEFORE {event} ON {table}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        else:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse()")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reference_arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_arrivals")),
    )
    op.create_table(
        "backfills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("first", sa.String(length=7), nullable=False),
        sa.Column("last", sa.String(length=7), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_known_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.CheckConstraint("mode IN ('missing', 'failed', 'all')", name=op.f("ck_backfills_mode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfills")),
    )
    op.create_table(
        "backfill_months",
        sa.Column("backfill_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("foreseen", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'failed')", name=op.f("ck_backfill_months_state")
        ),
        sa.ForeignKeyConstraint(
            ["backfill_id"], ["backfills.id"], name=op.f("fk_backfill_months_backfill_id")
        ),
        sa.PrimaryKeyConstraint("backfill_id", "month", name=op.f("pk_backfill_months")),
    )
    op.create_table(
        "tombstones",
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("object", name=op.f("pk_tombstones")),
    )
    for table in FROZEN:
        freeze(table)
