"""Corrections in the real office: the old version sealed, portrait redrawn, readers told; a namesake's entry gone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.store.test_papers import a_letter
from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import HEARD, entries, file, look_into
from tests.usecases.invariants import every_chain_is_whole
from tests.usecases.office import House, hold
from tests.usecases.passages import case_of, issue
from tests.usecases.robot import cannot, do, look_at
from webapp.domain.errors import FourEyes
from webapp.domain.ids import CaseId, PersonId
from webapp.store import archive, audit, letters, signs
from webapp.store.tables import archive_entry, number_issued
from webapp.usecases.opening import start_case
from webapp.usecases.own_archive import own_archive
from webapp.usecases.portal import portal

MA = PersonId("ma")
BAD = "主体责任检查发现当日缺席专题会议。"
RIGHT = "主体责任检查：当日出席专题会议，没有缺席。"
CASE = "m09c_correction"


def asked(house: House, number: str, mistake: str = "wrong") -> str:
    """Let Ma ask for a correction, and give the officer of its room who verifies it."""
    house.run(start_case, "ma", process=CASE, start_event="correction_asked", token=house.token())
    do(house, "ma", "file_correction", entry=number, mistake=mistake)
    return {"first_room": "zhao", "second_room": "pei", "third_room": "zhou"}[str(case_of(house, CASE).room_id)]


def old_value(house: House) -> list[object]:
    with house.office.database.read() as tx:
        found = audit.entries(tx, audit.stream_of(case_of(house, CASE).id), opened=True)
        return [row.entry.sealed["before"] for row in found if row.entry.sealed and "before" in row.entry.sealed]


def test_an_upheld_request_seals_the_old_entry_redraws_the_portrait_and_names_the_readers(house: House) -> None:
    number = file(house, BAD)
    look_into(house, "chen")
    officer = asked(house, number)
    assert cannot(house, "li", "verify_correction") in ("not_yours", "not_found", "four_eyes")

    do(house, officer, "verify_correction", finding="upheld", right_words=RIGHT, still_adverse="no")
    do(house, "wang", "confirm_correction", opinion="agree")

    old, fresh = entries(house)
    assert (old.number, old.status, old.weight) == (number, "corrected", "none")
    assert (fresh.supersedes_id, fresh.content["summary"], fresh.weight) == (old.id, RIGHT, "none")
    assert {fresh.entered_by, fresh.checked_by} == {officer, "wang"}
    assert [one["number"] for one in old_value(house)] == [number]  # type: ignore[index]
    with house.office.database.read() as tx:
        kept = archive.portrait_of(tx, MA)
    assert kept is not None
    assert number not in str(kept[1])
    do(house, officer, "tell_readers", readers=[{"told": "yes"}])
    shown = look_into(house, "qian")
    assert BAD not in str(shown)
    issue(house, "issue_answer", officer, signer="wang", to="ma")
    assert [one.status for one in house.view(own_archive, "ma").entries] == ["已核实", "已更正"]
    every_chain_is_whole(house)


@ON_SQLITE
def test_what_was_corrected_counts_as_its_old_kind_nowhere(house: House) -> None:
    number = file(house, "走访查实：重大事项未经会议研究，由本人一人决定。", kind="power", result="deviating", **HEARD)
    officer = asked(house, number)
    before = deviations(house)
    put_right = "重大事项经会议研究决定。"
    do(house, officer, "verify_correction", finding="upheld", right_words=put_right, still_adverse="no")
    do(house, "wang", "confirm_correction", opinion="agree")

    _, fresh = entries(house)

    assert (fresh.kind, fresh.status, fresh.weight, fresh.effect_until) == ("power.corrected", "verified", "none", None)
    assert (before, deviations(house)) == (1, 0)


def deviations(house: House) -> int:
    """Count the deviations that speak for the key-watch list."""
    year = dt.timedelta(days=365)
    with house.office.database.read() as tx:
        return signs.filed_on(tx, MA, since=house.clock() - year, day=(house.clock() - year).date()).deviations


@ON_SQLITE
def test_readers_are_those_of_the_last_twelve_months(house: House) -> None:
    house.clock.move_to("2025-01-10T09:00")
    number = file(house, BAD, heard_on="2025-01-09")
    look_into(house, "chen")  # more than a year before
    house.clock.move_to("2025-03-10T09:00")
    look_into(house, "qian")
    house.clock.move_to("2026-03-02T09:00")
    officer = asked(house, number)
    do(house, officer, "verify_correction", finding="upheld", right_words=RIGHT, still_adverse="no")
    do(house, "wang", "confirm_correction", opinion="agree")

    shown = look_at(house, officer, "tell_readers").form_state

    assert shown is not None
    told = [(str(row["name"]), row["last_on"]) for row in shown.values["readers"]]  # type: ignore[attr-defined]
    assert [on for name, on in told if "钱守一" in name] == [dt.date(2025, 3, 10)]
    assert not [name for name, _ in told if "陈守纪" in name]


@ON_SQLITE
def test_whoever_wrote_or_checked_the_entry_corrects_nothing_even_where_the_diagram_lets_them(house: House) -> None:
    number = file(house, BAD)
    officer = asked(house, number)
    with house.office.database.write() as tx:
        changed = archive_entry.update().where(archive_entry.c.number == number).values(entered_by=officer)
        tx.execute(changed)
        hold(tx, house.clock())
    do(house, officer, "verify_correction", finding="upheld", right_words=RIGHT, still_adverse="no")

    with pytest.raises(FourEyes):
        do(house, "wang", "confirm_correction", opinion="agree")

    assert [one.status for one in entries(house)] == ["verified"]


@ON_SQLITE
def test_a_request_without_ground_is_refused_with_reasons_and_changes_nothing(house: House) -> None:
    number = file(house, BAD)
    officer = asked(house, number)
    do(house, officer, "verify_correction", finding="refused")
    do(house, "wang", "confirm_correction", opinion="agree")
    issue(house, "issue_answer", officer, signer="wang", to="ma")

    (one,) = entries(house)
    with house.office.database.read() as tx:
        (letter,) = letters.of_case(tx, CaseId(case_of(house, CASE).id))
    assert one.status == "verified"
    assert (letter.template, "不予更正" in letter.text, "上一级纪检监察机关" in letter.text) == (
        "d21_correction",
        True,
        True,
    )


def test_a_namesakes_entry_leaves_nothing_in_the_archive_and_its_letters_are_recalled(house: House) -> None:
    number = file(house, BAD)
    source = CaseId(str(entries(house)[0].source_case_id))
    with house.office.database.write() as tx:
        now = house.clock()
        got = {"status": "received", "received_on": now.date(), "received_at": now}
        letters.put(tx, a_letter(source, recipient_id=MA, **got))
        hold(tx, house.clock())
    assert house.view(portal, "ma").letters
    officer = asked(house, number, "namesake")
    do(house, officer, "verify_correction", finding="namesake")
    do(house, "wang", "confirm_correction", opinion="agree")

    assert entries(house) == ()
    assert [one["content"]["summary"] for one in old_value(house)] == [BAD]  # type: ignore[index]
    with house.office.database.read() as tx:
        kept = archive.portrait_of(tx, MA)
        voided = tx.execute(number_issued.select().where(number_issued.c.text == number)).one()
    assert kept is not None
    assert kept[1] == {}
    assert voided.void_reason
    assert house.view(portal, "ma").letters == ()
    every_chain_is_whole(house)
