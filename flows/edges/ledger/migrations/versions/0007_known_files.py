"""The very files that the last run found need not be read again.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-29 02:40:11.506127

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: nothing is known of any file."""
    op.create_table(
        "inbox_files",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("month", "identity", name=op.f("pk_inbox_files")),
    )
