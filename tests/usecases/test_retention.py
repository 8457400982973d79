"""At the end of its term a case is destroyed by three people, and not before, not past a hold, not by fewer."""

from __future__ import annotations

import dataclasses
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import ROOT
from tests.hand import take_guards_away
from tests.store.test_record import exported
from tests.store.test_record import verify as program
from tests.usecases.due import ON_SQLITE, rows
from tests.usecases.dumps import dump
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.keeping import (
    CLUE,
    INQUIRY,
    LINE,
    WHY,
    check,
    closed,
    decide,
    id_of,
    items,
    number_of,
    propose,
    with_seals,
)
from tests.usecases.office import House, hold
from tests.usecases.stand import Stand
from tests.usecases.test_destroying import registered
from tests.usecases.test_giving_up import begin
from tests.usecases.written import grant, recuse
from webapp.cli.keeping import verified
from webapp.cli.keeping_terms import preview, status
from webapp.cli.keeping_terms import propose as propose_by_command
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import FourEyes, NotFound, NotOpen, ProofWanted, Refused, TextTooLong
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import CaseStatus
from webapp.domain.retention import Needed, Stage
from webapp.domain.said import Said
from webapp.engine.rule_files import read_retention
from webapp.settings import Settings
from webapp.store import destruction_list, keys
from webapp.store.archive import put_portrait
from webapp.store.seals import Sealer, verify_seals
from webapp.store.tables import (
    access_log,
    archive_entry,
    audit,
    case,
    cycle_run,
    data_key,
    destruction,
    key_watch,
    legal_hold,
    look_gone,
    metadata,
    own_statement,
    post,
    role_grant,
    task,
)
from webapp.store.vault import KeyGone
from webapp.usecases.archives import archive_page
from webapp.usecases.case_pages import case_page
from webapp.usecases.destroying import carry_out, destroy_again, destroy_decided, register_of
from webapp.usecases.ending_archives import end_archives
from webapp.usecases.giving_up import give_up
from webapp.usecases.holds import BasisMissing, Kept, ask_lifting, lift_hold, set_hold
from webapp.usecases.inbox import done_tasks
from webapp.usecases.portal import portal
from webapp.usecases.pruning import prune_all
from webapp.usecases.retention import (
    NothingDue,
    StillNeeded,
    check_destruction,
    decide_destruction,
    due_on_host,
    propose_destruction,
    propose_on_host,
    refuse_destruction,
)
from webapp.usecases.retention_pages import keeping_waiting, retention_page
from webapp.usecases.views.retention import ItemRow
from webapp.usecases.work import seal

RULES = read_retention((ROOT / "processes" / "rules" / "retention.yaml").read_bytes())
LAST, PAST = "2036-03-02T09:00", "2036-03-03T09:00"
WIDE = {"max_level": "head_next_lower", "max_secrecy": "top_secret", "reads_cases": True}
BASIS = {"reason": "上级正在复查此事，结论作出之前不得销毁。", "basis": "云纪复〔2036〕3号"}


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An inquiry on Ma is closed, and what came from it; ten years pass in each test by itself."""
    return stand.played(closed)


@pytest.fixture
def past(house: House) -> House:
    house.clock.move_to(PAST)
    return house


def needed(house: House) -> dict[str, set[Needed]]:
    return {one.old.process: set(one.old.needed) for one in house.office.view(due_on_host, SYSTEM)}


def stages(house: House) -> list[str]:
    return sorted(one.stage for one in rows(house, destruction))


def write(house: House, statement: sa.sql.base.Executable) -> None:
    """Change rows past the use cases; the record holds them as an act's entry would."""
    with house.office.database.write() as tx:
        tx.execute(statement)
        hold(tx, house.clock())


# ---------------------------------------------------------------- term


def test_nothing_is_due_on_the_last_day_of_its_term_and_all_of_it_the_day_after(house: House) -> None:
    house.clock.move_to(LAST)
    before = needed(house)
    with pytest.raises(NothingDue):
        house.run(propose_destruction, "qian", case_ids=[id_of(house, one) for one in LINE])

    house.clock.move_to(PAST)

    assert before == {CLUE: {Needed.LATER}}
    assert set(needed(house)) == set(LINE)
    assert needed(house)[CLUE] == needed(house)[INQUIRY] == {Needed.LATER}
    assert house.office.run(propose_on_host, SYSTEM) == len(LINE)


def test_what_three_people_decided_is_gone_and_the_record_says_by_whom(
    past: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealer, ids = with_seals(past, tmp_path), [id_of(past, one) for one in LINE]
    number = number_of(past, INQUIRY)
    round_ = {"measure": "m08", "start_event": "yearly", "period": "2026", "subject_kind": "person", "subject_id": "ma"}
    write(past, sa.insert(cycle_run).values(**round_, case_id=ids[1], state="opened", at=past.clock()))
    (wrapped,) = [one.wrapped for one in rows(past, data_key) if one.owner == keys.owner_of(ids[1])]

    assert number in [line.number for line in past.view(done_tasks, "zhou")]
    decide(past)
    with past.office.database.read() as tx:
        readable = [keys.of_case(tx, one) for one in ids]
    assert seal(past.office) > 0

    assert len(readable) == len(ids)
    assert stages(past) == ["done"] * len(ids)
    assert [(one.case_id, one.state) for one in rows(past, cycle_run)] == [(None, "done")]
    with past.office.database.read() as tx:
        for one in ids:
            with pytest.raises(KeyGone):
                keys.of_case(tx, one)
    assert wrapped not in dump(past)
    assert registered(past) == {keys.owner_of(one) for one in ids}
    every_chain_is_whole(past)
    verdict = program.verify_file(exported(past.office.database, sealer, tmp_path), outside=sealer.file)
    assert verdict.faults == ()
    (said,) = [one for one in verdict.destroyed if ids[1] in one]
    folders = {"seal_folder": str(sealer.file.parent), "seal_key_file": str(tmp_path / "seal.key")}
    assert verified(past.office, Settings(demo=True, **folders)) == 0
    (told,) = [one for one in capsys.readouterr().out.splitlines() if ids[1] in one]
    for who in ("inquiry", "qian", "wang", "chen"):
        assert who in said
        assert who in told
    nobody_tells_of(past, ids, "ma")
    the_rest_goes_on(past, ids, number)


def nobody_tells_of(house: House, ids: list[CaseId], person: str) -> None:
    """Rows that stay beside a case name its person nowhere; who looked at it has a term of its own."""
    telling = set()
    for table in metadata.sorted_tables:
        refers = [one for one in table.columns if any(key.column.table is case for key in one.foreign_keys)]
        refers += [case.c.id] if table is case else []
        for row in rows(house, table):
            values = list(row._mapping.values())
            if any(row._mapping[one.name] in ids for one in refers) and person in values:
                telling.add(table.name)
    assert telling <= {"access_log"}


def the_rest_goes_on(house: House, ids: list[CaseId], number: str) -> None:
    """Every page on which the case stood answers without it."""
    for who in ("zhou", "he", "wang", "chen", "luo", "ma"):
        for one in ids:
            with pytest.raises(NotFound):
                house.view(case_page, who, case_id=one)
    done = house.view(done_tasks, "zhou")
    assert number not in [line.number for line in done]
    assert not house.view(portal, "ma").letters
    with pytest.raises(NotFound):
        house.view(archive_page, "qian", person_id=PersonId("ma"))
    assert not [one for one in rows(house, archive_entry) if one.subject_id == "ma"]


def test_a_permanent_kind_is_never_due(past: House) -> None:
    process = case.c.process == INQUIRY
    write(past, sa.update(case).where(process).values(process="m10d_appeal", measure="m10"))
    past.clock.move_to("2099-01-01T09:00")

    assert "m10d_appeal" not in needed(past)
    assert needed(past)[CLUE] == {Needed.LATER}


# ---------------------------------------------------------------- still needed


@ON_SQLITE
def test_what_still_needs_a_case_is_said_and_keeps_it(past: House) -> None:
    inquiry, clue = id_of(past, INQUIRY), id_of(past, CLUE)
    decide(past)
    of_inquiry = archive_entry.c.source_case_id == inquiry

    write(past, sa.update(archive_entry).where(of_inquiry).values(retention_until=None))
    for item in items(past):
        past.office.run(carry_out, SYSTEM, item_id=item)
    assert {one.case_id: (one.stage, one.needed) for one in rows(past, destruction)}[inquiry] == ("kept", "archive")
    assert needed(past) == {INQUIRY: {Needed.ARCHIVE}, CLUE: {Needed.LATER}}
    assert {one.case_id for one in rows(past, destruction) if one.stage == "kept"} == {inquiry, clue}

    write(past, sa.update(archive_entry).where(of_inquiry).values(retention_until=sa.func.date("2036-03-03")))
    assert needed(past)[INQUIRY] == {Needed.ARCHIVE}
    write(past, sa.update(archive_entry).where(of_inquiry).values(retention_until=sa.func.date("2036-03-02")))
    assert needed(past)[INQUIRY] == set()
    write(past, sa.update(case).where(case.c.id == clue).values(status="open"))
    assert needed(past) == {INQUIRY: {Needed.LINKED}}
    every_chain_is_whole(past)


@ON_SQLITE
def test_the_terms_in_force_count_whatever_was_proposed_before(past: House, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = propose(past)
    check(past, wanted)
    past.run(decide_destruction, "chen", item_ids=wanted)
    longer = tuple(dataclasses.replace(one, years=30) for one in RULES.terms)
    monkeypatch.setattr("webapp.usecases.retention.rules_of", lambda _: dataclasses.replace(RULES, terms=longer))

    assert destroy_decided(past.office) == len(LINE)

    assert {(one.stage, one.needed) for one in rows(past, destruction)} >= {("kept", "term")}
    assert "done" not in stages(past)


@ON_SQLITE
def test_the_register_is_the_keepers_and_the_secretarys(past: House) -> None:
    propose(past)

    seen = {who: past.view(retention_page, who).register for who in ("qian", "han", "chen", "he", "wang", "luo")}

    assert {who for who, register in seen.items() if register} == {"qian", "han", "chen"}
    assert seen["he"] is seen["wang"] is seen["luo"] is None


@ON_SQLITE
def test_what_came_up_after_the_check_stops_the_decision(past: House) -> None:
    wanted = propose(past)
    check(past, wanted)
    watch = {"id": "w", "subject_id": "ma", "criterion": "reaction", "status": "listed", "reason": b"", "case_id": None}
    days = {"from_on": past.clock().date(), "until_on": past.clock().date(), "at": past.clock()}
    write(past, sa.insert(key_watch).values({**watch, **days, "case_id": id_of(past, INQUIRY)}))

    with pytest.raises(StillNeeded) as refused:
        past.run(decide_destruction, "chen", item_ids=wanted)

    assert "重点名单" in refused.value.message
    assert number_of(past, INQUIRY) in refused.value.message
    assert destroy_decided(past.office) == 0


# ---------------------------------------------------------------- holds


def test_a_hold_takes_its_case_off_the_list_and_the_database_keeps_the_key(past: House) -> None:
    decide(past)
    past.run(set_hold, "wang", case_id=id_of(past, INQUIRY), of_person=False, **BASIS)

    destroy_decided(past.office)

    kept = {one.case_id: (one.stage, one.needed) for one in rows(past, destruction)}
    assert kept[id_of(past, INQUIRY)] == ("kept", "held")
    assert kept[id_of(past, CLUE)] == ("kept", "later")
    assert needed(past)[INQUIRY] == {Needed.HELD}
    with pytest.raises(NothingDue):
        past.run(propose_destruction, "qian", case_ids=[id_of(past, INQUIRY)])
    with pytest.raises(Exception, match="key_of_a_held_case"), past.office.database.write() as tx:
        tx.execute(sa.delete(data_key).where(data_key.c.owner == keys.owner_of(id_of(past, INQUIRY))))
    (shown,) = past.view(case_page, "he", case_id=id_of(past, INQUIRY)).holds.rows
    assert (shown.reason, shown.basis, shown.may_ask, shown.may_lift) == (*BASIS.values(), True, False)
    every_chain_is_whole(past)


def test_a_hold_of_the_person_covers_every_case_and_two_people_lift_it(past: House) -> None:
    wanted = propose(past)
    past.run(set_hold, "he", case_id=id_of(past, CLUE), of_person=True, **BASIS)
    (held,) = [one.id for one in rows(past, legal_hold)]

    assert stages(past) == ["kept"] * len(wanted)
    assert all(Needed.HELD in found for found in needed(past).values())
    with pytest.raises(NotOpen):
        past.run(lift_hold, "wang", hold_id=held, agree=True)
    past.run(ask_lifting, "wang", hold_id=held, reason="复查已经结束，结论已经归档。")
    with pytest.raises(FourEyes):
        past.run(lift_hold, "wang", hold_id=held, agree=True)
    with pytest.raises(Exception, match="two_lift"), past.office.database.write() as tx:
        tx.execute(sa.update(legal_hold).values(lifted_by="wang", lifted_at=past.clock()))
    for who in ("luo", "deng"):
        with pytest.raises(NotFound):
            past.run(lift_hold, who, hold_id=held, agree=True)
    past.run(lift_hold, "chen", hold_id=held, agree=True)

    assert not any(Needed.HELD in found for found in needed(past).values())
    acts = {one.act for one in rows(past, audit) if one.act.startswith("hold.")}
    assert acts == {"hold.set", "hold.lift_asked", "hold.lifted"}
    every_chain_is_whole(past)


@ON_SQLITE
def test_a_reason_beyond_its_length_is_refused_and_not_cut(past: House) -> None:
    with pytest.raises(TextTooLong, match="最多1000个字，您填写了1001个字"):
        past.run(set_hold, "wang", case_id=id_of(past, INQUIRY), of_person=False, reason="字" * 1001, basis="来函")

    assert rows(past, legal_hold) == []


@ON_SQLITE
def test_who_does_not_see_the_case_of_a_hold_reads_only_that_it_holds(past: House) -> None:
    past.run(set_hold, "chen", case_id=id_of(past, "m09d_revision"), of_person=True, **BASIS)
    write(past, sa.update(case).where(case.c.process == "m09d_revision").values(room_id=None))

    (shown,) = past.view(case_page, "zhou", case_id=id_of(past, INQUIRY)).holds.rows

    assert (shown.by, shown.at, shown.reason, shown.basis, shown.case_id, shown.of_person) == (
        "",
        None,
        "",
        "",
        "",
        False,
    )
    assert not shown.may_ask
    assert BASIS["reason"].encode() not in dump(past)


@ON_SQLITE
def test_a_registration_under_a_hold_is_not_given_up(house: House) -> None:
    step = begin(house)
    ids = {row.id: CaseId(row.case_id) for row in rows(house, task)}
    house.run(set_hold, "chen", case_id=ids[step], of_person=False, **BASIS)

    with pytest.raises(Kept):
        house.run(give_up, "ding", task_id=step)

    assert {row.id: row.status for row in rows(house, case)}[ids[step]] is CaseStatus.OPEN


@ON_SQLITE
@pytest.mark.parametrize("who", ["zhou", "qian", "han", "jin", "mo", "luo"])
def test_only_who_answers_for_a_case_sets_a_hold_and_never_without_its_basis(past: House, who: str) -> None:
    with pytest.raises((Refused, NotFound)):
        past.run(set_hold, who, case_id=id_of(past, INQUIRY), of_person=False, **BASIS)
    with pytest.raises(BasisMissing):
        past.run(set_hold, "he", case_id=id_of(past, INQUIRY), of_person=False, **{**BASIS, "basis": " "})

    assert rows(past, legal_hold) == []


# ---------------------------------------------------------------- four eyes


def test_whoever_proposed_or_checked_is_none_of_the_others(past: House) -> None:
    grant(past, "wang", "archive_admin", **WIDE)
    grant(past, "wang", "secretary", **WIDE)
    grant(past, "chen", "deputy", "third_room", **WIDE)
    mine = propose(past, who="wang")

    with pytest.raises(FourEyes):
        past.run(check_destruction, "wang", item_ids=mine[:1])
    with pytest.raises((NotOpen, FourEyes)):
        past.run(decide_destruction, "wang", item_ids=mine[:1])
    past.run(check_destruction, "chen", item_ids=mine)
    with pytest.raises(FourEyes):
        past.run(decide_destruction, "chen", item_ids=mine)
    with pytest.raises(FourEyes):
        past.run(decide_destruction, "wang", item_ids=mine)
    for column, who in (("decided_by", "wang"), ("decided_by", "chen")):
        with pytest.raises(Exception, match="three_people"), past.office.database.write() as tx:
            tx.execute(sa.update(destruction).values({column: who, "stage": Stage.DECIDED}))
    with pytest.raises(Exception, match="decided"), past.office.database.write() as tx:
        tx.execute(sa.update(destruction).values(stage=Stage.DONE))
    assert destroy_decided(past.office) == 0


@ON_SQLITE
def test_a_case_in_no_room_s_hand_is_checked_by_another_keeper(past: House) -> None:
    write(past, sa.update(case).where(case.c.process == "m09d_revision").values(room_id=None))
    wanted = propose(past)
    (roomless,) = [one.id for one in rows(past, destruction) if one.case_id == id_of(past, "m09d_revision")]

    for who in ("wang", "qian", "han"):
        assert roomless in [one.item_id for one in past.view(retention_page, "han").to_check]
        if who == "han":
            past.run(check_destruction, who, item_ids=[roomless])
        else:
            with pytest.raises((NotFound, FourEyes)):
                past.run(check_destruction, who, item_ids=[roomless])

    assert past.view(keeping_waiting, "wang") == len(wanted) - 1
    assert past.view(keeping_waiting, "chen") == len(wanted)
    assert past.view(retention_page, "shi").to_check == ()


def test_where_the_secretary_is_recused_the_deputy_decides_and_three_stay_three(past: House) -> None:
    wanted = propose(past)
    for who in ("wang", "he"):
        assert past.view(retention_page, who).to_decide == ()
    recuse(past, "chen")
    deputy, head = [one for one in wanted if room_of(past, one)], "he"
    with pytest.raises(NotFound):
        past.run(decide_destruction, "chen", item_ids=deputy)
    past.run(check_destruction, head, item_ids=deputy)

    for who in ("chen", "he", "qian", "han", "luo", "deng"):
        with pytest.raises((NotFound, FourEyes)):
            past.run(decide_destruction, who, item_ids=deputy)
    assert {one.item_id for one in past.view(retention_page, "wang").to_decide} == set(deputy)
    assert past.view(keeping_waiting, "chen") == 0
    past.run(decide_destruction, "wang", item_ids=deputy)

    assert {one.decided_by for one in rows(past, destruction) if one.id in deputy} == {"wang"}
    assert destroy_decided(past.office) > 0
    every_chain_is_whole(past)


@ON_SQLITE
def test_in_no_room_s_hand_and_past_the_secretary_another_keeper_and_a_deputy_decide(past: House) -> None:
    write(past, sa.update(case).where(case.c.process == "m09d_revision").values(room_id=None, confined=True))
    propose(past)
    (roomless,) = [one.id for one in rows(past, destruction) if one.case_id == id_of(past, "m09d_revision")]
    recuse(past, "chen")
    past.run(check_destruction, "han", item_ids=[roomless])

    assert roomless in [one.item_id for one in past.view(retention_page, "wang").to_decide]
    recuse(past, "wang")
    assert past.view(retention_page, "wang").to_decide == ()
    with pytest.raises(NotFound):
        past.run(decide_destruction, "wang", item_ids=[roomless])
    (other,) = {one.person_id for one in rows(past, role_grant) if one.role == "deputy"} - {"wang"} or {"none"}
    past.run(decide_destruction, other, item_ids=[roomless])


def room_of(house: House, item_id: str) -> str | None:
    (key,) = [one.case_id for one in rows(house, destruction) if one.id == item_id]
    return next(one.room_id for one in rows(house, case) if one.id == key)


@ON_SQLITE
def test_the_register_is_turned_page_by_page_and_none_is_left_out(past: House, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = propose(past)
    past.run(refuse_destruction, "chen", item_ids=wanted, reason="此人还在任，暂不销毁。")
    past.clock.move_to("2036-03-04T09:00")
    propose(past)
    whole = [one.item_id for one in destruction_register(past)]
    monkeypatch.setattr(destruction_list.register, "__kwdefaults__", {"after": None, "size": 3})

    turned, cursor = list[str](), ""
    while True:
        page = past.view(retention_page, "qian", cursor=cursor)
        turned += [one.item_id for one in page.register or ()]
        cursor = page.next_cursor
        if not cursor:
            break

    assert len(whole) == 2 * len(LINE)
    assert turned == whole
    assert [one.item_id for one in past.view(retention_page, "qian", cursor='["x", 1]').register or ()] == whole[:3]


def destruction_register(house: House) -> tuple[ItemRow, ...]:
    return house.view(retention_page, "qian").register or ()


@ON_SQLITE
def test_neither_administrators_nor_the_recused_nor_a_stale_session_take_part(past: House) -> None:
    past.office.run(propose_on_host, SYSTEM)
    wanted = items(past)
    for who in ("cui", "jin", "mo", "zhou", "ma", "su"):
        for verb in (check_destruction, decide_destruction):
            with pytest.raises((Refused, NotFound)):
                past.run(verb, who, item_ids=wanted[:1])
        with pytest.raises((Refused, NotFound)):
            past.run(propose_destruction, who, case_ids=[id_of(past, INQUIRY)])
    recuse(past, "wang")
    for one in wanted:
        with pytest.raises(NotFound):
            past.run(check_destruction, "wang", item_ids=[one])
    of_room = [one.id for one in rows(past, destruction) if one.case_id in (id_of(past, INQUIRY), id_of(past, CLUE))]
    past.run(check_destruction, "he", item_ids=of_room)
    stale = past.actor("chen").__class__(
        **{**past.actor("chen").__dict__, "fresh_until": past.clock().replace(year=2035)}
    )
    with pytest.raises(ProofWanted):
        past.office.run(decide_destruction, stale, item_ids=of_room)
    past.run(refuse_destruction, "chen", item_ids=of_room, reason="此人还在任，暂不销毁。")
    assert stages(past).count("refused") == len(of_room)
    assert destroy_decided(past.office) == 0


def test_a_hold_and_a_destruction_at_the_same_moment_never_both_come_true(past: House) -> None:
    decide(past)
    clue, ended = id_of(past, CLUE), list[str]()

    def holding() -> None:
        try:
            past.run(set_hold, "he", case_id=clue, of_person=True, **BASIS)
            ended.append("held")
        except NotFound:
            ended.append("gone")

    several = [threading.Thread(target=holding), threading.Thread(target=destroy_decided, args=[past.office])]
    for one in several:
        one.start()
    for one in several:
        one.join(timeout=30)
    destroy_decided(past.office)

    assert ended in (["held"], ["gone"])
    gone = {one.id for one in rows(past, case) if one.destroyed_at}
    held = {one.case_id for one in rows(past, legal_hold)}
    assert not gone & held
    assert not [one for one in rows(past, case) if one.subject_id == "ma" and one.destroyed_at]
    assert "decided" not in stages(past)
    every_chain_is_whole(past)


# ---------------------------------------------------------------- kills and backups


class Killed(BaseException):
    """The process ends here."""


@ON_SQLITE
def test_a_worker_killed_anywhere_leaves_cases_whole_or_destroyed_and_the_next_minute_goes_on(
    past: House, tmp_path: Path
) -> None:
    with_seals(past, tmp_path)
    decide(past)
    for _ in dying(past, lambda: seal(past.office), step=11):
        with past.office.database.read() as tx:
            for row in rows(past, case):
                gone = keys.opens(tx, keys.owner_of(row.id)) is None
                assert gone == (row.destroyed_at is not None) == (row.subject_id is None)

    seal(past.office)

    assert stages(past) == ["done"] * len(LINE)
    assert len(register_of(past.office).read_text("utf-8").splitlines()) == len(LINE)
    every_chain_is_whole(past)


def dying(house: House, run: object, *, step: int) -> Iterator[int]:
    """End a worker at every so many statements of what it does, until it comes to its end."""
    database = house.office.database
    before = database._witness
    for number in range(1, 2000, step):
        left = [number]

        def told(moment: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

        database._witness = told
        try:
            run()  # type: ignore[operator]
        except Killed:
            yield number
        else:
            return
        finally:
            database._witness = before


@ON_SQLITE
def test_an_older_backup_put_back_loses_the_same_keys_again_whatever_hold_it_brings(
    past: House, tmp_path: Path
) -> None:
    sealer, ids = with_seals(past, tmp_path), [id_of(past, one) for one in LINE]
    past.run(set_hold, "he", case_id=ids[0], of_person=True, **BASIS)
    (held,) = [one.id for one in rows(past, legal_hold)]
    database = past.office.database
    file = Path(database.url.removeprefix("sqlite:///"))
    database.close()
    shutil.copyfile(file, tmp_path / "backup")
    past.run(ask_lifting, "wang", hold_id=held, reason="复查已经结束，结论已经归档。")
    past.run(lift_hold, "chen", hold_id=held, agree=True)
    decide(past)
    seal(past.office)
    database.close()
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    shutil.copyfile(tmp_path / "backup", file)
    database.shelf.clear()
    shutil.copyfile(sealer.file, tmp_path / "seals.lost")
    sealer.file.unlink()

    assert destroy_again(past.office) == len(LINE)
    assert destroy_again(past.office) == 0

    with database.read() as tx:
        assert all(keys.opens(tx, keys.owner_of(one)) is None for one in ids)
    assert all(one.destroyed_at and one.subject_id is None for one in rows(past, case))
    again = [json.loads(one.facts) for one in rows(past, audit) if one.act == "case.destroyed"]
    assert [one["again"] for one in again] == [True] * len(LINE)
    every_chain_is_whole(past)
    nobody_tells_of(past, ids, "ma")


# ---------------------------------------------------------------- archives


def archive_key(house: House) -> bool:
    return any(one.owner == "archive:ma" for one in rows(house, data_key))


def left_all_posts(house: House) -> None:
    write(house, sa.update(post).where(post.c.person_id == "ma").values(until_on=house.clock().date()))
    others = [one.id for one in rows(house, case) if one.subject_id == "ma"]
    assert not others


def test_an_archive_of_which_nothing_is_kept_ends_with_its_key_and_stays_so_in_an_older_backup(
    past: House, tmp_path: Path
) -> None:
    sealer = with_seals(past, tmp_path)
    decide(past)
    destroy_decided(past.office)
    statement = {"id": "s", "subject_id": "ma", "year": 2036, "version": 1, "entered_by": "qian", "content": b"x"}
    write(past, sa.insert(own_statement).values({**statement, "at": past.clock()}))
    assert archive_key(past)
    assert end_archives(past.office) == 0, "a post is held"
    left_all_posts(past)
    past.clock.move_to("2046-03-03T09:00")
    assert end_archives(past.office) == 0, "what was stated is within its term"
    past.clock.move_to("2046-03-04T09:00")
    held = past.office.database
    with held.write() as tx:
        kept = dict(next(one for one in rows(past, data_key) if one.owner == "archive:ma")._mapping)
        hold(tx, past.clock())

    assert end_archives(past.office) == 1
    assert end_archives(past.office) == 0

    assert not archive_key(past)
    assert rows(past, own_statement) == []
    assert "archive:ma" in registered(past)
    with held.write() as tx:
        tx.execute(sa.insert(data_key).values(kept))
        hold(tx, past.clock())
    assert destroy_again(past.office) == 1
    assert destroy_again(past.office) == 0
    assert not archive_key(past)
    every_chain_is_whole(past)
    assert sealer.file.parent == register_of(past.office).parent


@ON_SQLITE
def test_whoever_comes_back_to_a_post_keeps_the_archive_that_was_begun_anew(past: House, tmp_path: Path) -> None:
    with_seals(past, tmp_path)
    decide(past)
    destroy_decided(past.office)
    left_all_posts(past)
    past.clock.move_to("2046-03-04T09:00")
    assert end_archives(past.office) == 1
    past.clock.move_to("2047-03-04T09:00")
    with past.office.database.write() as tx:
        put_portrait(tx, PersonId("ma"), as_of=past.clock().date(), content={}, now=past.clock())
        hold(tx, past.clock())

    assert destroy_again(past.office) == 0
    assert archive_key(past)


def test_a_hold_on_a_person_keeps_the_archive_and_the_database_its_key(past: House) -> None:
    past.run(set_hold, "he", case_id=id_of(past, CLUE), of_person=True, **BASIS)

    with pytest.raises(Exception, match="key_of_a_held_case"), past.office.database.write() as tx:
        keys.destroy(tx, "archive:ma")

    assert archive_key(past)


def test_the_sentences_of_what_is_needed_are_words() -> None:
    from webapp.usecases.retention import NEEDED

    assert set(NEEDED) == set(Needed)
    assert all(Said(one) for one in NEEDED.values())
    assert WHY


# ---------------------------------------------------------------- the command line


@ON_SQLITE
def test_the_command_line_shows_and_proposes_and_never_destroys(
    past: House, capsys: pytest.CaptureFixture[str]
) -> None:
    preview(past.office)
    propose_by_command(past.office)
    preview(past.office)
    status(past.office)
    destroy_decided(past.office)

    told = capsys.readouterr().out
    assert f"{number_of(past, INQUIRY)} 谈话函询：2026-03-02办结，保管至2036-03-02：后续事项" in told
    assert "保管期满4件，其中可以提出销毁4件" in told
    assert "已列入销毁清单4件" in told
    assert "已在清单上" in told
    assert "待审核：4件" in told
    assert "作出处分决定的案件：永久" in told
    assert "马远帆" not in told
    assert stages(past) == ["proposed"] * len(LINE)


# ---------------------------------------------------------------- logs


def test_looks_past_their_term_keep_their_seals_and_the_record_says_so(past: House, tmp_path: Path) -> None:
    sealer = with_seals(past, tmp_path)
    before = len(rows(past, access_log))
    write(past, sa.insert(look_gone).values(id=10**6, hash="0", sealed_by="none"))
    assert "却没有清理记录" in str(seal_faults(past, sealer))
    take_guards_away(past.office.database, "kept_look_gone_removed")
    write(past, sa.delete(look_gone))
    past.run(set_hold, "he", case_id=id_of(past, CLUE), of_person=False, **BASIS)
    kept = [one for one in rows(past, access_log) if one.case_id == id_of(past, CLUE)]

    past.clock.move_to("2036-06-01T09:00")
    pruned = prune_all(past.office)
    seal(past.office)

    assert before > 10
    assert kept
    assert {one.id for one in kept} <= {one.id for one in rows(past, access_log)}
    assert len(rows(past, look_gone)) == before - len(kept)
    assert pruned >= before - len(kept)
    assert prune_all(past.office) == 0
    assert seal_faults(past, sealer) == []
    every_chain_is_whole(past)
    verdict = program.verify_file(exported(past.office.database, sealer, tmp_path), outside=sealer.file)
    assert (verdict.faults, verdict.cleared) == ((), before - len(kept))
    first = min(one.id for one in rows(past, look_gone))
    write(past, sa.delete(look_gone).where(look_gone.c.id == first))
    assert "清理过的查阅记录应有" in str(seal_faults(past, sealer))
    found = program.verify_file(exported(past.office.database, sealer, tmp_path)).faults
    assert {one.zh for one in found} >= {program.LOOK_COUNT[0], program.SEAL_COUNT[0]}


def seal_faults(house: House, sealer: Sealer) -> list[str]:
    with house.office.database.read() as tx:
        return [one.what for one in verify_seals(tx, public_keys=sealer.public_keys, file=sealer.file)]


@ON_SQLITE
def test_no_log_goes_before_its_term(past: House, tmp_path: Path) -> None:
    with_seals(past, tmp_path)
    past.clock.move_to("2027-02-01T09:00")
    assert prune_all(past.office) == 0

    past.clock.move_to("2027-04-01T09:00")
    assert prune_all(past.office) >= 0
    assert rows(past, look_gone) == []
