"""The register of destroyed keys, beside the seals: what was destroyed stays so when an older backup is put back.

A line of JSON per key: whose it was and when; no content. Lines are only ever added.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store import keys, seal_file
from webapp.store.columns import canonical
from webapp.store.db import Tx
from webapp.store.tables import case, data_key
from webapp.store.visibility import checked

FILE = "destroyed.jsonl"
_DESTROYED = checked(
    sa.select(case.c.id, case.c.closed_at).where(case.c.status == CaseStatus.GIVEN_UP).order_by(case.c.id),
    "the register names ids of cases whose keys are gone, nothing else",
)
_OWNERS = sa.select(data_key.c.owner)


def registered(file: Path) -> frozenset[str]:
    """This function will give the owners whose keys are registered as destroyed; what is no line counts for nothing."""
    lines = file.read_text("utf-8", errors="replace").splitlines() if file.exists() else ()
    return frozenset(owner for line in lines if (owner := _owner(line)) is not None)


def catch_up(tx: Tx, file: Path) -> int:
    """This function will write what the register lacks and give how many; a crash may have kept it from the file."""
    known = registered(file)
    missing = {keys.owner_of(row.id): row.closed_at for row in tx.execute(_DESTROYED)}
    fresh = {owner: at for owner, at in missing.items() if owner not in known}
    if fresh:
        seal_file.append(file, _lines(fresh.items()))
    return len(fresh)


def come_back(tx: Tx, file: Path) -> tuple[str, ...]:
    """This function will give the owners whose keys are there again although the register says they are destroyed."""
    known = registered(file)
    if not known:
        return ()
    return tuple(sorted(owner for owner in tx.execute(_OWNERS).scalars() if owner in known))


def take_over(newest: Path, file: Path) -> None:
    """This function will add to a register what a newer one knows more; the next start applies it."""
    known = registered(file)
    lines = newest.read_text("utf-8", errors="replace").splitlines()
    fresh = [line for line in lines if (owner := _owner(line)) is not None and owner not in known]
    if fresh:
        seal_file.append(file, fresh)


def _owner(line: str) -> str | None:
    try:
        return str(json.loads(line)["owner"])
    except (ValueError, TypeError, KeyError):
        return None


def _lines(rows: Iterable[tuple[str, dt.datetime | None]]) -> list[str]:
    return [canonical({"owner": owner, "at": at}) for owner, at in rows]
