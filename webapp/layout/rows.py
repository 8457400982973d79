"""The search state of the row assignment: who holds which cell."""

from __future__ import annotations

from .layers import Layered, Link
from .model import Scope

BAND = 12


class Rows:
    """Mutable search state: the row of each node and who holds which cell."""

    def __init__(self, scope: Scope, lay: Layered) -> None:
        """Start with nothing placed."""
        self.scope = scope
        self.lay = lay
        self.row: dict[str, int] = {}
        self.cells: dict[tuple[int, int, int], str] = {}
        self.hosts = {link.src for link in lay.links if link.boundary}
        self.users: dict[tuple[int, int], int] = {}
        self.ends = {link: self.measure(link) for link in lay.links}

    def measure(self, link: Link) -> tuple[int, int]:
        """Columns between which a link runs, left one first."""
        a = self.lay.column[link.src] + self.scope.nodes[link.src].span - 1
        b = self.lay.column[link.dst]
        return (a, b) if a <= b else (b, a)

    def spots(self, key: str, row: int) -> list[tuple[int, int, int]]:
        """Cells a node covers in a row."""
        node, col = self.scope.nodes[key], self.lay.column[key]
        return [(node.lane, row, col + i) for i in range(node.span)]

    def fits(self, key: str, row: int) -> bool:
        """True when the cells are free for this node."""
        return all(self.cells.get(c, key) == key for c in self.spots(key, row))

    def put(self, key: str, row: int) -> None:
        """Place or move one node."""
        self.lift(key)
        self.row[key] = row
        line = (self.scope.nodes[key].lane, row)
        self.users[line] = self.users.get(line, 0) + 1
        for cell in self.spots(key, row):
            self.cells[cell] = key

    def lift(self, key: str) -> None:
        """Take one node out of the grid."""
        if key in self.row:
            row = self.row.pop(key)
            self.users[self.scope.nodes[key].lane, row] -= 1
            for cell in self.spots(key, row):
                self.cells.pop(cell, None)

    def level(self, key: str) -> int:
        """Global level: lanes far apart, rows close."""
        return self.scope.nodes[key].lane * BAND + self.row.get(key, 0)
