"""An opinion on persons as a story: asked, reported, drafted, studied, replied to; and on forty at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.usecases.office import House, hold
from tests.usecases.passages import ONE_WAY, today
from tests.usecases.robot import cannot, do, open_steps
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.papers import AgendaItem, LetterRow
from webapp.domain.roster import Affiliation, Person, Post
from webapp.store import agenda, archive, letters, people
from webapp.store.tables import case, task
from webapp.usecases import deliberating, meetings
from webapp.usecases.meeting_pages import meeting_list
from webapp.usecases.minutes import sign_minutes
from webapp.usecases.opening import start_case

M09 = "m09_integrity_opinion"
DEPARTMENTS = {
    "by_petition": "ding",
    "by_case_mgmt": "han",
    "by_supervise": "",
    "by_investigate": "",
    "by_trial": "lu",
    "by_style": "su",
    "by_cadre_sup": "ye",
}
ROOMS = {"first_room": ("li", "zhao"), "second_room": ("pei", "tang"), "third_room": ("zhou", "wu")}
"""Who drafts and who checks, by the room that the list or the revision lies in."""
FORTY = 40
MEMBERS = ("wang", "deng", "gao", "xia", "chen")


def ask(house: House, *people: str, purpose: str = "promotion") -> None:
    """The organisation department asks for opinions, on its own page."""
    house.run(start_case, "zheng", process=M09, start_event="opinion_request", token=house.token())
    rows = [{"person": who, "position": "副局长人选"} for who in people]
    do(house, "zheng", "register_request", purpose=purpose, due=today(house) + dt.timedelta(days=7), persons=rows)


def officers(house: House) -> tuple[str, str]:
    """Give who drafts and who checks in the room of the newest matter of measure 9 that is open."""
    with house.office.database.read() as tx:
        rows = case.select().where(case.c.measure == "m09", case.c.status == "open", case.c.room_id.is_not(None))
        found = tx.execute(rows.order_by(case.c.opened_at.desc(), case.c.rev.desc())).all()
    return ROOMS[found[0].room_id]


def departments(house: House, **said: Any) -> None:
    """Seven departments sign, each once for everybody; of the investigation rooms the one that was asked."""
    for step, who in DEPARTMENTS.items():
        if any(path.endswith("arrange_meeting") for path, _, _ in open_steps(house)):
            do(house, "sun", "ask_departments/arrange_meeting")
        do(
            house,
            investigator(house) if step == "by_investigate" else who or officers(house)[0],
            f"ask_departments/{step}/department_reply",
            signed=True,
            **said.get(step, {}),
        )


def investigator(house: House) -> str:
    """Give the first officer of the investigation room that was asked."""
    return {"investigation_one": "qin", "investigation_two": "feng"}[
        room_of(house, "ask_departments/by_investigate/department_reply")
    ]


def room_of(house: House, path: str) -> str:
    """Give the room in which the open step at that path lies."""
    with house.office.database.read() as tx:
        found = tx.execute(task.select().where(task.c.is_open, task.c.path == path)).one()
    return str(found.room_id)


def draft(house: House) -> None:
    drafter, checker = officers(house)
    do(house, drafter, "form_opinion/draft_opinion")
    assert cannot(house, drafter, "form_opinion/check_draft") == "four_eyes"
    do(house, checker, "form_opinion/check_draft", good=True)


def items(house: House) -> list[AgendaItem]:
    with house.office.database.read() as tx:
        return list(agenda.waiting(tx, "standing"))


def decide(house: House, *, backwards: bool = False, **results: str) -> None:
    """One meeting for everybody on the list: each item heard, decided; signed once."""
    waiting = items(house)
    meeting = listed(house)
    for one in waiting[::-1] if backwards else waiting:
        result = results.get(one.subject_id or "", one.proposal or "")
        hear(house, one, result)
        house.run(deliberating.decide_item, "sun", item_id=one.id, result=result, reason="经研究一致同意。")
    signed = house.run(sign_minutes, "chen", meeting_id=meeting)
    house.drain()
    assert signed.delivered == len(waiting)


def listed(house: House) -> str:
    meeting = house.run(meetings.plan_meeting, "sun", body="standing", on=today(house))
    for one in items(house):
        house.run(meetings.list_item, "sun", meeting_id=meeting, item_id=one.id)
    house.run(meetings.set_members, "sun", meeting_id=meeting, present=[PersonId(who) for who in MEMBERS])
    return meeting


def hear(house: House, one: AgendaItem, result: str) -> None:
    for who in (who for who in MEMBERS if who != one.subject_id):
        words = {"person_id": PersonId(who), "stand": result, "text": "事实清楚。"}
        house.run(deliberating.give_opinion, "sun", item_id=one.id, **words)


def to_signature(house: House) -> None:
    do(house, officers(house)[0], "form_opinion/reply/draft_letter")
    do(house, "sun", "form_opinion/reply/check_letter", good=True)


def send_reply(house: House) -> None:
    to_signature(house)
    do(house, "chen", "form_opinion/reply/sign_by_secretary", decision="agree")
    do(house, "sun", "form_opinion/reply/seal_letter")
    do(house, "sun", "form_opinion/reply/deliver", **ONE_WAY, received_on=today(house))


def replies(house: House) -> list[LetterRow]:
    """Give the replies in the order of their numbers."""
    with house.office.database.read() as tx:
        found = tx.execute(case.select().where(case.c.measure == "m09")).all()
        rows = [row for one in found for row in letters.of_case(tx, CaseId(one.id))]
    return sorted(rows, key=lambda row: (len(row.number or ""), row.number or ""))


def copies(house: House, who: str) -> list[str]:
    with house.office.database.read() as tx:
        found = archive.of_subject(tx, PersonId(who), me=PersonId("qian"))
    return [one.kind for one in found if one.kind.startswith("opinion.")]


def forty(house: House) -> None:
    """Forty persons without archive or duty stand on a list; a meeting of today has everybody there, nothing listed."""
    listed_people = [f"candidate_{number}" for number in range(1, FORTY + 1)]
    with house.office.database.write() as tx:
        for number, key in enumerate(listed_people, start=1):
            person = PersonId(key)
            people.put_person(tx, Person(id=person, kind=Affiliation.OUTSIDE, name=f"拟任{number:02}号"))
            post = {"id": f"post_{key}", "person_id": person, "unit_id": UnitId("county_water"), "title": "副科长"}
            people.put_post(tx, Post(**post, from_on=dt.date(2024, 1, 1)))  # type: ignore[arg-type]
        hold(tx, house.clock())
    ask(house, *listed_people)
    departments(house)
    draft(house)
    meeting = house.run(meetings.plan_meeting, "sun", body="standing", on=today(house), place="三楼会议室")
    house.run(meetings.set_members, "sun", meeting_id=meeting, present=[PersonId(who) for who in MEMBERS])


def the_meeting(house: House) -> str:
    """Give the one meeting that there is."""
    (row,) = house.view(meeting_list, "sun").rows
    return row.meeting_id
