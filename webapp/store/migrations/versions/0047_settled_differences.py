"""A difference of personal matters counts once a second officer has verified it and the person could be heard.

What one officer alone noted before names no second one: it is read as found and not settled, its row stays as it is.
"""

from __future__ import annotations

from typing import Any  # kinds of columns

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
COLUMNS: dict[str, Any] = {"case_id": sa.Text(), "checked_by": sa.Text(), "heard_on": sa.Date()}


def upgrade() -> None:
    """This function will add where it was settled, by whom, and on which day the person had been heard."""
    for name, kind in COLUMNS.items():
        op.add_column("personal_matters", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """This function will remove them."""
    for name in COLUMNS:
        op.drop_column("personal_matters", name)
