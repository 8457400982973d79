"""A service record that was wrong is withdrawn: it stays, and no sample is drawn of it any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """This function will add the day."""
    op.add_column("service_record", sa.Column("withdrawn_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """This function will remove it: what was withdrawn counts again."""
    op.drop_column("service_record", "withdrawn_on")
