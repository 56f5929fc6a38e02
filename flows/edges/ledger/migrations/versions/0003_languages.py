"""A bulletin in each of its languages, and those that an edition lacks for their faults.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-28 03:40:12.204417

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAMES = ("bulletin", "pdf", "words", "companion", "press_page", "press_text")
FROZEN = ("edition_bulletins", "withheld_bulletins")
"""Rows that can't be updated or deleted."""


def freeze(table: str) -> None:
    """Let the database itself refuse to change a row."""
    for event in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER frozen_{table}_{event.lower()} BEFORE {event} ON {table}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        else:
            op.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse()")


def key(table: str) -> tuple[sa.Column[object] | sa.Constraint, ...]:
    """Whose row it is: an edition's, of one unit in one language."""
    return (
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f(f"fk_{table}_edition_id")
        ),
        sa.PrimaryKeyConstraint(
            "edition_id", "level", "code", "language", name=op.f(f"pk_{table}")
        ),
    )


def upgrade() -> None:
    """Make the key of a bulletin wider by copying the rows; all until now are Indonesian."""
    op.execute("CREATE TABLE kept AS SELECT * FROM edition_bulletins")
    op.drop_table("edition_bulletins")
    op.create_table(
        "edition_bulletins",
        *key("edition_bulletins"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.String(length=80), nullable=False) for name in NAMES),
    )
    shared = f"edition_id, level, code, digest, {', '.join(NAMES)}"
    op.execute(
        f"INSERT INTO edition_bulletins (language, {shared}) SELECT 'id', {shared} FROM kept"
    )
    op.drop_table("kept")
    op.create_table(
        "withheld_bulletins",
        *key("withheld_bulletins"),
        sa.Column("why", sa.String(), nullable=False),
    )
    for table in FROZEN:
        freeze(table)
