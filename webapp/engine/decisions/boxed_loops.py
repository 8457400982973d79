"""Boxed filters, loops and quantifiers (DMN 1.4 and later)."""

from __future__ import annotations

from collections.abc import Callable

from webapp.engine.decisions.boxed import boxes, inside
from webapp.engine.decisions.environment import Environment, Runner
from webapp.engine.decisions.xml import Element, kid, local, name_of
from webapp.feel import FeelValue, access, loops
from webapp.feel.bounds import charge, cost
from webapp.feel.values import Context, Items

Body = Callable[[FeelValue], FeelValue]
Fold = Callable[[FeelValue, Body], FeelValue]


class _NoBoolean(Exception):
    """A boxed match or satisfies gave something else."""


@boxes("filter")
def filter_(element: Element, env: Environment) -> Runner:
    """This function will compile <filter>: `item` and the entries of an item are in scope of the match.

    Null is no collection, which the standard asks for here: unlike the textual filter it gives null.
    """
    source = inside(kid(element, "in"), env)
    match, weight = env.weighed(lambda: inside(kid(element, "match"), env.plus("item", *env.members)))

    def run(scope: Context) -> FeelValue:
        items = source(scope)
        return None if items is None else access.filter_(items, lambda item: match(item_scope(scope, item)), weight)

    return run


def strict(fold: Fold, items: FeelValue, body: Body) -> FeelValue:
    """This function will fold a body over items; null as soon as a condition is no boolean."""

    def checked(item: FeelValue) -> FeelValue:
        found = body(item)
        if found is not None and type(found) is not bool:
            raise _NoBoolean
        return found

    try:
        return fold(items, checked)
    except _NoBoolean:
        return None


def item_scope(scope: Context, item: FeelValue) -> Context:
    """This function will give the scope inside a filter; an entry that is named `item` goes before the item itself."""
    charge(cost(item))
    return {**scope, "item": item, **item} if type(item) is dict else {**scope, "item": item}


@boxes("for")
def for_(element: Element, env: Environment) -> Runner:
    """This function will compile <for>; its body sees the results so far as `partial`."""
    name = name_of(element, "iteratorVariable")
    domain = _domain(element, env)
    body, weight = env.weighed(lambda: inside(kid(element, "return"), env.plus(name, "partial")))

    def run(scope: Context) -> Items | None:
        items = domain(scope)
        if items is None:
            return None
        out: Items = []
        for item in items:
            charge(weight + len(out))
            out.append(body({**scope, name: item, "partial": list(out)}))
        return out

    return run


@boxes("some")
@boxes("every")
def quantified(element: Element, env: Environment) -> Runner:
    """This function will compile <some> and <every>: every condition is evaluated before the outcome is found."""
    name = name_of(element, "iteratorVariable")
    domain = _domain(element, env)
    body, weight = env.weighed(lambda: inside(kid(element, "satisfies"), env.plus(name)))
    fold = loops.some if local(element) == "some" else loops.every

    def all_of(items: Items | None, condition: Body) -> FeelValue:
        if items is None:
            return None
        return fold([condition(item) for item in loops.weighed(items, weight)], lambda found: found)

    return lambda scope: strict(all_of, domain(scope), lambda item: body({**scope, name: item}))


def _domain(element: Element, env: Environment) -> Callable[[Context], Items | None]:
    """Give what a boxed loop runs over."""
    source = inside(kid(element, "in"), env)
    return lambda scope: loops.domain(source(scope))
