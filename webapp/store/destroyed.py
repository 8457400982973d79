"""The register of destroyed keys, beside the seals: what was destroyed stays so when an older backup is put back.

A line of JSON per key: whose it was, when, and `term` where it went at the end of its term; no content. Lines are only
ever added.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from webapp.domain.records import CaseStatus
from webapp.store import keys, seal_file
from webapp.store.audit import facts_of
from webapp.store.columns import canonical
from webapp.store.db import Tx
from webapp.store.reporters import owner_of as owner_of_reporter
from webapp.store.tables import audit, case, data_key, reporter
from webapp.store.visibility import checked

FILE = "destroyed.jsonl"
ARCHIVE_ENDED = "archive.destroyed"
_WHY = "the register names ids of cases whose keys are gone, nothing else"
_DESTROYED = checked(
    sa.select(case.c.id, case.c.closed_at, case.c.destroyed_at)
    .where(sa.or_(case.c.status == CaseStatus.GIVEN_UP, case.c.destroyed_at.is_not(None)))
    .order_by(case.c.id),
    _WHY,
)
_REPORTERS = checked(
    sa.select(reporter.c.id, case.c.destroyed_at)
    .join(case, case.c.id == reporter.c.case_id)
    .where(case.c.destroyed_at.is_not(None))
    .order_by(reporter.c.id),
    _WHY,
)
_SAID = (
    sa.select(audit.c.stream, audit.c.number, audit.c.facts).where(audit.c.act == "case.destroyed").order_by(audit.c.id)
)
_OWNERS = sa.select(data_key.c.owner)
_ENDED = (
    sa.select(audit.c.facts, audit.c.at)
    .where(audit.c.stream == "office", audit.c.act == ARCHIVE_ENDED)
    .order_by(audit.c.number)
)


def said(tx: Tx) -> Iterator[tuple[str, int, Mapping[str, object]]]:
    """This function will give each entry that says a case was destroyed at its term's end: stream, number, facts.

    What a hand made of one the check of its chain names; here it says nothing.
    """
    for row in tx.execute(_SAID):
        with suppress(ValueError, TypeError):
            yield str(row.stream), int(row.number), dict(facts_of(row.facts))


def registered(file: Path) -> frozenset[str]:
    """This function will give the owners whose keys are registered as destroyed; what is no line counts for nothing."""
    return frozenset(str(one["owner"]) for one in _read(file))


def by_term(file: Path) -> frozenset[str]:
    """This function will give those of them that were destroyed at the end of their term."""
    return frozenset(str(one["owner"]) for one in _read(file) if one.get("term"))


def catch_up(tx: Tx, file: Path) -> int:
    """This function will write what the register lacks and give how many; a crash may have kept it from the file."""
    known = registered(file)
    fresh = [one for one in _gone(tx) if one["owner"] not in known]
    if fresh:
        seal_file.append(file, map(canonical, fresh))
    return len(fresh)


def catch_up_archives(tx: Tx, file: Path) -> int:
    """This function will write the ends of archives that the register lacks and give how many.

    One may end, be begun anew for a person who came back, and end again: each end is a line.
    """
    known = {_mark(one) for one in _read(file)}
    lines = [canonical(one) for one in _archives(tx)]
    fresh = [line for line in lines if _mark(json.loads(line)) not in known]
    if fresh:
        seal_file.append(file, fresh)
    return len(fresh)


def archives(file: Path) -> Mapping[str, dt.datetime]:
    """This function will give the owners of the archives that ended, each with the instant of its last end."""
    found = (one for one in _read(file) if str(one["owner"]).startswith(keys.ARCHIVE))
    return {str(one["owner"]): dt.datetime.fromisoformat(str(one["at"])) for one in found}


def _archives(tx: Tx) -> Iterator[Mapping[str, object]]:
    """What a hand made of an entry the check of its chain names; here it says nothing."""
    for row in tx.execute(_ENDED):
        with suppress(ValueError, TypeError, KeyError):
            facts = facts_of(row.facts)
            if not facts.get("again"):
                yield {"owner": f"{keys.ARCHIVE}{facts['subject']}", "at": row.at, "term": True}


def _mark(one: Mapping[str, object]) -> tuple[str, str]:
    return str(one["owner"]), str(one.get("at"))


def _gone(tx: Tx) -> Iterator[Mapping[str, object]]:
    for row in tx.execute(_DESTROYED):
        term = {} if row.destroyed_at is None else {"term": True}
        yield {"owner": keys.owner_of(row.id), "at": row.destroyed_at or row.closed_at, **term}
    for row in tx.execute(_REPORTERS):
        yield {"owner": owner_of_reporter(row.id), "at": row.destroyed_at, "term": True}


def come_back(tx: Tx, file: Path) -> tuple[str, ...]:
    """This function will give the owners whose keys are there again although the register says they are destroyed."""
    known = registered(file)
    if not known:
        return ()
    return tuple(sorted(owner for owner in tx.execute(_OWNERS).scalars() if owner in known))


def take_over(newest: Path, file: Path) -> None:
    """This function will add to a register what a newer one knows more; the next start applies it."""
    known = {_mark(one) for one in _read(file)}
    lines = newest.read_text("utf-8", errors="replace").splitlines()
    fresh = [line for line in lines if (one := _line(line)) is not None and _mark(one) not in known]
    if fresh:
        seal_file.append(file, fresh)


def _read(file: Path) -> Iterator[Mapping[str, object]]:
    lines = file.read_text("utf-8", errors="replace").splitlines() if file.exists() else ()
    return (one for line in lines if (one := _line(line)) is not None)


def _line(line: str) -> Mapping[str, object] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "owner" in found else None
