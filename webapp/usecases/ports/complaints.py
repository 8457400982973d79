"""This case as a complaint about officers: recusals from it that stand before anybody of the office sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.advance import Call
from webapp.domain.ids import OFFICE_ROOM, PersonId
from webapp.domain.ports import KeptOut
from webapp.domain.roster import Affiliation, Person
from webapp.store import case_reads, cases, people, tasks
from webapp.usecases.desk import Desk
from webapp.usecases.done_steps import done_step, written_at
from webapp.usecases.ports.closing import close_case_to, recused

WRITTEN_IN = ("register_complaint", "file_complaint")
SECRETARY, EXAMINES = "secretary", "cadre_sup"
SOURCE, CONFIDED = "complained_of", "confided"


class ComplaintsPort:
    """Serves one complaint."""

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk, self._call = desk, call

    def keep_out_named(self) -> KeptOut:
        """This function will read the names out of the complaint itself; a name nobody bears may be anybody's."""
        rows = list(self._written())
        named = {one.id for one in self._officers() if any(one.name in words for words in rows)}
        unknown = any(not any(one.name in words for one in self._officers()) for words in rows)
        return self.keep_out(tuple(sorted(named | (self._hands() if unknown else set()))))

    def keep_leader_out(self) -> None:
        """This function will keep out whoever is secretary."""
        close_case_to(self._desk, self._leaders(), source=SOURCE)

    def keep_out(self, people_meant: tuple[PersonId, ...]) -> KeptOut:
        """This function will recuse them from this case, and let a secretary who is not meant hand out its steps."""
        act, case = self._desk.act, self._desk.case
        close_case_to(self._desk, people_meant, source=SOURCE)
        out = recused(self._desk)
        for leader in sorted(self._leaders() - out):
            cases.participate(act.tx, case.id, person_id=leader, capacity=CONFIDED, at=act.now)
        free = {one.person_id for one in self._desk.duties() if (one.role, one.room_id) == (EXAMINES, OFFICE_ROOM)}
        return KeptOut(leader=bool(self._leaders() & out), free=bool(free - out))

    def _written(self) -> Iterator[str]:
        done = next((found for step in WRITTEN_IN if (found := done_step(self._desk, self._call, step))), None)
        rows = written_at(self._desk, done).get("officers") if done else None
        for row in rows if isinstance(rows, list) else []:
            yield "".join(str(row.get("name") if isinstance(row, Mapping) else "").split())

    def _officers(self) -> tuple[Person, ...]:
        known = people.directory(self._desk.act.tx).persons.values()
        return tuple(one for one in known if one.kind is Affiliation.OFFICER)

    def _hands(self) -> set[PersonId]:
        """Everybody of the house who holds or did a step, or had a voice, in a matter of the person, but the leader."""
        act, case = self._desk.act, self._desk.case
        about = case_reads.ids_about(act.tx, case.subject_id) if case.subject_id else ()
        found = {who for one in about if one != case.id for who in tasks.participants(act.tx, one)}
        return (found & {one.id for one in self._officers()}) - self._leaders()

    def _leaders(self) -> frozenset[PersonId]:
        return frozenset(one.person_id for one in self._desk.duties() if one.role == SECRETARY)
