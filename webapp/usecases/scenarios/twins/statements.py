"""Twin of the yearly own data."""

from __future__ import annotations

from webapp.usecases.scenarios.twins.desk import Twin


class StatementsTwin(Twin):
    """Keeps statements by their number."""

    def keep(self, step: str) -> int:
        """This function will note the step that was kept."""
        self.desk.note("statements.keep", step)
        return self.desk.count("statements.keep")

    def note_check(self, step: str) -> int:
        """This function will note the check."""
        self.desk.note("statements.note_check", step)
        return self.desk.count("statements.note_check")

    def known(self) -> bool:
        """This function will answer whether the year's own data are there: not, unless the scenario says so."""
        return bool(self.desk.answer("statements.known", False))
