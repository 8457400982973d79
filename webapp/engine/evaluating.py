"""Evaluation of FEEL over case data, with the case's header and the act's time; every failure in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from webapp.domain.errors import OfficeError
from webapp.engine.errors import EngineStopped
from webapp.engine.expressions import Expressions
from webapp.feel import FeelLimit, FeelSyntaxError, FeelUnbound, FeelValue

if TYPE_CHECKING:
    from webapp.engine.tree import RunningCase


def evaluate(
    case: RunningCase,
    expressions: Expressions,
    *,
    text: str,
    data: Mapping[str, FeelValue],
    element: str,
    more: Mapping[str, FeelValue] | None = None,
) -> FeelValue:
    """This function will give the value of an expression.

    Raises EngineStopped, naming the element and the expression.
    """
    scope = case.scope_of(data)
    if more:
        scope.update(more)
    try:
        return expressions[text](scope, case.time.functions)
    except (FeelLimit, FeelSyntaxError, FeelUnbound, OfficeError, OverflowError, ValueError) as error:
        why = error.message.rstrip("。") if isinstance(error, OfficeError) else str(error)
        raise EngineStopped(element=element, why=f"表达式“{text}”：{why}") from error
