"""Let an agenda item keep who presides over it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
SPOKEN_ON = """
    UPDATE agenda_item SET chair_id = (SELECT chair_id FROM meeting WHERE meeting.id = agenda_item.meeting_id)
    WHERE EXISTS (SELECT 1 FROM opinion WHERE opinion.item_id = agenda_item.id)"""


def upgrade() -> None:
    """This function will add the column; items spoken on before keep their meeting's chair."""
    op.add_column("agenda_item", sa.Column("chair_id", sa.Text, nullable=True))
    op.execute(sa.text(SPOKEN_ON))


def downgrade() -> None:
    """This function will remove the column; what was void or left counts as taken off its list."""
    op.execute(sa.text("UPDATE agenda_item SET status = 'withdrawn' WHERE status IN ('reheard', 'left')"))
    op.drop_column("agenda_item", "chair_id")
