"""Early endings: every process that a case can be opened for draws the band that ends it early (decision 9)."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.definition import ENDING_MESSAGE
from webapp.engine.model import Kind, Trigger
from webapp.engine.rules.subject import Subject, finding, warning

RULE = "endings"
POPULATIONS = frozenset({"heads", "units", "residents", "office"})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find a process that cannot be ended early, and cycles without a population."""
    main = subject.definition.main
    if subject.definition.starts and subject.definition.ending is None:
        reason = "没有画提前终止"
        remedy = f"请画消息开始事件（消息 {ENDING_MESSAGE}），接调用活动 end_early，再接结束事件“事项已终止”"
        yield warning(RULE, main, main.id, reason=reason, remedy=remedy)
    for element in main.elements.values():
        cycle = element.kind is Kind.START and element.event.trigger is Trigger.TIMER
        if cycle and element.properties.get("population") not in POPULATIONS:
            reason = "周期开始事件没有写明为谁开办"
            remedy = f"请写属性 population：{'、'.join(sorted(POPULATIONS))}"
            yield finding(RULE, main, element.id, reason=reason, remedy=remedy)
