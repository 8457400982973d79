"""What a page writes of a view: words of the house in the reader's language, contents as they are."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask, g

from webapp.domain.said import Said
from webapp.http.diagrams import drawn
from webapp.http.texts import bare, known, own, plain, say, written
from webapp.usecases.views.tasks import WrittenRow

ROW = WrittenRow((("是否一致", Said("一致")), ("说明", "一致，无出入。"), ("完整", True)))
STEP = Said("等待{who}{step}", who="周某", step=Said("核查答复"))


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, app: Flask):
    with app.test_request_context():
        g.language = request.param
        yield request.param


def test_yes_and_no_are_words_of_the_house(language: str):
    assert str(written(True)) == {"zh": "是", "en": "Yes"}[language]


def test_the_same_word_is_the_house_s_or_somebody_s(language: str):
    house, typed = str(written(Said("同意"))), str(written("同意"))

    assert house == {"zh": "同意", "en": "Agree"}[language]
    assert typed == {"zh": "同意", "en": '<span lang="zh-CN">同意</span>'}[language]


def test_a_sentence_keeps_the_names_in_it_and_marks_them(language: str):
    assert (
        str(say(STEP))
        == {
            "zh": "等待周某核查答复",
            "en": 'Waiting for <span lang="zh-CN">周某</span>: check the reply',
        }[language]
    )


def test_where_no_mark_can_stand_the_words_are_the_same(language: str):
    assert plain(STEP) == bare(STEP)
    assert bare(["甲", "乙"]) == {"zh": "甲、乙", "en": "甲, 乙"}[language]


def test_a_row_is_written_label_by_label(language: str):
    lines = str(written(ROW)).split("\n")

    assert lines[1].endswith({"zh": "：一致，无出入。", "en": ": " + str(own("一致，无出入。"))}[language])
    assert lines[2] == {"zh": "完整：是", "en": "Complete: Yes"}[language]


def test_a_day_keeps_its_year_in_what_somebody_wrote(language: str):
    assert str(written(dt.date(2026, 3, 2))) == {"zh": "2026年3月2日", "en": "2 Mar 2026"}[language]


def test_what_has_no_english_is_marked_so_that_the_walk_finds_it(language: str):
    assert str(say("没有译文的话")) == {"zh": "没有译文的话", "en": '<span lang="zh">没有译文的话</span>'}[language]
    assert str(known("没有译文的话")) == str(own("没有译文的话"))


DIAGRAM = """<definitions xmlns:di="di">
<task id="a" name="核查答复"/><flow id="f" name="不同意"/><message id="m" name="case_ended"/>
<di:BPMNEdge bpmnElement="f"><di:BPMNLabel>
<di:Bounds x="100" y="0" width="20" height="14"/>
</di:BPMNLabel></di:BPMNEdge></definitions>"""


def test_a_diagram_names_its_elements_in_the_reader_s_language(language: str):
    told = drawn(DIAGRAM.encode()).get_data(as_text=True)

    assert 'name="case_ended"' in told
    assert all(
        f'name="{name}"' in told
        for name in {"zh": ("核查答复", "不同意"), "en": ("check the reply", "Refuse")}[language]
    )


def test_a_label_is_as_wide_as_its_longest_word(language: str):
    told = drawn(DIAGRAM.encode()).get_data(as_text=True)

    assert {"zh": 'x="100" y="0" width="20"', "en": 'x="90.5" y="0" width="39"'}[language] in told
