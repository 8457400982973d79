"""Completions a second of the whole house over those of the stock way, in one run, step by step in turn.

Both lead the same inquiry along the same way with the same submissions, every completion one synced commit. The house
does all that it does: sight, form, engine, handlers, history, audit, sealed contents. Stock loads its JSON, completes,
runs and saves, and that is all (see `stock`). Of each step the middle time over all lives counts, so that what else
the machine does counts for neither.

Stock's JSON holds the diagrams besides the case. A user of stock may write a converter that leaves them out; how the
house stands to that is a row of its own, without a limit.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.bench.figures import Figure, at_least, middle, milliseconds
from tests.bench.ground import Ground, Sizes
from tests.bench.life import MEETING, PROCESS, RESULT, START, Inquiry, Prepared, Step, inquiries, steps
from tests.bench.stock.running import PostgresRows, Rows, SqliteRows, StockOffice
from tests.usecases.office import House
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId
from webapp.engine import Definition
from webapp.store import audit
from webapp.usecases.act import Act, reads

LIMIT = 2.0
DECISION = {"result": RESULT, "minutes": "纪要〔2026〕1号", "adopted": True}
WARM_UP = 1


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Lead inquiries through their lives in both offices."""
    house = ground.fresh("ratio")
    definition = house.office.view(definition_in_force, SYSTEM)
    rows = rows_of(ground)
    race = Race(house, [StockOffice(definition, START, rows, specs_apart=apart) for apart in (False, True)])
    gc.collect()
    gc.freeze()
    for number, inquiry in enumerate(inquiries(house, WARM_UP + sizes.lives)):
        race.run(inquiry, timed=number >= WARM_UP)
    gc.unfreeze()
    return race.figures(ground.database)


def rows_of(ground: Ground) -> Rows:
    """Give the stock office's table, in a database of its own."""
    on_file = ground.server is None
    url = ground.url("stock")
    found = SqliteRows(Path(url.removeprefix("sqlite:///"))) if on_file else PostgresRows(url.replace("+psycopg", ""))
    ground.made.callback(found.close)
    return found


@reads(Permission.SYSTEM)
def definition_in_force(act: Act) -> Definition:
    """This function will give measure 8 as it is deployed."""
    return act.office.library.current(act.tx, PROCESS)[1]


Times = dict[str, list[float]]


class Race:
    """The house and stock offices with the same inquiry before them."""

    def __init__(self, house: House, stocks: Sequence[StockOffice]) -> None:
        self.house, self.stocks = house, stocks
        self.ours: Times = {}
        self.theirs: list[Times] = [{} for _ in stocks]

    def run(self, inquiry: Inquiry, *, timed: bool) -> None:
        """Let all go step by step; a meeting's word is handed over untimed."""
        keys = [stock.open_case() for stock in self.stocks]
        for step in steps(inquiry.team, inquiry.subject, inquiry.stage.today):
            if step is MEETING:
                inquiry.do(step, Prepared.submit)
                for stock, key in zip(self.stocks, keys, strict=True):
                    stock.deliver(key, step.element, DECISION)
            else:
                self._step(inquiry, step, keys, timed=timed)
        lost = [key for stock, key in zip(self.stocks, keys, strict=True) if not stock.is_over(key)]
        assert not lost, "a stock office lost its case"

    def _step(self, inquiry: Inquiry, step: Step, keys: Sequence[str], *, timed: bool) -> None:
        spent: list[float] = []
        inquiry.do(step, lambda one: spent.append(milliseconds(one.submit)))
        routed = self.routed(inquiry.case_id)
        for stock, key in zip(self.stocks, keys, strict=True):
            spent.append(milliseconds(partial(stock.complete, key, step.element, routed)))
        if timed:
            for times, one in zip((self.ours, *self.theirs), spent, strict=True):
                times.setdefault(step.path, []).append(one)

    def routed(self, case_id: CaseId) -> dict[str, object]:
        """Give what the last form told the diagram, as the case's chain holds it."""
        with self.house.office.database.read() as tx:
            last = audit.entries(tx, audit.stream_of(case_id), opened=True)[-1]
        routed = (last.entry.sealed or {})["routing"]
        assert isinstance(routed, dict)
        return routed

    def figures(self, database: str) -> tuple[Figure, ...]:
        """Give how many times as many completions the house does."""
        ours, stock, apart = map(mean_of_middles, (self.ours, *self.theirs))
        name = "ratio_vs_stock"
        note = f"{len(self.ours)} steps, ours {ours:.1f} ms, stock {stock:.1f} ms each"
        bare = f"stock {apart:.1f} ms each by a converter that leaves the diagrams out of the JSON"
        return (
            at_least(LIMIT, name=name, database=database, value=stock / ours, note=note),
            Figure(name=f"{name}, diagrams left out", database=database, value=apart / ours, note=bare),
        )


def mean_of_middles(times: Times) -> float:
    """Give the mean over the steps of each step's middle time."""
    return sum(map(middle, times.values())) / len(times)
