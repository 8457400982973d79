"""What the file knows comes into a form by itself; of a list that is too long the form says what it did not take."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from webapp.domain.forms import Cut, First, Scope, first_values, prefill, read_form

TODAY = dt.date(2026, 3, 2)
NAME = {"type": "textfield", "key": "name", "id": "name", "label": "姓名"}


def a_list(path: str, most: int, *inner: dict[str, Any], prefill: str) -> dict[str, Any]:
    marks = {"maxRepetitions": str(most), "prefill": prefill}
    return {"type": "dynamiclist", "path": path, "id": path, "label": path, "properties": marks, "components": [*inner]}


def filled(*components: dict[str, Any], **values: object) -> First:
    return first_values(read_form({"id": "f", "components": list(components)}), Scope(values, TODAY))


@pytest.mark.parametrize("count", [0, 2, 3])
def test_a_list_that_has_room_is_taken_over_whole(count: int):
    found = filled(a_list("people", 3, NAME, prefill="names"), names=["甲"] * count)

    assert found.values == {"people": [{"name": "甲"}] * count}
    assert found.cut == ()


def test_of_a_list_that_is_too_long_the_form_says_how_many_it_took():
    found = filled(a_list("people", 3, NAME, prefill="names"), names=["甲", "乙", "丙", "丁", "戊"])

    assert found.values == {"people": [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]}
    assert found.cut == (Cut(name="people", found=5, taken=3),)


def test_a_list_within_a_group_or_a_row_is_named_as_the_page_names_it():
    inner = a_list("names", 1, NAME, prefill="names")
    group = {"type": "group", "id": "g", "label": "组", "components": [a_list("all", 1, NAME, prefill="[1, 2]")]}
    rooms = [{"names": ["甲"]}, {"names": ["乙", "丙"]}]

    found = filled(group, a_list("rooms", 5, inner, prefill="rooms"), rooms=rooms)

    assert found.cut == (Cut(name="all", found=2, taken=1), Cut(name="rooms.1.names", found=2, taken=1))


def test_without_a_list_the_form_begins_with_its_own_rows():
    blank = a_list("people", 3, NAME, prefill="nobody") | {"defaultRepetitions": 2}
    form = read_form({"id": "f", "components": [blank]})

    assert prefill(form, Scope({}, TODAY)) == {"people": [{}, {}]}
