"""The workbook and the press note beside each bulletin; what was made before has none.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-28 00:31:04.518203

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
    """Add the objects' names; rows of frozen tables stay as they are, with empty ones."""
    for table in ("renderings", "edition_bulletins"):
        for name in ("companion", "press_page", "press_text"):
            column = sa.Column(name, sa.String(length=80), nullable=False, server_default="")
            op.add_column(table, column)
