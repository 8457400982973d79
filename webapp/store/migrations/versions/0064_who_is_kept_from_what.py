"""Recusals and emergency looks are on the lists of who may (0063), too: no table changes, the lists are made anew."""

from __future__ import annotations

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """This function will leave the tables as they are."""


def downgrade() -> None:
    """This function will leave the tables as they are."""
