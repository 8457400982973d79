"""Events beside each other that wait for the same: nobody could say which of them happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Event, Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, finding, named

RULE = "ambiguous"
ONE_HEARS = frozenset({Trigger.MESSAGE, Trigger.ERROR, Trigger.ESCALATION})
"""Triggers that one event takes, so that no other has them."""
Waits = tuple[Trigger, str | None, str | None]


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find pairs at an event gateway, at one activity, and of event sub-processes in one scope."""
    for process in subject.processes.values():
        for rivals, remedy in _groups(process):
            for one, other in _pairs(rivals):
                reason = f"{named(one)}与{named(other)}等待的相同，不知道发生哪一个"
                yield finding(RULE, process, one.id, reason=reason, remedy=remedy)


def _groups(process: Process) -> Iterator[tuple[list[Element], str]]:
    for element in process.elements.values():
        if element.kind is Kind.EVENT_GATEWAY:
            targets = [process.elements[process.flows[key].target] for key in element.outgoing]
            yield targets, "请改用别的消息、信号，或者只留一个"
        yield list(process.hanging_on.get(element.id, ())), "请改用别的代码、消息，或者只留一个边界事件"
    for scope in ("", *(one.id for one in process.elements.values() if one.kind is Kind.SUBPROCESS)):
        begin = [one for sub in process.event_subs(scope) for one in process.inside(sub.id) if one.kind is Kind.START]
        yield begin, "请改用别的代码、消息，或者只留一个事件子流程"


def _pairs(rivals: Iterable[Element]) -> Iterator[tuple[Element, Element]]:
    """Each later one with the first that waits for the same. Signals are heard by all, unless one ends the others."""
    first: dict[Waits, tuple[Element, Event]] = {}
    for one in rivals:
        for event in one.event.all_parts:
            waits = (event.trigger, event.name, one.properties.get("correlate"))
            other, before = first.setdefault(waits, (one, event))
            stops = event.interrupting or before.interrupting
            same = event.trigger in ONE_HEARS or (event.trigger is Trigger.SIGNAL and stops)
            if other is not one and same:
                yield one, other
