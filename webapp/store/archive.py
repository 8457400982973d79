"""The integrity archive (廉政档案): entries by subject, written by two officers, cleared or corrected.

Each subject's entries have a data key of their own: they outlive the cases they come from. What is not verified is in
the internal register (内部台账): its rows lie in the same table and nothing here gives them; whoever may see the matter
reads them there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.archives import UNVERIFIED, refuse_inadmissible
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem, ArchiveMark
from webapp.store import keys, numbers
from webapp.store.codec import pack, unpack_mapping
from webapp.store.columns import instant_of
from webapp.store.db import AnyRow, Tx
from webapp.store.tables import archive_entry, portrait
from webapp.store.vault import DataKey, Place
from webapp.store.visibility import ME, not_recused
from webapp.store.writing import insert_or_change

_CLEAR = (
    "id",
    "number",
    "subject_id",
    "section",
    "kind",
    "dimension",
    "status",
    "weight",
    "level",
    "source_case_id",
    "source_document",
    "document_hash",
    "on",
    "entered_at",
    "entered_by",
    "checked_by",
    "subject_seen_on",
    "retention_until",
    "effect_until",
    "supersedes_id",
)
IN_ARCHIVE = sa.and_(
    archive_entry.c.number.not_like(f"%{numbers.REGISTERS['internal']}%"), archive_entry.c.status != UNVERIFIED
)
"""What the archive holds, the internal register left out: also what was cleared there since (DMN-12)."""
_ADD = sa.insert(archive_entry)
_RELATED = not_recused(archive_entry.c.subject_id, archive_entry.c.source_case_id)
_OF_SUBJECT = (
    sa.select(archive_entry)
    .where(archive_entry.c.subject_id == b("subject"), archive_entry.c.subject_id != ME, IN_ARCHIVE, _RELATED)
    .order_by(archive_entry.c.on, archive_entry.c.number)
)
WHOLE = (
    sa.select(archive_entry)
    .where(archive_entry.c.subject_id == b("subject"), IN_ARCHIVE)
    .order_by(archive_entry.c.on, archive_entry.c.number)
)
_ONE = sa.select(archive_entry).where(
    archive_entry.c.number == b("of_number"), archive_entry.c.subject_id != ME, IN_ARCHIVE, _RELATED
)
_REMARK = (
    sa.update(archive_entry)
    .where(archive_entry.c.id == b("entry"))
    .values(subject_seen_on=b("seen"), remark=b("sealed"))
)
_COUNTS = (
    sa.select(
        archive_entry.c.subject_id,
        sa.func.count().label("entries"),
        sa.func.max(archive_entry.c.on).label("newest"),
        sa.func.min(archive_entry.c.entered_at).label("began"),
    )
    .where(archive_entry.c.subject_id != ME, IN_ARCHIVE, _RELATED)
    .group_by(archive_entry.c.subject_id)
)
_PUT_PORTRAIT = insert_or_change(portrait, ["subject_id"], change=["as_of", "content", "at"], add={"version": 1})
_PORTRAIT = sa.select(portrait).where(portrait.c.subject_id == b("subject"))


def enter(tx: Tx, *items: ArchiveItem) -> None:
    """This function will write entries, or refuse them: here every way into the archive ends.

    Raises FourEyes (the database itself refuses one officer as maker and checker, too), NotVerified, NotHeard.
    """
    for one in items:
        refuse_inadmissible(one, register=_register(one))
    keys.ensure_all(tx, [owner_of(one.subject_id) for one in items])
    if items:
        tx.execute(_ADD, [_row(one, keys.of(tx, owner_of(one.subject_id))) for one in items])


def _register(one: ArchiveItem) -> str:
    return "internal" if numbers.REGISTERS["internal"] in one.number else "archive"


def _row(one: ArchiveItem, key: DataKey) -> dict[str, Any]:
    remark = None if one.remark is None else key.seal(_place("remark", one.id), one.remark.encode())
    sealed = key.seal(_place("content", one.id), pack(one.content))
    return {name: getattr(one, name) for name in _CLEAR} | {"content": sealed, "remark": remark, "version": 1}


def of_subject(tx: Tx, subject_id: PersonId, *, me: PersonId) -> tuple[ArchiveItem, ...]:
    """This function will give a person's entries by day; nothing for the person and for whoever is recused.

    That `me` may read archives at all is the use case's permission.
    """
    rows = tx.execute(_OF_SUBJECT, {"subject": subject_id, "me": me}).all()
    return items_of(tx, subject_id, rows)


def items_of(tx: Tx, subject_id: PersonId, rows: Sequence[AnyRow]) -> tuple[ArchiveItem, ...]:
    """This function will make entries of a person's rows."""
    if not rows:
        return ()
    key = keys.of(tx, owner_of(subject_id))
    return tuple(_item(row, key) for row in rows)


def read(tx: Tx, number: str, *, me: PersonId) -> ArchiveItem:
    """This function will give one entry; raises NotFound, also for the person and for whoever is recused."""
    row = tx.execute(_ONE, {"of_number": number, "me": me}).one_or_none()
    if row is None:
        raise NotFound
    return _item(row, keys.of(tx, owner_of(row.subject_id)))


def whole(tx: Tx, subject_id: PersonId) -> tuple[ArchiveItem, ...]:
    """This function will give all of a person's entries by day, for the office's own reckoning and the own page.

    It asks for no reader: what it gives is shown to nobody as it is.
    """
    rows = tx.execute(WHOLE, {"subject": subject_id}).all()
    return items_of(tx, subject_id, rows)


def remark(tx: Tx, one: ArchiveItem, *, seen_on: dt.date, text: str | None) -> None:
    """This function will note that the person has read the factual part and what the person remarked."""
    key = keys.of(tx, owner_of(one.subject_id))
    sealed = None if text is None else key.seal(_place("remark", one.id), text.encode())
    tx.execute(_REMARK, {"entry": one.id, "seen": seen_on, "sealed": sealed})


def subjects(tx: Tx, *, me: PersonId) -> Mapping[PersonId, tuple[int, dt.date, dt.datetime]]:
    """This function will give who has an archive: number of entries, the newest day, when the first one was entered."""
    return {row.subject_id: (row.entries, row.newest, row.began) for row in tx.execute(_COUNTS, {"me": me})}


def put_portrait(
    tx: Tx, subject_id: PersonId, *, as_of: dt.date, content: Mapping[str, object], now: dt.datetime
) -> None:
    """This function will keep a person's portrait as computed on a day."""
    sealed = keys.ensure(tx, owner_of(subject_id)).seal(_place("portrait", subject_id), pack(content))
    tx.execute(_PUT_PORTRAIT, {"subject_id": subject_id, "as_of": as_of, "content": sealed, "at": now, "version": 1})


def portrait_of(tx: Tx, subject_id: PersonId) -> tuple[dt.date, Mapping[str, object]] | None:
    """This function will give a person's portrait and its day, or None (the caller checks recusal)."""
    row = tx.execute(_PORTRAIT, {"subject": subject_id}).one_or_none()
    if row is None:
        return None
    opened = keys.of(tx, owner_of(subject_id)).open(_place("portrait", subject_id), row.content)
    return row.as_of, unpack_mapping(opened)


def owner_of(subject_id: PersonId) -> str:
    """This function will name the owner of the key that seals a person's archive."""
    return f"{keys.ARCHIVE}{subject_id}"


def _item(row: AnyRow, key: DataKey) -> ArchiveItem:
    content = unpack_mapping(key.open(_place("content", row.id), row.content))
    said = None if row.remark is None else key.open(_place("remark", row.id), row.remark).decode()
    fields: dict[str, Any] = {name: row._mapping[name] for name in _CLEAR}
    return ArchiveItem(**fields, content=content, remark=said, history=_history(row.history))


def _history(text: str) -> tuple[ArchiveMark, ...]:
    return tuple(_mark(line.split("|")) for line in text.splitlines())


def _mark(parts: Sequence[str]) -> ArchiveMark:
    status, weight, until, case_id, by = parts
    who = PersonId(by) if by else None
    return ArchiveMark(
        status=status, weight=weight, until=instant_of(until), case_id=CaseId(case_id) if case_id else None, by=who
    )


def _place(column: str, row: str) -> Place:
    return Place(table=f"archive_entry.{column}", row=row)
