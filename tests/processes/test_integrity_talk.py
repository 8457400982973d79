"""Measure 5: only a leader leads the talk (GATE 5.2); no end without receipt; serious matters go past the person."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.advance import Assign
from webapp.domain.findings import Severity
from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine import Kind, check, collect, read
from webapp.engine.decision_files import decisions_in
from webapp.feel import from_python, to_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m05_integrity_talk"
BUNDLE = collect(PROCESSES, "m05_integrity_talk")
DEFINITION = read(BUNDLE)
TODAY = dt.date(2026, 3, 2)
WORLD = {"today": lambda: from_python(TODAY)}
LEADERS = {"file": {"talkers": [{"id": "chen"}, {"id": "wang"}], "posts": [], "entries": []}}
NO_LEADER = "廉政谈话由负责人（书记、副书记）主谈，请从负责人名单中选择。"
LONG = "已经逐项核对，依据充分，事实清楚。"
PLAN = {
    "purpose": "年度廉政谈话",
    "talker": "chen",
    "recorder": "zhao",
    "talk_on": "2026-03-20",
    "talk_time": "9时30分",
    "place": "机关谈话室",
    "why_late": LONG,
}
HELD = {
    "came": "yes",
    "talker": "chen",
    "recorder": "zhao",
    "talked_on": "2026-03-02",
    "started": "9时",
    "ended_at": "10时",
    "place": "机关谈话室",
    "rights_told": "on",
    "late_reason": LONG,
}


def refused(form_id: str, posted: dict[str, str], **values: Any) -> tuple[Any, list[str]]:
    """What a form keeps of these fields, and what it refuses."""
    form = read_form(json.loads((HOME / "forms" / f"{form_id}.form").read_text(encoding="utf-8")))
    scope = Scope({"me": {"id": "li"}, "case": {"subject": "lin", "level": "head"}, **LEADERS, **values}, TODAY, WORLD)
    found = answer(form, {key: [value] for key, value in posted.items()}, scope, prefill(form, scope))
    return found.values, [fault.sentence for fault in found.faults]


def decided(table: str, **context: str) -> Any:
    """What a shared table says."""
    path = PROCESSES / "shared" / "decisions" / f"{table}.dmn"
    return to_python(decisions_in({path.name: path.read_bytes()})[table](from_python(context), {}))


# ---------------------------------------------------------------- who talks


@pytest.mark.parametrize(("form_id", "posted"), [("plan_talk", PLAN), ("record_talk", HELD)])
def test_a_room_officer_is_no_talker(form_id: str, posted: dict[str, str]) -> None:
    assert refused(form_id, posted)[1] == []
    assert NO_LEADER in refused(form_id, {**posted, "talker": "luo"})[1]


@pytest.mark.parametrize(("form_id", "posted"), [("plan_talk", PLAN), ("record_talk", HELD)])
def test_two_hold_the_talk(form_id: str, posted: dict[str, str]) -> None:
    assert len(refused(form_id, {**posted, "recorder": "chen"})[1]) == 1


def test_another_participant_is_not_the_talker_again() -> None:
    assert len(refused("record_talk", {**HELD, "others.0.officer": "chen"})[1]) == 1


def test_a_version_without_the_rule_of_the_talker_is_refused() -> None:
    for name in ("plan_talk", "record_talk"):
        path = f"m05_integrity_talk/forms/{name}.form"
        text = BUNDLE.files[path].decode().replace("satisfies t.id = talker", "satisfies t.id != null")
        soft = replace(BUNDLE, files={**BUNDLE.files, path: text.encode()}, checksum="")

        found = check(soft, {}, in_force=BUNDLE)

        assert [one.element for one in found if one.rule == "gates" and one.severity is Severity.ERROR] == [name]


def test_a_version_in_which_somebody_else_confirms_the_talk_is_refused() -> None:
    path = "m05_integrity_talk/m05a_talk.bpmn"
    text = BUNDLE.files[path].decode()
    assert "person:record_talk.talker in_person" in text
    delegated = text.replace("person:record_talk.talker in_person", "person:record_talk.talker")
    soft = replace(BUNDLE, files={**BUNDLE.files, path: delegated.encode()}, checksum="")

    found = check(soft, {}, in_force=BUNDLE)

    assert [one.element for one in found if one.rule == "gates" and one.severity is Severity.ERROR] == ["confirm_talk"]


def test_the_talker_confirms_in_person() -> None:
    step = DEFINITION.elements["m05a_talk", "confirm_talk"]

    assert (step.role, step.mandatory) == ("secretary", "5.2")
    assert str(Assign.IN_PERSON) in step.properties["assign"].split()


# ---------------------------------------------------------------- before office


@pytest.mark.parametrize(("effective_on", "late"), [(dt.date(2026, 4, 1), False), (dt.date(2026, 3, 2), True)])
def test_a_talk_on_or_after_the_first_day_in_office_is_marked(effective_on: dt.date, late: bool) -> None:
    values, faults = refused("record_talk", HELD, effective_on=effective_on)

    assert (values["late"], faults) == (late, [])


def test_a_late_talk_says_why() -> None:
    _, faults = refused("record_talk", {**HELD, "late_reason": ""}, effective_on=dt.date(2026, 3, 1))

    assert faults == ["请填写“未在任前谈话的原因”"]


def test_before_office_the_only_end_is_behind_the_receipt() -> None:
    part = DEFINITION.processes["m05e_before_office"]
    ends = [one.id for one in part.elements.values() if one.kind is Kind.END]
    letter = DEFINITION.processes["issue_letter"]

    assert (ends, part.before(part.elements[ends[0]])) == (["reminded"], ("issue_reminder",))
    assert letter.before(letter.elements["received"]) == ("note_receipt",)


# ---------------------------------------------------------------- what was found


def test_a_small_matter_is_told_face_to_face() -> None:
    told = {"way": "face", "told_on": "2026-03-02", "place": "机关谈话室", "second_officer": "zhao"}

    assert refused("raise_matter", told)[1] == []
    assert len(refused("raise_matter", {**told, "way": "phone"})[1]) == 1
    assert len(refused("raise_matter", {**told, "second_officer": "li"})[1]) == 1


def test_a_serious_matter_has_no_step_or_letter_of_the_person() -> None:
    part = DEFINITION.processes["m05d_serious"]

    assert "subject" not in {one.role for one in part.elements.values()}
    assert decided("letter_rule", template="d10_principal_report")["receiver"] == "party_principal"


def test_talks_are_kept_whatever_their_outcome_and_weigh_only_where_a_matter_was_told() -> None:
    found = {
        result: decided("archive_admission", kind="talk", result=result)
        for result in ("talk_held", "talk_late", "matter_corrected", "matter_remains")
    }

    assert {one["register"] for one in found.values()} == {"archive"}
    assert {key for key, one in found.items() if one["weighs"]} == {"matter_corrected", "matter_remains"}
