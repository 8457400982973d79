"""Coordinates: sizes of slots, boxes of nodes, corner points of lines."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from .grid import Grid
from .layers import Layered
from .model import Node, Scope
from .text import BOUNDARY_CHARS, FLOW_CHARS, NODE_CHARS, text_size
from .tracks import Paths, Tracks

GAP_X, GAP_Y, EDGE_Y, TRACK = 50, 36, 24, 14
EMPTY_ROW, BOUNDARY_ROOM = 20, 22
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        """Middle of the rectangle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Box:
        """The rectangle shifted."""
        return Box(x=self.x + dx, y=self.y + dy, width=self.width, height=self.height)

    def grown(self, by: float) -> Box:
        """The rectangle widened on all sides."""
        return Box(x=self.x - by, y=self.y - by, width=self.width + 2 * by, height=self.height + 2 * by)

    def hits(self, other: Box) -> bool:
        """Do the interiors overlap?"""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Start and size of all x and y slots."""

    x: tuple[float, ...]
    width: tuple[float, ...]
    y: tuple[float, ...]
    height: tuple[float, ...]

    def mid_x(self, slot: int) -> float:
        """Middle of an x slot."""
        return self.x[slot] + self.width[slot] / 2

    def mid_y(self, slot: int) -> float:
        """Middle of a y slot."""
        return self.y[slot] + self.height[slot] / 2


def outer_label(node: Node) -> tuple[float, float]:
    """Size of the label outside a node, zero for tasks."""
    if node.kind == "boundary":
        return text_size(node.name, BOUNDARY_CHARS)
    if node.kind in ("event", "gateway", "data"):
        return text_size(node.name, NODE_CHARS)
    return 0, 0


def starts(sizes: list[float]) -> tuple[float, ...]:
    """Running sums."""
    total, result = 0.0, []
    for size in sizes:
        result.append(total)
        total += size
    return tuple(result)


def column_widths(scope: Scope, grid: Grid, *, tracks: Tracks) -> list[float]:
    """Base widths of all x slots."""
    widths = [float(GAP_X if i % 2 == 0 else 36) for i in range(grid.xs)]
    widths[0] = widths[-1] = 30
    for key, (x, _) in grid.place.items():
        node = scope.nodes[key]
        if node.span == 1:
            widths[x] = max(widths[x], node.width, min(outer_label(node)[0], 78))
    for (vertical, at), count in tracks.count.items():
        if vertical:
            widths[at] = max(widths[at], (count + 1) * TRACK + 8)
    return widths


def widen_for_flow_labels(paths: Paths, widths: list[float]) -> None:
    """A named flow needs room for its name on its first level piece."""
    for link, points in paths.items():
        if not link.flow.name or link.boundary:
            continue
        need = text_size(link.flow.name, FLOW_CHARS)[0] + 16
        level = next(((p, q) for p, q in itertools.pairwise(points) if p[1] == q[1]), None)
        if level and abs(level[0][0] - level[1][0]) <= 2 and level[1][0] > level[0][0]:
            gap = level[0][0] + level[0][0] % 2
            half = 20 if level[0] == points[0] or level[0][0] % 2 else 0
            share = 0.5 if level[1][0] == gap else 1.0
            widths[gap] = max(widths[gap], min((need - half * (level[0] != points[0])) / share, 130))


def widen_for_spans(scope: Scope, grid: Grid, *, widths: list[float]) -> None:
    """Stretch the last column under an expanded sub-process when it is too wide."""
    for key in sorted(grid.place, key=lambda k: grid.place[k]):
        node, a, b = scope.nodes[key], grid.place[key][0], grid.last[key]
        if node.span > 1:
            lack = node.width - sum(widths[a : b + 1])
            for slot in range(a, b + 1, 2):
                widths[slot] += max(0.0, lack) / node.span


def row_heights(scope: Scope, grid: Grid, *, tracks: Tracks, hosts: set[str]) -> list[float]:
    """Heights of all y slots."""
    heights = [float(EMPTY_ROW if s.is_row else GAP_Y) for s in grid.slots]
    for i, slot in enumerate(grid.slots):
        edge = i in (0, len(grid.slots) - 1) or any(grid.slots[j].band != slot.band for j in (i - 1, i + 1))
        if not slot.is_row and edge:
            heights[i] = EDGE_Y
            heights[i - 1] = max(heights[i - 1], 64 if slot_alone(grid, i - 1) else 0)
    for key, (_, y) in grid.place.items():
        heights[y] = max(heights[y], scope.nodes[key].height)
    for (vertical, at), count in tracks.count.items():
        if not vertical:
            heights[at] = max(heights[at], (count + 1) * TRACK)
    for key, (_, y) in grid.place.items():
        make_label_room(scope.nodes[key], y, heights=heights)
    for y in {grid.place[k][1] + 1 for k in hosts if k in grid.place}:
        heights[y] = max(heights[y], BOUNDARY_ROOM + 34, BOUNDARY_ROOM + tracks.count.get((False, y), 0) * TRACK + 24)
    fit_lane_names(scope, grid, heights=heights)
    return heights


def fit_lane_names(scope: Scope, grid: Grid, *, heights: list[float]) -> None:
    """A lane is at least as tall as its upright name."""
    for lane in scope.lanes:
        slots = [i for i, s in enumerate(grid.slots) if lane.first <= s.band <= lane.last]
        lack = text_size(lane.name, 99)[0] + 20 - sum(heights[i] for i in slots)
        if lack > 0:
            heights[slots[0]] += lack / 2
            heights[slots[-1]] += lack / 2


def slot_alone(grid: Grid, y: int) -> bool:
    """Is this the only row of its band?"""
    return grid.slots[y].is_row and sum(s.is_row and s.band == grid.slots[y].band for s in grid.slots) == 1


def make_label_room(node: Node, y: int, *, heights: list[float]) -> None:
    """The gap above a gateway and below an event must hold its label."""
    size = outer_label(node)[1]
    if size:
        lack = node.height / 2 + size + 10 - heights[y] / 2
        side = y - 1 if node.kind == "gateway" else y + 1
        heights[side] = max(heights[side], lack)


def slot_sizes(scope: Scope, grid: Grid, *, paths: Paths, tracks: Tracks) -> Sizes:
    """Start and size of every slot."""
    hosts = {n.host for n in scope.nodes.values() if n.host}
    widths = column_widths(scope, grid, tracks=tracks)
    widen_for_flow_labels(paths, widths)
    widen_for_spans(scope, grid, widths=widths)
    heights = row_heights(scope, grid, tracks=tracks, hosts={h for h in hosts if h})
    return Sizes(x=starts(widths), width=tuple(widths), y=starts(heights), height=tuple(heights))


def node_boxes(scope: Scope, lay: Layered, *, grid: Grid, sizes: Sizes) -> dict[str, Box]:
    """Rectangles of all nodes, boundary events included."""
    boxes: dict[str, Box] = {}
    for key, (x, y) in grid.place.items():
        node = scope.nodes[key]
        right = sizes.x[grid.last[key]] + sizes.width[grid.last[key]]
        cx = (sizes.x[x] + right) / 2
        boxes[key] = Box(
            x=cx - node.width / 2, y=sizes.mid_y(y) - node.height / 2, width=node.width, height=node.height
        )
    for host, guests in guests_by_host(scope, lay, grid=grid).items():
        for i, key in enumerate(guests):
            boxes[key] = boundary_box(boxes[host], scope.nodes[host], index=i, count=len(guests))
    return boxes


def guests_by_host(scope: Scope, lay: Layered, *, grid: Grid) -> dict[str, list[str]]:
    """Boundary events by host, the one with the deepest target first."""
    depth = {link.flow.source: -grid.place[link.dst][1] for link in lay.links if link.boundary}
    result: dict[str, list[str]] = {}
    for key, node in scope.nodes.items():
        if node.host in grid.place:
            result.setdefault(node.host, []).append(key)
    return {h: sorted(g, key=lambda k: depth.get(k, 0)) for h, g in result.items()}


def boundary_box(host: Box, node: Node, *, index: int, count: int) -> Box:
    """Place of a boundary event on the bottom edge of its host."""
    if node.kind == "sub":
        cx = host.x + 50 + 74 * index
    else:
        cx = host.x + host.width - (20 if count > 1 else 26) - 60 * (count - 1 - index)
    return Box(x=cx - 18, y=host.y + host.height - 18, width=36, height=36)
