"""The integrity portrait (廉政画像): facts and trend per dimension, from verified entries only; never a score.

Each sentence names the entries that it rests on, so that an entry struck takes its sentence with it. A colour is a
reminder for officers and always comes with its reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.archives import ADVERSE, GOOD, LEAP_DAY, VERIFIED
from webapp.domain.papers import ArchiveItem

DIMENSIONS = ("political", "duty", "power", "integrity", "style", "org_life", "rectification", "public")
"""In the order of the page."""
WORSE, BETTER, STEADY, UNKNOWN = "worse", "better", "steady", "unknown"
RED, YELLOW, GREEN = "red", "yellow", "green"
MANY = 2
"""So many adverse facts within a year make a pattern."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a trend or a colour is as it is: a closed word and the numbers of the entries behind it."""

    word: str
    entries: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One dimension: its entries, the newest first; trend and colour with their reasons (no facts: no colour)."""

    code: str
    facts: tuple[ArchiveItem, ...]
    trend: str
    colour: str | None
    why: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Portrait:
    """A person's portrait as of a day."""

    as_of: dt.date
    dimensions: tuple[Dimension, ...]

    def of(self, code: str | None) -> Dimension | None:
        """This function will give one dimension, or None."""
        return next((one for one in self.dimensions if one.code == code), None)


def draw(items: Iterable[ArchiveItem], as_of: dt.date) -> Portrait:
    """This function will draw the portrait of the entries that may be in it."""
    shown = [one for one in items if one.status == VERIFIED and one.dimension and one.on <= as_of]
    newest_first = sorted(shown, key=lambda one: (one.on, one.number), reverse=True)
    by_code: dict[str | None, list[ArchiveItem]] = {}
    for one in newest_first:
        by_code.setdefault(one.dimension, []).append(one)
    return Portrait(
        as_of=as_of, dimensions=tuple(_dimension(code, by_code.get(code, []), as_of) for code in DIMENSIONS)
    )


def adverse_between(facts: Iterable[ArchiveItem], first: dt.date, last: dt.date) -> tuple[ArchiveItem, ...]:
    """This function will give the adverse facts after `first`, up to `last`."""
    return tuple(one for one in facts if one.weight == ADVERSE and first < one.on <= last)


def years_before(day: dt.date, years: int) -> dt.date:
    """This function will give the same day some years ago."""
    leap = (day.month, day.day) == LEAP_DAY
    return dt.date(day.year - years, day.month, 28 if leap else day.day)


def _dimension(code: str, facts: Sequence[ArchiveItem], as_of: dt.date) -> Dimension:
    trend, moved = _trend(facts, as_of)
    colour, why = _colour(facts, as_of)
    return Dimension(code=code, facts=tuple(facts), trend=trend, colour=colour, why=(*moved, *why))


def _trend(facts: Sequence[ArchiveItem], as_of: dt.date) -> tuple[str, tuple[Reason, ...]]:
    """The last twelve months beside the twelve before them; nothing in either tells nothing."""
    now, then, start = years_before(as_of, 1), years_before(as_of, 2), as_of
    recent, before = adverse_between(facts, now, start), adverse_between(facts, then, now)
    if not any(one.on > then for one in facts):
        return UNKNOWN, ()
    if len(recent) > len(before):
        return WORSE, (_reason("more_adverse", recent),)
    if len(recent) < len(before):
        return BETTER, (_reason("fewer_adverse", before),)
    return STEADY, ()


def _colour(facts: Sequence[ArchiveItem], as_of: dt.date) -> tuple[str | None, tuple[Reason, ...]]:
    if not facts:
        return None, ()
    running = [one for one in facts if one.weight == ADVERSE and one.effect_until and one.effect_until >= as_of]
    year = adverse_between(facts, years_before(as_of, 1), as_of)
    red = [_reason("in_effect", running)] if running else []
    red += [_reason("several_in_a_year", year)] if len(year) >= MANY else []
    if red:
        return RED, tuple(red)
    two_years = adverse_between(facts, years_before(as_of, 2), as_of)
    if two_years:
        return YELLOW, (_reason("within_two_years", two_years),)
    good = [one for one in facts if one.weight == GOOD]
    return GREEN, (_reason("good_facts", good),) if good else (_reason("nothing_adverse", facts),)


def _reason(word: str, facts: Sequence[ArchiveItem]) -> Reason:
    return Reason(word=word, entries=tuple(one.number for one in facts))


def as_kept(one: Portrait) -> Mapping[str, object]:
    """This function will give a portrait as it is kept: codes and numbers of entries, no words of theirs."""
    return {
        each.code: {
            "facts": [fact.number for fact in each.facts],
            "trend": each.trend,
            "colour": each.colour,
            "why": [{"word": why.word, "entries": list(why.entries)} for why in each.why],
        }
        for each in one.dimensions
        if each.facts
    }
