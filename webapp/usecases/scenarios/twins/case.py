"""The twin of the case itself."""

from __future__ import annotations

from webapp.domain import ports
from webapp.usecases.scenarios.twins.desk import Twin


class CasesTwin(Twin):
    """Answers about the case itself."""

    def approvers(self, drafter: str | None) -> ports.Approvers:
        """This function will find both lower levels able to approve, unless the scenario says otherwise."""
        said = self.desk.answer("cases.approvers", {})
        return ports.Approvers(room_head=said.get("room_head", True), deputy=said.get("deputy", True))

    def lot(self, share: int) -> bool:
        """This function will draw no lot unless the scenario says so."""
        return bool(self.desk.answer("cases.lot", False))

    def contacted(self) -> bool:
        """This function will tell whether the subject was contacted: no, unless the scenario says so."""
        return bool(self.desk.answer("cases.contacted", False))
