"""Who may work at a task: its role, looked up through the calls around it, and what narrows the candidates."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.advance import Assign, AssignRule
from webapp.engine.evaluating import evaluate
from webapp.engine.model import Element
from webapp.engine.tree import HouseTask, RunningCase, Scope

CALLER = "caller"
MEANT_FOR_CALLER = frozenset({Assign.SAME_AS, Assign.PERSON, Assign.SUBJECT, Assign.UNIT_OF_SUBJECT, Assign.INITIATOR})


def role_of(case: RunningCase, task: HouseTask) -> str | None:
    """This function will give the role that works at a task; `caller` is looked up outwards (decision 6)."""
    role: str | None = task.task_spec.element.role
    for call in calls_around(case, task):
        if role != CALLER:
            break
        role = call.task_spec.element.properties.get("role") or call.task_spec.element.role
    return role


def calls_around(case: RunningCase, task: HouseTask) -> Iterator[HouseTask]:
    """This function will give the call activities around a task, outwards."""
    owner = case.owner(task.workflow)
    while owner is not None:
        if owner.task_spec.element.called:
            yield owner
        owner = case.owner(owner.workflow)


def rules_of(case: RunningCase, task: HouseTask) -> tuple[AssignRule, ...]:
    """This function will give the rules that narrow a task's candidates: its own, then those of the calls around it.

    A call's `not_same_as` holds for all lanes of the called process but `caller`, its other rules for `caller` only.
    """
    element: Element = task.task_spec.element
    rules = list(_resolved(case, task, element))
    inside = element.role == CALLER
    for call in calls_around(case, task):
        outer: Element = call.task_spec.element
        rules += [rule for rule in _resolved(case, call, outer) if (rule.kind in MEANT_FOR_CALLER) == inside]
        inside = inside and (outer.properties.get("role") or outer.role) == CALLER
    return tuple(rules)


def _resolved(case: RunningCase, task: HouseTask, element: Element) -> Iterator[AssignRule]:
    for word in element.properties.get("assign", "").split():
        kind, _, target = word.partition(":")
        yield AssignRule(kind=Assign(kind), target=_target(case, task, kind=Assign(kind), target=target))


def _target(case: RunningCase, task: HouseTask, *, kind: Assign, target: str) -> str:
    if kind in (Assign.SAME_AS, Assign.NOT_SAME_AS):
        return f"{scope_with(case, task, target)}{target}"
    if kind is Assign.PERSON:
        spec = task.task_spec
        person = evaluate(case, spec.expressions, text=target, data=task.data, element=spec.element.id)
        return "" if person is None else str(person)
    return target


def scope_with(case: RunningCase, task: HouseTask, named: str) -> str:
    """This function will give the path of the scope, outwards within the same process, in which an element is drawn."""
    element = case.drawn_in(task).elements.get(named)
    scope: Scope = task.workflow
    while element is not None and scope.spec.drawn != (element.scope or element.process):
        owner = case.owner(scope)
        if owner is None or owner.task_spec.element.called:
            break
        scope = owner.workflow
    return case.prefix(scope)
