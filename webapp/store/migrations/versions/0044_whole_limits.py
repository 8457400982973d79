"""A limit of a whole matter is known as one where days are compared: it is urged and counted like a step's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
KNOWN = {
    "m01_political_evaluation": (("eval.annual", ""),),
    "m03_power_watch": (("power.visit", "synthesise"),),
    "m05_integrity_talk": (
        ("talk.annual", "weigh_talk"),
        ("talk.preappointment", "weigh_talk"),
        ("talk.preappointment.late", "weigh_talk"),
    ),
    "m07_clue_disposal": (("report.assigned", ""),),
    "m09_integrity_opinion": (("opinion.reply", ""),),
}
"""What the processes named when this was written: from now on each limit takes it along when it begins."""
MARKED = sa.text(
    """UPDATE deadline SET whole = :until WHERE key = :key
       AND case_id IN (SELECT id FROM "case" WHERE process = :process AND status = 'open')"""
)
EARLIER = sa.text(
    """UPDATE "case" SET next_due_on = (
         SELECT CASE WHEN min(d.due_on) < "case".next_due_on OR "case".next_due_on IS NULL
                     THEN min(d.due_on) ELSE "case".next_due_on END
         FROM deadline AS d WHERE d.case_id = "case".id AND d.whole IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM activity AS a WHERE a.case_id = d.case_id AND a.element = d.whole))
       WHERE EXISTS (
         SELECT 1 FROM deadline AS d WHERE d.case_id = "case".id AND d.whole IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM activity AS a WHERE a.case_id = d.case_id AND a.element = d.whole))"""
)


def upgrade() -> None:
    """This function will add the column, mark the limits under way, and let each matter's next day follow."""
    op.add_column("deadline", sa.Column("whole", sa.Text(), nullable=True))
    for process, limits in KNOWN.items():
        for key, until in limits:
            op.execute(MARKED.bindparams(process=process, key=key, until=until))
    op.execute(EARLIER)


def downgrade() -> None:
    """This function will remove it: a matter's next day is counted without it at its next act."""
    op.drop_column("deadline", "whole")
