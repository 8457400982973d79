"""Second factors: names and secrets are sealed with the office's key."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.factors import Factor, FactorKind
from webapp.domain.ids import PersonId
from webapp.store import keys, powers
from webapp.store.bound import MARK
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import factor
from webapp.store.vault import Place

_ADD = sa.insert(factor)
_OF = sa.select(factor).where(factor.c.person_id == b("person")).order_by(factor.c.made_at, factor.c.id)
_ANY = sa.select(factor.c.id).where(factor.c.person_id == b("person")).limit(1)
_END = sa.delete(factor).where(factor.c.id == b("gone"), factor.c.person_id == b("person"))
_END_ALL = sa.delete(factor).where(factor.c.person_id == b("person"))
_USE_STEP = (
    sa.update(factor)
    .where(factor.c.id == b("used"), sa.or_(factor.c.used_step.is_(None), factor.c.used_step < b("step")))
    .values(used_step=b("step"), used_at=b("now"))
    .execution_options(**MARK)
)
_USE_KEY = (
    sa.update(factor)
    .where(factor.c.id == b("used"), factor.c.uses == b("known"))
    .values(uses=b("fresh"), used_at=b("now"))
    .execution_options(**MARK)
)


def add(tx: Tx, one: Factor) -> None:
    """This function will add a second factor of a person."""
    key = keys.office(tx)
    row = {
        "id": one.id,
        "person_id": one.person_id,
        "kind": one.kind,
        "name": key.seal(_place("name", one.id), one.name.encode()),
        "secret": key.seal(_place("secret", one.id), one.secret),
        "handle": one.handle,
        "host": one.host,
        "uses": one.uses,
        "made_at": one.made_at,
    }
    tx.execute(_ADD, row)


def of_person(tx: Tx, person_id: PersonId) -> tuple[Factor, ...]:
    """This function will give a person's second factors, the oldest first."""
    return tuple(_factor(tx, row) for row in tx.execute(_OF, {"person": person_id}))


def has_any(tx: Tx, person_id: PersonId) -> bool:
    """This function will tell whether a person has a second factor."""
    return tx.execute(_ANY, {"person": person_id}).one_or_none() is not None


def end(tx: Tx, factor_id: str, *, person_id: PersonId) -> None:
    """This function will take a second factor away; raises NotFound for any but the person's own."""
    if tx.execute(_END, {"gone": factor_id, "person": person_id}).rowcount != 1:
        raise NotFound


def end_all(tx: Tx, person_id: PersonId) -> int:
    """This function will take all second factors of a person away, those that SQL took, too, and tell how many."""
    powers.forget(tx.connection, tx.vault, person_id, factor.name)
    return tx.execute(_END_ALL, {"person": person_id}).rowcount


def use_step(tx: Tx, factor_id: str, *, step: int, now: dt.datetime) -> bool:
    """This function will use up a code; False when it, or a later one, was used before: of two at once one passes."""
    return tx.execute(_USE_STEP, {"used": factor_id, "step": step, "now": now}).rowcount == 1


def use_key(tx: Tx, factor_id: str, *, known: int, fresh: int, now: dt.datetime) -> bool:
    """This function will note a key's count of signatures; False when another signature came in between."""
    return tx.execute(_USE_KEY, {"used": factor_id, "known": known, "fresh": fresh, "now": now}).rowcount == 1


def _factor(tx: Tx, row: AnyRow) -> Factor:
    key = keys.office(tx)
    return Factor(
        id=row.id,
        person_id=row.person_id,
        kind=FactorKind(row.kind),
        name=key.open(_place("name", row.id), bytes(row.name)).decode(),
        secret=key.open(_place("secret", row.id), bytes(row.secret)),
        handle=row.handle,
        host=row.host,
        uses=row.uses,
        made_at=row.made_at,
        used_at=row.used_at,
    )


def _place(column: str, row: str) -> Place:
    return Place(table=f"factor.{column}", row=row)
