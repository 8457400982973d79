"""The same pages in English: no Chinese is left but the contents."""

from __future__ import annotations

import pytest

from tests.http.pages import chinese_outside_contents
from tests.http.stories.conftest import Sit
from tests.usecases.due import reply_owed
from tests.usecases.meeting_room import clue, held, only_item
from tests.usecases.office import House
from tests.usecases.passages import assign_clue, case_of, register_clue, suggest, to_inquiry
from tests.usecases.robot import task_at
from tests.usecases.test_what_a_meeting_studies import decide, material
from webapp.http.door import LANGUAGE_COOKIE
from webapp.usecases.application_pages import waiting
from webapp.usecases.applications import apply_early_ending, apply_extension
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.meeting_pages import meeting_page
from webapp.usecases.meetings import list_item, plan_meeting, set_members

pytestmark = pytest.mark.parametrize("furnished", ["sqlite"], indirect=True)
"""Pages are the same on every database; their use cases are tested on both."""
PAGES = [
    ("sun", "/meetings"),
    ("sun", "/outside-words"),
    ("sun", "/scan?code=1"),
    ("jin", "/people"),
    ("jin", "/people/he"),
    ("su", "/lists"),
    ("su", "/lists?list=main_responsibility&year=2027"),
    ("cui", "/holidays"),
    ("cui", "/holidays?year=2027"),
    ("hu", "/deployments"),
    ("hu", "/deployments/m08_talk_letter_inquiry?play=1"),
    ("mo", "/audit"),
    ("mo", "/audit/readers?about=ma"),
    ("mo", "/audit/draws"),
    ("mo", "/audit/roots?on=2026-03-02"),
    ("zhou", "/absences?q=吴思齐"),
    ("he", "/applications"),
    ("he", "/own"),
    ("he", "/recusals"),
    ("han", "/messages"),
    ("chen", "/statistics"),
    ("chen", "/statistics/figures/open_steps"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_speaks_english(house: House, sit: Sit, who: str, path: str) -> None:
    register_clue(house)
    client = sit(who).client
    client.set_cookie(LANGUAGE_COOKIE, "en")

    answer = client.get(path)

    assert not chinese_outside_contents(answer.data)


def test_the_messages_of_a_case_speak_english(house: House, sit: Sit) -> None:
    to_inquiry(house)
    client = sit("zhou").client
    client.set_cookie(LANGUAGE_COOKIE, "en")

    for process in ("m07_clue_disposal", "m08_talk_letter_inquiry"):
        answer = client.get(f"/cases/{case_of(house, process).id}/messages")

        assert answer.status_code == 200
        assert not chinese_outside_contents(answer.data)


def test_a_meeting_speaks_english(house: House, sit: Sit) -> None:
    register_clue(house)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    today = house.clock().date()
    meeting = house.run(plan_meeting, "sun", body="clue_group", on=today)
    for row in house.view(meeting_page, "sun", meeting_id=meeting).waiting:
        house.run(list_item, "sun", meeting_id=meeting, item_id=row.item_id)
    house.run(set_members, "sun", meeting_id=meeting, present=[])
    client = sit("sun").client
    client.set_cookie(LANGUAGE_COOKIE, "en")

    answer = client.get(f"/meetings/{meeting}")

    assert not chinese_outside_contents(answer.data)


def test_the_material_of_an_item_and_the_study_of_a_case_speak_english(house: House, sit: Sit) -> None:
    clue(house)
    meeting = held(house)
    path = f"/meetings/{meeting}/items/{only_item(house, meeting).item_id}"
    pages = {who: sit(who).client for who in ("gao", "zhou", "he")}
    for client in pages.values():
        client.set_cookie(LANGUAGE_COOKIE, "en")

    asked = pages["gao"].get(path)
    material(house, meeting)
    read = pages["gao"].get(path)
    decide(house, meeting, but={"deng": "verify"}, words="反映具体，宜初核。")
    kept = pages["zhou"].get(f"/cases/{case_of(house, 'm07_clue_disposal').id}")
    step = task_at(house, "disposal/approve_way/by_room")
    house.run(declare_recusal, "he", task_id=step, answer="none")
    decided = pages["he"].get(f"/tasks/{step}")

    assert "Handle the clue by a talk or letter inquiry?" in read.text
    assert "Handle the clue by a talk or letter inquiry?" in decided.text
    assert [chinese_outside_contents(one.data) for one in (asked, read, kept, decided)] == [[], [], [], []]


@pytest.mark.parametrize("who", ["luo", "pan"])
def test_applications_speak_english(house: House, sit: Sit, who: str) -> None:
    step = reply_owed(house)
    if who == "luo":
        house.run(apply_extension, "ma", task_id=step, reason="住院治疗，材料尚在调取。")
    else:
        house.run(
            apply_early_ending,
            "chen",
            case_id=case_of(house, "m08_talk_letter_inquiry").id,
            reason="subject_deceased",
            text="因病去世。",
        )
    client = sit(who).client
    client.set_cookie(LANGUAGE_COOKIE, "en")
    (row,) = house.view(waiting, who)

    answers = [client.get(path) for path in ("/applications", f"/applications/{row.id}")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [chinese_outside_contents(answer.data) for answer in answers] == [[], []]
