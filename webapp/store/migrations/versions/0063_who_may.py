"""Who gets in and who may: a list for each person of the rows on which it rests, marked by the office's key file.

Rows of before that are as the record says are put on it when the upgrade is done; others are not, whoever wrote them.
"""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0063"
down_revision = "0059"
TABLES = {"power_mark": "id text key; rows text; mac text"}


def upgrade() -> None:
    """This function will make the table."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove it."""
    remove(TABLES)
