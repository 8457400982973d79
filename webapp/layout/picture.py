"""One scope as a finished picture, sub-processes first (recursive)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .grid import Grid, make_grid
from .labels import place_labels
from .layers import layered
from .lines import line_points
from .model import Node, Scope
from .order import assign_rows
from .place import Box, Point, Sizes, node_boxes, slot_sizes
from .route import choose_paths
from .tracks import assign_tracks

PAD_X, PAD_TOP, PAD_BOTTOM = 10, 20, 0
PITCH, MAX_SHIFT = 140, 100


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Boxes, lines and labels in local coordinates."""

    width: float
    height: float
    boxes: dict[str, Box]
    lines: dict[str, tuple[Point, ...]]
    labels: dict[str, Box]
    bands: tuple[tuple[float, float], ...]
    main_y: float = 0.0

    def moved(self, dx: float, dy: float) -> Picture:
        """The picture shifted."""
        return Picture(
            width=self.width,
            height=self.height,
            boxes={k: b.moved(dx, dy) for k, b in self.boxes.items()},
            lines={k: tuple((x + dx, y + dy) for x, y in p) for k, p in self.lines.items()},
            labels={k: b.moved(dx, dy) for k, b in self.labels.items()},
            bands=tuple((y + dy, h) for y, h in self.bands),
            main_y=self.main_y + dy,
        )


def pads(inner: Picture) -> tuple[float, float]:
    """Space above and below, so that the inner main line continues the outer one."""
    above = inner.main_y + PAD_TOP
    below = inner.height - inner.main_y + PAD_BOTTOM
    if abs(above - below) > MAX_SHIFT:
        return PAD_TOP, PAD_BOTTOM
    return PAD_TOP + max(0.0, below - above), PAD_BOTTOM + max(0.0, above - below)


def sized(node: Node, inner: Picture | None, *, guests: int) -> Node:
    """Node with its final size and column span."""
    if inner is not None:
        width = max(inner.width + 2 * PAD_X, 160, 60 + 74 * guests)
        height = inner.height + sum(pads(inner))
        return replace(node, width=width, height=height, span=max(1, round(width / PITCH)))
    if node.kind == "task" and guests > 2:
        return replace(node, width=60 * guests - 20)
    return node


def with_sizes(scope: Scope, inner: dict[str, Picture]) -> Scope:
    """Scope whose nodes know their size."""
    guests: dict[str, int] = {}
    for node in scope.nodes.values():
        if node.host:
            guests[node.host] = guests.get(node.host, 0) + 1
    return replace(scope, nodes={k: sized(n, inner.get(k), guests=guests.get(k, 0)) for k, n in scope.nodes.items()})


def band_spans(grid: Grid, sizes: Sizes, *, bands: int) -> list[tuple[float, float]]:
    """Top and height of every band."""
    result = []
    for band in range(bands):
        slots = [i for i, s in enumerate(grid.slots) if s.band == band]
        top = sizes.y[slots[0]]
        result.append((top, sizes.y[slots[-1]] + sizes.height[slots[-1]] - top))
    return result


def draw(scope: Scope) -> Picture:
    """Lay out one scope with everything inside."""
    inner = {k: draw(n.scope) for k, n in scope.nodes.items() if n.scope is not None}
    scope = with_sizes(scope, inner)
    lay = layered(scope)
    grid = make_grid(scope, lay, rows=assign_rows(scope, lay))
    paths = choose_paths(scope, lay, grid=grid)
    tracks = assign_tracks(grid, paths)
    sizes = slot_sizes(scope, grid, paths=paths, tracks=tracks)
    boxes = node_boxes(scope, lay, grid=grid, sizes=sizes)
    lines = {
        link.flow.id: line_points(link, points, grid=grid, sizes=sizes, tracks=tracks, boxes=boxes)
        for link, points in paths.items()
    }
    width, height = sizes.x[-1] + sizes.width[-1], sizes.y[-1] + sizes.height[-1]
    bands = band_spans(grid, sizes, bands=scope.bands)
    rules = [Box(x=0, y=top - 1, width=width, height=2) for top, _ in [*bands, (height, 0)]]
    labels = place_labels(scope, boxes, lines=lines, rules=rules)
    main_y = boxes[lay.main[0]].center[1] if lay.main else height / 2
    return embed(
        Picture(width=width, height=height, boxes=boxes, lines=lines, labels=labels, bands=tuple(bands), main_y=main_y),
        inner,
    )


def embed(outer: Picture, inner: dict[str, Picture]) -> Picture:
    """Put the pictures of sub-processes into their boxes."""
    boxes, lines, labels = dict(outer.boxes), dict(outer.lines), dict(outer.labels)
    for key, picture in inner.items():
        box = boxes[key]
        part = picture.moved(box.x + (box.width - picture.width) / 2, box.y + pads(picture)[0])
        boxes.update(part.boxes)
        lines.update(part.lines)
        labels.update(part.labels)
    return replace(outer, boxes=boxes, lines=lines, labels=labels)
