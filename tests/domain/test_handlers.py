"""Handlers: signatures are read once, values fit or are refused in words."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import pytest

from webapp.domain.handlers import (
    BusinessError,
    HandlerArgument,
    HandlerSignature,
    HandlerSpec,
    handler,
    handlers_of,
)
from webapp.domain.ids import CaseId, PersonId


class Drawer(Protocol):
    def put(self, text: str) -> str: ...


class Desk:
    def put(self, text: str) -> str:
        return f"<{text}>"


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: str
    pages: int = 1


@handler
def put(title: str, on: dt.date, count: int = 1, *, drawer: Drawer) -> str:
    """This function will put a title away."""
    return drawer.put(f"{title} {on} {count}")


@handler
def list_papers(people: tuple[PersonId, ...], paper: Paper, share: Decimal | None) -> tuple[Paper, ...]:
    """This function will give papers."""
    return tuple(Paper(title=f"{paper.title} {person} {share}") for person in people)


def spec(name: str) -> HandlerSpec:
    return handlers_of([sys.modules[__name__]])[f"test_handlers.{name}"]


def test_a_handler_is_found_by_module_and_name_with_parameters_and_ports_apart() -> None:
    found = spec("put")

    assert [(p.name, p.required) for p in found.parameters] == [("title", True), ("on", True), ("count", False)]
    assert found.ports == {"drawer": Drawer}


def test_wrong_parameter_names_of_a_diagram_are_named_in_words() -> None:
    found = spec("put")

    assert found.faults(["title", "on"]) == ()
    assert found.faults(["title", "colour"]) == ("缺少参数on", "没有参数colour")


def test_numbers_and_days_of_the_diagram_become_the_types_asked_for() -> None:
    arguments = {"title": "函", "on": dt.date(2026, 3, 2), "count": Decimal(3)}

    assert spec("put").run(arguments, {Drawer: Desk()}) == "<函 2026-03-02 3>"


def test_contexts_and_lists_go_in_as_dataclasses_and_come_out_as_plain_values() -> None:
    arguments = {"people": ["li", "zhao"], "paper": {"title": "函"}, "share": None}

    result = spec("list_papers").run(arguments, {})

    assert result == [{"title": "函 li None", "pages": 1}, {"title": "函 zhao None", "pages": 1}]


@pytest.mark.parametrize(
    "arguments",
    [
        {"title": 5, "on": dt.date(2026, 3, 2)},
        {"title": "函", "on": "2026-03-02"},
        {"title": "函", "on": dt.date(2026, 3, 2), "count": Decimal("1.5")},
        {"title": "函"},
    ],
)
def test_a_value_that_does_not_fit_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(HandlerArgument):
        spec("put").run(arguments, {Drawer: Desk()})


def test_a_handler_may_not_take_a_case_id_or_an_open_type() -> None:
    def by_case(case: CaseId) -> None: ...

    def by_anything(thing: dict[str, str]) -> None: ...

    def with_rest(*rest: str) -> None: ...

    for function in (by_case, by_anything, with_rest):
        with pytest.raises(HandlerSignature):
            handler(function)


def test_a_keyword_only_parameter_must_be_a_port() -> None:
    def wrong(*, text: str) -> None: ...

    with pytest.raises(HandlerSignature):
        handler(wrong)


def test_a_business_error_carries_the_code_for_the_diagram() -> None:
    error = BusinessError("not_admissible", "此类材料不得记入廉政档案。")

    assert (error.code, error.message) == ("not_admissible", "此类材料不得记入廉政档案。")
