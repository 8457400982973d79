"""流程发布: a designer puts a version forward, the secretary reads what differs and approves, each at a browser."""

from __future__ import annotations

import pytest

from tests.http.pages import faults
from tests.http.stories.conftest import Sit
from tests.usecases.office import House
from tests.usecases.test_proposing import M08, WHY, in_force, kept, lost, stricter
from webapp.usecases.sessions import FRESH_FOR

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""Pages are the same on every database; their use cases are tested on both."""
WORD = "//section[.//h2[@id='word']]"


def test_a_version_goes_from_the_designers_page_over_the_secretarys_inbox_into_force(house: House, sit: Sit) -> None:
    version, bundle = kept(house, stricter)
    address = f"/versions/{version}"
    designer, leader = sit("hu"), sit("chen")
    page = designer.get("/versions")
    assert "尚未提请" in page.words("//table")
    page = designer.press(designer.get(address), "//form[.//textarea[@name='reason']]", reason=WHY)
    assert "提请发布的人不能自己批准" in page.words(WORD)
    assert not page.all("//form[contains(@action, '/approve')]")

    assert "1个流程版本等待您批准" in leader.get("/tasks").words()
    page = leader.get(address)
    assert "第8.4条“一律”" in page.words(WORD)
    assert "review_reply_a.result" in page.words("//ins")
    assert "truthful__verify_begins" in page.words("//section[.//h2[@id='steps']]")
    assert "</bpmn:extensionElements>\n" in "".join(page.one("//pre").itertext())
    assert WHY in page.words(WORD)
    page = leader.press(page, "//form[contains(@action, '/approve')]")

    assert "已批准发布" in page.words()
    assert in_force(house).checksum == bundle.checksum
    assert not faults(leader.client.get(address).data)
    assert "已批准" in page.words("//section[.//h2[@id='past']]")


def test_an_approval_asks_for_a_fresh_proof(house: House, sit: Sit) -> None:
    version, bundle = kept(house, stricter)
    sit("hu").press(sit("hu").get(f"/versions/{version}"), "//form[.//textarea[@name='reason']]", reason=WHY)
    leader = sit("chen")
    page = leader.get(f"/versions/{version}")
    house.clock.at += FRESH_FOR
    house.clock.shift(seconds=1)

    asked = leader.press(page, "//form[contains(@action, '/approve')]")

    assert asked.path == "/confirm"
    assert in_force(house).checksum != bundle.checksum


def test_what_would_lose_a_mandatory_step_offers_no_button(house: House, sit: Sit) -> None:
    with house.office.database.write() as tx:  # by hand
        version = house.office.library.keep(tx, lost(in_force(house)), at=house.clock())

    page = sit("hu").get(f"/versions/{version}")

    assert "谁批准也不能发布" in page.words(WORD)
    assert not page.all("//main//form[@method='post']")
    assert "第 8.4 条" in page.words("//section[.//h2[@id='findings']]")
    sit("zhou").get(f"/versions/{version}", status=404)
    assert f"/versions/{version}" in sit("hu").get(f"/deployments/{M08}").text
