"""Views of keeping and destroying: holds of a case, what is due, the list of destruction and its register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import CaseId
from webapp.domain.retention import Stage


@dataclass(frozen=True, kw_only=True)
class HoldRow:
    """A hold as a page shows it; who may not see the case on which it was set reads only that there is one.

    `may_ask`, `may_lift`: what the viewer may do about it now.
    """

    hold_id: str
    case_id: CaseId
    number: str = ""
    of_person: bool = False
    by: str = ""
    at: dt.datetime | None = None
    reason: str = ""
    basis: str = ""
    lift_by: str = ""
    lift_reason: str = ""
    lifted_by: str = ""
    lifted_at: dt.datetime | None = None
    may_ask: bool = False
    may_lift: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldsView:
    """The holds that cover a case, and whether the viewer may set another one."""

    rows: tuple[HoldRow, ...] = ()
    may_set: bool = False
    has_person: bool = False


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A case past its term: which term, when it ended, until when it had to be kept, and what still needs it.

    `may_go`: by itself, or together with what came from it.
    """

    case_id: CaseId
    number: str
    measure_name: str
    term: str
    ended_on: dt.date
    kept_until: dt.date
    needed: tuple[str, ...]
    listed: bool
    may_go: bool


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """A case on the list of destruction; `undeclared`: the viewer has to answer the question of recusal first."""

    item_id: str
    case_id: CaseId
    number: str
    measure_name: str
    term: str
    ended_on: dt.date
    kept_until: dt.date
    stage: Stage
    stage_name: str
    proposed_by: str
    checked_by: str
    decided_by: str
    refused_by: str
    words: str
    over_at: dt.datetime | None
    undeclared: bool = False
    needed: str = ""


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """A term of the rules in words: for what, how long, on what basis."""

    name: str
    years: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class RetentionView:
    """The page of keeping and destroying, as far as duties go; the register is the keepers' and the secretary's.

    `due` shows the first of `due_count`, those that may go before all others; `next_cursor`: the register goes on.
    """

    terms: tuple[TermRow, ...]
    due: tuple[DueRow, ...]
    due_count: int
    to_check: tuple[ItemRow, ...]
    to_decide: tuple[ItemRow, ...]
    register: tuple[ItemRow, ...] | None
    next_cursor: str
    holds: tuple[HoldRow, ...]
    proposes: bool
