"""Sessions: who is signed in where, how far at the door, what a session waits for. No token is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.factors import Stage
from webapp.domain.ids import PersonId
from webapp.domain.roster import Session
from webapp.store import keys
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import person, session
from webapp.store.vault import Place

_FIELDS = tuple(column.name for column in session.columns if column.name != "pending")
_NOW = b("now", type_=session.c.idle_until.type)
_ALIVE = sa.and_(session.c.ended_at.is_(None), session.c.idle_until > _NOW, session.c.ends_at > _NOW)
_OPEN = sa.insert(session)
_FIND = (
    sa.select(session)
    .join(person, person.c.id == session.c.person_id)
    .where(session.c.id == b("session"), _ALIVE, person.c.active)
)
_LIVING = (
    sa.select(session)
    .where(session.c.person_id == b("person"), _ALIVE, session.c.stage != Stage.HALF)
    .order_by(session.c.seen_at.desc(), session.c.id)
)
_OWNER = sa.select(session.c.person_id).where(session.c.id == b("session"))
_TOUCH = sa.update(session).where(session.c.id == b("session")).values(seen_at=b("now"), idle_until=b("idle"))
_END = sa.update(session).where(session.c.ended_at.is_(None)).values(ended_at=b("now"))
_CLOSE_EVERY = _END
_CLOSE = _END.where(session.c.id == b("session"))
_CLOSE_OWN = _CLOSE.where(session.c.person_id == b("person"))
_CLOSE_OTHERS = _END.where(session.c.person_id == b("person"), session.c.id != b("but"))
_RENAME = (
    sa.update(session)
    .where(session.c.id == b("session"), _ALIVE)
    .values(id=b("new_id"), proven_at=b("proven"), stage=b("to"), idle_until=b("idle"), ends_at=b("ends"), pending=None)
)
_PUT_OFF = sa.update(session).where(session.c.id == b("session"), _ALIVE).values(pending=b("content"))
_PENDING = sa.select(session.c.pending).where(session.c.id == b("session"), _ALIVE)
_SWEEP = sa.delete(session).where(sa.or_(session.c.ended_at <= _NOW, session.c.idle_until <= _NOW))


def close_every(tx: Tx, *, now: dt.datetime) -> int:
    """This function will end everybody's sessions and tell how many (the office was restored)."""
    return tx.execute(_CLOSE_EVERY, {"now": now}).rowcount


def add(tx: Tx, one: Session) -> None:
    """This function will write a new session."""
    tx.execute(_OPEN, {name: getattr(one, name) for name in _FIELDS})


def living_one(tx: Tx, session_id: str, *, now: dt.datetime) -> Session:
    """This function will give a session that is alive, of a person who is active; raises NotFound."""
    row = tx.execute(_FIND, {"session": session_id, "now": now}).one_or_none()
    if row is None:
        raise NotFound
    return _session(row)


def touch(tx: Tx, session_id: str, *, now: dt.datetime, idle_until: dt.datetime) -> None:
    """This function will note that a session is in use."""
    tx.execute(_TOUCH, {"session": session_id, "now": now, "idle": idle_until})


def living_of(tx: Tx, person_id: PersonId, *, now: dt.datetime) -> tuple[Session, ...]:
    """This function will give a person's sessions that are alive, the one last used first."""
    rows = tx.execute(_LIVING, {"person": person_id, "now": now})
    return tuple(_session(row) for row in rows)


def owner(tx: Tx, session_id: str) -> PersonId | None:
    """This function will give whose a session is or was; None when nobody knows any more."""
    found = tx.execute(_OWNER, {"session": session_id}).one_or_none()
    return None if found is None else PersonId(found.person_id)


def rename(tx: Tx, session_id: str, *, to: Session) -> None:
    """This function will let a living session go on under a new id, its person proven anew; raises NotFound.

    What it waited for is forgotten, so that one answer opens one door.
    """
    row = {
        "session": session_id,
        "new_id": to.id,
        "proven": to.proven_at,
        "to": to.stage,
        "idle": to.idle_until,
        "ends": to.ends_at,
        "now": to.proven_at,
    }
    if tx.execute(_RENAME, row).rowcount != 1:
        raise NotFound


def wait_for(tx: Tx, session_id: str, content: Mapping[str, str], *, now: dt.datetime) -> None:
    """This function will keep with a session what it waits for: a secret not yet confirmed, a challenge. Sealed."""
    sealed = keys.office(tx).seal(_place(session_id), json.dumps(content).encode())
    tx.execute(_PUT_OFF, {"session": session_id, "content": sealed, "now": now})


def waits_for(tx: Tx, session_id: str, *, now: dt.datetime) -> Mapping[str, str]:
    """This function will give what a living session waits for, nothing where it waits for nothing."""
    row = tx.execute(_PENDING, {"session": session_id, "now": now}).one_or_none()
    if row is None or row.pending is None:
        return {}
    found: Mapping[str, str] = json.loads(keys.office(tx).open(_place(session_id), bytes(row.pending)))
    return found


def end(tx: Tx, session_id: str, *, now: dt.datetime) -> None:
    """This function will end a session; its row stays until it is swept, so that it is known whose it was."""
    tx.execute(_CLOSE, {"session": session_id, "now": now})


def end_own(tx: Tx, session_id: str, *, person_id: PersonId, now: dt.datetime) -> None:
    """This function will end a session of a person; raises NotFound for any other."""
    if tx.execute(_CLOSE_OWN, {"session": session_id, "person": person_id, "now": now}).rowcount != 1:
        raise NotFound


def end_all(tx: Tx, person_id: PersonId, *, now: dt.datetime, but: str = "") -> int:
    """This function will end all sessions of a person but one, and tell how many (password changed, account closed)."""
    return tx.execute(_CLOSE_OTHERS, {"person": person_id, "but": but, "now": now}).rowcount


def sweep(tx: Tx, *, before: dt.datetime) -> int:
    """This function will remove the sessions that were over before an instant and tell how many."""
    return tx.execute(_SWEEP, {"now": before}).rowcount


def _session(row: AnyRow) -> Session:
    found = {name: row._mapping[name] for name in _FIELDS}
    return Session(**{**found, "stage": Stage(row.stage)})


def _place(row: str) -> Place:
    return Place(table="session.pending", row=row)
