"""Approvals, orders to mail, and all that may become of a mail.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-28 07:20:31.551902

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FROZEN = ("approvals", "dispatches")
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
    """Make the tables; the mails of before were all for files."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('approved', 'revoked', 'withdrawn')", name=op.f("ck_approvals_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_approvals_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_edition", "approvals", ["edition_id"])
    op.create_table(
        "dispatches",
        sa.Column("edition_id", sa.Integer(), nullable=False),
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
        sa.PrimaryKeyConstraint("edition_id", "purpose", name=op.f("pk_dispatches")),
    )
    op.execute("CREATE TABLE kept AS SELECT * FROM deliveries")
    op.drop_table("deliveries")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
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
            ["edition_id", "purpose"],
            ["dispatches.edition_id", "dispatches.purpose"],
            name=op.f("fk_deliveries_dispatch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "edition_id", "level", "code", "recipient", "purpose", name="uq_deliveries"
        ),
        sa.UniqueConstraint("message_id", name="uq_deliveries_message_id"),
    )
    op.execute(
        "INSERT INTO dispatches (edition_id, purpose, mode, at, by, why, redirect, mails) "
        "SELECT edition_id, purpose, 'capture', min(changed_at), '', '', '', count(*) "
        "FROM kept GROUP BY edition_id, purpose"
    )
    shared = "edition_id, purpose, level, code, recipient, message_id, eml, state, changed_at"
    op.execute(
        f"INSERT INTO deliveries ({shared}, size, attempts, reason) "
        f"SELECT {shared}, 0, 0, '' FROM kept ORDER BY id"
    )
    op.drop_table("kept")
    op.create_index("ix_deliveries_state", "deliveries", ["edition_id", "state"])
    for table in FROZEN:
        freeze(table)
