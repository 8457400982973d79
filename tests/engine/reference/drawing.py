"""A diagram as the second interpreter reads it: from the XML alone, with nothing of the engine's own reading."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODES = {
    *("startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"),
    *("task", "userTask", "scriptTask", "receiveTask", "sendTask", "subProcess", "transaction", "callActivity"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"),
}
ACTIVITIES = {"task", "userTask", "scriptTask", "receiveTask", "sendTask", "subProcess", "transaction", "callActivity"}


@dataclass
class Flow:
    key: str
    source: str
    target: str
    condition: str | None


@dataclass
class Node:
    key: str
    tag: str
    scope: str
    default: str | None = None
    host: str | None = None
    stops: bool = True
    on_event: bool = False
    every: bool = False
    called: str = ""
    script: str = ""
    events: list[tuple[str, str]] = field(default_factory=list)
    """What it waits for or throws: kind and name (a timer's or condition's text)."""
    many: tuple[str, bool, str] | None = None
    """Count, sequential, completion condition."""
    loop: tuple[str, bool, int] | None = None
    """Condition, tested before, maximum."""
    out: list[Flow] = field(default_factory=list)
    into: list[Flow] = field(default_factory=list)
    hanging: list[Node] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Give the kind of its only event, or none."""
        return self.events[0][0] if self.events else "none"


@dataclass
class Drawing:
    """One process."""

    nodes: dict[str, Node] = field(default_factory=dict)

    def inside(self, scope: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.scope == scope]


def drawings(*files: bytes) -> dict[str, Drawing]:
    found = {}
    for content in files:
        root = ET.fromstring(content)  # noqa: S314
        names = {
            one.get("id", ""): one.get("errorCode") or one.get("escalationCode") or one.get("name") or ""
            for tag in ("message", "signal", "error", "escalation")
            for one in root.findall(f"{BPMN}{tag}")
        }
        for process in root.findall(f"{BPMN}process"):
            drawing = Drawing()
            _read(process, "", drawing, names)
            found[process.get("id", "")] = drawing
    return found


def _read(owner: ET.Element, scope: str, drawing: Drawing, names: dict[str, str]) -> None:
    flows = []
    for part in owner:
        tag = part.tag.removeprefix(BPMN)
        if tag == "sequenceFlow":
            condition = part.find(f"{BPMN}conditionExpression")
            text = None if condition is None else (condition.text or "").strip()
            flows.append(Flow(part.get("id", ""), part.get("sourceRef", ""), part.get("targetRef", ""), text))
        elif tag in NODES:
            node = _node(part, tag, scope, names)
            drawing.nodes[node.key] = node
            if tag in ("subProcess", "transaction"):
                _read(part, node.key, drawing, names)
    for flow in flows:
        drawing.nodes[flow.source].out.append(flow)
        drawing.nodes[flow.target].into.append(flow)
    for node in drawing.inside(scope):
        if node.host:
            drawing.nodes[node.host].hanging.append(node)
    _link(drawing, scope)


def _link(drawing: Drawing, scope: str) -> None:
    caught = {
        n.events[0][1]: n for n in drawing.inside(scope) if n.tag == "intermediateCatchEvent" and n.kind == "link"
    }
    for node in drawing.inside(scope):
        if node.tag == "intermediateThrowEvent" and node.kind == "link":
            target = caught[node.events[0][1]]
            flow = Flow("", node.key, target.key, None)
            node.out.append(flow)
            target.into.append(flow)


def _node(part: ET.Element, tag: str, scope: str, names: dict[str, str]) -> Node:
    script = part.find(f"{BPMN}script")
    node = Node(
        key=part.get("id", ""),
        tag=tag,
        scope=scope,
        default=part.get("default"),
        host=part.get("attachedToRef"),
        stops=part.get("cancelActivity", "true") == "true" and part.get("isInterrupting", "true") == "true",
        on_event=part.get("triggeredByEvent") == "true",
        every=part.get("parallelMultiple") == "true",
        called=part.get("calledElement", ""),
        script="" if script is None else script.text or "",
        events=[found for inner in part for found in _event(inner, names)],
    )
    if part.get("messageRef"):
        node.events.append(("message", names[part.get("messageRef", "")]))
    several = part.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if several is not None:
        node.many = (
            several.findtext(f"{BPMN}loopCardinality") or "",
            several.get("isSequential") == "true",
            several.findtext(f"{BPMN}completionCondition") or "",
        )
    single = part.find(f"{BPMN}standardLoopCharacteristics")
    if single is not None:
        node.loop = (
            single.findtext(f"{BPMN}loopCondition") or "true",
            single.get("testBefore") == "true",
            int(single.get("loopMaximum") or 10**6),
        )
    return node


def _event(inner: ET.Element, names: dict[str, str]) -> list[tuple[str, str]]:
    match = re.fullmatch(r"(\w+)EventDefinition", inner.tag.removeprefix(BPMN))
    if match is None:
        return []
    kind = match[1]
    if kind == "link":
        return [(kind, inner.get("name", ""))]
    if kind in ("timer", "conditional"):
        return [(kind, "".join(inner.itertext()).strip())]
    return [(kind, names.get(inner.get(f"{kind}Ref", ""), ""))]
