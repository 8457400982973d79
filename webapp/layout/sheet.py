"""The sheet: pools under each other, lanes, message flows."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Diagram, Flow, Node, Pool, Scope
from .picture import Picture, draw
from .place import Box, Point

LEFT, TOP, POOL_GAP, HEAD, BLACK_BOX = 160, 80, 50, 30, 60


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything with absolute coordinates."""

    boxes: dict[str, Box]
    lines: dict[str, tuple[Point, ...]]
    labels: dict[str, Box]
    nodes: dict[str, Node]
    pools: frozenset[str]
    warnings: tuple[str, ...]


def all_nodes(scope: Scope) -> dict[str, Node]:
    """Nodes of a scope and of everything inside."""
    result = dict(scope.nodes)
    for node in scope.nodes.values():
        if node.scope is not None:
            result.update(all_nodes(node.scope))
    return result


def lane_boxes(scope: Scope, picture: Picture, *, x: float, width: float) -> dict[str, Box]:
    """Rectangles of all lanes, outer lanes first."""
    boxes = {}
    for lane in sorted(scope.lanes, key=lambda lane: (lane.first, lane.depth)):
        top = picture.bands[lane.first][0]
        last, height = picture.bands[lane.last]
        shift = HEAD * lane.depth
        boxes[lane.id] = Box(x=x + shift, y=top, width=width - shift, height=last + height - top)
    return boxes


def stack(
    pools: tuple[Pool, ...], pictures: list[Picture | None], *, width: float, boxes: dict[str, Box]
) -> list[Picture]:
    """Place pools under each other; return the moved pictures."""
    moved, y = [], float(TOP)
    for pool, picture in zip(pools, pictures, strict=False):
        height = picture.height if picture else BLACK_BOX
        head = HEAD if pool.id else 0
        if pool.id:
            boxes[pool.id] = Box(x=LEFT, y=y, width=width, height=height)
        if picture and pool.scope:
            inset = head + HEAD * pool.scope.depth
            placed = picture.moved(LEFT + inset, y)
            boxes.update(lane_boxes(pool.scope, placed, x=LEFT + head, width=width - head))
            moved.append(placed)
        y += height + POOL_GAP
    return moved


def message_line(flow: Flow, boxes: dict[str, Box]) -> tuple[Point, ...]:
    """A message flow: straight down or up, with a jog when the ends are apart."""
    a, b = boxes[flow.source], boxes[flow.target]
    wide_a, wide_b = a.width > 300, b.width > 300
    x1 = b.center[0] if wide_a else a.center[0]
    x2 = a.center[0] if wide_b else b.center[0]
    down = a.center[1] < b.center[1]
    y1, y2 = (a.y + a.height, b.y) if down else (a.y, b.y + b.height)
    if abs(x1 - x2) < 1:
        return (x1, y1), (x2, y2)
    middle = (y1 + y2) / 2
    return (x1, y1), (x1, middle), (x2, middle), (x2, y2)


def make_sheet(diagram: Diagram) -> Sheet:
    """Lay out the whole diagram."""
    pictures = [draw(p.scope) if p.scope else None for p in diagram.pools]
    widths = [
        p.width + HEAD * (1 + pool.scope.depth)
        for pool, p in zip(diagram.pools, pictures, strict=False)
        if p and pool.scope
    ]
    boxes: dict[str, Box] = {}
    lines: dict[str, tuple[Point, ...]] = {}
    labels: dict[str, Box] = {}
    for picture in stack(diagram.pools, pictures, width=max(widths, default=600), boxes=boxes):
        boxes.update(picture.boxes)
        lines.update(picture.lines)
        labels.update(picture.labels)
    warnings = list(diagram.warnings)
    for flow in diagram.messages:
        if flow.source in boxes and flow.target in boxes:
            lines[flow.id] = message_line(flow, boxes)
        else:
            warnings.append(f"message flow without drawable ends: {flow.id}")
    nodes: dict[str, Node] = {}
    for pool in diagram.pools:
        nodes.update(all_nodes(pool.scope) if pool.scope else {})
    ids = frozenset(p.id for p in diagram.pools if p.id)
    return Sheet(boxes=boxes, lines=lines, labels=labels, nodes=nodes, pools=ids, warnings=tuple(warnings))
