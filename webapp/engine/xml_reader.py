"""Reader of BPMN 2.0 XML: from bytes to a `Process`, with the house properties of every element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from webapp.engine.bounds import MAX_PROCESSES
from webapp.engine.model import Clock, Element, Event, Flow, Kind, Lane, Process, Trigger
from webapp.engine.xml_parts import (
    BPMN,
    Node,
    UnreadableDiagram,
    bare,
    definitions_of,
    feel_text,
    is_true,
    local,
    loop_of,
    parse,
    properties_of,
    reference,
    tag_of,
    text_of,
    work_of,
)

TAGS: Mapping[str, Kind] = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "userTask": Kind.USER,
    "manualTask": Kind.MANUAL,
    "task": Kind.TASK,
    "serviceTask": Kind.SERVICE,
    "businessRuleTask": Kind.RULE,
    "scriptTask": Kind.SCRIPT,
    "sendTask": Kind.SEND,
    "receiveTask": Kind.RECEIVE,
    "callActivity": Kind.CALL,
    "subProcess": Kind.SUBPROCESS,
    "transaction": Kind.SUBPROCESS,
    "intermediateThrowEvent": Kind.THROW,
    "intermediateCatchEvent": Kind.CATCH,
    "boundaryEvent": Kind.BOUNDARY,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
    "inclusiveGateway": Kind.INCLUSIVE,
    "eventBasedGateway": Kind.EVENT_GATEWAY,
    "complexGateway": Kind.OTHER,
    "adHocSubProcess": Kind.OTHER,
}
NO_DEFINITION = frozenset({Trigger.OTHER, Trigger.MULTIPLE, Trigger.NONE})
TRIGGERS: Mapping[str, Trigger] = {f"{t.value}EventDefinition": t for t in Trigger if t not in NO_DEFINITION}
CLOCKS: Mapping[str, Clock] = {"timeDate": Clock.DATE, "timeDuration": Clock.DURATION, "timeCycle": Clock.CYCLE}
CODES: Mapping[str, str] = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
HOLDS_OTHERS = frozenset({Kind.SUBPROCESS, Kind.OTHER})


def executable(root: Node) -> list[Node]:
    """This function will give the processes of a file that are not marked as pictures only."""
    return [node for node in root.findall(f"{BPMN}process") if is_true(node, "isExecutable", otherwise=True)]


def pictures(root: Node) -> list[Node]:
    """This function will give the processes of a file that are marked as pictures only."""
    return [node for node in root.findall(f"{BPMN}process") if not is_true(node, "isExecutable", otherwise=True)]


def read_process(content: bytes, file: str) -> Process:
    """This function will read the one process of a diagram file.

    Raises UnreadableDiagram when there is none or several.
    """
    processes = read_processes(content, file)
    if len(processes) != 1:
        raise UnreadableDiagram(file=file, why=f"应当只有一个可执行的流程，实际有 {len(processes)} 个")
    return processes[0]


@lru_cache(maxsize=64)
def read_processes(content: bytes, file: str) -> tuple[Process, ...]:
    """This function will read every executable process of a diagram file, once. Raises UnreadableDiagram."""
    root = parse(content, file)
    if root.tag != f"{BPMN}definitions":
        raise UnreadableDiagram(file=file, why="不是 BPMN 2.0 的流程图")
    if len(executable(root)) > MAX_PROCESSES:
        raise UnreadableDiagram(file=file, why=f"一个文件最多 {MAX_PROCESSES} 个流程")
    names = declared(root)
    return tuple(_Reader(node, file, names).process() for node in executable(root))


def declared(root: Node) -> dict[str, dict[str, str]]:
    """This function will give what a file declares: of "message", "signal", "error", "escalation" by id the name.

    The name is what events find each other by: the code of errors and escalations; without one the name, else the id.
    """
    return {kind: dict(_named(root, kind)) for kind in CODES}


def _named(root: Node, kind: str) -> Iterator[tuple[str, str]]:
    for node in root.iter(f"{BPMN}{kind}"):
        key = str(node.get("id"))
        yield key, str(node.get(CODES[kind]) or node.get("name") or key)


@dataclass
class _Reader:
    """One process while it is read."""

    node: Node
    file: str
    names: Mapping[str, Mapping[str, str]]

    def process(self) -> Process:
        """This function will give the whole process."""
        self.id = str(self.node.get("id") or "")
        lanes = tuple(self._lanes(self.node, None))
        self.in_lane = {member: lane for lane in lanes for member in lane.members}
        flows = {flow.id: flow for flow in (*self._flows(self.node, ""), *self._links(self.node, ""))}
        self.out: dict[str, list[str]] = {}
        self.into: dict[str, list[str]] = {}
        for flow in flows.values():
            self.out.setdefault(flow.source, []).append(flow.id)
            self.into.setdefault(flow.target, []).append(flow.id)
        elements = {e.id: e for e in self._elements(self.node, "", lane=None)}
        return Process(
            id=self.id,
            name=str(self.node.get("name") or self.id),
            file=self.file,
            elements=elements,
            flows=flows,
            lanes=lanes,
            properties=properties_of(self.node),
            documentation=text_of(self.node.find(f"{BPMN}documentation")),
        )

    def _lanes(self, owner: Node, outer: str | None) -> Iterator[Lane]:
        """Inner lanes come last, so that they win where both name a node."""
        for tag in ("laneSet", "childLaneSet"):
            for lane in owner.findall(f"{BPMN}{tag}/{BPMN}lane"):
                role = properties_of(lane).get("role") or outer
                members = tuple(bare(ref, text_of(ref)) for ref in lane.findall(f"{BPMN}flowNodeRef"))
                yield Lane(id=str(lane.get("id")), name=str(lane.get("name") or ""), role=role, members=members)
                yield from self._lanes(lane, role)

    def _flows(self, owner: Node, scope: str) -> Iterator[Flow]:
        for node in owner:
            if tag_of(node) == "sequenceFlow":
                yield self._flow(node, scope)
            elif TAGS.get(tag_of(node)) in HOLDS_OTHERS:
                yield from self._flows(node, str(node.get("id")))

    def _flow(self, node: Node, scope: str) -> Flow:
        condition = node.find(f"{BPMN}conditionExpression")
        return Flow(
            process=self.id,
            id=str(node.get("id") or ""),
            source=reference(node, "sourceRef") or "",
            target=reference(node, "targetRef") or "",
            name=str(node.get("name") or ""),
            condition=None if condition is None else feel_text(text_of(condition)),
            scope=scope,
            properties=properties_of(node),
        )

    def _links(self, owner: Node, scope: str) -> Iterator[Flow]:
        """A throwing link event leads to the catching one of its name on the same level (BPMN 2.0, 10.5.5)."""
        ends = [(tag_of(node), str(node.get("id")), name) for node in owner for name in _link_names(node)]
        targets = {name: key for tag, key, name in ends if tag == "intermediateCatchEvent"}
        for tag, key, name in ends:
            if tag == "intermediateThrowEvent" and name in targets:
                way = targets[name]
                yield Flow(process=self.id, id=f"{key}>{way}", source=key, target=way, scope=scope, drawn=False)
        for node in owner:
            if TAGS.get(tag_of(node)) in HOLDS_OTHERS:
                yield from self._links(node, str(node.get("id")))

    def _elements(self, owner: Node, scope: str, *, lane: Lane | None) -> Iterator[Element]:
        for node in owner:
            kind = TAGS.get(tag_of(node))
            if kind is None:
                continue
            where = self.in_lane.get(str(node.get("id")), lane)
            yield self._element(node, kind, scope=scope, lane=where)
            if kind in HOLDS_OTHERS:
                yield from self._elements(node, str(node.get("id")), lane=where)

    def _element(self, node: Node, kind: Kind, *, scope: str, lane: Lane | None) -> Element:
        key = str(node.get("id") or "")
        marks = properties_of(node)
        element = Element(
            process=self.id,
            id=key,
            kind=kind,
            tag=local(node),
            name=str(node.get("name") or ""),
            documentation=text_of(node.find(f"{BPMN}documentation")),
            role=lane.role if lane else None,
            lane=lane.name if lane else None,
            scope=scope,
            properties=marks,
            incoming=tuple(self.into.get(key, ())),
            outgoing=tuple(self.out.get(key, ())),
            attached_to=reference(node, "attachedToRef") if kind is Kind.BOUNDARY else None,
            called=reference(node, "calledElement") if kind is Kind.CALL else None,
            form=marks.get("form") or None,
            default=reference(node, "default"),
            event=self._event(node),
            loop=loop_of(node),
            on_event=kind is Kind.SUBPROCESS and is_true(node, "triggeredByEvent"),
            instantiates=is_true(node, "instantiate"),
            direction=str(node.get("gatewayDirection") or ""),
        )
        return replace(element, **work_of(node))

    def _event(self, node: Node) -> Event:
        """An event's definition, or its several ones; a send or receive task is an event of its message."""
        stops = is_true(node, "cancelActivity", otherwise=True) and is_true(node, "isInterrupting", otherwise=True)
        parts = tuple(replace(self._definition(part), interrupting=stops) for part in definitions_of(node))
        if len(parts) == 1:
            return parts[0]
        if parts:
            every = is_true(node, "parallelMultiple")
            return Event(trigger=Trigger.MULTIPLE, interrupting=stops, parts=parts, every=every)
        if node.get("messageRef"):
            return Event(trigger=Trigger.MESSAGE, name=self._name("message", node))
        return Event(interrupting=stops)

    def _name(self, kind: str, node: Node) -> str | None:
        return self.names[kind].get(reference(node, f"{kind}Ref") or "")

    def _definition(self, part: Node) -> Event:
        trigger = TRIGGERS.get(local(part), Trigger.OTHER)
        if trigger is Trigger.TIMER:
            return _timer(part)
        if trigger is Trigger.CONDITIONAL:
            return Event(trigger=trigger, expression=feel_text(text_of(part.find(f"{BPMN}condition"))))
        if trigger is Trigger.LINK:
            return Event(trigger=trigger, name=part.get("name"))
        return Event(trigger=trigger, name=self._name(trigger.value, part) if trigger.value in CODES else None)


def _link_names(node: Node) -> list[str]:
    if tag_of(node) not in ("intermediateThrowEvent", "intermediateCatchEvent"):
        return []
    parts = list(definitions_of(node))
    return [str(parts[0].get("name"))] if len(parts) == 1 and tag_of(parts[0]) == "linkEventDefinition" else []


def _timer(part: Node) -> Event:
    for child in part:
        if tag_of(child) in CLOCKS:
            return Event(trigger=Trigger.TIMER, clock=CLOCKS[tag_of(child)], expression=feel_text(text_of(child)))
    return Event(trigger=Trigger.TIMER)


__all__ = [
    "BPMN",
    "TAGS",
    "Node",
    "UnreadableDiagram",
    "executable",
    "feel_text",
    "local",
    "parse",
    "pictures",
    "properties_of",
    "read_process",
    "read_processes",
    "text_of",
]
