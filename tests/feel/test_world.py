"""Functions of the world: declared when compiled, given when evaluated, never the machine's clock."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from webapp.feel import (
    Date,
    DateShift,
    DateTime,
    FeelSyntaxError,
    FeelUnbound,
    FeelValue,
    Time,
    clock_functions,
    compile_expression,
    compile_unary,
    from_python,
)

MONDAY = Date(2026, 3, 2)
DECLARED = {"deadline": "key:string", "workdays": "n:number"}


@dataclass(frozen=True, slots=True)
class Workdays(DateShift):
    count: int

    def shift(self, date: Date, sign: int) -> Date | None:
        day, left = dt.date(date.year, date.month, date.day), self.count
        while left:
            day += dt.timedelta(days=sign)
            left -= day.weekday() < 5
        return Date(day.year, day.month, day.day)


def world(today: Date = MONDAY) -> dict[str, Callable[..., FeelValue]]:
    return {
        "today": lambda: today,
        "deadline": {"letter.reply": Date(2026, 3, 26)}.get,
        "workdays": lambda n: Workdays(int(n)),
    }


def value_of(text: str, **context: FeelValue) -> FeelValue:
    return compile_expression(text, context, functions=DECLARED)(context, world())


def test_a_deadline_minus_workdays_follows_the_calendar_of_the_world() -> None:
    assert value_of('deadline("letter.reply") - workdays(3)') == Date(2026, 3, 23)
    assert value_of("today() + workdays(5)") == Date(2026, 3, 9)
    assert value_of("workdays(5) + today()") == Date(2026, 3, 9)


def test_a_date_and_time_moves_by_its_date_and_keeps_its_clock() -> None:
    moment = DateTime(Date(2026, 3, 6), Time(8, 30, 0))

    assert value_of("m + workdays(1)", m=moment) == DateTime(Date(2026, 3, 9), Time(8, 30, 0))


@pytest.mark.parametrize(
    "text",
    ["workdays(1) - today()", "1 + workdays(1)", "workdays(1) + workdays(1)", "workdays(1) * 2", "null + workdays(1)"],
)
def test_a_shift_moves_nothing_but_dates(text: str) -> None:
    assert value_of(text) is None


def test_a_shift_beyond_the_calendar_of_the_world_is_null() -> None:
    assert value_of("d + workdays(1)", d=Date(10_000, 1, 1)) is None
    assert value_of("d - workdays(1)", d=Date(1, 1, 1)) is None


def test_arguments_of_a_wrong_kind_give_null() -> None:
    assert value_of("deadline(3)") is None
    assert value_of('today() + workdays("3")') is None
    assert value_of('deadline("unknown")') is None


def test_arguments_may_be_named() -> None:
    assert value_of('deadline(key: "letter.reply")') == Date(2026, 3, 26)


@pytest.mark.parametrize("text", ["workdays()", "workdays(1, 2)", "deadline(n: 1, m: 2)"])
def test_a_wrong_number_of_arguments_is_refused_at_deployment(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="参数个数"):
        compile_expression(text, functions=DECLARED)


def test_literal_arguments_are_listed_for_deployment() -> None:
    compiled = compile_expression('deadline("letter.reply") > today() + workdays(n)', ["n"], functions=DECLARED)

    assert compiled.calls == {("deadline", ("letter.reply",)), ("today", ()), ("workdays", (None,))}
    assert not compiled.unknown


def test_functions_that_nobody_declared_are_unknown_names() -> None:
    assert compile_expression('deadline("letter.reply")').unknown == {"deadline"}


@pytest.mark.parametrize("text", ["today()", "now()", 'deadline("x")', "today() = today()"])
def test_a_function_that_was_not_given_is_refused_loudly(text: str) -> None:
    compiled = compile_expression(text, functions=DECLARED)

    with pytest.raises(FeelUnbound, match=text.partition("(")[0]):
        compiled({})


def test_a_function_of_the_world_is_a_value_too() -> None:
    assert value_of("(if true then today else null)()") == MONDAY
    assert value_of("today(1)") is None


def test_today_and_now_come_from_the_clock_that_is_given() -> None:
    late = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    functions = clock_functions(lambda: late)

    assert compile_expression("today()")({}, functions) == MONDAY
    assert compile_expression("now()")({}, functions) == DateTime(MONDAY, Time(23, 30, 0, 0, 28_800))
    assert compile_unary("< today()")({}, functions, value=Date(2026, 3, 1)) is True


def test_a_name_in_scope_hides_a_function() -> None:
    assert value_of("today", today=Decimal(1)) == 1


def test_the_world_may_evaluate_an_expression_of_its_own() -> None:
    inner = compile_expression("count(for i in 1..100 return today())")
    outer = compile_expression("[size(), size(), today()]", functions={"size": ""})
    functions = {**world(), "size": lambda: inner({}, {"today": lambda: Date(1999, 1, 1)})}

    assert outer({}, functions) == [Decimal(100), Decimal(100), MONDAY]


def test_two_threads_do_not_share_a_world() -> None:
    compiled = compile_expression("for i in 1..2000 return today()")
    days = [Date(2026, 1, 1 + number) for number in range(4)]
    seen: dict[Date, FeelValue] = {}

    def run(day: Date) -> None:
        seen[day] = compiled({}, {"today": lambda: day})

    threads = [threading.Thread(target=run, args=(day,)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(set(seen[day]) == {day} for day in days)


def test_from_python_makes_the_values_of_a_context() -> None:
    assert value_of("n > 3 and d = today()", **from_python({"n": 4, "d": dt.date(2026, 3, 2)})) is True
