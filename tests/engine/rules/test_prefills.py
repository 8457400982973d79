"""A list of the forms that does not fit where it is to be taken over is found before anything is put in force."""

from __future__ import annotations

import json

import pytest

from tests.engine.bpmn import S, bundle, each, el, ends, line, process
from tests.engine.rules.test_refused import FILES, LANE
from webapp.engine import check, in_words

MARKED = "要带出的内容"


def form(path: str, most: int, prefill: str = "") -> bytes:
    marks = {"maxRepetitions": str(most)} | ({"prefill": prefill} if prefill else {})
    inner = [{"type": "textarea", "id": "text", "key": "text", "label": "问题"}]
    rows = {"type": "dynamiclist", "id": path, "path": path, "label": "逐项", "properties": marks, "components": inner}
    return json.dumps({"schemaVersion": 19, "components": [rows]}).encode()


def found(prefill: str, *, most: int = 5, loop: str = "") -> list[str]:
    """Give what is said of a step `b` that takes over what step `a` and step `c` wrote, each at most three rows."""
    nodes = el("userTask", "a", loop) + el("userTask", "c") + el("userTask", "b")
    drawn = process(LANE + S + nodes + ends("e") + line("s", "a", "c", "b", "e"))
    forms = {"a": form("asked", 3), "c": form("more", 3), "b": form("answers", most, prefill)}
    files = {**FILES, **{f"m/forms/{name}.form": content for name, content in forms.items()}}
    return [in_words(one) for one in check(bundle(drawn, more=files), {}) if MARKED in one.reason]


BOTH = "concatenate(form.a.asked, form.c.more)"


@pytest.mark.parametrize(
    ("prefill", "longest"),
    [
        ("form.a.asked", 3),
        ("for q in form.a.asked return {text: q.text}", 3),
        ("for q in form.a.asked, r in form.c.more return q", 9),
        ('form.a.asked[text != ""]', 3),
        (BOTH, 6),
        ("if form.a = null then [1, 2] else form.a.asked", 3),
        ("if form.a = null then null else form.a.asked", 3),
        ("for n in [1, 2, 3, 4] return n", 4),
        ("[]", 0),
    ],
)
def test_a_list_of_the_forms_must_have_room_where_it_is_taken_over(prefill: str, longest: int):
    assert found(prefill, most=longest) == []
    if longest:
        (said,) = found(prefill, most=longest - 1)
        assert f"“逐项”要带出的内容最多有 {longest} 项，本表最多 {longest - 1} 项" in said
        assert f"请把 maxRepetitions 改为 {longest}" in said


@pytest.mark.parametrize(
    "prefill", ["file.posts", "people", "for i in 1..count(people) return i", "concatenate(form.a.asked, file.posts)"]
)
def test_what_only_the_file_knows_is_left_to_the_page(prefill: str):
    assert found(prefill, most=1) == []


def test_a_step_done_by_several_gives_a_list_of_answers_of_which_nothing_is_known():
    assert found("form.a.asked", most=1) != []
    assert found("form.a.asked", most=1, loop=each("people", "person")) == []
