"""One head through a year, across all ten measures: what one finds another one hears of, and facts alone weigh.

The messages are the real ones, delivered by the real broker. At each joint the test asks what the domain says of it
(section 7): one message, about this head, taken by the right case, answered with a number.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases import opinions
from tests.usecases.due import rows
from tests.usecases.filing import look_into
from tests.usecases.invariants import everything_holds
from tests.usecases.office import House
from tests.usecases.opinions import decide, departments, draft, replies, send_reply
from tests.usecases.passages import ALL_TRUE, FIVE, approve, enter, issue, meet, suggest, today
from tests.usecases.power import begin, hear_everybody, until_drawn
from tests.usecases.robot import do, look_at, task_at
from tests.usecases.test_inspection_tour import OWN, UNITS, agreed, brief_by, start_tour
from tests.usecases.test_responsibility_checks import BAD, BASIC, GOOD, PROBLEM, list_clauses
from webapp.domain.actor import SYSTEM
from webapp.domain.ids import CaseId, PersonId
from webapp.store import archive, messages
from webapp.store.tables import case, message_in, task
from webapp.usecases.beside import start_beside
from webapp.usecases.cycles import turn_all
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.opening import start_case
from webapp.usecases.own_archive import own_archive
from webapp.usecases.portal import portal

pytestmark = pytest.mark.story

MA, UNIT = PersonId("ma"), "county_coop"
M01, M02, M03 = "m01_political_evaluation", "m02_main_responsibility", "m03_power_watch"
M04, M04B, M05, M06 = "m04_inspection_tour", "m04b_clue_urgent", "m05_integrity_talk", "m06_life_meeting"
M07, M07C, M08, M09A = "m07_clue_disposal", "m07c_analysis", "m08_talk_letter_inquiry", "m09a_archive_update"
M09D, M10G = "m09d_revision", "m10g_early_handling"
PAIRS = {"first_room": ("li", "zhao"), "second_room": ("pei", "tang"), "third_room": ("zhou", "wu")}
HEADS = {"first_room": "luo", "second_room": "tang", "third_room": "he"}
SIGN = "两次议题没有事先酝酿，本人已当面承认。"
RESIDENTS = {"first_room": "rong", "second_room": "zhang", "third_room": "mei"}
POWER = {"class": "deviating", "fact": "大额资金使用没有集体研究。", "document": "账册", "source_kind": "contract"}


# ---------------------------------------------------------------- who, and what went between


def room_of(house: House, path: str) -> str:
    """Give the room in which the open step lies."""
    key = task_at(house, path)
    (row,) = [one for one in rows(house, task) if one.id == key]
    return str(row.room_id)


def pair(house: House, path: str) -> tuple[str, str]:
    """Give two officers of the room in which the open step lies."""
    return PAIRS[room_of(house, path)]


def of(house: House, process: str, start: str = "") -> list[Any]:
    """Give the head's cases of a process, in the order in which they were opened."""
    found = [one for one in rows(house, case) if one.process == process and start in ("", one.start_event)]
    return sorted((one for one in found if one.subject_id in (MA, None)), key=lambda one: one.opened_at)


def joint(house: House, name: str, sender: str, receiver: str) -> Any:
    """Fail unless one message of that name about the head went from the one process to the other; give who took it."""
    known = {one.id: one for one in rows(house, case)}
    found = [
        one
        for one in rows(house, message_in)
        if one.name == name and (known.get(one.source_case_id), known.get(one.taken_by_id)) != (None, None)
        if getattr(known.get(one.source_case_id), "process", "") == sender
        if getattr(known.get(one.taken_by_id), "process", "") == receiver
    ]
    assert [one.status for one in found] == ["delivered"], f"{name}: {sender} → {receiver}: {len(found)}"
    taker = known[found[0].taken_by_id]
    assert (found[0].subject_id, taker.subject_id) == (MA, MA), f"{name} is not about the head"
    return taker


def number_back(house: House, sender: Any) -> str:
    """Give the one number with which a case was answered."""
    with house.office.database.read() as tx:
        told = messages.of_case(tx, CaseId(sender.id))
    (one,) = [one for one in told if one.name == "number_returned" and one.target_case_id == sender.id]
    return str(one.payload["number"])


def entered(house: House) -> dict[str, str]:
    """Give the status of each entry in the head's archive by its kind."""
    with house.office.database.read() as tx:
        return {one.kind: one.status for one in archive.whole(tx, MA)}


# ---------------------------------------------------------------- the year


def power_is_watched(house: House) -> None:
    """March: a visit finds one-man decisions, a clue, an early sign (m03); results are filed within ten workdays."""
    until_drawn(house)
    hear_everybody(house)
    do(house, "li", "synthesise", findings=[POWER], breach=True, early=True, early_facts=SIGN)
    clue = joint(house, "clue_found", M03, M07)
    joint(house, "early_sign", M03, M10G)
    assert number_back(house, of(house, M03, "yearly")[0]) == clue.number
    do(house, "li", "facts/tell_facts", way="face")
    do(house, "ma", "facts/explain_facts", agree="agree")
    do(house, "li", "facts/weigh_facts", facts="same")
    (entry,) = [one for one in rows(house, task) if one.is_open and one.element == "make_entry"]
    assert (entry.deadline, entry.due_on) == ("power.entry", dt.date(2026, 3, 17))
    enter(house, "archive", "li", heard="yes", heard_on=today(house))
    joint(house, "archive_entry", M03, M09A)
    assert entered(house) == {"power.deviating": "verified"}


def clue_is_in_hand(house: House) -> None:
    """The clue is recorded and handed to the third room."""
    do(house, "han", "acceptance/record_found", discipline_class=["integrity"], tags=["none"])
    do(house, "han", "acceptance/accept_clue", verdict="separate", room="third_room")


def tour_reports_a_clue(house: House) -> None:
    """A tour begins (m04), reports a clue at once from its own page, and hears its number; it joins the one in hand."""
    start_tour(house, unit=UNIT)
    tour = of(house, M04)[0]
    shown = look_at(house, brief_by(house), "brief_group").form_state
    assert shown is not None
    assert [row["summary"][:4] for row in shown.values["entries"]] != []  # type: ignore[attr-defined]
    assert shown.values["clue_count"] == 1
    do(house, brief_by(house), "brief_group")
    house.run(declare_about_case, "tao", case_id=CaseId(tour.id), answer="none")
    words = {"process": M04B, "start_event": "clue_seen", "token": house.token()}
    house.run(start_beside, "tao", case_id=CaseId(tour.id), **words)
    do(house, "tao", "note_finding", found_on=today(house))
    do(house, "tao", "report/write_clue", summary="反映其违规插手工程项目，材料另附。")
    do(house, "yun", "report/check_clue", good=True)
    second = joint(house, "clue_urgent", M04B, M07)
    assert number_back(house, of(house, M04B)[0]) == second.number
    do(house, "han", "acceptance/record_found", discipline_class=["integrity"], tags=["project"])
    do(house, "han", "acceptance/accept_clue", verdict="join", join_to=of(house, M07, "clue_found")[0].number)
    joint(house, "clue_joined", M07, M07)


def opinion_is_suspended(house: House) -> None:
    """The organisation department asks (m09): with an open clue the answer is “suspend”, and the clue goes first."""
    opinions.ask(house, "ma")
    departments(house)
    draft(house)
    do(house, "lu", "form_opinion/read_list", verdict="agree")
    decide(house)
    send_reply(house)
    (first,) = replies(house)
    assert "建议暂缓。" in first.text
    assert of(house, M09D)[0].status == "open"
    hurried = joint(house, "accelerate", M09D, M07)
    assert hurried.priority == 0


def inquiry_is_closed(house: House) -> None:
    """Both clues become one inquiry (m07, m08); answered, accepted and closed; the opinion is revised (m09)."""
    read = look_at(house, "zhou", "disposal/analyse_clue").joined
    assert [one.case_id for one in read] == [of(house, M07, "clue_urgent")[0].id]
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")
    joint(house, "inquiry_start", M07, M08)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to="ma")
    do(house, "ma", "hear/reply")
    do(house, "zhou", "review_reply_a", checks=ALL_TRUE)
    do(house, "wu", "review_reply_b", checks=ALL_TRUE)
    do(house, "zhou", "dispose/write_report", sufficiency="complete")
    meet(house, "dispose/study", "accept")
    approve(house, "dispose/approve_outcome")
    issue(house, "dispose/close_inquiry/issue_closing", "zhou", signer="wang", to="ma")
    enter(house, "archive_outcome", "zhou")
    joint(house, "case_concluded", M08, M07)
    joint(house, "stage_changed", M07, M09D)
    enter(house, "conclude/archive", "zhou")
    assert entered(house)["inquiry.accept"] == "not_established"


def opinion_is_revised(house: House) -> None:
    """What was suspended is answered again: the registers know that both matters are over, and nobody types that."""
    departments(house)
    draft(house)
    decide(house)
    send_reply(house)
    assert [row.text.count("建议暂缓。") for row in replies(house)] == [1, 0]
    assert "可以考虑，说明事实。" in replies(house)[1].text
    do(house, "zheng", "read_revision")
    assert of(house, M09D)[0].ended_at_element == "opinion_revised"


def early_sign_is_handled(house: House) -> None:
    """The early sign of the visit ends in a talk that reminds (m10)."""
    officer, _ = pair(house, "weigh_sign")
    head = HEADS[room_of(house, "weigh_sign")]
    shown = look_at(house, officer, "weigh_sign").form_state
    assert shown is not None
    assert shown.values["told"] == SIGN
    do(house, officer, "weigh_sign", opinion="handle", facts_verified=True, kind="remind")
    do(house, officer, "hear/state_facts")
    do(house, "ma", "hear/explain", agree="agree")
    do(house, officer, "hear/weigh_reply", facts="same")
    do(house, officer, "settle_measure", kind="remind", way="talk", by=head)
    approve(house, "approve_measure", head, "wang", "chen")
    do(house, head, "hold_talk", second_officer=officer, talked_on=today(house))
    do(house, officer, "confirm_record", confirmed="yes")
    do(house, officer, "note_result")
    enter(house, "archive", officer)
    assert of(house, M10G)[0].ended_at_element == "handled"


def talk_before_office(house: House) -> None:
    """An appointment leads to a talk, a promise, the reminder with its receipt (m05)."""
    house.run(start_case, "zheng", process="m05b_appointment", start_event="appointment", token=house.token())
    do(house, "zheng", "register_appointment", person="ma", effective_on=today(house) + dt.timedelta(days=60))
    officer, other = pair(house, "plan_talk")
    on = today(house) + dt.timedelta(days=10)
    do(house, officer, "plan_talk", talker="chen", recorder=other, talk_on=on)
    approve(house, "approve_plan", HEADS[room_of(house, "approve_plan/by_room")], "wang", "chen")
    do(house, officer, "outline")
    do(house, "chen", "confirm_outline")
    issue(house, "talk/issue_notice", officer, to="ma")
    do(house, officer, "talk/record_talk", came="yes", talker="chen", recorder=other)
    do(house, "chen", "talk/confirm_talk", decision="good")
    do(house, "ma", "talk/read_record", agree="agree")
    do(house, officer, "weigh_talk", found="none")
    do(house, "ma", "before_office/promise")
    issue(house, "before_office/issue_reminder", officer, to="ma")
    enter(house, "archive", officer)
    assert entered(house)["talk.talk_held"] == "verified"


def responsibility_is_checked(house: House) -> None:
    """The quarter's analysis (m07) and the tour's chapter (m04) ask for a check (m02): one check, the second joins."""
    house.clock.move_to("2026-04-07T09:00")
    turn_all(house.office)
    house.drain()
    do(house, "ding", "write_analysis", campaign="no", weak_heads=[{"person": "ma"}])
    do(house, "chen", "approve_analysis/by_secretary", decision="agree")
    (check,) = of(house, M02)
    assert check.origin_case_id == next(one.id for one in rows(house, case) if one.process == M07C)
    list_clauses(house)
    do(house, "su", "plan_check")
    issue(house, "issue_notice", "su", signer="wang")
    chapter_finds_weakness(house)
    joint(house, "weakness_found", M04, M02)
    do(house, pair(house, "take_weakness")[0], "take_weakness")
    officer = pair(house, "check/check_items")[0]
    do(house, officer, "check/check_items", items=[BASIC, GOOD, BAD])
    do(house, "su", "check/confirm_items", good=True)
    officer, other = pair(house, "check/talk_head")
    do(house, officer, "check/talk_head", second_officer=other)
    do(house, other, "check/confirm_talk", confirmed="yes")
    do(house, "su", "find", no_duty="no", problems=[PROBLEM])
    do(house, "su", "hear/state_facts")
    do(house, "ma", "hear/explain", agree="agree")
    do(house, "su", "hear/weigh_reply", facts="same")
    do(house, "su", "conclude", grade="bad")
    enter(house, "archive_check", "su", heard="yes", heard_on=today(house))
    assert entered(house)["check.deviating"] == "verified"


def chapter_finds_weakness(house: House) -> None:
    """The tour's chapter names the clue's number and finds the responsibility weak; the leading group hears it."""
    days = [{"what": "mobilised", "held_on": today(house)}, {"what": "end", "held_on": today(house)}]
    page = str(look_at(house, "tao", "tour_work"))
    assert of(house, M07, "clue_urgent")[0].number in page
    assert "违规插手工程项目" not in page
    do(house, "tao", "tour_work", milestones=days)
    written = {"problems": [OWN, UNITS], "clue_reported": "yes", "weak": True}
    do(house, "tao", "chapter/write_chapter", second_officer="yun", **written)
    do(house, "yun", "chapter/confirm_chapter", confirmed="yes")
    do(house, "yun", "chapter/group_study", result="agree", held_on=today(house))
    agreed(house, "chapter/approve_report")
    issue(house, "chapter/issue_chapter", "tao")
    do(house, "tao", "chapter/present_report")
    meet(house, "chapter/hear_report", "heard")


def weakness_is_put_right(house: House) -> None:
    """The recommendation of the check is signed by the head and put right, item by item."""
    do(house, "su", "recommend/list_items", kind="supervision")
    approve(house, "recommend/approve_items", HEADS[room_of(house, "recommend/approve_items/by_room")], "wang", "chen")
    issue(house, "recommend/issue_recommendation", "su")
    do(house, "hua", "answer_recommendation", adopt="adopt")
    do(house, "ma", "rectify/write_plan", answer="sign", items=[{"due": today(house) + dt.timedelta(days=30)}])
    do(house, "su", "rectify/check_plan", good=True)
    do(house, "hua", "rectify/work[0]/submit_proof")
    do(house, "su", "rectify/work[0]/accept_item", result="pass")


def tour_is_answered(house: House) -> None:
    """The head signs the plan of the tour, its items are put right, both reports come after six months (m04)."""
    do(house, "tao", "give_feedback", held_on=today(house))
    later = today(house) + dt.timedelta(days=40)
    do(house, "ma", "plan/ask_plan/write_plan", answer="sign", items=[{"due": later, "own": True}, {"due": later}])
    officer, other = pair(house, "plan/review_plan")
    do(house, officer, "plan/review_plan", result="pass")
    do(house, "zheng", "plan/review_by_org", result="pass")
    issue(house, "plan/issue_plan", officer)
    do(house, "ma", "rectify/work[0]/submit_own_proof")
    do(house, officer, "rectify/work[0]/accept_item", result="pass")
    do(house, "hua", "rectify/work[1]/submit_proof")
    do(house, officer, "rectify/work[1]/accept_item", result="pass")
    house.clock.move_to("2026-10-12T09:00")
    house.drain()
    do(house, "ma", "progress/own_report")
    do(house, "hua", "progress/unit_report")
    graded = [{"state": "good"}, {"state": "good"}]
    do(house, officer, "evaluate", items=graded, meeting=True, second_officer=other)
    do(house, other, "confirm_evaluation", confirmed="yes")
    issue(house, "issue_report", officer)
    enter(house, "archive", officer)
    assert entered(house)["tour.in_place"] == "verified"


def life_meeting_asks(house: House) -> None:
    """The meeting that the tour asked for has the matters on its list: tour, inquiry, talk, early handling (m06)."""
    joint(house, "special_meeting_needed", M04, M06)
    do(house, "hua", "plan_meeting", theme="专题民主生活会", meeting_on=dt.date(2026, 11, 9), kind="special")
    officer, other = pair(house, "prepare/list_matters")
    shown = look_at(house, officer, "prepare/list_matters").form_state
    assert shown is not None
    listed = {str(row["source"]) for row in shown.values["matters"]}  # type: ignore[attr-defined]
    assert listed == {"tour", "inquiry", "talk", "measure"}
    matters = len(shown.values["matters"])  # type: ignore[arg-type]
    do(house, officer, "prepare/list_matters")
    issue(house, "prepare/notice", officer, to="ma")
    do(house, "ma", "prepare/own_data/state_data")
    do(house, "ma", "prepare/write_material")
    do(house, officer, "prepare/review_material", matters=[{"explained": "yes"}] * matters)
    house.clock.move_to("2026-11-09T10:00")
    house.drain()
    held = {"attendance": "attended", "due": 9, "present": 8, "head_order": "first", "self_grade": "good"}
    found = {"quality": "good", "breach": "no", "new_breach": "no", "criticisms": [{"member": "华以谦", "said": "yes"}]}
    answers = [{"explained": "yes", "truth": "yes", "against": "none"}] * matters
    on = dt.date(2026, 11, 9)
    do(house, officer, "attend", held_on=on, matters=answers, officers=[{"officer": officer}], **held, **found)
    do(house, other, "confirm_attend", verdict="good")
    do(house, "hua", "report_meeting")
    do(house, officer, "list_items", items=[])
    enter(house, "archive", officer)
    assert entered(house)["life_meeting.explained"] == "verified"


def next_year_follows_up(house: House) -> None:
    """What was verified this year stands in next year's evaluation and must be followed up (m01)."""
    house.clock.move_to("2027-01-11T09:00")
    with house.worker_away():  # else the year opens for every other head, too
        house.office.run(begin, SYSTEM, process=M01, subject="ma", year="2027")
        do(house, "ma", "collect/own_part/state_data")
        do(house, RESIDENTS[room_of(house, "collect/collect_evidence")], "collect/collect_evidence")
        officer = pair(house, "collect/choose_consult")[0]
        do(house, officer, "collect/choose_consult", consult="no")
        shown = look_at(house, officer, "draft_evaluation").form_state
    assert shown is not None
    with house.office.database.read() as tx:
        weak = {one.number for one in archive.whole(tx, MA) if one.weight == "adverse"}
        fed_back = {one.number for one in archive.whole(tx, MA) if one.kind == "tour.fed_back"}
        kinds = {one.kind for one in archive.whole(tx, MA) if one.weight == "adverse"}
    assert kinds == {"power.deviating", "check.deviating", "early.first_form"}
    assert len(fed_back) == 1, "put right since, and still followed up"
    listed = {row["entry_no"] for row in shown.values["last_weaknesses"]}  # type: ignore[attr-defined]
    assert listed == weak | fed_back


def only_facts_weigh(house: House) -> None:
    """The portrait cites verified entries only; the head reads what the head may read, and no clue."""
    found = look_into(house, "qian")
    with house.office.database.read() as tx:
        verified = {one.number for one in archive.whole(tx, MA) if one.status == "verified"}
    told = [*(why for one in found.dimensions for why in one.why), *(f for one in found.dimensions for f in one.facts)]
    cited = {number for sentence in told for number in sentence.entries}
    assert cited
    assert cited <= verified
    own, mine = str(house.view(own_archive, "ma")), house.view(portal, "ma")
    assert "谈话" in own
    assert not [word for word in ("线索", "举报", "插手工程") if word in own]
    titles = [one.title for one in mine.letters]
    assert {"函询通知书", "关于有关问题予以采信了结的反馈函", "廉政提醒函", "廉政谈话通知"} <= set(titles)
    assert not [title for title in titles if "意见回复" in title or "专章" in title]


def test_one_head_through_a_year_across_all_ten_measures(house: House) -> None:
    power_is_watched(house)
    clue_is_in_hand(house)
    tour_reports_a_clue(house)
    opinion_is_suspended(house)
    early_sign_is_handled(house)
    inquiry_is_closed(house)
    opinion_is_revised(house)
    talk_before_office(house)
    responsibility_is_checked(house)
    weakness_is_put_right(house)
    tour_is_answered(house)
    life_meeting_asks(house)
    next_year_follows_up(house)
    only_facts_weigh(house)

    measures = {one.measure for one in rows(house, case) if one.subject_id == MA}
    assert measures >= {"m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09", "m10"}
    everything_holds(house)
