"""Safeguards that hold in every drawing: no measure on vague words, no sources of surveillance, a record of impact."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from webapp.domain.forms import Scope, answer, prefill, read_form

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
SURVEILLANCE = re.compile("话单|通话记录|定位|行踪|轨迹|银行流水|账户流水|监听|监控录像|聊天记录")
"""Sources of a filed investigation, which is led elsewhere (milestones only): none of them has a place here."""
MEASURES = (
    ("m08_talk_letter_inquiry/forms/first_form.form", {"kind": "reminder"}),
    ("m10_violation_handling/forms/weigh_sign.form", {"opinion": "handle", "kind": "remind"}),
)


@pytest.mark.parametrize(("path", "chosen"), MEASURES)
def test_no_measure_of_the_first_form_rests_on_what_is_not_verified(path: str, chosen: dict[str, str]) -> None:
    form = read_form(json.loads((PROCESSES / path).read_text(encoding="utf-8")))
    scope = Scope({}, dt.date(2026, 3, 2))
    posted = {key: [value] for key, value in chosen.items()}

    def about(more: dict[str, list[str]]) -> list[str]:
        faults = answer(form, posted | more, scope, prefill(form, scope)).faults
        return [fault.sentence for fault in faults if fault.field == "facts_verified"]

    assert about({})
    assert about({"facts_verified": ["true"]}) == []


def test_nothing_asks_for_calls_places_or_accounts() -> None:
    found = [f"{path.relative_to(PROCESSES)}: {word}" for path, word in _words()]

    assert found == []


def test_a_signature_of_the_unit_is_not_called_that_of_its_head() -> None:
    """Whoever signs for the unit signs with the own name, and a head holds no duty of the unit: it was no head's."""
    called = [
        f"{path.relative_to(PROCESSES)}: {label}"
        for path in sorted(PROCESSES.glob("*/forms/*.form"))
        for label in re.findall(r'"key": "sign", "label": "([^"]*)"', path.read_text(encoding="utf-8"))
        if "主要负责人" in label or "）负责人" in label
    ]

    assert called == []


def _words() -> Iterator[tuple[Path, str]]:
    for pattern in ("*/forms/*.form", "*/letters/*.md", "*/*.draw"):
        for path in sorted(PROCESSES.glob(pattern)):
            yield from ((path, word) for word in SURVEILLANCE.findall(path.read_text(encoding="utf-8")))


def test_the_assessment_of_impact_names_what_is_kept_of_persons_and_who_signs_it() -> None:
    """PIPL art. 55 and 56: purpose, need, impact, measures, before an office goes live; kept three years."""
    text = (ROOT / "docs" / "IMPACT.md").read_text(encoding="utf-8")

    wanted = ("处理目的", "必要性", "对个人权益的影响", "保护措施", "保管期限", "评估人", "三年")
    assert [word for word in wanted if word not in text] == []
