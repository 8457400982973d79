from __future__ import annotations

import datetime as dt

from webapp.domain.errors import Overtaken, Refused, StaleRevision
from webapp.domain.said import Said


def test_a_text_of_the_house_is_a_chinese_string():
    said = Said("{who}申请延期至{until}：{reason}", who="何某", until=dt.date(2026, 4, 3), reason="材料较多")

    assert said == "何某申请延期至2026年4月3日：材料较多"
    assert (said.text, said.facts["who"]) == ("{who}申请延期至{until}：{reason}", "何某")


def test_several_facts_are_listed():
    assert Said("还有{names}未发表意见", names=["甲", "乙"]) == "还有甲、乙未发表意见"


def test_a_text_without_facts_keeps_its_braces():
    assert Said("第{x}项") == "第{x}项"


def test_an_error_says_its_reason_as_a_text_of_the_house_and_its_other_facts_as_contents():
    message = Refused(why="请先登记到会人员").message
    overtaken = Overtaken(who="吴某", when="11月24日").message

    assert isinstance(message, Said)
    assert isinstance(message.facts["why"], Said)
    assert isinstance(overtaken, Said)
    assert not isinstance(overtaken.facts["who"], Said)
    assert StaleRevision().message == "该事项刚被他人办理，请刷新。"
