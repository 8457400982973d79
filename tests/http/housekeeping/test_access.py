"""Emergency looks, the report of unusual looks, and what administrators did: used through their pages."""

from __future__ import annotations

import pytest

from tests.http.stories.conftest import Sit
from tests.http.stories.sheets import sheet_of
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
WHY = "上级当日来电核实，承办室负责人均在外，来不及按程序办理。"
OPEN = "//form[.//input[@name='number']]"
BANNER = "//div[contains(@class, 'say')]"


def test_a_look_in_an_emergency_is_opened_told_of_reviewed_and_listed(house: House, sit: Sit) -> None:
    register_clue(house)
    assign_clue(house)
    number = str(case_of(house, "m07_clue_disposal").number)
    luo, chen = sit("luo"), sit("chen")

    refused = luo.press(luo.get("/glass"), OPEN, number="云线索〔2026〕999号", reason=WHY)
    case = luo.press(luo.get("/glass"), OPEN, number=number, reason=WHY)
    read = luo.declare(case)
    inbox = chen.get("/tasks")
    chen.declare(chen.get(case.path))
    waiting = chen.get("/glass/reviews")
    sheet = sheet_of(waiting.root, "//form[.//textarea[@name='words']]")
    sheet.asked["words"].values = ["确有必要。"]
    done = chen.follow(chen.send(sheet.action, sheet.posted(justified="1")))

    assert "不在您可以应急查阅的范围" in refused.words("//body")
    assert "已告知书记和安全审计员" in case.words("//body")
    assert "摘录线索要点" in read.words()
    assert "1次应急查阅等待您审核" in inbox.words()
    assert WHY in waiting.words()
    assert "没有等待审核的应急查阅" in done.words()
    assert "确有必要" in luo.get("/glass").words("//table")
    listed = sit("mo").get("/audit/unusual").words("//section[@aria-labelledby='glass']")
    assert "罗秉文" in listed
    assert "确有必要" in listed
    assert number not in listed


def test_the_auditor_reads_what_is_unusual_and_takes_it_as_a_table(house: House, sit: Sit) -> None:
    zhou, mo = sit("zhou"), sit("mo")
    for _ in range(10):
        zhou.get("/cases/absent", status=404)

    page = mo.get("/audit/unusual")
    file = mo.client.get("/audit/unusual.csv")

    assert "反复被拒绝或者打不开" in page.words("//section[@aria-labelledby='rows']")
    assert "周正言" in page.words("//section[@aria-labelledby='rows']")
    assert (file.mimetype, "周正言" in file.text) == ("text/csv", True)
    zhou.get("/audit/unusual", status=404)
    sit("jin").get("/audit/unusual", status=404)


def test_administrators_read_each_others_acts_and_nobody_else_does(house: House, sit: Sit) -> None:
    jin, mo = sit("jin"), sit("mo")
    jin.press(jin.get("/people"), "//form[contains(@action, '/people/rooms')]", name="第四监督检查室")
    mo.press(mo.get("/audit"), "//form[contains(@action, '/check')]")

    of_keepers = mo.get("/audit/administrators")
    of_auditors = jin.get("/people/auditors")

    assert "增设科室" in of_keepers.words()
    assert "核验操作记录" not in of_keepers.words("//section[@aria-labelledby='acts']")
    assert "核验操作记录" in of_auditors.words("//section[@aria-labelledby='acts']")
    assert "操作记录" in of_auditors.words("//section[@aria-labelledby='looks']")
    assert "增设科室" not in of_auditors.words()
    for who, path in (("cui", "/audit/administrators"), ("cui", "/people/auditors"), ("mo", "/people/auditors")):
        sit(who).get(path, status=404)
