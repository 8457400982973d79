"""An import of the roster, worked out before anything is written: what each row adds or changes, and what contradicts.

Rows are compared with the roster and with each other. Nobody is taken for somebody else by the name alone: a namesake
needs the number, the same unit and post, or the word that it is another person.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any  # values of a row, whose kinds its columns say

from webapp.domain import roster_rows
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.roster import CONCERNED, Affiliation, Directory, Person, Post, Room, Unit
from webapp.domain.roster_book import (
    SAME,
    Place,
    Plan,
    Rows,
    Served,
    Step,
    note_state,
    overwritten,
    unit_of,
    units_by_name,
)
from webapp.domain.roster_columns import (
    ABSENCES,
    DUTIES,
    MATTERS,
    PEOPLE,
    RECUSALS,
    ROOMS,
    SERVICES,
    UNITS,
)
from webapp.domain.roster_duties import Holders
from webapp.domain.roster_heads import contradict, leads, makes_head
from webapp.domain.roster_sheets import Line, Values, fault, read_line


def plan_import(
    names: Directory, lines: Iterable[Line], holders: Holders | None = None, *, served: Served = lambda _: ()
) -> Plan:
    """This function will work out an import against the roster, the duties and the service records as they stand."""
    plan, read = Plan(holders=holders or Holders(), served=served), []
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


def _units(plan: Plan, names: Directory, rows: Rows) -> None:
    known = {one.name: one for one in names.units.values()}
    for line, row in rows:
        name = str(row["name"])
        if _doubled(plan, line, name, plan.units, "单位“{name}”重复"):
            continue
        before = known.get(name)
        fresh: dict[str, Any] = {"id": before.id if before else UnitId(uuid.uuid4().hex), "name": name}
        fresh |= {"kind": row["kind"], "from_on": row["from_on"], "until_on": row["until_on"]}
        fresh["position"] = row["position"] if row["position"] is not None else before.position if before else 0
        fresh["parent_id"] = before.parent_id if before else None
        plan.units[line.place] = Unit(**fresh)
        plan.fresh |= set() if before else {plan.units[line.place].id}
        note_state(plan, line, before, plan.units[line.place])
    _parents(plan, names, rows)
    _parents_first(plan)


def _doubled(
    plan: Plan, line: Line, name: str, planned: Mapping[Place, Unit] | Mapping[Place, Room], text: str
) -> bool:
    again = any(one.name == name for one in planned.values())
    if again:
        plan.faults.append(fault(line, text, name=name))
    return again


def _parents(plan: Plan, names: Directory, rows: Rows) -> None:
    by_name = units_by_name(plan, names)
    for line, row in rows:
        if row["parent"] is None or line.place not in plan.units:
            continue
        parent = by_name.get(str(row["parent"]))
        if parent is None or parent.id == plan.units[line.place].id:
            text = "上级单位“{name}”就是本单位，请填写另一单位或者留空" if parent else "没有上级单位“{name}”"
            plan.faults.append(fault(line, text, name=str(row["parent"])))
            continue
        plan.units[line.place] = dataclasses.replace(plan.units[line.place], parent_id=parent.id)
        note_state(plan, line, names.units.get(plan.units[line.place].id), plan.units[line.place])


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


def _rooms(plan: Plan, names: Directory, rows: Rows) -> None:
    known = {one.name: one for one in names.rooms.values()}
    for line, row in rows:
        name = str(row["name"])
        if _doubled(plan, line, name, plan.rooms, "科室“{name}”重复"):
            continue
        before = known.get(name)
        place = row["position"] if row["position"] is not None else before.position if before else len(known)
        one = Room(id=before.id if before else RoomId(uuid.uuid4().hex), name=name, position=place)  # type: ignore[arg-type]
        plan.rooms[line.place] = one
        note_state(plan, line, before, one)


# ---------------------------------------------------------------- persons and posts


def _people(plan: Plan, names: Directory, rows: Rows) -> None:
    fresh = dict[str, PersonId]()
    for line, row in rows:
        unit = unit_of(plan, names, line, str(row["unit"]))
        if unit is None:
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
            text = "编号与姓名不一致，请核对" if known else "花名册上没有这个编号；新登记的人员，“编号”留空"
            plan.faults.append(fault(line, text))
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
    plan.fresh |= set() if before else {who}
    if other is None:
        plan.persons[line.place] = one
        if one.kind in CONCERNED and before and before.kind not in CONCERNED and plan.holders.held.get(who):
            plan.faults.append(fault(line, "此人还担任岗位，“一把手”不得兼任；请先撤销岗位或者登记离任"))
        if one.kind is Affiliation.OUTSIDE and before and before.kind is not one.kind and plan.holders.of_house(who):
            plan.faults.append(fault(line, "此人担任本机关干部的岗位，不能改为外单位人员；请先撤销岗位或者登记离任"))
    note_state(plan, line, before, one)


def _post(plan: Plan, names: Directory, line: Line, row: Values, who: PersonId, unit: Unit) -> None:
    title = str(row["title"])
    fresh: dict[str, Any] = {name: row[name] for name in ("is_head", "leader_talk", "from_on", "until_on")}
    taken = {one.id for one in plan.posts.values()}
    held = [one for one in names.posts_of(who) if (one.unit_id, one.title) == (unit.id, title) and one.id not in taken]
    before = _same_term(held, fresh["from_on"], fresh["until_on"])
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
    plan.was[line.place] = overwritten(before, post) if before else ()
    if makes_head(Affiliation(str(row["kind"])), post, unit):
        plan.faults.append(fault(line, "任单位“一把手”的，“类别”填一把手"))
    if plan.state.get(line.place) == SAME:
        note_state(plan, line, before, post)


def _same_term(held: Iterable[Post], from_on: dt.date, until_on: dt.date | None) -> Post | None:
    """Who comes back to a post holds it a second time: only a term that shares days with the row's is mended by it."""
    ordered = sorted(held, key=lambda one: (one.from_on == from_on, one.from_on), reverse=True)
    beside = (one for one in ordered if one.from_on <= (until_on or dt.date.max))
    return next((one for one in beside if from_on <= (one.until_on or dt.date.max)), None)


def _key(post: Post) -> tuple[object, ...]:
    return post.person_id, post.unit_id, post.title, post.from_on


def _two_heads(plan: Plan, names: Directory) -> None:
    """Nobody else may lead a unit on the same days, unless one of them does so for the other."""
    written = {post.id: place for place, post in plan.posts.items()}
    kept = (post for post in names.posts if post.id not in written)
    by_unit: dict[str, list[Post]] = {}
    for post in (*kept, *plan.posts.values()):
        if leads(post):
            by_unit.setdefault(post.unit_id, []).append(post)
    told = {one.id: one.name for one in (*names.persons.values(), *plan.persons.values())}
    for posts in by_unit.values():
        for one, other in combinations(posts, 2):
            if contradict(one, other):
                _say_two(plan, written, told, one, other)


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


STEPS: Mapping[str, Step] = {
    UNITS: _units,
    ROOMS: _rooms,
    PEOPLE: _people,
    RECUSALS: roster_rows.recusals,
    SERVICES: roster_rows.services,
    DUTIES: roster_rows.duties,
    ABSENCES: roster_rows.absences,
    MATTERS: roster_rows.matters,
}
"""In this order: what comes later may name what comes before."""
