"""A visit brought to the draw of whom to hear, and a resident group with its leader."""

from __future__ import annotations

import datetime as dt

from tests.usecases.office import House, hold
from tests.usecases.robot import do, open_steps
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId, RoomId, UnitId
from webapp.domain.papers import ServiceRecord
from webapp.domain.records import Secrecy
from webapp.domain.roster import Affiliation, Person, Post, RoleGrant, Room
from webapp.store import grants, ledgers, people
from webapp.usecases.act import Act, writes
from webapp.usecases.opening import Opening, open_case

COOP, TRANSPORT = UnitId("county_coop"), UnitId("county_transport")
JI = PersonId("ji")
GROUP = RoomId("transport_group")
SECRET = "某项工程没有上会研究就定了，知道的人只有两三个。"


@writes(Permission.SYSTEM)
def begin(act: Act, *, process: str, subject: str, year: str = "2026") -> str:
    """Open the year's case of a person, as the cycle does."""
    opening = Opening(
        process=process,
        start_event="yearly",
        key=f"{process}:yearly:{year}:{subject}",
        data={"period": year, "late": False},
        period=year,
        subject_id=PersonId(subject),
    )
    return open_case(act, opening)[0].id


def record(number: int, served_on: dt.date) -> ServiceRecord:
    """A service record of the cooperative."""
    content = {"name": f"服务对象{number}", "matter": "办理补贴"}
    return ServiceRecord(id=f"record_{number:02}", unit_id=COOP, served_on=served_on, source="窗口", content=content)


def furnish(house: House) -> None:
    """Forty service records; a resident group in the transport bureau with its leader; the visit to be arranged."""
    with house.office.database.write() as tx:
        ledgers.add_served(tx, [record(n, dt.date(2025, 12, 1) + dt.timedelta(days=n)) for n in range(40)])
        people.put_room(tx, Room(id=GROUP, name="派驻县交通运输局纪检监察组", position=9))
        people.put_person(tx, Person(id=JI, kind=Affiliation.OFFICER, name="纪若水"))
        people.put_post(
            tx, Post(id="post_ji", person_id=JI, unit_id=TRANSPORT, title="派驻组组长", from_on=dt.date(2024, 1, 1))
        )
        duty = {"max_level": "head_next_lower", "max_secrecy": Secrecy.CONFIDENTIAL, "reads_cases": True}
        grants.add(tx, RoleGrant(id="ji-resident", person_id=JI, role="resident", room_id=GROUP, **duty))
        hold(tx, house.clock())


def visit_planned(house: House) -> None:
    """The yearly visit to the cooperative is planned."""
    furnish(house)
    house.office.run(begin, SYSTEM, process="m03_power_watch", subject="ma")
    do(house, "li", "plan_visit", visit_on="2026-03-10", lead="li", second="zhao", intensity="plain")


def until_drawn(house: House) -> None:
    """The visit is planned, agreed and near: colleagues are listed, users drawn."""
    visit_planned(house)
    agreed_and_near(house)


def agreed_and_near(house: House) -> None:
    """A planned visit is agreed, and its day comes near."""
    for step, who in (("by_room", "luo"), ("by_deputy", "wang")):
        do(house, who, f"approve_plan/{step}", decision="agree")
    house.clock.move_to("2026-03-03T09:00")
    house.drain()


def interviews(house: House) -> list[str]:
    """Give the paths of the open interviews."""
    return [path for path, _, _ in open_steps(house) if "/interview_" in path]


def hear_everybody(house: House) -> None:
    """Hear colleagues and users; one of them says what nobody else may learn."""
    do(house, "li", "visit/arrange", users=[{"when": "三日上午"}] * 5, members=[{"when": "四日上午"}])
    heard = {"held": "yes", "second_officer": "zhao", "topics": ["major"], "class": "opinion"}
    for path in interviews(house):
        do(house, "li", path, **heard, statement=SECRET)
        do(house, "zhao", f"{path.rpartition('/')[0]}/confirm_interview", confirmed="yes")
    do(house, "li", "visit/pick_meetings[0]", meetings=[])


def advice_listed(house: House) -> None:
    """The visit finds a gap in the rules; what is to be done about it is listed."""
    until_drawn(house)
    hear_everybody(house)
    finding = {
        "class": "neutral",
        "fact": "采购没有内部监督的规定。",
        "document": "采购台账",
        "source_kind": "register",
    }
    do(house, "li", "synthesise", findings=[finding], gap=True)
    due = house.clock().date() + dt.timedelta(days=60)
    do(house, "li", "advise/list_items", kind="supervision", items=[{"item_no": 1, "due": due}])
