"""The twin of monitoring: counts and signs as the scenario says."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.handlers import fit
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin

UNTIL = dt.date(2026, 12, 31)


class MonitoringTwin(Twin):
    """Counts nothing by itself."""

    def reports(self, person: PersonId) -> int:
        """This function will count one report unless the scenario says otherwise."""
        return int(self.desk.answer("monitoring.reports", 1))

    def alert(self, person: PersonId, found: str) -> bool:
        """This function will note the message `watch_signs`."""
        self.desk.messages.append("watch_signs")
        self.desk.note("monitoring.alert", person, found)
        return True

    def of_subject(self) -> ports.Signs:
        """This function will find nothing unless the scenario says so."""
        return _signs(self.desk.answer("monitoring.of_subject", {}))

    def new_signs(self) -> tuple[tuple[PersonId, ports.Signs], ...]:
        """This function will find nobody unless the scenario says so."""
        found = self.desk.answer("monitoring.new_signs", {})
        return tuple((PersonId(who), _signs(said)) for who, said in found.items())

    def enlist(self, criteria: tuple[str, ...]) -> dt.date:
        """This function will note the listing."""
        self.desk.note("monitoring.enlist", criteria)
        return UNTIL

    def take_off(self, status: str) -> int:
        """This function will note the end of the listing and give how many rows it had."""
        listed = self.desk.count("monitoring.enlist") - self.desk.count("monitoring.take_off")
        self.desk.note("monitoring.take_off", status)
        return max(listed, 0)

    def call_off(self) -> int:
        """This function will tell as many extra matters as the scenario says."""
        told = int(self.desk.answer("monitoring.call_off", 0))
        self.desk.messages.extend(["listing_over"] * told)
        return told

    def figures(self) -> ports.Figures:
        """This function will give the figures of a made-up quarter."""
        made = {"period": "2026-Q1", "first": dt.date(2026, 1, 1), "last": dt.date(2026, 3, 31), "clues": 6}
        rest = {"last_quarter": 4, "year_ago": 5, "repeats": 1, "real_name": 2, "joint": 0, "heads": 3}
        return ports.Figures(**made, **rest, marks=(ports.Mark(mark="插手工程项目", cases=2),))  # type: ignore[arg-type]


def _signs(said: object) -> ports.Signs:
    found = fit(said, ports.Signs)
    return found if isinstance(found, ports.Signs) else ports.Signs()
