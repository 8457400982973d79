"""Due days from limits: units, ends of months, days off, unknown keys."""

import datetime as dt

import pytest

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadline_words import due_words
from webapp.domain.deadlines import Limit, LimitRules, Unit, UnknownLimit, add_months, due

SPRING = WorkCalendar(
    holidays=frozenset(dt.date(2026, 2, day) for day in range(15, 24)),
    workdays=frozenset({dt.date(2026, 2, 14), dt.date(2026, 2, 28)}),
    years=frozenset({2026}),
)


def test_fifteen_workdays_over_the_spring_festival_count_make_up_days() -> None:
    reply = Limit(key="letter.reply", amount=15, unit=Unit.WORKDAY, base="receipt")

    found = due(reply, dt.date(2026, 2, 9), SPRING)

    assert found.on == dt.date(2026, 3, 6)
    assert SPRING.between(dt.date(2026, 2, 9), found.on) == 15
    assert not found.provisional


def test_a_month_from_the_last_of_january_ends_on_the_last_of_february_and_moves_off_a_day_off() -> None:
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2028, 2, 29), 12) == dt.date(2029, 2, 28)

    suggest = Limit(key="clue.suggest", amount=1, unit=Unit.MONTH)

    assert due(suggest, dt.date(2026, 1, 20), SPRING).on == dt.date(2026, 2, 24)


def test_a_due_day_in_a_year_without_table_is_provisional() -> None:
    limit = Limit(key="trial.limit", amount=3, unit=Unit.MONTH)

    assert due(limit, dt.date(2026, 12, 1), SPRING).provisional


def test_what_is_due_so_many_days_before_an_event_moves_back_off_a_day_off() -> None:
    limit = Limit(key="report", amount=-15, unit=Unit.DAY)

    assert due(limit, dt.date(2026, 3, 30), WorkCalendar(years=frozenset({2026}))).on == dt.date(2026, 3, 13)


def test_an_unknown_key_is_named_with_the_file_to_mend() -> None:
    with pytest.raises(UnknownLimit, match=r"no.such.*deadlines.yaml"):
        LimitRules()["no.such"]


def test_words_count_days_one_by_one_and_tell_late_from_soon() -> None:
    today = dt.date(2026, 2, 13)

    late = due_words(dt.date(2026, 2, 12), today, SPRING)
    soon = due_words(dt.date(2026, 2, 24), today, SPRING)

    assert (late.state, late.left) == ("late", -1)
    assert (soon.state, soon.left) == ("soon", 2)
    assert [day.why for day in soon.days[:2]] == ["调休上班", "法定节假日"]


def test_a_row_of_a_part_stands_under_the_rule_before_its_mark() -> None:
    limit = Limit(key="rectify.item", amount=0, unit=Unit.DAY, base="item_due")
    rules = LimitRules(limits={"rectify.item": limit})

    assert rules["rectify.item#3"] is rules["rectify.item"]
    assert "rectify.item#unit-3" in rules
    assert "rectify.items#3" not in rules
    with pytest.raises(UnknownLimit, match=r"rectify\.items#3"):
        rules["rectify.items#3"]
