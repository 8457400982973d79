"""Let an act find who is kept from a case among thousands who declared that nothing keeps them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0028b"

COLUMNS = ("subject_id", "case_id")


def upgrade() -> None:
    """This function will index recusals by whom they are from."""
    kept = sa.text("recused")
    for column in COLUMNS:
        op.create_index(f"ix_recusal_from_{column}", "recusal", [column], sqlite_where=kept, postgresql_where=kept)


def downgrade() -> None:
    """This function will forget the indexes."""
    for column in COLUMNS:
        op.drop_index(f"ix_recusal_from_{column}", "recusal")
