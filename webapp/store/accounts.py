"""Accounts (login, argon2 hash) and a leader's own phrases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.roster import Account, Phrase
from webapp.store import keys
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import account, phrase
from webapp.store.vault import Place
from webapp.store.writing import insert_or_change

_CLEAR = (
    "id",
    "person_id",
    "login",
    "password_hash",
    "active",
    "failures",
    "locked_until",
    "must_change",
    "changed_at",
    "subject",
    "version",
)
_PUT = insert_or_change(account, ["id"], change=[name for name in _CLEAR if name != "id"])
_BY_LOGIN = sa.select(account).where(account.c.login == b("login"))
_BY_SUBJECT = sa.select(account).where(account.c.subject == b("subject"))
_BY_PERSON = sa.select(account).where(account.c.person_id == b("person"))
_TRIED = (
    sa.update(account)
    .where(account.c.id == b("account"))
    .values(failures=b("count"), locked_until=b("until"))
    .execution_options(**MARK)
)
_PHRASES = sa.select(phrase).where(phrase.c.person_id == b("person")).order_by(phrase.c.position, phrase.c.id)
_PUT_PHRASE = insert_or_change(phrase, ["id"], change=["text", "position"])
_DROP_PHRASE = sa.delete(phrase).where(phrase.c.id == b("phrase"), phrase.c.person_id == b("person"))


def put(tx: Tx, one: Account) -> None:
    """This function will add an account or change it."""
    tx.execute(_PUT, {name: getattr(one, name) for name in _CLEAR})


def by_login(tx: Tx, login: str) -> Account | None:
    """This function will give the account of a login name, or None."""
    row = tx.execute(_BY_LOGIN, {"login": login}).one_or_none()
    return None if row is None else _account(row)


def by_subject(tx: Tx, subject: str) -> Account | None:
    """This function will give the account that a provider's subject signs in as, or None."""
    row = tx.execute(_BY_SUBJECT, {"subject": subject}).one_or_none()
    return None if row is None else _account(row)


def by_person(tx: Tx, person_id: PersonId) -> Account | None:
    """This function will give a person's account, or None."""
    row = tx.execute(_BY_PERSON, {"person": person_id}).one_or_none()
    return None if row is None else _account(row)


def note_try(tx: Tx, account_id: str, *, failures: int, locked_until: dt.datetime | None) -> None:
    """This function will note a try to log in: failures in a row, a lock."""
    tx.execute(_TRIED, {"account": account_id, "count": failures, "until": locked_until})


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


def _account(row: AnyRow) -> Account:
    return Account(**{name: row._mapping[name] for name in _CLEAR})


def _saying(row: str) -> Place:
    return Place(table="phrase.text", row=row)
