"""Forms that could not be taken wait for whoever typed them."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0028"
down_revision = "0030"
TABLES = {
    "kept_form": """
        id text key; person_id -> person; at instant; content blob
        index ix_kept_form_person_id: person_id
    """
}


def upgrade() -> None:
    """This function will make the table."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove it, with what waits there."""
    remove(TABLES)
