"""What correcting an entry of the archive has to know, read at once: the archive, its readers, what was verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.papers import ArchiveItem
from webapp.store import archive, keys, submissions
from webapp.store.columns import Instant
from webapp.store.db import Tx
from webapp.store.tables import access_log, submission

_READERS = (
    sa.select(sa.func.count(access_log.c.person_id.distinct()))
    .where(
        access_log.c.subject_id == b("subject"),
        access_log.c.at >= b("since", type_=Instant),
        access_log.c.what.in_(b("looks", expanding=True)),
        access_log.c.person_id != b("subject"),
    )
    .scalar_subquery()
)
_VERIFIED = sa.and_(submission.c.task_id == b("verified"), submission.c.final, submission.c.withdrawn_at.is_(None))
_DISPUTED = archive.WHOLE.join(submission, _VERIFIED, isouter=True).add_columns(
    _READERS.label("readers"),
    submission.c.id.label("v_id"),
    submission.c.version.label("v_version"),
    submission.c.content.label("v_content"),
)


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """A person's archive by day, how many have read it, and what was filled in at the step that verified."""

    items: tuple[ArchiveItem, ...] = ()
    readers: int = 0
    verified: Mapping[str, object]


def disputed(
    tx: Tx, subject_id: PersonId, *, looks: Collection[str], since: dt.datetime, case_id: CaseId, verified: TaskId
) -> Disputed:
    """This function will read the archive of a person, who is no reader, beside what was verified about it.

    `looks` are the codes of looks that showed entries, counted from `since`.
    """
    values = {"subject": subject_id, "since": since, "looks": sorted(looks), "verified": verified}
    rows = tx.execute(_DISPUTED, values).all()
    if not rows:
        return Disputed(verified={})
    first, key = rows[0], keys.of_case(tx, case_id)
    said = submissions.opened(key, first.v_id, first.v_version, first.v_content) if first.v_id else {}
    return Disputed(items=archive.items_of(tx, subject_id, rows), readers=first.readers, verified=said)
