"""Logs past their term: looks give up who looked at what and keep the hash that their seal covers; others go whole.

A look that is gone is explained by an entry of the office's chain (`looks.pruned`: from which to which, how many, until
when). One that is gone without such an entry is a fault.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.retention import Log
from webapp.domain.said import Said
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.holds import covering
from webapp.store.tables import (
    IS_OPEN,
    access_log,
    audit,
    case,
    day_run,
    digest,
    incident,
    job,
    look_gone,
    told,
    watch,
)
from webapp.store.visibility import checked

ACT = "looks.pruned"
AT_ONCE = 2000
_BEFORE, _DAY = b("before", type_=Instant), b("day", type_=sa.Date)
_HELD = checked(sa.select(case.c.id).where(covering()), "looks at what is held are kept with it")
_OLD = (
    sa.select(access_log.c.id, access_log.c.hash, access_log.c.sealed_by)
    .where(
        access_log.c.sealed_by.is_not(None),
        access_log.c.at < _BEFORE,
        sa.or_(access_log.c.case_id.is_(None), access_log.c.case_id.not_in(_HELD)),
    )
    .order_by(access_log.c.id)
    .limit(b("size", type_=sa.Integer))
)
_STUB = sa.insert(look_gone)
_FORGET = sa.delete(access_log).where(access_log.c.id == b("of_look"))
_OVER = checked(sa.select(case.c.id).where(sa.not_(IS_OPEN)), "ids of cases that are over, nothing is shown")
_LOGS: Mapping[Log, tuple[sa.Delete, ...]] = {
    Log.JOBS: (sa.delete(job).where(job.c.settled_at < _BEFORE),),
    Log.DIGESTS: (
        sa.delete(digest).where(digest.c.on < _DAY),
        sa.delete(told).where(told.c.digest_on < _DAY, told.c.case_id.in_(_OVER)),
    ),
    Log.DAY_RUNS: (sa.delete(day_run).where(day_run.c.on < _DAY),),
    Log.INCIDENTS: (sa.delete(incident).where(incident.c.settled_at < _BEFORE),),
    Log.FINDINGS: (sa.delete(watch).where(watch.c.gone_at < _BEFORE),),
}
_SAID = sa.select(audit.c.facts).where(audit.c.stream == "office", audit.c.act == ACT).order_by(audit.c.number)
_GONE = sa.select(look_gone.c.id).order_by(look_gone.c.id)


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """Looks that gave up what they said: the first and the last one's number, and how many."""

    first: int
    last: int
    count: int


def looks_due(tx: Tx, *, before: dt.datetime) -> bool:
    """This function will tell whether any sealed look is older than an instant and not kept by a hold."""
    return tx.execute(_OLD, {"before": before, "size": 1}).first() is not None


def prune_looks(tx: Tx, *, before: dt.datetime) -> Pruned:
    """This function will let the next looks older than an instant keep their hash alone; there is one at least."""
    rows = [dict(row._mapping) for row in tx.execute(_OLD, {"before": before, "size": AT_ONCE})]
    tx.execute(_STUB, rows)
    tx.execute(_FORGET, [{"of_look": row["id"]} for row in rows])
    return Pruned(first=rows[0]["id"], last=rows[-1]["id"], count=len(rows))


def prune(tx: Tx, log: Log, *, before: dt.datetime, day: dt.date) -> int:
    """This function will remove what of a log is settled since before an instant, and give how many rows."""
    asked: dict[str, Any] = {"before": before, "day": day}
    return sum(tx.execute(one, asked).rowcount for one in _LOGS[log])


def faults(tx: Tx) -> Iterator[str]:
    """This function will say which looks are gone that no entry explains, or how many too few or too many are."""
    said = [Pruned(**{name: facts[name] for name in ("first", "last", "count")}) for facts in _told(tx)]
    gone = list(tx.execute(_GONE).scalars())
    for look in gone:
        if not any(one.first <= look <= one.last for one in said):
            yield Said("第{look}条查阅记录已无内容，却没有清理记录", look=look)
    expected = sum(one.count for one in said)
    if len(gone) != expected:
        yield Said("清理过的查阅记录应有{expected}条，现有{found}条", expected=expected, found=len(gone))


def _told(tx: Tx) -> Iterator[Mapping[str, int]]:
    """What a hand made of an entry the check of its chain names; here it says nothing."""
    for facts in tx.execute(_SAID).scalars():
        try:
            found = json.loads(facts)
            yield {name: int(found[name]) for name in ("first", "last", "count")}
        except (ValueError, TypeError, KeyError):
            continue
