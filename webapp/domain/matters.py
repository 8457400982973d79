"""Personal matters (个人有关事项): declared, checked, found to differ; what differs counts once two officers say so."""

from __future__ import annotations

from webapp.domain.archives import NotHeard
from webapp.domain.errors import FourEyes
from webapp.domain.papers import PersonalMatter

DECLARED, VERIFIED, FOUND, DEVIATES = "declared", "verified", "found", "deviates"
DROPPED, WITHDRAWN = "dropped", "withdrawn"
COUNTED = (DECLARED, VERIFIED, DEVIATES)
"""What other matters read; what was found is a proposal until it is settled, what was dropped is gone."""


def refuse_unsettled(one: PersonalMatter) -> None:
    """This function will refuse a difference by one pair of eyes, or about which the person was not heard.

    Whatever way a personal matter comes, it passes here. Raises FourEyes, NotHeard.
    """
    if one.status != DEVIATES:
        return
    if one.entered_by is None or one.checked_by is None or one.entered_by == one.checked_by:
        raise FourEyes
    if one.heard_on is None:
        raise NotHeard
