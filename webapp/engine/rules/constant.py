"""Expressions that read nothing: what they always give must be what is asked for where they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.bounds import MAX_INSTANCES
from webapp.engine.clock import DECLARED, whole
from webapp.engine.model import Process
from webapp.engine.rules import timers
from webapp.engine.rules.subject import Subject, finding
from webapp.engine.rules.texts import Text, texts_of
from webapp.feel import Date, DateTime, DayTime, FeelError, FeelLimit, FeelValue, YearMonth, compile_expression

RULE = "expressions"
TIMES = (Date, DateTime, DayTime, YearMonth, str)


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find counts that are none, conditions that are neither true nor false, times that are none."""
    for process in subject.processes.values():
        for text in texts_of(process, subject.definition.limits.limits):
            if text.place in ASKED and not timers.is_literal(text.text):
                yield from _value(process, text, beside=not subject.house)


def _value(process: Process, text: Text, *, beside: bool) -> Iterator[Finding]:
    with contextlib.suppress(FeelError):  # the check of all expressions names it
        compiled = compile_expression(text.text, functions=DECLARED, beside=beside)
        if not text.text or compiled.unknown or compiled.names or compiled.calls:
            return
        fits, asked, remedy = ASKED[text.place]
        try:
            reason = "" if fits(compiled({})) else f"{text.place}“{text.text}”不是{asked}"
        except FeelLimit:
            reason, remedy = f"{text.place}“{text.text}”要算的超出上限", "请拆成几步，或者减少要处理的内容"
        if reason:
            yield finding(RULE, process, text.element, reason=reason, remedy=remedy)


def _is_count(value: FeelValue) -> bool:
    count = whole(value)
    return count is not None and 0 <= count <= MAX_INSTANCES


def _is_truth(value: FeelValue) -> bool:
    return isinstance(value, bool)


def _is_list(value: FeelValue) -> bool:
    return isinstance(value, list)


def _is_time(value: FeelValue) -> bool:
    return isinstance(value, TIMES)


TRUTH = (_is_truth, "真或假", "请写成比较，例如 amount > 100")
ASKED: Mapping[str, tuple[Callable[[FeelValue], bool], str, str]] = {
    "次数": (_is_count, f"0 到 {MAX_INSTANCES} 之间的整数", "请改正次数"),
    "条件": TRUTH,
    "完成条件": TRUTH,
    "条件事件": TRUTH,
    "清单": (_is_list, "清单", "请写清单的名称，或者得出清单的表达式"),
    "定时": (_is_time, "时间", "请写日期、时刻或者时长，例如 PT30M"),
}
