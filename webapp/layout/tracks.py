"""Tracks: lines that share a gap get parallel tracks in an order with few crossings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .grid import Cell, Grid
from .layers import Link

Key = tuple[Link, int]
Paths = dict[Link, tuple[Cell, ...]]


class Run(Protocol):
    """What counts for crossings: extent along the gap and turns at the ends."""

    @property
    def low(self) -> int:
        """First slot."""

    @property
    def high(self) -> int:
        """Last slot."""

    @property
    def turns(self) -> tuple[tuple[int, int], ...]:
        """Position and side of the turns."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A segment inside a gap: its extent and where it turns at both ends."""

    key: Key
    low: int
    high: int
    turns: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Tracks:
    """Track number of each piece and number of tracks of each gap."""

    number: dict[Key, int]
    count: dict[tuple[bool, int], int]


def turn(at: int, other: int, *, pos: int) -> tuple[int, int]:
    """Position of an end and the side its line continues to."""
    return pos, (other > at) - (other < at)


def piece(link: Link, index: int, *, points: tuple[Cell, ...]) -> tuple[bool, int, Piece]:
    """Describe segment number index of a path."""
    vertical = points[index][0] == points[index + 1][0]
    axis, along = (0, 1) if vertical else (1, 0)
    turns = []
    for here, there in ((index, index - 1), (index + 1, index + 2)):
        if 0 <= there < len(points):
            turns.append(turn(points[here][axis], points[there][axis], pos=points[here][along]))
    low, high = sorted((points[index][along], points[index + 1][along]))
    return vertical, points[index][axis], Piece(key=(link, index), low=low, high=high, turns=tuple(turns))


def gap_pieces(grid: Grid, paths: Paths) -> dict[tuple[bool, int], list[Piece]]:
    """All pieces that run inside gaps, by gap."""
    result: dict[tuple[bool, int], list[Piece]] = {}
    for link, points in paths.items():
        for index in range(len(points) - 1):
            vertical, at, found = piece(link, index, points=points)
            in_gap = at % 2 == 0 if vertical else not grid.slots[at].is_row
            if in_gap:
                result.setdefault((vertical, at), []).append(found)
    return result


def related(one: Piece, two: Piece) -> bool:
    """May two pieces share a track as one trunk?"""
    a, b = one.key[0], two.key[0]
    return a.flow.source == b.flow.source or a.dst == b.dst


def bundles(pieces: list[Piece]) -> list[list[Piece]]:
    """Group pieces of a common source or target into trunks."""
    groups: list[list[Piece]] = []
    for item in pieces:
        home = next((g for g in groups if all(related(item, o) for o in g)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def cut(one: Run, two: Run) -> float:
    """Crossings when piece one lies before (left of, above) piece two."""
    cost = 0.0
    for pos, side in one.turns:
        if side > 0:
            cost += two.low < pos < two.high
            cost += 5 * any(pos == p and s < 0 for p, s in two.turns)
    for pos, side in two.turns:
        if side < 0:
            cost += one.low < pos < one.high
    return cost


def group_cut(one: list[Piece], two: list[Piece]) -> float:
    """Crossings between two trunks in this order."""
    return sum(cut(a, b) for a in one for b in two if not related(a, b) or a.key != b.key)


def untangled(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Break up trunks that would lie on another line in either order."""
    result = list(groups)
    for i, one in enumerate(groups):
        for two in groups[i + 1 :]:
            if min(group_cut(one, two), group_cut(two, one)) >= 5:
                big = max(one, two, key=len)
                if len(big) > 1 and big in result:
                    result.remove(big)
                    result += [[item] for item in big]
    return result


def ordered(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Insert trunks one by one at the cheapest place."""
    result: list[list[Piece]] = []
    for group in sorted(groups, key=lambda g: (min(p.low for p in g), -max(p.high for p in g))):
        costs = []
        for at in range(len(result) + 1):
            cost = sum(group_cut(g, group) for g in result[:at])
            cost += sum(group_cut(group, g) for g in result[at:])
            costs.append((cost, at))
        result.insert(min(costs)[1], group)
    return result


def overlap(one: list[Piece], two: list[Piece]) -> bool:
    """Do two trunks touch along the gap?"""
    return any(a.low <= b.high and b.low <= a.high for a in one for b in two)


def number_tracks(groups: list[list[Piece]], out: dict[Key, int]) -> int:
    """Give every trunk the first track right of all it overlaps."""
    levels: list[int] = []
    for index, group in enumerate(groups):
        level = max((levels[i] + 1 for i in range(index) if overlap(groups[i], group)), default=0)
        levels.append(level)
        for item in group:
            out[item.key] = level
    return max(levels, default=-1) + 1


def assign_tracks(grid: Grid, paths: Paths) -> Tracks:
    """Track of every gap segment."""
    number: dict[Key, int] = {}
    count: dict[tuple[bool, int], int] = {}
    for gap, pieces in gap_pieces(grid, paths).items():
        count[gap] = number_tracks(ordered(untangled(bundles(pieces))), number)
    return Tracks(number=number, count=count)
