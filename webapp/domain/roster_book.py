"""What an import of the roster comes to: what to write, by the row that says it; how each row stands; the faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Absence, Directory, Person, Post, RoleGrant, Room, Unit
from webapp.domain.roster_columns import NO, PEOPLE, SHEETS, YES, Column
from webapp.domain.roster_duties import Holders
from webapp.domain.roster_sheets import Fault, Line, Values, fault

NEW, CHANGED, SAME = "new", "changed", "same"
Place = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An officer who must not act about a head, and why."""

    officer: PersonId
    subject: PersonId
    kind: str


@dataclass(frozen=True, kw_only=True)
class Service:
    """Whom a unit served on a day."""

    unit_id: UnitId
    served_on: dt.date
    content: Mapping[str, object]

    @property
    def same(self) -> tuple[object, ...]:
        """This function will give what makes two records one: unit, day, who, and what for."""
        who = self.content.get("who") or self.content.get("name")
        return self.unit_id, self.served_on, who, self.content.get("matter")


Served = Callable[[UnitId], Iterable[Service]]
"""The service records of a unit that are there already."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A personal matter that a head reported for a year, or what its check found."""

    subject: PersonId
    year: int
    kind: str
    status: str
    text: str


@dataclass(kw_only=True)
class Plan:
    """What the rows come to: what to write, each with the row that says it, how each row stands, and the faults.

    `fresh` are the units and persons that the roster does not know yet; `was` tells by column what a row overwrites.
    """

    units: dict[Place, Unit] = field(default_factory=dict)
    rooms: dict[Place, Room] = field(default_factory=dict)
    persons: dict[Place, Person] = field(default_factory=dict)
    posts: dict[Place, Post] = field(default_factory=dict)
    pairs: dict[Place, Pair] = field(default_factory=dict)
    services: dict[Place, Service] = field(default_factory=dict)
    duties: dict[Place, RoleGrant] = field(default_factory=dict)
    absences: dict[Place, Absence] = field(default_factory=dict)
    matters: dict[Place, Matter] = field(default_factory=dict)
    holders: Holders = field(default_factory=Holders)
    served: Served = lambda _: ()
    state: dict[Place, str] = field(default_factory=dict)
    was: dict[Place, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def parts(self) -> tuple[Mapping[Place, object], ...]:
        """This function will give what there is to write, part by part, in the order in which it is written."""
        return (
            *(self.units, self.rooms, self.persons, self.posts, self.pairs, self.services),
            *(self.duties, self.absences, self.matters),
        )

    @property
    def faulty(self) -> frozenset[Place]:
        """This function will give the rows that something is wrong with."""
        return frozenset(one.place for one in self.faults)


Rows = list[tuple[Line, Values]]
Step = Callable[[Plan, Directory, Rows], None]


def note_state(plan: Plan, line: Line, before: object, after: object) -> None:
    """This function will note what a row does: something new, a change, or nothing."""
    plan.state[line.place] = NEW if before is None else SAME if before == after else CHANGED


def overwritten(before: Post, after: Post) -> tuple[tuple[str, str], ...]:
    """This function will give what a post was by the columns that a row changes: whoever looks through it must see."""
    changed = (one for one in SHEETS[PEOPLE] if getattr(before, one.key, None) != getattr(after, one.key, None))
    return tuple((one.title, _cell(one, getattr(before, one.key))) for one in changed)


def _cell(column: Column, value: object) -> str:
    if isinstance(value, bool):
        return YES[0] if value else NO[1]
    words = {code: word for word, code in column.choices.items()}
    return "" if value is None else words.get(str(value), str(value))


def units_by_name(plan: Plan, names: Directory) -> dict[str, Unit]:
    """This function will give the units of the roster and of the file by their names."""
    return {one.name: one for one in (*names.units.values(), *plan.units.values())}


def person_of(plan: Plan, names: Directory, line: Line, word: str, title: str) -> Person | None:
    """This function will find a person by number or by a name that only one has, in the roster or in the file."""
    everybody = {one.id: one for one in (*names.persons.values(), *plan.persons.values())}
    found = [everybody[PersonId(word)]] if word in everybody else [p for p in everybody.values() if p.name == word]
    if len(found) == 1:
        return found[0]
    text = "“{column}”没有“{word}”" if not found else "“{column}”有几人同名“{word}”，请填编号"
    plan.faults.append(fault(line, text, column=title, word=word))
    return None


def unit_of(plan: Plan, names: Directory, line: Line, name: str) -> Unit | None:
    """This function will find a unit by its name, in the roster or in the file, or say that there is none."""
    found = units_by_name(plan, names).get(name)
    if found is None:
        plan.faults.append(fault(line, "没有单位“{name}”，请先登记单位", name=name))
    return found
