"""What everybody reads of a decision before, during and after an appeal against it."""

from __future__ import annotations

import pytest

from tests.usecases.office import House
from tests.usecases.passages import case_of
from webapp.domain.ids import CaseId
from webapp.domain.papers import LetterRow
from webapp.store import archive
from webapp.usecases.appealing import NothingToAppeal
from webapp.usecases.case_pages import case_page
from webapp.usecases.letters import letter_page
from webapp.usecases.opening import start_case, startable
from webapp.usecases.portal import portal, portal_letter

APPEAL = "m10d_appeal"


def is_offered(house: House) -> bool:
    """Tell whether the person's own page offers an appeal."""
    return APPEAL in {start[0] for start in house.view(startable, "lin").starts}


def begin_appeal(house: House, who: str = "lin") -> None:
    """Press 提出申诉 in the own page."""
    house.run(start_case, who, process=APPEAL, start_event="appeal_filed", token=house.token())


def may_be_appealed_against(house: House, decision: LetterRow) -> None:
    """A delivered decision with a Party sanction: at any time; of the administrative one the last day is said."""
    (line,) = house.view(portal, "lin").appeals
    assert (line.letter_id, line.number, line.offered) == (decision.id, decision.number, True)
    assert "党纪处分的申诉没有期限" in line.sentence
    assert is_offered(house)
    house.clock.shift(days=60)
    (late,) = house.view(portal, "lin").appeals
    assert "已于" in late.sentence
    assert late.offered
    house.clock.shift(days=-60)
    with pytest.raises(NothingToAppeal):
        begin_appeal(house, "ma")


def is_under_way(house: House) -> None:
    """While one is under way, none is offered."""
    (line,) = house.view(portal, "lin").appeals
    assert "正在办理" in line.sentence
    assert not is_offered(house)


def is_revoked_everywhere(house: House, decision: LetterRow) -> None:
    """Case page, letter, own page and archive say so, with the day and by which decision; no second appeal here."""
    review = next(one for one in house.view(portal, "lin").letters if "复查决定" in one.title)
    words = f"此决定已于{review.on.month}月{review.on.day}日由{review.number}撤销。" if review.on else ""
    page = house.view(case_page, "lu", case_id=CaseId(case_of(house, "m10_violation_handling").id))
    (over,) = page.overruled
    told = [
        over.became,
        next(row.became for row in page.letters if row.id == decision.id),
        house.view(letter_page, "lu", letter_id=decision.id).became,
        house.view(portal_letter, "lin", letter_id=decision.id).became,
        next(one.became for one in house.view(portal, "lin").letters if one.id == decision.id),
    ]
    assert over.state == "已撤销"
    assert {one.replace("2026年", "") for one in map(str, told)} == {words}
    (line,) = house.view(portal, "lin").appeals
    assert "已经作出复查决定" in line.sentence
    with pytest.raises(NothingToAppeal):
        begin_appeal(house)
    with house.office.database.read() as tx:
        entries = archive.of_subject(tx, decision.recipient_id, me="qian")  # type: ignore[arg-type]
    assert {one.status for one in entries if one.kind == "decision.sanction"} == {"corrected"}
