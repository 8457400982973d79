"""Boxed expressions to Python callables over a scope, a dict of names (DMN 7.2, 10.2)."""

from __future__ import annotations

from collections.abc import Callable

from webapp.engine.decisions.environment import Environment, Runner, nothing, typed
from webapp.engine.decisions.table_reader import decision_table, input_names
from webapp.engine.decisions.xml import EXPRESSIONS, Element, kid, kids, local, name_of, text_of, type_ref
from webapp.feel import FeelValue, access
from webapp.feel.names import normal
from webapp.feel.types import Type, coerce
from webapp.feel.values import Context, Function

Box = Callable[[Element, Environment], Runner]
BOXES: dict[str, Box] = {"decisionTable": decision_table}


def boxes(tag: str) -> Callable[[Box], Box]:
    """This function will declare who compiles the element of this tag."""

    def declare(box: Box) -> Box:
        BOXES[tag] = box
        return box

    return declare


def boxed(element: Element | None, env: Environment) -> Runner:
    """This function will compile any boxed expression."""
    if element is None:
        return nothing
    run = BOXES[local(element)](element, env)
    name = type_ref(element)
    return typed(run, env.types.resolve(name)) if name and local(element) != "functionDefinition" else run


def inside(element: Element | None, env: Environment) -> Runner:
    """This function will compile the expression inside a wrapper such as <if>, which may name a type of its own."""
    run = boxed(kid(element, *EXPRESSIONS), env)
    return typed(run, env.types.resolve(None if element is None else element.get("typeRef")))


@boxes("literalExpression")
def literal(element: Element, env: Environment) -> Runner:
    """This function will compile <literalExpression>, if its language is FEEL."""
    text = text_of(element)
    if text is None:
        env.findings.append(f"{env.where}：表达式没有内容")
        return nothing
    return env.literal(text, element.get("expressionLanguage"))


@boxes("context")
def context(element: Element, env: Environment) -> Runner:
    """This function will compile <context>: each entry sees those before; one without a name is the result."""
    entries: list[tuple[str, Runner]] = []
    for entry in kids(element, "contextEntry"):
        variable, expression = kid(entry, "variable"), kid(entry, *EXPRESSIONS)
        name = name_of(variable)
        recursive = name and expression is not None and local(expression) == "functionDefinition"
        run = boxed(expression, env.plus(name) if recursive else env)
        entries.append((name, typed(run, env.types.resolve(type_ref(variable)))))
        env = env.plus(name) if name else env
    return lambda scope: run_context(entries, scope)


def run_context(entries: list[tuple[str, Runner]], scope: Context) -> FeelValue:
    """This function will evaluate the entries of a context in order."""
    scope = dict(scope)
    out: Context = {}
    for name, run in entries:
        value = run(scope)
        if not name:
            return value
        scope[name] = out[name] = value
    return out


@boxes("invocation")
def invocation(element: Element, env: Environment) -> Runner:
    """This function will compile <invocation> with bindings by name."""
    function_ = boxed(kid(element, *EXPRESSIONS), env)
    bindings = {name_of(_parameter(binding)): inside(binding, env) for binding in kids(element, "binding")}
    env.called(normal(text_of(kid(element, "literalExpression")) or ""), 0, bindings)

    def run(scope: Context) -> FeelValue:
        called = function_(scope)
        return access.call_named(called, {name: argument(scope) for name, argument in bindings.items()})

    return run


def _parameter(binding: Element) -> Element:
    found = kid(binding, "parameter")
    if found is None:
        raise KeyError("parameter")
    return found


@boxes("list")
def list_(element: Element, env: Environment) -> Runner:
    """This function will compile <list>."""
    items = [boxed(item, env) for item in kids(element, *EXPRESSIONS)]
    return lambda scope: [run(scope) for run in items]


@boxes("relation")
def relation(element: Element, env: Environment) -> Runner:
    """This function will compile <relation>, a list of contexts."""
    columns = kids(element, "column")
    names = [name_of(column) for column in columns]
    types = [env.types.resolve(type_ref(column)) for column in columns]
    rows = [
        [typed(boxed(cell, env), type_) for cell, type_ in zip(kids(row, *EXPRESSIONS), types, strict=False)]
        for row in kids(element, "row")
    ]
    return lambda scope: [{name: run(scope) for name, run in zip(names, row, strict=False)} for row in rows]


@boxes("functionDefinition")
def function(element: Element, env: Environment) -> Runner:
    """This function will compile <functionDefinition>; kinds other than FEEL are a finding and give null."""
    names, types = _parameters(element, env)
    result = env.types.resolve(type_ref(element))
    result = result.item if result and result.kind == "function" else result
    if (element.get("kind") or "FEEL").upper() != "FEEL":
        env.findings.append(f"{env.where}：不允许外部函数（Java、PMML），请改写为 FEEL")
        return lambda scope: Function(names, types, lambda *args: None, result, coerce)  # noqa: ARG005
    inner = kid(element, *EXPRESSIONS)
    body, weight = env.weighed(lambda: boxed(inner, env.plus(*names)))
    gives = env.types.resolve(type_ref(inner))

    def run(scope: Context) -> Function:
        def call(*args: FeelValue) -> FeelValue:
            return body({**scope, **dict(zip(names, args, strict=True))})

        return Function(names, types, call, result, coerce, weight, gives)

    return run


def _parameters(element: Element, env: Environment) -> tuple[tuple[str, ...], tuple[Type | None, ...]]:
    """Read parameters and their types; a table that declares none takes the names that its inputs read."""
    params, table = kids(element, "formalParameter"), kid(element, "decisionTable")
    if table is not None and not params:
        names = input_names(table)
        return names, (None,) * len(names)
    return tuple(name_of(param) for param in params), tuple(env.types.resolve(type_ref(param)) for param in params)


@boxes("conditional")
def conditional(element: Element, env: Environment) -> Runner:
    """This function will compile <conditional>: unlike the textual if, a condition that is no boolean gives null."""
    test, yes, no = (inside(kid(element, tag), env) for tag in ("if", "then", "else"))

    def run(scope: Context) -> FeelValue:
        found = test(scope)
        if found is not None and type(found) is not bool:
            return None
        return yes(scope) if found is True else no(scope)

    return run
