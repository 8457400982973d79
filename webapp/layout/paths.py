"""Candidate paths of one line on the coarse grid."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from .grid import Cell, Grid
from .layers import Link
from .model import Node, Scope

BEND = 65.0
STEP_X = 75.0
STEP_Y = 55.0
SPLIT_ENTRY = 90.0


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a line may leave or enter: side slot, vertical slot, row slot."""

    side: int
    mid: int
    y: int


@dataclass(frozen=True, kw_only=True)
class Path:
    """A candidate: its corner cells and its cost before conflicts."""

    points: tuple[Cell, ...]
    cost: float


def ends(grid: Grid, link: Link) -> tuple[End, End]:
    """Both ends of a link."""
    (x, y), (u, v) = grid.place[link.src], grid.place[link.dst]
    middle = (x + grid.last[link.src]) // 4 * 2 + 1
    target = (u + grid.last[link.dst]) // 4 * 2 + 1
    return (End(side=grid.last[link.src], mid=x if link.boundary else middle, y=y), End(side=u, mid=target, y=v))


def low_paths(a: End, b: End, *, boundary: bool) -> Iterator[list[Cell]]:
    """Paths with at most two bends that need no channel."""
    if not boundary and b.side > a.side:
        if a.y == b.y:
            yield [(a.side, a.y), (b.side, b.y)]
        else:
            for gap in range(a.side + 1, b.side, 2):
                yield [(a.side, a.y), (gap, a.y), (gap, b.y), (b.side, b.y)]
    if a.y == b.y:
        return
    if not boundary and b.mid > a.side:
        yield [(a.side, a.y), (b.mid, a.y), (b.mid, b.y)]
    if b.side > a.mid:
        yield [(a.mid, a.y), (a.mid, b.y), (b.side, b.y)]
    if b.mid == a.mid:
        yield [(a.mid, a.y), (b.mid, b.y)]


def channel_paths(a: End, b: End, *, h: int, boundary: bool) -> Iterator[list[Cell]]:
    """Paths through one horizontal slot."""
    right, left = a.side + 1, b.side - 1
    if a.mid != b.mid:
        yield [(a.mid, a.y), (a.mid, h), (b.mid, h), (b.mid, b.y)]
    yield [(a.mid, a.y), (a.mid, h), (left, h), (left, b.y), (b.side, b.y)]
    if not boundary:
        yield [(a.side, a.y), (right, a.y), (right, h), (b.mid, h), (b.mid, b.y)]
        if left != right:
            yield [(a.side, a.y), (right, a.y), (right, h), (left, h), (left, b.y), (b.side, b.y)]


def free(grid: Grid, points: list[Cell]) -> bool:
    """True when no corner and no segment touches a taken cell."""
    if any(p in grid.taken for p in points[1:-1]):
        return False
    for (x, y), (u, v) in itertools.pairwise(points):
        if y == v and not grid.clear_h(y, x, b=u):
            return False
        if x == u and not grid.clear_v(x, y, b=v):
            return False
    return True


def exit_cost(node: Node, link: Link, *, points: list[Cell]) -> float:
    """Price of leaving by an unusual side."""
    (x, y), (u, v) = points[:2]
    if link.boundary:
        return 0.0 if v > y else 9999.0
    vertical = x == u
    if link.back:
        return 0.0 if vertical else 25.0
    if not vertical or node.kind == "gateway":
        return 0.0
    return 80.0


def entry_cost(node: Node, link: Link, *, points: list[Cell], splits: bool) -> float:
    """Price of arriving on an unusual side."""
    (x, _y), (u, _v) = points[-2:]
    if x != u:
        return 30.0 if link.back else 0.0
    if link.back:
        return 0.0
    if node.kind == "gateway":
        return SPLIT_ENTRY if splits else 5.0
    return 30.0 if node.kind == "event" else 60.0


def base_cost(scope: Scope, link: Link, *, points: list[Cell], splits: set[str]) -> float:
    """Length, bends and sides."""
    cost = BEND * (len(points) - 2)
    for (x, y), (u, v) in itertools.pairwise(points):
        cost += STEP_X * abs(x - u) + STEP_Y * abs(y - v)
    if link.assoc:
        return cost
    return (
        cost
        + exit_cost(scope.nodes[link.src], link, points=points)
        + entry_cost(scope.nodes[link.dst], link, points=points, splits=link.dst in splits)
    )


def channels(grid: Grid, a: End, *, b: End, link: Link) -> list[int]:
    """Horizontal slots worth trying."""
    low, high = min(a.y, b.y), max(a.y, b.y)
    near = range(max(0, low - 5), min(len(grid.slots), high + 6))
    return [
        h
        for h in near
        if h not in (a.y, b.y) and not (link.boundary and h < a.y) and not (link.back and grid.slots[h].is_row)
    ]


def candidates(scope: Scope, grid: Grid, *, link: Link, splits: set[str]) -> list[Path]:
    """All free paths, cheapest first."""
    a, b = ends(grid, link)
    found = list(low_paths(a, b, boundary=link.boundary)) if not link.back else []
    for h in channels(grid, a, b=b, link=link):
        found += channel_paths(a, b, h=h, boundary=link.boundary)
    good = [Path(points=tuple(p), cost=base_cost(scope, link, points=p, splits=splits)) for p in found if free(grid, p)]
    return sorted(good, key=lambda p: p.cost)
