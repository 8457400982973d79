"""Yearly rounds in the made-up county: begun, agreed to, and the rooms in which their cases stand."""

from __future__ import annotations

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import CaseId
from webapp.store import cases
from webapp.usecases.act import Act, reads
from webapp.usecases.cycles import RoundRefused, open_round
from webapp.usecases.demo.passages import FIRST, SECOND, THIRD, Team
from webapp.usecases.demo.stage import NoSuchTask, Stage
from webapp.usecases.rounds import LIST
from webapp.usecases.work import drain

MONITORING = "m07c_monitoring"
TEAMS = (FIRST, SECOND, THIRD)
AWAY = [{"who": "gong", "why": "ill", "text": "手术后休养，年底以前不能到岗。"}]


class Rounds:
    """The rounds of the story's year; of a year whose holidays are unknown none can begin."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.period = stage, ""

    def round_begins(self, process: str, *, left_out: bool = True) -> None:
        """This function will let a yearly list be agreed to: one unit each week, one head left out."""
        stage, period = self.stage, f"{self.stage.today.year}"
        try:
            stage.office.run(open_round, stage.actor("su"), process=process, start_event="yearly", period=period)
        except RoundRefused:
            return
        case_id = stage.office.view(case_at, SYSTEM, key=f"{LIST}:{process}:yearly:{period}")
        away = AWAY if left_out else []
        stage.act("su", "review_list", case_id, units_each_week=1, checked=True, left_out=away)
        stage.act("chen", "approve_list", case_id, decision="agree")
        self.period = period

    def month_is_looked_through(self) -> None:
        """This function will let the clue register look for new signs on everybody, if it did not on the first."""
        stage, period = self.stage, f"{self.stage.today:%Y-%m}"
        try:
            stage.office.run(open_round, stage.actor("han"), process=MONITORING, start_event="monthly", period=period)
        except RoundRefused:
            return
        drain(stage.office)

    def of_round(self, process: str, subject: str) -> CaseId | None:
        """This function will give the case of a head or unit in a round, None while it is not open."""
        try:
            return self.stage.office.view(case_at, SYSTEM, key=f"{process[:3]}:yearly:{self.period}:{subject}")
        except NoSuchTask:
            return None

    def team_at(self, path: str, case_id: CaseId) -> Team:
        """This function will give the room whose officer finds the step of a case; raises NoSuchTask."""
        for team in TEAMS:
            if case_id in self.stage.cases_at(team.handler, path):
                return team
        raise NoSuchTask(who=case_id, path=path)

    def anybody_at(self, path: str, subject: str) -> tuple[Team, CaseId]:
        """This function will give room and case of a step that concerns a person; raises NoSuchTask."""
        for team in TEAMS:
            for case_id, concerned in self.stage.cases_at(team.handler, path).items():
                if concerned == subject:
                    return team, case_id
        raise NoSuchTask(who=subject, path=path)


@reads(Permission.SYSTEM)
def case_at(act: Act, *, key: str) -> CaseId:
    """This function will give the case with a key; raises NoSuchTask."""
    found = cases.by_key(act.tx, key)
    if found is None:
        raise NoSuchTask(who="", path=key)
    return found
