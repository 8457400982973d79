"""How the status of archive entries changed, so that the archive can be read as of any day; when it was opened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.archives import NONE
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.store import keys
from webapp.store.archive import owner_of
from webapp.store.codec import pack, unpack_mapping
from webapp.store.columns import instant_text
from webapp.store.db import Tx
from webapp.store.tables import archive_entry, archive_file, archive_snapshot
from webapp.store.vault import Place
from webapp.store.writing import insert_once

_MARKED = {
    "status": b("new_status"),
    "weight": sa.case((b("still", type_=sa.Boolean), archive_entry.c.weight), else_=NONE),
    "history": archive_entry.c.history
    + archive_entry.c.status
    + sa.literal("|")
    + archive_entry.c.weight
    + b("mark", type_=sa.Text),
}
_MARK_CASES = (
    sa.update(archive_entry)
    .where(archive_entry.c.source_case_id.in_(b("of_cases", expanding=True)), archive_entry.c.status != b("new_status"))
    .values(_MARKED)
)
_MARK = sa.update(archive_entry).where(archive_entry.c.id == b("entry")).values(_MARKED)
_DROP = sa.delete(archive_entry).where(archive_entry.c.id == b("entry"))
_OPEN = insert_once(archive_file)
_OPENED = sa.select(archive_file.c.subject_id, archive_file.c.opened_on)
_SNAP = sa.insert(archive_snapshot)
_SNAPS = (
    sa.select(archive_snapshot)
    .where(archive_snapshot.c.subject_id == b("subject"))
    .order_by(archive_snapshot.c.at.desc(), archive_snapshot.c.id)
)


@dataclass(frozen=True, kw_only=True)
class Marking:
    """Who marks, when, from which matter."""

    at: dt.datetime
    case_id: CaseId | None = None
    by: PersonId | None = None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A yearly picture of a person's archive."""

    year: int
    as_of: dt.date
    checked_by: PersonId | None
    content: Mapping[str, object]


def mark_of_cases(tx: Tx, case_ids: Iterable[CaseId], *, status: str, weighs: bool, by: Marking) -> int:
    """This function will mark all entries that came from cases (cleared, corrected) and give how many there were.

    One that `weighs` still weighs as it did: a mark never makes an entry adverse.
    """
    which = {"of_cases": sorted(case_ids), "new_status": status, "still": weighs}
    return tx.execute(_MARK_CASES, which | {"mark": _line(by)}).rowcount


def mark(tx: Tx, entry_id: str, *, status: str, by: Marking) -> None:
    """This function will mark one entry, which weighs no more; what it was stays in its history. Raises NotFound."""
    what = {"entry": entry_id, "new_status": status, "still": False, "mark": _line(by)}
    if tx.execute(_MARK, what).rowcount != 1:
        raise NotFound


def _line(by: Marking) -> str:
    """What follows status and weight in a line of the history; `history_of` of the archive reads it."""
    return f"|{instant_text(by.at)}|{by.case_id or ''}|{by.by or ''}\n"


def strike(tx: Tx, entry_id: str) -> None:
    """This function will take an entry out of the archive of a person whom it never concerned (a namesake's).

    Nothing of it stays there; the act's audit entry holds what it said. Raises NotFound.
    """
    if tx.execute(_DROP, {"entry": entry_id}).rowcount != 1:
        raise NotFound


def open_file(
    tx: Tx,
    subject_id: PersonId,
    *,
    on: dt.date,
    now: dt.datetime,
    case_id: CaseId | None = None,
    by: PersonId | None = None,
) -> bool:
    """This function will open a person's archive, and tell whether it was not there yet."""
    row = {"subject_id": subject_id, "opened_on": on, "case_id": case_id, "opened_by": by, "at": now}
    return tx.execute(_OPEN, row).rowcount == 1


def opened(tx: Tx) -> Mapping[PersonId, dt.date]:
    """This function will give whose archive was opened on which day."""
    return {row.subject_id: row.opened_on for row in tx.execute(_OPENED)}


def snap(tx: Tx, subject_id: PersonId, one: Snapshot, *, case_id: CaseId, now: dt.datetime) -> None:
    """This function will keep a yearly picture beside the earlier ones."""
    key, snapshot_id = keys.ensure(tx, owner_of(subject_id)), uuid.uuid4().hex
    head = {"id": snapshot_id, "subject_id": subject_id, "year": one.year, "as_of": one.as_of}
    rest = {"case_id": case_id, "checked_by": one.checked_by, "at": now}
    tx.execute(_SNAP, head | rest | {"content": key.seal(_place(snapshot_id), pack(one.content))})


def snapshots(tx: Tx, subject_id: PersonId) -> tuple[Snapshot, ...]:
    """This function will give a person's yearly pictures, the newest first (the caller checks recusal)."""
    rows = tx.execute(_SNAPS, {"subject": subject_id}).all()
    if not rows:
        return ()
    key = keys.of(tx, owner_of(subject_id))
    return tuple(
        Snapshot(
            year=row.year,
            as_of=row.as_of,
            checked_by=row.checked_by,
            content=unpack_mapping(key.open(_place(row.id), row.content)),
        )
        for row in rows
    )


def _place(row: str) -> Place:
    return Place(table="archive_snapshot.content", row=row)
