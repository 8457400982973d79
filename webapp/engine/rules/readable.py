"""What an expression of a process may read: the names in its case data, and what lies under each of them."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping

from webapp.domain.forms import Field, FieldType, Form, read_form
from webapp.domain.handlers import HandlerSpec
from webapp.engine.decisions import UnreadableDecisions
from webapp.engine.definition import Definition
from webapp.engine.expressions import NoStatement, inputs_of, statements
from webapp.engine.model import Element, Kind, Process, Trigger

LISTS = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
Members = frozenset[str] | None
"""The members of a context, or None where anything may lie."""
CASE_MEMBERS = frozenset(
    {
        *("id", "key", "number", "measure", "period", "level", "opened_on", "subject", "unit", "room", "priority"),
        *("origin", "secrecy", "initiator"),
    }
)


def readable(definition: Definition, process: Process, handlers: Mapping[str, HandlerSpec]) -> dict[str, Members]:
    """This function will give every name that an expression of the process may read, with its members."""
    found: dict[str, Members] = {"case": CASE_MEMBERS}
    for element in process.elements.values():
        for name, members in _written(definition, element, handlers):
            found[name] = members if name not in found else _either(found[name], members)
    for name in inputs_of(definition.processes).get(process.id, frozenset()):
        found[name] = None
    return found


def _either(first: Members, second: Members) -> Members:
    return None if first is None or second is None else first | second


def _written(
    definition: Definition, element: Element, handlers: Mapping[str, HandlerSpec]
) -> list[tuple[str, Members]]:
    written: list[tuple[str, Members]] = []
    if element.loop and element.loop.item:
        written.append((element.loop.item, None))
    if element.kind is Kind.SCRIPT:
        return written + [(name, None) for name in _script_names(element.script)]
    members = _result(definition, element, handlers)
    if members is not NOTHING:
        several = element.loop is not None and element.loop.is_many
        written.append((element.id, None if several else members))
    return written


def _script_names(script: str) -> set[str]:
    try:
        return {line.name for line in statements(script)}
    except NoStatement:
        return set()


NOTHING: Members = frozenset({"\0"})
"""Nothing is ever written under the element's id."""


def _result(definition: Definition, element: Element, handlers: Mapping[str, HandlerSpec]) -> Members:
    if element.kind is Kind.USER:
        return _form_members(definition, element)
    if element.kind is Kind.CALL:
        return frozenset(element.prefixed("out."))
    if element.kind is Kind.SERVICE:
        return _handler_members(handlers.get(element.handler or ""))
    if element.kind is Kind.RULE:
        return _decision_members(definition, element.decision or "")
    if element.kind is Kind.SUBPROCESS:
        return None if element.loop else NOTHING
    if element.kind is Kind.MANUAL or element.event.trigger in (Trigger.MESSAGE, Trigger.ERROR, Trigger.TIMER):
        return NOTHING if element.kind in (Kind.THROW, Kind.END, Kind.SEND) else None
    return None if element.kind is Kind.START else NOTHING


def _form_members(definition: Definition, element: Element) -> Members:
    path = definition.form_files.get((element.process, element.id))
    if path is None:
        return None
    try:
        form = read_form(definition.forms[(element.process, element.id)])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return frozenset(routed(form))


def routed(form: Form) -> list[str]:
    """This function will give the keys that a form sends to the diagram."""
    return [one.key for one in form.plain_fields() if _routes(one)]


def _routes(one: Field) -> bool:
    return any(inner.routing for inner in one.fields) if one.type is FieldType.ROWS else one.routing


def _handler_members(spec: HandlerSpec | None) -> Members:
    if spec is None:
        return None
    hint = typing.get_type_hints(spec.function).get("return")
    return frozenset(f.name for f in dataclasses.fields(hint)) if dataclasses.is_dataclass(hint) else None


def _decision_members(definition: Definition, name: str) -> Members:
    """Members are known where one table has several outputs."""
    file = definition.decisions.get(name)
    if file is None:
        return None
    try:
        table = next((table for table in file.model.tables if table.id == name), None)
    except UnreadableDecisions:
        return None  # another rule's finding
    if table is None or len(table.outputs) < 2 or table.hit_policy in LISTS:
        return None
    return frozenset(column.text for column in table.outputs)
