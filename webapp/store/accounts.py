"""Accounts (login, argon2 hash, second factor), sessions, and a leader's own phrases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.roster import Account, Phrase, Session
from webapp.store import keys
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import account, person, phrase, session
from webapp.store.vault import Place
from webapp.store.writing import insert_or_change

_CLEAR = (
    "id",
    "person_id",
    "login",
    "password_hash",
    "second_factor_step",
    "active",
    "failures",
    "locked_until",
    "must_change",
    "changed_at",
    "version",
)
_PUT = insert_or_change(account, ["id"], change=[name for name in (*_CLEAR, "second_factor") if name != "id"])
_BY_LOGIN = sa.select(account).where(account.c.login == b("login"))
_BY_PERSON = sa.select(account).where(account.c.person_id == b("person"))
_TRIED = (
    sa.update(account)
    .where(account.c.id == b("account"))
    .values(failures=b("count"), locked_until=b("until"), second_factor_step=b("step"))
    .execution_options(**MARK)
)
_SESSION_FIELDS = ("id", "person_id", "made_at", "seen_at", "idle_until", "ends_at", "csrf")
_OPEN = sa.insert(session)
_FIND = (
    sa.select(session)
    .join(person, person.c.id == session.c.person_id)
    .where(
        session.c.id == b("session"),
        session.c.idle_until > b("now", type_=session.c.idle_until.type),
        session.c.ends_at > b("now", type_=session.c.idle_until.type),
        person.c.active,
    )
)
_TOUCH = sa.update(session).where(session.c.id == b("session")).values(seen_at=b("now"), idle_until=b("idle"))
_CLOSE = sa.delete(session).where(session.c.id == b("session"))
_CLOSE_ALL = sa.delete(session).where(session.c.person_id == b("person"))
_SWEEP = sa.delete(session).where(
    sa.or_(
        session.c.idle_until <= b("now", type_=session.c.idle_until.type),
        session.c.ends_at <= b("now", type_=session.c.idle_until.type),
    )
)
_PHRASES = sa.select(phrase).where(phrase.c.person_id == b("person")).order_by(phrase.c.position, phrase.c.id)
_PUT_PHRASE = insert_or_change(phrase, ["id"], change=["text", "position"])
_DROP_PHRASE = sa.delete(phrase).where(phrase.c.id == b("phrase"), phrase.c.person_id == b("person"))


def put(tx: Tx, one: Account) -> None:
    """This function will add an account or change it; the second factor's secret is sealed."""
    row = {name: getattr(one, name) for name in _CLEAR}
    secret = None if one.second_factor is None else keys.office(tx).seal(_place(one.id, one.version), one.second_factor)
    tx.execute(_PUT, row | {"second_factor": secret})


def by_login(tx: Tx, login: str) -> Account | None:
    """This function will give the account of a login name, or None."""
    row = tx.execute(_BY_LOGIN, {"login": login}).one_or_none()
    return None if row is None else _account(tx, row)


def by_person(tx: Tx, person_id: PersonId) -> Account | None:
    """This function will give a person's account, or None."""
    row = tx.execute(_BY_PERSON, {"person": person_id}).one_or_none()
    return None if row is None else _account(tx, row)


def note_try(
    tx: Tx, account_id: str, *, failures: int, locked_until: dt.datetime | None, step: int | None = None
) -> None:
    """This function will note a try to log in: failures in a row, a lock, the last used step of the second factor."""
    tx.execute(_TRIED, {"account": account_id, "count": failures, "until": locked_until, "step": step})


def open_session(tx: Tx, one: Session) -> None:
    """This function will write a new session."""
    tx.execute(_OPEN, {name: getattr(one, name) for name in _SESSION_FIELDS})


def session_of(tx: Tx, session_id: str, *, now: dt.datetime) -> Session:
    """This function will give a session that is alive, of a person who is active; raises NotFound."""
    row = tx.execute(_FIND, {"session": session_id, "now": now}).one_or_none()
    if row is None:
        raise NotFound
    return Session(**{name: row._mapping[name] for name in _SESSION_FIELDS})


def touch(tx: Tx, session_id: str, *, now: dt.datetime, idle_until: dt.datetime) -> None:
    """This function will note that a session is in use."""
    tx.execute(_TOUCH, {"session": session_id, "now": now, "idle": idle_until})


def close_session(tx: Tx, session_id: str) -> None:
    """This function will end a session."""
    tx.execute(_CLOSE, {"session": session_id})


def close_sessions(tx: Tx, person_id: PersonId) -> None:
    """This function will end all sessions of a person (password changed, account closed)."""
    tx.execute(_CLOSE_ALL, {"person": person_id})


def sweep(tx: Tx, *, now: dt.datetime) -> int:
    """This function will remove the sessions that are over and tell how many."""
    return tx.execute(_SWEEP, {"now": now}).rowcount


def phrases(tx: Tx, person_id: PersonId) -> Sequence[Phrase]:
    """This function will give a person's own phrases in their order."""
    key = keys.office(tx)
    return tuple(
        Phrase(
            id=row.id, person_id=row.person_id, position=row.position, text=key.open(_saying(row.id), row.text).decode()
        )
        for row in tx.execute(_PHRASES, {"person": person_id})
    )


def put_phrase(tx: Tx, one: Phrase) -> None:
    """This function will add a phrase or change it."""
    text = keys.office(tx).seal(_saying(one.id), one.text.encode())
    tx.execute(_PUT_PHRASE, {"id": one.id, "person_id": one.person_id, "position": one.position, "text": text})


def drop_phrase(tx: Tx, phrase_id: str, *, person_id: PersonId) -> None:
    """This function will remove a person's phrase."""
    tx.execute(_DROP_PHRASE, {"phrase": phrase_id, "person": person_id})


def _account(tx: Tx, row: AnyRow) -> Account:
    sealed = row.second_factor
    secret = None if sealed is None else keys.office(tx).open(_place(row.id, row.version), sealed)
    return Account(second_factor=secret, **{name: row._mapping[name] for name in _CLEAR})


def _place(row: str, version: int) -> Place:
    return Place(table="account.second_factor", row=row, version=version)


def _saying(row: str) -> Place:
    return Place(table="phrase.text", row=row)
