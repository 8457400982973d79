"""Views of the roster: one that was read in and waits for a decision; what is kept by hand, with its history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.said import Said


@dataclass(frozen=True, kw_only=True)
class ImportRow:
    """A row: its cells by title, what it would do (new, changed, same, held), what is wrong, and what it overwrites."""

    sheet: str
    number: int
    cells: tuple[tuple[str, str], ...]
    state: str
    state_name: str
    faults: tuple[str, ...]
    was: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """The preview: all rows, the faulty ones, those held back by them, and what the clean ones come to."""

    draft_id: str
    name: str
    rows: tuple[ImportRow, ...]
    faulty: int
    held: int
    clean: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class PersonChange:
    """What was changed about a person on the roster, and by whom."""

    at: dt.datetime
    what: str
    detail: str
    by: str


@dataclass(frozen=True, kw_only=True)
class UnsettledRow:
    """Whose entry lacks a post or has the wrong category (待补任职), and at which part of the page that is mended."""

    person_id: PersonId
    name: str
    kind: str
    posts: tuple[str, ...]
    why: Said
    part: str


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """What a row said from an instant on, who wrote it (nothing: nobody knows), and the state it then had."""

    at: dt.datetime
    by: str
    words: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MatterRow:
    """A personal matter as of a day, with every change."""

    matter_id: str
    year: int
    code: str
    kind: str
    text: str
    status: str
    state: str
    can_change: bool
    changes: tuple[RowChange, ...]


@dataclass(frozen=True, kw_only=True)
class MattersView:
    """A head's personal matters as of a day."""

    person_id: PersonId
    label: str
    as_of: dt.date
    is_today: bool
    needs_declaration: bool = False
    rows: tuple[MatterRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RelationRow:
    """With whom an officer is related, as the roster says it, since when and by whom."""

    subject: str
    kind: str
    word: str
    at: dt.datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class RelationsView:
    """An officer's relations as of a day."""

    as_of: dt.date
    is_today: bool
    rows: tuple[RelationRow, ...]


@dataclass(frozen=True, kw_only=True)
class RoomThen:
    """A room of the house as it was on a day."""

    name: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class RoomsView:
    """The rooms of the house as of a day, and what was changed about them."""

    as_of: dt.date
    is_today: bool
    rows: tuple[RoomThen, ...]
    history: tuple[PersonChange, ...]


@dataclass(frozen=True, kw_only=True)
class ServedRow:
    """A service record as of a day, with every change."""

    record_id: str
    served_on: dt.date
    who: str
    matter: str
    phone: str
    withdrawn: bool
    changes: tuple[RowChange, ...]


@dataclass(frozen=True, kw_only=True)
class UnitView:
    """A unit on the roster: what it is, its newest service records as of a day, what was changed about it.

    `stood`: it was there on that day; `posts`: who held which post in it then (name, title, head or not);
    `successors`: to which its affairs have gone over.
    """

    unit_id: UnitId
    name: str
    kind: str
    parent: str
    from_on: dt.date | None
    until_on: dt.date | None
    as_of: dt.date
    is_today: bool
    stood: bool
    successors: tuple[str, ...]
    posts: tuple[tuple[str, str, bool], ...]
    rows: tuple[ServedRow, ...]
    history: tuple[PersonChange, ...]
