"""The semantic model: what the layouter knows of a BPMN file."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
Element = etree._Element

TASKS = frozenset(
    [
        "task",
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    ]
)
SUBS = frozenset(["subProcess", "transaction", "adHocSubProcess"])
EVENTS = frozenset(["startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent"])
DATA = frozenset(["dataObjectReference", "dataStoreReference"])


@dataclass(frozen=True, kw_only=True)
class Node:
    """A box of the drawing: flow node, data object or note."""

    id: str
    tag: str
    kind: str
    name: str
    width: float
    height: float
    lane: int = 0
    host: str | None = None
    scope: Scope | None = None
    span: int = 1


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A line of the drawing between two nodes of one scope."""

    id: str
    source: str
    target: str
    name: str = ""
    kind: str = "flow"
    main: bool = False


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane, covering the leaf bands first..last."""

    id: str
    name: str
    depth: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One level of a process: its nodes, lines and lanes."""

    id: str
    nodes: dict[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...] = ()

    @property
    def bands(self) -> int:
        """Number of horizontal bands (at least one)."""
        return max((lane.last + 1 for lane in self.lanes), default=1)

    @property
    def depth(self) -> int:
        """Number of lane levels (0 when there are no lanes)."""
        return max((lane.depth + 1 for lane in self.lanes), default=0)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A participant; scope is None for a black box."""

    id: str | None
    name: str
    scope: Scope | None


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """Everything that gets drawn on the plane."""

    plane: str
    pools: tuple[Pool, ...]
    messages: tuple[Flow, ...]
    warnings: tuple[str, ...]


def local(element: Element) -> str:
    """Local name of a BPMN element, or '' for foreign content and comments."""
    if not isinstance(element.tag, str) or not element.tag.startswith("{" + BPMN + "}"):
        return ""
    return element.tag.rpartition("}")[2]


def children(element: Element, *names: str) -> list[Element]:
    """Direct BPMN children with one of the local names."""
    return [child for child in element if local(child) in names]


def kind_of(tag: str) -> str:
    """Drawing kind of a BPMN local name, or ''."""
    if tag in TASKS:
        return "task"
    if tag in SUBS:
        return "sub"
    if tag.endswith("Gateway"):
        return "gateway"
    if tag in EVENTS:
        return "event"
    return {"boundaryEvent": "boundary", "textAnnotation": "note"}.get(tag, "data" if tag in DATA else "")
