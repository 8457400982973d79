"""A head's yearly own data, as handlers ask for them."""

from __future__ import annotations

from typing import Protocol

from webapp.domain.ports.papers import Admission


class Statements(Protocol):
    """The yearly own data of this case's subject (本人情况)."""

    def keep(self, step: str) -> int:
        """Keep what was filled in at the completed step of that id as the year's own data, and give the version.

        Whatever else waits for the same data hears `own_data_stated` and asks for a confirmation only.
        Raises BusinessError where the case has no subject or the step was not done.
        """

    def note_found(self, step: str) -> int:
        """Note what the check of that step found different from the statement, and how many: nothing counts it yet."""

    def note_check(self, step: str) -> int:
        """Note the same where the diagram is older and settles nothing: it waits for the person's next check."""

    def settle(self, confirmed: str, dimension: str, admission: Admission) -> str | None:
        """Let count what the second officer confirmed at that step, and give the number of the entry; None: nothing.

        Raises FourEyes and NotHeard.
        """

    def known(self) -> bool:
        """Tell whether the subject has stated own data for the case's year."""
