"""Personal matters (个人有关事项): declared, checked, found to differ; what differs counts once two officers say so."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from webapp.domain.archives import NotHeard
from webapp.domain.errors import FourEyes
from webapp.domain.ids import PersonId
from webapp.domain.papers import PersonalMatter, RowState

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


def stated_now(one: PersonalMatter, *, by: PersonId | None = None) -> PersonalMatter:
    """This function will add what a matter says from its instant on to its own history."""
    said = {"status": one.status, "text": one.content.get("text")}
    if one.history and one.history[-1].said == said:
        return one
    return dataclasses.replace(one, history=(*one.history, RowState(at=one.at, by=by or one.entered_by, said=said)))


def said_on(history: Iterable[RowState], end: dt.datetime) -> RowState | None:
    """This function will give what a row said at an instant; None where it was not there yet."""
    known = [one for one in history if one.at < end]
    return known[-1] if known else None
