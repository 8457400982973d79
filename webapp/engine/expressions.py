"""The expressions of one process, each compiled once, with the names that its case data may hold."""

from __future__ import annotations

import contextlib
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.engine.clock import DECLARED
from webapp.engine.model import Element, Process
from webapp.feel import Compiled, compile_expression

STATEMENT = re.compile(r"([^\W\d]\w*)[ \t]*=(?!=)(.*)", re.DOTALL)
BARE = re.compile(r'deadline\(\s*"[^"]*"\s*\)')
HOUSE_NAMES = frozenset({"case", "done", "total", "results", "ended"})


class NoStatement(ValueError):
    """A script holds a line that is no `name = expression`."""


@dataclass(frozen=True)
class Statement:
    """One line of a script: the name it writes and the FEEL text."""

    name: str
    text: str


def statements(script: str) -> tuple[Statement, ...]:
    """This function will split a script into its lines `name = expression`; an indented line continues the one above.

    Raises NoStatement with the line.
    """
    lines: list[str] = []
    for line in textwrap.dedent(script.expandtabs()).strip().splitlines():
        if line[:1].isspace() and lines:
            lines[-1] += "\n" + line
        elif line.strip():
            lines.append(line)
    return tuple(_statement(line) for line in lines)


def _statement(line: str) -> Statement:
    match = STATEMENT.fullmatch(line)
    if match is None:
        raise NoStatement(line.strip())
    return Statement(match[1], match[2].strip())


def is_bare_deadline(text: str) -> bool:
    """This function will tell whether a timer's expression is `deadline("key")` and nothing else."""
    return BARE.fullmatch(text.strip()) is not None


def deadline_keys(compiled: Compiled) -> tuple[str, ...]:
    """This function will give the keys of time limits that an expression asks for by their literal names."""
    asked = {args[0] for name, args in compiled.calls if name == "deadline" and args}
    return tuple(sorted(key for key in asked if isinstance(key, str)))


class Expressions:
    """Compiled expressions of one process, by their text.

    `beside`: data may be named like functions of FEEL (`count`), for nobody was kept from it.
    """

    def __init__(self, names: frozenset[str], *, beside: bool = False) -> None:
        self.names, self.beside = names, beside
        self._compiled: dict[str, Compiled] = {}
        self._scripts: dict[str, tuple[Statement, ...]] = {}

    def __getitem__(self, text: str) -> Compiled:
        found = self._compiled.get(text)
        if found is None:
            found = compile_expression(text, self.names, functions=DECLARED, beside=self.beside)
            self._compiled[text] = found
        return found

    def script(self, text: str) -> tuple[Statement, ...]:
        """This function will give the lines of a script, split once. Raises NoStatement."""
        if text not in self._scripts:
            self._scripts[text] = statements(text)
        return self._scripts[text]


def written_by(element: Element) -> frozenset[str]:
    """This function will give the names that an element writes into case data."""
    names = {element.id}
    if element.loop and element.loop.item:
        names.add(element.loop.item)
    with contextlib.suppress(NoStatement):  # the check of the diagram names the line
        names |= {statement.name for statement in statements(element.script)}
    return frozenset(names)


def names_in(process: Process, inputs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """This function will give every name that an expression of this process may read; `inputs` by process id."""
    written = {name for element in process.elements.values() for name in written_by(element)}
    return frozenset(written) | inputs.get(process.id, frozenset()) | HOUSE_NAMES


def inputs_of(processes: Mapping[str, Process]) -> dict[str, frozenset[str]]:
    """This function will give the names that callers hand to each process (properties `in.`)."""
    found: dict[str, set[str]] = {}
    for process in processes.values():
        for element in process.elements.values():
            if element.called:
                found.setdefault(element.called, set()).update(element.prefixed("in."))
    return {called: frozenset(names) for called, names in found.items()}
