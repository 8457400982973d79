"""The figures of the statistics page against cases counted by hand; lists by sight; exports that hide what is small.

Each made-up case stands in the tables as the office writes them; the comment beside a figure says how it is counted.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest

from tests.usecases.due import clue_to_register
from tests.usecases.office import House
from tests.usecases.passages import case_of, to_inquiry
from tests.usecases.written import recuse
from webapp.domain.calendar import WorkCalendar
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.records import AuditEntry
from webapp.store import audit, calendar
from webapp.store.db import Tx
from webapp.store.figures import FIGURES
from webapp.store.tables import (
    activity,
    agenda_item,
    case,
    deadline,
    letter,
    meeting,
    not_actor,
    recusal,
    task,
)
from webapp.usecases.figure_sources import COVERED
from webapp.usecases.figure_words import GROUPS, WORDS
from webapp.usecases.sheets import safe
from webapp.usecases.statistics import NoPeriod, figure_page, statistics_file, statistics_page

pytestmark = pytest.mark.story

FIRST, LAST = dt.date(2026, 2, 1), dt.date(2026, 2, 28)
PERIOD = {"first": FIRST, "last": LAST}
M08, M10 = "m08_talk_letter_inquiry", "m10_violation_handling"


def at(day: int, hour: int = 1, month: int = 2) -> dt.datetime:
    """An instant of 2026 in UTC: at hour 1 it is nine o'clock in the office, at 17 the next day has begun there."""
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def on(day: int, month: int = 2) -> dt.date:
    return dt.date(2026, month, day)


class County:
    """Rows put into the tables as copies of a real case and a real step."""

    def __init__(self, tx: Tx) -> None:
        self.tx, self.count = tx, 0
        self.case = dict(tx.execute(case.select()).first()._mapping)  # type: ignore[union-attr]
        self.task = dict(tx.execute(task.select()).first()._mapping)  # type: ignore[union-attr]

    def key(self) -> str:
        self.count += 1
        return f"made{self.count:028d}"

    def matter(self, process: str, **given: Any) -> str:
        """A case; `ended` is the day of February at which it closed, `by` the end it came to."""
        key, day, by = self.key(), given.pop("ended", None), given.pop("by", None)
        made = {"id": key, "key": key, "number": None, "process": process, "measure": process[:3], "next_due_on": None}
        if day is not None:
            closed = day if isinstance(day, dt.datetime) else at(day)
            made |= {"status": "closed", "closed_at": closed, "ended_at_element": by}
        self.tx.execute(case.insert(), [self.case | {"room_id": "third_room"} | made | given])
        return key

    def step(self, of: str, element: str, due: int, done: int | dt.datetime | None = None, **given: Any) -> str:
        """A step due on a day of February, done on a day or still open."""
        key = self.key()
        closed = at(done) if isinstance(done, int) else done
        made = {"id": key, "case_id": of, "path": element, "element": element, "due_on": on(due)}
        made |= {"closed_at": closed, "completed": closed is not None, "is_open": closed is None}
        made |= {"completed_by": "zhou" if closed else None}
        self.tx.execute(task.insert(), [self.task | made | given])
        return key

    def limit(self, of: str, key: str, due: int, **given: Any) -> None:
        """A time limit of a case that ends on a day of February."""
        day = on(due)
        row = {"case_id": of, "key": key, "base_on": on(1), "due_on": day, "first_due_on": day, "provisional": False}
        self.tx.execute(deadline.insert(), [row | given])

    def passed(self, of: str, process: str, *elements: str, day: int = 10) -> None:
        """Elements that a case went through."""
        for one in elements:
            row = {"case_id": of, "rev": 1, "process": process, "element": one, "kind": "end", "path": ""}
            self.tx.execute(activity.insert(), [row | {"at": at(day)}])

    def letter(self, of: str, template: str, issued: int | None, **given: Any) -> str:
        """A letter, issued with a number on a day of February, or a draft; gives its number."""
        key = self.key()
        row = {"id": key, "case_id": of, "template": template, "status": "issued" if issued else "draft", "version": 1}
        row |= {"number": key if issued else None, "issued_at": at(issued) if issued else None}
        self.tx.execute(letter.insert(), [row | {"made_at": at(1), "print_code": key, "content": b""} | given])
        return key

    def item(self, of: str, result: str | None) -> None:
        """An item of a meeting with minutes, decided or not."""
        key = self.key()
        held = {"id": key, "body": "standing", "status": "signed", "minutes_number": key, "content": b"", "version": 1}
        self.tx.execute(meeting.insert(), [held | {"made_at": at(1)}])
        row = {"id": self.key(), "meeting_id": key, "body": "standing", "case_id": of, "position": 1, "choices": []}
        row |= {"status": "decided" if result else "listed", "result": result, "proposal": b"", "version": 1}
        self.tx.execute(agenda_item.insert(), [row | {"made_at": at(1)}])


def load_calendar(house: House) -> WorkCalendar:
    with house.office.database.read() as tx:
        return calendar.load(tx)


def steps(c: County) -> None:
    """Due in February: one in time, one on its last minute, one a day late, one open; one due in March."""
    one = c.matter("m07_clue_disposal")
    c.step(one, "a", due=10, done=9)
    c.step(one, "b", due=10, done=at(10, 15))  # 23:00 of the tenth in the office
    c.step(one, "c", due=10, done=at(10, 17))  # 01:00 of the eleventh there
    c.step(one, "d", due=20)
    c.step(one, "e", due=1, done=1, due_on=on(1, 3))


def days(c: County) -> None:
    """On Monday 2 March: 1, 7, 8, 30, 31 days over; due today, on the third workday and on the fourth."""
    spans = {"overdue_week": (1, 7), "overdue_month": (8, 30), "overdue_longer": (31,)}
    for over in (day for part in spans.values() for day in part):
        c.matter("m07_clue_disposal", next_due_on=on(2, 3) - dt.timedelta(days=over))
    for ahead in (0, 3, 4):
        c.matter("m07_clue_disposal", next_due_on=on(2, 3) + dt.timedelta(days=ahead))


def suggestions(c: County) -> None:
    """Three due: one made in time, one late, one not at all; one due in January does not count."""
    for made in (9, 11, None, 9):
        one = c.matter("m07_clue_disposal")
        c.limit(one, "clue.head.p1", due=10)
        if made:
            c.step(one, "suggest_way", due=10, done=made)
    c.limit(c.matter("m07_clue_disposal"), "clue.suggest", due=10)


def replies(c: County) -> None:
    """Four replies due: two in time, one late, one missing."""
    for came in (9, 10, 12, None):
        one = c.matter(M08)
        c.limit(one, "letter.reply", due=10)
        if came:
            c.step(one, "reply", due=10, done=came)


def inquiries(c: County) -> None:
    """Five ended in February: three accepted (two with their letter), one verified after two rounds, one measured."""
    for number in (5, 6, None):
        one = c.matter(M08, ended=10, by="inquiry_closed")
        c.passed(one, "m08b_outcome", "accepted")
        c.letter(one, "d15_closing", number)
    again = c.matter(M08, ended=10, by="to_verification")
    c.passed(again, "m08b_outcome", "again", "verify")
    c.passed(c.matter(M08, ended=at(28, 15), by="inquiry_closed"), "m08b_outcome", "measured")
    c.matter(M08, ended=at(28, 17), by="to_verification")  # March has begun in the office
    c.matter(M08, status="ended", closed_at=at(10), ended_at_element="ended_early")


def named(c: County) -> None:
    """Two named reports: one told in time and answered late, one neither."""
    for told, answered in ((5, 12), (None, None)):
        one = c.matter("m07_clue_disposal")
        c.limit(one, "report.realname.accept_notice", due=10)
        c.limit(one, "report.realname.result_feedback", due=10)
        c.letter(one, "d25_acceptance", told)
        c.letter(one, "d25_feedback", answered)


def verifications(c: County) -> None:
    """Four ended: two filed and tried, of which one was returned."""
    for walked in (("file_case", "try_case"), ("file_case", "try_case"), (), ()):
        one = c.matter(M10, ended=10, by="concluded")
        c.passed(one, M10, *walked)
    c.passed(last := c.matter(M10, ended=11, by="decided"), M10, "file_case", "try_case")
    c.passed(last, "m10c_trial", "approve_return")


def endings(c: County) -> None:
    """Appeals: two kept, one changed, one not accepted. Clarified: two. Accountability: one held, two not."""
    for by in ("kept", "kept", "corrected", "not_accepted"):
        c.matter("m10d_appeal", ended=10, by=by)
    for by in ("clarified", "clarified", "not_needed"):
        c.matter("m10e_clarification", ended=10, by=by)
    for by in ("accountable", "not_accountable", "not_accountable", "not_taken"):
        c.matter("m10f_accountability", ended=10, by=by)


def early(c: County) -> None:
    """Early signs: one handled in time, one late, one open."""
    for ended in (9, 11, None):
        one = c.matter("m10g_early_handling", **({"ended": ended, "by": "handled"} if ended else {}))
        c.limit(one, "early.first_form", due=10)


def met(c: County) -> None:
    """Three signs of Sunday 1 February: a letter on Friday the 6th, a talk on the 12th, one without measure.

    A letter that was recalled does not count; of a letter and a later talk the letter does.
    """
    for sent, talked in ((6, 11), (None, 12), (None, None)):
        one = c.matter("m10g_early_handling")
        c.limit(one, "early.first_form", due=27)
        c.letter(one, "d17_early", 3, recalled_at=at(4))
        c.letter(one, "d17_early", sent)
        if talked:
            c.step(one, "hold_talk", due=27, done=talked)


def told(c: County) -> None:
    """Two clarified from the first of February on: by the 6th and once more on the 20th, by the 27th; one in March."""
    for days in ((6, 20), (27,), (at(2, month=3),)):
        one = c.matter("m10e_clarification")
        c.limit(one, "clarify.done", due=27)
        for day in days:
            c.step(one, "confirm_done", due=27, done=day)


def tours(c: County) -> None:
    """Plans: signed, signed, refused, silent. Items: three cleared, one failed; one cleared in March."""
    one = c.matter("m04_inspection_tour")
    c.passed(one, "m04d_signature", "signed", "signed", "refused", "silent")
    c.passed(one, "rectify_item", "item_cleared", "item_cleared", "item_cleared", "item_failed")
    c.tx.execute(
        activity.insert(),
        [{"case_id": one, "rev": 2, "process": "rectify_item", "element": "item_cleared", "kind": "end", "path": ""}
         | {"at": at(3, month=3)}],
    )  # fmt: skip


def items(c: County) -> None:
    """Five items due by the tenth: proof in time, on the day, late, none, and one whose proof is of another item."""
    for proved in (9, 10, 12, None):
        one = c.matter("m02_main_responsibility")
        c.limit(one, "rectify.item#1", due=10)
        if proved:
            c.step(one, "submit_proof", due=10, done=proved, deadline="rectify.item#1")
    c.limit(other := c.matter("m04_inspection_tour"), "rectify.item#u1-2", due=10)
    c.step(other, "submit_own_proof", due=10, done=9, deadline="rectify.item#u1-1")


def eyes(c: County) -> None:
    """One step done by whom it was kept from, one by somebody else."""
    one = c.matter("m07_clue_disposal")
    for who in ("zhou", "wu"):
        kept = c.step(one, "x", due=20, done=10, due_on=None)
        c.tx.execute(not_actor.insert(), [{"person_id": who, "task_id": kept}])


def spots(c: County) -> None:
    """Three accepted: one checked by both officers, one by one, one not at all. One checked, but not accepted."""
    for checks in (("spot_check", "spot_check"), (None, "spot_check"), (None, None)):
        one = c.matter(M08, ended=10, by="inquiry_closed")
        c.passed(one, "m08b_outcome", "accepted")
        for element, mark in zip(("review_reply_a", "review_reply_b"), checks, strict=True):
            c.step(one, element, due=9, done=9, outcome=mark)
    c.step(c.matter(M08, ended=10, by="to_verification"), "review_reply_a", due=9, done=9, outcome="spot_check")


def shelves(c: County) -> None:
    """Three to be looked at again by the tenth: one analysed that day, one only before it was shelved, one not."""
    for analysed in (10, 3, None):
        one = c.matter("m07_clue_disposal")
        c.limit(one, "shelved.review", due=10)
        if analysed:
            c.step(one, "analyse_clue", due=10, done=analysed)


def opinions(c: County) -> None:
    """Three asked for: answered in time out of a meeting, a day late without one, not at all."""
    for sent, studied in ((10, True), (11, False), (None, True)):
        one = c.matter("m09_integrity_opinion")
        c.limit(one, "opinion.reply", due=10)
        c.letter(one, "d16_integrity_opinion", sent)
        c.item(one, "yes" if studied else None)


def entrusted(c: County) -> None:
    """Three talks entrusted by the tenth: two recorded, one of them late; one not."""
    for recorded in (9, 12, None):
        one = c.matter("m02c_duty_up")
        c.limit(one, "entrust.talk", due=10)
        if recorded:
            c.step(one, "write_record", due=10, done=recorded)


def loads(c: County) -> None:
    """Four steps held now: two by Zhou, one by Wu, one by a head; one in no hand. Three cases on two heads."""
    of = [c.matter("m07_clue_disposal", subject_id=who) for who in ("ma", "ma", "liu")]
    for who in ("zhou", "zhou", "wu", "ma", None):
        c.step(of[0], "x", due=20, assignee_id=who)


def recusals_of(c: County) -> None:
    """From a head with a case, and from a case: two. One lifted, one of March, one from a head without any case."""
    of = c.matter("m07_clue_disposal", subject_id="ma")
    made = (
        ("he", "ma", None, True, at(10)),
        ("wu", None, of, True, at(10)),
        ("luo", "ma", None, False, at(10)),
        ("wang", "ma", None, True, at(10, month=3)),
        ("he", "gong", None, True, at(10)),
    )
    for who, subject, case_id, recused, when in made:
        row = {"id": c.key(), "person_id": who, "subject_id": subject, "case_id": case_id, "recused": recused}
        c.tx.execute(recusal.insert(), [row | {"source": "declared", "at": when}])


def gates(c: County) -> None:
    """One try past a gate, one past four eyes, one of a case that is not there."""
    one = c.matter("m07_clue_disposal")
    for case_id, code in ((one, "mandatory_gate"), (one, "four_eyes"), (None, "mandatory_gate")):
        facts = {"verb": "recall_task", "code": code, "case": case_id, "rows": ["8.4"]}
        entry = AuditEntry(stream="office", act="refused", actor_id=PersonId("zhou"), at=at(10), facts=facts)
        audit.append(c.tx, entry)


def revised(c: County) -> None:
    """Three replies: one whose place the second took, the second itself, one whose replacement was taken back."""
    one = c.matter("m09_integrity_opinion")
    first, third = (c.letter(one, "d16_integrity_opinion", 5) for _ in range(2))
    c.letter(one, "d16_integrity_opinion", 20, replaces=first)
    c.letter(one, "d16_integrity_opinion", None, replaces=third, recalled_at=at(21))


def revoked(c: County) -> None:
    """Two filed: one sanctioned, one concluded without; one concluded that was never filed."""
    c.passed(c.matter(M10, ended=11, by="decided"), M10, "file_case")
    c.passed(c.matter(M10, ended=10, by="concluded"), M10, "file_case")
    c.matter(M10, ended=10, by="concluded")


def looks_back(c: County) -> None:
    """Three due by the tenth: one taken, one taken before and not since, one not; a tour's taken."""
    for key, taken in (("rectify.lookback#", 12), ("rectify.lookback#u1-", 3), ("rectify.lookback#", None)):
        one = c.matter("m02_main_responsibility")
        c.limit(one, key, due=10)
        if taken:
            c.step(one, "look_back", due=12, done=taken)
    c.limit(tour := c.matter("m04_inspection_tour"), "tour.lookback", due=10)
    c.step(tour, "look_back", due=12, done=11)


def cleared(c: County) -> None:
    """Two to be cleared by the tenth: one in time, one late; one of whom nothing was to be cleared."""
    for done in (9, 11, None):
        one = c.matter("m10e_clarification")
        c.limit(one, "clarify.done", due=10)
        if done:
            c.passed(one, "m10e_measures", "measures_wanted")
            c.step(one, "confirm_done", due=10, done=done)


def life_meetings(c: County) -> None:
    """Four: attended; so with a silent member; from papers, then attended; from papers. One unmarked, one not held."""
    papers = "from_papers"
    for marks in (("in_person",), ("in_person some_silent",), (papers, "in_person"), (papers,), (None,), ()):
        one = c.matter("m06_life_meeting", ended=10, by="closed")
        for mark in marks:
            c.step(one, "attend", due=9, done=9, outcome=mark)


def wholes(c: County) -> None:
    """Due in February: by the whole's limit one at its element in time, one too late; by steps one in time, one open.

    Not counted: one whose whole is due in March though a step was not, one that ended early.
    """
    m03 = "m03_power_watch"
    for reached in (9, 11):
        one = c.matter(m03)
        c.limit(one, "power.visit", due=10, whole="synthesise")
        c.passed(one, m03, "synthesise", day=reached)
        c.step(one, "later", due=1, due_on=on(20, 3))
    for done in (20, None):
        c.step(c.matter("m05_integrity_talk", ended=done, by="talk_closed"), "archive", due=20, done=done)
    later = c.matter(m03)
    c.limit(later, "power.visit", due=10, whole="synthesise", due_on=on(10, 3))
    c.step(later, "plan_visit", due=5)
    c.step(c.matter(m03, ended=4, status="ended"), "plan_visit", due=5, done=4)


COUNTED = {
    "cases_on_time": (wholes, 4, 2),
    "steps_on_time": (steps, 4, 2),
    "overdue_week": (days, 2, None),
    "overdue_month": (days, 2, None),
    "overdue_longer": (days, 1, None),
    "nearly_due": (days, 2, None),
    "open_steps": (steps, 1, None),
    "suggested_on_time": (suggestions, 4, 2),
    "named_accepted": (named, 2, 1),
    "named_answered": (named, 2, 0),
    "replied": (replies, 4, 3),
    "replied_on_time": (replies, 4, 2),
    "inquiry_again": (inquiries, 5, 1),
    "inquiry_to_verification": (inquiries, 5, 1),
    "inquiry_accepted": (inquiries, 5, 3),
    "closing_letter_sent": (inquiries, 3, 2),
    "verification_filed": (verifications, 5, 3),
    "trial_returned": (verifications, 3, 1),
    "appeal_changed": (endings, 3, 1),
    "clarified": (endings, 2, None),
    "accountable": (endings, 3, 1),
    "early_on_time": (early, 3, 1),
    "plan_signed": (tours, 4, 2),
    "rectified_on_time": (items, 5, 2),
    "rectified": (tours, 4, 3),
    "four_eyes_broken": (eyes, 1, None),
    "spot_checked": (spots, 3, 2),
    "shelved_reviewed": (shelves, 3, 1),
    "opinion_on_time": (opinions, 3, 1),
    "opinion_studied": (opinions, 2, 1),
    "entrusted_answered": (entrusted, 3, 2),
    "opinion_changed": (revised, 3, 1),
    "filing_revoked": (revoked, 1, None),
    "looked_back": (looks_back, 4, 2),
    "clarified_on_time": (cleared, 2, 1),
    "early_days": (met, 2, None),
    "clarified_days": (told, 2, None),
    "meetings_attended": (life_meetings, 4, 3),
    "members_silent": (life_meetings, 4, 1),
    "load_per_officer": (loads, 3, None),
    "load_per_head": (loads, 3, None),
    "recused": (recusals_of, 2, None),
    "gates_tried": (gates, 1, None),
}


def counted(house: House, *made: Any) -> dict[str, tuple[int, int | None]]:
    """Every figure of February after the rows of a part of the county were put in, without what was there before."""
    before = {one.key: one for one in house.view(statistics_page, "chen", **PERIOD).rows}
    with house.office.database.write() as tx:
        county = County(tx)
        for one in made:
            one(county)
    after = house.view(statistics_page, "chen", **PERIOD).rows
    return {one.key: _more(one, before[one.key]) for one in after}


def _more(now: Any, then: Any) -> tuple[int, int | None]:
    return now.total - then.total, None if now.good is None else now.good - then.good


@pytest.mark.parametrize("part", sorted({one[0].__name__ for one in COUNTED.values()}))
def test_a_figure_is_what_one_counts_by_hand(house: House, part: str) -> None:
    clue_to_register(house)
    mine = {key: one for key, one in COUNTED.items() if one[0].__name__ == part}

    found = counted(house, next(iter(mine.values()))[0])

    assert {key: found[key] for key in mine} == {key: (total, good) for key, (_, total, good) in mine.items()}


def test_every_figure_has_its_words_and_is_counted_by_hand() -> None:
    assert set(FIGURES) == set(COUNTED)
    assert set(WORDS) == {*FIGURES, COVERED}
    assert {one.group for one in WORDS.values()} == set(GROUPS)
    assert all(one.definition.endswith("。") for one in WORDS.values())


def test_a_share_is_rounded_down_and_of_nothing_there_is_none(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        steps(County(tx))

    rows = {one.key: one for one in house.view(statistics_page, "chen", **PERIOD).rows}

    assert rows["steps_on_time"].share == 50
    assert (rows["replied"].total, rows["replied"].share) == (0, None)


def test_a_load_is_told_for_each_and_an_export_hides_a_small_one(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        loads(County(tx))

    found = house.view(figure_page, "chen", figure="load_per_head", room_id="third_room", **PERIOD)
    _, content = house.view(statistics_file, "chen", **PERIOD)
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))}

    assert (found.figure.total, found.figure.each, found.figure.good) == (3, "1.5", None)
    assert [(one.room_id, one.each) for one in found.parts] == [("third_room", "1.5")]
    assert rows["每名对象在办事项"][:3] == ["少于5", "人均", "少于5"]


def test_how_long_early_handling_took_is_told_in_workdays_by_room_and_for_each_matter(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        county = County(tx)
        met(county)
        slow = county.matter("m10g_early_handling", room_id="first_room")
        county.limit(slow, "early.first_form", due=27)
        county.step(slow, "hold_talk", due=27, done=28)

    found = house.view(figure_page, "chen", figure="early_days", **PERIOD)
    _, content = house.view(statistics_file, "chen", **PERIOD)
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))}

    workdays = load_calendar(house)
    by_hand = sorted(workdays.between(on(1), day) for day in (on(6), on(12), on(28)))
    days = found.figure.days
    assert days is not None
    assert (days.median, days.longest) == (str(by_hand[1]), by_hand[2])
    assert [count for _, count in days.spread] == [1, 1, 1, 0]
    assert sorted(one.days or 0 for one in found.rows) == by_hand
    assert {one.room_id: one.days and one.days.longest for one in found.parts} == {
        "first_room": by_hand[2],
        "third_room": by_hand[1],
    }
    assert rows["抓早抓小用时"][:3] == ["少于5", "用时中位数（工作日）", "少于5"]


def test_accountability_tells_what_it_came_to(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        county = County(tx)
        for by, step in (("accountable", "issue_decision"), ("accountable", "impose"), ("not_accountable", None)):
            one = county.matter("m10f_accountability", ended=10, by=by)
            if step:
                county.passed(one, "m10f_accountability", step)

    kinds = house.view(figure_page, "chen", figure="accountable", **PERIOD).figure.kinds

    assert dict(kinds) == {
        "问责决定（检查、通报、诫勉）": 1,
        "组织调整建议": 0,
        "转纪律处分": 1,
        "不予问责": 1,
    }


def test_unit_and_room_narrow_a_figure_and_its_parts_add_up(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        county = County(tx)
        inquiries(county)
        there = county.matter(M08, ended=10, by="inquiry_closed", room_id="first_room", unit_id="county_water")
        county.passed(there, "m08b_outcome", "accepted")

    found = house.view(figure_page, "chen", figure="inquiry_accepted", **PERIOD)
    room = house.view(figure_page, "chen", figure="inquiry_accepted", room_id="first_room", **PERIOD)
    unit = house.view(figure_page, "chen", figure="inquiry_accepted", unit_id="county_water", **PERIOD)

    assert [(one.room_id, one.total, one.good) for one in found.parts] == [("first_room", 1, 1), ("third_room", 5, 3)]
    assert (found.figure.total, room.figure.total, unit.figure.total) == (6, 1, 1)


def test_behind_a_figure_stand_the_cases_that_the_viewer_may_see_and_how_many_there_are(house: House) -> None:
    to_inquiry(house)
    inquiry = case_of(house, M08)

    everything = house.view(figure_page, "chen", figure="open_steps")
    room = house.view(figure_page, "he", figure="open_steps")
    monitor = house.view(figure_page, "su", figure="open_steps")

    assert inquiry.id in {one.case_id for one in everything.rows}
    assert inquiry.id in {one.case_id for one in room.rows}
    assert [one for one in monitor.rows if one.measure_name == "谈话函询核查"] == []
    assert monitor.figure.total == everything.figure.total > monitor.seen == len(monitor.rows)
    assert everything.seen == len(everything.rows)


def test_no_number_counts_a_matter_from_which_the_viewer_is_kept(house: House) -> None:
    """A unit has one head: one more there would tell."""
    to_inquiry(house)
    unit = str(case_of(house, M08).unit_id)
    recuse(house, "chen")

    told = {figure: house.view(figure_page, "chen", figure=figure, unit_id=unit) for figure in FIGURES}
    assert {figure for figure, one in told.items() if one.figure.total or one.parts} == set()
    assert house.view(figure_page, "he", figure="open_steps", unit_id=unit).figure.total > 0


@pytest.mark.parametrize("who", ["zhou", "ma", "cui", "mo", "hu"])
def test_there_are_no_statistics_for_others(house: House, who: str) -> None:
    for look in (statistics_page, statistics_file):
        with pytest.raises(NotFound):
            house.view(look, who)
    with pytest.raises(NotFound):
        house.view(figure_page, who, figure="replied")


def test_what_is_asked_wrongly_is_refused(house: House) -> None:
    with pytest.raises(NoPeriod):
        house.view(statistics_page, "chen", first=LAST, last=FIRST)
    for wrong in ({"unit_id": "nowhere"}, {"room_id": "nowhere"}):
        with pytest.raises(NotFound):
            house.view(statistics_page, "chen", **wrong)
    with pytest.raises(NotFound):
        house.view(figure_page, "chen", figure="sanctions_wanted")


def test_an_export_hides_small_numbers_and_what_gives_them_away(house: House) -> None:
    clue_to_register(house)
    with house.office.database.write() as tx:
        county = County(tx)
        for _ in range(3):
            inquiries(county)

    name, content = house.view(statistics_file, "chen", **PERIOD)
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))}

    assert name == "统计_20260201_20260228.csv"
    assert rows["再次函询率"][:4] == ["15", "再次函询", "少于5", "少于5"]  # 3 of 15
    assert rows["采信了结率"][:4] == ["15", "采信了结", "9", "60"]  # 9 and 6 of 15
    assert rows["了结反馈函发出率"][2:4] == ["少于5", "少于5"]  # 6 of 9: 3 could be counted back
    assert rows["澄清件数"][:2] == ["0", ""]
    assert rows["再次函询率"][4].startswith("期间内办结的谈话函询")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1+1", "＋1", "－1", "＠A1"]
)
def test_no_cell_is_read_as_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe("按期办结率") == "按期办结率"
