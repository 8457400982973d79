"""Every act without scripts: a conditional form with repeating groups and a file, a decision, a reply."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.screen import follow
from tests.browser.stages import FIVE, to_approval, to_plan, to_reply
from tests.http.stories.sheets import FILE, SENTENCE
from tests.usecases.office import House
from tests.usecases.robot import open_steps, task_at

PAPER = {"name": "说明.pdf", "mimeType": "application/pdf", "buffer": FILE[0]}


def save(page: Page) -> None:
    follow(page.get_by_role("button", name="保存草稿").last)


def test_an_officer_fills_in_a_form_whose_fields_come_and_go(house: House, seat: Seat) -> None:
    to_plan(house)
    page = seat("zhou", java_script_enabled=False)
    page.goto(f"/tasks/{task_at(house, 'plan_inquiry')}")

    follow(page.get_by_role("button", name="领办"))
    page.locator("[name=kind][value=talk]").check()
    save(page)
    expect(page.locator("[name=place]")).to_be_visible()
    page.locator("[name=kind][value=letter]").check()
    save(page)
    expect(page.locator("[name=place]")).to_have_count(0)
    follow(page.get_by_role("button", name="增加一项"))
    follow(page.get_by_role("button", name="增加一项"))
    for number in range(3):
        page.locator(f"[name='questions.{number}.text']").fill(FIVE[number]["text"])
    follow(page.get_by_role("button", name="删除 第2项"))
    expect(page.locator("[name='questions.1.text']")).to_have_value(FIVE[2]["text"])
    page.locator("[name=safety_plan]").fill(SENTENCE)
    page.get_by_label("另附文件").set_input_files(PAPER)
    follow(page.get_by_role("button", name="上传"))
    expect(page.locator(".files")).to_contain_text("说明.pdf")
    expect(page.locator("[name=safety_plan]")).to_have_value(SENTENCE)
    follow(page.locator("[data-submit]"))

    expect(page.get_by_role("status")).to_be_visible()
    assert [step for step, _, _ in open_steps(house)] == ["approve_plan/by_room"]


def test_the_person_concerned_answers_with_a_file(house: House, seat: Seat, faultless_pages: list[str]) -> None:
    to_reply(house)
    page = seat("ma", java_script_enabled=False)
    page.goto("/portal")
    follow(page.get_by_role("link", name="打开 书面答复"))

    for number in range(5):
        page.locator(f"[name='answers.{number}.exists'][value=no]").check()
        page.locator(f"[name='answers.{number}.reason']").fill(SENTENCE)
    page.locator("input[type=file]").first.set_input_files({**PAPER, "name": "说明.exe"})
    save(page)
    expect(page.locator(".errors")).to_contain_text("只能上传")
    page.locator("input[type=file]").first.set_input_files(PAPER)
    save(page)
    expect(page.get_by_role("link", name="说明.pdf")).to_be_visible()
    expect(page.locator("[name='answers.0.course']")).to_have_count(0)
    page.get_by_label("本人签名").fill("马远帆")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    follow(page.locator("[data-submit]"))

    expect(page.get_by_role("status")).to_be_visible()
    assert {step for step, _, _ in open_steps(house)} == {"review_reply_a", "review_reply_b"}
    assert "422" in faultless_pages.pop()


def test_a_leader_refuses_and_must_say_why(house: House, seat: Seat, faultless_pages: list[str]) -> None:
    to_approval(house)
    page = seat("he", java_script_enabled=False)
    page.goto(f"/tasks/{task_at(house, 'by_room')}")

    follow(page.locator("button[name=decision][value=return]"))
    expect(page.locator(".errors")).to_contain_text("需要补正")
    page.locator("[name=_words]").fill("请补充第三项问题的依据后再报。")
    follow(page.locator("button[name=decision][value=return]"))

    expect(page.get_by_role("status")).to_be_visible()
    assert [step for step, _, _ in open_steps(house)] == ["approve_plan/supplement"]
    faultless_pages.clear()
