"""Lists of yearly rounds, approved as people do it: one looks through them, another agrees."""

from __future__ import annotations

import sqlalchemy as sa

from tests.usecases.office import House
from webapp.domain.ids import TaskId
from webapp.store.tables import case, task
from webapp.usecases.completing import submit

REVIEWER, LEADER = "su", "chen"


def approve_lists(
    house: House, process: str, *, each_week: int = 500, review: dict[str, list[str]] | None = None
) -> int:
    """Let every list of a process that waits be looked through and agreed to, and give how many there were."""
    posted = {"units_each_week": [str(each_week)], "checked": ["true"]} | (review or {})
    found = waiting(house, "review_list", process)
    for key in found:
        house.run(submit, REVIEWER, task_id=key, token=house.token(), posted=posted)
    for key in waiting(house, "approve_list", process):
        house.run(submit, LEADER, task_id=key, token=house.token(), posted={"decision": ["agree"]})
    return len(found)


def waiting(house: House, element: str, process: str = "") -> list[TaskId]:
    """Give the open steps of that element, of a process's lists if asked."""
    mine = case.c.key.startswith(f"open_cycle:{process}:") if process else sa.true()
    asked = sa.select(task.c.id).join(case, case.c.id == task.c.case_id)
    with house.office.database.read() as tx:
        rows = tx.execute(asked.where(mine, task.c.element == element, task.c.is_open).order_by(task.c.id)).all()
    return [TaskId(row.id) for row in rows]
