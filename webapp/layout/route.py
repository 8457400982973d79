"""Choose one path for every line so that lines rarely cross and never share a track."""

from __future__ import annotations

from dataclasses import dataclass

from .grid import Cell, Grid
from .layers import Layered, Link
from .model import Scope
from .paths import Path, candidates
from .tracks import cut, piece

CROSS = 250.0
SHARE = 1500.0
CROWD = 6.0
AMBIGUOUS = 180.0
MERGE = 25.0
ROUNDS = 2


@dataclass(frozen=True, kw_only=True)
class Segment:
    """One straight piece of a chosen path, with its turns as in tracks."""

    link: Link
    vertical: bool
    at: int
    low: int
    high: int
    turns: tuple[tuple[int, int], ...]


def segments(link: Link, points: tuple[Cell, ...]) -> list[Segment]:
    """Straight pieces of a path."""
    result = []
    for index in range(len(points) - 1):
        vertical, at, found = piece(link, index, points=points)
        result.append(Segment(link=link, vertical=vertical, at=at, low=found.low, high=found.high, turns=found.turns))
    return result


class Board:
    """Chosen segments by slot."""

    def __init__(self, grid: Grid) -> None:
        """Empty board."""
        self.grid = grid
        self.lines: dict[tuple[bool, int], list[Segment]] = {}

    def add(self, pieces: list[Segment]) -> None:
        """Put segments on the board."""
        for part in pieces:
            self.lines.setdefault((part.vertical, part.at), []).append(part)

    def remove(self, pieces: list[Segment]) -> None:
        """Take segments off the board."""
        for part in pieces:
            self.lines[part.vertical, part.at].remove(part)

    def crossings(self, part: Segment) -> int:
        """Segments of other lines that the piece cuts."""
        count = 0
        for at in range(part.low + 1, part.high):
            for other in self.lines.get((not part.vertical, at), ()):
                count += other.low < part.at < other.high
        return count

    def sharing(self, part: Segment) -> float:
        """Price of lying on other lines in the same slot."""
        cost = 0.0
        for other in self.lines.get((part.vertical, part.at), ()):
            if part.low < other.high and other.low < part.high:
                cost += self.share_price(part, other)
        return cost

    def share_price(self, part: Segment, other: Segment) -> float:
        """Nothing for trunks, little in channels, a lot elsewhere."""
        one, two = part.link, other.link
        if one.flow.source == two.flow.source:
            return AMBIGUOUS if (one.flow.name and two.flow.name) or one.back != two.back else 0.0
        if one.dst == two.dst:
            return 0.0 if one.back == two.back else MERGE
        if one.boundary and two.boundary and one.src == two.src:
            return 0.0
        fixed = part.at % 2 == 1 if part.vertical else self.grid.slots[part.at].is_row
        if fixed:
            return SHARE
        conflict = min(cut(part, other), cut(other, part))
        return SHARE if conflict >= 5 else CROWD + CROSS * conflict

    def price(self, link: Link, path: Path, *, limit: float) -> float:
        """Full cost of a path, cut off above the limit."""
        cost = path.cost
        for part in segments(link, path.points):
            cost += CROSS * self.crossings(part) + self.sharing(part)
            if cost >= limit:
                break
        return cost


def pick(board: Board, link: Link, *, options: list[Path]) -> Path:
    """Cheapest path given what is on the board."""
    best, best_cost = options[0], float("inf")
    for path in options:
        if path.cost >= best_cost:
            break
        cost = board.price(link, path, limit=best_cost)
        if cost < best_cost:
            best, best_cost = path, cost
    return best


def urgency(lay: Layered, link: Link) -> tuple[int, int, int]:
    """Main line first, then short lines, loops last."""
    steps = set(zip(lay.main, lay.main[1:], strict=False))
    span = abs(lay.column[link.dst] - lay.column[link.src])
    return (2 if link.assoc else int(link.back), 0 if (link.src, link.dst) in steps else 1, span)


def choose_paths(scope: Scope, lay: Layered, *, grid: Grid) -> dict[Link, tuple[Cell, ...]]:
    """One path per link."""
    board = Board(grid)
    order = sorted((link for link in lay.links), key=lambda link: urgency(lay, link))
    sources = [link.src for link in lay.links if not link.boundary and not link.assoc]
    splits = {k for k in sources if sources.count(k) > 1}
    options = {link: candidates(scope, grid, link=link, splits=splits) for link in order}
    chosen: dict[Link, Path] = {}
    for _ in range(ROUNDS):
        for link in order:
            if not options[link]:
                continue
            if link in chosen:
                board.remove(segments(link, chosen[link].points))
            chosen[link] = pick(board, link, options=options[link])
            board.add(segments(link, chosen[link].points))
    return {link: path.points for link, path in chosen.items()}
