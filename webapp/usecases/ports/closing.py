"""Closing a case to people before they see it: recusals that a process itself records."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from webapp.domain.ids import PersonId
from webapp.domain.roster import Recusal
from webapp.store import recusals
from webapp.usecases.desk import Desk


def recused(desk: Desk) -> frozenset[PersonId]:
    """This function will give who is recused from this case, for whatever reason."""
    return frozenset(recusals.recused_from(desk.act.tx, desk.case.id, subject_id=desk.case.subject_id))


def close_case_to(desk: Desk, meant: Iterable[PersonId], *, source: str) -> None:
    """This function will recuse people from this case; who is recused already stays so, by the earlier reason."""
    out = recused(desk)
    closed = [
        Recusal(
            id=uuid.uuid4().hex,
            person_id=who,
            case_id=desk.case.id,
            recused=True,
            kind="interest",
            source=source,
            at=desk.act.now,
        )
        for who in sorted(set(meant) - out)
    ]
    recusals.close_to(desk.act.tx, closed)
