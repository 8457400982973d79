"""House properties: a name that nobody reads is a slip of the pen, by which four eyes or a demand could be lost."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.model import Element, Kind
from webapp.engine.rules.subject import Subject, finding

RULE = "properties"
EVERYWHERE = frozenset({"mandatory", "starts", "starts_on"})
SENDS = frozenset({"to", "reply", "subject"})
WAITS = frozenset({"deadline", "correlate"})
OWN: Mapping[Kind, frozenset[str]] = {
    Kind.USER: frozenset({"assign", "contact", "deadline", "form"}),
    Kind.MANUAL: frozenset({"assign", "deadline"}),
    Kind.CALL: frozenset({"role", "assign"}),
    Kind.START: frozenset({"prefer", "population", "also_by", "against", "beside"}),
    Kind.THROW: SENDS,
    Kind.SEND: SENDS,
    Kind.END: SENDS,
    Kind.CATCH: WAITS,
    Kind.RECEIVE: WAITS,
    Kind.BOUNDARY: WAITS,
}
PREFIXES: Mapping[Kind, tuple[str, ...]] = {
    Kind.CALL: ("in.", "out."),
    Kind.THROW: ("payload.",),
    Kind.SEND: ("payload.",),
    Kind.END: ("payload.",),
}
OF_FLOWS = frozenset({"mandatory", "main"})
OF_PROCESSES = frozenset({"monitor", "secrecy", "confined", "whole", "promised"})


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find properties that nothing reads at the place where they stand."""
    for process, element in subject.elements():
        known = EVERYWHERE | OWN.get(element.kind, frozenset())
        for name in element.properties:
            if name not in known and not _prefixed(element, name):
                yield _unknown(process.file, element.id, name, known=known)
    for process, flow in subject.flows():
        for name in flow.properties.keys() - OF_FLOWS:
            yield _unknown(process.file, flow.id, name, known=OF_FLOWS)
    for process in subject.processes.values():
        for name in process.properties.keys() - OF_PROCESSES:
            yield _unknown(process.file, process.id, name, known=OF_PROCESSES)


def _prefixed(element: Element, name: str) -> bool:
    return any(name.startswith(prefix) and name != prefix for prefix in PREFIXES.get(element.kind, ()))


def _unknown(file: str, key: str, name: str, *, known: frozenset[str]) -> Finding:
    near = difflib.get_close_matches(name, known, 1)
    remedy = f"是否想写“{near[0]}”" if near else f"此处可用的有：{'、'.join(sorted(known))}"
    return finding(RULE, file, key, reason=f"没有谁读取属性“{name}”", remedy=remedy)
