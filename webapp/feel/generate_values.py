"""Code of values: literals, names, paths, lists, contexts, functions, calls, filters."""

from __future__ import annotations

import ast
from decimal import Decimal

from webapp.feel import nodes as n
from webapp.feel.codekit import array, call, const, lambda_, name, table
from webapp.feel.errors import FeelSyntaxError
from webapp.feel.generator import FilterItem, Generator, Local, Scope, bound, generates, may_bind
from webapp.feel.infer import Inference
from webapp.feel.registry import CLOCK, signature
from webapp.feel.temporal_text import at_literal
from webapp.feel.types import coerce
from webapp.feel.usage import misuse

PURE = frozenset(("date", "time", "date and time", "duration", "years and months duration", "number", "string"))


@generates(n.Const)
def constant(gen: Generator, node: n.Const, scope: Scope) -> ast.expr:  # noqa: ARG001
    """A literal."""
    return gen.keep(node.value) if isinstance(node.value, Decimal) else const(node.value)


@generates(n.At)
def at(gen: Generator, node: n.At, scope: Scope) -> ast.expr:  # noqa: ARG001
    """A literal such as @"2026-03-02"."""
    return gen.keep(at_literal(node.text))


@generates(n.Name)
def named(gen: Generator, node: n.Name, scope: Scope) -> ast.expr:
    """A name, or the ? of unary tests."""
    return name("q") if node.name == "?" else gen.resolve(node.name, scope)


@generates(n.Path)
def path(gen: Generator, node: n.Path, scope: Scope) -> ast.expr:
    """Return the code of `source.name`; the whole may itself be a name of an imported model."""
    dotted = _dotted(node)
    if dotted is None or bound(dotted.split(".")[0], scope):
        return call("_path", gen.gen(node.source, scope), const(node.name))
    if dotted in gen.names:
        return gen.outermost(dotted)
    paths = set(gen.paths)
    code = call("_path", gen.gen(node.source, scope), const(node.name))
    gen.paths = paths | {dotted}  # not each of its beginnings
    return code


@generates(n.Descendants)
def descendants(gen: Generator, node: n.Descendants, scope: Scope) -> ast.expr:
    """Return the code of `source...name`."""
    gen.walks = True
    return call("_descendants", gen.gen(node.source, scope), const(node.name))


def _dotted(node: n.Node) -> str | None:
    """Return a.b.c as one name, if it is only names."""
    if isinstance(node, n.Name):
        return node.name
    if isinstance(node, n.Path) and (left := _dotted(node.source)):
        return f"{left}.{node.name}"
    return None


@generates(n.ListOf)
def list_(gen: Generator, node: n.ListOf, scope: Scope) -> ast.expr:
    """Return the code of `[a, b]`."""
    return array([gen.gen(item, scope) for item in node.items])


@generates(n.ContextOf)
def context(gen: Generator, node: n.ContextOf, scope: Scope) -> ast.expr:
    """Return the code of `{a: 1}`: entries become temporaries that later entries see; a function sees itself."""
    out: dict[str, ast.expr] = {}
    gen.walks = True  # an entry may be used many times by those after it
    for key, value in node.entries:
        id_ = gen.fresh("t")
        with_key = Local({key: id_}, scope)
        inside = with_key if isinstance(value, n.FunctionOf) else scope
        out[key] = gen.store(gen.gen(value, inside), id_)[1]
        scope = with_key
    return table(out)


@generates(n.FunctionOf)
def function(gen: Generator, node: n.FunctionOf, scope: Scope) -> ast.expr:
    """Return the code of `function(a, b) body`."""
    ids, before = {param: gen.fresh("p") for param, _ in node.params}, gen.made
    types = tuple(gen.type_of(tree) for _, tree in node.params)
    code = lambda_(list(ids.values()), gen.gen(node.body, Local(ids, scope)))
    gen.walks = True
    weight, gives = const(gen.made - before), gen.keep(Inference(gen.type_of).result(node, {}))
    return call("_Function", gen.keep(tuple(ids)), gen.keep(types), code, const(None), gen.keep(coerce), weight, gives)


@generates(n.Call)
def call_(gen: Generator, node: n.Call, scope: Scope) -> ast.expr:
    """Return the code of `function(arguments)`."""
    word = gen.free_function(node.function, scope)
    if word is not None:
        return _world_call(gen, node, word, scope) if word in gen.functions else _builtin_call(gen, node, word, scope)
    gen.walks = True
    target = gen.gen(node.function, scope)
    if isinstance(node.function, n.Name) and node.function.name in gen.unknown:
        gen.missing.add(node.function.name)
    if isinstance(node.function, n.Name) and not may_bind(node.function.name, scope):
        gen.hosted.add((node.function.name, len(node.args), None if node.named is None else tuple(node.named)))
    return _value_call(gen, node, target, scope)


def _value_call(gen: Generator, node: n.Call, target: ast.expr, scope: Scope) -> ast.expr:
    """Return the call of a function value."""
    if node.named is not None:
        return call("_call_named", target, table({key: gen.gen(arg, scope) for key, arg in node.named.items()}))
    return call("_call", target, array([gen.gen(arg, scope) for arg in node.args]))


def _builtin_call(gen: Generator, node: n.Call, word: str, scope: Scope) -> ast.expr:
    """Return the direct call of a function of the standard."""
    gen.walks = gen.walks or word not in PURE
    gen.misused.update(filter(None, [misuse(word, len(node.args), node.named)]))
    if node.named is not None:
        return _value_call(gen, node, gen.keep(gen.builtins[word]), scope)
    make = gen.folded if word in PURE else call
    return make("_f_" + word.replace(" ", "_"), *[gen.gen(arg, scope) for arg in node.args])


def _world_call(gen: Generator, node: n.Call, word: str, scope: Scope) -> ast.expr:
    """Return the call of a function of the world; a wrong number of arguments is an error here, not null later."""
    given = node.args if node.named is None else list(node.named.values())
    if not signature(gen.functions[word]).admits(len(given)):
        if word not in CLOCK:
            raise FeelSyntaxError(f"函数 {word}() 的参数个数不对")
        gen.misused.add(f"函数 {word}() 没有参数，这样写总是为空")
    gen.walks = True
    gen.calls.add((word, tuple(arg.value if isinstance(arg, n.Const) else None for arg in given)))
    return _value_call(gen, node, gen.keep(gen.function(word)), scope)


@generates(n.Filter)
def filter_(gen: Generator, node: n.Filter, scope: Scope) -> ast.expr:
    """Return the code of `source[condition]`: a number is an index, known only when it runs."""
    source = gen.gen(node.source, scope)
    gen.walks = True
    if isinstance(node.condition, n.Const) and isinstance(node.condition.value, Decimal):
        return call("_index", source, gen.gen(node.condition, scope))
    id_, before = gen.fresh("i"), gen.made
    inside = FilterItem(id_, Local({"item": id_}, scope))
    body = lambda_([id_], gen.gen(node.condition, inside))
    return call("_filter", source, body, const(gen.made - before))
