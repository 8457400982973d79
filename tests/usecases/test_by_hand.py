"""Relations, service records and personal matters by hand: who may, what a change leaves behind, what a day showed."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.passages import register_clue
from tests.usecases.power import COOP, record
from tests.usecases.robot import open_steps
from tests.usecases.written import recuse
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.ids import OFFICE_ROOM, PersonId, RoomId, UnitId
from webapp.domain.said import in_chinese
from webapp.store import ledgers, recusals
from webapp.usecases.archive_matters import declare_about_matters, matters_page, put_matter, withdraw_matter
from webapp.usecases.lifting import lift_recusal
from webapp.usecases.people import RosterRefused, add_post, end_post, put_room, rename_unit
from webapp.usecases.relations import note_relation, relations_of
from webapp.usecases.rooms import rooms_page
from webapp.usecases.roster_pages import people_page, person_page
from webapp.usecases.served import put_served, unit_page, withdraw_served
from webapp.usecases.views.rosters import MattersView

MA, ZHAO = PersonId("ma"), PersonId("zhao")
FLAT = "县城住房一套，面积一百二十平方米。"


def enter(house: House, text: str = FLAT, *, status: str = "declared", known: str = "") -> str:
    return house.run(
        put_matter, "qian", person_id=MA, year=2026, kind="property", status=status, text=text, matter_id=known
    )


def page(house: House, **how: dt.date) -> MattersView:
    return house.view(matters_page, "qian", person_id=MA, **how)


@pytest.fixture
def declared(house: House) -> House:
    """The archive's keeper has declared no recusal about the head."""
    if page(house).needs_declaration:
        house.run(declare_about_matters, "qian", person_id=MA, answer="none")
    return house


def test_a_matter_is_corrected_with_its_history_and_read_as_of_any_day(declared: House) -> None:
    first = declared.clock().date()
    key = enter(declared)
    declared.clock.shift(days=3)
    enter(declared, "县城住房两套。", known=key)
    declared.clock.shift(days=3)
    declared.run(withdraw_matter, "qian", person_id=MA, matter_id=key)

    (now,), (then,) = page(declared).rows, page(declared, as_of=first).rows
    assert (in_chinese(now.state), then.text, in_chinese(then.state)) == ("已撤回", FLAT, "本人填报")
    assert [(one.by, one.words) for one in now.changes][:2] == [("钱守一", FLAT), ("钱守一", "县城住房两套。")]
    assert page(declared, as_of=first - dt.timedelta(days=1)).rows == ()


def test_what_the_keeper_calls_a_difference_waits_for_two_officers_and_cannot_be_taken_back_then(
    declared: House,
) -> None:
    key = enter(declared, status="deviates")
    declared.drain()

    (row,) = page(declared).rows
    assert in_chinese(row.state) == "核查不一致，待核实"
    assert "verify_data" in [path for path, _, _ in open_steps(declared)]
    with declared.office.database.read() as tx:
        (one,) = ledgers.matters(tx, MA, year=2026)
    assert (one.id, one.status, one.checked_by) == (key, "found", None)
    with pytest.raises(RosterRefused):
        enter(declared, known=key)
    with pytest.raises(RosterRefused):
        declared.run(withdraw_matter, "qian", person_id=MA, matter_id=key)


@ON_SQLITE
def test_nobody_else_enters_or_reads_personal_matters(declared: House) -> None:
    for who in ("jin", "li", "ma", "zhou"):
        with pytest.raises(OfficeError):
            declared.view(matters_page, who, person_id=MA)
        with pytest.raises(OfficeError):
            declared.run(put_matter, who, person_id=MA, year=2026, kind="property", status="declared", text=FLAT)
    declared.run(declare_about_matters, "qian", person_id=MA, answer="relative")
    with pytest.raises(NotFound):
        page(declared)
    with pytest.raises(NotFound):
        enter(declared)


@ON_SQLITE
@pytest.mark.parametrize("wrong", [{"year": 2027}, {"kind": "lottery"}, {"status": "dropped"}, {"text": " "}])
def test_a_matter_that_cannot_be_is_refused(declared: House, wrong: dict[str, object]) -> None:
    given = {"person_id": MA, "year": 2026, "kind": "property", "status": "declared", "text": FLAT} | wrong

    with pytest.raises(RosterRefused):
        declared.run(put_matter, "qian", **given)  # type: ignore[arg-type]


def test_a_service_record_is_corrected_and_withdrawn_and_no_sample_holds_it_then(house: House) -> None:
    first = house.clock().date()
    with house.office.database.write() as tx:
        ledgers.add_served(tx, [record(1, dt.date(2026, 1, 5))])
    day = dt.date(2026, 1, 7)
    key = house.run(put_served, "jin", unit_id=COOP, served_on=day, who="某经营户", matter="办理补贴")
    house.clock.shift(days=1)
    house.run(put_served, "jin", unit_id=COOP, served_on=day, who="某经营户", matter="变更登记", record_id=key)
    house.run(withdraw_served, "jin", unit_id=COOP, record_id="record_01")

    found = {one.record_id: one for one in house.view(unit_page, "jin", unit_id=COOP).rows}
    earlier = {one.record_id: one for one in house.view(unit_page, "jin", unit_id=COOP, as_of=first).rows}
    assert (found[key].matter, earlier[key].matter) == ("变更登记", "办理补贴")
    assert [one.by for one in found[key].changes] == ["金秉钧", "金秉钧"]
    assert (found["record_01"].withdrawn, earlier["record_01"].withdrawn) == (True, False)
    with house.office.database.read() as tx:
        assert ledgers.served_ids(tx, COOP, first=dt.date(2026, 1, 1), last=dt.date(2026, 1, 31)) == (key,)
        assert set(ledgers.served(tx, [key])[0].content) == {"who", "matter"}
    with pytest.raises(NotFound):
        house.run(withdraw_served, "jin", unit_id=COOP, record_id="record_01")


@ON_SQLITE
def test_a_renamed_unit_shows_who_was_served_under_the_old_name_and_may_correct_it(house: House) -> None:
    with house.office.database.write() as tx:
        ledgers.add_served(tx, [record(1, dt.date(2026, 1, 5))])
    new = house.run(rename_unit, "jin", unit_id=COOP, name="县供销集团", on=house.clock().date())

    house.run(withdraw_served, "jin", unit_id=new, record_id="record_01")

    (row,) = house.view(unit_page, "jin", unit_id=new).rows
    assert (row.record_id, row.withdrawn) == ("record_01", True)


@ON_SQLITE
def test_a_relation_closes_the_head_to_the_officer_and_its_kind_is_corrected_with_history(house: House) -> None:
    for kind in ("interest", "relative"):
        house.run(note_relation, "jin", person_id=ZHAO, subject="ma", kind=kind)

    (one,) = house.view(relations_of, "jin", person_id=ZHAO).rows
    told = [in_chinese(each.detail) for each in house.view(person_page, "jin", person_id=ZHAO).history]
    assert one.kind == "relative"
    assert told[:2] == ["马远帆：其他利害关系改为近亲属", "马远帆：其他利害关系"]
    with house.office.database.read() as tx:
        assert ZHAO in recusals.recused_from(tx, None, subject_id=MA)


@ON_SQLITE
def test_the_roster_neither_shows_nor_changes_what_an_officer_declared(house: House) -> None:
    recuse(house, ZHAO, kind="witness", source="requested")

    house.run(note_relation, "jin", person_id=ZHAO, subject="马远帆", kind="relative")

    assert house.view(relations_of, "jin", person_id=ZHAO).rows == ()
    with house.office.database.read() as tx:
        kept = recusals.of_pair(tx, ZHAO, subject_id=MA)
    assert kept is not None
    assert (kept.kind, kept.source) == ("witness", "requested")


@ON_SQLITE
@pytest.mark.parametrize("wrong", [{"subject": "没有的人"}, {"subject": "zhao"}, {"kind": "friend"}])
def test_a_relation_that_cannot_be_is_refused(house: House, wrong: dict[str, str]) -> None:
    given = {"subject": "ma", "kind": "relative"} | wrong

    with pytest.raises(RosterRefused):
        house.run(note_relation, "jin", person_id=ZHAO, **given)


@ON_SQLITE
def test_rooms_and_units_tell_who_changed_what_and_what_it_was_before(house: House) -> None:
    room = house.run(put_room, "jin", name="第四监督检查室")
    house.run(put_room, "jin", name="第五监督检查室", room_id=room)
    unit = house.run(rename_unit, "jin", unit_id=UnitId(COOP), name="县供销总社", on=house.clock().date())

    rooms = [in_chinese(one.detail) for one in house.view(rooms_page, "jin").history]
    units = [in_chinese(one.detail) for one in house.view(unit_page, "jin", unit_id=unit).history]
    assert rooms[:2] == ["第四监督检查室改为第五监督检查室", "第四监督检查室"]
    assert units == ["县供销合作社更名为县供销总社"]


@ON_SQLITE
def test_a_closed_room_is_shown_where_it_is_opened_again_and_the_whole_house_is_none(house: House) -> None:
    """Closed, no page could choose it any more: neither the room to open it, nor the house to give a duty of it."""
    room = house.run(put_room, "jin", name="第四监督检查室")
    house.run(put_room, "jin", name="第四监督检查室", room_id=room, active=False)

    closed = dict(house.view(people_page, "jin").rooms)[room]
    with pytest.raises(NotFound):
        house.run(put_room, "jin", name="全机关", room_id=OFFICE_ROOM, active=False)
    house.run(put_room, "jin", name="第四监督检查室", room_id=room)

    offered = dict(house.view(person_page, "jin", person_id=PersonId("wu")).rooms)
    assert in_chinese(closed) == "第四监督检查室（已停用）"
    assert in_chinese(offered[room]) == "第四监督检查室"
    assert OFFICE_ROOM in offered


@ON_SQLITE
def test_rooms_can_be_looked_at_as_of_any_day(house: House) -> None:
    before = [one.name for one in house.view(rooms_page, "jin").rows]
    first = house.clock().date()
    house.clock.shift(days=10)
    room = house.run(put_room, "jin", name="第四监督检查室")
    house.run(put_room, "jin", name="第一监督室", room_id=RoomId("first_room"))
    house.clock.shift(days=10)
    house.run(put_room, "jin", name="第四监督检查室", room_id=room, active=False)

    now, middle, then = (
        house.view(rooms_page, "jin", as_of=day) for day in (None, first + dt.timedelta(days=12), first)
    )

    assert {one.name: one.active for one in now.rows if one.name.startswith("第四")} == {"第四监督检查室": False}
    assert {one.name: one.active for one in middle.rows if one.name.startswith("第四")} == {"第四监督检查室": True}
    assert [one.name for one in then.rows] == before
    assert "第一监督室" in {one.name for one in middle.rows} - {one.name for one in then.rows}
    assert (now.is_today, then.is_today) == (True, False)


@ON_SQLITE
def test_relations_can_be_looked_at_as_of_any_day_those_that_were_lifted_since_too(house: House) -> None:
    register_clue(house, subject="liu")
    first = house.clock().date()
    for kind, subject in (("interest", "ma"), ("relative", "liu")):
        house.run(note_relation, "jin", person_id=ZHAO, subject=subject, kind=kind)
    house.clock.shift(days=10)
    house.run(note_relation, "jin", person_id=ZHAO, subject="ma", kind="relative")
    with house.office.database.read() as tx:
        (of_liu,) = [one for one in recusals.of_person(tx, ZHAO) if one.subject_id == "liu"]
    house.run(lift_recusal, "chen", recusal_id=of_liu.id, reason="经核对不是近亲属，登记有误。")

    now = house.view(relations_of, "jin", person_id=ZHAO)
    then = house.view(relations_of, "jin", person_id=ZHAO, as_of=first)
    earlier = house.view(relations_of, "jin", person_id=ZHAO, as_of=first - dt.timedelta(days=1))

    assert [(one.subject[:3], one.kind) for one in now.rows] == [("马远帆", "relative")]
    assert sorted((one.subject[:3], one.kind) for one in then.rows) == [("刘长河", "relative"), ("马远帆", "interest")]
    assert (earlier.rows, earlier.is_today) == ((), False)


@ON_SQLITE
def test_a_unit_tells_who_held_which_post_on_a_day_and_whether_it_was_there(house: House) -> None:
    day = house.clock().date()
    house.run(end_post, "jin", post_id="post_ma", until_on=day - dt.timedelta(days=1))
    house.run(add_post, "jin", person_id=PersonId("hua"), unit_id=UnitId(COOP), title="临时负责人", from_on=day)
    renamed = house.run(rename_unit, "jin", unit_id=UnitId(COOP), name="县供销总社", on=day)

    before = house.view(unit_page, "jin", unit_id=UnitId(COOP), as_of=day - dt.timedelta(days=1))
    after = house.view(unit_page, "jin", unit_id=renamed)

    assert ("马远帆", "主任", True) in before.posts
    assert ("华以谦", "临时负责人", False) in after.posts
    assert "马远帆" not in {name for name, *_ in after.posts}
    assert (before.stood, after.stood) == (True, True)
    assert not house.view(unit_page, "jin", unit_id=UnitId(COOP)).stood
    assert not house.view(unit_page, "jin", unit_id=renamed, as_of=day - dt.timedelta(days=1)).stood
