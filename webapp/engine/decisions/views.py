"""Decision tables as plain values, so that a page can draw them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.engine.decisions.reader import Definitions, Node
from webapp.engine.decisions.table_reader import policy_of
from webapp.engine.decisions.xml import Element, kid, kids, local, name_of, text_of, type_ref

ANYTHING = frozenset(["", "-"])


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table: `text` is the input's expression or the output's name, `label` what a page shows."""

    id: str
    label: str
    text: str
    type: str
    allowed: str
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """A row of a table, as written: `number` counts from 1."""

    id: str
    number: int
    tests: tuple[str, ...]
    results: tuple[str, ...]
    annotations: tuple[str, ...]
    description: str

    @property
    def always(self) -> bool:
        """A row that holds for every input."""
        return ANYTHING.issuperset(self.tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """A decision table as written; `annotations` are the headers of the annotation columns."""

    id: str
    name: str
    hit_policy: str
    aggregation: str
    inputs: tuple[TableColumn, ...]
    outputs: tuple[TableColumn, ...]
    annotations: tuple[str, ...]
    rules: tuple[TableRule, ...]

    @property
    def always_answers(self) -> bool:
        """A table with a default output, or with a row that holds for every input."""
        return any(column.default for column in self.outputs) or any(rule.always for rule in self.rules)


def tables(definitions: Definitions) -> tuple[DecisionTable, ...]:
    """This function will give the tables of a file's decisions, in their order; `id` and `name` are the decision's."""
    return tuple(_tables(definitions))


def _tables(definitions: Definitions) -> Iterator[DecisionTable]:
    for node in definitions.nodes.values():
        if node.kind == "decision" and node.expression is not None and local(node.expression) == "decisionTable":
            yield _table(node, node.expression)


def _table(node: Node, element: Element) -> DecisionTable:
    policy, aggregation = policy_of(element)
    return DecisionTable(
        id=node.id,
        name=node.name,
        hit_policy=policy,
        aggregation=aggregation,
        inputs=tuple(_input(column) for column in kids(element, "input")),
        outputs=tuple(_output(column) for column in kids(element, "output")),
        annotations=tuple(name_of(column) for column in kids(element, "annotation")),
        rules=tuple(_rule(row, number=i) for i, row in enumerate(kids(element, "rule"), start=1)),
    )


def _input(element: Element) -> TableColumn:
    expression = kid(element, "inputExpression")
    text = text_of(expression) or ""
    return TableColumn(
        id=element.get("id") or "",
        label=element.get("label") or text,
        text=text,
        type=type_ref(expression) or "",
        allowed=text_of(kid(element, "inputValues")) or "",
    )


def _output(element: Element) -> TableColumn:
    name = name_of(element)
    return TableColumn(
        id=element.get("id") or "",
        label=element.get("label") or name,
        text=name,
        type=type_ref(element) or "",
        allowed=text_of(kid(element, "outputValues")) or "",
        default=text_of(kid(element, "defaultOutputEntry")) or "",
    )


def _rule(element: Element, *, number: int) -> TableRule:
    description = kid(element, "description")
    return TableRule(
        id=element.get("id") or "",
        number=number,
        tests=_texts(element, "inputEntry"),
        results=_texts(element, "outputEntry"),
        annotations=_texts(element, "annotationEntry"),
        description="" if description is None else (description.text or "").strip(),
    )


def _texts(element: Element, name: str) -> tuple[str, ...]:
    return tuple(text_of(cell) or "" for cell in kids(element, name))
