"""Questions about the case at hand; appeals, verifications and papers to read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from webapp import engine
from webapp.domain.advance import Call
from webapp.domain.forms import Scope
from webapp.domain.ports import Approvers, OriginalCase
from webapp.domain.records import Task, last_hands
from webapp.domain.roster import Need
from webapp.store import appeals, candidates, cases, grants, letters, tasks
from webapp.usecases.desk import Desk
from webapp.usecases.numbering import next_number

LEADING = ("room_head", "deputy")


class CasesPort:
    """Answers what a diagram branches on."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def approvers(self, drafter: str | None) -> Approvers:
        """This function will tell whether a room head and a deputy are left when the drafter may not approve.

        Nor may whoever did another step that four eyes keep apart from the approval, as the second officer's check.
        """
        desk = self._desk
        apart = (*self._drafted(drafter), *engine.apart_by_calls(desk.definition, self._call.path))
        past = desk.steps()
        barred = {who for path in apart for who in last_hands(past, path)}
        if desk.case.room_id is None:
            return Approvers(room_head=False, deputy=False)
        needs = [
            Need(role=role, room_id=desk.case.room_id, level=desk.case.level, secrecy=desk.case.secrecy)
            for role in LEADING
        ]
        found = candidates.for_needs(
            desk.act.tx, needs, on=desk.act.today, subject_id=desk.case.subject_id, case_id=desk.case.id
        )
        room_head, deputy = (bool(found[need] - barred) for need in needs)
        return Approvers(room_head=room_head, deputy=deputy)

    def _drafted(self, drafter: str | None) -> tuple[str, ...]:
        """The path of the drafter's step: that of the calling process, which lies one call further out."""
        outer = self._call.path.split("/")[:-2]
        return () if drafter is None else ("/".join([*outer, drafter]),)

    def lot(self, share: int) -> bool:
        """This function will draw the same lot for the same case and step, with a chance of `share` percent."""
        digest = hashlib.sha256(f"{self._desk.case.id}:{self._call.path}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % 100 < share

    def contacted(self) -> bool:
        """This function will tell whether the subject knows of this case: by a letter, an own step, a talk held."""
        desk = self._desk
        mine = [row for row in letters.of_case(desk.act.tx, desk.case.id) if row.recipient_id == desk.case.subject_id]
        if desk.case.subject_id and any(row.received_at for row in mine):
            return True
        past = [task for task in tasks.of_case(desk.act.tx, desk.case.id) if task.completed_by]  # earlier rounds, too
        done = [*past, desk.done] if desk.done is not None else past
        return any(task.completed_by == desk.case.subject_id for task in done) or self._spoken_with(done)

    def _spoken_with(self, done: Sequence[Task]) -> bool:
        """A step that the drawing marks (`contact`) and whose own record says that the talk came about."""
        marked = [(task, mark) for task in done if (mark := self._mark(task))]
        written = {one.task_id: one.content for one in self._desk.contents()} if marked else {}
        return any(self._came_about(task, mark, written.get(task.id, {})) for task, mark in marked)

    def _mark(self, task: Task) -> str:
        element = self._desk.definition.elements.get((task.process, task.element))
        return element.properties.get("contact", "").strip() if element else ""

    def _came_about(self, task: Task, mark: str, content: Mapping[str, object]) -> bool:
        return Scope({task.element: dict(content)}, self._desk.world.today).evaluate(mark) is True


class VerificationsPort:
    """This case as a verification."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def number(self) -> str:
        """This function will take the next number of verifications and write it on the case."""
        number = next_number(self._desk)
        self._desk.change(number=number)
        return number

    def put_first(self) -> None:
        """This function will put the case's open tasks first."""
        self._desk.change(priority=0)


class AppealsPort:
    """What an appeal is about."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def refer_to(self, letter: str) -> OriginalCase:
        """This function will make the case that issued this letter to this case's subject the origin."""
        desk = self._desk
        found = letters.issued_to(desk.act.tx, number=letter, recipient_id=desk.case.subject_id)
        if found is None:
            return OriginalCase(found=False, people=())
        letter_id, case_id = found
        appeals.refer(desk.act.tx, desk.case.id, letter_id=letter_id)
        desk.change(origin_case_id=case_id)
        return OriginalCase(found=True, people=tuple(sorted(tasks.participants(desk.act.tx, case_id))))


class CirculationPort:
    """Papers to read: reading them is no approval."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def send(self, role: str) -> None:
        """This function will let the holders of a role read the case (传阅件)."""
        desk = self._desk
        for person in grants.holders(desk.act.tx, role, on=desk.act.today):
            if person != desk.case.subject_id:
                cases.participate(desk.act.tx, desk.case.id, person_id=person, capacity="copy", at=desk.act.now)
