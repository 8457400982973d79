"""The integrity archive: entries written by two officers, cleared or corrected, never deleted."""

from __future__ import annotations

import uuid

from webapp.domain.advance import Call
from webapp.domain.errors import FourEyes
from webapp.domain.handlers import BusinessError
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.ports import Admission
from webapp.store import archive, case_reads, numbers, registers, submissions
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step


class ArchivePort:
    """Writes what was prepared (`make_entry`) and checked (`check_entry`) in the same call."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def enter(self, kind: str, result: str, admission: Admission) -> str:
        """This function will write the entry with both officers and give its number."""
        desk = self._desk
        if desk.case.subject_id is None:
            raise BusinessError("nobody", "此事项没有对象，不能记入廉政档案。")
        made, checked = done_step(desk, self._call, "make_entry"), done_step(desk, self._call, "check_entry")
        if made is None or checked is None or made.completed_by == checked.completed_by:
            raise FourEyes
        content = submissions.of_task(desk.act.tx, made.id)
        number = self._number(admission)
        archive.enter(
            desk.act.tx,
            ArchiveItem(
                id=uuid.uuid4().hex,
                number=number,
                subject_id=desk.case.subject_id,
                section=admission.section or 2,
                kind=f"{kind}.{result}",
                status=admission.status,
                weight=_weight(admission),
                level=desk.case.level,
                source_case_id=desk.case.id,
                on=desk.act.today,
                entered_at=desk.act.now,
                entered_by=PersonId(made.completed_by or ""),
                checked_by=PersonId(checked.completed_by or ""),
                content=dict(content.content) if content else {},
            ),
        )
        return number

    def _number(self, admission: Admission) -> str:
        desk = self._desk
        series = "档" if admission.register == "archive" else "台账"
        mark = desk.act.office.facts["mark"][:1]
        return numbers.take(
            desk.act.tx,
            f"{mark}{series}",
            year=desk.act.today.year,
            case_id=desk.case.id,
            bearer="archive",
            now=desk.act.now,
        )


def _weight(admission: Admission) -> str:
    """What is adverse weighs against the person; a good result weighs, too."""
    if admission.adverse:
        return "adverse"
    return "good" if admission.weighs else "none"


class RestorationsPort:
    """Setting right what an appealed decision left in the archive."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def correct_archive(self, result: str) -> int:
        """This function will seal the origin case's entries as corrected and give their number."""
        origin = self._desk.case.origin_case_id
        if origin is None:
            return 0
        return archive.mark_of_cases(self._desk.act.tx, [origin], status="corrected", weighs=result == "change")


class ClarificationsPort:
    """What the office concluded about this case's subject."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def conclusion(self, person: PersonId) -> str:
        """This function will give how the origin case ended, without one how the newest case on the person did."""
        desk = self._desk
        return registers.conclusion(desk.act.tx, person, case_id=desk.case.origin_case_id, but=desk.case.id)

    def open_related(self, person: PersonId) -> bool:
        """This function will tell whether another clue or verification on the person is still open.

        The matter itself does not count: the inquiry that ended and the clue that still waits to hear of it.
        """
        open_now = set(registers.open_on(self._desk.act.tx, person, measures=("m07", "m08", "m10")))
        return bool(open_now - self._own_line())

    def _own_line(self) -> set[CaseId]:
        """This case and those that it came from, one after another."""
        case = self._desk.case
        return {case.id} | (case_reads.line(self._desk.act.tx, case.origin_case_id) if case.origin_case_id else set())

    def clear_record(self) -> int:
        """This function will mark the entries of the matter that was concluded, clue and inquiry, as cleared."""
        before = self._own_line() - {self._desk.case.id}
        return archive.mark_of_cases(self._desk.act.tx, before, status="cleared", weighs=False)
