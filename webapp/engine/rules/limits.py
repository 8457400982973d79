"""Time limits: every key that a step or a process names is in the office's table, and every human step has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import HUMAN, Element, Kind, Process, Trigger
from webapp.engine.rules.subject import Subject, finding, named, warning
from webapp.engine.rules.texts import texts_of
from webapp.feel import FeelError, compile_expression

RULE = "limits"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find unknown keys, and steps that could wait for ever unseen."""
    for process, element in subject.elements():
        text = element.properties.get("deadline", "").strip()
        if text and not text.startswith("="):
            yield from _unknown(subject, process, element.id, [text])
        if not text and _waits(element):
            reason = f"{named(element)}没有时限，逾期无人知道"
            yield warning(RULE, process, element.id, reason=reason, remedy="请写属性 deadline")
        yield from _starts(subject, process, element)
    for process in subject.processes.values():
        yield from _unknown(subject, process, process.id, _of_process(process))


def _of_process(process: Process) -> list[str]:
    """Limits of the whole matter, and those that whoever asked for it reads (`promised`)."""
    whole = process.properties.get("whole", "").split()
    return [*(word.partition(":")[0] for word in whole), *process.properties.get("promised", "").split()]


def _unknown(subject: Subject, process: Process, where: str, keys: Iterable[str]) -> Iterator[Finding]:
    for key in keys:
        if key not in subject.definition.limits:
            reason = f"时限“{key}”不在时限表中"
            yield finding(RULE, process, where, reason=reason, remedy="请在 rules/deadlines.yaml 中补上")


def _waits(element: Element) -> bool:
    if element.kind in HUMAN or element.kind is Kind.RECEIVE:
        return True
    return element.kind is Kind.CATCH and element.event.trigger is Trigger.MESSAGE


def _starts(subject: Subject, process: Process, element: Element) -> Iterator[Finding]:
    """Literal keys inside `starts` and `deadline` expressions."""
    for text in texts_of(process, subject.definition.limits.limits) if _has_keys(element) else ():
        if text.element == element.id and text.place in ("属性 starts", "属性 deadline"):
            keys = [key for key in _literals(text.text) if "." in key]
            yield from _unknown(subject, process, element.id, keys)


def _has_keys(element: Element) -> bool:
    return "starts" in element.properties or element.properties.get("deadline", "").strip().startswith("=")


def _literals(text: str) -> list[str]:
    """The result words of an expression: strings that are not compared with anything."""
    try:
        compile_expression(text)
    except FeelError:
        return []
    parts = text.split('"')
    before = [part.rstrip() for part in parts[::2]]
    return [word for word, ahead in zip(parts[1::2], before, strict=False) if not ahead.endswith(("=", "in (", ","))]
