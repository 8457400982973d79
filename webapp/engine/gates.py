"""Mandatory gates as graphs: what follows a marked flow on every way, and what goes round a gate (decision 9)."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.engine.building import reached
from webapp.engine.model import Element, Flow, Kind, Process


def ends_in(process: Process, nodes: Iterable[str]) -> tuple[str, ...]:
    """This function will give those of the nodes at which a token ends: end events and nodes without a way on."""
    elements = process.elements
    return tuple(n for n in nodes if elements[n].kind is Kind.END or not process.after(n))


def avoids(process: Process, begin: str, passing: str) -> bool:
    """This function will tell whether a token can get from a node to an end without passing another node."""
    return begin != passing and bool(ends_in(process, reached(process, [begin], without=frozenset({passing}))))


def chain(process: Process, flow: Flow) -> tuple[Element, ...]:
    """This function will give the elements marked with a flow's row that can be reached by the flow."""
    ahead = (process.elements[node] for node in reached(process, [flow.target]))
    return tuple(element for element in ahead if element.mandatory == flow.mandatory)


def sure_after(process: Process, flow: Flow) -> tuple[str, ...]:
    """This function will give the elements of a flow's row that every way from the flow to an end passes."""
    return tuple(element.id for element in chain(process, flow) if not avoids(process, flow.target, element.id))
