"""The twin of the yearly rounds."""

from __future__ import annotations

from webapp.domain import ports
from webapp.usecases.scenarios.twins.desk import Twin


class CyclesTwin(Twin):
    """Three heads in three units, unless the scenario says otherwise; everybody's post is in the roster."""

    def count(self, process: str, start_event: str, period: str) -> ports.Counted:
        """This function will count what the scenario says."""
        said = self.desk.answer("cycles.count", {})
        return ports.Counted(**{"kind": "person", "subjects": 3, "units": 3, "units_each_week": 20} | said)

    def open(self, process: str, start_event: str, period: str, units_each_week: int) -> int:
        """This function will note that the list was opened."""
        self.desk.note("cycles.open", process, start_event, period, units_each_week)
        return int(self.desk.answer("cycles.count", {}).get("subjects", 3))

    def join(self) -> ports.Joined:
        """This function will find the post in the roster; with `cycles.join: later` only from the second time on."""
        self.desk.note("cycles.join")
        late = self.desk.answer("cycles.join", "") == "later" and self.desk.count("cycles.join") < 2
        return ports.Joined(in_post=not late, rounds=0 if late else 1)
