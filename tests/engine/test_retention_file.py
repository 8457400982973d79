"""`rules/retention.yaml`: what belongs to which term, and what is wrong with the file said in words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from webapp.domain.bundle import Bundle
from webapp.domain.retention import Log, RetentionRules, Since
from webapp.engine import check, collect
from webapp.engine.rule_files import UnreadableRules, read_retention

PROCESSES = Path(__file__).parents[2] / "processes"
FILE = "rules/retention.yaml"
OURS = (PROCESSES / FILE).read_bytes()
RULES = read_retention(OURS)


@pytest.mark.parametrize(
    ("process", "measure", "ended", "term"),
    [
        ("m10_violation_handling", "m10", "decided", "sanctioned"),
        ("m10_violation_handling", "m10", "concluded", "verified"),
        ("m10d_appeal", "m10", "kept", "appealed"),
        ("m10e_clarification", "m10", "clarified", "other"),
        ("m08_talk_letter_inquiry", "m08", "ended_early", "inquiry"),
        ("m07_clue_disposal", "m07", "disposed", "clue_without_value"),
        ("m06_life_meeting", "m06", None, "other"),
    ],
)
def test_the_first_row_that_fits_counts(process: str, measure: str, ended: str | None, term: str) -> None:
    assert RULES.term_of(process=process, measure=measure, ended_at=ended).code == term


def test_a_term_ends_on_the_same_day_years_later_or_with_a_whole_year() -> None:
    ten = next(one for one in RULES.terms if one.code == "inquiry")
    whole_years = dataclasses.replace(RULES, since=Since.NEXT_YEAR)

    assert RULES.kept_until(ten, dt.date(2026, 3, 2)) == dt.date(2036, 3, 2)
    assert RULES.kept_until(ten, dt.date(2028, 2, 29)) == dt.date(2038, 2, 28)
    assert whole_years.kept_until(ten, dt.date(2026, 3, 2)) == dt.date(2036, 12, 31)
    assert RULES.kept_until(RULES.terms[0], dt.date(2026, 3, 2)) is None


def test_a_deployment_without_the_file_keeps_everything_for_good() -> None:
    assert read_retention(b"") == RetentionRules()
    assert RetentionRules().shortest is None
    assert Log.ACCESS_LOG not in RetentionRules().months


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"years: 5,", b"years: 0,", "clue_without_value 的 years"),
        (b"years: 5,", b"years: forever,", "permanent"),
        (b"months: 120,", b"months: 5,", "access_log 的 months 写6"),
        (b"of: [m07], years", b"years", "最后一条可以不写 of"),
        (b"of: [m07]", b"of: m07", "写成列表"),
        (b"of: [m07]", b"offs: [m07]", "没有 offs 这一项"),
        (b"from: closed", b"from: opened", "from 写 closed"),
        (b"  digests:", b"  digest:", "logs 中没有 digest"),
        (b"  other: {zh: ", b"  other: {of: [m06], zh: ", "没有保管期限"),
        (b"cases:", b"matters:", "matters"),
    ],
)
def test_what_is_wrong_is_said_in_words(old: bytes, new: bytes, why: str) -> None:
    assert old in OURS

    with pytest.raises(UnreadableRules) as refused:
        read_retention(OURS.replace(old, new, 1))

    assert why in refused.value.message


def test_check_names_an_end_that_nobody_has_drawn() -> None:
    found = collect(PROCESSES, "m10_violation_handling")
    assert not [one for one in check(found, {}) if one.rule == "retention"]

    changed = OURS.replace(b"ends: [decided]", b"ends: [sanctioned]")
    files = {**found.files, FILE: changed}
    (finding,) = [one for one in check(Bundle(process=found.process, files=files), {}) if one.rule == "retention"]
    assert "sanctioned" in finding.reason
    assert finding.file == FILE
