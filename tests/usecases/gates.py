"""Mandatory gates as they were gone through: what the record of elements and flows says, against the diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # rows of any table

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.guard import DECEASED
from webapp.domain.ids import CaseId
from webapp.domain.records import CaseStatus
from webapp.engine import Element, Flow, Process
from webapp.engine.gates import sure_after
from webapp.store import case_reads
from webapp.store.tables import activity, application, case
from webapp.usecases.act import Act, reads
from webapp.usecases.desk import Desk, desk_of

FLOW = "flow"


@reads(Permission.SYSTEM)
def gates_passed(act: Act) -> list[str]:
    """Give, in words, where a case went past a mandatory gate; the person's death, twice approved, is no such case."""
    dead = {row.case_id for row in act.tx.execute(application.select()) if _is_death(row)}
    rows = act.tx.execute(case.select().where(case.c.status != CaseStatus.GIVEN_UP)).all()
    return [one for row in rows if row.id not in dead for one in _passed(act, CaseId(row.id))]


def _is_death(row: Any) -> bool:
    return row.status == "granted" and row.facts.get("reason") == DECEASED and len(row.approvals) > 1


def _passed(act: Act, case_id: CaseId) -> Iterator[str]:
    desk = desk_of(act, case_reads.opened(act.tx, case_id))
    ordered = activity.select().where(activity.c.case_id == case_id).order_by(activity.c.id)
    walked = act.tx.execute(ordered).all()
    for process in desk.definition.processes.values():
        here = [row for row in walked if row.process == process.id]
        for flow in process.flows.values():
            if flow.mandatory:
                yield from _left_out(desk, process, flow, here)
                yield from _other_way(desk, process, flow, here)


def _left_out(desk: Desk, process: Process, flow: Flow, walked: list[Any]) -> Iterator[str]:
    """Since a marked flow was taken, each element that no way to an end leaves out comes, or the case is held."""
    taken = [place for place, row in enumerate(walked) if (row.kind, row.element) == (FLOW, flow.id)]
    if not taken:
        return
    since = {row.element for row in walked[taken[-1] :]}
    owed = [one for one in sure_after(process, flow) if one not in since]
    if owed and (desk.case.status is not CaseStatus.OPEN or flow.mandatory not in desk.case.bound):
        yield f"{desk.case.process} {desk.case.number}: after {flow.id} ({flow.mandatory}) never at {', '.join(owed)}"


def _other_way(desk: Desk, process: Process, flow: Flow, walked: list[Any]) -> Iterator[str]:
    """At a gate of the main diagram the flow taken last is the one that the case's data name, unless they are newer."""
    gate = process.elements[flow.source]
    taken = [place for place, row in enumerate(walked) if row.kind == FLOW and row.element in gate.outgoing]
    if process.id != desk.case.process or flow.condition is None or not taken:
        return
    condition = desk.definition.expressions(process.id)[flow.condition]
    since = {row.element for row in walked[taken[-1] :]}
    if condition.names & (since | _written_by_scripts(process)):
        return
    scope = engine.routing(desk.definition, desk.case.state, desk.world)
    asked = condition(scope, engine.functions(desk.definition, desk.world)) is True
    if asked != (walked[taken[-1]].element == flow.id):
        yield f"{desk.case.process} {desk.case.number}: at {gate.id} ({flow.mandatory}) by {walked[taken[-1]].element}"


def _written_by_scripts(process: Process) -> frozenset[str]:
    scripts: list[Element] = [one for one in process.elements.values() if one.script]
    return frozenset(line.split("=")[0].strip() for one in scripts for line in one.script.splitlines())
