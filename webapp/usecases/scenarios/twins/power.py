"""The twin of visits and special reports."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId, UnitId
from webapp.usecases.scenarios.twins.desk import Twin


class PowerTwin(Twin):
    """Knows colleagues and service records as the scenario says."""

    def colleagues(self) -> tuple[ports.Colleague, ...]:
        """This function will list two colleagues unless the scenario names others."""
        named = enumerate(self.desk.answer("power.colleagues", ["member_a", "member_b"]), 1)
        return tuple(ports.Colleague(code=f"甲{number}", person=PersonId(str(one))) for number, one in named)

    def draw(self, size: int, business: bool = False) -> ports.Sample:
        """This function will draw the first of three records unless the scenario lists others."""
        self.desk.note("power.draw", size, business)
        found = [str(one) for one in self.desk.answer("power.draw", ["record_a", "record_b", "record_c"])]
        drawn = tuple(ports.Drawn(code=f"乙{number}", record=one) for number, one in enumerate(found[:size], 1))
        return ports.Sample(lot="lot", population=len(found), records=drawn)

    def units(self) -> tuple[UnitId, ...]:
        """This function will list one unit unless the scenario names others."""
        return tuple(UnitId(str(one)) for one in self.desk.answer("power.units", ["unit_a"]))

    def listed_for(self, day: dt.date) -> ports.ListedFor:
        """This function will find no listing unless the scenario tells of one."""
        said = self.desk.answer("power.listed_for", {})
        return ports.ListedFor(criteria=tuple(said.get("criteria", ())), intensity=str(said.get("intensity", "plain")))

    def rota(self) -> dt.date:
        """This function will give a day in June unless the scenario says otherwise."""
        return dt.date.fromisoformat(str(self.desk.answer("power.rota", "2026-06-15")))

    def second_due(self) -> bool:
        """This function will find no second visit due unless the scenario says so; two are never followed by more."""
        self.desk.note("power.second_due")
        return bool(self.desk.answer("power.second_due", False)) and self.desk.count("power.second_due") == 1

    def author(self) -> str:
        """This function will find a resident leader unless the scenario says otherwise."""
        return str(self.desk.answer("power.author", "resident"))
