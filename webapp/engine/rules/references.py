"""References to what is declared elsewhere in the file: each leads to something, and to something of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.findings import Finding
from webapp.engine.rules.subject import Subject, drawn_id, finding
from webapp.engine.xml_parts import BPMN, Node, bare, tag_of, text_of

RULE = "references"
ATTRIBUTES: Mapping[str, str] = {
    "operationRef": "operation",
    "dataStoreRef": "dataStore",
    "itemSubjectRef": "itemDefinition",
    "itemRef": "itemDefinition",
    "categoryValueRef": "categoryValue",
    "definitionalCollaborationRef": "collaboration",
}
TEXTS: Mapping[str, str] = {
    "supports": "process",
    "supportedInterfaceRef": "interface",
    "inMessageRef": "message",
    "outMessageRef": "message",
    "resourceRef": "resource",
}


def check(subject: Subject) -> Iterator[Finding]:
    """This function will find references to nowhere, from pictures as well."""
    for process in subject.processes.values():
        for node in subject.root(process).iter(f"{BPMN}*"):
            for value, kind in _pointing(node):
                if not _is_foreign(node, value) and tag_of(subject.known(process).get(bare(node, value))) != kind:
                    reason = f"所指的“{value}”（{kind}）没有定义"
                    yield finding(RULE, process, drawn_id(node), reason=reason, remedy="请补上定义，或者删去这个引用")


def _pointing(node: Node) -> Iterator[tuple[str, str]]:
    for name, kind in ATTRIBUTES.items():
        if node.get(name):
            yield str(node.get(name)), kind
    if tag_of(node) == "messageFlow" and node.get("messageRef"):
        yield str(node.get("messageRef")), "message"
    if tag_of(node) in TEXTS and text_of(node):
        yield text_of(node), TEXTS[tag_of(node)]


def _is_foreign(node: Node, value: str) -> bool:
    """A name in another namespace is defined in another file, or is a type of XML Schema."""
    prefix, colon, _ = value.strip().partition(":")
    space = node.nsmap.get(prefix) if colon else None
    return space is not None and space != node.getroottree().getroot().get("targetNamespace")
