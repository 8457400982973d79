"""Looking ahead: the steps still to come that must be another person's than whoever does this one (`not_same_as`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.domain.advance import Assign, AssignRule
from webapp.engine.building import reached
from webapp.engine.kinds import HUMAN
from webapp.engine.model import Element, Process
from webapp.engine.places import CALLER

if TYPE_CHECKING:
    from webapp.engine.definition import Definition

Chain = tuple[Element, ...]
"""A step, after the call activities from which it is reached, the outermost first."""
NAMED = (Assign.SAME_AS, Assign.PERSON, Assign.SUBJECT, Assign.INITIATOR)


@dataclass(frozen=True, kw_only=True)
class Later:
    """A step still to come: whose it is, and the paths of the steps that its doer may not have done (`rules`)."""

    name: str
    role: str | None
    rules: tuple[AssignRule, ...]


def apart_later(definition: Definition, path: str, *, process: str, element: str) -> tuple[Later, ...]:
    """This function will give the steps that may follow an open one and that its doer may not do.

    `path` is the open step's. Steps of called processes are among them; those that the diagram gives to one named
    person are not.
    """
    chains = definition.apart.get((process, element), ())
    return tuple(_later(definition, chain, path, element) for chain in chains)


def apart_by_calls(definition: Definition, path: str) -> tuple[str, ...]:
    """This function will give the steps whose doers the calls around a path keep from all lanes but `caller`."""
    found = (_apart(definition.processes[call.process], call, parts) for call, parts in _calls(definition, path))
    return tuple(rule.target for rules in found for rule in rules)


def chains_apart(processes: Mapping[str, Process]) -> dict[tuple[str, str], tuple[Chain, ...]]:
    """This function will give, for each step (process, id), the later ones that must be another person's."""
    found: dict[tuple[str, str], list[Chain]] = {}
    for process in processes.values():
        for first, outer in _pairs(process):
            chains = [chain for chain in _steps(processes, outer, frozenset()) if _in_a_pool(chain)]
            found.setdefault((process.id, first.id), []).extend(chains)
    return {key: tuple(chains) for key, chains in found.items() if chains}


def _pairs(process: Process) -> Iterator[tuple[Element, Element]]:
    """Each step with what names it as `not_same_as` and can still follow it; of a step done by the same, its first."""
    for outer in process.elements.values():
        named = [process.elements[key] for key in _targets(outer, Assign.NOT_SAME_AS) if key in process.elements]
        for one in named:
            if _binds(process, outer, one) and not _is_over(process, outer, one):
                yield from ((first, outer) for first in _same_hands(process, one))


def _same_hands(process: Process, one: Element) -> Iterator[Element]:
    steps = (one, *(process.elements[key] for key in _targets(one, Assign.SAME_AS) if key in process.elements))
    yield from (step for step in steps if step.kind in HUMAN and step.loop is None)


def _targets(element: Element, kind: Assign) -> tuple[str, ...]:
    words = (word.partition(":") for word in element.properties.get("assign", "").split())
    return tuple(target for name, _, target in words if name == kind)


def _steps(processes: Mapping[str, Process], outer: Element, seen: frozenset[str]) -> Iterator[Chain]:
    if outer.kind in HUMAN:
        yield (outer,)
    if outer.called and outer.called in processes and outer.called not in seen:
        for one in processes[outer.called].elements.values():
            yield from ((outer, *rest) for rest in _steps(processes, one, seen | {outer.called}))


def _in_a_pool(chain: Chain) -> bool:
    """A call's `not_same_as` does not bind the lanes of `caller`; a step of one named person has no candidates."""
    if any(_targets(chain[-1], kind) or f"{kind}" in chain[-1].properties.get("assign", "").split() for kind in NAMED):
        return False
    return len(chain) == 1 or _role(chain[1:]) != CALLER


def _role(chain: Chain) -> str | None:
    role = chain[-1].role
    for call in reversed(chain[:-1]):
        if role != CALLER:
            break
        role = _role_of_call(call)
    return role


def _role_of_call(call: Element) -> str | None:
    return call.properties.get("role") or call.role


# ---------------------------------------------------------------- what comes after what


def _is_over(process: Process, later: Element, first: Element) -> bool:
    """What lies before a step and is not come back to was done already, by whomever."""
    return _leads(process, later, first) and not _leads(process, first, later)


def _leads(process: Process, one: Element, other: Element) -> bool:
    ends = [(a, b) for a in _scopes_of(process, one) for b in _scopes_of(process, other) if a.scope == b.scope]
    return any(b.id in reached(process, process.after(a.id)) for a, b in ends)


def _scopes_of(process: Process, element: Element) -> Iterator[Element]:
    """An element and the sub-processes around it."""
    yield element
    while element.scope:
        element = process.elements[element.scope]
        yield element


# ---------------------------------------------------------------- paths, as `places.scope_with` finds them


def _binds(process: Process, later: Element, first: Element) -> bool:
    return _loops(process, _scope_with(process, later, first.id)) == _loops(process, first.scope)


def _scope_with(process: Process, element: Element, named: str) -> str:
    drawn = process.elements.get(named)
    scope = element.scope
    while scope and drawn is not None and scope != drawn.scope:
        scope = process.elements[scope].scope
    return scope


def _loops(process: Process, scope: str) -> int:
    """How many parts a path has for the repeated sub-processes around a scope."""
    count = 0
    while scope:
        count += process.elements[scope].loop is not None
        scope = process.elements[scope].scope
    return count


def _later(definition: Definition, chain: Chain, path: str, element: str) -> Later:
    parts, around = path.split("/")[:-1], tuple(_calls(definition, path))
    outer = chain[0]
    process = definition.processes[outer.process]
    level = _loops(process, process.elements[element].scope)
    role, rules = _role(chain), list(_apart(process, outer, parts, level=level))
    inside = role == CALLER
    for call, before in reversed(around):
        if inside:
            role = _role_of_call(call)
        else:
            rules += _apart(definition.processes[call.process], call, before)
        inside = inside and role == CALLER
    kept = [AssignRule(kind=Assign.UNIT_OF_SUBJECT)] if _is_of_unit(chain[-1]) else []
    return Later(name=chain[-1].name or chain[-1].id, role=role, rules=(*rules, *kept))


def _calls(definition: Definition, path: str) -> Iterator[tuple[Element, list[str]]]:
    """The call activities around a step, outermost first, each with the parts of the path before it."""
    process, parts = definition.main, path.split("/")[:-1]
    for place, part in enumerate(parts):
        element = process.elements[part.partition("[")[0]]
        if element.called:
            yield element, parts[:place]
            process = definition.processes[element.called]


def _apart(process: Process, element: Element, parts: list[str], *, level: int | None = None) -> Iterator[AssignRule]:
    """The `not_same_as` of an element; `parts` leads to the step that is open, at so many loops, or to the element.

    What lies in a repetition still to come has no path yet.
    """
    known = _loops(process, element.scope) if level is None else level
    for target in _targets(element, Assign.NOT_SAME_AS):
        surplus = known - _loops(process, _scope_with(process, element, target))
        if surplus >= 0:
            yield AssignRule(kind=Assign.NOT_SAME_AS, target="/".join([*parts[: len(parts) - surplus], target]))


def _is_of_unit(element: Element) -> bool:
    return str(Assign.UNIT_OF_SUBJECT) in element.properties.get("assign", "").split()
