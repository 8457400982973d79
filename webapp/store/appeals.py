"""Appeals (申诉): which letter each is about, whether it is decided, and what became of the letter's decision.

The result is the archive's (`appeal.revoke`), number and day are those of the letter that says so: nothing twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.store.db import Tx
from webapp.store.tables import appeal, archive_entry, case, letter
from webapp.store.visibility import checked
from webapp.store.writing import insert_or_change

DECIDED_AT = ("kept", "corrected")
"""Ends of an appeal that was decided; one that was not accepted, or ended early, may be made again."""
CHANGING = ("change", "revoke")
_REFER = insert_or_change(appeal, ["case_id"], change=["letter_id"])
_KIND = (
    sa.select(archive_entry.c.kind)
    .where(archive_entry.c.source_case_id == appeal.c.case_id, archive_entry.c.kind.like("appeal.%"))
    .limit(1)
    .scalar_subquery()
)
_NOTICE = letter.alias("notice")
_NEWEST = (
    sa.select(_NOTICE.c.id)
    .where(_NOTICE.c.case_id == appeal.c.case_id, _NOTICE.c.issued_at.is_not(None))
    .order_by(_NOTICE.c.issued_at.desc(), _NOTICE.c.id)
    .limit(1)
    .scalar_subquery()
)
_OF_LETTERS = checked(
    sa.select(
        appeal.c.case_id,
        appeal.c.letter_id,
        case.c.status,
        case.c.ended_at_element,
        _KIND.label("kind"),
        letter.c.issued_at,
        letter.c.number,
    )
    .join(case, case.c.id == appeal.c.case_id)
    .join(letter, letter.c.id == _NEWEST, isouter=True)
    .where(appeal.c.letter_id.in_(b("letters", expanding=True)))
    .order_by(case.c.opened_at, case.c.id),
    "what became of a letter that the caller has checked; the appeal itself is not shown",
)


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """An appeal against a letter; `result` change or revoke, by which letter and when, once it is decided so."""

    case_id: CaseId
    letter_id: str
    is_open: bool
    is_decided: bool
    result: str | None = None
    decided_at: dt.datetime | None = None
    number: str | None = None


def refer(tx: Tx, case_id: CaseId, *, letter_id: str) -> None:
    """This function will note which letter an appeal is about."""
    tx.execute(_REFER, {"case_id": case_id, "letter_id": letter_id})


def of_letters(tx: Tx, letter_ids: Iterable[str]) -> tuple[Appeal, ...]:
    """This function will give the appeals against letters, oldest first."""
    wanted = sorted(set(letter_ids))
    rows = tx.execute(_OF_LETTERS, {"letters": wanted}) if wanted else ()
    return tuple(
        Appeal(
            case_id=CaseId(row.case_id),
            letter_id=row.letter_id,
            is_open=row.status == "open",
            is_decided=row.kind is not None or row.ended_at_element in DECIDED_AT,
            result=_result(row.kind),
            decided_at=row.issued_at,
            number=row.number,
        )
        for row in rows
    )


def _result(kind: str | None) -> str | None:
    word = (kind or "").rpartition(".")[2]
    return word if word in CHANGING else None
