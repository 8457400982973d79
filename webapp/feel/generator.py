"""The code generator's state, and how names are resolved. Rules per node are in generate_*.py."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar  # what an expression holds is known only when it runs

from webapp.feel import nodes as n
from webapp.feel.bounds import MAX_HEIGHT
from webapp.feel.codekit import call, const, entry, name
from webapp.feel.errors import FeelLimit, TooComplexError
from webapp.feel.registry import world_function
from webapp.feel.types import Type, lookup
from webapp.feel.values import Builtin, FeelValue

PARAMETRIC = frozenset(["list", "range", "context", "function"])
HEAVY = 50  # what a power weighs against other nodes


@dataclass(frozen=True, slots=True)
class Local:
    """A scope that binds names to Python names of our own making."""

    ids: Mapping[str, str]
    outer: Scope


@dataclass(frozen=True, slots=True)
class FilterItem:
    """The scope inside a filter: entries of the item, if it has them, shadow outer names."""

    id: str
    outer: Scope


Scope = Local | FilterItem | None
Hosted = tuple[str, int, tuple[str, ...] | None]
"""A call of a name that the host gives: how many arguments, or their names."""
N = TypeVar("N", bound=n.Node)
Rule = Callable[["Generator", N, Scope], ast.expr]
RULES: dict[type[n.Node], Callable[[Generator, Any, Scope], ast.expr]] = {}


def generates(kind: type[N]) -> Callable[[Rule[N]], Rule[N]]:
    """Declare the rule that makes the code of one kind of node."""

    def declare(rule: Rule[N]) -> Rule[N]:
        RULES[kind] = rule
        return rule

    return declare


class Generator:
    """State of one compilation: constants, what was used, what is known."""

    def __init__(
        self,
        names: frozenset[str],
        *,
        functions: Mapping[str, str],
        builtins: Mapping[str, Builtin],
        types: Mapping[str, Type],
        runtime: dict[str, FeelValue],
        beside: bool = False,
    ) -> None:
        self.beside = beside
        self.names, self.functions, self.builtins = names, functions, builtins
        self.types, self.runtime = types, runtime
        self.consts: dict[str, FeelValue] = {}
        self.unknown: set[str] = set()
        self.missing: set[str] = set()
        self.misused: set[str] = set()
        self.hosted: set[Hosted] = set()
        self.used: set[str] = set()
        self.paths: set[str] = set()
        self.calls: set[tuple[str, tuple[FeelValue, ...]]] = set()
        self.walks = False
        self.made = 0
        self._serial = 0
        self._height = 0

    def gen(self, node: n.Node, scope: Scope) -> ast.expr:
        """Return the code of any node."""
        self._height += 1
        self.made += HEAVY if isinstance(node, n.Op) and node.op == "**" else 1
        if self._height > MAX_HEIGHT:
            raise TooComplexError("嵌套太深")
        out = RULES[type(node)](self, node, scope)
        self._height -= 1
        return out

    def fresh(self, letter: str) -> str:
        """Return a Python name of our own making."""
        self._serial += 1
        return f"{letter}{self._serial}"

    def keep(self, value: FeelValue) -> ast.Name:
        """Return the name of a constant that Python has no literal for."""
        id_ = self.fresh("k")
        self.consts[id_] = value
        return name(id_)

    def store(self, value: ast.expr, id_: str | None = None) -> tuple[str, ast.NamedExpr]:
        """Return the name of a temporary, and the code that puts a value into it."""
        id_ = id_ or self.fresh("t")
        return id_, ast.NamedExpr(ast.Name(id_, ast.Store()), value)

    def folded(self, function: str, *args: ast.expr) -> ast.expr:
        """Return a call, made now if all arguments are constants (never a list: the host might change it)."""
        try:
            value = self.runtime[function](*[self._known(arg) for arg in args])
        except (KeyError, FeelLimit):
            return call(function, *args)
        return call(function, *args) if isinstance(value, list | dict) else self.keep(value)

    def _known(self, arg: ast.expr) -> FeelValue:
        """Return the value of constant code, else raise KeyError."""
        if isinstance(arg, ast.Constant):
            return arg.value
        return self.consts[arg.id if isinstance(arg, ast.Name) else ""]

    def resolve(self, word: str, scope: Scope) -> ast.expr:
        """Return the code of a name: innermost binding first; a filter's item may or may not have the entry."""
        if scope is None:
            return self.outermost(word)
        if isinstance(scope, Local):
            return name(scope.ids[word]) if word in scope.ids else self.resolve(word, scope.outer)
        before = word in self.unknown
        rest = self.resolve(word, scope.outer)
        if not before:
            self.unknown.discard(word)  # it may be an entry of the item
        return ast.IfExp(call("_has", name(scope.id), const(word)), entry(scope.id, word), rest)

    def outermost(self, word: str) -> ast.expr:
        """Return the code of an input, else a function, else perhaps an input that nobody declared."""
        function = None if word in self.names else self.function(word)
        if function is not None and not self.beside:
            return self.keep(function)
        if word not in self.names and function is None:
            self.unknown.add(word)
        self.used.add(word)
        self.paths.add(word)
        otherwise = const(None) if function is None else self.keep(function)
        return ast.IfExp(ast.Compare(const(word), [ast.In()], [name("v")]), entry("v", word), otherwise)

    def function(self, word: str) -> Builtin | None:
        """Return the function of the world or of the standard that has this name."""
        if word in self.functions:
            return world_function(word, self.functions[word])
        return self.builtins.get(word)

    def free_function(self, node: n.Node, scope: Scope) -> str | None:
        """Return the name if a node is the plain name of a function that nothing shadows."""
        if not isinstance(node, n.Name) or bound(node.name, scope):
            return None
        if node.name in self.names and not self.beside:
            return None
        return node.name if node.name in self.functions or node.name in self.builtins else None

    def complete(self, tree: n.TypeTree) -> bool:
        """Return whether no type of the standard that takes parameters stands without any, as in `list`."""
        if tree[0] == "name":
            return tree[1] in self.types or tree[1] not in PARAMETRIC
        inner = [tree[1]] if tree[0] in ("list", "range") else tree[1].values() if tree[0] == "context" else tree[1:]
        return all(self.complete(one) for part in inner for one in (part if isinstance(part, list) else [part]))

    def type_of(self, tree: n.TypeTree | None) -> Type | None:
        """Return a type tree resolved; None if a name in it is unknown."""
        if tree is None:
            return None
        kind = tree[0]
        if kind == "name":
            return lookup(tree[1], self.types)
        if kind in ("list", "range"):
            item = self.type_of(tree[1])
            return item and Type(kind, item)
        return self._context_type(tree) if kind == "context" else self._function_type(tree)

    def _context_type(self, tree: n.TypeTree) -> Type | None:
        fields = {field: self.type_of(inner) for field, inner in tree[1].items()}
        known = {field: inner for field, inner in fields.items() if inner is not None}
        return Type("context", fields=known) if len(known) == len(fields) else None

    def _function_type(self, tree: n.TypeTree) -> Type | None:
        params = [self.type_of(inner) for inner in tree[1]]
        known = [param for param in params if param is not None]
        result = self.type_of(tree[2])
        if result is None or len(known) != len(params):
            return None
        return Type("function", result, params=known)


def bound(word: str, scope: Scope) -> bool:
    """Return whether a local scope binds a name."""
    while scope is not None:
        if isinstance(scope, Local) and word in scope.ids:
            return True
        scope = scope.outer
    return False


def may_bind(word: str, scope: Scope) -> bool:
    """Return whether a local scope binds a name, or a filter's item may have it as an entry."""
    while scope is not None:
        if isinstance(scope, FilterItem) or word in scope.ids:
            return True
        scope = scope.outer
    return False
