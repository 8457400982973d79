"""Named points of an act, at which a fault test may stop the process; in an office nobody listens there."""

from __future__ import annotations

from enum import StrEnum


class Point(StrEnum):
    """Where an act stands; a database's witness is told of it (`Tx.reach`, `Database.reach`)."""

    LOCKED = "task locked"
    ANSWERED = "form answered"
    STEPPED = "engine stepped"
    SETTLED = "handlers run"
    PLACED = "tasks placed"
    SENT = "messages posted"
    WRITTEN = "rows written"
    COMMITTING = "before commit"
    COMMITTED = "after commit"
    ACKNOWLEDGING = "before the answer"
    LEASED = "jobs leased"
    DONE_OUTSIDE = "job done outside"
    KEPT_FILE = "file kept"


COMPLETION = tuple(Point)[: tuple(Point).index(Point.ACKNOWLEDGING) + 1]
"""The points of a completed task, in the order in which it comes to them."""
