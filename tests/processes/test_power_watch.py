"""Measure 3: heard on the spot, drawn by lot, what was said never reaches the person; reports signed in person."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from webapp.domain.advance import Assign
from webapp.domain.findings import Severity
from webapp.domain.forms import Form, Scope, answer, prefill, read_form
from webapp.engine import Kind, check, collect, read
from webapp.feel import from_python

PROCESSES = Path(__file__).parents[2] / "processes"
HOME = PROCESSES / "m03_power_watch"
VISIT, REPORT = (collect(PROCESSES, name) for name in ("m03_power_watch", "m03b_special_report"))
DEFINITION = read(VISIT)
TODAY = dt.date(2026, 3, 2)
WORLD = {"today": lambda: from_python(TODAY)}
LONG = "已经逐项核对，依据充分，事实清楚。"
Posted = dict[str, str]
PLAN: Posted = {
    "visit_on": "2026-06-15",
    "way": "face",
    "place_kind": "unit_room",
    "place": "三楼会议室",
    "arranged": "direct",
    "lead": "li",
    "second": "zhao",
    "intensity": "plain",
    "focus": LONG,
}
HEARD: Posted = {
    "held": "yes",
    "held_on": "2026-03-02",
    "way": "face",
    "place_kind": "site",
    "minutes": "30",
    "second_officer": "zhao",
    "topics": "style",
    "statement": LONG,
    "class": "opinion",
    "signed": "yes",
}
MEETING: Posted = {
    "on_list": "yes",
    "ad_hoc": "no",
    "consulted": "yes",
    "one_man": "no",
    "due": "5",
    "present": "5",
    "material_days": "3",
    "opinions_recorded": "yes",
    "vote_method": "oral",
    "minutes_signed": "yes",
    "executed": "yes",
    "speakers.0.speaker": "副局长",
    "speakers.0.who": "member",
    "speakers.1.speaker": "局长",
    "speakers.1.who": "head",
}
KINDS = ("decision", "cadre", "project", "fund")


def form_of(form_id: str) -> Form:
    """A form of the measure."""
    return read_form(json.loads((HOME / "forms" / f"{form_id}.form").read_text(encoding="utf-8")))


def filled(form_id: str, posted: Posted, **values: Any) -> tuple[Any, list[str]]:
    """What a form keeps of these fields, and what it refuses."""
    form = form_of(form_id)
    scope = Scope({"me": {"id": "li"}, "case": {"subject": "lin", "level": "head"}, **values}, TODAY, WORLD)
    found = answer(form, {key: [value] for key, value in posted.items()}, scope, prefill(form, scope))
    return found.values, [fault.sentence for fault in found.faults]


# ---------------------------------------------------------------- on the spot


@pytest.mark.parametrize(
    "changed",
    [{"way": "phone"}, {"way": "video"}, {"place_kind": "head_office"}, {"arranged": "head_office"}, {"second": "li"}],
)
def test_a_visit_is_made_by_two_on_the_spot_past_the_heads_office(changed: Posted) -> None:
    assert filled("plan_visit", PLAN)[1] == []
    assert len(filled("plan_visit", {**PLAN, **changed})[1]) == 1


@pytest.mark.parametrize(
    "changed", [{"way": "phone"}, {"way": "video"}, {"place_kind": "head_office"}, {"second_officer": "li"}]
)
def test_nobody_is_heard_by_telephone_or_in_the_heads_room_or_by_one_alone(changed: Posted) -> None:
    assert filled("interview", HEARD)[1] == []
    assert len(filled("interview", {**HEARD, **changed})[1]) == 1


def test_who_is_not_heard_is_left_out_with_a_reason_only() -> None:
    assert filled("interview", {"held": "no"})[1] == ["请填写“未能访谈的理由”"]
    assert filled("interview", {"held": "no", "why_not": "因病住院治疗。"})[1] == []


# ---------------------------------------------------------------- by lot and list


def test_nobody_adds_or_strikes_a_name_between_the_draw_and_the_interviews() -> None:
    drawn = [
        {"code": "乙1", "served_on": TODAY, "words": "办理许可"},
        {"code": "乙2", "served_on": TODAY, "words": "年检"},
    ]
    members = [{"code": "甲1", "person": "hua"}]
    posted = {"users.0.when": "三日上午", "users.2.code": "乙9", "users.2.when": "四日", "users.0.code": "乙8"}

    values, _ = filled("arrange", posted, colleagues=members, file={"sample": drawn})

    assert [row["code"] for row in values["users"]] == ["乙1", "乙2"]
    assert [(row["code"], row["person"]) for row in values["members"]] == [("甲1", "hua")]


def test_between_the_draw_and_the_interviews_only_officers_act() -> None:
    parts = [DEFINITION.processes[name].elements for name in ("m03a_visit", "m03f_interview")]

    assert {one.role for part in parts for one in part.values() if one.kind is Kind.USER} == {"supervise"}
    assert parts[1]["interview"].properties.get("assign") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_without_a_meeting_needs_its_reason(kind: str) -> None:
    others = {f"meetings.{n}.kind": one for n, one in enumerate(k for k in KINDS if k != kind)}
    rows = {
        f"meetings.{n}.{key}": text for n in range(3) for key, text in (("meeting_on", "2026-01-12"), ("title", "例会"))
    }
    posted = {"list_source": "2026年清单", **others, **rows}

    _, missing = filled("pick_meetings", posted)
    _, given = filled("pick_meetings", {**posted, f"none_{kind}": "本年没有此类事项。"})

    assert (len(missing), given) == (1, [])


def test_the_head_speaking_first_is_a_deviation_that_nobody_types_away() -> None:
    order = {"speakers.0.who": "head", "speakers.1.who": "member"}

    good, none = filled("check_meeting", MEETING)
    first, faults = filled("check_meeting", {**MEETING, **order, "head_last": "true", "deviates": "", "deviation": ""})

    assert (good["deviates"], good["head_last"], none) == (False, True, [])
    assert (first["deviates"], first["head_last"], first["deviation"], faults) == (True, False, "未末位表态；", [])


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"ad_hoc": "yes"}, "临时动议；"),
        ({"one_man": "yes"}, "个人决定；"),
        ({"on_list": "no"}, "议题不在清单；"),
        ({"consulted": "no"}, "会前未酝酿；"),
        ({"present": "3"}, "到会不足三分之二；"),
        ({"vote_method": "none"}, "没有表决；"),
    ],
)
def test_what_departs_from_democratic_centralism_is_listed(changed: Posted, named: str) -> None:
    values, _ = filled("check_meeting", {**MEETING, **changed})

    assert (values["deviates"], values["deviation"]) == (True, named)


@pytest.mark.parametrize("left", ["on_list", "ad_hoc", "consulted", "one_man", "opinions_recorded"])
def test_no_question_of_the_check_stays_open(left: str) -> None:
    assert len(filled("check_meeting", {key: text for key, text in MEETING.items() if key != left})[1]) == 1


# ---------------------------------------------------------------- what was said


def names(form: Form) -> set[str]:
    """The earlier steps that a form reads."""
    texts = [one.prefill or "" for one in form.walk()] + [one.expression or "" for one in form.walk()]
    texts += [one.options_from or "" for one in form.walk()] + [rule.test for rule in form.rules]
    return {name for text in texts for name in re.findall(r"\bform\.(\w+)", text)}


def test_no_form_and_no_letter_reads_what_was_said() -> None:
    read_by_forms = {name: names(read_form(schema)) for (_, name), schema in DEFINITION.forms.items()}
    letters = DEFINITION.letters

    assert [name for name, found in read_by_forms.items() if "interview" in found] == []
    assert [name for name, text in letters.items() if "interview_" in text or "statement" in text] == []


def test_what_is_said_stays_out_of_the_diagram_and_bears_a_code_only() -> None:
    fields = {one.key: one for one in form_of("interview").walk()}

    assert not fields["statement"].routing
    assert not fields["person_code"].picker
    assert form_of("interview").takes_files is False


def test_the_person_reads_documented_deviations_only() -> None:
    findings = [
        {"class": "deviating", "fact": "没有末位表态。", "document": "会议记录", "source_kind": "minutes"},
        {"class": "good", "fact": "集体研究。", "document": "会议记录", "source_kind": "minutes"},
    ]
    told = filled("tell_facts", {"told_on": "2026-03-02", "way": "face"}, form={"synthesise": {"findings": findings}})

    assert told[0]["facts"] == [{"fact": "没有末位表态。", "document": "会议记录"}]
    kinds = next(one for one in form_of("synthesise").walk() if one.key == "source_kind")
    assert {one.value for one in kinds.options} == {"minutes", "document", "contract", "register", "audit"}


def test_a_deviating_meeting_cannot_be_left_out_of_the_findings() -> None:
    posted = {
        "findings.0.class": "good",
        "findings.0.fact": LONG,
        "findings.0.source_kind": "minutes",
        "findings.0.document": "会议记录",
        "conclusion": LONG,
    }
    visit = {"meetings": [{"deviates": True}], "topics": [], "colleagues_heard": 2, "users_heard": 1, "proofs": 0}

    _, faults = filled("synthesise", posted, visit=visit, sample={"population": 3})
    values, none = filled(
        "synthesise", {**posted, "findings.0.class": "deviating"}, visit=visit, sample={"population": 3}
    )

    assert faults == ["抽查会议有偏离的，须作为偏离写入结果。"]
    assert (values["outcome"], none) == ("deviating", [])
    assert values["heard"] == "访谈班子成员2人，管理服务对象1人，抽查会议1次，有偏离1次"


# ---------------------------------------------------------------- the special report


LED = {
    "file": {"led": [{"unit": "甲局", "title": "局长", "head": "甲"}, {"unit": "乙局", "title": "局长", "head": "乙"}]}
}
WHOLE: Posted = {
    "overview": LONG,
    "heard": LONG,
    "own_work": LONG,
    **{f"chapters.{n}.{key}": LONG for n in (0, 1) for key in ("power_use", "problems", "proposal")},
}


def test_a_missing_chapter_blocks_the_report() -> None:
    values, none = filled("write_report", WHOLE, **LED)
    _, faults = filled("write_report", {key: text for key, text in WHOLE.items() if "chapters.1" not in key}, **LED)

    assert ([row["head"] for row in values["chapters"]], none) == (["甲局局长甲", "乙局局长乙"], [])
    assert len(faults) == 3


def test_the_author_alone_signs_and_nobody_votes() -> None:
    report = read(REPORT)
    step = report.elements["m03e_report", "sign_report"]

    assert step.mandatory == "3.10"
    assert set(step.properties["assign"].split()) == {Assign.SUBJECT, Assign.IN_PERSON}
    assert "collective_study" not in report.processes


@pytest.mark.parametrize("other", ["subject", "person:write_report.reader in_person", "not_same_as:write_report"])
def test_a_version_in_which_another_signs_is_refused(other: str) -> None:
    path = "m03_power_watch/m03e_report.bpmn"
    root = REPORT.files[path].decode()
    begin = root.index('id="sign_report"')
    at = root.index("subject in_person", begin)
    new = root[:at] + other + root[at + len("subject in_person") :]
    found = check(replace(REPORT, files={**REPORT.files, path: new.encode()}, checksum=""), {}, in_force=REPORT)

    assert "sign_report" in {one.element for one in found if one.rule == "gates" and one.severity is Severity.ERROR}
