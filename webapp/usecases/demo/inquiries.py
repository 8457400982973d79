"""An inquiry as its people go through it: asked, answered, checked by two, closed."""

from __future__ import annotations

from webapp.domain.ids import CaseId
from webapp.usecases.demo.matters import INQUIRIES
from webapp.usecases.demo.meeting import decided
from webapp.usecases.demo.passages import Team, agree, archived, letter
from webapp.usecases.demo.stage import Stage

CONTRADICTED = 2
"""Number of rows after which the contradicted one stands: the last of three."""


def asked(stage: Stage, subject: str, case_id: CaseId, *, team: Team) -> None:
    """This function will let a room plan an inquiry, the leaders agree, and the letter be received in the portal."""
    questions = [{"text": text} for text in INQUIRIES[subject].questions]
    stage.act(team.handler, "plan_inquiry", case_id, kind="letter", questions=questions)
    agree(stage, case_id, team, at="approve_plan")
    letter(stage, case_id, team, at="issue_inquiry")
    stage.later(minutes=50)
    stage.act(subject, "issue_inquiry/sign_receipt", case_id, read=True)


def answered(stage: Stage, subject: str, case_id: CaseId) -> None:
    """This function will let the person answer question by question."""
    told = INQUIRIES[subject]
    rows = [{"question": text, "exists": "no", "reason": told.answer, "course": told.answer} for text in told.questions]
    stage.act(subject, "reply", case_id, answers=rows, statement_of_truth=True, sign=told.sign)


def checked(stage: Stage, who: str, step: str, case_id: CaseId, *, subject: str, against: str = "none") -> None:
    """This function will let an officer compare each answer with file and evidence; the last may be contradicted."""
    told = INQUIRIES[subject]
    rows = [
        {
            "question": text,
            "answer": f"没有此事。{told.answer}",
            "complete": "yes",
            "consistent": "no" if against != "none" and number == CONTRADICTED else "yes",
            "personal_matters": "unrelated",
            "contradicted_by": against if number == CONTRADICTED else "none",
            "proof": told.proof or "没有矛盾。",
        }
        for number, text in enumerate(told.questions)
    ]
    good, bad = "逐项核对了凭证和档案，没有矛盾。", "第三项答复与证据矛盾，应认定为不如实。"
    stage.act(who, step, case_id, checks=rows, conclusion=good if against == "none" else bad)


def closed_as_untrue(stage: Stage, case_id: CaseId, team: Team) -> None:
    """This function will let a report prove untrue: studied, approved, told to the person, entered in the archive."""
    facts = "经核对招标资料和亲属从业情况，反映的打招呼问题没有事实依据。"
    stage.act(team.handler, "write_report", case_id, facts=facts, sufficiency="complete", not_true=True)
    decided(stage, body="clue_group", results={case_id: "not_true"})
    agree(stage, case_id, team, at="approve_outcome")
    letter(stage, case_id, team, at="issue_closing", signer="deputy", way="confidential")
    archived(stage, case_id, team, at="archive_outcome", summary="谈话函询后查明反映不实，已采信了结。")
