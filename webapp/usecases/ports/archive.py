"""The integrity archive: entries written by two officers, cleared or corrected, never deleted."""

from __future__ import annotations

from webapp.domain.advance import Call
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.ports import Admission
from webapp.store import archive, case_reads, registers
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step, written_at
from webapp.usecases.ports.entering import mark_entries, new_entry, with_documents

KEPT_YEARS = "30"


class ArchivePort:
    """Writes what was prepared (`make_entry`) and checked (`check_entry`) in the same call."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def enter(self, kind: str, result: str, admission: Admission) -> str:
        """This function will write the entry with both officers and give its number; measure 9 redraws the portrait."""
        desk = self._desk
        made, checked = done_step(desk, self._call, "make_entry"), done_step(desk, self._call, "check_entry")
        said = written_at(desk, made) if made else {}
        makers = (made.completed_by if made else None, checked.completed_by if checked else None)
        one = new_entry(desk, kind=f"{kind}.{result}", admission=admission, said=said, makers=makers)
        one = with_documents(desk, one, made)
        archive.enter(desk.act.tx, one)
        return one.number

    def record(self, kind: str, summary: str, made: str, checked: str, admission: Admission) -> str | None:
        """This function will write an entry with who did the two steps last, wherever in the case; measure 9 rests."""
        desk = self._desk
        if desk.case.subject_id is None:
            return None
        makers = (self._doer(made), self._doer(checked))
        said = {"summary": summary, "retention": KEPT_YEARS}
        one = new_entry(desk, kind=f"{kind}.on_record", admission=admission, said=said, makers=makers)
        archive.enter(desk.act.tx, one)
        return one.number

    def _doer(self, step: str) -> PersonId | None:
        """Who did a step last, or the last step of a part of that name (an approval has several)."""
        done = [one.completed_by for one in self._desk.steps() if step in one.path.split("/") and one.completed_by]
        return done[-1] if done else None


class RestorationsPort:
    """Setting right what an appealed decision left in the archive."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def correct_archive(self, result: str) -> int:
        """This function will seal the origin case's entries as corrected and give their number."""
        desk, origin = self._desk, self._desk.case.origin_case_id
        return mark_entries(desk, {origin}, "corrected", weighs=result == "change") if origin else 0


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
        return mark_entries(self._desk, self._own_line() - {self._desk.case.id}, "cleared")
