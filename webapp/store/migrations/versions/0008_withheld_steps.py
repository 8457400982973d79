"""Keep with a step the person whom the diagram names for it and who is recused: it is nobody's pool meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """This function will add the column; a step that has fallen into its pool before stays there."""
    op.add_column("task", sa.Column("withheld_from", sa.Text, nullable=True))


def downgrade() -> None:
    """This function will remove the column."""
    op.drop_column("task", "withheld_from")
