"""Service tasks: the handler exists and takes what the diagram gives it."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Kind, Process
from webapp.engine.rules.subject import Subject, finding, named
from webapp.feel import KEYWORDS

RULE = "services"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find service tasks without a fitting handler."""
    for process, element in subject.elements():
        if element.kind is not Kind.SERVICE:
            continue
        spec = subject.handlers.get(element.handler or "")
        yield from _result(subject, process, element)
        if not subject.house:
            continue  # whoever runs it does the work, or hands in a callable
        if not element.handler:
            reason = f"{named(element)}没有写明处理程序"
            yield finding(RULE, process, element.id, reason=reason, remedy="请写 <模块>.<函数>，例如 letters.number")
        elif spec is None:
            reason = f"没有处理程序“{element.handler}”"
            yield finding(RULE, process, element.id, reason=reason, remedy="请检查拼写，可用的见 handlers/")
        else:
            for fault in spec.faults(element.arguments):
                reason = f"处理程序“{element.handler}”{fault}"
                yield finding(RULE, process, element.id, reason=reason, remedy="请按处理程序的参数改正 arg.")


def _result(subject: Subject, process: Process, element: Element) -> Iterator[Finding]:
    """A result lies under its step's id; elsewhere a diagram may name another place that is free."""
    name = element.result
    if name and subject.house:
        reason = f"结果不写入“{name}”，它在环节编号“{element.id}”的名下"
        yield finding(RULE, process, element.id, reason=reason, remedy="请删去 resultVariable，按环节编号读取")
    elif name in KEYWORDS or name in process.elements:
        reason = f"结果写入的“{name}”是保留词或者环节编号"
        yield finding(RULE, process, element.id, reason=reason, remedy="请改用别的名称（resultVariable）")
