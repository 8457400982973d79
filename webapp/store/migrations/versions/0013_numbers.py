"""Let a number's own row be the counter of its series."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0013"
down_revision = "0012"
TABLES = {"number_series": "series text key; year number key; last number"}


def upgrade() -> None:
    """This function will remove the counters: the highest number of each series says the same."""
    remove(TABLES)


def downgrade() -> None:
    """This function will make the counters again, each as high as its highest number."""
    make(TABLES)
    highest = "SELECT series, year, max(value) FROM number_issued GROUP BY series, year"
    op.execute(sa.text(f"INSERT INTO number_series (series, year, last) {highest}"))
