"""保管销毁 through its pages: proposed, checked, decided by three people; a hold set on a case and lifted by two."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.http.stories.conftest import Sit
from tests.http.stories.sheets import sheet_of
from tests.usecases.due import rows
from tests.usecases.keeping import CLUE, INQUIRY, LINE, closed, id_of, number_of
from tests.usecases.office import House
from tests.usecases.stand import Stand
from webapp.store.tables import case, destruction
from webapp.usecases.work import seal

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
REASON = "上级正在复查此事，结论作出之前不得销毁。"
PLACE = "//form[contains(@action, '/retention/{}')]"


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    return stand.played(closed)


def test_three_people_destroy_at_their_pages_and_no_page_breaks_afterwards(house: House, sit: Sit, app: Flask) -> None:
    house.clock.move_to("2036-03-03T09:00")
    qian, wang, chen = sit("qian"), sit("wang"), sit("chen")
    numbers = [number_of(house, one) for one in LINE]

    shown = qian.get("/retention")
    listed = qian.press(shown, "//form[@action='/retention']", case=[id_of(house, one) for one in LINE])
    inbox = wang.get("/tasks").words()
    page = wang.get("/retention")
    boxes = page.root.xpath(f"{PLACE.format('check')}//input[@name='item']/@value")
    checked = wang.press(page, PLACE.format("check"), item=boxes)
    page = chen.get("/retention")
    boxes = page.root.xpath(f"{PLACE.format('decide')}//input[@name='item']/@value")
    decided = chen.press(page, PLACE.format("decide"), item=boxes)
    seal(house.office)

    assert all(number in shown.words() for number in numbers)
    assert "与后续事项一并提出" in shown.words()
    assert "马远帆" not in shown.words() + page.words()
    assert f"{len(LINE)}件销毁或者解除暂缓等待您的意见" in inbox
    assert "已审核" in checked.words()
    assert "已列入销毁清单" in listed.words()
    assert "一分钟内由系统销毁" in decided.words()
    assert {one.stage for one in rows(house, destruction)} == {"done"}
    register = qian.get("/retention").words("//section[@aria-labelledby='register']")
    assert all(number in register for number in numbers)
    assert "陈守纪" in register
    assert every_list_answers(app, sit, ("zhou", "chen", "qian", "mo")) > 100
    for one in rows(house, case):
        chen.get(f"/cases/{one.id}", status=404)


def every_list_answers(app: Flask, sit: Sit, people: tuple[str, ...]) -> int:
    """Open every page that needs no address; what a duty does not open is not there, nothing breaks."""
    paths = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    seen = 0
    for who in people:
        client = sit(who).client
        sit(who).get("/tasks" if who != "mo" else "/audit")
        for path in paths:
            if path not in ("/sign-out", "/healthz", "/metrics"):
                assert client.get(path).status_code < 500, (who, path)
                seen += 1
    return seen


def test_a_hold_is_set_on_the_case_and_lifted_by_another(house: House, sit: Sit) -> None:
    he, wang = sit("he"), sit("wang")
    path = f"/cases/{id_of(house, INQUIRY)}"
    form = "//form[contains(@action, '/retention/holds/')]"

    held = he.press(he.get(path), form, reason=REASON, basis="云纪复〔2036〕3号", of_person="1")
    clue = wang.get(f"/cases/{id_of(house, CLUE)}").words("//section[@aria-labelledby='holds']")
    asked = he.press(he.get(path), PLACE.format("holds/") + "[contains(@action, '/ask')]", reason="复查已经结束。")
    again = he.get(path)
    sheet = sheet_of(wang.get("/retention").root, form + "[contains(@action, '/lift')]")
    lifted = wang.follow(wang.send(sheet.action, sheet.posted(agree="1")))

    assert REASON in held.words("//section[@aria-labelledby='holds']")
    assert "暂缓销毁" in held.words("//section[@aria-labelledby='log']")
    assert "对象的全部事项" in clue
    assert "须另一人同意" in asked.words()
    assert not again.root.xpath(form + "[contains(@action, '/lift')]")
    assert "已解除暂缓销毁" in lifted.words()
    for who in ("zhou", "cui", "jin", "mo"):
        assert "暂缓销毁" not in sit(who).get("/own" if who != "zhou" else path).words("//nav")
