"""Two administrators give and take an administrator's duty and renew the password of one, as they recover a sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
COLUMNS = ("kind", "role")


def upgrade() -> None:
    """This function will add what is asked; what was asked before keeps its row as the record says it."""
    for name in COLUMNS:
        op.add_column("recovery", sa.Column(name, sa.Text, nullable=True))


def downgrade() -> None:
    """This function will remove it; what only this version asks for goes with it."""
    op.execute("DELETE FROM recovery WHERE kind IN ('password', 'give', 'take')")
    for name in COLUMNS:
        op.drop_column("recovery", name)
