"""A furnished office for tests: the made-up county's people, every process deployed, holidays, a clock that turns."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher

from webapp.bootstrap import all_handlers
from webapp.domain.actor import Actor, Grant, actor_of
from webapp.domain.bundle import Bundle
from webapp.domain.ids import PersonId, TaskId
from webapp.domain.records import AuditEntry
from webapp.engine import collect, processes_in
from webapp.store import audit, calendar, grants, logins, people
from webapp.store.adopting import adopt
from webapp.store.db import Database, Tx
from webapp.store.migrating import migrate
from webapp.store.seals import make_signing_key
from webapp.store.vault import Vault
from webapp.usecases.act import Course, UseCase
from webapp.usecases.demo.roster import people_of_yunling, settle_people
from webapp.usecases.library import Library
from webapp.usecases.office import Office
from webapp.usecases.official_years import official_year

P = ParamSpec("P")
R = TypeVar("R")
PROCESSES = Path(__file__).parents[2] / "processes"
ZONE = ZoneInfo("Asia/Shanghai")
FACTS = {"name": "云岭县纪委监委", "mark": "云纪", "address": "云岭县云山路1号", "phone": "0000-1234567", "fonts": ""}
PASSWORD = "yunling-demo"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes as quickly as can be: the strength of the real parameters is not what is tested."""
HASH = QUICK.hash(PASSWORD)
YEARS = (2025, 2026)


@dataclass
class Clock:
    """The office's clock: stands still until it is turned."""

    at: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.at

    def shift(self, **by: float) -> None:
        """Turn the clock on (`days=3`, `hours=1`)."""
        self.at += dt.timedelta(**by)

    def move_to(self, text: str) -> None:
        """Turn the clock to an instant written in the office's zone: `2026-03-05T09:00`."""
        self.at = dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


@dataclass
class Meter:
    """Told of each statement, it counts those of the last transaction that committed."""

    running: int = 0
    committed: int = 0

    def __call__(self, moment: str) -> None:
        word, _, number = moment.partition(" ")
        if word == "statement":
            self.running = int(number)
        elif moment == "before commit":
            self.committed = self.running


@dataclass
class House:
    """An office with its clock, and short words for acting as one of its people (by their keys: `zhou`, `he`)."""

    office: Office
    clock: Clock
    away: bool = False
    meter: Meter = field(default_factory=Meter)
    statements: list[tuple[str, int]] = field(default_factory=list)
    after_act: list[Callable[[House], None]] = field(default_factory=list)

    def actor(self, who: str) -> Actor:
        """Give a person as the actor that a session would give."""
        with self.office.database.read() as tx:
            return _actor(self.office, tx, PersonId(who), self.clock().astimezone(ZONE).date())

    def session_id(self, token: str) -> str:
        """Give the id under which a browser's token is kept."""
        with self.office.database.read() as tx:
            return logins.id_of(tx, token)

    def run(self, use_case: UseCase[P, R] | Course[P, R], who: str, /, *arguments: P.args, **named: P.kwargs) -> R:
        """Act as a person."""
        return self.office.run(use_case, self.actor(who), *arguments, **named)

    def view(self, use_case: UseCase[P, R], who: str, /, *arguments: P.args, **named: P.kwargs) -> R:
        """Look as a person."""
        return self.office.view(use_case, self.actor(who), *arguments, **named)

    def drain(self) -> int:
        """Deliver messages and fire due timers until nothing is left to do now."""
        if self.away:
            return 0
        from webapp.usecases.work import drain

        return drain(self.office)

    @contextmanager
    def worker_away(self) -> Iterator[None]:
        """Let nothing be delivered or fired meanwhile, as when the worker is down."""
        self.away = True
        yield
        self.away = False

    def look(self) -> None:
        """Check what a test wants to hold after every act."""
        for check in self.after_act:
            check(self)

    def token(self) -> str:
        """Give a form token that no page had before."""
        return f"token-{uuid.uuid4().hex}"


def _actor(office: Office, tx: Tx, person_id: PersonId, day: dt.date) -> Actor:
    person = people.person_of(tx, person_id)
    held = tuple(Grant(role=one.role, room_id=one.room_id) for one in grants.of_person(tx, person_id, on=day))
    portal = (Grant(role="subject"),) if person.kind in ("head", "upper") else ()
    return actor_of(person_id, person.kind, held + portal, office.library.roles(tx))


def an_office(database_url: str, now: dt.datetime, folder: Path, *, library: Library | None = None) -> House:
    """Migrate and furnish the empty database of that URL; the key file lies in `folder`."""
    house = open_office(database_url, now, folder, library=library)
    database = house.office.database
    migrate(database)
    with database.write() as tx:
        for year in YEARS:
            put_official_year(tx, year, now)
        for bundle in _bundles():
            house.office.library.deploy(tx, bundle, at=now)
        roles = house.office.library.roles(tx)
        settle_people(tx, people_of_yunling(), roles=roles, password_hash=HASH, now=now)
        adopt(tx, at=now)
    return house


def open_office(
    database_url: str,
    now: dt.datetime,
    folder: Path,
    *,
    library: Library | None = None,
    witness: Callable[[str], None] | None = None,
) -> House:
    """Open an office on a database that is furnished already; `witness` is told of each statement."""
    meter = Meter()
    database = Database(database_url, Vault.from_file(key_file(folder)), busy_seconds=2, witness=witness or meter)
    return house_on(database, meter, now, library)


def house_on(database: Database, meter: Meter, now: dt.datetime, library: Library | None) -> House:
    """Open an office on a database that tells a meter of its statements."""
    registry = all_handlers()
    clock = Clock(now)
    office = Office(
        database=database,
        library=library or Library(registry),
        handlers=registry,
        clock=clock,
        zone=ZONE,
        facts=FACTS,
        hasher=QUICK,
    )
    return House(office=office, clock=clock, meter=meter)


def hold(tx: Tx, now: dt.datetime) -> None:
    """Let the record hold what a test has written past the use cases, as an act's entry would."""
    audit.append(tx, AuditEntry(stream="office", act="furnished", actor_id=None, at=now))


def key_file(folder: Path) -> Path:
    """Give the key file of a folder, always with the same key, so that databases can be copied."""
    path = folder / "office.key"
    path.write_text(base64.b64encode(b"k" * 32).decode())
    return path


def seal_key_file(folder: Path) -> Path:
    """Give the file of the key that seals the record, made when it is first asked for: no server begins without."""
    path = folder / "seal.key"
    if not path.exists():
        make_signing_key(path)
    return path


def put_official_year(tx: Tx, year: int, now: dt.datetime) -> None:
    """Write the official holidays of a year into the office's table."""
    found = official_year(year)
    assert found is not None
    calendar.put_year(tx, year, off=found[0], works=found[1], now=now)


def _bundles() -> tuple[Bundle, ...]:
    return tuple(collect(PROCESSES, process) for process in processes_in(PROCESSES))


def only_task(house: House, who: str, element: str) -> TaskId:
    """Give the one open task of that element, whoever may do it; `who` is only the name in the failure's words."""
    from webapp.store.tables import task  # the tests' own look, past all visibility

    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.element == element, task.c.is_open)).all()
    assert len(found) == 1, f"{who}: {element} is open {len(found)} times"
    return TaskId(found[0].id)
