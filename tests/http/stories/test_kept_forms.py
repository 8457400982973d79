"""A session that ends never eats what was typed: the same form comes back with it, for its person, to be sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.http.housekeeping.test_meetings import GROUP, MEMBERS, OPINION, PLAN, clue, planned
from tests.http.stories.conftest import Sit
from tests.http.stories.pages import Page, read
from tests.http.stories.person import Person
from tests.http.stories.sheets import FILE, flat, sheet_of
from tests.http.stories.test_files_of_an_answer import FIELD, SHOWN, to_reply_form
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp.store.tables import kept_form, role_grant

SIGN_IN = "//form[.//input[@type='password']]"
DUTY = "//form[.//select[@name='role']]"
REASON = "材料显示问题具体，建议直接核实。"


def late(person: Person, house: House, page: Page, xpath: str, **given: Any) -> Page:
    """Send a form of a page on which somebody typed too long, and give what comes."""
    sheet = sheet_of(page.root, xpath)
    for name, texts in flat(given).items():
        sheet.asked[name].values = texts
    house.clock.shift(minutes=31)
    answer = person.send(sheet.action or page.path, sheet.posted())
    return over(answer)


def over(answer: TestResponse) -> Page:
    page = read(answer)
    assert page.status == 401
    assert "登录已过期，草稿已保留" in page.words()
    return page


def again(person: Person, page: Page, who: str = "") -> Page:
    """Sign in at the page that came."""
    sheet = sheet_of(page.root, SIGN_IN)
    sheet.asked["login"].values, sheet.asked["password"].values = [who or person.login], [PASSWORD]
    return person.follow(person.send("/sign-in", sheet.posted()))


def send(person: Person, page: Page, form: str = "//form[.//input[@name='_kept']]") -> Page:
    """Send the form that came back, as it stands."""
    sheet = sheet_of(page.root, form)
    return person.follow(person.send(sheet.action or page.path, sheet.posted()))


def test_an_answer_with_its_file_comes_back_in_its_own_form(house: House, sit: Sit) -> None:
    to_reply_form(house)
    ma = sit("ma")
    page = ma.open("书面答复")
    posted = sheet_of(page.root).posted()
    posted["answers.0.course"] = ["二〇二四年三月，经班子会议研究确定。"]
    posted[FIELD] = [(BytesIO(FILE[0]), FILE[1])]
    house.clock.shift(minutes=31)

    came = again(ma, over(ma.send(page.path, posted)))

    assert came.path == page.path
    assert "您填写的内容已放回表单" in came.words()
    assert "经班子会议研究确定" in came.words("//form[@data-draft]")
    saved = ma.follow(ma.send(came.path, sheet_of(came.root).posted(_save="1")))
    assert FILE[1] in saved.words(SHOWN)
    assert rows(house) == 0


def rows(house: House) -> int:
    with house.office.database.read() as tx:
        return len(tx.execute(kept_form.select()).all())


@ON_SQLITE
def test_an_opinion_at_a_meeting_comes_back_and_is_sent_with_one_click(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)

    came = again(keeper, late(keeper, house, page, OPINION, stand="verify", text=REASON))

    assert came.path == page.path
    assert sheet_of(came.root, "//form[.//input[@name='_kept']]").asked["text"].values == [REASON]
    assert REASON in send(keeper, came).words("//article")
    assert rows(house) == 0


@ON_SQLITE
def test_a_meeting_that_was_planned_too_late_is_planned_after_signing_in(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")

    came = again(keeper, late(keeper, house, keeper.get("/meetings"), PLAN, place="三楼会议室"))

    assert came.path == "/meetings"
    assert "三楼会议室" in send(keeper, came).words()


@ON_SQLITE
def test_a_duty_that_was_given_too_late_is_given_after_signing_in(house: House, sit: Sit) -> None:
    keeper = sit("jin")
    chosen = {"role": "archive_admin", "max_secrecy": "internal", "reads": []}

    came = again(keeper, late(keeper, house, keeper.get("/people/wu"), DUTY, **chosen))

    sheet = sheet_of(came.root, "//form[.//input[@name='_kept']]")
    assert (came.path, sheet.asked["role"].values) == ("/people/wu", ["archive_admin"])
    assert "岗位已授予" in send(keeper, came).words()
    assert held(house, "wu", "archive_admin") == 1


def held(house: House, who: str, role: str) -> int:
    with house.office.database.read() as tx:
        return len([one for one in tx.execute(role_grant.select()) if (one.person_id, one.role) == (who, role)])


def test_nobody_else_who_signs_in_there_finds_it(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)
    came = late(keeper, house, page, OPINION, stand="verify", text=REASON)
    kept_id = came.one(f"{SIGN_IN}//input[@name='next']").get("value").rpartition("/")[2]

    other = again(keeper, came, who="qian")

    assert other.path == "/tasks"
    assert REASON not in other.words()
    assert REASON not in keeper.get(f"/own?kept={kept_id}").words()
    assert REASON not in keeper.get(f"/kept/{kept_id}?plain=1").words()


def test_where_the_form_is_gone_the_words_are_there_all_the_same(house: House, sit: Sit) -> None:
    clue(house)
    keeper = sit("sun")
    page = keeper.press(planned(keeper), MEMBERS, present=GROUP)
    came = late(keeper, house, page, OPINION, stand="verify", text=REASON)
    kept_id = came.one(f"{SIGN_IN}//input[@name='next']").get("value").rpartition("/")[2]
    again(keeper, came)

    plain = keeper.get(f"/own?kept={kept_id}")

    assert plain.path == f"/kept/{kept_id}"
    assert REASON in plain.words("//textarea")


@ON_SQLITE
def test_passwords_are_never_kept(house: House, sit: Sit) -> None:
    officer = sit("wu")
    page = officer.get("/own/password")

    late(officer, house, page, "//main//form", old=PASSWORD, new="一二三四五六七八九十", again="一二三四五六七八九十")

    assert rows(house) == 0


@pytest.mark.parametrize("minutes", [9, 11])
def test_a_dangerous_act_asks_who_it_is_and_comes_back_with_what_was_typed(
    house: House, sit: Sit, minutes: int
) -> None:
    keeper = sit("jin")
    page = keeper.get("/people/wu")
    house.clock.shift(minutes=minutes)

    came = keeper.press(page, DUTY, role="archive_admin")
    if minutes < 10:
        assert "岗位已授予" in came.words()
        return

    assert (came.path, held(house, "wu", "archive_admin")) == ("/confirm", 0)
    before = keeper.client.get_cookie("shibiyan_session").value  # type: ignore[union-attr]
    came = keeper.press(came, SIGN_IN, status=403, password="wrong")
    assert "验证未通过" in came.words()
    came = keeper.press(came, SIGN_IN, password=PASSWORD)
    assert sheet_of(came.root, "//form[.//input[@name='_kept']]").asked["role"].values == ["archive_admin"]
    assert "岗位已授予" in send(keeper, came).words()
    assert keeper.client.get_cookie("shibiyan_session").value != before  # type: ignore[union-attr]


@ON_SQLITE
def test_a_print_of_an_archive_asks_who_it_is_first(house: House, sit: Sit) -> None:
    keeper = sit("qian")
    house.clock.shift(minutes=11)

    asked = keeper.get("/archives/ma/print?as_of=2026-02-01")

    assert asked.path == "/confirm"
    assert asked.one(f"{SIGN_IN}//input[@name='next']").get("value") == "/archives/ma/print?as_of=2026-02-01"
