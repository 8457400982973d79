"""两人办理 at the pages: what one administrator asks another confirms."""

from __future__ import annotations

from tests.http.stories.conftest import Sit
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House

NEW = "//form[.//textarea]"
CONFIRM = "//form[contains(@action, '/confirm')]"
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
    assert "重置管理员口令" in asked.words()
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
