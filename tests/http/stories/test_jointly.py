"""两人办理 at the pages: what one administrator asks another confirms."""

from __future__ import annotations

from tests.http.stories.conftest import Sit
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp.domain.ids import PersonId
from webapp.usecases import jointly

NEW = "//form[.//textarea]"
CONFIRM = "//form[contains(@action, '/confirm')]"
TOLD = "两名管理员近日办理了您的登录或者岗位"
REASON = "口令遗忘，已当面核对证件。"


@ON_SQLITE
def test_an_administrators_password_is_renewed_and_shown_once_to_who_confirms(house: House, sit: Sit) -> None:
    keeper, other, auditor = sit("jin"), sit("cui"), sit("mo")
    person = keeper.get("/people/mo")
    form = keeper.get(person.one("//a[contains(@href, 'what=password')]").get("href") or "")

    asked = keeper.press(form, NEW, reason=REASON)
    done = other.press(other.get("/jointly"), CONFIRM)
    given = "".join(done.one("//main//*[@role='status']//code").itertext())
    again = other.get("/jointly")

    assert not person.all("//form[contains(@action, '/password')]")
    assert "待确认" in asked.words()
    assert "重置口令" in asked.words()
    assert len(given) >= 12
    assert given not in again.text
    assert "已确认" in again.words()
    assert auditor.sign_in(given).path == "/own/password"


@ON_SQLITE
def test_a_refused_request_keeps_what_was_typed(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    page = keeper.press(keeper.get("/jointly?login=zhou&what=give:sysadmin"), NEW, reason=REASON)

    assert "已有岗位" in page.words()
    assert REASON in page.words()
    assert page.one("//option[@selected]").get("value") == "give:sysadmin"
    assert page.one("//input[@id='login']").get("value") == "zhou"


@ON_SQLITE
def test_whose_sign_in_two_administrators_changed_reads_it_on_the_first_page(house: House, sit: Sit) -> None:
    """Whoever was not asked looks nowhere: the page of the second factor alone said it."""
    browser, other = sit("zhou"), sit("cui")
    before = browser.get("/").words()
    house.run(jointly.ask_subject, "jin", person_id=PersonId("zhou"), subject="mine", reason=REASON)
    other.press(other.get("/jointly"), CONFIRM)

    first, second = browser.sign_in(PASSWORD).words(), browser.get("/").words()
    who = browser.get("/own/factors").words()

    assert TOLD not in before
    assert TOLD in first
    assert TOLD not in second
    assert "金秉钧申请，崔致用确认" in who
