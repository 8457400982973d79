"""What a message may say: the words that the diagrams compare its members with, for random walks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any  # YAML as it came

from webapp import engine

STRINGS = re.compile(r'"([^"]*)"')
ANY_WORDS = ("甲", "乙")
MAX_CALLERS = 4


def words_of(definition: engine.Definition, process: str, element: str) -> dict[str, list[Any]]:
    """This function will give, for each member of a message that is read anywhere, the values worth trying."""
    found: dict[str, list[Any]] = {}
    for text in (*texts_of(definition.processes[process]), *handed_out(definition, process)):
        for member in re.findall(rf"\b{element}\.(\w+)", text):
            found.setdefault(member, [])
    return {member: _values(definition, process, f"{element}.{member}", 0) or list(ANY_WORDS) for member in found}


def _values(definition: engine.Definition, process: str, path: str, depth: int) -> list[Any]:
    """The values of a path in a process, and in those that call it and are handed the path."""
    values: list[Any] = []
    conditions = {flow.condition for flow in definition.processes[process].flows.values()}
    for text in texts_of(definition.processes[process]):
        if text.strip() != path or text in conditions:  # handed on as it is, it may be anything
            values += [value for value in _compared(text, path) if value not in values]
    for caller in definition.processes.values() if depth < MAX_CALLERS else ():
        for element in caller.elements.values():
            outs = element.prefixed("out.").items() if element.called == process else ()
            for name, text in outs:
                if text.strip() == path:
                    values += _values(definition, caller.id, f"{element.id}.{name}", depth + 1)
    return list(dict.fromkeys(values))


def _compared(text: str, path: str) -> Iterator[Any]:
    """The words that an expression compares a path with."""
    name = re.escape(path)
    for match in re.finditer(rf'{name}\s*!?=\s*(?:"([^"]*)"|(true|false|null))', text):
        if match[1] is not None:
            yield match[1]
        elif match[2] == "null":
            yield from (None, *ANY_WORDS[:1])
        else:
            yield from (True, False)
    for match in re.finditer(rf"{name}\s+in\s*\(([^)]*)\)", text):
        yield from STRINGS.findall(match[1])
    if re.search(rf"(?:not\(\s*{name}\s*\)|(?:^|and |or |\(){name}\s*(?:$| and| or|\)))", text):
        yield from (True, False)


def handed_out(definition: engine.Definition, process: str) -> Iterator[str]:
    """This function will give the texts by which callers take a process's results."""
    for element in definition.elements.values():
        if element.called == process:
            yield from element.prefixed("out.").values()


def texts_of(process: engine.Process) -> list[str]:
    """This function will give every FEEL text of a process."""
    texts = [flow.condition for flow in process.flows.values() if flow.condition]
    for element in process.elements.values():
        texts += [*element.properties.values(), *element.arguments.values(), element.script, element.event.expression]
    return [text for text in texts if text]
