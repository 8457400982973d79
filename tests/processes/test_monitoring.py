"""Measure 7 C and D: what proposes a listing, what the forms refuse, whom a campaign may leave out."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.processes.test_clue_disposal import HOME, PROCESSES, decide, form
from webapp import engine
from webapp.domain.forms import Scope, answer, prefill, read_form
from webapp.engine.building import reached
from webapp.feel import from_python
from webapp.usecases.scenarios.filling import fill

TODAY = dt.date(2026, 3, 2)
NOTHING = {"reports": 0, "named": 0, "repeats": 0, "business": 0, "deviations": 0, "poor_appraisals": 0}


@pytest.mark.parametrize(
    ("signs", "proposed"),
    [
        ({}, []),
        ({"business": 1}, ["family_business"]),
        ({"deviations": 1}, ["poor_style"]),
        ({"reports": 3, "named": 3}, ["social_reaction"]),
        ({"reports": 3, "named": 2}, []),
        ({"poor_appraisals": 1}, ["poor_appraisal"]),
        ({"reports": 10, "repeats": 9}, ["volume"]),
        ({"reports": 5, "named": 3, "business": 1}, ["family_business", "social_reaction"]),
    ],
)
def test_each_criterion_proposes_and_volume_alone_is_no_criterion(signs: dict[str, int], proposed: list[str]) -> None:
    found = decide("watch_criteria", weigh=NOTHING | signs, signs_found={"found": "monthly"})

    assert [one for one in found if one != "none"] == proposed


def test_an_appraisal_under_its_share_proposes_by_itself() -> None:
    found = decide("watch_criteria", weigh=NOTHING, signs_found={"found": "appraisal"})

    assert found == ["poor_appraisal", "none"]


@pytest.mark.parametrize(("poor", "poorly"), [("16", False), ("17", True)])
def test_a_third_of_the_votes_makes_an_appraisal_poor(poor: str, poorly: bool) -> None:
    text = (PROCESSES / "m02_main_responsibility" / "forms" / "record_meeting.form").read_text(encoding="utf-8")
    read, scope = read_form(json.loads(text)), Scope({}, TODAY)
    posted = {"reported": ["yes"], "present": ["50"], "good": ["20"], "poor": [poor], "fair": [str(30 - int(poor))]}

    assert answer(read, posted, scope, prefill(read, scope)).values["poorly"] is poorly


def listing(*criteria: str) -> Scope:
    """What the diagram knows when the listing is decided."""
    named = [
        {"criterion": "family_business", "text": "2026年：配偶经营建材商行。"},
        {"criterion": "poor_style", "text": "2026-02-03：会前未送材料。（云档〔2026〕8号）"},
        {"criterion": "poor_style", "text": "2026-02-20：先于他人表态。（云档〔2026〕9号）"},
    ]
    known = {"criteria": list(criteria), "weigh": NOTHING | {"deviations": 2, "business": 1}}
    return Scope(known | {"file": {"watch_reasons": named}}, TODAY)


def test_the_proposal_names_each_item_with_its_facts() -> None:
    first = prefill(form("decide_listing"), listing("family_business", "poor_style"))

    assert [(row["criterion"], row["facts"]) for row in first["items"]] == [
        ("family_business", "本人报告或者查实的亲属经商办企业1项：2026年：配偶经营建材商行。"),
        (
            "poor_style",
            "走访查实的民主集中制方面问题2次：2026-02-03：会前未送材料。（云档〔2026〕8号）；"
            "2026-02-20：先于他人表态。（云档〔2026〕9号）",
        ),
    ]


@pytest.mark.parametrize(
    ("criterion", "holds", "refused"),
    [("volume", "yes", True), ("poor_style", "no", True), ("poor_style", "yes", False)],
)
def test_nobody_is_listed_without_a_criterion_that_holds(criterion: str, holds: str, refused: bool) -> None:
    scope = listing(criterion)
    posted = {
        "items.0.holds": [holds],
        "items.0.reason": ["已经逐项核对有关材料。"],
        "decision": ["list"],
        "opinion": ["请按照规定办理，到期复核。"],
    }

    read = form("decide_listing")
    faults = answer(read, posted, scope, prefill(read, scope)).faults

    assert bool([one for one in faults if "列入" in one.sentence]) is refused


KINDS = [{"level": "own", "kind": "bureau", "units": 5}, {"level": "town", "kind": "town", "units": 2}]
SCOPE = Scope({"kinds": KINDS}, TODAY, {"today": lambda: from_python(TODAY)})


def faults(**posted: list[str]) -> set[str]:
    """The fields of the plan that must be put right."""
    read = form("plan_campaign")
    typed = {name.replace("__", "."): texts for name, texts in posted.items()}
    return {one.field for one in answer(read, typed, SCOPE, prefill(read, SCOPE)).faults}


def test_a_kind_of_unit_left_out_needs_a_reason() -> None:
    out = {"scope__0__included": ["yes"], "scope__1__included": ["no"]}

    assert "scope.1.reason" in faults(**out)
    assert "scope.1.reason" not in faults(**out, scope__1__reason=["乡镇上月已经开展同一整治。"])


def test_every_kind_of_the_roster_stands_in_the_scope() -> None:
    given = {"due": dt.date(2026, 4, 30), "scope": [{"included": "yes"}, {"included": "yes"}]}

    filled = fill(form("plan_campaign"), given, SCOPE)

    assert [row["kind"] for row in filled.routing["scope"]] == ["bureau", "town"]  # type: ignore[index]


def test_no_way_leads_to_a_listing_past_the_officer_who_confirms() -> None:
    process = engine.read(engine.collect(HOME.parent, "m07c_monitoring")).main

    assert "enlist" in reached(process, ["signs_found"])
    assert "enlist" not in reached(process, ["signs_found", "monthly"], without=frozenset({"decide_listing"}))


def test_a_campaign_is_not_summed_up_before_the_reports_are_in() -> None:
    process = engine.read(engine.collect(HOME.parent, "m07d_campaign")).main

    assert process.flows["all_reported__write_summary"].condition == "count(reports) >= open_each"
    assert "write_summary" not in reached(process, ["open_each"], without=frozenset({"unit_reported"}))
