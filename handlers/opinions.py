"""Opinions on the integrity of persons: the list, the registers, the re-check, copies, what follows (党风廉政意见)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Admission, AnswerInForce, Holding, Intake, Opinions, Recheck

BODY = "standing"


@handler
def open_list(people: tuple[PersonId, ...], due: dt.date, *, opinions: Opinions) -> Intake:
    """This function will take a list in: nobody on it sees the matter; propose the meeting that studies it in time.

    Where the body's next meeting is too late, or none is planned, a special one on the last workday before the day due.
    """
    if not people:
        raise BusinessError("nobody", "名单上没有人员。")
    opinions.close_to(people)
    planned = opinions.next_meeting(BODY)
    in_time = planned is not None and planned <= due
    on = planned if planned is not None and in_time else max(opinions.workday_before(due), opinions.today())
    return Intake(people=people, meeting_on=on, special=not in_time)


@handler
def look_up(department: str, people: tuple[PersonId, ...], *, opinions: Opinions) -> tuple[Holding, ...]:
    """This function will look every person up in the department's register, in the order of the list."""
    return opinions.holdings(people, department)


@handler
def recheck(
    people: tuple[PersonId, ...], looked: tuple[Holding, ...], signed: tuple[bool, ...], *, opinions: Opinions
) -> Recheck:
    """This function will compare the registers of this moment with what the departments signed on (demand 9.9).

    Whatever is there now and was not there then stops the answer, a move to another post, too, and so does a department
    that has not signed.
    """
    before = {(one.department, one.person, one.stage, one.matters) for one in looked}
    held = {one.person: one.posts for one in looked if one.posts}
    now = opinions.holdings(people)
    new = {one.person for one in now if (one.department, one.person, one.stage, one.matters) not in before}
    new |= {one.person for one in now if set(held.get(one.person, one.posts)) != set(one.posts)}
    changed = tuple(one for one in people if one in new)
    return Recheck(clean=bool(signed) and all(signed) and not changed, changed=changed, on=opinions.today())


@handler
def file_copies(
    people: tuple[PersonId, ...], results: tuple[str, ...], number: str, admission: Admission, *, opinions: Opinions
) -> tuple[str, ...]:
    """This function will put each person's answer into the archive and give the entry numbers (DMN-12)."""
    return opinions.file_copies(tuple(zip(people, results, strict=True)), number, admission)


@handler
def follow(people: tuple[PersonId, ...], results: tuple[str, ...], number: str, *, opinions: Opinions) -> int:
    """This function will have every suspended person followed until the answer can be given, and count them."""
    suspended = tuple(person for person, result in zip(people, results, strict=True) if result == "suspend")
    opinions.follow(suspended, number)
    return len(suspended)


@handler
def in_force(person: PersonId | None = None, *, opinions: Opinions) -> AnswerInForce | None:
    """This function will give the answer on the person that still holds with its letter, null where none was given."""
    return opinions.in_force(person) if person else None


@handler
def hurry(*, opinions: Opinions) -> int:
    """This function will ask every open matter on the person to go first: an opinion waits for it."""
    return opinions.hurry()
