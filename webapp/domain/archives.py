"""The integrity archive (廉政档案): what may be written, and what it said on a day."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from webapp.domain.errors import FourEyes, Refused
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem

ADVERSE, GOOD, NEUTRAL, NONE = "adverse", "good", "neutral", "none"
VERIFIED, CORRECTED, UNVERIFIED = "verified", "corrected", "unverified"
NEVER_WEIGHS = ("clue",)
"""Kinds that are a report and no finding (线索不是结论), whatever a table says of them."""
INNER, WORK = (2, 4), 3
"""Sections of clues and opinions, which stay with the office, and of the office's own work (2019 Rules)."""
TOOK_PART = ("inquiry", "decision", "accountability", "appeal", "clarification", "early", "talk", "correction")
"""Kinds of work in which the person took part."""
HEARD, WHY_NOT_HEARD = "heard", "why_not_heard"
RETENTION_YEARS: Mapping[object, int] = {"5": 5, "10": 10, "30": 30}
LEAP_DAY = (2, 29)


class NotVerified(Refused):
    """未经核实的材料不得作为不利或者良好结论记入廉政档案，只能留在内部台账。"""

    code = "not_verified"


class NotHeard(Refused):
    """不利结论记入廉政档案前，应当听取本人意见；未能听取的，应当写明理由。"""

    code = "not_heard"


def refuse_unless_admissible(
    *,
    kind: str,
    status: str,
    weight: str,
    makers: tuple[PersonId | None, PersonId | None],
    said: Mapping[str, object],
    register: str = "archive",
) -> None:
    """This function will refuse an entry by one pair of eyes, one that weighs unverified, an adverse one unheard.

    What is not verified goes into the internal register and nowhere else; nothing there weighs.

    Whatever way an entry comes, it passes here. Raises FourEyes, NotVerified, NotHeard.
    """
    made, checked = makers
    if made is None or checked is None or made == checked:
        raise FourEyes
    in_archive = register == "archive"
    if weight != NONE and (status != VERIFIED or not in_archive or kind.partition(".")[0] in NEVER_WEIGHS):
        raise NotVerified
    if in_archive and status == UNVERIFIED:
        raise NotVerified
    if weight == ADVERSE and said.get(HEARD) != "yes" and not said.get(WHY_NOT_HEARD):
        raise NotHeard


def refuse_inadmissible(one: ArchiveItem, *, register: str) -> None:
    """This function will refuse an entry as it is about to be written, whoever made it.

    Raises FourEyes, NotVerified, NotHeard.
    """
    seen = {HEARD: "yes"} if one.subject_seen_on is not None else {}
    refuse_unless_admissible(
        kind=one.kind,
        status=one.status,
        weight=one.weight,
        makers=(one.entered_by, one.checked_by),
        said={**one.content, **seen},
        register=register,
    )


def kept_until(on: dt.date, retention: object) -> dt.date | None:
    """This function will give the last day of keeping, None for what is kept for good."""
    years = RETENTION_YEARS.get(retention)
    if years is None:
        return None
    day = 28 if (on.month, on.day) == LEAP_DAY else on.day
    return dt.date(on.year + years, on.month, day)


def shown_to_person(one: ArchiveItem) -> bool:
    """This function will tell whether the person concerned may read of an entry on the own page.

    Never what is unverified, a clue and its disposal, an opinion for others; of inner work only what the person took
    part in or has read.
    """
    if one.status == UNVERIFIED or one.section in INNER:
        return False
    took_part = one.kind.partition(".")[0] in TOOK_PART
    return one.section != WORK or took_part or one.subject_seen_on is not None


def as_it_was(items: Iterable[ArchiveItem], end: dt.datetime) -> tuple[ArchiveItem, ...]:
    """This function will give the entries as they stood at an instant: entered by then, with the status of then."""
    return tuple(_then(one, end) for one in items if one.entered_at < end)


def _then(one: ArchiveItem, end: dt.datetime) -> ArchiveItem:
    mark = next((each for each in one.history if each.until >= end), None)
    return one if mark is None else dataclasses.replace(one, status=mark.status, weight=mark.weight)
