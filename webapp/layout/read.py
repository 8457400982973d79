"""Read the semantic model from the XML tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from .model import BPMN, Diagram, Element, Flow, Lane, Node, Pool, Scope, children, kind_of, local

SILENT = frozenset(
    [
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "laneSet",
        "sequenceFlow",
        "association",
        "dataObject",
        "ioSpecification",
        "property",
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "dataInputAssociation",
        "dataOutputAssociation",
        "auditing",
        "monitoring",
        "completionCondition",
        "group",
        "category",
        "resourceRole",
        "performer",
        "potentialOwner",
        "humanPerformer",
    ]
)
SIZES: dict[str, tuple[float, float]] = {
    "task": (100, 80),
    "gateway": (50, 50),
    "event": (36, 36),
    "boundary": (36, 36),
    "data": (36, 50),
    "note": (110, 40),
    "sub": (100, 80),
}


def note_size(text: str) -> tuple[float, float]:
    """Size of a text annotation for its text, nine characters a line."""
    lines = max(1, -(-len(text) // 9))
    return 130, max(30, 16 * lines + 12)


def read_node(element: Element, kind: str, *, warnings: list[str]) -> Node:
    """One box with its default size."""
    width, height = SIZES[kind]
    name = element.get("name") or ""
    if kind == "note":
        name = "".join(t.text or "" for t in children(element, "text")).strip()
        width, height = note_size(name)
    if local(element) == "dataStoreReference":
        width = 50
    inner = read_scope(element, warnings) if kind == "sub" else None
    scope = inner if inner and inner.nodes else None
    return Node(
        id=element.get("id") or "",
        tag=local(element),
        kind=kind,
        name=name,
        width=width,
        height=height,
        host=element.get("attachedToRef") if kind == "boundary" else None,
        scope=scope,
    )


def read_flows(owner: Element) -> Iterable[Flow]:
    """Sequence flows, associations and data associations of one scope."""
    for element in owner:
        tag = local(element)
        if tag in ("sequenceFlow", "association"):
            yield Flow(
                id=element.get("id") or "",
                source=element.get("sourceRef") or "",
                target=element.get("targetRef") or "",
                name=element.get("name") or "",
                kind="flow" if tag == "sequenceFlow" else "assoc",
                main=is_main(element),
            )
        else:
            yield from data_links(element)


def is_main(flow: Element) -> bool:
    """Tell whether the author wants this flow on the main line (property `main`)."""
    found = flow.iterfind(f"{{{BPMN}}}extensionElements/{{*}}properties/{{*}}property")
    return any(item.get("name") == "main" and item.get("value") == "true" for item in found)


def data_links(element: Element) -> Iterable[Flow]:
    """Data associations of one activity, drawn from or to the activity."""
    for link in children(element, "dataInputAssociation", "dataOutputAssociation"):
        incoming = local(link) == "dataInputAssociation"
        ref = children(link, "sourceRef" if incoming else "targetRef")
        if ref and link.get("id") and element.get("id"):
            ends = ((ref[0].text or "").strip(), element.get("id") or "")
            source, target = ends if incoming else ends[::-1]
            yield Flow(id=link.get("id") or "", source=source, target=target, name="", kind="assoc")


def read_lanes(owner: Element, depth: int, *, first: int, out: list[Lane], member: dict[str, int]) -> int:
    """Flatten a lane set; return the next free band."""
    for lane_set in children(owner, "laneSet", "childLaneSet"):
        for lane in children(lane_set, "lane"):
            for ref in children(lane, "flowNodeRef"):
                member[(ref.text or "").strip()] = first
            after = read_lanes(lane, depth + 1, first=first, out=out, member=member)
            after = max(after, first + 1)
            out.append(
                Lane(id=lane.get("id") or "", name=lane.get("name") or "", depth=depth, first=first, last=after - 1)
            )
            first = after
    return first


def is_lost(element: Element) -> bool:
    """Tell whether an element has a meaning that the drawing can not show."""
    name = element.tag if isinstance(element.tag, str) else ""
    return bool(name) and local(element) not in SILENT and not name.endswith("EventDefinition")


def read_scope(owner: Element, warnings: list[str]) -> Scope:
    """Read a process or sub-process."""
    nodes: dict[str, Node] = {}
    for element in owner:
        kind, key = kind_of(local(element)), element.get("id")
        if kind and key:
            nodes[key] = read_node(element, kind, warnings=warnings)
        elif is_lost(element):
            warnings.append(f"not drawn: {etree.QName(element).localname} {element.get('id') or ''}".strip())
    flows = tuple(good_flows(read_flows(owner), nodes, warnings=warnings))
    tied = {k for f in flows for k in (f.source, f.target)}
    warnings += [
        f"node without any flow: {k}"
        for k, n in nodes.items()
        if k not in tied and n.kind not in ("data", "note") and not is_handler(owner, k)
    ]
    lanes: list[Lane] = []
    member: dict[str, int] = {}
    read_lanes(owner, 0, first=0, out=lanes, member=member)
    return Scope(
        id=owner.get("id") or "",
        nodes=with_lanes(nodes, flows, lanes=lanes, member=member, warnings=warnings),
        flows=flows,
        lanes=tuple(lanes),
    )


def is_handler(owner: Element, key: str) -> bool:
    """Is this an event sub-process or a guest of a compensation, which need no flow?"""
    return any(
        e.get("id") == key and (e.get("triggeredByEvent") == "true" or e.get("isForCompensation") == "true")
        for e in owner
    )


def good_flows(flows: Iterable[Flow], nodes: dict[str, Node], *, warnings: list[str]) -> Iterable[Flow]:
    """Drop lines whose ends are not in this scope, with a warning."""
    for flow in flows:
        if flow.id and flow.source in nodes and flow.target in nodes:
            yield flow
        else:
            warnings.append(f"line without drawable ends: {flow.id}")


def with_lanes(
    nodes: dict[str, Node], flows: tuple[Flow, ...], *, lanes: list[Lane], member: dict[str, int], warnings: list[str]
) -> dict[str, Node]:
    """Give every node its band; strays follow a neighbour."""
    if not lanes:
        return nodes
    for _ in range(3):
        for flow in flows:
            for here, there in ((flow.source, flow.target), (flow.target, flow.source)):
                if here not in member and there in member:
                    member[here] = member[there]
                    if nodes[here].kind not in ("data", "note", "boundary"):
                        warnings.append(f"node in no lane, put beside its neighbour: {here}")
    return {key: replace(node, lane=member.get(node.host or key, member.get(key, 0))) for key, node in nodes.items()}


def read(root: Element) -> Diagram:
    """Read the whole file."""
    warnings: list[str] = []
    processes = {p.get("id"): p for p in children(root, "process")}
    collaborations = children(root, "collaboration")
    if not collaborations:
        pools = [Pool(id=None, name="", scope=read_scope(p, warnings)) for p in processes.values()]
        plane = next(iter(processes), "") or ""
        return Diagram(plane=plane, pools=tuple(pools), messages=(), warnings=tuple(warnings))
    collaboration = collaborations[0]
    pools = [
        Pool(
            id=p.get("id"),
            name=p.get("name") or "",
            scope=read_scope(processes[p.get("processRef")], warnings) if p.get("processRef") in processes else None,
        )
        for p in children(collaboration, "participant")
    ]
    messages = tuple(
        Flow(
            id=m.get("id") or "",
            source=m.get("sourceRef") or "",
            target=m.get("targetRef") or "",
            name=m.get("name") or "",
            kind="message",
        )
        for m in children(collaboration, "messageFlow")
    )
    return Diagram(plane=collaboration.get("id") or "", pools=tuple(pools), messages=messages, warnings=tuple(warnings))
