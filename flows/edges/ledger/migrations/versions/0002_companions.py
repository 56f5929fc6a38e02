"""The workbook beside each bulletin; what was made before has none.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-29 09:12:04.518203

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the workbook's name; rows of frozen tables stay as they are, with an empty one."""
    for table in ("renderings", "edition_bulletins"):
        op.add_column(
            table,
            sa.Column("companion", sa.String(length=80), nullable=False, server_default=""),
        )
