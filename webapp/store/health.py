"""Counts that tell whether the office works, and what its database says of itself; no content, no name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast  # Any: columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import (
    IS_OPEN,
    access_log,
    account,
    audit,
    case,
    factor,
    incident,
    job,
    message_in,
    person,
    seal,
    session,
    task,
    timer,
)
from webapp.store.visibility import checked
from webapp.store.walls import blind

_WHY = "counts of the whole office for its keeper, no row is shown"
_NOW = b("now", type_=Instant)
GIVEN_UP = "given up%"
PRAGMAS = {
    "journal_mode": "PRAGMA journal_mode",
    "synchronous": "PRAGMA synchronous",
    "foreign_keys": "PRAGMA foreign_keys",
}


@dataclass(frozen=True, kw_only=True)
class Walls:
    """The second wall: for which schema it was put up, whether it is as then; who asks stands above it or is blind."""

    stands: bool = False
    put_up_for: str = ""
    schema: str = ""
    as_put_up: bool = True
    role: str = ""
    above: bool = False
    blind: bool = False
    superuser: bool = False


def _count(table: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()


_PARTS: list[sa.ColumnElement[int]] = [
    _count(case, IS_OPEN).label("cases_open"),
    _count(task, task.c.is_open).label("tasks_open"),
    _count(task, task.c.is_open, task.c.due_on < b("today", type_=sa.Date)).label("tasks_late"),
    _count(timer, timer.c.due_at <= _NOW).label("timers_due"),
    _count(message_in, message_in.c.status == "waiting").label("messages_waiting"),
    _count(job, job.c.settled_at.is_(None)).label("jobs_waiting"),
    _count(job, job.c.outcome.like(GIVEN_UP)).label("jobs_given_up"),
    _count(incident, incident.c.settled_at.is_(None)).label("incidents_open"),
    _count(audit, audit.c.sealed_by.is_(None)).label("entries_unsealed"),
    _count(access_log, access_log.c.sealed_by.is_(None)).label("looks_unsealed"),
    _count(seal).label("seals"),
    _count(session, session.c.ended_at.is_(None), session.c.idle_until > _NOW).label("sessions_open"),
]
_COUNTS = checked(cast("sa.Select[Any]", sa.select(*_PARTS)), _WHY)
_OLDEST = sa.select(sa.func.min(audit.c.at, type_=Instant)).where(audit.c.sealed_by.is_(None))
_OLDEST_JOB = sa.select(sa.func.min(job.c.made_at, type_=Instant)).where(job.c.settled_at.is_(None))
_WITHOUT_FACTOR = (
    sa.select(account.c.person_id)
    .select_from(sa.join(account, person, person.c.id == account.c.person_id))
    .where(account.c.active, person.c.kind == "officer", account.c.person_id.not_in(sa.select(factor.c.person_id)))
)
_ODD_HASHES = (
    sa.select(account.c.password_hash, sa.func.count())
    .where(account.c.active)
    .group_by(account.c.password_hash)
    .having(sa.or_(sa.func.count() > 1, account.c.password_hash.not_like(b("like"))))
    .order_by(sa.func.count().desc(), account.c.password_hash)
)
_SERVER_SETTINGS = sa.text(
    "SELECT name, setting FROM pg_settings WHERE name IN"
    " ('autovacuum', 'fsync', 'full_page_writes', 'synchronous_commit', 'max_connections',"
    " 'superuser_reserved_connections')"
)
_COLLATION = sa.text(
    "SELECT datcollate AS name, datcollversion AS kept, pg_database_collation_actual_version(oid) AS found"
    " FROM pg_database WHERE datname = current_database()"
)
_WALLS = sa.text(
    "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity) AS stand,"
    " obj_description(to_regprocedure('shibiyan_sees(text)'), 'pg_proc') AS said,"
    " (SELECT version_num FROM alembic_version) AS revision,"
    " to_regprocedure('shibiyan_walls()') IS NOT NULL AS told, rolname AS role, rolsuper,"
    " rolsuper OR pg_has_role(rolname, relowner, 'USAGE') AS above"
    " FROM pg_class, pg_roles WHERE pg_class.oid = to_regclass('\"case\"') AND rolname = current_user"
)
_WIRE = sa.text(
    "SELECT coalesce(host(inet_server_addr()), '') AS server,"
    " coalesce(inet_server_addr() = inet_client_addr(), true) AS near,"
    " coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls"
)
_ARCHIVER = sa.text(
    "SELECT last_failed_time FROM pg_stat_archiver"
    " WHERE last_failed_time > coalesce(last_archived_time, '-infinity') AND current_setting('archive_mode') <> 'off'"
)
_STANDING = sa.text("SELECT shibiyan_walls()")
_SERVER_CLOCK = sa.text("SELECT clock_timestamp()")


def counts(tx: Tx, *, now: dt.datetime, today: dt.date) -> Mapping[str, int]:
    """This function will count what is open, late, waiting and unsealed in the whole office."""
    row = tx.execute(_COUNTS, {"now": now, "today": today}).one()
    return {name: int(value) for name, value in row._mapping.items()}


def oldest_unsealed(tx: Tx) -> dt.datetime | None:
    """This function will give when the oldest entry was written that no seal covers."""
    found: dt.datetime | None = tx.execute(_OLDEST).scalar_one()
    return found


def oldest_job(tx: Tx) -> dt.datetime | None:
    """This function will give when the oldest job was made that is not done."""
    found: dt.datetime | None = tx.execute(_OLDEST_JOB).scalar_one()
    return found


def without_second_factor(tx: Tx) -> tuple[PersonId, ...]:
    """This function will give the officers with an account who have enrolled no second factor."""
    return tuple(PersonId(one) for one in tx.execute(_WITHOUT_FACTOR).scalars())


def odd_hashes(tx: Tx, *, beginning: str) -> Mapping[str, int]:
    """This function will give the hashes that do not begin so, or that several have, and how many accounts have each.

    A hash has its own salt: what two accounts share, no page wrote.
    """
    found = tx.execute(_ODD_HASHES, {"like": f"{beginning}%"})
    return {str(made): int(count) for made, count in found}


def server_clock(tx: Tx) -> dt.datetime | None:
    """This function will read the clock of the database's server; None where the database is a file."""
    if tx.dialect == "sqlite":
        return None
    found: dt.datetime = tx.execute(_SERVER_CLOCK).scalar_one()
    return found


def settings(tx: Tx) -> Mapping[str, str]:
    """This function will give what the database is set to, as far as the keeping of acts rests on it."""
    if tx.dialect == "sqlite":
        return {name: str(tx.connection.exec_driver_sql(asked).scalar_one()) for name, asked in PRAGMAS.items()}
    return {row.name: row.setting for row in tx.execute(_SERVER_SETTINGS)}


def walls(tx: Tx) -> Walls:
    """This function will tell how the second wall stands, and whether it holds the role that asks."""
    if tx.dialect == "sqlite":
        return Walls()
    row = tx.execute(_WALLS).one()
    put_up_for, _, stood = str(row.said or "").removeprefix("walls for schema ").partition(" ")
    return Walls(
        stands=bool(row.stand),
        put_up_for=put_up_for,
        schema=str(row.revision),
        as_put_up=bool(row.told) and tx.execute(_STANDING).scalar_one() == stood,
        role=str(row.role),
        above=bool(row.above),
        blind=bool(blind(tx.connection)),
        superuser=bool(row.rolsuper),
    )


def wire(tx: Tx) -> tuple[str, bool]:
    """This function will give where the server is, and whether the way to it is on this machine or encrypted."""
    row = tx.execute(_WIRE).one()
    return str(row.server), bool(row.near or row.tls)


def archive_failed(tx: Tx) -> dt.datetime | None:
    """This function will give when the server last failed to archive its log, None where it did not or has since."""
    found: dt.datetime | None = tx.execute(_ARCHIVER).scalar_one_or_none()
    return found


def collation(tx: Tx) -> tuple[str, str, str]:
    """This function will give the database's order of words, the version it was made with and that of the machine."""
    if tx.dialect == "sqlite":
        return "BINARY", "", ""
    row = tx.execute(_COLLATION).one()
    return str(row.name), str(row.kept or ""), str(row.found or "")
