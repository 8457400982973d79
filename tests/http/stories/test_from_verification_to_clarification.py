"""Measure 10 at the browser: what was reported is verified, not established, and the head is cleared in writing."""

from __future__ import annotations

import pytest

from tests.http.stories.passages import INVESTIGATION, Sit, approve, enter, issue, meet
from tests.usecases.office import House
from tests.usecases.passages import approve as approved
from tests.usecases.passages import assign_clue, register_clue, suggest

pytestmark = pytest.mark.story

TEAM = [{"person": "qin"}, {"person": "meng"}]
NOTHING = [{"discipline": "integrity", "proven": "unproven"}]


def test_a_clue_that_proves_unfounded_ends_with_a_letter_that_clears(sit: Sit, house: House) -> None:
    register_clue(house)
    assign_clue(house)
    suggest(house, "zhou", "verify")
    meet(sit, "clue_group", "verify")
    approved(house, "disposal/approve_way")

    sit("qin").does("拟定核实方案", members=TEAM)
    approve(sit, INVESTIGATION)
    sit("qin").does("开展核实取证", next="report")
    sit("qin").does("形成核实报告", **{"class": "unfounded", "facts": NOTHING})
    for one in ("qin", "meng"):
        sit(one).does("逐人签名确认", decision="sign")
    sit("han").does("另室审读报告")
    meet(sit, "standing", "close")
    approve(sit, INVESTIGATION)
    sit("qin").does("填写了结理由", code="not_established")
    enter(sit, "qin")
    sit("zhou").does("评估不实影响", impact=["unit"])
    sit("ma").does("表明澄清意愿", wish="written")
    sit("hua").does("提出单位意见")
    sit("zhou").does("拟定澄清方案", chosen="written", clean=True)
    approve(sit, ("he", "wang", "chen"))
    issue(sit, "zhou", to="ma")
    sit("zhou").does("确认澄清完成", written_received=True, no_source=True)
    issue(sit, "zhou")
    for _ in ("the clue", "the clarification"):
        enter(sit, "zhou")
    house.clock.shift(days=95)
    house.drain()
    sit("zhou").sign_in()
    sit("zhou").does("回访本人", effect="gone", second_officer="wu")

    pages = sit("zhou").look_round()
    assert any("已办结" in page.words() for page in pages.values())
