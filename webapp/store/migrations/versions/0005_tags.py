"""Make the table of tags: disciplines, campaigns' themes and kinds of a clue (demands 7.11, 7.12)."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0005"
down_revision = "0004"
TABLES = {
    "case_tag": """
        case_id -> case key; kind text key; word text key
        index ix_case_tag_word: kind, word
    """,
}


def upgrade() -> None:
    """This function will make the table."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove the table."""
    remove(TABLES)
