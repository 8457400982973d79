"""A county to look for leaks in: one person for each role and each odd standing, marker cases, and words to find again.

`begin` plays what lies in the person's own room; `go_on` adds what others must learn nothing of.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any  # YAML as it came

import sqlalchemy as sa
import yaml

from tests.usecases.filing import file
from tests.usecases.office import HASH, PROCESSES, ZONE, House, hold
from tests.usecases.passages import FIVE, approve, issue, meet, register_clue, suggest
from tests.usecases.robot import do, look_at
from webapp.domain.ids import CaseId, PersonId, RoomId, UnitId
from webapp.domain.records import Secrecy
from webapp.domain.roster import Account, Affiliation, Person, Post, Recusal, RoleGrant
from webapp.store import accounts, cases, grants, people, recusals
from webapp.store.tables import case, recusal, task
from webapp.usecases.applications import apply_early_ending
from webapp.usecases.custody import ask_identity
from webapp.usecases.files import attach
from webapp.usecases.glass import open_glass

OWN, OTHER = "third_room", "first_room"
OFFICE, UNIT = "office", "county_coop"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SUBJECTS = ("ma", "liu", "shen", "ren")
MARKUP = "<xss-probe onfocus='x'>"
WHY = "上级当日来电核实，承办室负责人均在外，来不及按程序办理。"


def mark(where: str, kind: str) -> str:
    """Give the words that were typed into a marker case and stand nowhere else."""
    return f"mk{where}{kind}zq"


def typed(where: str, kind: str) -> str:
    """Give what is typed: the words to find again, and markup that no page may take for its own."""
    return f"{mark(where, kind)}{MARKUP}"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A role held in a room (of the whole house: `office`), up to a cadre level and a secrecy."""

    role: str
    room: str = OFFICE
    level: str = "head_next_lower"
    secrecy: Secrecy = Secrecy.CONFIDENTIAL
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """One person of the matrix; `odd` says what is special."""

    key: str
    duties: tuple[Duty, ...] = ()
    recused: bool = False
    odd: str = ""


@cache
def roles() -> dict[str, Any]:
    """Read `rules/roles.yaml` as a reader would."""
    found: dict[str, Any] = yaml.safe_load((PROCESSES / "rules" / "roles.yaml").read_text(encoding="utf-8"))
    return found


@cache
def everybody() -> tuple[Somebody, ...]:
    """Give one person for each role in each kind of place, then those whose standing is odd."""
    held = [code for code, row in roles().items() if row["permissions"] and code not in ("subject", "upper_head")]
    plain = [Somebody(key=f"x_{code}_{place}", duties=(Duty(role=code, room=room),)) for code in held
             for place, room in _places(code)]  # fmt: skip
    odd = (
        Somebody(key="y_recused", duties=(Duty(role="supervise", room=OWN),), recused=True, odd="recused"),
        Somebody(key="y_recused_head", duties=(Duty(role="room_head", room=OWN),), recused=True, odd="recused"),
        Somebody(key="y_recused_secretary", duties=(Duty(role="secretary"),), recused=True, odd="recused"),
        Somebody(key="y_recused_copy", duties=(Duty(role="review"),), recused=True, odd="copy, then recused"),
        Somebody(key="y_left", duties=(Duty(role="supervise", room=OWN, ended=True),), odd="took part, then left"),
        Somebody(key="y_copy", duties=(Duty(role="review"),), odd="copy"),
        Somebody(key="y_low", duties=(Duty(role="room_head", room=OWN, level="other"),), odd="lower levels only"),
        Somebody(key="y_open", duties=(Duty(role="room_head", room=OWN, secrecy=Secrecy.PUBLIC),), odd="public only"),
        Somebody(key="y_glass", duties=(Duty(role="room_head", room=OTHER),), odd="broke the glass"),
        Somebody(key="y_nothing", odd="an account without a duty"),
    )
    return (*plain, *odd)


def _places(role: str) -> tuple[tuple[str, str], ...]:
    if role == "unit":
        return (("own", UNIT),)
    return (("own", OWN), ("other", OTHER)) if roles()[role].get("scope") == "room" else (("all", OFFICE),)


NATURAL = ("ma", "liu", "lin", "zhou", "wu", "he", "wang", "chen", "sun", "ding", "fang", "han", "li", "qian", "hua")
"""Who acted in the stories, the two persons concerned, and another head."""


def logins() -> tuple[str, ...]:
    """Give everybody who looks."""
    return (*[one.key for one in everybody()], *NATURAL)


# ---------------------------------------------------------------- the stories


def begin(house: House) -> None:
    """Play an inquiry of the third room up to the comparison of the answer, then settle everybody who looks."""
    register_clue(house)
    _attach(house, "own")
    _clue(house, "own", OWN)
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")
    do(house, "zhou", "plan_inquiry", kind="letter", questions=[{"text": typed("own", "text")}, *FIVE[1:]])
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma", body=typed("own", "letter"))
    do(house, "ma", "hear/reply")
    inquiry = _case(house, "m08_talk_letter_inquiry", "ma")
    house.run(apply_early_ending, "he", case_id=inquiry, reason="merged_with", text=typed("own", "application"))
    file(house, typed("internal", "text"), subject="ren", kind="clue", result="unverified")
    _settle(house)
    _declare(house)
    _take_part(house, inquiry)
    house.run(open_glass, "y_glass", number=_number(house, inquiry), reason=WHY + typed("own", "glass"))


def go_on(house: House) -> None:
    """Add a clue of the first room under a real name, a secret one of the third room, and one managed above."""
    register_clue(house, subject="liu", real_name=True)
    do(house, "ding", "real_name/register_reporter", name=typed("other", "reporter"), phone="13900001111")
    _attach(house, "other")
    _clue(house, "other", OTHER)
    clue = _case(house, "m07_clue_disposal", "liu")
    house.run(ask_identity, "fang", number=_number(house, clue), reason=WHY + typed("other", "asked"))
    suggest(house, "li", "inquiry", thing=typed("other", "text"))
    register_clue(house, subject="shen")
    _clue(house, "secret", OWN)
    with house.office.database.write() as tx:
        for table in (case, task):
            of_shen = table.c.subject_id == "shen"
            tx.execute(sa.update(table).where(of_shen).values(secrecy=Secrecy.TOP_SECRET.value))
        hold(tx, house.clock())
    register_clue(house, persons=[{"management_level": "superior"}])


def _attach(house: House, where: str) -> None:
    step = look_at(house, "ding", "acceptance/make_abstract").task_id
    house.run(attach, "ding", task_id=step, field="", name=f"{mark(where, 'file')}.pdf", content=PDF)


def _clue(house: House, where: str, room: str) -> None:
    tags = {"discipline_class": ["integrity"], "tags": ["project"]}
    do(house, "ding", "acceptance/make_abstract", summary=typed(where, "summary"), **tags)
    do(house, "fang", "acceptance/check_abstract", verdict="good")
    do(house, "han", "acceptance/accept_clue", verdict="separate", room=room)


def _case(house: House, process: str, subject: str) -> CaseId:
    with house.office.database.read() as tx:
        found = sa.select(case.c.id).where(case.c.process == process, case.c.subject_id == subject)
        return CaseId(tx.execute(found).scalar_one())


def _number(house: House, case_id: CaseId) -> str:
    with house.office.database.read() as tx:
        return str(tx.execute(sa.select(case.c.number).where(case.c.id == case_id)).scalar_one())


# ---------------------------------------------------------------- the people


def _settle(house: House) -> None:
    today = house.clock().astimezone(ZONE).date()
    with house.office.database.write() as tx:
        for one in everybody():
            _person(tx, one, house.clock())
            for duty in one.duties:
                _grants(tx, house, one, duty, today)
        hold(tx, house.clock())


def _person(tx: Any, one: Somebody, now: dt.datetime) -> None:
    key = PersonId(one.key)
    people.put_person(tx, Person(id=key, kind=Affiliation.OFFICER, name=f"{one.key}{MARKUP}"))
    post = Post(
        id=f"post_{key}", person_id=key, unit_id=UnitId("commission"), title="干部", from_on=dt.date(2023, 1, 1)
    )
    people.put_post(tx, post)
    account = Account(id=f"account_{key}", person_id=key, login=key, password_hash=HASH, changed_at=now)
    accounts.put(tx, account)


def _grants(tx: Any, house: House, one: Somebody, duty: Duty, today: dt.date) -> None:
    reads = "read_cases" in roles()[duty.role]["permissions"]
    row = {
        "person_id": PersonId(one.key),
        "role": duty.role,
        "room_id": RoomId(duty.room),
        "max_level": duty.level,
        "max_secrecy": duty.secrecy,
        "until_on": today - dt.timedelta(days=1) if duty.ended else None,
    }
    scopes: list[tuple[str | None, bool]] = [(None, reads)]
    if duty.role == "monitor":
        scopes = [(measure, False) for measure in MONITORED]
    elif duty.role in NARROWED:
        scopes = [(None, False), *[(measure, True) for measure in NARROWED[duty.role]]]
    for measure, sees in scopes:
        grants.add(tx, RoleGrant(id=uuid.uuid4().hex, measure=measure, reads_cases=sees, **row))


MONITORED = ("m07", "m08", "m10")
NARROWED: dict[str, tuple[str, ...]] = {
    "trial": ("m10",),
    "style": ("m01", "m02", "m03", "m04", "m05", "m06", "m09"),
    "cadre_sup": (),
}
"""Measures that a duty of the whole house reads, where it does not read all (the county's own way, not a rule)."""


def _declare(house: House) -> None:
    """Let everybody have answered the question of recusal, so that no page stops at it."""
    with house.office.database.write() as tx:
        known = {
            (row.person_id, row.subject_id) for row in tx.execute(sa.select(recusal.c.person_id, recusal.c.subject_id))
        }
        for one in [*everybody(), *[Somebody(key=key) for key in NATURAL if key not in HEADS]]:
            for subject in SUBJECTS:
                if (one.key, subject) not in known:
                    row = Recusal(
                        id=uuid.uuid4().hex,
                        person_id=PersonId(one.key),
                        subject_id=PersonId(subject),
                        recused=one.recused and subject == "ma",
                        kind="relative" if one.recused else None,
                        at=house.clock(),
                    )
                    recusals.declare(tx, row)
        hold(tx, house.clock())


HEADS = ("ma", "liu", "lin")


def _take_part(house: House, case_id: CaseId) -> None:
    with house.office.database.write() as tx:
        for key in ("y_copy", "y_recused_copy", "y_left"):
            cases.participate(tx, case_id, person_id=PersonId(key), capacity="copy", at=house.clock())
        hold(tx, house.clock())
