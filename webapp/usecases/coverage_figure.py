"""年度覆盖率 (domain section 11): done of everybody who held a head's post × the yearly measures, by the page's cells.

Of each year that the period touches the measures count whose round has begun; a measure of which nobody can be missing
yet is left out, as on the coverage page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from webapp.domain.ids import CaseId, RoomId
from webapp.domain.said import Said
from webapp.domain.sights import PAGE_SIZE
from webapp.store.statistics import Behind, Counted, Span, Took
from webapp.usecases.act import Act
from webapp.usecases.coverage_cells import FIRST_YEAR, columns_of, counting, rows_of, year_of
from webapp.usecases.views.coverage import Cell, Column
from webapp.usecases.views.statistics import MeasurePart


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A measure in a year: its cells, as far as unit and room are asked for, and the numbers of cases seen."""

    year: int
    column: Column
    cells: tuple[Cell, ...]
    numbers: Mapping[str, str | None]


class Coverage:
    """The figure of a span, of a unit's heads or of the cases in a room's hands if asked."""

    def __init__(self, act: Act, span: Span) -> None:
        self._parts = tuple(part for year in _years(span) for part in _of_year(act, span, year))

    def counted(self) -> Counted:
        """This function will count the cells, and those of them that are done."""
        return _counted(cell for part in self._parts for cell in part.cells)

    def by_room(self) -> Mapping[RoomId | None, Counted]:
        """This function will count them by the room of the case; what has none yet stands under none."""
        cells = [cell for part in self._parts for cell in part.cells]
        rooms = sorted({cell.room_id for cell in cells}, key=lambda one: one or "")
        return {room: _counted(cell for cell in cells if cell.room_id == room) for room in rooms}

    def by_measure(self) -> tuple[MeasurePart, ...]:
        """This function will count each year's measures."""
        return tuple(_measure(part) for part in self._parts)

    def by_kind(self) -> Mapping[str, int]:
        """This function will give nothing: a cell is done or not."""
        return {}

    def took(self) -> tuple[Took, ...]:
        """This function will give nothing: it is no figure of time."""
        return ()

    def behind(self) -> tuple[Behind, ...]:
        """This function will list the cases in the cells that one may see, each once: a report covers many heads."""
        return tuple(self._behind().values())[:PAGE_SIZE]

    def seen(self) -> int:
        """This function will count these cases."""
        return len(self._behind())

    def _behind(self) -> Mapping[str, Behind]:
        return {
            cell.case_id: Behind(
                case_id=CaseId(cell.case_id),
                number=part.numbers[cell.case_id],
                measure=part.column.code,
                good=cell.state == "done",
                on=None,
            )
            for part in reversed(self._parts)
            for cell in part.cells
            if cell.case_id is not None
        }


def _years(span: Span) -> Iterable[int]:
    """The years that the period touches, this one the last: of a year to come nobody knows the heads."""
    return range(max(FIRST_YEAR, span.first.year), min(span.last.year, span.today.year) + 1)


def _of_year(act: Act, span: Span, year: int) -> Iterator[_Part]:
    found = year_of(act, year)
    rows = rows_of(act, found)
    mine = [row for row in rows if span.unit_id in (None, *row.units)]
    columns = columns_of(act, found, rows)
    for column in counting(columns):
        place = columns.index(column)
        cells = (row.cells[place] for row in mine)
        kept = tuple(cell for cell in cells if span.room_id in (None, cell.room_id))
        yield _Part(year=year, column=column, cells=kept, numbers=found.seen)


def _counted(cells: Iterable[Cell]) -> Counted:
    states = [cell.state for cell in cells]
    return Counted(total=len(states), good=states.count("done"))


def _measure(part: _Part) -> MeasurePart:
    found = _counted(part.cells)
    return MeasurePart(year=part.year, title=Said(part.column.title), total=found.total, good=found.good or 0)
