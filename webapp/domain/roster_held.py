"""Rows of an import that rest on a faulty one, or on one that waits itself: they wait with it."""

from __future__ import annotations

from webapp.domain.roster_book import Place, Plan


def held_back(plan: Plan) -> frozenset[Place]:
    """This function will give the rows that cannot be written: what they name is brought only by rows left out.

    A unit may wait for the one above it, its head for the unit, a relation for the head.
    """
    held: frozenset[Place] = frozenset()
    while (more := _resting_on(plan, plan.faulty | held)) > held:
        held = more
    return held


def _resting_on(plan: Plan, out: frozenset[Place]) -> frozenset[Place]:
    lost: set[object] = {one.id for place, one in plan.units.items() if place in out}
    lost |= {one.id for place, one in plan.persons.items() if place in out}
    lost &= plan.fresh
    named = [(place, _names_of(one)) for part in plan.parts for place, one in part.items()]
    return frozenset(place for place, names in named if names & lost) - plan.faulty


def _names_of(one: object) -> set[object]:
    """The units and persons that something to write names beside itself."""
    keys = ("unit_id", "person_id", "parent_id", "officer", "subject", "room_id", "substitute_id")
    return {getattr(one, key) for key in keys if getattr(one, key, None) is not None}
