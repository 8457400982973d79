"""What is known where an expression of a model stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from webapp.engine.decisions.item_types import TypeTable
from webapp.feel import Compiled, FeelError, FeelLimit, FeelValue, TooComplexError, compile_expression, compile_unary
from webapp.feel.bounds import charge
from webapp.feel.types import Type, coerce
from webapp.feel.usage import misuse_of
from webapp.feel.values import Context

CALL, NODES = 20, 4  # what a call, a round or a decision weighs, whatever is inside; nodes that weigh one step there
NAME = 5  # what it weighs to make one name known in one more place
T = TypeVar("T")
Runner = Callable[[Context], FeelValue]
Test = Callable[[Context, FeelValue], FeelValue]


def is_feel(language: str) -> bool:
    """This function will tell whether an expression language is FEEL, or its dialect for business."""
    return "FEEL" in language.upper()


def is_friendly(language: str) -> bool:
    """This function will tell whether an expression language is B-FEEL, in which an error has a value."""
    return "B-FEEL" in language.upper()


def nothing(scope: Context) -> None:
    """This function will give null: the value of an expression that is no FEEL."""


def typed(run: Runner, type_: Type | None) -> Runner:
    """This function will give the runner with its result coerced."""
    if type_ is None or (type_.kind == "any" and not type_.checks):
        return run
    return lambda scope: coerce(run(scope), type_)


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Names, members and types in scope; the sets and lists from `findings` on collect what is met on the way."""

    where: str
    names: frozenset[str]
    members: frozenset[str]
    types: TypeTable
    functions: Mapping[str, str]
    findings: list[str]
    result: str | None = None
    language: str = ""
    bound: frozenset[str] = frozenset()
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    misused: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    weights: list[int] = field(default_factory=list)

    def plus(self, *names: str) -> Environment:
        """This function will give the environment with names that the model binds itself.

        Raises FeelLimit when that was done too often with too many names, as in a context of thousands of entries.
        """
        charge(NAME * len(self.names))
        takes = {name: params for name, params in self.takes.items() if name not in names}
        return replace(self, names=self.names | set(names), bound=self.bound | set(names), takes=takes)

    def called(self, name: str, count: int, named: Collection[str] | None) -> None:
        """This function will note a call of knowledge, or of a decision service, that is null whatever is given."""
        if name in self.takes:
            self.misused.update(filter(None, [misuse_of(name, self.takes[name], count, named)]))

    def literal(self, text: str, language: str | None = None) -> Runner:
        """This function will compile FEEL text; an error or another language is a finding and gives null.

        Raises FeelLimit for what is beyond the bounds of a text.
        """
        compiled = self._compiled(text, language, compile_expression)
        if compiled is None:
            return nothing
        run = compiled.run
        return lambda scope: run(scope, None)

    def unary(self, text: str | None, language: str | None = None) -> Test | None:
        """This function will compile unary tests; None if they hold for everything. An error is a finding."""
        if not text or text == "-":
            return None
        compiled = self._compiled(text, language, compile_unary)
        return compiled.run if compiled else None

    def _compiled(self, text: str, language: str | None, make: Callable[..., Compiled]) -> Compiled | None:
        language = language or self.language or "FEEL"
        if not is_feel(language):
            self.findings.append(f"{self.where}：表达式不是 FEEL")
            return None
        try:
            known = {"functions": self.functions, "members": self.members, "types": self.types}
            compiled = make(text, self.names, **known, friendly=is_friendly(language))
        except TooComplexError as error:
            raise FeelLimit(f"{self.where}：{error.reason}") from None
        except FeelError as error:
            self.findings.append(f"{self.where}：{error}：{text}")
            return None
        self.weights.append(compiled.weight)
        self.unknown.update(compiled.unknown)
        self.missing.update(compiled.missing)
        self.misused.update(compiled.misused)
        for call in compiled.hosted:
            self.called(*call)
        self.paths.update(path for path in compiled.paths if not self._binds(path))
        return compiled

    def weighed(self, compile_: Callable[[], T]) -> tuple[T, int]:
        """This function will compile something and tell what a run of it weighs."""
        before = len(self.weights)
        return compile_(), CALL + sum(self.weights[before:]) // NODES

    def _binds(self, path: str) -> bool:
        """Tell whether the model itself, not its input, gives the beginning of a path."""
        return any(path == name or path.startswith(name + ".") for name in self.bound)
