"""Sessions: who is signed in where, how far at the door, what a session waits for. No token is kept.

A row by itself lets nobody in: its id is a keyed digest of the token, and `mac` binds what decides (whose, how far at
the door, proven when, until when), `idle_mac` the limit that moves while the session is in use. Without the key file
nobody makes either; one that does not fit is no session. An ended one has no `idle_mac`, so it does not come back.
"""

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
from webapp.store.columns import canonical, instant_text
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import person, session
from webapp.store.vault import Place

_FIELDS = tuple(column.name for column in session.columns if column.name not in ("pending", "mac", "idle_mac"))
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
_OWNER = sa.select(session).where(session.c.id == b("session"))
_TOUCH = (
    sa.update(session)
    .where(session.c.id == b("session"), session.c.ended_at.is_(None))  # one that has ended gets no mark again
    .values(seen_at=b("now"), idle_until=b("idle"), idle_mac=b("idle_mark"))
)
_END = sa.update(session).where(session.c.ended_at.is_(None)).values(ended_at=b("now"), idle_mac="")
_CLOSE_EVERY = _END
_CLOSE = _END.where(session.c.id == b("session"))
_CLOSE_OWN = _CLOSE.where(session.c.person_id == b("person"))
_CLOSE_OTHERS = _END.where(session.c.person_id == b("person"), session.c.id != b("but"))
_RENAME = (
    sa.update(session)
    .where(session.c.id == b("session"), _ALIVE)
    .values(id=b("new_id"), proven_at=b("proven"), stage=b("to"), idle_until=b("idle"), ends_at=b("ends"), pending=None)
    .values(mac=b("mark"), idle_mac=b("idle_mark"))
)
_PUT_OFF = sa.update(session).where(session.c.id == b("session"), _ALIVE).values(pending=b("content"))
_PENDING = sa.select(session.c.pending).where(session.c.id == b("session"), _ALIVE)
_SWEEP = sa.delete(session).where(sa.or_(session.c.ended_at <= _NOW, session.c.idle_until <= _NOW))


class SessionUnfit(NotFound):
    """登录状态与机关密钥不符：该行不是本系统写入的，已按未登录处理。"""

    code = "session_unfit"


def id_of(tx: Tx, token: str) -> str:
    """This function will give the id under which a browser's token is kept: the token itself is in no table."""
    return tx.vault.mark("session id", token)


def close_every(tx: Tx, *, now: dt.datetime) -> int:
    """This function will end everybody's sessions and tell how many (the office was restored)."""
    return tx.execute(_CLOSE_EVERY, {"now": now}).rowcount


def add(tx: Tx, one: Session) -> None:
    """This function will write a new session."""
    row = {name: getattr(one, name) for name in _FIELDS}
    tx.execute(_OPEN, row | {"mac": _mac(tx, one), "idle_mac": _idle_mac(tx, one.id, one.idle_until)})


def living_one(tx: Tx, session_id: str, *, now: dt.datetime) -> Session:
    """This function will give a session that is alive, of a person who is active; raises NotFound, SessionUnfit."""
    row = tx.execute(_FIND, {"session": session_id, "now": now}).one_or_none()
    if row is None:
        raise NotFound
    if not (_is_ours(tx, row) and _may_idle(tx, row)):
        raise SessionUnfit
    return _session(row)


def touch(tx: Tx, session_id: str, *, now: dt.datetime, idle_until: dt.datetime) -> None:
    """This function will note that a session is in use."""
    mark = _idle_mac(tx, session_id, idle_until)
    tx.execute(_TOUCH, {"session": session_id, "now": now, "idle": idle_until, "idle_mark": mark})


def living_of(tx: Tx, person_id: PersonId, *, now: dt.datetime) -> tuple[Session, ...]:
    """This function will give a person's sessions that are alive, the one last used first."""
    rows = tx.execute(_LIVING, {"person": person_id, "now": now})
    return tuple(_session(row) for row in rows if _is_ours(tx, row) and _may_idle(tx, row))


def owner(tx: Tx, session_id: str) -> PersonId | None:
    """This function will give whose a session is or was; None when nobody knows any more."""
    found = tx.execute(_OWNER, {"session": session_id}).one_or_none()
    return None if found is None or not _is_ours(tx, found) else PersonId(found.person_id)


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
        "mark": _mac(tx, to),
        "idle_mark": _idle_mac(tx, to.id, to.idle_until),
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


def _is_ours(tx: Tx, row: AnyRow) -> bool:
    return tx.vault.fits("session", _decides(_session(row)), row.mac)


def _may_idle(tx: Tx, row: AnyRow) -> bool:
    return tx.vault.fits("session idle", _idles(row.id, row.idle_until), row.idle_mac)


def _mac(tx: Tx, one: Session) -> str:
    return tx.vault.mark("session", _decides(one))


def _idle_mac(tx: Tx, session_id: str, idle_until: dt.datetime) -> str:
    return tx.vault.mark("session idle", _idles(session_id, idle_until))


def _decides(one: Session) -> str:
    proven = instant_text(one.proven_at) if one.proven_at else ""
    return canonical([one.id, one.person_id, instant_text(one.made_at), instant_text(one.ends_at), proven, one.stage])


def _idles(session_id: str, idle_until: dt.datetime) -> str:
    return canonical([session_id, instant_text(idle_until)])


def _place(row: str) -> Place:
    return Place(table="session.pending", row=row)
