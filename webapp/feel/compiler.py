"""Tree to Python ast to a code object over a closed set of run-time functions.

The generated code holds only: lambda, call of a closed name, constants, names that we made, conditional
expressions, `is`, `in`, walrus, subscript of the input, list and dict displays. Never an attribute, so nothing of
Python can be reached from the text of a designer; `audit` checks this again on every tree.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import NamedTuple

from webapp.feel import (
    access,
    arith,
    business,
    compare,
    generate_loops,
    generate_operators,
    generate_values,
    loops,
    ranges,
)
from webapp.feel import nodes as n
from webapp.feel.bounds import EVALUATION, MAX_STEPS, NO_FUNCTIONS, Functions, finite
from webapp.feel.builtins import BUILTINS, FUNCTIONS
from webapp.feel.codekit import lambda_
from webapp.feel.errors import FeelError, FeelLimit, FeelSyntaxError, TooComplexError
from webapp.feel.generator import Generator
from webapp.feel.names import Layer
from webapp.feel.parser import Parser
from webapp.feel.registry import CLOCK
from webapp.feel.types import Type, instance_of
from webapp.feel.values import Builtin, FeelValue, Function

RULES_IN = (generate_loops, generate_operators, generate_values)
RUNTIME: dict[str, FeelValue] = {
    "_add": arith.add,
    "_sub": arith.sub,
    "_mul": arith.mul,
    "_div": arith.div,
    "_pow": arith.power,
    "_neg": arith.neg,
    "_eq": compare.eq,
    "_ne": compare.ne,
    "_lt": compare.lt,
    "_le": compare.le,
    "_gt": compare.gt,
    "_ge": compare.ge,
    "_and": compare.and_,
    "_or": compare.or_,
    "_not": compare.not_,
    "_path": access.path,
    "_descendants": access.descendants,
    "_index": access.index,
    "_filter": access.filter_,
    "_has": access.has,
    "_call": access.call,
    "_call_named": access.call_named,
    "_same": access.same,
    "_in_value": ranges.in_value,
    "_in_expr": ranges.in_expr,
    "_in_range": ranges.in_range,
    "_truth": ranges.truth,
    "_range": ranges.make_range,
    "_ends": ranges.ends,
    "_comparison": ranges.comparison,
    "_domain": loops.domain,
    "_span": loops.span,
    "_for": loops.for_,
    "_for_flat": loops.for_flat,
    "_for_partial": loops.for_partial,
    "_emit": loops.emit,
    "_each": loops.each,
    "_some": loops.some,
    "_every": loops.every,
    "_instance": instance_of,
    "_Function": Function,
}
GLOBALS: dict[str, FeelValue] = {"__builtins__": {}, **RUNTIME, **FUNCTIONS}
DIALECTS: dict[bool, tuple[dict[str, FeelValue], Mapping[str, Builtin]]] = {
    False: (GLOBALS, BUILTINS),
    True: ({**GLOBALS, **business.RUNTIME}, business.FUNCTIONS),
}
"""What the names in generated code stand for, and the functions of the standard: in FEEL, and in B-FEEL."""
OURS = re.compile("[vq]|[kltpi][0-9]+")
ALLOWED = (
    *(ast.Expression, ast.Lambda, ast.arguments, ast.arg, ast.Call, ast.Name, ast.Load, ast.Store, ast.Constant),
    *(ast.IfExp, ast.Compare, ast.Is, ast.In, ast.NamedExpr, ast.Subscript, ast.List, ast.Dict),
)
MAX_TREE = 600  # height of the generated tree, which Python's compiler walks recursively


class Compiled:
    """An expression, or the unary tests of a cell, ready to run from any thread.

    `unknown`: names that nobody declared, `missing` those of them that are called. `names`: inputs that are read,
    `paths` the same as far as they are followed (`review_reply_a.result`). `calls`: functions of the world that are
    called, with their literal arguments (None for an argument that is no literal), `hosted` those that the host gives
    by name, with the number or names of arguments. `misused`: what to say of calls that are null whatever is given.
    `run(context, value)` is the bare function, for callers that keep the budget, `weight` what a run takes from that.
    """

    __slots__ = ("calls", "hosted", "missing", "misused", "names", "paths", "run", "text", "unknown", "walks", "weight")

    def __init__(self, text: str, run: Callable[..., FeelValue], gen: Generator) -> None:
        self.text, self.run, self.walks, self.weight = text, run, gen.walks, gen.made
        self.unknown, self.names, self.paths = frozenset(gen.unknown), frozenset(gen.used), frozenset(gen.paths)
        self.calls, self.missing, self.misused = frozenset(gen.calls), frozenset(gen.missing), frozenset(gen.misused)
        self.hosted = frozenset(gen.hosted)

    def __call__(
        self, context: Mapping[str, FeelValue], functions: Functions = NO_FUNCTIONS, *, value: FeelValue = None
    ) -> FeelValue:
        """Return the value over a context of FEEL values (a plain dict is quickest).

        `functions` are the functions of the world (`today`, `deadline` …), called with FEEL values; `value` is the ?
        of unary tests. Raise FeelLimit beyond the bounds, FeelUnbound for a function that was not given.
        """
        EVALUATION.steps, EVALUATION.depth, EVALUATION.functions = MAX_STEPS, 0, functions
        try:
            out = self.run(context, value)
            return finite(out) if self.walks and type(out) in (list, dict) else out
        except RecursionError:
            raise FeelLimit("函数相互调用过深") from None


def compile_expression(
    text: str,
    names: Iterable[str] = frozenset(),
    *,
    functions: Mapping[str, str] | None = None,
    members: Iterable[str] = frozenset(),
    types: Mapping[str, Type] | None = None,
    friendly: bool = False,
    beside: bool = False,
) -> Compiled:
    """Return an expression with these names in scope; a leading = (habit of form-js) is dropped.

    `functions` maps each function of the world to its parameters, such as {"deadline": "key:string", "now": ""};
    today() and now() are always known. `members` are names with blanks that may stand behind a dot, `types` a model's
    own types; `friendly` means B-FEEL. `beside` is for hosts that know their data's names only when they run: a value
    stands beside the function of its name, which is what a call means. Raise FeelSyntaxError. Names that are not in
    scope do not raise: see `Compiled.unknown`.
    """
    if text.lstrip().startswith("="):
        text = text.replace("=", " ", 1)
    known = Known(frozenset(names), frozenset(members), friendly, beside)
    return _compile(text, known, False, functions=functions, types=types)


def compile_unary(
    text: str,
    names: Iterable[str] = frozenset(),
    *,
    functions: Mapping[str, str] | None = None,
    members: Iterable[str] = frozenset(),
    types: Mapping[str, Type] | None = None,
    friendly: bool = False,
) -> Compiled:
    """Return the unary tests of a cell (DMN 7.3.3), to be called with `value`; else as `compile_expression`."""
    known = Known(frozenset(names), frozenset(members), friendly)
    return _compile(text, known, True, functions=functions, types=types)


def read_type(text: str, types: Mapping[str, Type]) -> Type | None:
    """Return the type of an expression such as list<number>, None if it is none or names one that is not known."""
    nothing: frozenset[str] = frozenset()
    try:
        parser = Parser(text, nothing, members=nothing, builtins=Layer(), types=frozenset(types))
        tree = parser.whole_type()
    except FeelSyntaxError:
        return None
    return Generator(nothing, functions={}, builtins={}, types=types, runtime={}).type_of(tree)


class Known(NamedTuple):
    """What is known where an expression stands: names, members, if it is B-FEEL, if data stand beside functions."""

    names: frozenset[str]
    members: frozenset[str]
    friendly: bool
    beside: bool = False


def _compile(
    text: str, known: Known, unary: bool, *, functions: Mapping[str, str] | None, types: Mapping[str, Type] | None
) -> Compiled:
    """Return it from the cache, if no model's own types are needed."""
    if types:
        return _fresh(text, known, unary, functions={**CLOCK, **(functions or {})}, types=types)
    return _cached(text, known, unary, frozenset({**CLOCK, **(functions or {})}.items()))


@functools.lru_cache(4096)
def _cached(text: str, known: Known, unary: bool, functions: frozenset[tuple[str, str]]) -> Compiled:
    return _fresh(text, known, unary, functions=dict(functions), types={})


def _fresh(
    text: str, known: Known, unary: bool, *, functions: Mapping[str, str], types: Mapping[str, Type]
) -> Compiled:
    """Parse, generate, check and compile."""
    runtime, builtins = DIALECTS[known.friendly]
    layer = _function_layer(frozenset(functions))
    members = known.members | access.PROPERTY_NAMES
    parser = Parser(text, known.names, members=members, builtins=layer, types=frozenset(types))
    gen = Generator(
        known.names, functions=functions, builtins=builtins, types=types, runtime=runtime, beside=known.beside
    )
    try:
        tree = parser.whole_tests() if unary else parser.whole()
        return Compiled(text, _built(tree, gen), gen)
    except RecursionError:
        raise TooComplexError("嵌套太深") from None


@functools.lru_cache(64)
def _function_layer(functions: frozenset[str]) -> Layer:
    return Layer([*BUILTINS, *functions])


def _built(tree: n.Node, gen: Generator) -> Callable[..., FeelValue]:
    """Return the Python function of a tree."""
    run = lambda_(["v", "q"], gen.gen(tree, None))
    factory = ast.Expression(lambda_(list(gen.consts), run))
    audit(factory)
    code = compile(ast.fix_missing_locations(factory), "<feel>", "eval")
    function: Callable[..., FeelValue] = FunctionType(code, gen.runtime)()(*gen.consts.values())
    return function


def audit(tree: ast.AST) -> None:
    """Raise FeelError if a generated tree holds anything but what we mean to generate: the second lock."""
    height = 0
    level: list[ast.AST] = [tree]
    while level:
        height += 1
        for node in level:
            if not isinstance(node, ALLOWED):
                raise FeelError(f"生成的代码含有 {type(node).__name__}")
            if isinstance(node, ast.Name) and not (node.id in GLOBALS or OURS.fullmatch(node.id)):
                raise FeelError(f"生成的代码含有名称 {node.id}")
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if height > MAX_TREE:
        raise TooComplexError("嵌套太深")
