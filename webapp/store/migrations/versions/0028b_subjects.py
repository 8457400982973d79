"""An account may be somebody to an outside provider: its subject there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028b"
down_revision = "0037"
INDEX = "uq_account_subject"


def upgrade() -> None:
    """This function will add the column; nobody has a subject yet."""
    op.add_column("account", sa.Column("subject", sa.Text, nullable=True))
    op.create_index(INDEX, "account", ["subject"], unique=True)


def downgrade() -> None:
    """This function will remove it."""
    op.drop_index(INDEX, "account")
    op.drop_column("account", "subject")
