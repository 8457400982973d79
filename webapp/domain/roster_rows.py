"""Rows of an import that name people and units who are there: relations, services, duties, absences, matters."""

from __future__ import annotations

import dataclasses
from typing import Any  # values of a row, whose kinds its columns say

from webapp.domain.ids import PersonId, UnitId
from webapp.domain.roster import Affiliation, Directory
from webapp.domain.roster_book import NEW, SAME, Matter, Pair, Plan, Rows, Service, person_of, unit_of, units_by_name
from webapp.domain.roster_columns import OFFICER, SUBJECT, SUBSTITUTE
from webapp.domain.roster_duties import OF_UNIT, absence_of, duty_of
from webapp.domain.roster_sheets import Fault, fault

FIRST_YEAR = 2000


def recusals(plan: Plan, names: Directory, rows: Rows) -> None:
    """This function will plan the rows that keep officers away from their relatives."""
    for line, row in rows:
        officer = person_of(plan, names, line, str(row["officer"]), OFFICER)
        subject = person_of(plan, names, line, str(row["subject"]), SUBJECT)
        if officer is None or subject is None:
            continue
        if officer.kind is not Affiliation.OFFICER or officer.id == subject.id:
            plan.faults.append(fault(line, "“干部”应当是本机关干部，且不是对象本人"))
            continue
        plan.pairs[line.place] = Pair(officer=officer.id, subject=subject.id, kind=str(row["kind"]))
        plan.state[line.place] = NEW


def services(plan: Plan, names: Directory, rows: Rows) -> None:
    """This function will plan the rows that note whom units served; each record is one, however often it is brought."""
    known = dict[UnitId, frozenset[object]]()
    brought = set[object]()
    for line, row in rows:
        unit = unit_of(plan, names, line, str(row["unit"]))
        if unit is None:
            continue
        content = {name: row[name] for name in ("who", "matter", "phone") if row[name]}
        day: Any = row["served_on"]
        one = Service(unit_id=unit.id, served_on=day, content=content)
        if day > plan.holders.today or one.same in brought:
            plan.faults.append(fault(line, "“日期”晚于今日" if day > plan.holders.today else "此行与前面的行重复"))
            continue
        if unit.id not in known:
            known[unit.id] = frozenset(each.same for each in plan.served(unit.id))
        brought.add(one.same)
        plan.services[line.place] = one
        plan.state[line.place] = SAME if one.same in known[unit.id] else NEW


def duties(plan: Plan, names: Directory, rows: Rows) -> None:
    """This function will plan the rows that give duties, by the rules that hold by hand."""
    rooms = {one.name: one.id for one in (*names.rooms.values(), *plan.rooms.values())}
    units = {name: one.id for name, one in units_by_name(plan, names).items()}
    for line, row in rows:
        who = person_of(plan, names, line, str(row["officer"]), OFFICER)
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


def absences(plan: Plan, names: Directory, rows: Rows) -> None:
    """This function will plan the rows that note absences with their substitutes."""
    held = {**plan.holders.held, **_granted(plan)}
    for line, row in rows:
        who = person_of(plan, names, line, str(row["officer"]), OFFICER)
        other = person_of(plan, names, line, str(row["substitute"]), SUBSTITUTE)
        if who is None or other is None:
            continue
        found = absence_of(line, row, who, other, dataclasses.replace(plan.holders, held=held))
        if isinstance(found, Fault):
            plan.faults.append(found)
            continue
        plan.absences[line.place] = found
        plan.state[line.place] = SAME if plan.holders.is_away(found) else NEW


def matters(plan: Plan, names: Directory, rows: Rows) -> None:
    """This function will plan the rows that bring personal matters as heads reported them, or as they were checked."""
    for line, row in rows:
        who = person_of(plan, names, line, str(row["subject"]), SUBJECT)
        if who is None:
            continue
        year: Any = row["year"]
        if who.kind is not Affiliation.HEAD:
            plan.faults.append(fault(line, "“对象”应当是“一把手”"))
        elif not FIRST_YEAR <= year <= plan.holders.today.year:
            plan.faults.append(fault(line, "“年度”应当是四位年份，不晚于今年"))
        else:
            one = Matter(
                subject=who.id, year=year, kind=str(row["kind"]), status=str(row["status"]), text=str(row["text"])
            )
            if one in plan.matters.values():
                plan.faults.append(fault(line, "此行与前面的行重复"))
                continue
            plan.matters[line.place] = one
            plan.state[line.place] = NEW
