"""What the radar found (stuck cases), the heartbeat of what runs by itself, and settings that the office changes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import heartbeat, setting, watch
from webapp.store.writing import insert_once, insert_or_change

_FIND = insert_once(watch)
_OPEN = sa.select(watch).where(watch.c.gone_at.is_(None)).order_by(watch.c.found_at, watch.c.id)
_OF_CASE = _OPEN.where(watch.c.case_id == b("of_case"))
_GONE = sa.update(watch).where(watch.c.id == b("watch_id"), watch.c.gone_at.is_(None)).values(gone_at=b("now"))
_BEAT = insert_or_change(heartbeat, ["id"], change=["at", "facts"])
_STILL = sa.delete(heartbeat).where(heartbeat.c.id == b("what"))
_BEATS = sa.select(heartbeat).order_by(heartbeat.c.id)
_SET = insert_or_change(setting, ["id"], change=["value", "changed_at", "changed_by"])
_GET = sa.select(setting.c.value).where(setting.c.id == b("name"))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A case that does not move, by kind (past_percentile, nobody_eligible, unmatched …); facts are codes."""

    id: str
    case_id: CaseId
    kind: str
    element: str
    facts: Mapping[str, object] = field(default_factory=dict)
    found_at: dt.datetime


def find(
    tx: Tx, case_id: CaseId, *, kind: str, element: str, now: dt.datetime, facts: Mapping[str, object] | None = None
) -> None:
    """This function will keep a finding until it is gone; the same one again changes nothing."""
    row = {"id": uuid.uuid4().hex, "case_id": case_id, "kind": kind, "element": element, "found_at": now}
    tx.execute(_FIND, row | {"facts": dict(facts or {})})


def gone(tx: Tx, finding_id: str, *, now: dt.datetime) -> None:
    """This function will note that a finding holds no more."""
    tx.execute(_GONE, {"watch_id": finding_id, "now": now})


def findings(tx: Tx, *, case_id: CaseId | None = None) -> tuple[Finding, ...]:
    """This function will give the findings that hold (of one case), oldest first; the caller shows what may be seen."""
    rows = tx.execute(_OPEN) if case_id is None else tx.execute(_OF_CASE, {"of_case": case_id})
    return tuple(_finding(row) for row in rows)


def beat(tx: Tx, what: str, *, now: dt.datetime, facts: Mapping[str, object] | None = None) -> None:
    """This function will note that something that runs by itself is alive (clock, worker, sealer)."""
    tx.execute(_BEAT, {"id": what, "at": now, "facts": dict(facts or {})})


def still(tx: Tx, what: str) -> None:
    """This function will forget when something was last alive: an office that was restored has not begun yet."""
    tx.execute(_STILL, {"what": what})


def beats(tx: Tx) -> Mapping[str, dt.datetime]:
    """This function will give when each of them was last alive."""
    return {row.id: row.at for row in tx.execute(_BEATS)}


def put_setting(tx: Tx, name: str, value: object, *, now: dt.datetime, by: str | None) -> None:
    """This function will keep a value that the office may change without a release."""
    tx.execute(_SET, {"id": name, "value": value, "changed_at": now, "changed_by": by})


def get_setting(tx: Tx, name: str, default: object = None) -> object:
    """This function will give such a value, or the default."""
    row = tx.execute(_GET, {"name": name}).one_or_none()
    return default if row is None else row.value


def _finding(row: AnyRow) -> Finding:
    names = ("id", "case_id", "kind", "element", "facts", "found_at")
    return Finding(**{name: row._mapping[name] for name in names})
