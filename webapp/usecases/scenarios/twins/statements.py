"""Twin of the yearly own data."""

from __future__ import annotations

from webapp.domain import ports
from webapp.usecases.scenarios.twins.desk import Twin


class StatementsTwin(Twin):
    """Keeps statements by their number."""

    def keep(self, step: str) -> int:
        """This function will note the step that was kept."""
        self.desk.note("statements.keep", step)
        return self.desk.count("statements.keep")

    def note_found(self, step: str) -> int:
        """This function will note the check."""
        self.desk.note("statements.note_found", step)
        return self.desk.count("statements.note_found")

    def note_check(self, step: str) -> int:
        """This function will note the check of an older diagram."""
        self.desk.note("statements.note_check", step)
        return self.desk.count("statements.note_check")

    def settle(self, confirmed: str, dimension: str, admission: ports.Admission) -> str | None:
        """This function will note the confirmation and give the entry (`statements.settle: null`: nothing stands)."""
        self.desk.note("statements.settle", confirmed, dimension)
        found = self.desk.answer("statements.settle", "入档1")
        return None if found is None else str(found)

    def known(self) -> bool:
        """This function will answer whether the year's own data are there: not, unless the scenario says so."""
        return bool(self.desk.answer("statements.known", False))
