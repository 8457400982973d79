"""Let a request about a recusal ask that it be lifted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """This function will add the column; all requests so far ask that somebody be recused."""
    op.add_column("recusal_request", sa.Column("lifts", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """This function will remove the column with the requests that need it."""
    op.execute(sa.text("DELETE FROM recusal_request WHERE lifts"))
    op.drop_column("recusal_request", "lifts")
