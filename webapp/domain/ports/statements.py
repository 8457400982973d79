"""A head's yearly own data, as handlers ask for them."""

from __future__ import annotations

from typing import Protocol


class Statements(Protocol):
    """The yearly own data of this case's subject (本人情况)."""

    def keep(self, step: str) -> int:
        """Keep what was filled in at the completed step of that id as the year's own data, and give the version.

        Raises BusinessError where the case has no subject or the step was not done.
        """

    def note_check(self, step: str) -> int:
        """Note as personal matters what the check of that step found different from the statement, and how many."""

    def known(self) -> bool:
        """Tell whether the subject has stated own data for the case's year."""
