"""Decision tables at work: all hit policies and aggregations (DMN 8.2.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webapp.engine.decisions.environment import Runner, Test
from webapp.feel import FeelValue
from webapp.feel.bounds import charge
from webapp.feel.builtins_list import fast_count, greatest, least
from webapp.feel.builtins_stats import sum_
from webapp.feel.compare import eq
from webapp.feel.types import Type, coerce
from webapp.feel.values import Context, Items

Row = tuple[Runner, ...]


def admits(allowed: Test | None, scope: Context, value: FeelValue) -> bool:
    """This function will tell whether a column's values allow one, or every item of a list; null is always allowed."""
    if allowed is None or value is None or allowed(scope, value) is True:
        return True
    return type(value) is list and all(item is None or allowed(scope, item) is True for item in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """An input column: its expression, type and allowed values."""

    source: Runner
    type: Type | None
    allowed: Test | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output column; `allowed` are the tests of its values, `order` that of PRIORITY and OUTPUT ORDER."""

    name: str
    type: Type | None
    allowed: Test | None
    order: Items | None
    default: Runner | None

    def admitted(self, scope: Context, value: FeelValue) -> FeelValue:
        """This function will give a result as the column's type, or null."""
        out = coerce(value, self.type)
        return out if admits(self.allowed, scope, out) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row: its number from 1, the tests that can fail with their column's index, and the results."""

    number: int
    tests: tuple[tuple[int, Test], ...]
    results: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A compiled table."""

    policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def run(self, scope: Context) -> FeelValue:
        """This function will evaluate the table; an input that is not allowed makes it null."""
        values = self.values(scope)
        if values is None:
            return None
        hits = self.hits(scope, values)
        return POLICIES[self.policy](self, scope, hits) if hits else self.default(scope)

    def values(self, scope: Context) -> Items | None:
        """This function will give the inputs' values, or None if one is not allowed."""
        values = []
        for column in self.inputs:
            value = coerce(column.source(scope), column.type)
            if not admits(column.allowed, scope, value):
                return None
            values.append(value)
        return values

    def hits(self, scope: Context, values: Items) -> list[Rule]:
        """This function will give the rules that match, in order (only the first under FIRST)."""
        charge(len(self.rules))
        out = []
        for rule in self.rules:
            for at, test in rule.tests:
                if test(scope, values[at]) is not True:
                    break
            else:
                out.append(rule)
                if self.policy == "FIRST":
                    break
        return out

    def default(self, scope: Context) -> FeelValue:
        """This function will give the default outputs, or null."""
        if not any(column.default for column in self.outputs):
            return None
        return self.shaped(scope, [column.default(scope) if column.default else None for column in self.outputs])

    def shaped(self, scope: Context, values: Items) -> FeelValue:
        """This function will give one output as its value, several as a context; what is not allowed is null."""
        values = [column.admitted(scope, value) for value, column in zip(values, self.outputs, strict=False)]
        if len(self.outputs) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.outputs, values, strict=False)}

    def result(self, scope: Context, rule: Rule) -> FeelValue:
        """This function will give what a rule gives."""
        return self.shaped(scope, [run(scope) for run in rule.results])

    def rank(self, value: FeelValue) -> tuple[int, ...]:
        """This function will give a result's place in the order of the output values."""
        values = [value] if len(self.outputs) == 1 else list(value.values())
        return tuple(_place(column.order, v) for column, v in zip(self.outputs, values, strict=False))


Hits = list[Rule]


def _place(order: Items | None, value: FeelValue) -> int:
    """Give the index of a value, behind all if it is not there."""
    for at, item in enumerate(order or ()):
        if eq(item, value) is True:
            return at
    return len(order or ())


def _unique(table: Table, scope: Context, hits: Hits) -> FeelValue:
    """Exactly one rule may match."""
    return table.result(scope, hits[0]) if len(hits) == 1 else None


def _any(table: Table, scope: Context, hits: Hits) -> FeelValue:
    """All that match must agree."""
    values = [table.result(scope, hit) for hit in hits]
    return values[0] if all(eq(values[0], value) is True for value in values) else None


def _first(table: Table, scope: Context, hits: Hits) -> FeelValue:
    """The first that matches."""
    return table.result(scope, hits[0])


def _priority(table: Table, scope: Context, hits: Hits) -> FeelValue:
    """The result that stands first in the output values."""
    return _output_order(table, scope, hits)[0]


def _output_order(table: Table, scope: Context, hits: Hits) -> Items:
    """All results in the order of the output values."""
    return sorted((table.result(scope, hit) for hit in hits), key=table.rank)


def _rule_order(table: Table, scope: Context, hits: Hits) -> Items:
    """All results in the order of the rules."""
    return [table.result(scope, hit) for hit in hits]


def _collect(table: Table, scope: Context, hits: Hits) -> FeelValue:
    """All results, perhaps aggregated."""
    values = _rule_order(table, scope, hits)
    return AGGREGATES[table.aggregation](values) if table.aggregation else values


POLICIES: dict[str, Callable[[Table, Context, Hits], FeelValue]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "OUTPUT ORDER": _output_order,
    "RULE ORDER": _rule_order,
    "COLLECT": _collect,
}
AGGREGATES: dict[str, Callable[[Items], FeelValue]] = {
    "SUM": sum_,
    "COUNT": fast_count,
    "MIN": least,
    "MAX": greatest,
}
