"""Terms of keeping: an end event that a term names is drawn in the process that it names."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain.findings import Finding
from webapp.engine.model import Kind
from webapp.engine.rules.subject import Subject, finding

RULE = "retention"
FILE = "rules/retention.yaml"


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find end events of this process that a term names and nobody has drawn."""
    main = subject.definition.main
    drawn = {element.id for element in main.elements.values() if element.kind is Kind.END}
    for term in subject.definition.retention_rules.terms:
        for name in sorted(term.ends - drawn) if main.id in term.of else ():
            reason = f"保管期限“{term.code}”写的结束节点“{name}”，流程“{main.id}”里没有"
            yield finding(RULE, FILE, name, reason=reason, remedy="请改成流程里的结束节点，或者去掉 ends")
