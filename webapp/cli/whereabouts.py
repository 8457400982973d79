"""`shibiyan where m08 issue_inquiry`: everything that belongs to one step, each with its file and line."""

from __future__ import annotations

import argparse
import difflib
import importlib.util
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from webapp import engine
from webapp.cli.atlas import Atlas, processes_folder
from webapp.cli.naming import letter_file, letters_named, limits_named, line_of, shown
from webapp.cli.saying import say, table
from webapp.domain.deadlines import Limit
from webapp.domain.errors import OfficeError
from webapp.engine import Definition, Element, HandlerPlace, Place, Process

UNITS = {"day": "日", "workday": "个工作日", "month": "个月"}
BASES = {"opened": "环节开始", "receipt": "签收"}
AS_WRITTEN = ("assign", "mandatory", "starts", "starts_on", "each", "to", "at", "correlate")
"""House properties that are shown as they stand."""
MOST_SCENARIOS = 12
Line = tuple[str, str]


class NoSuchStep(OfficeError):
    """流程{process}及其调用的流程中没有环节“{element}”。相近的有：{near}。"""

    code = "no_such_step"


def where(asked: argparse.Namespace) -> int:
    """This function will say where a step is; without a step, list those of the process."""
    atlas = Atlas(processes_folder())
    names = atlas.meant(asked.process)
    if asked.element is None:
        say(*chain.from_iterable(steps_of(atlas.definition(name).main) for name in names))
        return 0
    found = places(atlas, names, asked.element)
    if not found:
        raise NoSuchStep(process=asked.process, element=asked.element, near=near(atlas, names, asked.element))
    for place in found:
        say(*table(about(atlas, names, place, asked.element)), "")
    return 0


def steps_of(process: Process) -> list[str]:
    """This function will list the named elements of a process."""
    rows = [(e.id, e.name, str(e.kind), e.lane or "") for e in process.elements.values() if e.name]
    return [f"{process.id} {process.name}", *(f"  {line}" for line in table(rows)), ""]


def places(atlas: Atlas, names: tuple[str, ...], element: str) -> list[Definition]:
    """This function will give the processes in which an element is drawn: those asked for, else those called."""
    own = [atlas.definition(name) for name in names if element in atlas.definition(name).main.elements]
    if own:
        return own
    called = {other for name in names for other in atlas.definition(name).processes}
    return [atlas.definition(name) for name in sorted(called) if element in atlas.definition(name).main.elements]


def near(atlas: Atlas, names: tuple[str, ...], element: str) -> str:
    """This function will give the ids that look like the one asked for, of the processes and all that they call."""
    known = {one for name in names for _, one in atlas.definition(name).elements}
    named = {e.name: e.id for name in names for e in atlas.definition(name).elements.values() if e.name}
    close = [*difflib.get_close_matches(element, known, n=6, cutoff=0.5)]
    close += [named[name] for name in named if element in name][:6]
    return "、".join(dict.fromkeys(close)) or "（无，可用 shibiyan where 流程 列出全部环节）"


def about(atlas: Atlas, names: tuple[str, ...], definition: Definition, step: str) -> Iterator[Line]:
    """This function will give label and text of everything that belongs to a step."""
    process, element = definition.main, definition.main.elements[step]
    line = line_of(definition.diagram(process.id), element.id)
    yield "element", f"{element.id} {element.name}（{element.kind}）"
    yield "diagram", f"{shown(atlas.folder / process.file)}:{line}  {process.name}"
    yield from _who(definition, element)
    yield from (("deadline", text) for text in deadlines(definition, element))
    yield from ((name, element.properties[name]) for name in AS_WRITTEN if name in element.properties)
    yield from _papers(atlas, definition, element)
    yield from _machinery(atlas, definition, element)
    yield from _scenarios(atlas, names, process, element)


def _who(definition: Definition, element: Element) -> Iterator[Line]:
    if element.lane:
        yield "lane", element.lane
    code = element.properties.get("role") or element.role
    if code == "caller":
        yield "role", "caller（由调用它的环节决定）"
    elif code:
        role = definition.roles.get(code)
        yield "role", f"{code} {role.zh}" if role else code


def deadlines(definition: Definition, element: Element) -> Iterator[str]:
    """This function will give the time limits that an element names, each with amount, base and basis in words."""
    texts = (element.properties.get(name, "") for name in ("deadline", "starts", "at", "in.clock"))
    keys = dict.fromkeys(key for text in texts for key in limits_named(definition, text))
    yield from (limit_in_words(definition, definition.limits[key]) for key in keys)


def limit_in_words(definition: Definition, limit: Limit) -> str:
    """This function will give a time limit as a sentence: key, amount, base, basis."""
    base = BASES.get(limit.base, limit.base)
    when = f"{base}前{-limit.amount}" if limit.amount < 0 else f"自{base}起{limit.amount}"
    basis = definition.legal_basis.get(limit.basis)
    named = basis["zh"] if isinstance(basis, dict) else limit.basis
    return f"{limit.key}  {when}{UNITS[limit.unit]}；依据：{named}（{limit.basis}）"


def _papers(atlas: Atlas, definition: Definition, element: Element) -> Iterator[Line]:
    place = place_of(definition, element)
    letters = (letter_file(definition, letter) for letter in letters_named(definition, element))
    for label, path in (("form", place.form), ("decision", place.decision), *(("letter", one) for one in letters)):
        if path:
            yield label, shown(atlas.folder / path)


def _machinery(atlas: Atlas, definition: Definition, element: Element) -> Iterator[Line]:
    place = place_of(definition, element)
    if place.called:
        yield "calls", f"{element.called}  {shown(atlas.folder / place.called)}"
    yield from (("handler", handler_in_words(one)) for one in place.handlers)
    if element.message:
        yield "message", element.message
    if element.script:
        yield "script", element.script.strip().replace("\n", "；")


def place_of(definition: Definition, element: Element) -> Place:
    """This function will give the files of one element, as the engine finds them."""
    return next(one for one in engine.where(definition, element.id) if one.process == element.process)


def handler_in_words(one: HandlerPlace) -> str:
    """This function will give a handler's name with file and line."""
    found = importlib.util.find_spec(one.module) if one.module else None
    if found is None or found.origin is None:
        return f"{one.name}（没有这个处理程序）"
    return f"{one.name}  {shown(Path(found.origin))}:{one.line}"


def _scenarios(atlas: Atlas, names: tuple[str, ...], process: Process, element: Element) -> Iterator[Line]:
    found = [
        name
        for report in atlas.reports_reaching(process.id, {atlas.places[name] for name in names})
        for name, walked in report.walked_by
        if (process.id, element.id) in walked
    ]
    yield "scenarios", f"{len(found)}个" if found else "没有情景走到这里"
    yield from (("", name) for name in found[:MOST_SCENARIOS])
    if len(found) > MOST_SCENARIOS:
        yield "", f"……另有{len(found) - MOST_SCENARIOS}个"
