"""The integrity portrait (廉政画像)."""

from __future__ import annotations

from webapp.domain.handlers import handler
from webapp.domain.ports import Portraits, Trend


@handler
def redraw(entry: str | None = None, *, portraits: Portraits) -> Trend:
    """This function will draw the portrait as of today and tell what the entry of that number did to its dimension.

    An entry that nobody names did nothing.
    """
    return portraits.redraw(entry or "")
