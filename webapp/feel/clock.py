"""The functions today() and now() from an instant that the caller gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from webapp.feel.bounds import Functions
from webapp.feel.convert import from_python


def clock_functions(clock: Callable[[], dt.datetime]) -> Functions:
    """Return today() and now() by a clock; the zone of its datetime is the zone of both."""
    return {"now": lambda: from_python(clock()), "today": lambda: from_python(clock().date())}
