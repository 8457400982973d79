"""Code of loops: one call per iterator, the last one runs the body as a lambda."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from webapp.feel import nodes as n
from webapp.feel.codekit import call, const, lambda_, name, uses
from webapp.feel.generator import Generator, Local, Scope, generates

Iterators = list[tuple[str, n.Node]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """What a loop calls around its inner loops and around its body; `out` collects results where the body sees them."""

    outer: str
    inner: str
    body: n.Node
    out: str | None = None


@generates(n.Loop)
def loop(gen: Generator, node: n.Loop, scope: Scope) -> ast.expr:
    """Return the code of `for`, `some` and `every`."""
    gen.walks = True
    if node.kind == "for":
        if uses(node.body, "partial"):
            return _with_partial(gen, node, scope)
        return _nested(gen, node.iterators, scope, Nest(outer="_for_flat", inner="_for", body=node.body))
    word = "_" + node.kind
    return _nested(gen, node.iterators, scope, Nest(outer=word, inner=word, body=node.body))


def _nested(gen: Generator, iterators: Iterators, scope: Scope, nest: Nest) -> ast.expr:
    """Return the call for the first iterator; later ones see earlier ones."""
    (word, over), rest = iterators[0], iterators[1:]
    items = _domain(gen, over, scope)
    id_, before = gen.fresh("l"), gen.made
    inside = Local({word: id_}, scope)
    deeper = _nested(gen, rest, inside, nest) if rest else _body(gen, inside, nest)
    weight = const(gen.made - before)
    return call(nest.outer if rest else nest.inner, items, lambda_([id_], deeper), weight)


def _body(gen: Generator, scope: Scope, nest: Nest) -> ast.expr:
    if nest.out is None:
        return gen.gen(nest.body, scope)
    partial = gen.fresh("l")  # the results so far; the domains do not see it
    code = gen.gen(nest.body, Local({"partial": partial}, scope))
    return call("_emit", name(nest.out), lambda_([partial], code))


def _domain(gen: Generator, over: n.Node, scope: Scope) -> ast.expr:
    if isinstance(over, n.Span):
        return call("_span", gen.gen(over.start, scope), gen.gen(over.end, scope))
    return call("_domain", gen.gen(over, scope))


def _with_partial(gen: Generator, node: n.Loop, scope: Scope) -> ast.expr:
    """Return a for whose body sees the results so far."""
    out = gen.fresh("l")
    nest = Nest(outer="_each", inner="_each", body=node.body, out=out)
    return call("_for_partial", lambda_([out], _nested(gen, node.iterators, scope, nest)))
