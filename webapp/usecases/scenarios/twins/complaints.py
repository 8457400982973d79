"""The twin of complaints: whom a complaint means, and whether anybody is left, is said by the scenario."""

from __future__ import annotations

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin


class ComplaintsTwin(Twin):
    """Answers `complaints.keep_out` with {leader: false, free: true} unless the scenario says otherwise."""

    def keep_out_named(self) -> ports.KeptOut:
        """This function will note it."""
        return self._kept_out("complaints.keep_out")

    def keep_out(self, people: tuple[PersonId, ...]) -> ports.KeptOut:
        """This function will note who is kept out."""
        return self._kept_out("complaints.keep_out_found", *people)

    def keep_leader_out(self) -> None:
        """This function will note it."""
        self.desk.note("complaints.keep_leader_out")

    def _kept_out(self, method: str, *people: PersonId) -> ports.KeptOut:
        self.desk.note(method, *people)
        said = self.desk.answer(method, {})
        return ports.KeptOut(leader=bool(said.get("leader", False)), free=bool(said.get("free", True)))
