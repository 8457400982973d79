"""The twin of the units: two bureaus and a town, unless the scenario says otherwise."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId, UnitId
from webapp.usecases.scenarios.twins.desk import Twin

HEAD = "head_a"


class UnitsTwin(Twin):
    """Units of the scenario, by kind."""

    def _units(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.desk.answer(
            "units.kinds", {"bureau": ["unit_a", "unit_b"], "town": ["town_a"]}
        )
        return found

    def kinds(self) -> tuple[ports.UnitKind, ...]:
        """This function will give the kinds with their numbers of units."""
        levels = {"bureau": "own"}
        return tuple(
            ports.UnitKind(level=levels.get(kind, kind), kind=kind, units=len(units))
            for kind, units in self._units().items()
        )

    def of_kinds(self, kinds: tuple[str, ...]) -> tuple[UnitId, ...]:
        """This function will give the units of these kinds."""
        return tuple(UnitId(one) for kind, units in self._units().items() if kind in kinds for one in units)

    def open_one(self, unit: UnitId, message: str, to: str, due: dt.date | None) -> None:
        """This function will note the message."""
        self.desk.messages.append(message)
        self.desk.note("units.open_one", unit, message, to, due)

    def take_head(self, unit: UnitId | None) -> PersonId | None:
        """This function will make the head the case's subject; `units.take_head: null` where there is none."""
        said = self.desk.answer("units.take_head", HEAD)
        head = PersonId(said) if said else None
        self.desk.header.update(subject=head, level="head" if head else "other")
        return head
