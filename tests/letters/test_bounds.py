"""Every bound of a letter at its edge: the largest is written at once, one more is refused in words."""

from __future__ import annotations

import time

import pytest

from tests.letters.examples import HEAD, template
from webapp.letters import LetterTooLong, TemplateRefused, TemplateUnreadable, bounds, compose, read_template, to_html

QUICK = 20
"""Seconds of a processor for the largest letter."""
OPTIONAL = "optional: [a]\n"


def loops(depth: int, inside: str = "{{ a0.n }}") -> str:
    heads = "".join(f"{{% for a{n} in a %}}" for n in range(depth))
    return heads + inside + "{% endfor %}" * depth


def written(body: str, a: object, front: str = OPTIONAL) -> int:
    """Give the characters of a letter that is composed and shown."""
    began = time.process_time()
    try:
        return len(to_html(compose(template(body, front), {"a": a}, head=HEAD)))
    finally:
        assert time.process_time() - began < QUICK


def reasons(body: str) -> list[str]:
    """Give what is found in a template before it is put in force."""
    return [one.reason for one in template(body, OPTIONAL).flaws()]


def test_a_template_may_have_so_many_characters():
    head = "---\nid: x\nsource: T\nseries: 纪函\nformat: 信函\nissuer: 机关\ntitle: 测试\n---\n"
    largest = head + "文" * (bounds.MAX_TEMPLATE - len(head))

    assert read_template(largest).flaws() == ()
    with pytest.raises(TemplateUnreadable, match=f"有{bounds.MAX_TEMPLATE + 1}字，最多{bounds.MAX_TEMPLATE}字"):
        read_template(largest + "文")


def test_loops_may_lie_so_deeply_in_each_other():
    rows = [{"n": "甲"}] * 3

    assert reasons(loops(bounds.MAX_LOOPS)) == []
    assert written(loops(bounds.MAX_LOOPS), rows)
    (reason,) = reasons(loops(bounds.MAX_LOOPS + 1))
    assert "for 循环套得太深，最多3层" in reason
    with pytest.raises(TemplateRefused, match="for 循环套得太深"):
        written(loops(bounds.MAX_LOOPS + 1), rows)


def test_blocks_may_lie_so_deeply_in_each_other():
    def blocks(depth: int) -> str:
        return "{% if a %}" * depth + "{{ a }}" + "{% endif %}" * depth

    assert reasons(blocks(bounds.MAX_BLOCKS)) == []
    assert written(blocks(bounds.MAX_BLOCKS), "值")
    assert "for 和 if 套得太深，最多12层" in reasons(blocks(bounds.MAX_BLOCKS + 1))[0]


def test_a_template_may_have_so_many_levels():
    def members(count: int) -> str:  # a text, its output, the members and the name
        return "{{ a" + ".b" * (count - 3) + " }}"

    assert reasons(members(bounds.MAX_TREE)) == []
    assert "套得太深" in reasons(members(bounds.MAX_TREE + 1))[0]


@pytest.mark.parametrize("inside", ["", "{{ a0.n }}", "文"])
def test_the_loops_of_a_text_may_turn_so_often(inside: str):
    inner = loops(2, inside)

    assert written(inner, [{"n": ""}] * 140) > 0  # 140 turns, and 140 in each of them
    with pytest.raises(LetterTooLong, match=f"循环超过{bounds.MAX_TURNS}次"):
        written(inner, [{"n": ""}] * 141)
    with pytest.raises(LetterTooLong, match="循环超过"):
        written(loops(3, inside), [{"n": ""}] * 500)


def test_a_text_may_have_so_many_characters_with_its_values():
    token = len("\ufdd00\ufdd1") + len("\n")  # what stands for the value, and the line end

    assert written("{{ a }}", "字" * (bounds.MAX_LETTER_TEXT - token)) > bounds.MAX_LETTER_TEXT
    with pytest.raises(LetterTooLong, match="超过200000字"):
        written("{{ a }}", "字" * bounds.MAX_LETTER_TEXT)
    with pytest.raises(LetterTooLong, match="超过200000字"):
        written(loops(2, "十二个字的一段固定的文字"), [{"n": ""}] * 140)


def test_a_letter_after_one_that_was_too_long_has_its_own_room():
    with pytest.raises(LetterTooLong):
        written(loops(2), [{"n": "字"}] * 141)

    assert written(loops(2), [{"n": "字"}] * 3)


DEEP = {
    "brackets": "{{ " + "(" * 3_000 + "a" + ")" * 3_000 + " }}",
    "not": "{% if " + "not " * 3_000 + "a %}x{% endif %}",
    "or": "{% if " + " or ".join(["a"] * 3_000) + " %}x{% endif %}",
    "members": "{{ a" + ".b" * 3_000 + " }}",
    "digits": "{{ " + "9" * 5_000 + " }}",
}


@pytest.mark.parametrize("what", DEEP)
def test_what_is_nested_beyond_python_is_a_finding_in_words(what: str):
    (reason,) = reasons(DEEP[what])

    assert "套得太深，或者数字的位数太多" in reason


def test_a_loop_with_a_condition_turns_uncounted_and_is_refused():
    (reason,) = reasons("{% for x in a if x.n %}{{ x.n }}{% endfor %}")

    assert "带条件的 for" in reason


@pytest.mark.parametrize("front", ["needs: " + "[" * 3_000 + "]" * 3_000, "note: " + "9" * 5_000, "note: 2026-99-99"])
def test_front_matter_beyond_yaml_is_refused_in_words(front: str):
    with pytest.raises(TemplateUnreadable, match=r"设置部分|应为|不是取值路径"):
        template("正文", front + "\n")
