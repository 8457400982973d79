"""The archive in the real office: what is refused whatever the way in, the portrait of the day, trend, correction."""

from __future__ import annotations

import pytest

from tests.usecases.due import ON_SQLITE
from tests.usecases.filing import HEARD, enter, entries, file, maker, prepare
from tests.usecases.office import PROCESSES, House
from tests.usecases.robot import cannot, do, open_steps
from webapp.domain.archives import NotHeard, NotVerified
from webapp.domain.errors import FourEyes
from webapp.domain.ids import PersonId
from webapp.domain.said import in_chinese
from webapp.store import archive, archive_marks
from webapp.usecases.opening import start_case
from webapp.usecases.own_archive import own_archive

MA = PersonId("ma")
SUMMARY = "主体责任检查发现议事规则没有落实。"
FORM = "shared/forms/make_entry.form"
TABLE = "shared/decisions/archive_admission.dmn"
DIAGRAM = "shared/archive_entry.bpmn"


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    """A process file in which somebody took a safeguard out."""
    text = (PROCESSES / path).read_text(encoding="utf-8")
    assert old in text
    return {path: text.replace(old, new).encode()}


def test_an_adverse_entry_needs_the_person_heard_even_where_the_form_does_not_ask(house: House) -> None:
    prepare(house, kind="check", result="weak", instead=changed(FORM, '"=admission.adverse != true"', '"=true"'))

    with pytest.raises(NotHeard):
        enter(house, summary=SUMMARY)

    assert entries(house) == ()


def test_an_adverse_entry_needs_two_officers_even_where_the_diagram_does_not_ask(house: House) -> None:
    instead = changed(DIAGRAM, "not_same_as:make_entry", "same_as:make_entry")
    prepare(house, kind="check", result="weak", instead=instead)
    who = maker(house)
    do(house, who, "archive/make_entry", summary=SUMMARY, **HEARD)

    with pytest.raises(FourEyes):
        do(house, who, "archive/check_entry", good=True)

    assert entries(house) == ()


@ON_SQLITE
@pytest.mark.parametrize(("kind", "result"), [("clue", "verify"), ("inquiry", "to_verification")])
def test_nothing_unverified_weighs_even_where_the_table_says_so(house: House, kind: str, result: str) -> None:
    instead = changed(TABLE, "<text>false</text>", "<text>true</text>")
    prepare(house, kind=kind, result=result, instead=instead)

    with pytest.raises(NotVerified):
        enter(house, summary=SUMMARY, **HEARD)

    assert entries(house) == ()


def test_an_entry_has_its_dimension_days_and_remark_and_the_portrait_is_of_the_day(house: House) -> None:
    number = file(house, SUMMARY, subject_remark="已经着手整改。", effect_until="2026-09-30", retention="10")

    (one,) = entries(house)
    with house.office.database.read() as tx:
        as_of, kept = archive.portrait_of(tx, MA) or (None, {})
    assert (one.number, one.dimension, one.weight, one.status) == (number, "duty", "adverse", "verified")
    assert (one.remark, str(one.effect_until)) == ("已经着手整改。", "2026-09-30")
    assert (str(one.subject_seen_on), str(one.retention_until)) == ("2026-02-27", "2036-03-02")
    assert as_of == house.clock().date()
    assert set(kept) == {"duty"}


def test_a_trend_opens_a_talk_without_any_clue_and_the_second_an_early_handling(house: House) -> None:
    file(house, SUMMARY)
    assert [path for path, _, _ in open_steps(house)] == ["plan_talk"]

    file(house, "又一次检查发现问题没有整改。")

    assert {path for path, _, _ in open_steps(house)} == {"plan_talk", "weigh_sign"}


@ON_SQLITE
def test_a_good_result_and_a_handling_of_its_own_remind_nobody(house: House) -> None:
    file(house, "检查结果良好，制度落实到位。", result="good")
    file(house, "经提醒教育，本人已经改正。", kind="early", result="first_form")

    assert open_steps(house) == []
    assert [one.weight for one in entries(house)] == ["good", "adverse"]


@ON_SQLITE
def test_an_archive_is_opened_once(house: House) -> None:
    house.run(start_case, "qian", process="m09a_archive_update", start_event="head_found", token=house.token())
    do(house, "qian", "pick_head", person="ma", why="roster")
    do(house, "qian", "open_archive")
    with house.office.database.read() as tx:
        assert archive_marks.opened(tx) == {MA: house.clock().date()}

    house.run(start_case, "qian", process="m09a_archive_update", start_event="head_found", token=house.token())
    do(house, "qian", "pick_head", person="ma", why="roster")

    assert [path for path, _, _ in open_steps(house)] == ["state_own/state_data"]


@ON_SQLITE
def test_material_from_outside_is_filed_by_two_and_read_by_the_person(house: House) -> None:
    house.run(start_case, "su", process="m09a_archive_update", start_event="material_received", token=house.token())
    do(house, "su", "register_material", person="ma", kind="appointment", result="on_file")
    do(house, "su", "archive_material/make_entry", summary="任命为县供销合作社主任，试用期一年。")
    assert cannot(house, "su", "archive_material/check_entry", good=True) in ("not_yours", "not_found")
    do(house, "qian", "archive_material/check_entry", good=True)

    (one,) = entries(house)
    assert (one.section, one.kind, one.status, one.weight) == (1, "appointment.on_file", "verified", "none")
    (shown,) = house.view(own_archive, "ma").entries
    assert (in_chinese(shown.kind), shown.summary) == ("任免材料", "任命为县供销合作社主任，试用期一年。")
