"""Completed tasks of whole inquiries, everything included: sight, form, engine, handlers, seals, audit, commit."""

from __future__ import annotations

import datetime as dt

from tests.bench import told
from tests.bench.figures import Figure, at_most, middle, milliseconds, ninth, processor
from tests.bench.ground import STORIES_LAST, Ground, Sizes
from tests.bench.life import AWAITED, Prepared, inquiries
from tests.usecases.office import House
from tests.usecases.robot import MOST
from webapp.domain.actor import Actor
from webapp.domain.ids import CaseId, TaskId
from webapp.store.tables import case
from webapp.usecases.completing import Posted
from webapp.usecases.demo.cases import under_way
from webapp.usecases.demo.stage import Stage

TARGET_MS, TARGET_STATEMENTS, TARGET_BYTES = 5.0, MOST, 8_000


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Let inquiries go through their whole lives: time, statements, and what the engine keeps half way.

    Statements are also counted through the stories of the demo and of the use cases: all ten measures, to their ends.
    """
    house = ground.fresh("acts")
    book = Book(house)
    for inquiry in inquiries(house, sizes.lives):
        inquiry.walk(book.write)
    if sizes.stories:
        end = house.clock() + STORIES_LAST
        under_way(Watched(book, begins=house.clock()), end=end)
        for path, count in told.statements(ground):
            book.note(path, count)
    return book.figures(ground.database)


class Book:
    """What each completion took."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.times: list[float] = []
        self.work: list[float] = []
        self.statements: dict[str, int] = {}
        self.counts: list[int] = []
        self.sizes: list[int] = []

    def write(self, one: Prepared) -> None:
        """Let a step be completed and write down what it took."""
        if one.step.element == AWAITED:
            self.sizes.append(state_bytes(self.house, one.case_id))
        worked: list[float] = []
        self.times.append(milliseconds(lambda: worked.append(processor(one.submit))))
        self.work += worked
        self.count(one.step.path)

    def count(self, path: str) -> None:
        """Write down how many statements the act that was just committed took."""
        self.note(path, self.house.meter.committed)

    def note(self, path: str, count: int) -> None:
        """Write down how many statements a completion took."""
        self.counts.append(count)
        self.statements[path] = max(count, self.statements.get(path, 0))

    def figures(self, database: str) -> tuple[Figure, ...]:
        """Give the figures of all completions."""
        note = f"{len(self.times)} acts, p90 {ninth(self.times):.1f} ms, processor {middle(self.work):.1f} ms"
        dear = {path: count for path, count in self.statements.items() if count > TARGET_STATEMENTS}
        above = "".join(f", {path} {count}" for path, count in sorted(dear.items(), key=lambda one: -one[1]))
        return (
            at_most(TARGET_MS, name="completion_ms", database=database, value=middle(self.times), unit="ms", note=note),
            at_most(
                TARGET_STATEMENTS,
                name="statements_per_completion",
                database=database,
                value=max(self.counts),
                note=f"the most of {len(self.counts)} acts, median {middle(self.counts):.0f}{above}",
            ),
            at_most(
                TARGET_BYTES,
                name="bytes_per_open_case",
                database=database,
                value=max(self.sizes),
                unit="B",
                note="measure 8 awaiting the reply: the sealed state, the largest",
            ),
        )


class Watched(Stage):
    """The stories' stage, on which the statements of each completed step are counted."""

    def __init__(self, book: Book, *, begins: dt.datetime) -> None:
        super().__init__(book.house.office, begins=begins)
        self.book = book

    def complete(self, actor: Actor, path: str, *, task_id: TaskId, posted: Posted) -> None:
        """Submit, and count what that took."""
        super().complete(actor, path, task_id=task_id, posted=posted)
        self.book.count(path)


def state_bytes(house: House, case_id: CaseId) -> int:
    """Give the size of a case's sealed state as it lies in the database."""
    with house.office.database.read() as tx:
        return len(tx.execute(case.select().where(case.c.id == case_id)).one().state)
