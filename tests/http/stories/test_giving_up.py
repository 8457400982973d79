"""A registration pressed by mistake is given up at the browser, without a script; a stale page is told."""

from __future__ import annotations

from tests.http.stories.conftest import Sit
from tests.http.stories.sheets import sheet_of

START = "收到检举控告"
STEP = "登记来件"
GIVE_UP = "//form[contains(@action, '/give-up')]"


def test_a_clerk_gives_up_what_was_pressed_by_mistake(sit: Sit) -> None:
    clerk = sit("ding")
    step = clerk.starts(START)

    listed = clerk.get("/register")
    assert STEP in listed.words("//section[@aria-labelledby='begun']")
    assert listed.one(f"//section[@aria-labelledby='begun']//a[@href='{step.path}']") is not None
    gone = clerk.press(listed, GIVE_UP)

    assert gone.path == "/register"
    assert "已放弃登记，所填内容已经清除。" in gone.words()
    assert gone.all("//section[@aria-labelledby='begun']") == []
    assert STEP not in clerk.rows()
    assert "此登记已由丁若水于" in clerk.get(step.path).words()


def test_pressing_register_twice_leads_to_the_same_form(sit: Sit) -> None:
    clerk = sit("ding")

    first, second = clerk.starts(START), clerk.starts(START)

    assert first.path == second.path


def test_the_form_itself_offers_it_and_leads_back_to_the_inbox(sit: Sit) -> None:
    clerk = sit("ding")

    gone = clerk.press(clerk.starts(START), GIVE_UP)

    assert gone.path == "/tasks"


def test_a_stale_page_is_told_and_keeps_what_was_typed(sit: Sit) -> None:
    clerk = sit("ding")
    stale = clerk.starts(START)
    clerk.press(stale, GIVE_UP)
    sheet = sheet_of(stale.root)
    sheet.asked["channel"].values = ["letter"]

    late = clerk.follow(clerk.send(stale.path, {**sheet.posted(), "note": ["信封背面有收件人字样"]}), status=409)
    draft = clerk.send(f"{stale.path}/draft", sheet.posted())

    assert "此登记已由丁若水于" in late.words()
    assert "信封背面有收件人字样" in late.words()
    assert draft.status_code == 410


def test_a_form_that_was_handed_in_meanwhile_is_not_given_up(sit: Sit) -> None:
    clerk = sit("ding")
    stale = clerk.starts(START)
    persons = [{"management_level": "own", "subject": "ma"}]
    clerk.submit(stale, persons=persons, channel="letter")

    late = clerk.press(stale, GIVE_UP, status=409)

    assert "此事项已经提交过内容，不能放弃登记，请刷新。" in late.words()


def test_a_person_concerned_gives_up_a_request_that_was_only_begun(sit: Sit) -> None:
    person = sit("lin")
    row = "//section[@aria-labelledby='start']//form[.//span[contains(., '请求澄清')]]"
    begun = person.get("/portal")
    sheet = sheet_of(begun.root, row)
    button = begun.one(f"{row}//button[@name='start']")
    form = person.follow(person.send(sheet.action, sheet.posted(start=button.get("value"))))

    gone = person.press(form, GIVE_UP)

    assert gone.path == "/portal"
    assert person.rows() == {}
    person.get(form.path, status=404)


def test_whoever_may_end_early_gives_it_up_on_the_case_page(sit: Sit) -> None:
    sit("ding").starts(START)
    secretary = sit("chen")
    (path,) = secretary.get("/cases").all("//table//a[contains(@class, 't')]/@href")

    gone = secretary.press(secretary.get(path), GIVE_UP)

    assert gone.path == path
    assert "此事项已放弃登记，所填内容已经清除。" in gone.words()
    assert secretary.get("/cases").all("//table//a[contains(@class, 't')]/@href") == []
    assert secretary.get("/cases?status=given_up").all("//table//a[contains(@class, 't')]/@href") == [path]
