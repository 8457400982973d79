"""Anybody may write an address: what is no mark of a list's page shows its first page, whatever stands there."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.http.stories.conftest import Sit

LISTS = {
    "tasks": ("zhou", "/tasks?sort=due"),
    "tasks by arrival": ("zhou", "/tasks?sort=arrived"),
    "tasks by priority and subject": ("zhou", "/tasks?sort=priority&group=subject"),
    "tasks done": ("zhou", "/tasks/done?"),
    "cases": ("chen", "/cases?"),
    "what waits": ("su", "/supervision?"),
    "messages": ("su", "/messages?"),
    "acts": ("mo", "/audit?"),
    "acts of administrators": ("mo", "/audit/administrators?"),
    "destroyed": ("qian", "/retention?"),
}
HALF = '"\\ud800"'
MARKS = (
    *(f"[{HALF}]", f"[{HALF},{HALF}]", f"[{HALF},{HALF},{HALF}]", '["\\u0000","\\u0000"]', "[]", "[1]", "[[1],[2]]"),
    *('[{},"a"]', '[{},"a","b"]', "[null,null,null]", '["a","b"]', "[true,false]", '[1e400,"a"]', '[1e400,"a","b"]'),
    *(f'[{9**40},"a"]', f'["a",{9**40},"b"]', "[" * 3_000, f'{{"on":{HALF}}}', f'[{{"on":{HALF}}},"a"]'),
    *('[{"at":"x"},"a"]', '[{"at":1},"a","b"]', '[{"at":"2026-01-01"},"b"]', '[{"at":"0001-01-01T00:00+14:00"},"b"]'),
    *('[{"on":"2026-01-01"},"b"]', '[{"on":"2026-01-01"},"b","c"]', '[{"at":"2026-01-01T00:00Z"},"b"]'),
)


@pytest.mark.parametrize("name", LISTS)
def test_what_is_no_mark_is_the_first_page(sit: Sit, name: str) -> None:
    login, address = LISTS[name]
    person = sit(login).client
    assert person.get(address).status_code == 200

    found = {mark: person.get(f"{address}&cursor={quote(mark)}").status_code for mark in MARKS}

    assert set(found.values()) == {200}, found
