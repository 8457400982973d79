"""Keep which letter an appeal is about, so that the old decision says what became of it wherever it is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """This function will add the table; of appeals before it only the archive knows what became of the decision."""
    op.create_table(
        "appeal",
        sa.Column("case_id", sa.Text, sa.ForeignKey("case.id", name="fk_appeal_case_id"), nullable=False),
        sa.Column("letter_id", sa.Text, sa.ForeignKey("letter.id", name="fk_appeal_letter_id"), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_letter_id", "appeal", ["letter_id"])


def downgrade() -> None:
    """This function will remove the table."""
    op.drop_table("appeal")
