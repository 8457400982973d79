"""No value is ever read as markup: hostile strings appear literally in every output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest

from tests.letters.examples import HEAD, every_element, template
from tests.letters.printed import docx_words, html_words, pdf_words, squeezed
from webapp.letters import Letter, compose, text_of, to_docx, to_html, to_pdf, to_png
from webapp.letters.model import Heading, Numbered, Paragraph, Table

HOSTILE = (
    *("#panic()", "$x$", "*b*", "_u_", "@ref", "`code`", '#import "a"', "<script>alert(1)</script>", "</article>"),
    *("&amp;", "]]>", "| a | b |", "|---|---|", "# 一级标题", "{{ 7 * 7 }}", "{% raw %}", "\\u{41}", "// 注释", "''\""),
    *("- 时间：明天", "1. 第一", "---", '#eval(read("/etc/passwd"))', "<!--", "=HYPERLINK(1)", "%PDF", "&#65;"),
)
BODY = """
{{ subject.title }}

{% for question in questions %}
{{ loop.index }}. {{ question }}
{% endfor %}

# {{ subject.title }}

| 问题 | 原文 |
|---|---|
{% for question in questions %}
| {{ question }} | {{ question }} |
{% endfor %}
"""
FRONT = 'addressee: "{{ subject.title }}同志"\nneeds: [subject.title, questions]\nreceipt_slip: true\n'


@lru_cache
def hostile_letter() -> Letter:
    values = {"subject": {"title": HOSTILE[0]}, "questions": list(HOSTILE)}
    return compose(template(BODY, FRONT), values, head=HEAD)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_value_never_becomes_structure(words: str):
    values = {"subject": {"title": words}, "questions": [words, "乙"]}

    letter = compose(template(BODY, FRONT), values, head=HEAD)

    assert letter.addressee == f"{words}同志"
    assert letter.blocks == (
        Paragraph(text=words),
        Numbered(items=(words, "乙")),
        Heading(level=1, number="一、", text=words),
        Table(head=("问题", "原文"), rows=((words, words), ("乙", "乙")), weights=(3, 3)),
    )


@pytest.mark.parametrize(
    "words_of",
    [
        pytest.param(lambda letter: pdf_words(to_pdf(letter)), id="pdf"),
        pytest.param(lambda letter: docx_words(to_docx(letter)), id="docx"),
        pytest.param(lambda letter: html_words(to_html(letter)), id="html"),
        pytest.param(lambda letter: squeezed(text_of(letter)), id="text"),
    ],
)
def test_every_hostile_value_is_printed_as_it_is(words_of: Callable[[Letter], str]):
    words = words_of(hostile_letter())

    assert [value for value in HOSTILE if squeezed(value) not in words] == []


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "</article><p>", "&lt;"])
def test_the_screen_shows_words_and_no_element_of_a_value(words: str):
    html = to_html(every_element(words))

    assert words not in html
    assert squeezed(words) in html_words(html)


@pytest.mark.parametrize("words", HOSTILE)
def test_every_field_of_a_letter_takes_hostile_words(words: str):
    letter = every_element(words)

    printed = pdf_words(to_pdf(letter))

    assert squeezed(words) in printed
    assert squeezed(words) in docx_words(to_docx(letter))


def test_a_hostile_watermark_is_only_words():
    letter = replace(every_element(), watermark="#panic() <b>")

    assert to_png(letter)[0]


def test_control_direction_and_sentinel_characters_are_dropped():
    values = {"subject": {"title": "张\u202e某\x00\ufdd00\ufdd1\u200b"}, "questions": ["甲\r\n乙\u2028丙"]}

    letter = compose(template(BODY, FRONT), values, head=HEAD)

    assert letter.addressee == "张某0同志"
    assert letter.blocks[1] == Numbered(items=("甲\n乙\n丙",))


def test_a_value_with_several_lines_becomes_several_paragraphs():
    letter = compose(template("{{ text }}", "needs: [text]\n"), {"text": "第一段\n# 第二段\n\n第三段"}, head=HEAD)

    assert letter.blocks == tuple(Paragraph(text=text) for text in ("第一段", "# 第二段", "第三段"))
