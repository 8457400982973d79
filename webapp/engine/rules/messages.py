"""Messages: each has a name; what is thrown names its receiver, what starts a case is told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Event, Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, finding, named, warning

RULE = "messages"
SENDING = frozenset({Kind.THROW, Kind.SEND, Kind.END})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find messages without name or receiver."""
    for process, element in subject.elements():
        work = element.kind in (Kind.SEND, Kind.RECEIVE) and not element.message
        if work or any(one.trigger is Trigger.MESSAGE and not one.name for one in element.event.all_parts):
            reason = f"{named(element)}没有写明消息"
            yield finding(RULE, process, element.id, reason=reason, remedy="请选一个消息，名称用小写英文")
        if subject.house and element.kind in SENDING and element.message and not _addressed(element):
            reason = f"{named(element)}没有写明发给谁"
            remedy = "请写属性 to（接收的流程）或者 reply: true"
            yield warning(RULE, process, element.id, reason=reason, remedy=remedy)
        if any(_nameless(element, one) for one in element.event.all_parts):
            reason = f"{named(element)}没有写明是哪个信号、错误或者升级"
            yield finding(RULE, process, element.id, reason=reason, remedy="请选一个信号、错误或者升级")
    for process in subject.processes.values():
        yield from _starts(process)
    yield from () if subject.house else _shared(subject)


def _addressed(element: Element) -> bool:
    return bool(element.properties.get("to")) or element.properties.get("reply") == "true"


def _nameless(element: Element, event: Event) -> bool:
    """What catches errors or escalations without a code catches all; anything else must say which."""
    if event.name or event.trigger not in (Trigger.SIGNAL, Trigger.ERROR, Trigger.ESCALATION):
        return False
    return event.trigger is Trigger.SIGNAL or element.kind in SENDING


def _starts(process: Process) -> Iterator[Finding]:
    counted = Counter(start.message for start in process.starts if start.message)
    for start in process.starts:
        if start.message and counted[start.message] > 1:
            reason = f"消息“{start.message}”有几个开始事件"
            yield finding(RULE, process, start.id, reason=reason, remedy="请只留一个，或者改用别的消息")


def _shared(subject: Subject) -> Iterator[Finding]:
    """A message that would start several processes: only one may take it."""
    first: dict[str, str] = {}
    for process in subject.processes.values():
        for start in process.starts:
            other = first.setdefault(start.message or "", process.id)
            if start.message and other != process.id:
                reason = f"消息“{start.message}”已经开始流程“{other}”"
                yield finding(RULE, process, start.id, reason=reason, remedy="请改用别的消息，或者用信号")
