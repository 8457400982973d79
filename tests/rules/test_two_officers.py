"""Being picked is no presence: whoever a form names as an officer has a step of the own, a second one confirms.

What the second one sends back opens with what the first had handed in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # JSON as it came

import pytest
from lxml import etree

from tests.rules.test_processes import BPMN, DIAGRAMS, HOME, user_tasks
from tests.rules.tree import report

PICKED = ("officer", "leader")
SECOND = "second_officer"
RING = "whom to ring: stands in the letter and does nothing"
GOES = "who goes: each interview names the second officer, who confirms it"
TALKER = "the talker confirms the record in person (5.2)"
OTHERWISE = {
    "plan_check.contact": RING,
    "choose_way.contact": RING,
    "plan_visit.lead": GOES,
    "plan_visit.second": GOES,
    "plan_talk.recorder": TALKER,
    "record_talk.recorder": TALKER,
    "record_talk.others.officer": TALKER,
    "accept_complaint.meant.person": "whom the complaint is about, who does nothing in it",
    "plan_inquiry.recorder": "the record of the talk names who was there, who confirms it",
    "attend.officers.officer": "another officer confirms the record of the meeting (6.7)",
}

JUDGES = "judges anew, and so begins blank"
BLANK = {
    "supplement": "answers a new question",
    "check_items": "its first values are the rows that were handed in",
    "carry_out": "tells what was done since",
    "first_form": JUDGES,
    "second_reading": JUDGES,
    "read_case": JUDGES,
    "weigh_sign": JUDGES,
}
"""Forms of a first act that comes back, which ask for nothing of before."""
HUMAN = ("userTask", "callActivity", "serviceTask", "endEvent")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A field of a step's form in which an officer is picked."""

    diagram: Path
    task: str
    form: str
    field: str

    @property
    def key(self) -> str:
        return f"{self.form}.{self.field}"


def fields(parts: list[dict[str, Any]], prefix: str = "") -> Iterator[str]:
    for one in parts:
        yield from fields(one.get("components", []), f"{prefix}{one.get('path') or one.get('key')}.")
        if one.get("key") == SECOND or one.get("properties", {}).get("picker") in PICKED:
            yield f"{prefix}{one['key']}"


def form_of(diagram: Path, name: str) -> dict[str, Any]:
    places = (diagram.parent / "forms", HOME / "shared" / "forms")
    path = next(path for place in places if (path := place / f"{name}.form").exists())
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def named() -> Iterator[Named]:
    for diagram in DIAGRAMS:
        for task, form in user_tasks(diagram).items():
            for field in fields(form_of(diagram, form)["components"]):
                yield Named(diagram=diagram, task=task, form=form, field=field)


def confirmed(texts: list[str], one: Named) -> bool:
    """Whether a step of the drawing is the second officer's, and not of whoever named them."""
    return any(
        any(word.startswith("person:") and one.task in word and word.endswith(f".{SECOND}") for word in text.split())
        and f"not_same_as:{one.task}" in text.split()
        for text in texts
    )


def acts(texts: list[str], one: Named) -> bool:
    """Whether the drawing goes on with whoever is named, for a step, a list of steps or a call."""
    return any(f"{one.task}.{one.field}" in text for text in texts)


def texts_of(diagram: Path) -> list[str]:
    drawn = etree.parse(str(diagram))
    scripts = [one.text or "" for one in drawn.iter(f"{BPMN}script")]
    return [one.get("value", "") for one in drawn.iterfind(".//{*}property")] + scripts


def without_a_step(one: Named) -> bool:
    judge = confirmed if one.field.endswith(SECOND) else acts
    return not judge(texts_of(one.diagram), one)


def test_whoever_is_picked_as_an_officer_has_a_step_and_a_second_one_confirms():
    found = [
        f"{one.diagram.name}: {one.task} names {one.field}"
        for one in named()
        if one.key not in OTHERWISE and without_a_step(one)
    ]

    assert not found, report(found, do="Draw a step: assign: person:<step>.<field> not_same_as:<step>, form: confirm.")


def test_what_is_done_otherwise_is_really_without_a_step():
    kept = {one.key for one in named() if without_a_step(one)}

    assert sorted(set(OTHERWISE) - kept) == [], "Take it off the list: it has its step, or is gone."


@pytest.mark.parametrize("text", ["person:talk.second_officer", "person:other.second_officer not_same_as:talk"])
def test_a_step_of_the_one_who_named_or_of_another_form_confirms_nothing(text: str):
    one = Named(diagram=HOME, task="talk", form="talk", field=SECOND)

    assert not confirmed([text], one)
    assert confirmed([f"person:talk.second_officer not_same_as:{one.task}"], one)


def sent_back() -> Iterator[tuple[Path, str]]:
    """Each first act, by its diagram and form, to which the step of another leads back with nothing in between."""
    for diagram in DIAGRAMS:
        drawn, forms = etree.parse(str(diagram)), user_tasks(diagram)
        for one in drawn.iter(f"{BPMN}userTask", f"{BPMN}callActivity"):
            rules = " ".join(p.get("value", "") for p in one.iterfind(".//{*}property") if p.get("name") == "assign")
            firsts = {word.partition(":")[2] for word in rules.split() if word.startswith("not_same_as:")}
            yield from ((diagram, forms[first]) for first in firsts & set(forms) if first in led_to(drawn, one))


def led_to(drawn: Any, step: Any) -> set[str]:
    """The elements to which the gateways behind a step lead."""
    stops = {one.get("id") for kind in HUMAN for one in drawn.iter(f"{BPMN}{kind}")}
    flows = [(one.get("sourceRef"), one.get("targetRef")) for one in drawn.iter(f"{BPMN}sequenceFlow")]
    found, left = set[str](), {step.get("id")}
    while left:
        more = {target for source, target in flows if source in left} - found
        found, left = found | more, more - stops
    return found


def test_what_the_second_officer_sends_back_opens_with_what_was_handed_in():
    back = sorted({(diagram.name, form) for diagram, form in sent_back() if form not in BLANK and not
                   form_of(diagram, form).get("properties", {}).get("again")})  # fmt: skip

    assert not back, report(
        [f"{diagram}: {form}.form begins blank" for diagram, form in back],
        do="Give the form `again`: that the confirming step says no; or write a reason into BLANK.",
    )
    assert set(BLANK) <= {form for _, form in sent_back()}, "Take it off BLANK: nothing sends it back."
