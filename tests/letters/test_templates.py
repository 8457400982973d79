"""Reading templates: what they may hold, what they need, what is refused and in which words."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from tests.letters.examples import HEAD, template
from webapp.letters import (
    Format,
    Issuer,
    TemplateRefused,
    TemplateUnreadable,
    ValuesMissing,
    ValueUnprintable,
    compose,
    read_template,
)
from webapp.letters.blocks import chinese_number, parse
from webapp.letters.model import Grid, Heading, KeyFacts, Paragraph
from webapp.letters.titles import title_lines

NEEDS_A = "needs: [a.b]\n"
REFUSED = {
    "{{ a.b|upper }}": "过滤器",
    "{{ a.b() }}": "函数调用",
    "{{ a['b'] }}": "方括号取值",
    "{% set x = 1 %}": "set 赋值",
    "{% include 'x' %}": "include 引入",
    "{% import 'x' as y %}": "import 引入",
    "{% extends 'x' %}": "extends 继承",
    "{% macro m() %}{% endmacro %}": "宏",
    "{% block x %}{% endblock %}": "block 块",
    "{{ 9 ** 9 }}": "Pow",
    "{{ a.b ~ a.b }}": "Concat",
    "{{ a.b is string }}": "is 判断",
    "{{ 1 if a.b else 2 }}": "行内 if",
    "{% for x, y in a.b %}{% endfor %}": "多个循环变量",
    "{% if %}": "不能读取的写法",
}


def words_of(body: str, values: dict[str, object], front: str = "") -> list[str]:
    letter = compose(template(body, front), values, head=HEAD)
    return [block.text for block in letter.blocks if isinstance(block, Paragraph)]


def test_front_matter_says_what_a_letter_is():
    read = template(
        "正文",
        'secrecy: 工作秘密\nreply_key: letter.reply\nreceipt_slip: true\ncopies: ["{{ unit.name }}"]\n'
        "needs:\n  - form.plan.questions[].text: 需要说明的问题\noptional: [unit.name]\n",
    )

    assert (read.id, read.source, read.series, read.title) == ("test", "T", "纪函", "测试")
    assert (read.format, read.issuer) == (Format.LETTER, Issuer.AGENCY)
    assert (read.secrecy, read.reply_key, read.receipt_slip) == ("工作秘密", "letter.reply", True)
    assert read.needs == ("form.plan.questions[].text",)
    assert read.copies == ("{{ unit.name }}",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("正文", "设置部分"),
        ("---\nid: x\n---\n正文", "缺少 source"),
        ("---\nid: [\n---\n正文", "YAML"),
        ("---\n- a\n---\n正文", "名称: 内容"),
    ],
)
def test_an_unreadable_template_is_refused_in_words(text: str, words: str):
    with pytest.raises(TemplateUnreadable, match=words):
        read_template(text)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("colour: red\n", "不认识的 colour"),
        ("needs: subject.title\n", "needs 应为列表"),
        ("needs: ['a b']\n", "不是取值路径"),
        ("receipt_slip: maybe\n", "true 或 false"),
        ("copies: [[a]]\n", "copies 应为文字"),
        ("attachments: [{title: 甲}]\n", "title 和 text"),
    ],
)
def test_a_wrong_entry_is_named(front: str, words: str):
    with pytest.raises(TemplateUnreadable, match=re.escape(words)):
        template("正文", front)


def test_a_format_that_the_standard_does_not_know_is_refused():
    text = "---\nid: x\nsource: T\nseries: 纪函\nformat: 令\nissuer: 机关\ntitle: 测试\n---\n"

    with pytest.raises(TemplateUnreadable, match="信函或文件"):
        read_template(text)


@pytest.mark.parametrize(("body", "words"), REFUSED.items())
def test_a_template_holds_no_code(body: str, words: str):
    read = template(body, NEEDS_A)

    found = read.findings({"a.b"})
    with pytest.raises(TemplateRefused, match=words):
        compose(read, {"a": {"b": "值"}}, head=HEAD)

    assert any(finding.rule == "letter_construct" and words in finding.reason for finding in found)
    assert all(re.search("[a-z]{3}", finding.reason) for finding in found)
    assert {finding.file for finding in found} == {"letters/test.md"}


@pytest.mark.parametrize("body", ["{{ a.__class__ }}", "{{ a.keys }}", "{{ a.b.upper }}", "{{ loop.index }}"])
def test_python_attributes_do_not_exist(body: str):
    with pytest.raises(TemplateRefused, match="不存在"):
        compose(template(body, NEEDS_A), {"a": {"b": "值"}}, head=HEAD)


def test_a_path_that_no_case_offers_is_a_finding():
    read = template("{{ a.b }}", NEEDS_A)

    assert read.findings({"a.b"}) == ()
    assert read.findings({"a"}) == ()
    assert [(finding.rule, finding.severity) for finding in read.findings({"c"})] == [("letter_unknown_name", "error")]


def test_an_optional_path_that_no_case_offers_is_a_warning():
    read = template("{{ a.b }}", "optional: [a.b]\n")

    assert [(finding.rule, finding.severity) for finding in read.findings({"c"})] == [
        ("letter_unknown_name", "warning")
    ]


def test_a_path_that_is_not_declared_is_a_finding_with_its_line():
    read = template("第一行\n\n{{ a.c }}", NEEDS_A)

    found = read.findings({"a"})

    assert [finding.rule for finding in found] == ["letter_undeclared"]
    assert "第12行" in found[0].reason


def test_fields_of_a_loop_are_paths_of_its_list():
    inner = "{% for y in x.parts %}{{ y.text }}{{ loop.index }}{% endfor %}"
    body = "{% for x in form.plan.questions %}" + inner + "{% endfor %}"
    read = template(body, "needs: [form.plan.questions]\n")

    assert read.findings({"form.plan.questions[].parts[].text", "form.plan.questions"}) == ()


def test_a_needed_value_that_is_empty_is_named_in_the_officers_words():
    read = template("正文", "needs:\n  - subject.title\n  - form.plan.questions[].text: 需要说明的问题\n")
    values = {"subject": {"title": ""}, "form": {"plan": {"questions": [{"text": "甲"}, {}]}}}

    with pytest.raises(ValuesMissing) as caught:
        compose(read, values, head=HEAD)

    assert caught.value.message == "文书缺少内容，请先补齐：本人称谓、需要说明的问题。"


def test_an_absent_optional_value_prints_nothing():
    body = "甲。\n\n{{ form.draft.note }}\n\n乙{% if form.draft.note %}，{{ form.draft.note }}{% endif %}。"
    front = "optional: [form.draft.note]\n"

    assert words_of(body, {}, front) == ["甲。", "乙。"]
    assert words_of(body, {"form": {"draft": {"note": "丙"}}}, front) == ["甲。", "丙", "乙，丙。"]


def test_a_line_of_tags_leaves_no_line_and_a_tag_at_a_line_end_keeps_it():
    body = "{% if a %}\n甲{% if a %}乙{% endif %}\n\n丙\n{% endif %}\n丁"

    assert words_of(body, {"a": 1}, "needs: [a]\n") == ["甲乙", "丙丁"]


def test_an_absent_optional_field_of_a_list_prints_nothing():
    body = "{% for x in rows %}{{ x.a }}{{ x.b }}；{% endfor %}"
    front = "optional:\n  - rows[].a\n  - rows[].b\n"

    assert words_of(body, {"rows": [{"a": "甲"}, {"b": "乙"}]}, front) == ["甲；乙；"]
    assert words_of("完。" + body, {}, front) == ["完。"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 5), "2026年3月5日"),
        (datetime(2026, 3, 5, 9, 5), "2026年3月5日09:05"),  # noqa: DTZ001
        (time(15, 0), "15:00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"),
        (3, "3"),
        (True, "是"),
        (["甲", "", "乙"], "甲、乙"),
    ],
)
def test_values_print_as_letters_write_them(value: object, words: str):
    assert words_of("{{ a }}", {"a": value}, "needs: [a]\n") == [words]


@pytest.mark.parametrize("value", [{"b": 1}, 1.5, object()])
def test_a_value_without_a_written_form_is_refused(value: object):
    with pytest.raises(ValueUnprintable):
        words_of("{{ a }}", {"a": value}, "needs: [a]\n")


def test_headings_count_themselves_and_start_anew_under_each():
    blocks = parse("# 甲\n## 乙\n### 丙\n#### 丁\n#### 戊\n# 己\n## 庚")

    found = [block.number for block in blocks if isinstance(block, Heading)]

    assert found == ["一、", "（一）", "1.", "（1）", "（2）", "二、", "（一）"]
    assert [chinese_number(n) for n in (10, 11, 20, 25)] == ["十", "十一", "二十", "二十五"]


def test_facts_and_pipe_lines_become_facts_and_a_form():
    found = parse("- 时　间：明天\n- 地　点：\n\n| 姓名 | 张某 |\n| 单位 | 某局 | 职务 | 局长 |")

    assert found == (
        KeyFacts(facts=(("时　间", "明天"), ("地　点", ""))),
        Grid(rows=(("姓名", "张某"), ("单位", "某局", "职务", "局长"))),
    )


@pytest.mark.parametrize("body", ["| 甲 | 乙 |\n|---|---|\n| 一 |", "| 甲 | 乙 | 丙 |"])
def test_a_table_with_uneven_rows_is_refused(body: str):
    with pytest.raises(TemplateUnreadable, match="栏"):
        parse(body)


def test_a_title_breaks_into_a_trapezoid_without_cutting_words():
    lines = title_lines("关于开展领导干部廉政档案更新和党风廉政意见回复工作情况的报告")

    assert "".join(lines).endswith("报告")
    assert len(lines) == 2
    assert all(len(line) <= 19 for line in lines)


def test_only_a_bar_of_the_template_forces_a_break_in_the_title():
    read = read_template(
        '---\nid: x\nsource: T\nseries: 纪函\nformat: 信函\nissuer: 机关\ntitle: "{{ a }}|通知"\nneeds: [a]\n---\n'
    )

    letter = compose(read, {"a": "甲|乙"}, head=HEAD)

    assert letter.title_lines == ("甲|乙", "通知")
