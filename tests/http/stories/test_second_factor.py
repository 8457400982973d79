"""At the browser: enrolling, signing in with a code, ending sessions; all of it without scripts."""

from __future__ import annotations

import pyotp
import pytest

from tests.http.stories.conftest import Sit
from tests.usecases.due import ON_SQLITE
from tests.usecases.office import PASSWORD, House
from webapp.domain.limits import PROOF
from webapp.store import watches
from webapp.usecases.factor_rules import SETTING

FORM = "//main//form[.//input[@name='code']]"


@pytest.fixture(autouse=True)
def strict(house: House) -> None:
    with house.office.database.write() as tx:
        watches.put_setting(tx, SETTING, [], now=house.clock(), by=None)


@ON_SQLITE
def test_an_officer_enrols_then_signs_in_with_password_and_code(house: House, sit: Sit) -> None:
    officer = sit("wu")

    page = officer.get("/tasks")
    assert page.path == "/own/factors"
    assert "请先登记第二重验证" in page.words()
    page = officer.press(page, "//form[contains(@action, '/codes')]")
    secret = "".join(page.one("//main//code").itertext()).replace(" ", "")
    assert page.one("//div[@class='qr']/img[@alt]").get("src").startswith("data:image/svg+xml")
    page = officer.press(page, FORM, status=422, code="000000")
    assert "验证码不正确" in page.words()
    page = officer.press(page, FORM, code=code(house, secret))
    assert page.path == "/tasks"

    house.clock.shift(minutes=1)
    page = officer.sign_in()
    assert page.path == "/sign-in/second"
    page = officer.get("/cases")
    assert page.path == "/sign-in/second"
    page = officer.press(page, FORM, status=403, code="123456")
    assert "验证未通过" in page.words()
    page = officer.press(page, FORM, code=code(house, secret))

    assert page.path == "/cases"
    assert "手机验证器" in officer.get("/own/factors").words()


def code(house: House, secret: str) -> str:
    return pyotp.TOTP(secret).at(int(house.clock().timestamp()))


def test_the_session_id_changes_at_the_door_and_a_planted_one_is_worth_nothing(house: House, sit: Sit) -> None:
    officer = sit("wu")
    page = officer.press(officer.get("/own/factors"), "//form[contains(@action, '/codes')]")
    secret = "".join(page.one("//main//code").itertext()).replace(" ", "")
    enrolling = cookie(officer)
    officer.press(page, FORM, code=code(house, secret))
    opened = cookie(officer)
    house.clock.shift(minutes=1)

    officer.client.set_cookie("shibiyan_session", "planted-by-somebody")
    page = officer.sign_in()
    half = cookie(officer)
    officer.press(page, FORM, code=code(house, secret))

    assert len({enrolling, opened, half, cookie(officer), "planted-by-somebody"}) == 5


def test_who_knows_the_password_keeps_nobody_out_of_the_own_browser(house: House, sit: Sit) -> None:
    officer = sit("wu")
    page = officer.press(officer.get("/own/factors"), "//form[contains(@action, '/codes')]")
    secret = "".join(page.one("//main//code").itertext()).replace(" ", "")
    officer.press(page, FORM, code=code(house, secret))
    house.clock.shift(minutes=1)

    mine = cookie(officer, "shibiyan_device")
    officer.client.delete_cookie("shibiyan_device")  # now as somebody elsewhere
    page = officer.sign_in()
    for _ in range(PROOF.times):
        page = officer.press(page, FORM, status=403, code="123456")
    officer.press(page, FORM, status=429, code=code(house, secret))

    officer.client.set_cookie("shibiyan_device", mine)
    page = officer.press(officer.sign_in(), FORM, status=403, code="123456")
    assert officer.press(page, FORM, code=code(house, secret)).path == "/tasks"


def cookie(person: object, name: str = "shibiyan_session") -> str:
    found = person.client.get_cookie(name)  # type: ignore[attr-defined]
    return str(found.value)


def test_two_administrators_recover_a_sign_in_at_their_pages(house: House, sit: Sit) -> None:
    officer = sit("wu")
    page = officer.press(officer.get("/own/factors"), "//form[contains(@action, '/codes')]")
    secret = "".join(page.one("//main//code").itertext()).replace(" ", "")
    officer.press(page, FORM, code=code(house, secret))
    with house.office.database.write() as tx:
        watches.put_setting(tx, SETTING, ["sysadmin", "sec_admin"], now=house.clock(), by=None)
    keeper, other = sit("jin"), sit("cui")

    form = keeper.get("/jointly?login=wu&what=factors")
    asked = keeper.press(form, "//form[.//textarea]", reason="手机遗失，已当面核对证件。")
    assert "待确认" in asked.words()
    assert not asked.all("//form[contains(@action, '/confirm')]")
    done = other.press(other.get("/jointly"), "//form[contains(@action, '/confirm')]")
    assert "已确认" in done.words()
    page = officer.sign_in(PASSWORD)

    assert page.path == "/own/factors"
    assert "您的登录已于" in page.words()
    assert "当面核对证件" in page.words()


def test_where_one_is_signed_in_is_shown_and_ended(house: House, sit: Sit) -> None:
    with house.office.database.write() as tx:
        watches.put_setting(tx, SETTING, ["*"], now=house.clock(), by=None)
    officer = sit("zhou")
    elsewhere = officer.app.test_client()
    elsewhere.set_cookie("shibiyan_session", cookie(officer))
    officer.sign_in()

    page = officer.get("/own/sessions")
    assert page.words().count("本次") == 1
    page = officer.press(page, "//form[contains(@action, '/end-others')]")

    assert "已结束其他1处登录" in page.words()
    assert elsewhere.get("/tasks").status_code == 302
    assert officer.press(page, "//form[contains(@action, '/end')]").path == "/sign-in"
