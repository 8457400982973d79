"""Whether an office grows slower with its cases: completions and inbox pages among few open cases and among many.

All offices hold copies of real cases (see `copies`), most early in their lives, some far on, about several heads. The
large office has more rooms with people of their own, so that each has as much to do as in the small one: what is
measured is how far the others' work is in one's way. Each measure is taken in both in turn, and the middle counts. How
long a page takes whose reader has a third of ten thousand tasks is measured in an office of three rooms.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any  # columns of any type

import psycopg

from tests.bench.copies import Copy, Original, Row, columns_of, people_of, twin_of
from tests.bench.figures import Figure, at_most, middle, milliseconds, ninth
from tests.bench.ground import NOW, Ground, Sizes
from tests.bench.life import HEADS, TEAMS, Inquiry, Prepared, Step, declare, filled, prepared, steps
from tests.usecases.office import House
from webapp.domain.ids import PersonId, RoomId, TaskId
from webapp.domain.roster import Affiliation, Person, Room
from webapp.store import grants, people
from webapp.store.db import Tx
from webapp.usecases.demo.stage import Stage
from webapp.usecases.handing import claim_task
from webapp.usecases.inbox import inbox
from webapp.usecases.views.tasks import InboxFilters

FLAT, INBOX_GROWTH, INBOX_MS = 1.2, 2.0, 50.0
PLANNED, HELD, APPROVED = "plan_inquiry", "held", "by_deputy"
MIX = (*(PLANNED,) * 8, HELD, *(APPROVED,) * 9, "reply", "meeting_decided")
"""Where copies stand, of twenty: to be planned (in a pool, one held), to be approved, a timer runs, a body meets."""
WORKED_ON = frozenset({PLANNED, APPROVED})
TABS = ("mine", "pool")
READER = "zhou"
"""Whose inbox is looked at: an officer of one of three rooms."""
PER_TWIN = 1_000
"""So many cases of an office lie in three rooms; for more of them there are twins of the three with their people."""
PER_HEAD = 100
"""Cases for each head that they are about, of five at most."""
BATCH = 1_000
ACTING = sorted({one for team in TEAMS.values() for one in (team.handler, team.deputy)})
FIRST_NUMBER = 1_000
"""The copies' numbers begin above those that real cases took."""


def measure(ground: Ground, sizes: Sizes) -> tuple[Figure, ...]:
    """Fill two offices and work in both in turn, then one whose three rooms have far too much to do."""
    few = Crowd(ground, "few", cases=sizes.small, acts=sizes.acts)
    many = Crowd(ground, "many", cases=sizes.large, acts=sizes.acts, twins=max(1, sizes.large // PER_TWIN))
    full = Crowd(ground, "full", cases=sizes.full)
    found = (flat(ground.database, few, many), growth(ground.database, few, many, sizes.looks))
    return (*found, *pages(ground.database, full, sizes.looks))


class Crowd:
    """An office with so many open cases; `chosen` are the copies that completions are timed on, taken at random."""

    def __init__(self, ground: Ground, name: str, *, cases: int, acts: int = 0, twins: int = 1) -> None:
        self.house, self.cases, self.twins = ground.fresh(name), cases, twins
        self.stage = Stage(self.house.office, begins=self.house.clock())
        heads = HEADS[: max(1, cases // PER_HEAD)]
        originals = {(where, head): self.original(where, head) for where in dict.fromkeys(MIX) for head in heads}
        furnish_twins(self.house, twins)
        declare(self.house, [twin_of(one, twin) for one in ACTING for twin in range(twins)], heads)
        order = [
            originals[MIX[number % len(MIX)], heads[number // len(MIX) // twins % len(heads)]]
            for number in range(cases)
        ]
        workable = [number for number in range(cases) if MIX[number % len(MIX)] in WORKED_ON]
        wanted = set(random.Random(acts).sample(workable, min(acts, len(workable))))  # noqa: S311 - no secret
        self.chosen: list[tuple[Original, Copy]] = []
        with filling(ground, self.house) as write:
            for first in range(0, cases, BATCH):
                write(self._batch(order[first : first + BATCH], first, wanted))

    def original(self, where: str, head: str) -> Original:
        """Lead a real case to where its copies shall stand."""
        inquiry = Inquiry(self.stage, head)
        inquiry.walk(Prepared.submit, upto=PLANNED if where == HELD else where)
        if where == HELD:
            one = prepared(self.stage, next(steps(inquiry.team, head, self.stage.today)), inquiry.case_id)
            self.stage.office.run(claim_task, one.actor, task_id=one.task_id)
        return Original(self.house, inquiry)

    def _batch(self, originals: Sequence[Original], first: int, wanted: set[int]) -> Mapping[str, list[Row]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        for number, original in enumerate(originals, start=first):
            copy = original.copy(FIRST_NUMBER + number, twin=number // len(MIX) % self.twins)
            if number in wanted:
                self.chosen.append((original, copy))
            for table, found in original.rows_of(copy):
                rows[table] += found
        return rows

    def acts(self) -> Iterator[Prepared]:
        """Open and fill in the open step of each chosen copy."""
        for original, copy in self.chosen:
            step, key = _next(original)
            mine = replace(step, who=copy.moved(step.who))
            yield filled(self.stage, mine, copy.case_id, task_id=TaskId(copy.fresh[key]))


def furnish_twins(house: House, twins: int) -> None:
    """Furnish twins of the rooms: each with people who have the same duties in it."""
    with house.office.database.write() as tx:
        for team, twin in itertools.product(TEAMS.values(), range(1, twins)):
            room = RoomId(twin_of(team.room, twin))
            people.put_room(tx, Room(id=room, name=f"第{twin}分室"))
            for who in sorted({*people_of(team)} - {team.room}):
                _furnish_person(tx, who, twin, room=room, original=RoomId(team.room))


def _furnish_person(tx: Tx, who: str, twin: int, *, room: RoomId, original: RoomId) -> None:
    """A deputy of several rooms has a twin for each number, who gets a duty in each of their twins."""
    person_id = PersonId(twin_of(who, twin))
    people.put_person(tx, Person(id=person_id, kind=Affiliation.OFFICER, name=f"样某{twin}"))
    for held in grants.of_person(tx, PersonId(who), on=NOW.date()):
        if held.room_id == original:
            grants.add(tx, replace(held, id=f"{person_id}-{held.role}-{room}", person_id=person_id, room_id=room))


def _next(original: Original) -> tuple[Step, str]:
    """The step that waits in a case, and its task's id."""
    columns = columns_of("task")
    path, key, is_open = (columns.index(name) for name in ("path", "id", "is_open"))
    found = next(row for row, _ in original.rows["task"] if row[is_open])
    inquiry = original.inquiry
    step = next(one for one in steps(inquiry.team, inquiry.subject, inquiry.stage.today) if one.path == found[path])
    return step, found[key]


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
        f"{many.cases} cases {middle(large):.2f} ms, {few.cases} cases {middle(small):.2f} ms, {len(large)} acts each"
    )
    return at_most(FLAT, name="flat_100k", database=database, value=grown, note=note)


def growth(database: str, few: Crowd, many: Crowd, looks: int) -> Figure:
    """Look at both tabs of an inbox in both offices in turn; the tab that grows more counts."""
    times: dict[str, list[tuple[float, float]]] = {tab: [] for tab in TABS}
    for tab in TABS * (looks + 1):
        times[tab].append((milliseconds(lambda tab=tab: look(few, tab)), milliseconds(lambda tab=tab: look(many, tab))))
    small, large = ({tab: middle([one[office] for one in times[tab][1:]]) for tab in TABS} for office in (0, 1))
    grown = {tab: large[tab] / small[tab] for tab in TABS}
    note = ", ".join(f"{tab} {small[tab]:.1f} to {large[tab]:.1f} ms" for tab in TABS)
    note = f"{few.cases} to {many.cases} open cases in {3 * few.twins} and {3 * many.twins} rooms: {note}"
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
