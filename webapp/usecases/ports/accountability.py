"""This case as an accountability: its number, and whether the same matter is already in hand."""

from __future__ import annotations

from webapp.domain.ids import CaseId
from webapp.store import case_reads, registers
from webapp.usecases.desk import Desk
from webapp.usecases.numbering import next_number

GROUND = "ground:{ground}"
"""The mark in the register that says for what the sender asked: a code, never a word of the facts."""


class AccountabilitiesPort:
    """The ground is a mark in the register, so that a second request on it is seen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def number(self, ground: str | None) -> str:
        """This function will take the next number and write it and the ground on the case."""
        desk = self._desk
        if ground is not None:
            registers.mark(desk.act.tx, desk.case.id, kind=GROUND.format(ground=ground), at=desk.act.now)
        number = next_number(desk)
        desk.change(number=number)
        return number

    def same_matter(self, ground: str | None) -> bool:
        """This function will look for an open accountability of this ground and for a filing of the same line."""
        desk, subject = self._desk, self._desk.case.subject_id
        if subject is None:
            return False
        others = [one for one in registers.open_on(desk.act.tx, subject, measures=("m10",)) if one != desk.case.id]
        line = self._line(desk.case.origin_case_id)
        same = [one for one in others if line & self._line(one)]
        return any(self._is_same(one, ground) for one in same)

    def _line(self, case_id: CaseId | None) -> set[CaseId]:
        """A case and those it came from; a request by hand came from nowhere."""
        return case_reads.line(self._desk.act.tx, case_id) if case_id else set()

    def _is_same(self, case_id: CaseId, ground: str | None) -> bool:
        """Filed, or asked for on the same ground; whoever gives no ground is asked about by an officer."""
        tx = self._desk.act.tx
        asked = ground is not None and registers.is_marked(tx, case_id, kind=GROUND.format(ground=ground))
        return asked or registers.is_filed(tx, case_id)
