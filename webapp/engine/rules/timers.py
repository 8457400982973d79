"""Timers: each says when, in a way that is executed; ISO 8601 as other editors write it, in the house FEEL alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from webapp.domain.cycles import NoCycle, read_cycle
from webapp.domain.findings import Finding
from webapp.engine.iso import Literal, Repeat, Span, from_its_start, read_literal
from webapp.engine.model import Clock, Element, Event, Kind, Process
from webapp.engine.rules.subject import Subject, finding

RULE = "expressions"
ENDS = re.compile(r"R\d*/P[^/]+/[^/P][^/]*", re.ASCII)
LOOKS_LIKE_TIME = re.compile(r'"|[-+]?PT?(?:\d|\Z)|[-+]?P\W|R\d*/|\d{4}-?W?\d\d-|\d{4}-?W\d|\d{8}T', re.ASCII)
HOUSE_WAY = '请用 deadline("…")、workdays(3)、days(3) 或 months(6)'
ISO_WAY = {
    Clock.DATE: "请写日期或时刻，例如 2026-03-02T09:00:00Z",
    Clock.DURATION: "请写时长，例如 PT30M、P3D",
    Clock.CYCLE: "请写重复的间隔，例如 R3/PT1H、R3/2026-03-02T09:00:00Z/P1D",
}


def check(subject: Subject, process: Process, element: Element, *, event: Event) -> Iterator[Finding]:
    """This function will find timers without a time, and times that mean something else than they say."""
    text = event.expression
    if event.clock is None or not text:
        reason, remedy = "定时事件没有写明时间", '例如 deadline("letter.reply")' if subject.house else "例如 PT30M"
        yield finding(RULE, process, element.id, reason=reason, remedy=remedy)
    elif subject.house:
        yield from _house(process, element, event)
    else:
        yield from _elsewhere(process, element, event)


def _house(process: Process, element: Element, event: Event) -> Iterator[Finding]:
    if element.kind is Kind.START:
        yield from _cycle(process, element, event)
    elif event.clock == Clock.CYCLE:
        reason = "流程中的循环定时不会执行"
        yield finding(RULE, process, element.id, reason=reason, remedy="请用一次性的定时，需要重复的画成循环")
    elif event.expression.startswith('"') or _literal(event.expression) is not None:
        reason = f"时间写成了文字{event.expression}"
        yield finding(RULE, process, element.id, reason=reason, remedy=HOUSE_WAY)


def _cycle(process: Process, element: Element, event: Event) -> Iterator[Finding]:
    if event.clock != Clock.CYCLE:
        reason = "定时开始事件只用于周期"
        yield finding(RULE, process, element.id, reason=reason, remedy="请写周期（timeCycle）和属性 population")
        return
    try:
        read_cycle(event.expression)
    except NoCycle:
        reason = f"“{event.expression}”不是每年、每半年、每季或者每月一次的周期"
        yield finding(RULE, process, element.id, reason=reason, remedy="请按“分 时 日 月 *”书写，例如 0 8 5 1 *")


def _elsewhere(process: Process, element: Element, event: Event) -> Iterator[Finding]:
    remedy = ISO_WAY[event.clock or Clock.DATE]
    written = event.expression.strip('"') if event.expression.startswith('"') else event.expression
    literal = _literal(written)
    if literal is not None and not _fits(literal, event.clock):
        yield finding(RULE, process, element.id, reason=f"“{written}”不是这种定时所要的时间", remedy=remedy)
    elif literal is None and ENDS.fullmatch(written):
        reason = f"“{written}”只写了何时结束，没有写从何时起"
        yield finding(RULE, process, element.id, reason=reason, remedy=_from_its_start(written))
    elif literal is None and (event.clock is Clock.CYCLE or LOOKS_LIKE_TIME.match(event.expression)):
        yield finding(RULE, process, element.id, reason=f"“{written}”这样写的时间读不了", remedy=remedy)
    repeats = (element.kind is Kind.START and not element.scope) or not event.interrupting
    if event.clock is Clock.CYCLE and not repeats:
        reason = "循环定时只用于开始事件和不中断的边界事件"
        yield finding(RULE, process, element.id, reason=reason, remedy="请用时长，需要重复的画成循环")
    elif element.kind is Kind.START and not element.scope and literal is None and event.clock is not Clock.CYCLE:
        reason = "流程还没有数据，定时开始事件不能用表达式"
        yield finding(RULE, process, element.id, reason=reason, remedy=remedy)


def _from_its_start(written: str) -> str:
    try:
        instead = from_its_start(written)
    except (ValueError, OverflowError):
        instead = None
    return f"请从第一次写起：{instead}" if instead else "请写次数和第一次，例如 R3/2026-03-02T09:00:00Z/P1D"


def is_literal(text: str) -> bool:
    """This function will tell whether a timer's text is meant as ISO 8601 rather than as an expression."""
    return _literal(text) is not None or bool(ENDS.fullmatch(text))


def _literal(text: str) -> Literal | str | None:
    """A time as ISO 8601, the text itself when it only looks like one, None for an expression."""
    try:
        return read_literal(text)
    except ValueError:
        return text


def _fits(literal: Literal | str, clock: Clock | None) -> bool:
    if clock is Clock.CYCLE:
        return isinstance(literal, Repeat) and literal.times != 0 and not literal.span.is_nothing
    if clock is Clock.DURATION:
        return isinstance(literal, Span)
    return isinstance(literal, dt.date)
