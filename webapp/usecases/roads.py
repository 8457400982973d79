"""The road of a case in words: steps done, what a body studied, steps now, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from webapp.domain.papers import AgendaItem, ItemStatus
from webapp.domain.records import ArmedTimer, Task
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.engine import GATEWAYS, Definition, Element, Kind
from webapp.store import agenda, tasks
from webapp.usecases.bodies import bodies, step_of
from webapp.usecases.desk import Desk
from webapp.usecases.rule_words import result_word
from webapp.usecases.words import TO_REASSIGN

Step = tuple[str, str, str, str]
Done = tuple[dt.datetime, str, str]
RESULTS = (ItemStatus.DECIDED, ItemStatus.RETURNED)
WAITS = (ItemStatus.WAITING, ItemStatus.LISTED)
SHOWN_DONE = 8
STEPS = frozenset({Kind.USER, Kind.MANUAL, Kind.CALL, Kind.CATCH, Kind.END, Kind.RECEIVE})


def road_of(desk: Desk, names: Directory) -> tuple[Step, ...]:
    """This function will give (name, state done or now, who, day) of the last steps and of the open ones."""
    zone = desk.act.office.zone
    all_tasks = tasks.of_case(desk.act.tx, desk.case.id)
    done = sorted((task for task in all_tasks if task.completed_by and not task.is_open), key=_as_done)
    past = [(task.closed_at or task.opened_at, task.name, names.name(task.completed_by)) for task in done]
    items = agenda.of_case(desk.act.tx, desk.case.id)
    woven = _woven(past, [_studied(desk, one) for one in items if one.status in RESULTS])
    now = [
        (task.name, "now", _holder(task, names), f"{task.due_on:%m-%d}" if task.due_on else "")
        for task in all_tasks
        if task.is_open
    ]
    asked = [(Said("集体研究"), "now", _body(desk, one), "") for one in items if one.status in WAITS]
    return (
        *((name, "done", who, f"{at.astimezone(zone):%m-%d}") for at, name, who in woven[-SHOWN_DONE:]),
        *now,
        *asked,
    )


def _woven(past: list[Done], studied: Iterable[Done]) -> list[Done]:
    """Steps keep their order; what was studied stands before the first that was done later."""
    for one in studied:
        later = (place for place, (at, _, _) in enumerate(past) if at > one[0])
        past.insert(next(later, len(past)), one)
    return past


def _studied(desk: Desk, one: AgendaItem) -> Done:
    word = "退回补充" if one.status is ItemStatus.RETURNED else ""
    result = Said(word or result_word(desk.definition, one.result or "", step_of(desk.definition, one)))
    return one.decided_at or one.made_at, Said("集体研究：{result}", result=result), _body(desk, one)


def _body(desk: Desk, one: AgendaItem) -> str:
    known = bodies(desk.act)
    return Said(known[one.body].name if one.body in known else one.body)


def _as_done(task: Task) -> tuple[int, dt.datetime]:
    return task.done_in or 0, task.closed_at or task.opened_at


def _holder(task: Task, names: Directory) -> str:
    return names.name(task.assignee_id) or Said(TO_REASSIGN if task.withheld_from else "待领办")


def next_steps(desk: Desk, task: Task) -> tuple[str, ...]:
    """This function will give the names of the steps that can follow, with the answer that leads there."""
    element = desk.definition.elements.get((task.process, task.element))
    if element is None:
        return ()
    return tuple(dict.fromkeys(_follow(desk.definition, element, "", frozenset())))[:6]


def _follow(definition: Definition, element: Element, answer: str, passed: frozenset[str]) -> Iterator[str]:
    """Through gateways and silent steps to the next thing that somebody does or the end."""
    for flow_id in element.outgoing:
        flow = definition.flows[element.process, flow_id]
        target = definition.elements.get((element.process, flow.target))
        if target is None or target.id in passed:
            continue
        said = flow.name or answer
        if target.kind in STEPS:
            yield Said("{answer}：{step}", answer=Said(said), step=Said(target.name)) if said else Said(target.name)
        else:
            yield from _follow(definition, target, said, passed | {target.id})


def at_work(definition: Definition, places: Iterable[str]) -> tuple[str, ...]:
    """This function will leave out the gateways among the places of a case: a join that waits is nobody's work."""
    elements = definition.main.elements
    return tuple(key for key in places if key in elements and elements[key].kind not in GATEWAYS)


def waited_timers(definition: Definition, armed: Iterable[ArmedTimer]) -> tuple[ArmedTimer, ...]:
    """This function will leave out the timers at a step's border: the case waits for the step itself."""
    drawn = definition.elements
    return tuple(one for one in armed if not _is_border(drawn.get((one.process, one.element))))


def _is_border(element: Element | None) -> bool:
    return element is not None and element.kind is Kind.BOUNDARY


def timer_words(definition: Definition, one: ArmedTimer) -> Said:
    """This function will say that a case waits for a day, in the words of the diagram."""
    element = definition.elements.get((one.process, one.element))
    return Said("等待到期：{name}", name=Said(element.name if element else one.element))
