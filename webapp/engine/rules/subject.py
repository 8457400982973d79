"""What a check looks at: a deployment, the handlers it may call, the version in force; and how a rule speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from webapp.domain.findings import Finding, Severity
from webapp.domain.handlers import HandlerSpec
from webapp.engine.definition import Definition
from webapp.engine.model import Element, Flow, Process
from webapp.engine.xml_parts import tag_of
from webapp.engine.xml_reader import TAGS, Node, executable, parse

HOLDERS = frozenset(
    {"definitions", "process", "subProcess", "transaction", "laneSet", "childLaneSet", "collaboration", "interface"}
)
UNDRAWN = frozenset({"extensionElements", "documentation", "ioSpecification"})
"""What drawn things stand in, and what stands there without being drawn; loop markers end alike."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The deployment under check, without its files that are `unreadable`; those have a finding already.

    `approved` are the demands' rows whose change was approved.
    """

    definition: Definition
    handlers: Mapping[str, HandlerSpec]
    in_force: Definition | None = None
    approved: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    _roots: dict[str, Node] = field(default_factory=dict)
    _known: dict[str, Mapping[str, Node]] = field(default_factory=dict)

    @property
    def house(self) -> bool:
        """This function will tell a diagram of this house from one that was drawn elsewhere."""
        return self.definition.house

    @cached_property
    def processes(self) -> Mapping[str, Process]:
        """This function will give the processes, the main one and all that it reaches."""
        return self.definition.processes

    def root(self, process: Process) -> Node:
        """This function will give the XML of a process's file."""
        return self._root(process.file)

    def node(self, process: Process) -> Node:
        """This function will give the XML of a process itself."""
        return next(node for node in executable(self.root(process)) if node.get("id", "") == process.id)

    def files(self) -> Iterator[tuple[str, Node]]:
        """This function will give the XML of every diagram file."""
        for file in dict.fromkeys(process.file for process in self.processes.values()):
            yield file, self._root(file)

    def _root(self, file: str) -> Node:
        if file not in self._roots:
            self._roots[file] = parse(self.definition.bundle.files[file], file)
        return self._roots[file]

    def known(self, process: Process) -> Mapping[str, Node]:
        """This function will give every element of a process's file that has an id, by it."""
        if process.file not in self._known:
            self._known[process.file] = {str(n.get("id")): n for n in self.root(process).iter() if n.get("id")}
        return self._known[process.file]

    def elements(self) -> Iterator[tuple[Process, Element]]:
        """This function will give every element with its process."""
        for process in self.processes.values():
            for element in process.elements.values():
                yield process, element

    def flows(self) -> Iterator[tuple[Process, Flow]]:
        """This function will give every sequence flow with its process."""
        for process in self.processes.values():
            for flow in process.flows.values():
                yield process, flow


Rule = Callable[[Subject], Iterator[Finding]]


def finding(
    rule: str,
    where: Process | str,
    element: str,
    *,
    reason: str,
    remedy: str,
    severity: Severity = Severity.ERROR,
    rows: Iterable[str] = (),
) -> Finding:
    """This function will make a finding about an element or a file; with the approval of its `rows` it passes."""
    file = where.file if isinstance(where, Process) else where
    kept = tuple(sorted(rows))
    return Finding(rule=rule, file=file, element=element, reason=reason, remedy=remedy, severity=severity, rows=kept)


def warning(rule: str, where: Process | str, element: str, *, reason: str, remedy: str) -> Finding:
    """This function will make a finding that does not stop publishing."""
    return finding(rule, where, element, reason=reason, remedy=remedy, severity=Severity.WARNING)


def drawn_id(node: Node | None) -> str:
    """This function will give the id of the drawn thing that a node of the XML is or stands in, "" for none."""
    while node is not None and not (node.get("id") and _is_drawn(node)):
        node = node.getparent()
    return "" if node is None else str(node.get("id"))


def _is_drawn(node: Node) -> bool:
    tag, above = tag_of(node), tag_of(node.getparent())
    return tag in TAGS or (
        (above in HOLDERS or not above) and tag not in UNDRAWN and not tag.endswith("LoopCharacteristics")
    )


def named(element: Element | Flow) -> str:
    """This function will give an element as a sentence names it: its name and its id."""
    return f"“{element.name}”（{element.id}）" if element.name else f"“{element.id}”"
