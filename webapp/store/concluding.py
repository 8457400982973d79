"""Whom the end of a matter has to reach: clues joined to it that still wait, a reporter who wishes feedback."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.ids import CaseId
from webapp.store.db import Tx
from webapp.store.tables import IS_OPEN, case, case_link, reporter
from webapp.store.visibility import checked
from webapp.store.writing import json_rows

_WAITING = (
    sa.select(json_rows(case_link.c.at, case.c.id))
    .select_from(sa.join(case_link, case, case.c.id == case_link.c.case_id))
    .where(case_link.c.other_id == b("case_id"), case_link.c.kind == "joined", IS_OPEN)
    .scalar_subquery()
)
_WISHED = (
    sa.select(sa.func.count())
    .select_from(reporter)
    .where(reporter.c.case_id.in_(b("letters", expanding=True)), reporter.c.confirmed, reporter.c.wishes_feedback)
    .scalar_subquery()
)
_REACHED = checked(
    sa.select(_WAITING.label("waiting"), _WISHED.label("wished")),
    "write path: ids that messages go to, and a count",
)


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The joined clues that are still open, the first joined first, and whether feedback is wished for."""

    joined: tuple[CaseId, ...]
    feedback_wanted: bool


def reached(tx: Tx, case_id: CaseId, *, letters: Sequence[CaseId]) -> Reached:
    """This function will tell whom a conclusion reaches; `letters` are the cases whose reporters count."""
    row = tx.execute(_REACHED, {"case_id": case_id, "letters": list(letters)}).one()
    waiting = sorted(json.loads(row.waiting or "[]"))
    return Reached(joined=tuple(CaseId(key) for _, key in waiting), feedback_wanted=row.wished > 0)
