"""Names on the diagram: every step and answer has one, short enough to read (docs: how to draw)."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import ACTIVITIES, Kind
from webapp.engine.rules.subject import Subject, warning

RULE = "words"
TASK_LENGTH, EVENT_LENGTH, ANSWER_LENGTH = 12, 8, 6
NAMELESS = frozenset({Kind.PARALLEL, Kind.EVENT_GATEWAY})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will warn of missing and of long names."""
    for process, element in subject.elements():
        splits = len(element.outgoing) > 1
        must = element.kind not in NAMELESS and (element.kind not in (Kind.EXCLUSIVE, Kind.INCLUSIVE) or splits)
        if must and not element.name:
            yield warning(
                RULE, process, element.id, reason="没有名称", remedy="请写上：任务用动词加宾语，网关用一句短问"
            )
        limit = TASK_LENGTH if element.kind in ACTIVITIES else EVENT_LENGTH
        if len(element.name) > limit:
            reason = f"名称“{element.name}”超过 {limit} 个字"
            yield warning(RULE, process, element.id, reason=reason, remedy="请缩短，其余写进说明")
    for process, flow in subject.flows():
        if len(flow.name) > ANSWER_LENGTH:
            reason = f"答案“{flow.name}”超过 {ANSWER_LENGTH} 个字"
            yield warning(RULE, process, flow.id, reason=reason, remedy="请缩短")
