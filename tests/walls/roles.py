"""A server of the tests' own with the five roles, and offices on it whose people come as `shibiyan_web`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.conftest import ROOT
from tests.postgres import Server, url
from tests.usecases.office import House, Meter, key_file
from webapp.domain.actor import Actor, Permission
from webapp.store.db import Database
from webapp.store.vault import Vault
from webapp.usecases.act import Course, UseCase
from webapp.usecases.library import Library
from webapp.usecases.office import Office

SCRIPTS = ROOT / "deploy" / "postgresql"
OWNER, WEB, WORK, BACKUP, VERIFIER = (f"shibiyan_{name}" for name in ("owner", "web", "work", "backup", "verifier"))
P = ParamSpec("P")
R = TypeVar("R")


def as_role(server: Server, name: str, role: str) -> str:
    """Give the URL of a database for one of the roles."""
    return url(make_conninfo(server.conninfo, dbname=name, user=role))


def run(server: Server, script: str, *, database: str = "postgres", role: str = "postgres") -> None:
    """Run one of the scripts."""
    text = (SCRIPTS / script).read_text(encoding="utf-8")
    with psycopg.connect(make_conninfo(server.conninfo, dbname=database, user=role), autocommit=True) as connection:
        connection.execute(text.encode())


def owned(server: Server, name: str) -> str:
    """Make an empty database of the owner's and give its URL for the owner."""
    server.create(name)
    server.run(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    with psycopg.connect(make_conninfo(server.conninfo, dbname=name), autocommit=True) as connection:
        connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}".encode())
    return as_role(server, name, OWNER)


class WalledOffice(Office):
    """People act and look through the wall; what the office does by itself, the work role does."""

    web: Office

    def run(self, use_case: UseCase[P, R] | Course[P, R], actor: Actor, /, *arguments: P.args, **named: P.kwargs) -> R:
        """Act as the one or the other."""
        if isinstance(use_case, Course) or Permission.SYSTEM in actor.permissions:
            return super().run(use_case, actor, *arguments, **named)
        self.web.facts, self.web.clock = self.facts, self.clock
        return self.web.run(use_case, actor, *arguments, **named)

    def view(self, use_case: UseCase[P, R], actor: Actor, /, *arguments: P.args, **named: P.kwargs) -> R:
        """Look as the one or the other."""
        if Permission.SYSTEM in actor.permissions:
            return super().view(use_case, actor, *arguments, **named)
        self.web.facts, self.web.clock = self.facts, self.clock
        return self.web.view(use_case, actor, *arguments, **named)


@contextmanager
def walled(server: Server, name: str, folder: Path, now: dt.datetime, library: Library) -> Iterator[House]:
    """Open a walled office: its own work by one connection, its people's by another."""
    vault = Vault.from_file(key_file(folder))
    meter = Meter()
    work = Database(as_role(server, name, WORK), vault, busy_seconds=2, witness=meter)
    web = Database(as_role(server, name, WEB), vault, busy_seconds=2, witness=meter)
    opened = _house(work, meter, now, library)
    opened.office.web = _house(web, meter, now, library, plain=True).office  # type: ignore[attr-defined]
    yield opened
    work.close()
    web.close()


def _house(database: Database, meter: Meter, now: dt.datetime, library: Library, *, plain: bool = False) -> House:
    from tests.usecases.office import house_on

    house = house_on(database, meter, now, library)
    if plain:
        return house
    old = house.office
    made = WalledOffice(
        database=database,
        library=old.library,
        handlers=old.handlers,
        clock=old.clock,
        zone=old.zone,
        facts=old.facts,
    )
    return replace(house, office=made)
