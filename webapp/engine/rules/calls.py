"""Call activities: the called process exists, is given what it reads, and is asked for what it writes."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.bounds import MAX_DEPTH
from webapp.engine.model import Kind, Process
from webapp.engine.rules.subject import Subject, finding, named

RULE = "calls"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find calls of nothing, and processes that call themselves."""
    for process, element in subject.elements():
        if element.kind is not Kind.CALL:
            continue
        if not element.called:
            reason = f"{named(element)}没有写明调用哪个流程"
            yield finding(RULE, process, element.id, reason=reason, remedy="请写 calledElement")
        elif element.called not in subject.processes:
            reason = f"没有流程“{element.called}”"
            remedy = "请在本措施的文件夹或者 shared/ 中画出同名的流程" if subject.house else "请把被调用的流程一并部署"
            yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
        elif process.id in _reach(subject, subject.processes[element.called]):
            reason = f"{named(element)}所调用的流程又调用回来"
            yield finding(RULE, process, element.id, reason=reason, remedy="请把重复画成循环")
    yield from _deepest(subject)


def _deepest(subject: Subject) -> Iterator[Finding]:
    """Calls and sub-processes that would run in each other more deeply than the engine goes."""
    below: dict[str, int] = {}
    for process, element in subject.elements():
        depth = _depth(subject, process, element.id, below)
        if depth > MAX_DEPTH and element.kind in (Kind.CALL, Kind.SUBPROCESS) and not element.scope:
            reason = f"{named(element)}里的流程套得太深，有 {depth} 层，超过 {MAX_DEPTH} 层"
            yield finding(RULE, process, element.id, reason=reason, remedy="请把里层的流程并到外层")


def _depth(subject: Subject, process: Process, key: str, below: dict[str, int]) -> int:
    """How many scopes run in each other inside an element, itself included."""
    name = f"{process.id}/{key}"
    if name not in below:
        below[name] = 0  # what calls itself is another rule's finding
        element = process.elements[key]
        called = subject.processes.get(element.called or "")
        inner = [(called, one) for one in called.inside("")] if called else []
        if element.kind is Kind.SUBPROCESS:
            inner = [(process, one) for one in process.inside(key)]
        holds = element.kind in (Kind.CALL, Kind.SUBPROCESS)
        below[name] = holds + max((_depth(subject, where, one.id, below) for where, one in inner), default=0)
    return below[name]


def _reach(subject: Subject, process: Process) -> set[str]:
    seen: set[str] = set()
    ahead = [process.id]
    while ahead:
        name = ahead.pop()
        if name not in seen and name in subject.processes:
            seen.add(name)
            ahead += subject.processes[name].called
    return seen
