"""年度覆盖 (demand C12): every head of a year in every yearly measure; a gap stands by name with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from webapp.domain.actor import Permission
from webapp.usecases import coverage_cells as cells
from webapp.usecases.act import Act, reads
from webapp.usecases.coverage_cells import columns_of, counting, rows_of, year_of
from webapp.usecases.views.coverage import Column, CoverageView, HeadRow

GAPS_ONLY = "gaps"


@reads(Permission.SEE_COVERAGE)
def coverage_page(act: Act, *, year: int | None = None, only: str = "", words: str = "") -> CoverageView:
    """This function will show how every head of a year stands in every yearly measure.

    `only` is empty, `gaps`, or a measure's code: its gaps alone. `words` narrow the heads by name, unit or post.
    """
    shown = year or act.today.year
    found = year_of(act, shown)
    rows = rows_of(act, found)
    columns = columns_of(act, found, rows)
    listed = [row for row in rows if _asked(row, only) and _holds(row, words)]
    return CoverageView(
        year=shown,
        years=tuple(range(max(cells.FIRST_YEAR, act.today.year - 4), act.today.year + 1)),
        columns=columns,
        total=_total(columns),
        rows=tuple(listed),
        heads=len(rows),
        gaps=sum(_asked(row, GAPS_ONLY) for row in rows),
        only=only,
        words=words,
        keeps_rounds=act.actor.may(Permission.OPEN_CYCLES),
    )


def _total(columns: Sequence[Column]) -> Column:
    counts = sum((Counter(one.counts) for one in counting(columns)), Counter[str]())
    return Column(code="", process="", title="", counts=counts)


def _asked(row: HeadRow, only: str) -> bool:
    if only == GAPS_ONLY:
        return any(cell.state == "missing" for cell in row.cells)
    if only in cells.COLUMNS:
        return row.cells[list(cells.COLUMNS).index(only)].state == "missing"
    return True


def _holds(row: HeadRow, words: str) -> bool:
    told = "".join((row.name, *row.posts))
    return all(word in told for word in words.split())
