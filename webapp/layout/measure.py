"""Read the DI of a drawing and count its faults."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from lxml import etree

from .model import BPMN, kind_of
from .place import Box, Point

DRAWN = ("sequenceFlow", "messageFlow", "association")
Piece = tuple[str, Point, Point]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Boxes, lines and labels as written."""

    nodes: dict[str, Box]
    kinds: dict[str, str]
    hosts: dict[str, str]
    inside: dict[str, str]
    lanes: dict[str, Box]
    lane_of: dict[str, str]
    lines: dict[str, tuple[Point, ...]]
    ends: dict[str, tuple[str, str]]
    labels: dict[str, Box]
    expected: frozenset[str]


def box_of(element: etree._Element | None) -> Box | None:
    """Bounds of a shape or label, as drawn."""
    bounds = None if element is None else element.find("{*}Bounds")
    if bounds is None:
        return None
    return Box(**{k: float(bounds.get(k, "")) for k in ("x", "y", "width", "height")})


def parent_id(element: etree._Element) -> str:
    """Id of the element around this one."""
    parent = element.getparent()
    return "" if parent is None else parent.get("id", "")


def read_drawing(root: etree._Element) -> Drawing:
    """Collect what is drawn."""
    by_id = {e.get("id", ""): e for e in root.iter(f"{{{BPMN}}}*") if e.get("id")}
    tags = {k: etree.QName(e).localname for k, e in by_id.items()}
    kinds = {k: kind_of(t) for k, t in tags.items() if kind_of(t)}
    boxes: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    lines: dict[str, tuple[Point, ...]] = {}
    for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge"):
        key, box, label = shape.get("bpmnElement", ""), box_of(shape), box_of(shape.find("{*}BPMNLabel"))
        if box is not None:
            boxes[key] = box
        else:
            lines[key] = tuple((float(p.get("x", "")), float(p.get("y", ""))) for p in shape.findall("{*}waypoint"))
        if label is not None and kinds.get(key) not in ("task", "sub"):
            labels[key] = label
    flows = {k: e for k, e in by_id.items() if tags[k] in DRAWN}
    leaves = [e for k, e in by_id.items() if tags[k] == "lane" and e.find("{*}childLaneSet") is None]
    return Drawing(
        nodes={k: b for k, b in boxes.items() if k in kinds},
        kinds=kinds,
        hosts={k: by_id[k].get("attachedToRef", "") for k in kinds if by_id[k].get("attachedToRef")},
        inside={k: parent_id(by_id[k]) for k in kinds},
        lanes={k: b for k, b in boxes.items() if tags.get(k) == "lane"},
        lane_of={(r.text or "").strip(): e.get("id", "") for e in leaves for r in e.findall("{*}flowNodeRef")},
        lines=lines,
        ends={k: (e.get("sourceRef", ""), e.get("targetRef", "")) for k, e in flows.items()},
        labels=labels,
        expected=frozenset(flows) | frozenset(kinds),
    )


def containers(d: Drawing, key: str) -> set[str]:
    """Ids of everything around a node."""
    result, at = set(), d.inside.get(key)
    while at is not None and at in d.inside:
        result.add(at)
        at = d.inside.get(at)
    return result


def node_overlaps(d: Drawing) -> int:
    """Pairs of nodes that overlap, hosts and containers excepted."""
    count = 0
    for a, b in combinations(d.nodes, 2):
        if b in (d.hosts.get(a), d.inside.get(a)) or a in (d.hosts.get(b), d.inside.get(b)):
            continue
        if b in containers(d, a) or a in containers(d, b):
            continue
        count += (
            d.nodes[a].hits(d.nodes[b])
            and d.hosts.get(a) not in containers(d, b)
            and d.hosts.get(b) not in containers(d, a)
        )
    return count


def pieces(d: Drawing) -> list[Piece]:
    """Straight pieces of all lines."""
    return [(k, a, b) for k, points in d.lines.items() for a, b in pairwise(points)]


def hits_box(a: Point, b: Point, *, box: Box) -> bool:
    """Does a straight piece enter the inside of a box? (slab test)"""
    low, high = 0.0, 1.0
    for i, (start, size) in enumerate(((box.x, box.width), (box.y, box.height))):
        delta = b[i] - a[i]
        if delta == 0:
            if not start < a[i] < start + size:
                return False
            continue
        t, u = sorted(((start - a[i]) / delta, (start + size - a[i]) / delta))
        low, high = max(low, t), min(high, u)
    return low < high


def through_nodes(d: Drawing, parts: list[Piece]) -> int:
    """Lines that enter a node they are not connected to."""
    bad = set()
    for key, a, b in parts:
        source, target = d.ends.get(key, ("", ""))
        allowed = {source, target, d.hosts.get(source, ""), d.hosts.get(target, "")}
        allowed |= containers(d, source) | containers(d, target)
        for node, box in d.nodes.items():
            if node not in allowed and hits_box(a, b, box=box.grown(-1)):
                bad.add((key, node))
    return len(bad)


def cross(p: Piece, q: Piece) -> bool:
    """Do two straight pieces cut each other strictly inside?"""

    def side(a: Point, b: Point, *, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return (
        side(p[1], p[2], c=q[1]) * side(p[1], p[2], c=q[2]) < -1e-6
        and side(q[1], q[2], c=p[1]) * side(q[1], q[2], c=p[2]) < -1e-6
    )


def lie_together(p: Piece, q: Piece) -> bool:
    """Do two level or upright pieces run on each other for more than 2 px?"""
    for i in (0, 1):
        if abs(p[1][i] - p[2][i]) + abs(q[1][i] - q[2][i]) + abs(p[1][i] - q[1][i]) < 1:
            j = 1 - i
            low = max(min(p[1][j], p[2][j]), min(q[1][j], q[2][j]))
            high = min(max(p[1][j], p[2][j]), max(q[1][j], q[2][j]))
            return high - low > 2
    return False


def line_conflicts(d: Drawing, parts: list[Piece]) -> tuple[int, int]:
    """Crossings, and shared runs of lines with no common end."""
    crossings, shared = 0, set()
    for p, q in combinations(parts, 2):
        if p[0] == q[0]:
            continue
        crossings += cross(p, q)
        if not set(d.ends.get(p[0], ())) & set(d.ends.get(q[0], ())) and lie_together(p, q):
            shared.add((p[0], q[0]))
    return crossings, len(shared)


def solid(d: Drawing, key: str) -> Box:
    """Part of a node a label must not cover (a diamond has empty corners)."""
    return d.nodes[key].grown(-9 if d.kinds[key] == "gateway" else -1)


def label_faults(d: Drawing, parts: list[Piece]) -> tuple[int, int, int]:
    """Labels on nodes, on lines, on labels."""
    on_node = on_line = 0
    for key, label in d.labels.items():
        around = containers(d, key) | containers(d, d.ends.get(key, ("", ""))[0])
        on_node += any(
            label.hits(solid(d, n))
            for n in d.nodes
            if n not in around and not (d.kinds[n] == "sub" and holds(d.nodes[n], label))
        )
        on_line += any(hits_box(a, b, box=label.grown(-1)) for _, a, b in parts)
    pairs = combinations(d.labels.values(), 2)
    return on_node, on_line, sum(a.grown(-1).hits(b) for a, b in pairs)


def holds(outer: Box, inner: Box) -> bool:
    """Is the inner box inside the outer one?"""
    return (
        outer.x <= inner.x
        and inner.x + inner.width <= outer.x + outer.width
        and outer.y <= inner.y
        and inner.y + inner.height <= outer.y + outer.height
    )


def out_of_lane(d: Drawing) -> int:
    """Nodes not inside the lane that lists them."""
    return sum(
        1 for k, lane in d.lane_of.items() if k in d.nodes and lane in d.lanes and not holds(d.lanes[lane], d.nodes[k])
    )


def off_border(d: Drawing) -> int:
    """Line ends that do not touch their node."""
    count = 0
    for key, points in d.lines.items():
        for node, (x, y) in zip(d.ends.get(key, ()), (points[0], points[-1]), strict=False):
            box = d.nodes.get(node)
            if box is None:
                continue
            on_x = min(abs(x - box.x), abs(x - box.x - box.width)) <= 1
            on_y = min(abs(y - box.y), abs(y - box.y - box.height)) <= 1
            inside = box.x - 1 <= x <= box.x + box.width + 1 and box.y - 1 <= y <= box.y + box.height + 1
            count += not (inside and (on_x or on_y))
    return count


def main_straightness(d: Drawing) -> float:
    """Share of forward flows inside one lane, between row neighbours, without any bend."""
    same = [
        k
        for k, (a, b) in d.ends.items()
        if k in d.lines
        and d.lane_of.get(a) == d.lane_of.get(b)
        and d.kinds.get(a) != "boundary"
        and a in d.nodes
        and b in d.nodes
        and d.nodes[a].x < d.nodes[b].x
    ]
    return 100.0 * sum(bends_of(d.lines[k]) == 0 for k in same) / max(1, len(same))


def bends_of(points: tuple[Point, ...]) -> int:
    """Number of real corners."""
    return sum(
        1
        for a, b, c in zip(points, points[1:], points[2:], strict=False)
        if abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) > 1
    )


def counts(d: Drawing) -> dict[str, float]:
    """All figures of a drawing."""
    parts = pieces(d)
    crossings, shared = line_conflicts(d, parts)
    on_node, on_line, on_label = label_faults(d, parts)
    xs = [v for b in (*d.nodes.values(), *d.lanes.values()) for v in (b.x, b.x + b.width)]
    ys = [v for b in (*d.nodes.values(), *d.lanes.values()) for v in (b.y, b.y + b.height)]
    bends = sum(map(bends_of, d.lines.values()))
    return {
        "nodes": len(d.nodes),
        "edges": len(d.lines),
        "width": max(xs, default=0) - min(xs, default=0),
        "height": max(ys, default=0) - min(ys, default=0),
        "node_overlap": node_overlaps(d),
        "through_node": through_nodes(d, parts),
        "crossings": crossings,
        "on_line": shared,
        "bends": bends,
        "bends_per_edge": bends / max(1, len(d.lines)),
        "straight_main": main_straightness(d),
        "label_node": on_node,
        "label_edge": on_line,
        "label_label": on_label,
        "out_of_lane": out_of_lane(d),
        "off_border": off_border(d),
        "no_di": len(d.expected - set(d.nodes) - set(d.lines)),
        "not_orthogonal": sum(abs(a[0] - b[0]) > 1 and abs(a[1] - b[1]) > 1 for _, a, b in parts),
    }
