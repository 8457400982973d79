"""The coarse grid: column and row slots with gaps between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from .layers import Layered
from .model import Scope

Cell = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One horizontal slot: a row of a band, or a gap."""

    band: int
    is_row: bool


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Slots and who occupies them. x slots: even gap, odd column."""

    columns: int
    slots: tuple[Slot, ...]
    place: dict[str, Cell]
    last: dict[str, int]
    taken: dict[Cell, str] = field(default_factory=dict)

    @property
    def xs(self) -> int:
        """Number of x slots."""
        return 2 * self.columns + 1

    def clear_h(self, y: int, a: int, *, b: int) -> bool:
        """No node strictly between two x slots."""
        a, b = min(a, b), max(a, b)
        return not self.slots[y].is_row or all((x, y) not in self.taken for x in range(a + 1, b))

    def clear_v(self, x: int, a: int, *, b: int) -> bool:
        """No node strictly between two y slots."""
        a, b = min(a, b), max(a, b)
        return all((x, y) not in self.taken for y in range(a + 1, b))


def band_slots(bands: int, used: dict[int, list[int]]) -> tuple[list[Slot], dict[Cell, int]]:
    """Slots of all bands and the slot of each (band, row)."""
    slots: list[Slot] = []
    where: dict[Cell, int] = {}
    for band in range(bands):
        slots.append(Slot(band=band, is_row=False))
        for row in used.get(band) or [0]:
            where[band, row] = len(slots)
            slots += [Slot(band=band, is_row=True), Slot(band=band, is_row=False)]
    return slots, where


def make_grid(scope: Scope, lay: Layered, *, rows: dict[str, int]) -> Grid:
    """Grid for placed nodes."""
    used: dict[int, list[int]] = {}
    for key, row in rows.items():
        used.setdefault(scope.nodes[key].lane, []).append(row)
    used = {band: sorted(set(values)) for band, values in used.items()}
    slots, where = band_slots(scope.bands, used)
    count = max((lay.column[k] + scope.nodes[k].span for k in rows), default=1)
    place, last, taken = {}, {}, {}
    for key, row in rows.items():
        node, y = scope.nodes[key], where[scope.nodes[key].lane, row]
        place[key] = (2 * lay.column[key] + 1, y)
        last[key] = 2 * (lay.column[key] + node.span - 1) + 1
        for x in range(place[key][0], last[key] + 1):
            taken[x, y] = key
    return Grid(columns=count, slots=tuple(slots), place=place, last=last, taken=taken)
