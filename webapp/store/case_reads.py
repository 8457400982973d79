"""Cases read by acts that have checked by other means that they may: from a task that is seen, from a message."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam as b

from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.records import Case, Task
from webapp.domain.sights import Viewer
from webapp.store import audit, keys
from webapp.store.audit import Written
from webapp.store.db import Tx
from webapp.store.rows import CASE_COLUMNS, KEY_COLUMNS, TASK_HEADER, case_of, key_of_case, task_of
from webapp.store.tables import activity, case, data_key, task
from webapp.store.tables import audit as audit_table
from webapp.store.visibility import by, checked, visible

_OPENED = checked(
    sa.select(*CASE_COLUMNS, *KEY_COLUMNS).join(data_key, key_of_case(), isouter=True).where(case.c.id == b("case_id")),
    "the caller has seen a task or a message of the case",
)
_OPENED_FROM = checked(
    sa.select(case.c.id).where(case.c.origin_case_id == b("case_id")).order_by(case.c.opened_at),
    "ids only; each is read with the viewer's own sight afterwards",
)
_origin = case.alias()
_FIRST = sa.select(case.c.id, case.c.origin_case_id).where(case.c.id == b("case_id")).cte("line", recursive=True)
_LINE = _FIRST.union(
    sa.select(_origin.c.id, _origin.c.origin_case_id).join(_FIRST, _origin.c.id == _FIRST.c.origin_case_id)
)
_OF_LINE = sa.select(_LINE.c.id)
_REOPEN = (
    sa.update(task)
    .where(task.c.id == b("of_task"), sa.not_(task.c.is_open))
    .values(
        is_open=sa.true(),
        completed=sa.false(),
        completed_by=None,
        closed_at=None,
        done_in=None,
        outcome=None,
        assignee_id=b("holder", type_=sa.Text),
    )
)
_this, _earlier = task.alias(), task.alias()
_BEFORE = (
    sa.select(_earlier.c.id)
    .join(_this, sa.and_(_this.c.case_id == _earlier.c.case_id, _this.c.path == _earlier.c.path))
    .where(_this.c.id == b("of_task"), _earlier.c.completed_by == b("holder"))
    .order_by(_earlier.c.closed_at.desc(), _earlier.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_STANDS_AGAIN = sa.update(task).where(task.c.id == _BEFORE).values(superseded=sa.false())
_OF_PAIR = checked(
    sa.select(*TASK_HEADER).where(
        task.c.is_open,
        task.c.assignee_id == b("person", type_=sa.Text),
        task.c.subject_id == b("subject", type_=sa.Text),
    ),
    "one's own tasks, to hand them back",
)
_ABOUT = visible(sa.select(case.c.id).where(case.c.subject_id == b("subject")).limit(1))
_EVERY_ABOUT = checked(
    sa.select(case.c.id).where(case.c.subject_id == b("subject")).order_by(case.c.id),
    "the streams in which an act about a head is written; in one order, so that two acts do not lock each other out",
)
_LEFT = sa.select(activity.c.element).where(
    activity.c.case_id == b("case_id"), activity.c.element.in_(b("elements", expanding=True))
)
_WITHHELD = checked(
    sa.select(*TASK_HEADER)
    .where(
        task.c.is_open,
        task.c.withheld_from == b("person", type_=sa.Text),
        task.c.subject_id == b("subject", type_=sa.Text),
    )
    .order_by(task.c.case_id, task.c.id),
    "steps that name the person, to give them back when the recusal is lifted",
)
_LAST = sa.select(audit_table).where(audit_table.c.stream == b("stream")).order_by(audit_table.c.number.desc()).limit(1)


_LAST_OF = _LAST.where(audit_table.c.act == b("act"))


def opened(tx: Tx, case_id: CaseId) -> Case:
    """This function will give a case with its state opened; raises NotFound. The caller has checked that it may."""
    row = tx.execute(_OPENED, {"case_id": case_id}).one_or_none()
    if row is None:
        raise NotFound
    return case_of(row, keys.learn_unless_gone(tx, row))


def opened_from(tx: Tx, case_id: CaseId) -> tuple[CaseId, ...]:
    """This function will give the ids of the cases that a case opened by message."""
    return tuple(CaseId(found) for found in tx.execute(_OPENED_FROM, {"case_id": case_id}).scalars())


def line(tx: Tx, case_id: CaseId) -> set[CaseId]:
    """This function will give a case and those that it came from, one after another."""
    return {CaseId(found) for found in tx.execute(_OF_LINE, {"case_id": case_id}).scalars()}


def reopen(tx: Tx, task_id: TaskId, *, holder: PersonId) -> None:
    """This function will open a completed task again for its doer (撤回); raises NotFound when it is open."""
    one = {"of_task": task_id, "holder": holder}
    if tx.execute(_REOPEN, one).rowcount != 1:
        raise NotFound
    tx.execute(_STANDS_AGAIN, one)


def open_of_pair(tx: Tx, person_id: PersonId, *, subject_id: PersonId) -> tuple[Task, ...]:
    """This function will give a person's open tasks about a head, to hand them back on a recusal."""
    rows = tx.execute(_OF_PAIR, {"person": person_id, "subject": subject_id})
    return tuple(task_of(row) for row in rows)


def withheld_from(tx: Tx, person_id: PersonId, *, subject_id: PersonId) -> tuple[Task, ...]:
    """This function will give the open tasks about a head that name a person and wait because of the recusal."""
    rows = tx.execute(_WITHHELD, {"person": person_id, "subject": subject_id})
    return tuple(task_of(row) for row in rows)


def sees_one_about(tx: Tx, subject_id: PersonId, *, viewer: Viewer) -> bool:
    """This function will tell whether the viewer may see any case of a head."""
    return tx.execute(_ABOUT, by(viewer) | {"subject": subject_id}).first() is not None


def reached(tx: Tx, case_id: CaseId, *, elements: Sequence[str]) -> frozenset[str]:
    """This function will give those of the elements that a case, which the caller has seen, has reached."""
    asked = {"case_id": case_id, "elements": list(elements)}
    return frozenset(tx.execute(_LEFT, asked).scalars()) if elements else frozenset()


def ids_about(tx: Tx, subject_id: PersonId) -> tuple[CaseId, ...]:
    """This function will give the ids of all cases of a head, over or not, for the audit."""
    return tuple(CaseId(found) for found in tx.execute(_EVERY_ABOUT, {"subject": subject_id}).scalars())


def last_of(tx: Tx, stream: str, *, act: str) -> Written | None:
    """This function will give the last entry of one kind of act in a stream, without its sealed part."""
    row = tx.execute(_LAST_OF, {"stream": stream, "act": act}).one_or_none()
    return None if row is None else audit.written(tx, row, opened=False)


def last_entry(tx: Tx, stream: str) -> Written | None:
    """This function will give the last entry of a stream, without its sealed part."""
    row = tx.execute(_LAST, {"stream": stream}).one_or_none()
    return None if row is None else audit.written(tx, row, opened=False)
