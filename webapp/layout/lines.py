"""Lines: pixel corner points from grid paths and tracks."""

from __future__ import annotations

import itertools

from .grid import Grid
from .layers import Link
from .place import BOUNDARY_ROOM, Box, Point, Sizes
from .tracks import Tracks


def line_points(
    link: Link, points: tuple[tuple[int, int], ...], *, grid: Grid, sizes: Sizes, tracks: Tracks, boxes: dict[str, Box]
) -> tuple[Point, ...]:
    """Pixel corner points of one line."""
    at = [
        segment_at(link, i, points=points, grid=grid, sizes=sizes, tracks=tracks, boxes=boxes)
        for i in range(len(points) - 1)
    ]
    vertical = [p[0] == q[0] for p, q in itertools.pairwise(points)]
    result = [border(boxes[link.flow.source], vertical[0], at=at[0], here=points[0], there=points[1])]
    for i in range(1, len(at)):
        result.append((at[i - 1], at[i]) if vertical[i - 1] else (at[i], at[i - 1]))
    target = boxes[link.flow.target]
    result.append(border(target, vertical[-1], at=at[-1], here=points[-1], there=points[-2]))
    return tuple(result)


def segment_at(
    link: Link,
    index: int,
    *,
    points: tuple[tuple[int, int], ...],
    grid: Grid,
    sizes: Sizes,
    tracks: Tracks,
    boxes: dict[str, Box],
) -> float:
    """Pixel position of one segment across its direction."""
    (x, y), (u, _) = points[index], points[index + 1]
    if (link, index) in tracks.number:
        slot, vertical = (x, True) if x == u else (y, False)
        return track_at(
            sizes,
            vertical,
            slot=slot,
            tracks=tracks,
            number=tracks.number[link, index],
            guests=has_guests(grid, boxes, sizes=sizes, slot=slot, vertical=vertical),
        )
    if x != u:
        return sizes.mid_y(y)
    if link.boundary and index == 0:
        return boxes[link.flow.source].center[0]
    return sizes.mid_x(x)


def has_guests(grid: Grid, boxes: dict[str, Box], *, sizes: Sizes, slot: int, vertical: bool) -> bool:
    """Does a boundary event hang into this row gap?"""
    if vertical or slot == 0:
        return False
    top = sizes.y[slot]
    return any(b.height == 36 and k not in grid.place and b.y < top + 18 and b.y + 36 > top for k, b in boxes.items())


def track_at(sizes: Sizes, vertical: bool, *, slot: int, tracks: Tracks, number: int, guests: bool) -> float:
    """Pixel position of a track inside its gap."""
    start, size = (sizes.x[slot], sizes.width[slot]) if vertical else (sizes.y[slot], sizes.height[slot])
    if guests:
        start, size = start + BOUNDARY_ROOM, size - BOUNDARY_ROOM
    return round(start + size * (number + 1) / (tracks.count[vertical, slot] + 1), 1)


def border(box: Box, vertical: bool, *, at: float, here: tuple[int, int], there: tuple[int, int]) -> Point:
    """Where a line meets the border of a box."""
    if vertical:
        return at, box.y + box.height if there[1] > here[1] else box.y
    return (box.x + box.width if there[0] > here[0] else box.x), at
