"""What a person is to a task, as columns of the statement that brings the task."""

from __future__ import annotations

import sqlalchemy as sa

from webapp.domain.sights import Standing
from webapp.store.db import AnyRow
from webapp.store.tables import recusal, task
from webapp.store.visibility import ME, barred, holds_role, recused, spared, stands_in

_DECLARED = sa.exists(
    sa.select(sa.literal(1))
    .select_from(recusal)
    .where(recusal.c.person_id == ME, recusal.c.subject_id == task.c.subject_id)
)
STANDING = (
    holds_role(task).label("s_granted"),
    recused(task.c.subject_id, task.c.case_id).label("s_recused"),
    barred(task.c.id).label("s_barred"),
    spared(task).label("s_spared"),
    (sa.func.coalesce(task.c.subject_id, "") == ME).label("s_is_subject"),
    (sa.func.coalesce(task.c.assignee_id, "") == ME).label("s_assigned"),
    _DECLARED.label("s_declared"),
    stands_in(task).label("s_on_behalf_of"),
)


def standing_of(row: AnyRow) -> Standing:
    """This function will read a person's standing from a row that brought those columns."""
    return Standing(
        assigned=bool(row.s_assigned),
        granted=bool(row.s_granted),
        recused=bool(row.s_recused),
        barred=bool(row.s_barred),
        spared=bool(row.s_spared),
        is_subject=bool(row.s_is_subject),
        declared=bool(row.s_declared),
        on_behalf_of=row.s_on_behalf_of,
    )
