"""An import of the roster, worked out before anything is written: what each row adds or changes, and what contradicts.

Rows are compared with the roster and with each other. Nobody is taken for somebody else by the name alone: a namesake
needs the number, the same unit and post, or the word that it is another person.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any  # values of a row, whose kinds its columns say

from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.roster import Absence, Affiliation, Directory, Person, Post, RoleGrant, Room, Unit
from webapp.domain.roster_columns import (
    ABSENCES,
    ACTING,
    DUTIES,
    OFFICER,
    PEOPLE,
    RECUSALS,
    ROOMS,
    SERVICES,
    SUBJECT,
    SUBSTITUTE,
    UNITS,
)
from webapp.domain.roster_duties import OF_UNIT, Holders, absence_of, duty_of
from webapp.domain.roster_sheets import Fault, Line, Values, fault, read_line

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


@dataclass(kw_only=True)
class Plan:
    """What the rows come to: what to write, each with the row that says it, how each row stands, and the faults."""

    units: dict[Place, Unit] = field(default_factory=dict)
    rooms: dict[Place, Room] = field(default_factory=dict)
    persons: dict[Place, Person] = field(default_factory=dict)
    posts: dict[Place, Post] = field(default_factory=dict)
    pairs: dict[Place, Pair] = field(default_factory=dict)
    services: dict[Place, Service] = field(default_factory=dict)
    duties: dict[Place, RoleGrant] = field(default_factory=dict)
    absences: dict[Place, Absence] = field(default_factory=dict)
    holders: Holders = field(default_factory=Holders)
    state: dict[Place, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def parts(self) -> tuple[Mapping[Place, object], ...]:
        """This function will give what there is to write, part by part, in the order in which it is written."""
        return (
            *(self.units, self.rooms, self.persons, self.posts, self.pairs, self.services),
            *(self.duties, self.absences),
        )

    @property
    def faulty(self) -> frozenset[Place]:
        """This function will give the rows that something is wrong with."""
        return frozenset(one.place for one in self.faults)


def plan_import(names: Directory, lines: Iterable[Line], holders: Holders | None = None) -> Plan:
    """This function will work out an import against the roster and the duties as they stand."""
    plan, read = Plan(holders=holders or Holders()), []
    for line in lines:
        values, faults = read_line(line)
        plan.faults += faults
        if not faults:
            read.append((line, values))
    for sheet, step in STEPS.items():
        mine = [(line, values) for line, values in read if line.sheet == sheet]
        step(plan, names, mine)
    _two_heads(plan, names)
    return plan


Rows = list[tuple[Line, Values]]


def _units(plan: Plan, names: Directory, rows: Rows) -> None:
    known = {one.name: one for one in names.units.values()}
    for line, row in rows:
        name = str(row["name"])
        if any(one.name == name for one in plan.units.values()):
            plan.faults.append(fault(line, "单位“{name}”重复", name=name))
            continue
        before = known.get(name)
        fresh: dict[str, Any] = {"id": before.id if before else UnitId(uuid.uuid4().hex), "name": name}
        fresh |= {"kind": row["kind"], "from_on": row["from_on"], "until_on": row["until_on"]}
        fresh["position"] = row["position"] if row["position"] is not None else before.position if before else 0
        fresh["parent_id"] = before.parent_id if before else None
        plan.units[line.place] = Unit(**fresh)
        _note(plan, line, before, plan.units[line.place])
    _parents(plan, names, rows)
    _parents_first(plan)


def _parents(plan: Plan, names: Directory, rows: Rows) -> None:
    by_name = _by_name(plan, names)
    for line, row in rows:
        if row["parent"] is None or line.place not in plan.units:
            continue
        parent = by_name.get(str(row["parent"]))
        if parent is None or parent.id == plan.units[line.place].id:
            plan.faults.append(fault(line, "没有上级单位“{name}”", name=str(row["parent"])))
            continue
        plan.units[line.place] = dataclasses.replace(plan.units[line.place], parent_id=parent.id)
        _note(plan, line, names.units.get(plan.units[line.place].id), plan.units[line.place])


def _parents_first(plan: Plan) -> None:
    """A unit is written after the one above it; what goes round in a circle is refused."""
    rest, ordered = dict(plan.units), dict[Place, Unit]()
    while rest:
        waiting = {one.id for one in rest.values()}
        ready = {place: one for place, one in rest.items() if one.parent_id not in waiting}
        if not ready:
            plan.faults += [fault(Line(sheet=s, number=n, cells={}), "上级单位互为上级") for s, n in rest]
            ready = rest
        ordered |= ready
        rest = {place: one for place, one in rest.items() if place not in ready}
    plan.units = ordered


def _by_name(plan: Plan, names: Directory) -> dict[str, Unit]:
    return {one.name: one for one in (*names.units.values(), *plan.units.values())}


def _rooms(plan: Plan, names: Directory, rows: Rows) -> None:
    known = {one.name: one for one in names.rooms.values()}
    for line, row in rows:
        name = str(row["name"])
        if any(one.name == name for one in plan.rooms.values()):
            plan.faults.append(fault(line, "科室“{name}”重复", name=name))
            continue
        before = known.get(name)
        place = row["position"] if row["position"] is not None else before.position if before else len(known)
        one = Room(id=before.id if before else RoomId(uuid.uuid4().hex), name=name, position=place)  # type: ignore[arg-type]
        plan.rooms[line.place] = one
        _note(plan, line, before, one)


# ---------------------------------------------------------------- persons and posts


def _people(plan: Plan, names: Directory, rows: Rows) -> None:
    units, fresh = _by_name(plan, names), dict[str, PersonId]()
    for line, row in rows:
        unit = units.get(str(row["unit"]))
        if unit is None:
            plan.faults.append(fault(line, "没有单位“{name}”，请先登记单位", name=str(row["unit"])))
            continue
        who = _who(plan, names, line, row, unit, fresh)
        if who is not None:
            _person(plan, names, line, row, who)
            _post(plan, names, line, row, who, unit)


def _who(
    plan: Plan, names: Directory, line: Line, row: Values, unit: Unit, fresh: dict[str, PersonId]
) -> PersonId | None:
    name = str(row["name"])
    if row["id"] is not None:
        known = names.persons.get(PersonId(str(row["id"])))
        if known is None or known.name != name:
            plan.faults.append(fault(line, "编号与姓名不一致，请核对"))
            return None
        return known.id
    if row["another"]:
        return PersonId(uuid.uuid4().hex)
    namesakes = [one for one in names.persons.values() if one.name == name]
    same = [one for one in namesakes if _holds(names, one.id, unit, str(row["title"]))]
    if same:
        return same[0].id
    if namesakes:
        label = names.label(namesakes[0].id)
        plan.faults.append(fault(line, "已有同名人员：{label}。请填写编号；另有其人的，“另一人”填是", label=label))
        return None
    return fresh.setdefault(name, PersonId(uuid.uuid4().hex))


def _holds(names: Directory, person_id: PersonId, unit: Unit, title: str) -> bool:
    return any(post.unit_id == unit.id and post.title == title for post in names.posts_of(person_id))


def _person(plan: Plan, names: Directory, line: Line, row: Values, who: PersonId) -> None:
    before = names.persons.get(who)
    phone = str(row["phone"]) if row["phone"] else before.phone if before else None
    one = Person(
        id=who,
        kind=Affiliation(str(row["kind"])),
        name=str(row["name"]),
        phone=phone,
        active=before.active if before else True,
    )
    other = next((known for known in plan.persons.values() if known.id == who), None)
    if other is not None and other.kind != one.kind:
        plan.faults.append(fault(line, "同一人的类别前后不一致"))
    if other is None:
        plan.persons[line.place] = one
    _note(plan, line, before, one)


def _post(plan: Plan, names: Directory, line: Line, row: Values, who: PersonId, unit: Unit) -> None:
    title = str(row["title"])
    held = [post for post in names.posts_of(who) if post.unit_id == unit.id and post.title == title]
    before = held[-1] if held else None
    fresh: dict[str, Any] = {name: row[name] for name in ("is_head", "leader_talk", "from_on", "until_on")}
    level = row["level"] or (before.level if before else "head" if row["is_head"] else "other")
    post = Post(
        id=before.id if before else uuid.uuid4().hex,
        person_id=who,
        unit_id=unit.id,
        title=title,
        level=str(level),
        **fresh,
    )
    if any((one.person_id, one.unit_id, one.title, one.from_on) == _key(post) for one in plan.posts.values()):
        plan.faults.append(fault(line, "此行与前面的行重复"))
        return
    plan.posts[line.place] = post
    if plan.state.get(line.place) == SAME:
        _note(plan, line, before, post)


def _key(post: Post) -> tuple[object, ...]:
    return post.person_id, post.unit_id, post.title, post.from_on


def _two_heads(plan: Plan, names: Directory) -> None:
    """Nobody else may lead a unit on the same days, unless one of them does so for the other."""
    written = {post.id: place for place, post in plan.posts.items()}
    kept = (post for post in names.posts if post.id not in written)
    by_unit: dict[str, list[Post]] = {}
    for post in (*kept, *plan.posts.values()):
        if post.is_head and not any(word in post.title for word in ACTING):
            by_unit.setdefault(post.unit_id, []).append(post)
    told = {one.id: one.name for one in (*names.persons.values(), *plan.persons.values())}
    for posts in by_unit.values():
        for one, other in combinations(posts, 2):
            if one.person_id != other.person_id and _overlap(one, other):
                _say_two(plan, written, told, one, other)


def _overlap(one: Post, other: Post) -> bool:
    last = dt.date.max
    return one.from_on <= (other.until_on or last) and other.from_on <= (one.until_on or last)


def _say_two(plan: Plan, written: Mapping[str, Place], told: Mapping[PersonId, str], one: Post, other: Post) -> None:
    for mine, beside in ((one, other), (other, one)):
        if mine.id in written:
            sheet, number = written[mine.id]
            name = told.get(beside.person_id, "")
            sentence = fault(
                Line(sheet=sheet, number=number, cells={}),
                "与{name}同时担任该单位“一把手”，请核对离任日期；代理的，职务写明代",
                name=name,
            )
            plan.faults.append(sentence)


# ---------------------------------------------------------------- relations and service records


def _recusals(plan: Plan, names: Directory, rows: Rows) -> None:
    for line, row in rows:
        officer = _one(plan, names, line, str(row["officer"]), OFFICER)
        subject = _one(plan, names, line, str(row["subject"]), SUBJECT)
        if officer is None or subject is None:
            continue
        if officer.kind is not Affiliation.OFFICER or officer.id == subject.id:
            plan.faults.append(fault(line, "“干部”应当是本机关干部，且不是对象本人"))
            continue
        plan.pairs[line.place] = Pair(officer=officer.id, subject=subject.id, kind=str(row["kind"]))
        plan.state[line.place] = NEW


def _one(plan: Plan, names: Directory, line: Line, word: str, title: str) -> Person | None:
    """A person by number or by a name that only one has, in the roster or in this file."""
    everybody = {one.id: one for one in (*names.persons.values(), *plan.persons.values())}
    found = [everybody[PersonId(word)]] if word in everybody else [p for p in everybody.values() if p.name == word]
    if len(found) == 1:
        return found[0]
    text = "“{column}”没有“{word}”" if not found else "“{column}”有几人同名“{word}”，请填编号"
    plan.faults.append(fault(line, text, column=title, word=word))
    return None


def _services(plan: Plan, names: Directory, rows: Rows) -> None:
    units = _by_name(plan, names)
    for line, row in rows:
        unit = units.get(str(row["unit"]))
        if unit is None:
            plan.faults.append(fault(line, "没有单位“{name}”，请先登记单位", name=str(row["unit"])))
            continue
        content = {name: row[name] for name in ("who", "matter", "phone") if row[name]}
        day: Any = row["served_on"]
        plan.services[line.place] = Service(unit_id=unit.id, served_on=day, content=content)
        plan.state[line.place] = NEW


def _duties(plan: Plan, names: Directory, rows: Rows) -> None:
    rooms = {one.name: one.id for one in (*names.rooms.values(), *plan.rooms.values())}
    units = {name: one.id for name, one in _by_name(plan, names).items()}
    for line, row in rows:
        who = _one(plan, names, line, str(row["officer"]), OFFICER)
        if who is None:
            continue
        held = {**plan.holders.held, **_granted(plan)}
        found = duty_of(
            line,
            row,
            who,
            dataclasses.replace(plan.holders, held=held),
            places=lambda role, word: units.get(word) if role == OF_UNIT else rooms.get(word),
        )
        if isinstance(found, Fault):
            plan.faults.append(found)
            continue
        there = (found.role, found.room_id) in held.get(who.id, frozenset())
        plan.duties[line.place] = found
        plan.state[line.place] = SAME if there else NEW


def _granted(plan: Plan) -> dict[PersonId, frozenset[tuple[str, str]]]:
    """Whom earlier rows give duties, with those held before."""
    found = dict[PersonId, frozenset[tuple[str, str]]]()
    for one in plan.duties.values():
        before = found.get(one.person_id, plan.holders.held.get(one.person_id, frozenset()))
        found[one.person_id] = before | {(one.role, one.room_id)}
    return found


def _absences(plan: Plan, names: Directory, rows: Rows) -> None:
    held = {**plan.holders.held, **_granted(plan)}
    for line, row in rows:
        who = _one(plan, names, line, str(row["officer"]), OFFICER)
        other = _one(plan, names, line, str(row["substitute"]), SUBSTITUTE)
        if who is None or other is None:
            continue
        found = absence_of(line, row, who, other, dataclasses.replace(plan.holders, held=held))
        if isinstance(found, Fault):
            plan.faults.append(found)
            continue
        plan.absences[line.place] = found
        plan.state[line.place] = NEW


def _note(plan: Plan, line: Line, before: object, after: object) -> None:
    plan.state[line.place] = NEW if before is None else SAME if before == after else CHANGED


STEPS: Mapping[str, Callable[[Plan, Directory, Rows], None]] = {
    UNITS: _units,
    ROOMS: _rooms,
    PEOPLE: _people,
    RECUSALS: _recusals,
    SERVICES: _services,
    DUTIES: _duties,
    ABSENCES: _absences,
}
"""In this order: what comes later may name what comes before."""
