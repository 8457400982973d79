"""What a leader's own phrase says by itself: one that refuses or sends back does not go with 同意."""

from __future__ import annotations

import re

AGREE, RETURN, REFUSE = "agree", "return", "refuse"
SAID = (
    (REFUSE, re.compile("不同意(?!见)|不予同意|不宜")),
    (AGREE, re.compile("^(拟|原则)?同意")),
    (RETURN, re.compile("退回|补充材料|补充后|再报")),
)
"""Read in this order; a phrase with none of these words says nothing by itself."""


def contradicts(phrase: str, decision: str) -> bool:
    """This function will tell whether a phrase that was picked says another decision than the button."""
    said = _said(phrase)
    return said is not None and said != decision


def _said(phrase: str) -> str | None:
    return next((decision for decision, words in SAID if words.search(phrase)), None)
