"""Passages that stories share: a clue comes in, a request is approved, a letter goes out, a body meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # form values, as a page posts them

from webapp.domain.ids import CaseId
from webapp.usecases.demo.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who works in a room: handler, second officer, head of the room, deputy."""

    room: str
    handler: str
    second: str
    head: str
    deputy: str = "wang"


FIRST = Team(room="first_room", handler="li", second="zhao", head="luo")
SECOND = Team(room="second_room", handler="pei", second="tang", head="tang")
THIRD = Team(room="third_room", handler="zhou", second="wu", head="he")
INVESTIGATION = Team(room="investigation_one", handler="qin", second="meng", head="cao", deputy="deng")
ANALYSIS: Mapping[str, Any] = {
    "fit": "ours",
    "political_breach": "none",
    "source_reliability": "2",
    "specificity": "general",
    "verifiability": "weak",
    "seriousness": "slight",
    "prior": "none",
    "entry_point": "yes",
    "collusion_risk": False,
}
UNMARKED: Mapping[str, Sequence[str]] = {"tags": ("none",)}
STRONG: Mapping[str, Any] = {
    **ANALYSIS,
    "source_reliability": "1",
    "specificity": "specific",
    "verifiability": "strong",
    "seriousness": "grave",
}


def clue(stage: Stage, subject: str, *, channel: str = "letter") -> CaseId:
    """This function will let the petition room register what came in about a head."""
    case_id = stage.start("ding", "m07_clue_disposal", start_event="intake")
    person = {"management_level": "own", "subject": subject}
    stage.act(
        "ding",
        "register_envelope",
        case_id,
        channel=channel,
        received_on=stage.today,
        persons=[person],
        real_name=False,
    )
    return case_id


def accept(
    stage: Stage, case_id: CaseId, team: Team, *, summary: str, marks: Mapping[str, Sequence[str]] = UNMARKED
) -> None:
    """This function will let the petition room abstract it and the register hand it to a room."""
    given = {key: list(words) for key, words in marks.items()}
    stage.act("ding", "make_abstract", case_id, summary=summary, discipline_class=["integrity"], **given)
    stage.act("fang", "check_abstract", case_id, verdict="good")
    stage.act("han", "accept_clue", case_id, verdict="separate", room=team.room, danger=False, marks=[])


def suggest(stage: Stage, case_id: CaseId, team: Team, *, way: str, analysis: Mapping[str, Any] = ANALYSIS) -> None:
    """This function will let the handler analyse a clue and suggest a way; a body studies it next."""
    stage.act(team.handler, "analyse_clue", case_id, **analysis)
    changed = "本件内容与近期另一来件相互印证，宜按此方式处置。"
    stage.act(team.handler, "suggest_way", case_id, suggested=way, change_reason=changed)


def agree(stage: Stage, case_id: CaseId, team: Team, *, at: str, upto: str = "secretary") -> None:
    """This function will let the leaders agree one after the other, up to the one named."""
    for who, step in (
        (team.head, "by_room"),
        (team.deputy, "by_deputy"),
        ("chen", "by_secretary"),
        ("pan", "by_party"),
    ):
        stage.act(who, f"{at}/{step}", case_id, decision="agree")
        if step == f"by_{upto}":
            return


def letter(
    stage: Stage, case_id: CaseId, team: Team, *, at: str, signer: str = "secretary", way: str = "portal"
) -> None:
    """This function will let a letter be drafted, checked, signed, sealed and sent."""
    stage.act(team.handler, f"{at}/draft_letter", case_id)
    stage.act("sun", f"{at}/check_letter", case_id, good=True)
    leader = "chen" if signer == "secretary" else team.deputy
    stage.act(leader, f"{at}/sign_by_{signer}", case_id, decision="agree")
    stage.act("sun", f"{at}/seal_letter", case_id, sealed_by="于慎思", code_checked=True)
    if way == "portal":
        stage.act("sun", f"{at}/deliver", case_id, way="portal", result="portal")
    else:
        given = {"way": "confidential", "result": "received", "received_on": stage.today, "receiver": "收发室"}
        stage.act("sun", f"{at}/deliver", case_id, address="县供销合作社", **given)


def archived(stage: Stage, case_id: CaseId, team: Team, *, at: str, summary: str) -> None:
    """This function will let the handler propose an entry and the keeper of the archive make it."""
    stage.act(team.handler, f"{at}/make_entry", case_id, summary=summary)
    stage.act("qian", f"{at}/check_entry", case_id, good=True)
