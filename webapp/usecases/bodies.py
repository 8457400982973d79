"""The bodies that decide together (会议) and their rules of `rules/quorum.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any  # YAML as it came

from webapp.domain import quorum
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import AgendaItem, Member
from webapp.domain.quorum import QuorumRule
from webapp.domain.roster import Absence
from webapp.engine import Definition, read_mapping
from webapp.store import absences, deployments, grants, meetings
from webapp.usecases.act import Act
from webapp.usecases.task_scope import drawn_in

FILE = "rules/quorum.yaml"
KEEPER = "office"
"""The role whose people keep the meetings: plan, list, record."""
Rows = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body: its code is also the role of its members; `outside` bodies belong to another organ."""

    code: str
    name: str
    outside: bool = False
    chair: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    items: int = 40


def step_of(definition: Definition, item: AgendaItem) -> str:
    """This function will name the call that put an item to its body: m10b_filing.study_plan."""
    call = (item.path or "").rpartition("/")[0]
    return f"{drawn_in(definition, call)}.{call.rpartition('/')[2].partition('[')[0]}" if call else ""


def rule_of(definition: Definition, body: str, choices: Iterable[str]) -> QuorumRule:
    """This function will give the rule for an item by the case's own deployment: body's, then that of a result."""
    return quorum.rule_of(_rows(definition), body, choices)


def is_single(definition: Definition, result: str) -> bool:
    """This function will tell whether a result is taken after a discussion of its own only (`single`)."""
    return bool(_rows(definition).get("results", {}).get(result, {}).get("single", False))


def bodies(act: Act) -> Mapping[str, Body]:
    """This function will give the bodies of the newest deployment by code."""
    newest = deployments.newest(act.tx)
    if newest is None:
        return {}
    rows = _rows(act.office.library.definition(act.tx, newest.id))
    return {str(code): _body(str(code), {**rows.get("default", {}), **row}) for code, row in rows["bodies"].items()}


def body_of(act: Act, code: str) -> Body:
    """This function will give a body; raises NotFound."""
    found = bodies(act).get(code)
    if found is None:
        raise NotFound
    return found


def members_on(act: Act, body: Body, day: dt.date) -> tuple[Member, ...]:
    """This function will give the body's members as expected on a day: those who are away are not."""
    away = {one.person_id for one in absences.on_day(act.tx, day)}
    held = grants.holders(act.tx, body.code, on=day)
    return tuple(Member(person_id=who, present=who not in away, position=place) for place, who in enumerate(held))


def foresee(act: Act, one: Absence) -> None:
    """This function will say at the meetings planned for an absence's days whether who is (or was) away is expected."""
    known = bodies(act)
    for meeting in meetings.planned_with(act.tx, one.person_id, first=one.from_on, last=one.until_on):
        before, day = meetings.members(act.tx, meeting.id), meeting.held_on or one.from_on
        there = all(other.person_id != one.person_id for other in absences.on_day(act.tx, day))
        seats = [replace(seat, present=there) if seat.person_id == one.person_id else seat for seat in before]
        if seats == list(before) or meeting.body not in known:
            continue
        able = able_to_preside(act, known[meeting.body], in_the_chair(seats), day)
        chair = meeting.chair_id if meeting.chair_id in able else next(iter(able), None)
        meetings.put(act.tx, replace(meeting, chair_id=chair))
        meetings.set_members(act.tx, meeting.id, seats)


def chair_of(act: Act, body: Body, members: Iterable[Member], day: dt.date) -> PersonId | None:
    """This function will give who presides: the first member present who holds the first of the chair's roles."""
    return presiding(act, body, in_the_chair(members), day)


def in_the_chair(members: Iterable[Member]) -> tuple[PersonId, ...]:
    """This function will give who may take the chair: members present, substitutes where no member is."""
    there = [one for one in members if one.present]
    own = tuple(one.person_id for one in there if one.substitute_for is None)
    return own or tuple(one.person_id for one in there)


def presiding(act: Act, body: Body, there: Sequence[PersonId], day: dt.date) -> PersonId | None:
    """This function will give who of those there presides by the body's rule, None when nobody is there."""
    return next(iter(able_to_preside(act, body, there, day)), None)


def able_to_preside(act: Act, body: Body, there: Sequence[PersonId], day: dt.date) -> tuple[PersonId, ...]:
    """This function will give those there who hold the first of the chair's roles that anybody there holds."""
    for role in body.chair:
        holders = grants.holders(act.tx, role, on=day)
        found = tuple(who for who in there if who in holders)
        if found:
            return found
    return tuple(there)


def stand_ins(act: Act, body: Body, day: dt.date) -> frozenset[PersonId]:
    """This function will give who may stand in for a member on a day."""
    members = grants.holders(act.tx, body.code, on=day)
    able = {who for role in body.substitutes for who in grants.holders(act.tx, role, on=day)}
    return frozenset(able.difference(members))


@lru_cache(maxsize=256)
def _rows(definition: Definition) -> Rows:
    rows = read_mapping(definition.bundle.files.get(FILE, b""))
    return {"default": {}, "bodies": {}, "results": {}} | dict(rows)


def _body(code: str, row: Rows) -> Body:
    return Body(
        code=code,
        name=str(row.get("zh", code)),
        outside=bool(row.get("outside", False)),
        chair=tuple(row.get("chair", ())),
        substitutes=tuple(row.get("substitutes", ())),
        items=int(row.get("items", Body.items)),
    )
