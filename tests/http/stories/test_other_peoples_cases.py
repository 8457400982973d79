"""What an officer may not see does not exist: in no list, count, search, link or download, whatever the way in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.http.stories.pages import Page
from tests.http.stories.passages import Sit
from tests.http.stories.person import Person
from tests.usecases.office import House
from tests.usecases.passages import FIVE, approve, assign_clue, issue, meet, register_clue, suggest
from tests.usecases.robot import do, task_at
from webapp.store.tables import attachment, case, letter, task
from webapp.usecases.files import attach

NAME, ABSENT = "马远帆", "0" * 32
LISTS = (
    "/",
    "/tasks",
    "/tasks/pool",
    "/tasks/absent",
    "/tasks/done",
    "/cases",
    "/cases?status=all",
    f"/cases?q={NAME}",
    f"/search?q={NAME}",
    "/search?q=供销",
    "/approvals",
    "/register",
    "/own",
)
OF_THE_HOUSE = ("/people", "/deployments")
"""The roster names everybody, and the designers' list counts the cases that run on a version, whosever they are."""
OUTSIDERS = ("li", "luo", "qin", "zheng", "qian", "hu", "cui", "jin", "mo")
FAR_OFF = ("li", "qin", "zheng", "cui", "mo")
OTHER_HEADS = ("lin", "shen")


@pytest.fixture
def under_way(house: House) -> House:
    """An inquiry whose letter was received, whose answer has a file, and whose first review is open."""
    register_clue(house)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")
    pdf = b"%PDF-1.4\n%%EOF\n"
    house.run(attach, "ma", task_id=task_at(house, "hear/reply"), field="files", name="说明.pdf", content=pdf)
    do(house, "ma", "hear/reply")
    return house


def places(house: House) -> Iterator[str]:
    """Give every address that leads to the cases about this head."""
    with house.office.database.read() as tx:
        for key in tx.execute(sa.select(case.c.id)).scalars():
            yield from (f"/cases/{key}", f"/cases/{key}/diagram.xml", f"/cases/{key}/messages")
        yield from (f"/tasks/{key}" for key in tx.execute(sa.select(task.c.id)).scalars())
        for key in tx.execute(sa.select(letter.c.id)).scalars():
            yield from (f"/letters/{key}", f"/letters/{key}.pdf", f"/letters/{key}.docx")
            yield from (f"/portal/letters/{key}", f"/portal/letters/{key}.pdf")
        for key in tx.execute(sa.select(attachment.c.id)).scalars():
            yield from (f"/attachments/{key}", f"/portal/attachments/{key}")


def body(person: Person, path: str) -> tuple[int, str]:
    """Give status and body of an answer, without what differs from one request to the next."""
    answer = person.client.get(path)
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, text.replace(path, "")


def numbers(house: House) -> list[str]:
    with house.office.database.read() as tx:
        return [number for number in tx.execute(sa.select(case.c.number)).scalars() if number]


def test_a_case_of_others_is_in_no_list(under_way: House, sit: Sit) -> None:
    secrets = [NAME, "供销合作社", *numbers(under_way)]

    seen = {(who, page.path): page.words() for who in OUTSIDERS for path in LISTS if (page := look(sit(who), path))}
    of_cases = {place: words for place, words in seen.items() if place[1] not in OF_THE_HOUSE}

    shown = {
        place: [word for word in secrets if word in words.replace(f"“{NAME}”", "")] for place, words in seen.items()
    }
    assert len(of_cases) > 30
    assert [(place, shown[place]) for place in of_cases if shown[place]] == []
    assert [place for place, words in of_cases.items() if re.search(r"[1-9]件", words)] == []


def test_a_case_of_others_answers_like_one_that_is_not_there(under_way: House, sit: Sit) -> None:
    people = [sit(who) for who in (*FAR_OFF, *OTHER_HEADS)]
    nothing = {one.login: body(one, f"/cases/{ABSENT}") for one in people}

    answers = {(one.login, path): body(one, path) for one in people for path in places(under_way)}

    assert {status for status, _ in nothing.values()} == {404}
    assert len(answers) > 200
    assert [place for place, answer in answers.items() if answer != nothing[place[0]]] == []


def test_the_person_concerned_sees_own_letters_and_tasks_and_nothing_of_the_officers(
    under_way: House, sit: Sit
) -> None:
    ma = sit("ma")

    home = ma.get("/portal")
    seen = [path for path in places(under_way) if ma.client.get(path).status_code != 404]

    assert "函询" in home.words()
    assert not [word for word in ("线索", "举报", "信访", *numbers(under_way)) if word in home.text]
    assert seen
    assert all(path.startswith("/portal/") for path in seen), seen
    assert [look(ma, path) for path in LISTS if path not in ("/", "/own")] == [None] * (len(LISTS) - 2)


def test_a_supervisor_sees_number_step_and_days_but_no_name(under_way: House, sit: Sit) -> None:
    page = sit("su").get("/supervision")

    assert NAME not in page.text
    assert "供销" not in page.text


def test_who_steps_back_loses_every_way_in(under_way: House, sit: Sit) -> None:
    wu = sit("wu")
    mine = wu.rows("/tasks/pool")["协办人核查答复"]

    wu.press(
        wu.get(mine), "//form[.//input[@value='relative']][.//button[contains(@class, 'stop')]]", answer="relative"
    )
    nothing = body(wu, f"/cases/{ABSENT}")

    assert [path for path in places(under_way) if body(wu, path) != nothing] == []
    assert all(NAME not in page.words().replace(f"“{NAME}”", "") for path in LISTS if (page := look(wu, path)))


def look(person: Person, path: str) -> Page | None:
    """Open a page, None where the person may not."""
    answer = person.client.get(path, follow_redirects=True)
    if answer.status_code in (403, 404):
        return None
    return person.follow(answer)
