"""From here on the record binds every row: `store/migrating.py` takes into it what lay there before.

The tables stay as they are. Going down leaves the entries: a record is never taken back.
"""

from __future__ import annotations

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """This function will change no table."""


def downgrade() -> None:
    """This function will change no table."""
