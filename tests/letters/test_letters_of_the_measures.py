"""The letters that the measures issue: complete, neutral, with the person's rights, printable in all forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.letters.printed import docx_words, html_words, pdf_words, squeezed
from webapp.letters import Letter, Template, copy_number, text_of, to_docx, to_html, to_pdf, uncovered, write_samples
from webapp.letters.samples import sample, sample_values, templates

PROCESSES = Path(__file__).parents[2] / "processes"
ALL = dict(templates(PROCESSES))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
LABEL_WORDS = ("举报人", "用户", "一把手", "驳回", "任务", "分数", "得分")
SOURCES_AND_METHODS = ("检举", "举报", "控告", "线索", "调取", "查询", "谈话记录", "证人")
WITHOUT_SOURCE = (
    "d15_closing",
    "d22_clarification",
    "d22_clarification_notice",
    "d22_unit_notice",
    "d25_request_answer",
    "d30_warning_education",
)
RIGHTS = ("有权", "可以向我机关提出", "申诉", "可以依照规定向上一级")
ROOTS = (
    *("subject", "unit", "case", "office", "limit_text", "due_text", "limits"),
    *("letters", "data", "urge", "form", "meeting", "signed"),
)


def to_the_person() -> tuple[str, ...]:
    """The letters whose rule (`letter_rule`) sends them to the person of the case."""
    table = etree.parse(str(PROCESSES / "shared" / "decisions" / "letter_rule.dmn"))
    rules = [[text.text or "" for text in rule.iter("{*}text")] for rule in table.iter("{*}rule")]
    return tuple(name for texts in rules if texts[-1] == '"subject"' for name in re.findall(r'"(\w+)"', texts[0]))


def named(*ids: str) -> list[tuple[str, Template]]:
    return [(name, template) for name, template in ALL.items() if template.id in ids]


@cache
def letter_of(name: str) -> Letter:
    return sample(ALL[name])


def test_every_document_of_the_ten_measures_has_its_letter():
    """D04 is not used; every other one is issued by a measure or by the house."""
    assert {template.source for template in ALL.values()} >= {f"D{n:02}" for n in range(1, 31) if n != 4}


def test_every_letter_is_issued_by_a_step_of_some_diagram_or_by_the_house():
    named_in_diagrams = "".join(path.read_text(encoding="utf-8") for path in PROCESSES.glob("*/*.bpmn"))

    unnamed = {one.id for one in ALL.values() if f"&quot;{one.id}&quot;" not in named_in_diagrams}
    assert unnamed == {"d24_urge", "d24_supervise", "minutes"}


def test_whose_signatures_a_letter_names_do_a_step_one_by_one():
    found = [
        (name, path.removeprefix("signed."))
        for name, one in ALL.items()
        for path in (*one.needs, *one.optional)
        if path.startswith("signed.")
    ]

    assert len(found) == 2
    for name, step in found:
        files = (PROCESSES / name.partition("-")[0]).glob("*.bpmn")
        drawn = [etree.parse(str(file)).find(f".//{BPMN}userTask[@id='{step}']") for file in files]
        assert [one.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None for one in drawn if one is not None]


@pytest.mark.parametrize("name", ALL)
def test_a_template_may_be_published(name: str):
    template = ALL[name]

    assert template.findings(ROOTS) == ()
    assert name.endswith(f"-{template.id}")


@pytest.mark.parametrize("name", ALL)
def test_needed_values_suffice_and_a_draft_prints_without_the_rest(name: str):
    template = ALL[name]
    values = only(template.needs)

    draft = replace(sample_of_needs(template, values), number="", date=None)

    assert draft.blocks
    assert to_pdf(draft)


@pytest.mark.parametrize("name", ALL)
def test_screen_print_and_file_say_every_word_of_the_letter(name: str):
    letter = letter_of(name)
    lines = [squeezed(line) for line in text_of(replace(letter, receipt_slip=None)).splitlines()]

    printed = {
        "pdf": pdf_words(to_pdf(letter)),
        "docx": docx_words(to_docx(letter)),
        "html": html_words(to_html(letter)),
    }

    for form, words in printed.items():
        assert [line for line in lines if stripped(line) not in stripped(words)] == [], form
    assert uncovered(letter) == ()


@pytest.mark.parametrize("name", ALL)
def test_words_are_the_officers_own_and_neutral(name: str):
    text = text_of(letter_of(name))

    assert [word for word in LABEL_WORDS if word in text] == []
    assert not re.search(r"[a-z]{2}_[a-z]", text)
    assert not re.search(r"[一-鿿][,;:?!]|[一-鿿]\(", text)


@pytest.mark.parametrize(("name", "template"), named(*WITHOUT_SOURCE))
def test_closing_clarifying_and_warning_letters_show_no_source_and_no_method(name: str, template: Template):
    words = f"{template.title}{template.body}"

    assert [word for word in SOURCES_AND_METHODS if word in words] == []


@pytest.mark.parametrize(("name", "template"), named(*to_the_person()))
def test_every_letter_to_the_person_tells_rights_and_whom_to_call(name: str, template: Template):
    text = text_of(letter_of(name))

    assert any(words in text for words in RIGHTS)
    assert "联系电话" in text


@pytest.mark.parametrize(
    ("name", "template"), named("d09_talk_notice", "d11_talk_notice", "d14_inquiry_notice", "d19_filing_decision")
)
def test_a_letter_that_begins_a_contact_names_recusal_and_where_to_complain(name: str, template: Template):
    text = text_of(letter_of(name))

    assert "申请有关人员回避" in text
    assert "干部监督室反映" in text


def test_a_state_secret_bears_the_number_of_its_copy_and_how_long_it_is_one():
    letter = letter_of("m05_integrity_talk-d10_principal_report")

    assert (letter.copy_number, letter.secrecy) == ("000001", "机密★20年")
    assert [copy_number(n) for n in (0, 1, 12, 10_000_000)] == ["000001", "000001", "000012", "999999"]
    assert letter_of("m08_talk_letter_inquiry-d14_inquiry_notice").copy_number == ""
    assert to_html(letter).index("000001") < to_html(letter).index("机密★20年")


def test_a_quarter_is_written_in_words():
    assert letter_of("m07_clue_disposal-d13_analysis").title == "2026年第一季度信访举报专题分析报告"


def test_the_inquiry_notice_asks_for_a_reply_straight_to_the_organ_within_the_limit_from_the_receipt():
    letter = letter_of("m08_talk_letter_inquiry-d14_inquiry_notice")

    text = text_of(letter)

    assert "签收本通知书之日起15个工作日内" in text
    assert "不经所在单位转交" in text
    assert letter.copies == ()
    assert letter.receipt_slip is not None
    assert "签收次日起15个工作日" in dict(letter.receipt_slip.rows)["答复截止日期"]


def test_a_decision_tells_the_way_and_time_of_appeal():
    template = ALL["m10_violation_handling-d20_decision"]

    party, both = decision_text(template, state_kind="none"), decision_text(template, state_kind="demerit")

    assert {"limits.appeal_review_apply", "limits.appeal_recheck_apply"} <= set(template.needs)
    assert "对党纪处分不服的，可以向中共云岭县纪律检查委员会提出申诉" in party
    assert "申请复审" not in party
    assert "可以自收到本决定之日起1个月内向中共云岭县纪律检查委员会申请复审" in both


def decision_text(template: Template, **kinds: str) -> str:
    values = sample_values()
    forms = values["form"]
    return text_of(sample(template, values={**values, "form": {**forms, "decide": {**forms["decide"], **kinds}}}))


def test_the_slip_to_the_superior_holds_envelope_number_and_date_only():
    template = ALL["m07_clue_disposal-d25_superior_transfer"]

    read = {path for path in (*template.needs, *template.optional) if not path.startswith("form.draft_letter")}

    assert read == {"data.seal_stub", "form.register_envelope.received_on"}


@pytest.mark.parametrize(
    ("kind", "words"), [("admonish", "诫勉，影响期六个月"), ("remind", "提醒谈话"), ("criticise", "批评教育")]
)
def test_a_measure_of_the_first_form_names_its_kind(kind: str, words: str):
    values = sample_values()
    form = {**values["form"], "decide_measure": {"kind": kind, "text": "事实。", "rule": "第七条"}}

    letter = sample(ALL["m10_violation_handling-d17_reminder"], values={**values, "form": form})

    assert words in text_of(letter)
    assert "依据：第七条" in text_of(letter)


@pytest.mark.parametrize(
    ("result", "words"), [("keep", "维持原决定"), ("change", "变更原决定"), ("revoke", "撤销原决定，并依照规定恢复")]
)
def test_the_collective_result_stands_before_the_proposal_in_an_appeal_decision(result: str, words: str):
    values = {**sample_values(), "data": {"study": {"result": result}}}

    letter = sample(ALL["m10_violation_handling-d20_appeal_decision"], values=values)

    assert words in text_of(letter)


def test_a_lighter_sanction_after_an_appeal_is_named_in_the_decision():
    values = sample_values()
    kinds = {"new_party_kind": "warning", "new_state_kind": "none"}
    form = {**values["form"], "write_review": {**values["form"]["write_review"], **kinds}}
    given = {**values, "form": form, "data": {"study": {"result": "change"}}}

    words = text_of(sample(ALL["m10_violation_handling-d20_appeal_decision"], values=given))

    assert "改为：给予党内警告处分；不给予政务处分。" in words


@pytest.mark.parametrize(
    ("conclusion", "words"), [("not_established", "有关反映经查不属实"), ("open", "目前不具备澄清的条件")]
)
def test_whoever_asked_for_clarification_is_told_that_it_was_untrue_only_when_that_is_concluded(
    conclusion: str, words: str
):
    values = sample_values()
    form = {**values["form"], "assess_impact": {"conclusion": conclusion}}
    given = {**values, "form": form, "data": {"clarify_mode": {"way": "none"}}}

    letter = text_of(sample(ALL["m10_violation_handling-d25_request_answer"], values=given))

    assert words in letter
    assert ("不属实" in letter) == (conclusion == "not_established")


@pytest.mark.parametrize("name", ALL)
def test_paths_into_forms_name_fields_that_exist(name: str):
    template = ALL[name]
    fields = fields_of_tasks()
    folder = name.rsplit("-", 1)[0]

    wanted = [path.split(".", 2)[1:] for path in (*template.needs, *template.optional) if path.startswith("form.")]
    known = [(task, field) for task, field in wanted if (folder, task) in fields or ("shared", task) in fields]

    missing = [
        f"{task}.{field}"
        for task, field in known
        if field not in fields.get((folder, task), set()) | fields.get(("shared", task), set())
    ]
    assert missing == []


def test_samples_are_written_as_files(tmp_path: Path):
    home = tmp_path / "processes" / "m08_talk_letter_inquiry" / "letters"
    home.mkdir(parents=True)
    source = PROCESSES / "m08_talk_letter_inquiry" / "letters" / "d15_closing.md"
    (home / source.name).write_bytes(source.read_bytes())

    written = write_samples(tmp_path / "out", processes=tmp_path / "processes")

    stem = "m08_talk_letter_inquiry-d15_closing"
    assert [path.name for path in written] == [f"{stem}.pdf", f"{stem}.docx", f"{stem}.html", f"{stem}-1.png"]
    assert all(path.stat().st_size > 500 for path in written)


def stripped(words: str) -> str:
    """Words without what one form adds or leaves to the browser: counters of lists, the code of each page."""
    return re.sub(r"\d+\.|附件|[：。]|YL26-\d+-[A-Z0-9]+", "", words)


def only(paths: tuple[str, ...]) -> dict[str, Any]:
    """The made-up values at these paths and nothing else."""
    values: dict[str, Any] = {}
    for path in paths:
        place, source = values, sample_values()
        *above, last = (key.removesuffix("[]") for key in path.split("[]")[0].split("."))
        for key in above:
            place, source = place.setdefault(key, {}), source[key]
        place[last] = source[last]
    return values


def sample_of_needs(template: Template, values: dict[str, Any]) -> Letter:
    return sample(template, values=values)


@cache
def fields_of_tasks() -> dict[tuple[str, str], set[str]]:
    """The field keys of each user task, by folder and task; a task may borrow the form of another."""
    found: dict[tuple[str, str], set[str]] = {}
    for diagram in PROCESSES.glob("*/*.bpmn"):
        folder = diagram.parent
        for task in etree.parse(str(diagram)).iter(f"{BPMN}userTask"):
            form = next((prop.get("value") for prop in task.iter("{*}property") if prop.get("name") == "form"), None)
            for home in (folder, PROCESSES / "shared"):
                path = home / "forms" / f"{form or task.get('id')}.form"
                if path.exists():
                    found.setdefault((folder.name, task.get("id")), set()).update(keys_of(json.loads(path.read_text())))
    return found


def keys_of(part: dict[str, Any], above: str = "") -> Iterator[str]:
    for component in part.get("components", ()):
        key = component.get("key") or component.get("path")
        if component.get("components"):
            yield from keys_of(component, f"{above}{key}[]." if key else above)
        elif key:
            yield f"{above}{key}"
