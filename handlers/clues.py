"""Clues: competence, number, subject, joining, sealed transfer, the reporter's wish (问题线索)."""

from __future__ import annotations

import datetime as dt

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ids import PersonId
from webapp.domain.ports import Clues, Competence, NamedPerson, Receipt

STRICTEST_FIRST = ("own_leader", "superior", "own", "lower")
SEALED = STRICTEST_FIRST[:2]


@handler
def competence(persons: tuple[NamedPerson, ...], *, clues: Clues) -> Competence:
    """This function will tell who is competent for the persons of one letter, and find an earlier clue on them.

    Where the form and the roster differ the stricter level holds; one person above makes the whole letter go up
    (处理检举控告工作规则 art. 15). Raises BusinessError `competence_unknown`.
    """
    levels = [_level(person, clues) for person in persons]
    if not levels:
        raise BusinessError("competence_unknown", "没有登记被反映人，无法判断由谁处置。")
    whole = min(levels, key=STRICTEST_FIRST.index)
    alone = persons[0].subject if len(persons) == 1 and whole not in SEALED else None
    return Competence(level=whole, original=clues.earlier(alone) if alone else None)


def _level(person: NamedPerson, clues: Clues) -> str:
    known = clues.management_level(person.subject) if person.subject else None
    said = [level for level in (person.management_level, known) if level in STRICTEST_FIRST]
    if not said:
        raise BusinessError("competence_unknown", "花名册没有被反映人的管理权限，请先补登。")
    return min(said, key=STRICTEST_FIRST.index)


@handler
def number(route: str, *, clues: Clues) -> str | None:
    """This function will give the clue its number when it is ours; what goes elsewhere gets none."""
    return clues.number() if route == "own" else None


@handler
def set_subject(person: PersonId | None = None, *, clues: Clues) -> str | None:
    """This function will make the person this case's subject and give the cadre level; nobody named, nobody is."""
    return clues.set_subject(person)


@handler
def tag(
    classes: tuple[str, ...],
    tags: tuple[str, ...],
    eight_kinds: tuple[str, ...] | None = None,
    real_name: bool | None = None,
    joint: bool | None = None,
    *,
    clues: Clues,
) -> None:
    """This function will write the clue's classes, tags and manner (real name, joint) into the register.

    There they are filtered and counted.
    """
    manner = (("real_name",) if real_name else ()) + (("joint",) if joint else ())
    clues.tag(classes, tuple(word for word in tags if word != "none"), eight_kinds or (), manner)


@handler
def duplicates(*, clues: Clues) -> tuple[str, ...]:
    """This function will list the numbers of other clues on the same person that a room is at work on, newest first."""
    return clues.duplicates()


@handler
def join(number: str, priority: str, limit: str, received_on: dt.date, *, clues: Clues) -> None:
    """This function will join this clue to another of the same person: counted apart, handled and answered together.

    `priority` and `limit` are what this one would have had by itself: the sharper of the two holds for both.
    """
    if number not in clues.duplicates():
        raise BusinessError("not_the_same_person", "只能并入同一被反映人在办的线索。")
    clues.join(number, rank(priority), limit, received_on)


@handler
def take_sharper(limit: str, priority: int, due_on: dt.date, *, clues: Clues) -> None:
    """This function will take the priority and the day of a clue that was joined to this one where they are sharper."""
    clues.take_sharper(limit, priority, due_on)


@handler
def tell_joined(way: str, *, clues: Clues) -> None:
    """This function will tell the clues joined to this one which way it went, so that each answers its own reporter."""
    clues.tell_joined(way)


@handler
def link_repeat(number: str | None, *, clues: Clues) -> None:
    """This function will keep a repeated letter with the earlier clue and count it."""
    if not number:
        raise BusinessError("no_original", "没有找到此前受理的原件。")
    clues.link_repeat(number)


@handler
def open_each(
    persons: tuple[NamedPerson, ...],
    received_on: dt.date,
    channel: str | None = None,
    real_name: bool | None = None,
    *,
    clues: Clues,
) -> int:
    """This function will open a linked clue of its own for each named person and give their count.

    A person managed above is never opened from a letter that went up sealed.
    """
    if any(person.management_level in SEALED or not person.subject for person in persons):
        raise BusinessError("not_ours", "属上级管理或者没有指明的人，不能分立线索。")
    receipt = Receipt(received_on=received_on, channel=channel or "other", real_name=real_name is True)
    for person in persons:
        clues.open_one(person, receipt)
    return len(persons)


@handler
def seal_transfer(received_on: dt.date, *, clues: Clues) -> str:
    """This function will keep the stub of a sealed letter, day and envelope number only, and give that number."""
    return clues.seal_transfer(received_on)


@handler
def assign(room: str, priority: str, *, clues: Clues) -> None:
    """This function will hand the clue to a room with its priority (`p0` first, `p3` last)."""
    clues.assign(room, rank(priority))


def rank(priority: str) -> int:
    """This function will give the number of a priority, 0 the most urgent; raises BusinessError `unknown_priority`."""
    if priority not in ("p0", "p1", "p2", "p3"):
        raise BusinessError("unknown_priority", "优先等级不在p0至p3之内。")
    return int(priority[1])


@handler
def shelve(*, clues: Clues) -> None:
    """This function will mark the clue as shelved in the register (暂存待查)."""
    clues.shelve()


@handler
def note_identity(confirmed: bool, *, clues: Clues) -> None:
    """This function will write down whether the named reporter stands by the report; else it counts as anonymous."""
    clues.note_identity(confirmed)


@handler
def feedback_wanted(*, clues: Clues) -> bool:
    """This function will tell whether a confirmed reporter wants to hear the result, without naming anybody."""
    return clues.feedback_wanted()


@handler
def note_withdrawal(stop_feedback: bool, *, clues: Clues) -> None:
    """This function will write down that the reporter withdrew; the clue goes on, feedback stops on wish."""
    clues.note_withdrawal(stop_feedback)
