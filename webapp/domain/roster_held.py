"""Rows of an import that rest on a faulty one: they wait with it."""

from __future__ import annotations

from webapp.domain.roster_book import NEW, Place, Plan


def held_back(plan: Plan) -> frozenset[Place]:
    """This function will give the rows that cannot be written without a faulty one: they name its unit or person."""
    new = {place for place in plan.faulty if plan.state.get(place) == NEW}
    lost: set[object] = {plan.units[place].id for place in new if place in plan.units}
    lost |= {one.id for place, one in plan.persons.items() if place in new}
    named = [(place, _names_of(one)) for part in plan.parts for place, one in part.items()]
    return frozenset(place for place, names in named if names & lost) - plan.faulty


def _names_of(one: object) -> set[object]:
    """The units and persons that something to write names beside itself."""
    keys = ("unit_id", "person_id", "parent_id", "officer", "subject", "room_id", "substitute_id")
    return {getattr(one, key) for key in keys if getattr(one, key, None) is not None}
