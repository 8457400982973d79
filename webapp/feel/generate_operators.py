"""Code of operators and tests: arithmetic, comparison, logic, if, between, in, instance of, ranges, cells."""

from __future__ import annotations

import ast

from webapp.feel import nodes as n
from webapp.feel.codekit import array, call, const, is_, name, uses
from webapp.feel.generator import Generator, Scope, generates

OPS = {
    "+": "_add",
    "-": "_sub",
    "*": "_mul",
    "/": "_div",
    "**": "_pow",
    "=": "_eq",
    "!=": "_ne",
    "<": "_lt",
    "<=": "_le",
    ">": "_gt",
    ">=": "_ge",
}
MAX_INLINE = 40  # longer chains of and/or are one call, or Python's own parser would nest too deeply


@generates(n.Op)
def operator(gen: Generator, node: n.Op, scope: Scope) -> ast.expr:
    """A binary operator; arithmetic of literals is done now."""
    make = gen.folded if node.op in "+-*/" else call
    return make(OPS[node.op], gen.gen(node.left, scope), gen.gen(node.right, scope))


@generates(n.Neg)
def negative(gen: Generator, node: n.Neg, scope: Scope) -> ast.expr:
    """Return the code of `-value`."""
    return gen.folded("_neg", gen.gen(node.value, scope))


@generates(n.Logic)
def logic(gen: Generator, node: n.Logic, scope: Scope) -> ast.expr:
    """A chain of `and` or of `or`."""
    return chain(gen, node.op, [gen.gen(item, scope) for item in node.items])


def chain(gen: Generator, op: str, items: list[ast.expr]) -> ast.expr:
    """Return code that stops at the deciding value, else applies the three-valued rule to all."""
    if len(items) == 1:
        return items[0]
    if len(items) > MAX_INLINE:
        return call("_" + op, *items)
    stop, stored = op == "or", [gen.store(item) for item in items]
    out: ast.expr = call("_" + op, *[name(id_) for id_, _ in stored])
    for _, kept in reversed(stored):
        out = ast.IfExp(is_(kept, stop), const(stop), out)
    return out


@generates(n.If)
def if_(gen: Generator, node: n.If, scope: Scope) -> ast.expr:
    """Return the code of `if condition then yes else no`: whatever is not true takes `else`."""
    condition = is_(gen.gen(node.condition, scope), True)
    return ast.IfExp(condition, gen.gen(node.yes, scope), gen.gen(node.no, scope))


@generates(n.Between)
def between(gen: Generator, node: n.Between, scope: Scope) -> ast.expr:
    """Return the code of `value between low and high`."""
    id_, stored = gen.store(gen.gen(node.value, scope))
    low = call("_ge", stored, gen.gen(node.low, scope))
    return call("_and", low, call("_le", name(id_), gen.gen(node.high, scope)))


@generates(n.InstanceOf)
def instance_of(gen: Generator, node: n.InstanceOf, scope: Scope) -> ast.expr:
    """Return the code of `value instance of type`."""
    type_ = gen.type_of(node.type) if gen.complete(node.type) else None
    return call("_instance", gen.gen(node.value, scope), gen.keep(type_))


@generates(n.In)
def in_(gen: Generator, node: n.In, scope: Scope) -> ast.expr:
    """Return the code of `value in tests`."""
    id_, stored = gen.store(gen.gen(node.value, scope))
    plain = "_in_expr" if len(node.tests) == 1 else "_in_value"
    tests = [_test(gen, test, scope, id_=id_, plain=plain) for test in node.tests]
    return ast.Subscript(array([stored, chain(gen, "or", tests)]), const(1), ast.Load())


@generates(n.Tests)
def tests_(gen: Generator, node: n.Tests, scope: Scope) -> ast.expr:
    """The tests of a cell."""
    if node.items is None:
        return const(True)
    out = chain(gen, "or", [_test(gen, test, scope, id_="q", plain="_in_value") for test in node.items])
    return call("_not", out) if node.negated else out


def _test(gen: Generator, node: n.Node, scope: Scope, *, id_: str, plain: str) -> ast.expr:
    """Return one test of the value in `id_`; `plain` is the rule for a value without ?."""
    if isinstance(node, n.Compared):
        return call(OPS[node.op], name(id_), gen.gen(node.value, scope))
    if isinstance(node, n.Const):
        return call("_eq", name(id_), gen.gen(node, scope))
    if isinstance(node, n.RangeOf):
        return call("_in_range", name(id_), _bounds(gen, node, scope, "_ends"))
    if uses(node, "?"):
        return call("_truth", gen.gen(node, scope))
    return call(plain, name(id_), gen.gen(node, scope))


@generates(n.Compared)
def compared(gen: Generator, node: n.Compared, scope: Scope) -> ast.expr:
    """Return the code of `(< 5)` as a value."""
    return call("_comparison", const(node.op), gen.gen(node.value, scope))


@generates(n.RangeOf)
def range_of(gen: Generator, node: n.RangeOf, scope: Scope) -> ast.expr:
    """Return the code of `[a..b)`."""
    return _bounds(gen, node, scope, "_range")


def _bounds(gen: Generator, node: n.RangeOf, scope: Scope, make: str) -> ast.expr:
    """Return the code that makes a range of its two ends."""
    start, end = gen.gen(node.start, scope), gen.gen(node.end, scope)
    return gen.folded(make, start, const(node.start_in), end, const(node.end_in))
