"""Whether an office grows slower with its cases: completions and inbox pages among few open cases and among many.

All offices hold copies of real cases (see `kinds`): whatever the demo's stories of all ten measures left open, and
inquiries, most early in their lives, some far on, about several heads. The large office has more rooms with people of
their own, so that each has as much to do as in the small one: what is measured is how far the others' work is in one's
way. Each measure is taken in both in turn, at the same step, and the middle counts. How long a page takes whose reader
has a third of ten thousand tasks is measured in an office whose inquiries lie in three rooms.
"""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any  # columns of any type

import psycopg

from tests.bench import chains
from tests.bench.copies import Copy, Row, columns_of, twin_of
from tests.bench.figures import Figure, at_most, middle, milliseconds, ninth
from tests.bench.ground import Ground, Sizes
from tests.bench.kinds import Doable, Kind, inquiries, of_stories, tried, twinned
from tests.bench.life import HEADS, Prepared, declare, filled
from tests.usecases.office import House
from webapp.domain.ids import CaseId, PersonId, RoomId, TaskId
from webapp.domain.roster import Affiliation, Person, Room
from webapp.store import grants, people
from webapp.store.adopting import adopt
from webapp.store.db import Tx
from webapp.usecases.demo.stage import Stage
from webapp.usecases.inbox import inbox
from webapp.usecases.views.tasks import InboxFilters

FLAT, INBOX_GROWTH, INBOX_MS = 1.2, 2.0, 50.0
TABS = ("mine", "pool")
READER = "zhou"
"""Whose inbox is looked at: an officer of one of the rooms that inquiries go to."""
PER_TWIN = 1_000
"""So many cases of an office lie in its rooms; for more of them there are twins of the rooms with their people."""
PER_HEAD = 100
"""Inquiries for each head that they are about, of five at most."""
BATCH = 1_000
FIRST_NUMBER = 1_000
"""The copies' numbers begin above those that real cases took."""


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Fill two offices and work in both in turn, then one whose three rooms have far too much to do."""
    can_be_done = tried(ground.told("tried")) if sizes.stories else None
    few = Crowd(ground, "few", cases=sizes.small, acts=sizes.acts, can_be_done=can_be_done)
    twins = max(1, sizes.large // PER_TWIN)
    many = Crowd(ground, "many", cases=sizes.large, acts=sizes.acts, twins=twins, can_be_done=can_be_done)
    full = Crowd(ground, "full", cases=sizes.full)
    ground.filled = many.house
    found = (flat(ground.database, few, many), growth(ground.database, few, many, sizes.looks))
    return (*found, *pages(ground.database, full, sizes.looks))


class Crowd:
    """An office with so many open cases; `chosen` are the copies that completions are timed on, kind by kind in turn.

    With what `can_be_done` in them the cases of the stories are copied besides the inquiries.
    """

    def __init__(
        self,
        ground: Ground,
        name: str,
        *,
        cases: int,
        acts: int = 0,
        twins: int = 1,
        can_be_done: Mapping[CaseId, Doable] | None = None,
    ) -> None:
        self.house = ground.fresh(name) if can_be_done is None else ground.told(name)
        self.cases, self.twins = cases, twins
        self.stage = Stage(self.house.office, begins=self.house.clock())
        names = twinned(self.house)
        stories = [] if can_be_done is None else list(of_stories(self.house, can_be_done, names))
        heads = HEADS[: max(1, cases // PER_HEAD)]
        self.kinds = [*stories, *inquiries(self.house, heads, names)]
        self.rooms = furnish_twins(self.house, names, twins)
        wanted = self._wanted(acts)
        with self.house.office.database.read() as tx:
            self.series = chains.highest(tx)
        made: dict[int, tuple[Kind, Copy]] = {}
        with filling(ground, self.house) as write:
            for first in range(0, cases, BATCH):
                write(self._batch(range(first, min(first + BATCH, cases)), set(wanted), made))
        self.chosen = [made[number] for number in wanted]
        self._declare()

    def kind(self, number: int) -> Kind:
        """Give what the copy of that number is a copy of."""
        kinds = self.kinds[number % len(self.kinds)]
        return kinds[number // len(self.kinds) // self.twins % len(kinds)]

    def _wanted(self, acts: int) -> list[int]:
        """Numbers of copies to work on: of each kind that can be worked on one, then of each another one."""
        drawn = random.Random(acts)  # noqa: S311 - no secret
        numbers = range(self.cases)
        of_kind = [list(numbers[first :: len(self.kinds)]) for first in range(len(self.kinds))]
        doable = [drawn.sample(some, len(some)) for some in of_kind if some and self.kind(some[0]).step is not None]
        turns = range(max(map(len, doable), default=0))
        return [some[turn] for turn in turns for some in doable if turn < len(some)][:acts]

    def _batch(
        self, numbers: Sequence[int], wanted: Collection[int], made: dict[int, tuple[Kind, Copy]]
    ) -> Mapping[str, list[Row]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        for number in numbers:
            kind = self.kind(number)
            copy = kind.original.copy(FIRST_NUMBER + number, twin=number // len(self.kinds) % self.twins)
            if number in wanted:
                made[number] = kind, copy
            made_of = kind.original.rows_of(copy, readable=number in wanted, series=self.series)
            for table, found in made_of.items():
                rows[table] += found
        return rows

    def _declare(self) -> None:
        """Whoever is to act has declared that nothing keeps them from the head."""
        steps = [(kind.original.moved(kind.step.who, copy), kind.subject) for kind, copy in self.chosen if kind.step]
        pairs = {(who, subject) for who, subject in steps if subject and who != subject}
        for subject in {subject for _, subject in pairs}:
            declare(self.house, sorted(who for who, about in pairs if about == subject), [subject])

    def acts(self) -> Iterator[Prepared]:
        """Open and fill in the open step of each chosen copy."""
        for kind, copy in self.chosen:
            assert kind.step is not None
            mine = replace(kind.step, who=kind.original.moved(kind.step.who, copy))
            yield filled(self.stage, mine, copy.case_id, task_id=TaskId(copy.fresh[kind.task_id]))


def furnish_twins(house: House, names: Collection[str], twins: int) -> int:
    """Furnish twins of the rooms, each with people who have the same duties in it, and give the number of all rooms."""
    with house.office.database.write() as tx:
        rooms = sorted(one.id for one in people.directory(tx).rooms.values() if one.id in names)
        officers = sorted(set(names) - set(rooms))
        for twin in range(1, twins):
            for room in rooms:
                people.put_room(tx, Room(id=RoomId(twin_of(room, twin)), name=f"第{twin}分室"))
            for who in officers:
                _furnish_person(tx, who, twin, rooms=rooms, on=house.clock().date())
        adopt(tx, at=house.clock())
    return len(rooms) * twins


def _furnish_person(tx: Tx, who: str, twin: int, *, rooms: Collection[str], on: dt.date) -> None:
    person_id = PersonId(twin_of(who, twin))
    people.put_person(tx, Person(id=person_id, kind=Affiliation.OFFICER, name=f"样某{twin}"))
    for held in grants.of_person(tx, PersonId(who), on=on):
        if held.room_id in rooms:
            room = RoomId(twin_of(held.room_id, twin))
            grants.add(tx, replace(held, id=f"{person_id}-{held.role}-{room}", person_id=person_id, room_id=room))


@contextmanager
def filling(ground: Ground, house: House) -> Iterator[Any]:
    """Give a way to write many rows; afterwards the database knows how many of which there are."""
    url = house.office.database.url
    if ground.server is None:
        raw = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("synchronous=OFF", "cache_size=-200000"):
            raw.execute(f"PRAGMA {pragma}")
        yield lambda rows: _insert(raw, rows)
        raw.execute("ANALYZE")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        yield lambda rows: _stream(connection, rows)
        connection.execute("VACUUM ANALYZE")
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute("CHECKPOINT")  # else the filling is written out while the office is measured


def _insert(raw: sqlite3.Connection, rows: Mapping[str, list[Row]]) -> None:
    raw.execute("BEGIN")
    for table, found in rows.items():
        names = columns_of(table)
        marks = ", ".join("?" for _ in names)
        raw.executemany(f'INSERT INTO "{table}" ({_quoted(names)}) VALUES ({marks})', found)  # noqa: S608
    raw.execute("COMMIT")


def _stream(connection: psycopg.Connection[Any], rows: Mapping[str, list[Row]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        for table, found in rows.items():
            with cursor.copy(f'COPY "{table}" ({_quoted(columns_of(table))}) FROM STDIN'.encode()) as stream:
                for row in found:
                    stream.write_row(row)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def flat(database: str, few: Crowd, many: Crowd) -> Figure:
    """Complete steps in both offices in turn."""
    small: list[float] = []
    large: list[float] = []
    for one, other in zip(few.acts(), many.acts(), strict=False):
        small.append(milliseconds(one.submit))
        large.append(milliseconds(other.submit))
    grown = middle(large) / middle(small)
    note = (
        f"{many.cases} cases {middle(large):.2f} ms, {few.cases} cases {middle(small):.2f} ms, {len(large)} acts each "
        f"on steps of {len(measures_of(many))} measures"
    )
    return at_most(FLAT, name="flat_100k", database=database, value=grown, note=note)


def measures_of(crowd: Crowd) -> set[str]:
    """Give the measures whose steps are timed."""
    return {kind.original.measure for kind, _ in crowd.chosen}


def growth(database: str, few: Crowd, many: Crowd, looks: int) -> Figure:
    """Look at both tabs of an inbox in both offices in turn; the tab that grows more counts."""
    times: dict[str, list[tuple[float, float]]] = {tab: [] for tab in TABS}
    for tab in TABS * (looks + 1):
        times[tab].append((milliseconds(lambda tab=tab: look(few, tab)), milliseconds(lambda tab=tab: look(many, tab))))
    small, large = ({tab: middle([one[office] for one in times[tab][1:]]) for tab in TABS} for office in (0, 1))
    grown = {tab: large[tab] / small[tab] for tab in TABS}
    note = ", ".join(f"{tab} {small[tab]:.1f} to {large[tab]:.1f} ms" for tab in TABS)
    note = f"{few.cases} to {many.cases} open cases in {few.rooms} and {many.rooms} rooms: {note}"
    return at_most(INBOX_GROWTH, name="inbox_growth", database=database, value=max(grown.values()), note=note)


def pages(database: str, full: Crowd, looks: int) -> Iterator[Figure]:
    """Look at both tabs where the reader has a third of everything."""
    for tab in TABS:
        look(full, tab)
        times = [milliseconds(lambda tab=tab: look(full, tab)) for _ in range(looks)]
        note = f"{full.cases} open cases in 3 rooms, p90 {ninth(times):.1f} ms"
        yield at_most(INBOX_MS, name=f"inbox, {tab}", database=database, value=middle(times), unit="ms", note=note)


def look(crowd: Crowd, tab: str) -> None:
    """Open a page of the inbox."""
    crowd.house.view(inbox, READER, filters=InboxFilters(tab=tab))
