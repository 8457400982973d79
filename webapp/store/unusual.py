"""Counts over the access log, the record and the duties, for the auditor's report: who, when, how often; no content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import access_log, participant, task
from webapp.store.tables import audit as audit_table
from webapp.store.visibility import checked

_SINCE = b("since", type_=Instant)
_WORKED = sa.or_(task.c.assignee_id == access_log.c.person_id, task.c.completed_by == access_log.c.person_id)
_OWN = sa.or_(
    sa.exists(sa.select(sa.literal(1)).where(task.c.case_id == access_log.c.case_id, _WORKED)),
    sa.exists(
        sa.select(sa.literal(1)).where(
            participant.c.case_id == access_log.c.case_id, participant.c.person_id == access_log.c.person_id
        )
    ),
)
_SEEN = checked(
    sa.select(*(access_log.c[name] for name in ("person_id", "at", "what", "case_id", "subject_id")), _OWN.label("own"))
    .where(access_log.c.at >= _SINCE)
    .order_by(access_log.c.id),
    "whether who looked has a step in the case: nothing of it is given",
)
_REFUSED = (
    sa.select(audit_table.c.actor_id, audit_table.c.at)
    .where(audit_table.c.stream == "office", audit_table.c.act == "refused", audit_table.c.at >= _SINCE)
    .order_by(audit_table.c.id)
)
_GIVEN = (
    sa.select(audit_table.c.at, audit_table.c.facts)
    .where(audit_table.c.stream == "office", audit_table.c.act == "duty.given", audit_table.c.at >= _SINCE)
    .order_by(audit_table.c.id)
)
_AT_THE_DOOR = ("sign_in_refused", "sign_in.second_refused", "proof.refused")
_KEPT_OUT = (
    sa.select(audit_table.c.at, audit_table.c.facts)
    .where(audit_table.c.stream == "office", audit_table.c.act.in_(_AT_THE_DOOR), audit_table.c.at >= _SINCE)
    .order_by(audit_table.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One look as the report counts it: whether who looked ever had a step in the case."""

    person_id: PersonId
    at: dt.datetime
    what: str
    case_id: CaseId | None
    subject_id: PersonId | None
    own: bool


def seen(tx: Tx, *, since: dt.datetime) -> tuple[Seen, ...]:
    """This function will give every look since an instant, in the order of writing."""
    names = ("person_id", "at", "what", "case_id", "subject_id")
    return tuple(
        Seen(own=bool(row.own), **{name: row._mapping[name] for name in names})
        for row in tx.execute(_SEEN, {"since": since})
    )


def refused(tx: Tx, *, since: dt.datetime) -> tuple[tuple[PersonId, dt.datetime], ...]:
    """This function will give who was refused when, since an instant."""
    return tuple((PersonId(row.actor_id), row.at) for row in tx.execute(_REFUSED, {"since": since}) if row.actor_id)


def kept_out(tx: Tx, *, since: dt.datetime) -> tuple[tuple[dt.datetime, str], ...]:
    """This function will give the entries of sign-ins and proofs refused since an instant: when, and their facts."""
    return tuple((row.at, str(row.facts)) for row in tx.execute(_KEPT_OUT, {"since": since}))


def given(tx: Tx, *, since: dt.datetime) -> tuple[tuple[dt.datetime, str], ...]:
    """This function will give the entries of duties granted since an instant: when, and their facts as text."""
    return tuple((row.at, str(row.facts)) for row in tx.execute(_GIVEN, {"since": since}))
