"""Relations, service records and personal matters at the browser without scripts, by whoever keeps them."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit
from tests.usecases.office import House

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
ENTER = "//form[.//button[.='登记']]"
NONE = "//form[.//input[@name='answer' and @type='hidden']]"


def test_the_archives_keeper_enters_a_matter_corrects_it_and_sees_what_was_before(house: House, sit: Sit) -> None:
    keeper = sit("qian")
    page = keeper.get("/archives/ma/matters")
    page = keeper.press(page, NONE)

    page = keeper.press(page, ENTER, year="2026", kind="property", state="declared", text="县城住房一套。")
    page = keeper.press(page, "//form[.//button[.='保存更正']]", state="deviates", text="县城住房两套。")

    words = page.words("//section[@aria-labelledby='rows']")
    assert "核查不一致，待核实" in words
    assert "县城住房一套。" in words
    assert not page.all("//button[.='保存更正']") or "县城住房两套。" in words


def test_the_rosters_keeper_notes_a_relation_and_a_service_record(house: House, sit: Sit) -> None:
    keeper = sit("jin")

    officer = keeper.press(
        keeper.get("/people/zhao"), "//form[.//input[@id='subject-of']]", subject="马远帆", kind="relative"
    )
    unit = keeper.press(
        keeper.get("/people/units/county_coop"), ENTER, served_on="2026-01-05", who="某经营户", matter="办理补贴"
    )
    unit = keeper.press(unit, "//form[.//input[@name='withdraw']]")

    assert "近亲属" in officer.words("//section[@aria-labelledby='related']")
    assert "已撤下" in unit.words("//section[@aria-labelledby='rows']")


def test_whoever_keeps_one_of_them_finds_not_the_other(house: House, sit: Sit) -> None:
    matters, unit = "/archives/ma/matters", "/people/units/county_coop"

    for who, path in (("jin", matters), ("li", matters), ("qian", unit), ("cui", unit)):
        assert "马远帆" not in sit(who).get(path, status=404).words()
