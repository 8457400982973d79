"""Forty persons on one form: the roster is drawn once, and who is typed by the words it offers is who is meant."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import Sit
from tests.usecases.office import House, hold
from tests.usecases.opinions import M09
from tests.usecases.passages import today
from tests.usecases.robot import look_at, posted_for, task_at
from webapp.domain.errors import FormRejected
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation, Person
from webapp.store import people, submissions
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.opening import start_case

PATH = "register_request"


def asked(house: House, *people: str) -> dict[str, list[str]]:
    """Give what the organisation department posts about people, as typed or picked."""
    given = [{"person": who, "position": "副局长人选"} for who in people]
    key = task_at(house, PATH)
    more = {"purpose": "promotion", "due": today(house).replace(day=20), "persons": given}
    return house.view(posted_for, "zheng", task_id=key, given=more)


@pytest.fixture
def offered(house: House) -> dict[str, str]:
    """Give the words of everybody whom the form offers, by id."""
    house.run(start_case, "zheng", process=M09, start_event="opinion_request", token=house.token())
    page = look_at(house, "zheng", PATH)
    assert page.form_state is not None
    return dict(page.form_state.choices["person"])


def test_a_form_of_forty_rows_draws_the_roster_once(sit: Sit, house: House, offered: dict[str, str]) -> None:
    forty = list(offered)[:40]
    house.run(save_draft, "zheng", task_id=task_at(house, PATH), posted=asked(house, *forty))
    page = sit("zheng").get(f"/tasks/{task_at(house, PATH)}")

    typed = page.root.xpath("//input[@list]")
    assert [one.get("value") for one in typed] == [offered[who] for who in forty]
    assert len(page.root.xpath("//datalist/option")) == len(offered)
    assert len(page.text.encode()) < 100_000


def test_words_that_the_list_offers_are_who_is_meant_and_others_are_refused(
    house: House, offered: dict[str, str]
) -> None:
    who, words = next(iter(offered.items()))
    key = task_at(house, PATH)
    with pytest.raises(FormRejected) as refusal:
        house.run(submit, "zheng", task_id=key, token=house.token(), posted=asked(house, words, "无此人"))
    assert [one.field for one in refusal.value.faults] == ["persons.1.person"]

    house.run(submit, "zheng", task_id=key, token=house.token(), posted=asked(house, words))
    with house.office.database.read() as tx:
        written = submissions.of_task(tx, key)
    assert written is not None
    assert [row["person"] for row in written.content["persons"]] == [who]


def test_words_that_are_two_peoples_are_nobodys(house: House) -> None:
    with house.office.database.write() as tx:
        for key in ("one", "two"):
            people.put_person(tx, Person(id=PersonId(key), kind=Affiliation.OUTSIDE, name="同名者"))
        hold(tx, house.clock())
    house.run(start_case, "zheng", process=M09, start_event="opinion_request", token=house.token())
    key = task_at(house, PATH)

    with pytest.raises(FormRejected) as refusal:
        house.run(submit, "zheng", task_id=key, token=house.token(), posted=asked(house, "同名者"))
    assert [one.field for one in refusal.value.faults] == ["persons.0.person"]
