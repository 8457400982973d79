"""Where the parts of a drawn element are: diagram, form, handler, letter, decision, scenarios."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from webapp.engine.definition import Definition
from webapp.engine.model import Element, Kind

LITERAL = re.compile(r'"(\w+)"')


@dataclass(frozen=True, kw_only=True)
class HandlerPlace:
    """A handler with the module and the line where it is written; both empty when it is not in the registry."""

    name: str
    module: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """One element with the files that belong to it. `handlers` are its own or those of the process that it calls."""

    process: str
    element: str
    name: str
    kind: str
    diagram: str
    lane: str | None
    role: str | None
    form: str | None
    decision: str | None
    called: str | None
    letters: tuple[str, ...]
    handlers: tuple[HandlerPlace, ...]
    scenarios: tuple[str, ...]
    mandatory: str | None


def where(definition: Definition, element: str) -> tuple[Place, ...]:
    """This function will tell where the parts of an element are; the same id may be drawn in several processes."""
    found = (e for (_, key), e in definition.elements.items() if key == element)
    return tuple(_place(definition, one) for one in found)


def _place(definition: Definition, element: Element) -> Place:
    process = definition.processes[element.process]
    file = definition.decisions.get(element.decision or "")
    called = definition.processes.get(element.called or "")
    return Place(
        process=process.id,
        element=element.id,
        name=element.name,
        kind=element.kind.value,
        diagram=process.file,
        lane=element.lane,
        role=element.role,
        form=definition.form_files.get((process.id, element.id)),
        decision=file.path if file else None,
        called=called.file if called else None,
        letters=tuple(_letters(definition, element)),
        handlers=tuple(_handlers(definition, element)),
        scenarios=tuple(_scenarios(definition, element.id)),
        mandatory=element.mandatory,
    )


def _letters(definition: Definition, element: Element) -> Iterator[str]:
    for text in (element.properties.get("in.template", ""), element.arguments.get("template", "")):
        for name in LITERAL.findall(text):
            if name in definition.letters:
                yield name


def _handlers(definition: Definition, element: Element) -> Iterator[HandlerPlace]:
    names = [element.handler] if element.handler else []
    called = definition.processes.get(element.called or "")
    if called is not None:
        names += [e.handler for e in called.elements.values() if e.kind is Kind.SERVICE and e.handler]
    for name in dict.fromkeys(names):
        spec = definition.handlers.get(name)
        module = inspect.getmodule(spec.function) if spec else None
        yield HandlerPlace(name=name, module=module.__name__ if module else "", line=spec.line if spec else 0)


def _scenarios(definition: Definition, element: str) -> Iterator[str]:
    """Names of the scenarios that mention the element in a step, a passage that they use, or their end."""
    word = re.compile(rf"\b{re.escape(element)}\b")
    for text in definition.scenarios.values():
        document: Mapping[str, Any] = yaml.safe_load(text) or {}
        passages = {name: str(steps) for name, steps in (document.get("passages") or {}).items()}
        for scenario in document.get("scenarios") or []:
            said = str(scenario) + "".join(steps for name, steps in passages.items() if f"'{name}'" in str(scenario))
            if word.search(said):
                yield str(scenario.get("scenario", ""))
