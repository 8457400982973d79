"""Officers who do whatever is open, each by whoever may, the plain way on: for stories of a whole year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.drawn import able
from tests.usecases.office import House
from tests.usecases.passages import hold_meeting, today
from tests.usecases.robot import open_steps, posted_for
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.papers import ItemStatus
from webapp.store import agenda, grants
from webapp.store.tables import agenda_item, task
from webapp.usecases.completing import submit
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.outside_decisions import record_outside
from webapp.usecases.task_pages import open_task

Answers = Mapping[str, Callable[[House], Mapping[str, Any]]]
"""What is answered at a step, by its element, where the first choice of its form is not the plain way on."""
ROUNDS = 60
"""So often at most is all done that is open, before the day is over."""
Left = Callable[[Any], bool]
"""Which steps nobody does."""


class Officers:
    """The people of an office at work; `left` tells the steps that they leave."""

    def __init__(self, house: House, answers: Answers, left: Left = lambda _: False) -> None:
        self.house, self.answers, self.left = house, answers, left
        self.declared: set[tuple[str, str | None]] = set()
        self.done = 0
        with house.office.database.read() as tx:
            self.heads_of_rooms = set(grants.holders(tx, "room_head", on=today(house)))

    def work(self) -> int:
        """Do all that is open, and what comes of it, until nothing is left that can be done today."""
        before = self.done
        for _ in range(ROUNDS):
            if not self.each_step() + self.meet():
                return self.done - before
            self.house.drain()
        raise AssertionError(f"the office never rests: {sorted({path for path, _, _ in open_steps(self.house)})}")

    def each_step(self) -> int:
        """Hand in every open step once."""
        with self.house.office.database.read() as tx:
            asked = task.select().where(task.c.is_open).order_by(task.c.opened_at, task.c.id)
            found = [row for row in tx.execute(asked) if not self.left(row)]
        for row in found:
            self.hand_in(row)
        return len(found)

    def hand_in(self, row: Any) -> None:
        """Let whoever may do a step declare no recusal and hand it in."""
        key = TaskId(row.id)
        with self.house.office.database.read() as tx:
            still = tx.execute(task.select().where(task.c.id == key, task.c.is_open)).one_or_none()
        if still is None:
            return
        who = still.assignee_id or self.first_of(able(self.house, key))
        if (who, row.subject_id) not in self.declared:
            if self.house.view(open_task, who, task_id=key).needs_declaration:
                self.house.run(declare_recusal, who, task_id=key, answer="none")
            self.declared.add((who, row.subject_id))
        given = self.answers[row.element](self.house) if row.element in self.answers else {}
        try:
            posted = self.house.view(posted_for, who, task_id=key, given=dict(given))
            self.house.run(submit, who, task_id=key, token=self.house.token(), posted=posted)
        except Exception as fault:
            told = [f"{one.field}: {one.sentence}" for one in getattr(fault, "faults", ())]
            fault.add_note(f"{told} {who}: {row.process} {row.path} of {row.subject_id} on {today(self.house)}")
            raise
        self.done += 1

    def first_of(self, able_ones: list[str]) -> str:
        """Give the first who may; heads of rooms, who approve later on, last."""
        heads = self.heads_of_rooms
        return min(able_ones, key=lambda one: (one in heads, one))

    def meet(self) -> int:
        """Let the bodies decide what waits for them, as proposed."""
        with self.house.office.database.read() as tx:
            cases = [row.case_id for row in tx.execute(agenda_item.select().where(agenda_item.c.result.is_(None)))]
            items = [item for one in sorted(set(cases)) for item in agenda.of_case(tx, CaseId(one))]
        waiting = [one for one in items if one.status is ItemStatus.WAITING]
        for one in waiting:
            result = one.proposal if one.proposal in one.choices else one.choices[0]
            if one.body == "party_committee":
                words = {"document": "云委纪要1号", "on": today(self.house), "reason": "会议研究决定。"}
                self.house.run(record_outside, "sun", item_id=one.id, result=result, **words)
            else:
                hold_meeting(self.house, one.body, one.id, result)
        return len(waiting)
