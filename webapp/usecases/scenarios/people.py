"""Who may do a step in a scenario: duty first, then four eyes; the same order as in the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any  # YAML as it came

from webapp.domain.advance import Assign, AssignRule, OpenedTask
from webapp.domain.errors import FourEyes, NotYours

NAMING = frozenset({Assign.SUBJECT, Assign.PERSON, Assign.INITIATOR})


def duties_of(people: Mapping[str, Any], roles: Collection[str]) -> dict[str, frozenset[str]]:
    """This function will give each person's roles, from `person: [role]` or `role: [person]`."""
    found: dict[str, set[str]] = {}
    for key, value in people.items():
        for other in value if isinstance(value, list | tuple) else [value]:
            person, role = (str(other), key) if key in roles and str(other) not in roles else (key, str(other))
            found.setdefault(person, set()).add(role)
    return {person: frozenset(held) for person, held in found.items()}


def refuse_stranger(
    who: str,
    task: OpenedTask,
    *,
    duties: Mapping[str, frozenset[str]],
    header: Mapping[str, Any],
    doers: Mapping[str, str],
) -> None:
    """This function will raise NotYours or FourEyes when a person may not do a step."""
    named = [_named(rule, header) for rule in task.rules if rule.kind in NAMING]
    named = [name for name in named if name]
    held = duties.get(who, frozenset())
    if any(name != who for name in named) or (not named and task.role not in held):
        raise NotYours
    for rule in task.rules:
        before = doers.get(rule.target)
        if rule.kind is Assign.NOT_SAME_AS and before == who:
            raise FourEyes
        if rule.kind is Assign.SAME_AS and before not in (None, who):
            raise NotYours
        if rule.kind is Assign.NOT_IN_CASE and who in header.get("origin_people", ()):
            raise NotYours


def _named(rule: AssignRule, header: Mapping[str, Any]) -> str | None:
    if rule.kind is Assign.PERSON:
        return rule.target or None
    key = "subject" if rule.kind is Assign.SUBJECT else "initiator"
    value = header.get(key)
    return None if value is None else str(value)
