"""A letter about somebody managed above leaves a stub: number, day, receipt; no name, no word of it stays here."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.usecases.dumps import dump
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, today
from tests.usecases.robot import MOST, do, look_at, open_steps, posted_for, task_at
from webapp.domain.errors import NotFound
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.papers import File
from webapp.domain.roster import Post
from webapp.store import attachments, audit, case_reads, deadlines, holds, letters, messages, people, submissions, tasks
from webapp.store.db import Tx
from webapp.store.tables import attachment, case, submission
from webapp.usecases.case_pages import case_page
from webapp.usecases.completing import save_draft, submit
from webapp.usecases.files import NoFilesHere, attach
from webapp.usecases.opening import start_case
from webapp.usecases.outside_words import record_word
from webapp.usecases.ports.clues import KeptHere
from webapp.usecases.search import search
from webapp.usecases.task_pages import open_task

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" * 40
M07 = "m07_clue_disposal"
MOST_EMPTIED = 5
"""More of a letter about the own leader: the hold, what is emptied, who is kept from it, the slip and its number."""
PLANTED = "收受某建材公司所送越野车一辆"
ABOVE = [{"management_level": "superior"}]
FIVE_HEADS = [*ABOVE, *({"management_level": "own"} for _ in range(4))]


def a_file(house: House, case_id: CaseId, *, name: str, field: str | None) -> File:
    """A file as it would lie with a case."""
    return File(
        id=f"{field}",
        case_id=case_id,
        task_id=task_at(house, "register_envelope"),
        field=field,
        kind="upload",
        media_type="pdf",
        size=len(PDF),
        name=name,
        content=PDF,
        by=PersonId("ding"),
        at=house.clock(),
    )


def register(house: House, persons: list[dict[str, str]], **more: Any) -> CaseId:
    """Let the petition office type a name and a line of the letter first, as it should not, and then register it."""
    house.run(start_case, "ding", process=M07, start_event="intake", token=house.token())
    step = task_at(house, "register_envelope")
    found = CaseId(case_of(house, M07).id)
    typed = {"persons.0.subject": ["gong"], "persons.0.management_level": ["own"], "note": [PLANTED, "龚润生"]}
    house.run(save_draft, "ding", task_id=step, posted=typed)
    finish_registering(house, persons=persons, typed=typed, **more)
    return found


def finish_registering(
    house: House,
    *,
    persons: list[dict[str, str]] | None = None,
    typed: dict[str, list[str]] | None = None,
    **more: Any,
) -> None:
    """Hand the registration in."""
    step, persons, typed = task_at(house, "register_envelope"), persons or ABOVE, typed or {}
    given = {"channel": "letter", "received_on": today(house), "persons": persons}
    posted = house.view(posted_for, "ding", task_id=step, given=given | more)
    house.run(submit, "ding", task_id=step, token=house.token(), posted=posted | typed | only(posted))
    house.drain()


def only(posted: dict[str, list[str]]) -> dict[str, list[str]]:
    """The levels as they are registered, whatever was typed first."""
    return {name: texts for name, texts in posted.items() if name.endswith("management_level")}


def everything_opened(tx: Tx, case_id: CaseId) -> str:
    """Give all that the house still holds of a case, opened with its keys."""
    rows = tx.execute(submission.select().where(submission.c.case_id == case_id)).all()
    drafts = [submissions.drafts_of_task(tx, row.task_id) for row in rows]
    parts: list[object] = [
        case_reads.opened(tx, case_id),
        submissions.of_case(tx, case_id),
        drafts,
        audit.entries(tx, audit.stream_of(case_id), opened=True),
        tasks.of_case(tx, case_id),
        messages.of_case(tx, case_id),
        letters.of_case(tx, case_id),
    ]
    return "\n".join(repr(part) for part in parts)


def holds_nothing(house: House, case_id: CaseId) -> None:
    """Fail when a name, an id or a word of the letter can still be read."""
    with house.office.database.read() as tx:
        found = everything_opened(tx, case_id)
    for word in (PLANTED, "龚润生", "gong"):
        assert word not in found
        assert word.encode().hex() not in found.encode().hex()


def test_emptying_the_matter_and_numbering_its_slip_takes_few_statements_in_one_act(house: House) -> None:
    house.run(start_case, "ding", process=M07, start_event="intake", token=house.token())
    step = look_at(house, "ding", "register_envelope").task_id
    given = {"persons": [{"management_level": "own_leader"}]}
    posted = house.view(posted_for, "ding", task_id=step, given=given)

    house.run(submit, "ding", task_id=step, token=house.token(), posted=posted)

    assert house.meter.committed <= MOST + MOST_EMPTIED


def test_one_letter_about_somebody_managed_above_leaves_a_stub(house: House) -> None:
    stub = register(house, ABOVE)

    holds_nothing(house, stub)
    row = case_of(house, M07)
    assert (row.subject_id, row.unit_id, row.number, row.level) == (None, None, None, "other")
    with house.office.database.read() as tx:
        assert deadlines.due_days(tx, stub)["clue.superior_transfer"] == dt.date(2026, 3, 9)
    do(house, "chen", "sealed_up/hand_over_sealed")
    do(house, "ding", "sealed_up/send_sealed")
    do(house, "ding", "sealed_up/note_sealed_receipt")
    assert case_of(house, M07).ended_at_element == "sent_up"
    with house.office.database.read() as tx:
        letter = letters.of_case(tx, stub)[0]
    assert "封存编号：云密转〔2026〕1号" in letter.text
    assert letter.recipient_id is None
    assert "签发人：陈守纪" in letter.text, "what goes upward says who passed it on"
    assert letter.signed_by == "chen"
    holds_nothing(house, stub)
    every_chain_is_whole(house)


@pytest.mark.parametrize("step", ["register_envelope", "sealed_up/hand_over_sealed", "sealed_up/send_sealed"])
def test_no_file_can_be_put_to_a_letter_that_may_go_up_sealed(house: House, step: str) -> None:
    register(house, ABOVE) if "/" in step else house.run(
        start_case, "ding", process=M07, start_event="intake", token=house.token()
    )
    if step.endswith("send_sealed"):
        do(house, "chen", "sealed_up/hand_over_sealed")
    who, key = "chen" if step.endswith("hand_over_sealed") else "ding", task_at(house, step)

    with pytest.raises(NoFilesHere):
        house.run(attach, who, task_id=key, field="", name="来信.pdf", content=PDF)

    assert house.view(open_task, who, task_id=key).attachments == ()


def test_a_file_that_lay_with_the_letter_all_the_same_is_emptied_when_it_goes_up(house: House) -> None:
    house.run(start_case, "ding", process=M07, start_event="intake", token=house.token())
    found = CaseId(case_of(house, M07).id)
    with house.office.database.write() as tx:
        for name, field in (("来信龚润生.pdf", None), ("再次.pdf", "old")):
            attachments.add(tx, a_file(house, found, name=name, field=field))

    finish_registering(house)

    with house.office.database.read() as tx:
        rows = tx.execute(attachment.select()).all()
        opened = [attachments.of_case(tx, found), audit.entries(tx, audit.stream_of(found), opened=True)]
    assert len(rows) == 2
    assert all(row.removed_at and row.size == 0 and len(row.content) < len(PDF) for row in rows)
    assert "龚润生" not in repr(opened)


def test_what_is_under_a_hold_is_not_emptied_until_two_people_lift_it(house: House) -> None:
    house.run(start_case, "ding", process=M07, start_event="intake", token=house.token())
    found = CaseId(case_of(house, M07).id)
    words = {"reason": "上级正在复查，不得清除。", "basis": "云纪复〔2026〕3号"}
    with house.office.database.write() as tx:
        attachments.add(tx, a_file(house, found, name="来信龚润生.pdf", field=None))
        held = holds.put(tx, found, subject_id=None, by=PersonId("chen"), words=words, now=house.clock())
        hold(tx, house.clock())

    with pytest.raises(KeptHere):
        finish_registering(house)

    with house.office.database.read() as tx:
        (kept,) = tx.execute(attachment.select()).all()
    assert (kept.removed_at, kept.size) == (None, len(PDF))
    assert [path for path, _, _ in open_steps(house)] == ["register_envelope"]
    with house.office.database.write() as tx:
        holds.ask_lifting(tx, holds.lock(tx, held), by=PersonId("chen"), reason="复查已经结束。", now=house.clock())
        holds.lift(tx, holds.lock(tx, held), by=PersonId("wang"), now=house.clock())
        hold(tx, house.clock())
    finish_registering(house)
    holds_nothing(house, found)


def test_the_database_itself_holds_no_word_of_it(house: House) -> None:
    register(house, ABOVE)

    found = dump(house)

    assert b"m07_clue_disposal" in found
    for word in (PLANTED, "龚润生"):
        for coding in ("utf-8", "utf-16-le", "gb18030"):
            assert word.encode(coding) not in found


def test_a_person_registered_as_our_own_whom_the_roster_knows_as_managed_above(house: House) -> None:
    head_of_the_county(house)

    both = [{"management_level": "own", "subject": who} for who in ("gong", "ma")]
    stub = register(house, both)

    assert [path for path, _, _ in open_steps(house)] == ["sealed_up/hand_over_sealed"]
    assert case_of(house, M07).subject_id is None
    holds_nothing(house, stub)


def head_of_the_county(house: House) -> None:
    """Let one of the heads rise to a post that the superior manages."""
    with house.office.database.write() as tx:
        post = Post(
            id="post_gong",
            person_id=PersonId("gong"),
            unit_id=UnitId("county_committee"),
            title="县委副书记",
            is_head=True,
            level="head_next_lower",
            from_on=dt.date(2026, 1, 1),
        )
        people.put_post(tx, post)


def test_a_letter_about_the_own_leader_goes_past_the_leader(house: House) -> None:
    stub = register(house, [{"management_level": "own_leader"}])

    assert [path for path, _, _ in open_steps(house)] == ["sealed_up/send_sealed"]
    with pytest.raises(NotFound):
        house.view(case_page, "chen", case_id=stub)
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, stub)
    assert (letter.signed_by, "签发人" in letter.text) == (None, False), "nobody here passed it on"
    holds_nothing(house, stub)


def test_of_five_heads_in_one_letter_one_is_managed_above_and_the_letter_goes_up_whole(house: House) -> None:
    stub = register(house, FIVE_HEADS)
    do(house, "chen", "sealed_up/hand_over_sealed")
    do(house, "ding", "sealed_up/send_sealed")
    do(house, "ding", "sealed_up/note_sealed_receipt")

    assert open_steps(house) == []
    holds_nothing(house, stub)
    assert case_of(house, M07).status == "open"


def test_the_house_opens_its_own_only_after_the_superior_s_word_and_each_alone(house: House) -> None:
    stub = register(house, FIVE_HEADS)
    for who, step in (("chen", "hand_over_sealed"), ("ding", "send_sealed"), ("ding", "note_sealed_receipt")):
        do(house, who, f"sealed_up/{step}")
    word = wait_of(house, stub)
    words = {"document": "市纪〔2026〕3号", "received_on": today(house), "text": "其余人员由你委处置。"}
    house.run(record_word, "sun", wait_id=word, token=house.token(), **words)
    house.drain()
    do(house, "chen", "sealed_up/record_lawful", lawful="yes")
    do(house, "ding", "sealed_up/name_own", persons=[{"management_level": "own", "subject": who} for who in OWN])

    with house.office.database.read() as tx:
        rows = {row.subject_id: CaseId(row.id) for row in tx.execute(case.select()) if row.subject_id}
        shown = {who: everything_opened(tx, found) for who, found in rows.items()}
    assert set(rows) == set(OWN)
    for who, text in shown.items():
        assert not [other for other in OWN if other != who and f"'{other}'" in text], who
    assert {row.head.subject_id for row in (house.view(case_page, "chen", case_id=one) for one in rows.values())} == {
        *OWN
    }


OWN = ("ma", "liu", "shen", "zhu")


def wait_of(house: House, stub: CaseId) -> str:
    """Give the wait for the superior's word."""
    with house.office.database.read() as tx:
        return next(one.task_id for one in messages.waits_of(tx, stub) if one.message == "superior_word")


def test_searching_finds_no_stub_by_name(house: House) -> None:
    register(house, ABOVE)

    for who in ("chen", "han", "ding"):
        assert house.view(search, who, words="龚润生").hits == ()
