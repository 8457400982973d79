"""Decision tables: from XML to the compiled table."""

from __future__ import annotations

from webapp.engine.decisions.environment import Environment, Runner, nothing
from webapp.engine.decisions.table import AGGREGATES, POLICIES, Input, Output, Rule, Table
from webapp.engine.decisions.xml import Element, kid, kids, name_of, text_of, type_ref
from webapp.feel import FeelError, compile_expression
from webapp.feel.names import normal


def decision_table(element: Element, env: Environment) -> Runner:
    """This function will compile a <decisionTable>; a cell that is no FEEL makes the table null."""
    table = compiled_table(element, env)
    return table.run if table else nothing


def compiled_table(element: Element, env: Environment) -> Table | None:
    """This function will compile a <decisionTable>, or give None when something in it is a finding."""
    before = len(env.findings)
    policy, aggregation = policy_of(element)
    if policy not in POLICIES or (aggregation and aggregation not in AGGREGATES):
        env.findings.append(f"{env.where}：不支持的命中策略 {policy} {aggregation}")
        return None
    _count_cells(element, env)
    columns = kids(element, "output")
    table = Table(
        policy=policy,
        aggregation=aggregation,
        inputs=tuple(_input(column, env) for column in kids(element, "input")),
        outputs=tuple(_output(column, env, single=len(columns) == 1) for column in columns),
        rules=tuple(_rule(row, env, number=i) for i, row in enumerate(kids(element, "rule"), start=1)),
    )
    return table if len(env.findings) == before else None


def policy_of(element: Element) -> tuple[str, str]:
    """This function will give a table's hit policy and aggregation in capitals."""
    return (element.get("hitPolicy") or "UNIQUE").upper(), (element.get("aggregation") or "").upper()


def _count_cells(element: Element, env: Environment) -> None:
    """Find the rules that have not one cell for each column."""
    for number, row in enumerate(kids(element, "rule"), start=1):
        for column, cell in (("input", "inputEntry"), ("output", "outputEntry")):
            want, got = len(kids(element, column)), len(kids(row, cell))
            if want != got:
                env.findings.append(f"{env.where}：第 {number} 条规则应有 {want} 个 {cell}，实有 {got} 个")


def input_names(element: Element) -> tuple[str, ...]:
    """This function will give the names that a table's inputs read, if each of them is a name alone."""
    texts = [normal(text_of(kid(column, "inputExpression")) or "") for column in kids(element, "input")]
    return tuple(texts) if all(map(_is_name, texts)) else ()


def _is_name(text: str) -> bool:
    try:
        return compile_expression(text).names == {text}
    except FeelError:
        return False


def _input(element: Element, env: Environment) -> Input:
    expression = kid(element, "inputExpression")
    return Input(
        source=_source(expression, env),
        type=env.types.resolve(type_ref(expression)),
        allowed=env.unary(text_of(kid(element, "inputValues"))),
    )


def _output(element: Element, env: Environment, *, single: bool) -> Output:
    """Read an output column; the order of its values may come from its type."""
    default = text_of(kid(element, "defaultOutputEntry"))
    own = text_of(kid(element, "outputValues"))
    text = own or env.types.allowed_text(type_ref(element) or (env.result if single else None))
    return Output(
        name=name_of(element),
        type=env.types.resolve(type_ref(element)),
        allowed=env.unary(own),
        order=env.literal(f"[{text}]")({}) if text else None,
        default=env.literal(default) if default else None,
    )


def _rule(element: Element, env: Environment, *, number: int) -> Rule:
    cells = enumerate(kids(element, "inputEntry"))
    tests = [(at, env.unary(text_of(cell), cell.get("expressionLanguage"))) for at, cell in cells]
    return Rule(
        number=number,
        tests=tuple((at, test) for at, test in tests if test),
        results=tuple(_source(cell, env) for cell in kids(element, "outputEntry")),
    )


def _source(element: Element | None, env: Environment) -> Runner:
    """Compile the text of an expression; an empty one gives null."""
    language = None if element is None else element.get("expressionLanguage")
    return env.literal(text_of(element) or "null", language)
