"""One digest a day and officer: counts, and which steps it told of; its lines are read anew with the reader's sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import PersonId
from webapp.domain.sights import Viewer
from webapp.domain.urging import Rung, Telling
from webapp.store.db import AnyRow, Tx
from webapp.store.deadlines import COUNTS_FOR_ALL, WHOLE_STEP, whole_key
from webapp.store.tables import IS_OPEN, case, deadline, digest, person, role_grant, rung, subscription, task, told
from webapp.store.visibility import ME, by, checked, in_force, not_recused
from webapp.store.writing import insert_once

_KEEP = insert_once(digest)
_NEWEST = sa.select(digest).where(digest.c.person_id == b("person")).order_by(digest.c.on.desc()).limit(1)
_HAS_ONE = sa.exists(
    sa.select(sa.literal(1)).select_from(digest).where(digest.c.person_id == person.c.id, digest.c.on == b("on"))
)
_READERS = (
    sa.select(person.c.id)
    .where(
        person.c.active,
        person.c.kind.in_(("officer", "outside")),
        sa.not_(_HAS_ONE),
        sa.exists(
            sa.select(sa.literal(1))
            .select_from(role_grant)
            .where(in_force(role_grant, of=person.c.id), role_grant.c.role.in_(b("roles", expanding=True)))
        ),
    )
    .order_by(person.c.id)
)
_LIVE_TASK = sa.exists(
    sa.select(sa.literal(1))
    .select_from(task)
    .where(task.c.id == told.c.step_id, task.c.is_open, task.c.due_on == told.c.due_on)
)
_LIVE_WAIT = sa.exists(
    sa.select(sa.literal(1))
    .select_from(subscription)
    .where(
        subscription.c.task_id == told.c.step_id,
        subscription.c.gone_at.is_(None),
        subscription.c.due_on == told.c.due_on,
    )
)
_LIVE_WHOLE = sa.exists(
    sa.select(sa.literal(1))
    .select_from(sa.join(deadline, case, case.c.id == deadline.c.case_id))
    .where(
        IS_OPEN,
        deadline.c.case_id == told.c.case_id,
        told.c.step_id == WHOLE_STEP,
        deadline.c.due_on == told.c.due_on,
        COUNTS_FOR_ALL,
    )
)
_UNTOLD = sa.and_(told.c.person_id == b("of_person"), told.c.digest_on.is_(None))
_GATHER = sa.update(told).where(_UNTOLD, sa.or_(_LIVE_TASK, _LIVE_WAIT, _LIVE_WHOLE)).values(digest_on=b("day"))
_DROP = sa.delete(told).where(_UNTOLD)
_LINES = checked(
    sa.select(told.c.due_on, told.c.rung, told.c.step_id, case.c.number, rung.c.letter_id)
    .select_from(told)
    .join(case, case.c.id == told.c.case_id)
    .join(
        rung,
        sa.and_(rung.c.step_id == told.c.step_id, rung.c.due_on == told.c.due_on, rung.c.rung == told.c.rung),
        isouter=True,
    )
    .where(
        told.c.person_id == ME,
        told.c.digest_on == b("day"),
        sa.func.coalesce(case.c.subject_id, "") != ME,
        not_recused(case.c.subject_id, case.c.id),
    )
    .order_by(told.c.due_on, case.c.number, told.c.rung),
    "numbers of cases of which the reader was told by duty; recusals are taken out here",
)


@dataclass(frozen=True, kw_only=True)
class DigestRow:
    """One officer's digest of a day: steps late, due today and due soon, as counted in that morning."""

    person_id: PersonId
    on: dt.date
    late: int
    today: int
    soon: int
    made_at: dt.datetime


def readers(tx: Tx, *, on: dt.date, roles: Iterable[str]) -> tuple[PersonId, ...]:
    """This function will give who holds one of the roles on a day and has no digest of that day yet."""
    found = tx.execute(_READERS, {"roles": sorted(roles), "today": on, "on": on}).scalars()
    return tuple(PersonId(one) for one in found)


def keep(tx: Tx, one: DigestRow) -> bool:
    """This function will keep a digest with all that its reader was to be told since the last one; False: it is there.

    What is done meanwhile or has another due day is told no more.
    """
    if tx.execute(_KEEP, {name: getattr(one, name) for name in DigestRow.__dataclass_fields__}).rowcount != 1:
        return False
    tx.execute(_GATHER, {"of_person": one.person_id, "day": one.on})
    tx.execute(_DROP, {"of_person": one.person_id})
    return True


def newest(tx: Tx, person_id: PersonId) -> DigestRow | None:
    """This function will give a person's last digest, or None."""
    row = tx.execute(_NEWEST, {"person": person_id}).one_or_none()
    return None if row is None else _digest(row)


def lines(tx: Tx, viewer: Viewer, *, on: dt.date) -> tuple[Telling, ...]:
    """This function will give what the viewer's digest of a day tells, without cases that the viewer may not know."""
    found = tx.execute(_LINES, by(viewer) | {"day": on})
    return tuple(
        Telling(
            person_id=viewer.person_id,
            number=row.number,
            due_on=row.due_on,
            rung=Rung(row.rung),
            letter=row.letter_id is not None,
            whole=whole_key(row.step_id),
        )
        for row in found
    )


def _digest(row: AnyRow) -> DigestRow:
    return DigestRow(**{name: row._mapping[name] for name in DigestRow.__dataclass_fields__})
