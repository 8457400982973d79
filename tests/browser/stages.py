"""Moments in the life of cases, reached through the use cases, from which a browser test begins."""

from __future__ import annotations

from tests.usecases.meeting_room import only_item, planned
from tests.usecases.office import House
from tests.usecases.passages import approve, assign_clue, issue, meet, register_clue, suggest
from tests.usecases.robot import do

FIVE = [{"text": text} for text in (
    "2025年县供销合作社仓库维修项目选定施工单位时，你是否向承办人员提出过要求？",
    "你同该施工单位负责人有无工作以外的来往？",
    "你的近亲属有无在该施工单位任职、取酬或者入股？",
    "维修款分三次支付，是否经过集体研究？",
    "群众反映仓库漏雨至今未修好，你何时知道、如何处理？",
)]  # fmt: skip


def to_study(house: House, *, subject: str = "ma") -> str:
    """A clue is on the agenda of a meeting that is planned; give the path of its material."""
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    meeting = planned(house)
    return f"/meetings/{meeting}/items/{only_item(house, meeting).item_id}"


def to_plan(house: House, *, subject: str = "ma") -> None:
    """A clue was given to the third room, which is to plan the inquiry."""
    register_clue(house, subject=subject)
    assign_clue(house)
    suggest(house, "zhou", "inquiry")
    meet(house, "disposal/study", "inquiry")
    approve(house, "disposal/approve_way")


def to_approval(house: House, *, subject: str = "ma") -> None:
    """The plan of the inquiry lies before the head of the room."""
    to_plan(house, subject=subject)
    do(house, "zhou", "plan_inquiry", kind="letter", questions=FIVE)


def to_reply(house: House, *, subject: str = "ma") -> None:
    """The head has the letter and is to answer."""
    to_approval(house, subject=subject)
    approve(house, "approve_plan")
    issue(house, "hear/issue_inquiry", "zhou", to=subject)


def to_review(house: House, *, subject: str = "ma") -> None:
    """The head has answered; two officers are to check the answers."""
    to_reply(house, subject=subject)
    do(house, subject, "hear/reply")
