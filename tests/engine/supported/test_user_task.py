from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engine.bpmn import S, ends, line, process, run, steps
from webapp import engine
from webapp.domain.errors import NotOpen

TWO = process(S + steps("a", "b") + ends("e") + line("s", "a", "b", "e"))


def test_a_user_task_waits_and_its_values_lie_under_its_id():
    case = run(TWO)

    advance = case.do("a", result="agree", count=2)

    assert [task.path for task in advance.opened] == ["b"]
    assert [(task.completed) for task in advance.closed] == [True]
    assert case.facts() == {"a": {"result": "agree", "count": Decimal(2)}}


def test_a_task_that_is_done_cannot_be_done_again():
    case = run(TWO)
    done = case.task("a").task_id
    case.do("a")

    with pytest.raises(NotOpen):
        engine.complete(case.definition, case.state, done, {}, case.world)


@pytest.mark.parametrize("key", ["", "nonsense", "0" * 32])
def test_an_unknown_task_is_not_open(key: str):
    case = run(TWO)

    with pytest.raises(NotOpen):
        engine.complete(case.definition, case.state, key, {}, case.world)


def test_a_refused_act_leaves_the_state_as_it_was():
    case = run(TWO)
    before = case.state

    with pytest.raises(NotOpen):
        engine.complete(case.definition, case.state, "0" * 32, {}, case.world)

    assert case.state == before
    assert case.open() == ["a"]
