"""Labels: the first free place around an event, a gateway or along a line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from .model import Scope
from .place import Box, Point, outer_label
from .text import FLOW_CHARS, text_size

Lines = dict[str, tuple[Point, ...]]
CELL = 160
RANK, LABEL = 0.5, 80.0
ROUNDS = 3


class Obstacles:
    """Boxes in a coarse hash, each with a price for being covered."""

    def __init__(self) -> None:
        """Nothing in the way."""
        self.cells: dict[tuple[int, int], list[tuple[Box, float, str]]] = {}

    def add(self, box: Box, price: float, *, owner: str = "") -> None:
        """Register a box."""
        for cell in self.covered(box):
            self.cells.setdefault(cell, []).append((box, price, owner))

    def remove(self, box: Box, owner: str) -> None:
        """Take the label of an owner away."""
        for cell in self.covered(box):
            self.cells[cell] = [o for o in self.cells[cell] if o != (box, LABEL, owner)]

    def covered(self, box: Box) -> Iterator[tuple[int, int]]:
        """Hash cells of a box."""
        for i in range(int(box.x // CELL), int((box.x + box.width) // CELL) + 1):
            for j in range(int(box.y // CELL), int((box.y + box.height) // CELL) + 1):
                yield i, j

    def price(self, box: Box) -> float:
        """Summed price of everything the box covers."""
        seen: set[tuple[Box, float, str]] = set()
        for cell in self.covered(box):
            seen.update(o for o in self.cells.get(cell, ()) if o[0].hits(box))
        return sum(price for _, price, _ in seen)


def pieces(points: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    """Straight pieces of a line."""
    return list(itertools.pairwise(points))


def stroke(a: Point, b: Point) -> Box:
    """Thin box around a straight piece."""
    return Box(x=min(a[0], b[0]), y=min(a[1], b[1]), width=abs(a[0] - b[0]), height=abs(a[1] - b[1])).grown(1.5)


def around(box: Box, w: float, *, h: float, order: str) -> Iterator[Box]:
    """Label boxes around a node; order names the sides to try."""
    cx, cy = box.center
    right, bottom = box.x + box.width, box.y + box.height
    spots = {
        "T": (cx - w / 2, box.y - h - 3),
        "B": (cx - w / 2, bottom + 3),
        "t": (cx - w - 5, box.y - h + 4),
        "u": (cx + 6, box.y - h + 4),
        "b": (cx - w - 5, bottom - 2),
        "d": (cx + 5, bottom - 2),
        "e": (cx + 4, bottom + 2),
        "f": (cx - w - 4, bottom + 2),
        "L": (box.x - w - 4, cy - h - 4),
        "R": (right + 4, cy - h - 4),
        "l": (box.x - w - 4, cy + 4),
        "r": (right + 4, cy + 4),
    }
    for side in order:
        x, y = spots[side]
        yield Box(x=x, y=y, width=w, height=h)


SIDES = {"gateway": "TtuBbdRrLl", "event": "BTdbutRrLl", "boundary": "dbefrlRL", "data": "BTRL"}


def node_spots(scope: Scope, key: str, *, box: Box) -> Iterator[Box]:
    """Label places of a node, best first."""
    node = scope.nodes[key]
    width, height = outer_label(node)
    yield from around(box, width, h=height, order=SIDES[node.kind])


def flow_spots(points: tuple[Point, ...], name: str) -> Iterator[Box]:
    """Label places along a line, near its start first."""
    w, h = text_size(name, FLOW_CHARS)
    for a, b in pieces(points)[:3]:
        if a[1] == b[1]:
            x = a[0] + 6 if b[0] > a[0] else a[0] - 6 - w
            far = (a[0] + b[0] - w) / 2
            for left in (x, far):
                yield Box(x=left, y=a[1] - h - 2, width=w, height=h)
                yield Box(x=left, y=a[1] + 2, width=w, height=h)
        else:
            y = a[1] + 8 if b[1] > a[1] else a[1] - 8 - h
            for top in (y, (a[1] + b[1] - h) / 2):
                yield Box(x=a[0] + 4, y=top, width=w, height=h)
                yield Box(x=a[0] - 4 - w, y=top, width=w, height=h)


def own_part(points: tuple[Point, ...], siblings: list[tuple[Point, ...]]) -> tuple[Point, ...]:
    """The line from where it leaves the trunk it shares with its siblings."""
    (x, y), (u, v) = points[:2]
    shared = 0.0
    for other in siblings:
        (p, q), (r, s) = other[:2]
        if (x, y) == (p, q) and ((u - x) * (r - p) > 0 or (v - y) * (s - q) > 0):
            shared = max(shared, min(abs(u - x) + abs(v - y), abs(r - p) + abs(s - q)))
    length = abs(u - x) + abs(v - y)
    if shared and len(points) > 2 and (shared >= length or points[1][1] == points[2][1]):
        return points[1:]
    part = shared / max(length, 1)
    return ((x + (u - x) * part, y + (v - y) * part), *points[1:])


def flow_jobs(scope: Scope, lines: Lines) -> list[tuple[str, Iterator[Box]]]:
    """Named flows with their label places."""
    by_source: dict[str, list[str]] = {}
    for flow in scope.flows:
        if flow.id in lines:
            by_source.setdefault(flow.source, []).append(flow.id)
    jobs = []
    for flow in scope.flows:
        if flow.name and flow.id in lines:
            siblings = [lines[k] for k in by_source[flow.source] if k != flow.id]
            jobs.append((flow.id, flow_spots(own_part(lines[flow.id], siblings), flow.name)))
    return jobs


def best_spot(spots: list[Box], obstacles: Obstacles) -> Box | None:
    """First free spot, or the cheapest one."""
    best, best_price = None, float("inf")
    for rank, spot in enumerate(spots):
        price = obstacles.price(spot) + rank * RANK
        if price < best_price:
            best, best_price = spot, price
        if best_price <= rank * RANK + RANK:
            break
    return best


def base_obstacles(scope: Scope, boxes: dict[str, Box], *, lines: Lines, rules: list[Box]) -> Obstacles:
    """Nodes (gateways without their empty corners), lines and lane borders."""
    obstacles = Obstacles()
    for key, box in boxes.items():
        obstacles.add(box.grown(-9) if scope.nodes[key].kind == "gateway" else box, 100, owner=key)
    for key, points in lines.items():
        for a, b in pieces(points):
            obstacles.add(stroke(a, b), 40, owner=key)
    for rule in rules:
        obstacles.add(rule, 30)
    return obstacles


def place_labels(scope: Scope, boxes: dict[str, Box], *, lines: Lines, rules: list[Box]) -> dict[str, Box]:
    """Label boxes of all events, gateways, data and named flows."""
    obstacles = base_obstacles(scope, boxes, lines=lines, rules=rules)
    jobs = [(key, list(spots)) for key, spots in label_jobs(scope, boxes, lines=lines)]
    result: dict[str, Box] = {}
    for _ in range(ROUNDS):
        for key, spots in jobs:
            if key in result:
                obstacles.remove(result[key], key)
            spot = best_spot(spots, obstacles)
            if spot is not None:
                result[key] = spot
                obstacles.add(spot, LABEL, owner=key)
    return result


def label_jobs(scope: Scope, boxes: dict[str, Box], *, lines: Lines) -> list[tuple[str, Iterator[Box]]]:
    """Everything that wants a label, boundary events first because they have least room."""
    jobs = flow_jobs(scope, lines)
    jobs += [
        (key, node_spots(scope, key, box=boxes[key]))
        for key, node in scope.nodes.items()
        if node.kind in SIDES and node.name
    ]
    return sorted(jobs, key=lambda job: job[0] not in scope.nodes or scope.nodes[job[0]].kind != "boundary")
