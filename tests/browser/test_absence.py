"""An absence at the screen: entered with a substitute, acted on under the mark 代, handed back by a list."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from tests.browser.conftest import Seat
from tests.browser.desk import Desk
from tests.browser.screen import follow
from tests.browser.test_year import looked_at
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, register_clue
from tests.usecases.robot import look_at
from webapp.usecases.handing import claim_task

LAST = dt.date(2026, 3, 31)


def test_a_substitute_acts_in_the_name_of_the_absent_and_hands_back_by_a_list(house: House, seat: Seat) -> None:
    register_clue(house)
    assign_clue(house)
    house.run(claim_task, "zhou", task_id=look_at(house, "zhou", "disposal/analyse_clue").task_id)

    away = seat("zhou")
    away.goto("/absences")
    away.get_by_label("受托人姓名").fill("吴思齐")
    follow(away.get_by_role("button", name="查找"))
    away.get_by_label("吴思齐").check()
    away.get_by_label("至").fill(LAST.isoformat())
    away.locator("button.go", has_text="登记外出").click()
    expect(away.get_by_role("status")).to_contain_text("外出受托已登记")
    faults = looked_at(away, "absences")

    page = seat("wu")
    page.goto("/tasks/absent")
    expect(page.locator("table")).to_contain_text("代 周正言")
    faults += looked_at(page, "absent-inbox")
    substitute = Desk(page)
    substitute.go(substitute.named("分析研判线索"))
    substitute.declare()
    substitute.write(fit="ours", political_breach="none").send()
    page.goto("/tasks/done")
    expect(page.locator("table")).to_contain_text("代 周正言")

    house.clock.move_to("2026-04-01T09:00")
    away, page = seat("zhou"), seat("wu")
    away.goto("/tasks")
    expect(away.locator(".say", has_text="期间由吴思齐代办")).to_be_visible()
    faults += looked_at(away, "back-inbox")
    follow(away.get_by_role("link", name="查看交还清单"))
    expect(away.locator("h1")).to_have_text("交还清单")
    expect(away.locator("section", has_text="已代办1件")).to_contain_text("分析研判线索")
    expect(away.locator("section", has_text="交还待办1件")).to_contain_text("提出处置建议")
    faults += looked_at(away, "hand-back")
    away.get_by_role("link", name="分析研判线索").click()
    expect(away.locator("#log ~ ol, section:has(#log)").first).to_contain_text("吴思齐（代周正言）")
    page.goto("/tasks/absent")
    expect(page.locator("main")).to_contain_text("没有受托事项")

    assert faults == []
