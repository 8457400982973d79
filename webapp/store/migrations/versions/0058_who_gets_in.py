"""Who gets in: sessions that only the office's key makes, and a provider's subject that two administrators set.

A session's id is a keyed digest of its token, its row bears marks. Sessions of before have neither: everybody signs in
again. A recovery may say which subject of the provider shall sign in as the person ("": none any more).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0048"
MARKS = ("mac", "idle_mac")


def upgrade() -> None:
    """This function will end all sessions and add the columns."""
    op.execute("DELETE FROM session")
    for name in MARKS:
        op.add_column("session", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("recovery", sa.Column("subject", sa.Text, nullable=True))


def downgrade() -> None:
    """This function will end all sessions and remove the columns."""
    op.execute("DELETE FROM session")
    op.drop_column("recovery", "subject")
    for name in MARKS:
        op.drop_column("session", name)
