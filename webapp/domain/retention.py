"""How long what is kept: cases by what they were and how they ended, logs by their kind (`rules/retention.yaml`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LEAST_MONTHS_OF_LOOKS = 6
"""Logs of a network are kept for six months at least (网络安全法)."""


class Since(StrEnum):
    """From when a term runs: the day on which the case ended, or the first day of the year after."""

    CLOSED = "closed"
    NEXT_YEAR = "next_year"


class Log(StrEnum):
    """What is cleared by its own term, without anybody's decision on each."""

    ACCESS_LOG = "access_log"
    JOBS = "jobs"
    DIGESTS = "digests"
    DAY_RUNS = "day_runs"
    INCIDENTS = "incidents"
    FINDINGS = "findings"


class Needed(StrEnum):
    """Why a case is still needed, whatever its term says."""

    OPEN = "open"
    TERM = "term"
    HELD = "held"
    ARCHIVE = "archive"
    LATER = "later"
    LINKED = "linked"
    APPEAL = "appeal"
    WATCHED = "watched"
    MESSAGE = "message"


class Stage(StrEnum):
    """How far a case on the list of destruction has come; `kept`: it turned out to be needed after all."""

    PROPOSED = "proposed"
    CHECKED = "checked"
    DECIDED = "decided"
    REFUSED = "refused"
    KEPT = "kept"
    DONE = "done"


UNDER_WAY = (Stage.PROPOSED, Stage.CHECKED, Stage.DECIDED)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One row about cases: `of` measures or processes (all when empty), `ends` end events (all when empty)."""

    code: str
    zh: str
    en: str
    years: int | None
    of: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    basis: str = ""

    def covers(self, *, process: str, measure: str, ended_at: str | None) -> bool:
        """This function will tell whether a case that ended at an element belongs to this row."""
        mine = not self.of or process in self.of or measure in self.of
        return mine and (not self.ends or ended_at in self.ends)


_OTHER = Term(code="other", zh="其他事项", en="All other matters", years=None)


@dataclass(frozen=True, kw_only=True)
class RetentionRules:
    """`rules/retention.yaml`; a deployment older than the file keeps everything for good."""

    terms: tuple[Term, ...] = (_OTHER,)
    since: Since = Since.CLOSED
    months: Mapping[Log, int] = field(default_factory=dict)

    def term_of(self, *, process: str, measure: str, ended_at: str | None) -> Term:
        """This function will give the first row that a case belongs to; the last one takes every case."""
        found = (one for one in self.terms if one.covers(process=process, measure=measure, ended_at=ended_at))
        return next(found, _OTHER)

    def kept_until(self, term: Term, ended_on: dt.date) -> dt.date | None:
        """This function will give the last day of a case's term, None for what is kept for good."""
        if term.years is None:
            return None
        first = ended_on if self.since is Since.CLOSED else dt.date(ended_on.year + 1, 1, 1)
        return later(first, term.years) - dt.timedelta(days=self.since is Since.NEXT_YEAR)

    @property
    def shortest(self) -> int | None:
        """This function will give the years of the shortest term, None when everything is kept for good."""
        return min((one.years for one in self.terms if one.years is not None), default=None)


def later(day: dt.date, years: int) -> dt.date:
    """This function will give the same day some years later; of 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
