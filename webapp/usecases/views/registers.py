"""Views of what document control keeps: words from outside that are waited for, numbers that were given out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.deadline_words import DueWords


@dataclass(frozen=True, kw_only=True)
class WordRow:
    """A step that waits for a word from outside: number, step, limit; no name."""

    wait_id: str
    kind: str
    kind_name: str
    number: str | None
    measure_name: str
    step: str
    since: dt.date | None
    due: DueWords | None
    mandatory: str


@dataclass(frozen=True, kw_only=True)
class SeriesRow:
    """One series of numbers of a year: its newest number, how many it gave out, how many are void."""

    series: str
    year: int
    newest: str
    given: int
    voided: int


@dataclass(frozen=True, kw_only=True)
class NumberRow:
    """A number of the register: what kind of thing bears it, since when; of a void one who, when and why."""

    number: str
    on: dt.date
    bearer: str
    voided_on: dt.date | None = None
    voided_by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class NumbersView:
    """The register of numbers: all series, and one page of the chosen one; `missing` are numbers nobody explained."""

    series: tuple[SeriesRow, ...]
    chosen: SeriesRow | None = None
    missing: tuple[str, ...] = ()
    rows: tuple[NumberRow, ...] = ()
    below: int | None = None


@dataclass(frozen=True, kw_only=True)
class WordsView:
    """One page of the steps that wait for a word; `number` narrows them to cases whose number holds it."""

    rows: tuple[WordRow, ...]
    number: str = ""
    next_cursor: str | None = None
