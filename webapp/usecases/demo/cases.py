"""Made-up cases under way, each made by the acts of its people: what an office looks like in the middle of a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from webapp.domain.ids import CaseId
from webapp.usecases.demo.inquiries import answered, asked, checked, closed_as_untrue
from webapp.usecases.demo.matters import HELD, LATER, SUMMARIES, TAGS, WAITING
from webapp.usecases.demo.measures import Year
from webapp.usecases.demo.meeting import decided, planned
from webapp.usecases.demo.passages import (
    FIRST,
    INVESTIGATION,
    STRONG,
    THIRD,
    Team,
    accept,
    agree,
    archived,
    clue,
    suggest,
)
from webapp.usecases.demo.stage import Stage

SPAN = 44
"""Days before today on which the oldest story begins."""
FIRST_TEAMS = {"zhu": FIRST, "liu": FIRST, "lin": THIRD, "ma": THIRD}
LATER_TEAMS = {"gong": FIRST, "ren": FIRST, "shen": THIRD, "liu": THIRD, "lin": THIRD}
ASKED = ("zhu", "lin", "ma")


class County:
    """The stories of the made-up county, told day by day up to now."""

    def __init__(self, stage: Stage, *, end: dt.datetime) -> None:
        self.stage, self.end, self.year = stage, end, Year(stage)
        self.clues: dict[str, CaseId] = {}
        self.inquiries: dict[str, CaseId] = {}
        self.later: dict[str, CaseId] = {}

    def tell(self) -> None:
        """This function will let every day happen, the oldest first."""
        for before, day in sorted((*self.days(), *self.year.days()), key=lambda one: -one[0]):
            self.stage.day(before, end=self.end)
            day()

    def days(self) -> Iterable[tuple[int, Callable[[], None]]]:
        """This function will give the days before today on which something happens."""
        return (
            (SPAN, self.clues_come_in),
            (42, self.rooms_suggest),
            (40, self.group_decides),
            (37, self.zhu_is_asked),
            (36, self.verification_is_planned),
            (34, self.lin_is_asked),
            (27, self.zhu_answers),
            (24, self.inquiry_of_zhu_is_closed),
            (17, lambda: self.held("gong", FIRST, back_in=18)),
            (14, lambda: self.held("ma", THIRD, back_in=15)),
            (13, lambda: self.held("liu", FIRST, back_in=16)),
            (10, self.more_clues_come_in),
            (8, lambda: self.held("ren", FIRST, back_in=13)),
            (7, self.lin_answers),
            (6, self.rooms_suggest_again),
            (5, self.ma_is_asked),
            (9, self.ren_is_put_under_watch),
            (4, self.harm_is_assessed),
            (3, self.group_decides_again),
            (2, self.answer_of_lin_is_contradicted),
            (1, self.leaders_agree),
            (0, self.a_clue_is_registered),
        )

    # ------------------------------------------------------------ four clues and what became of them

    def clues_come_in(self) -> None:
        """This function will let four clues come in and be handed out."""
        for subject, team in FIRST_TEAMS.items():
            case_id = self.clues[subject] = clue(self.stage, subject)
            accept(self.stage, case_id, team, summary=SUMMARIES[subject], marks=TAGS[subject])

    def rooms_suggest(self) -> None:
        """This function will let the rooms analyse them: three to be asked, one to be verified."""
        for subject in ASKED:
            suggest(self.stage, self.clues[subject], FIRST_TEAMS[subject], way="inquiry")
        suggest(self.stage, self.clues["liu"], FIRST, way="verify", analysis=STRONG)

    def group_decides(self) -> None:
        """This function will let the clue group decide in one meeting and the leaders agree."""
        results = {self.clues[one]: "inquiry" for one in ASKED} | {self.clues["liu"]: "verify"}
        decided(self.stage, body="clue_group", results=results)
        for subject, team in FIRST_TEAMS.items():
            agree(self.stage, self.clues[subject], team, at="approve_way")

    def zhu_is_asked(self) -> None:
        """This function will let the first letter go out."""
        self.ask("zhu")

    def verification_is_planned(self) -> None:
        """This function will let a verification be planned and approved; two officers are at work since."""
        case_id = self.stage.opened_from(self.clues["liu"], "m10")
        members = [{"person": "qin"}, {"person": "meng"}]
        questions = [{"question": "向养护企业透露标底一事是否属实，由谁透露、何时透露。"}]
        until = self.stage.day_after(50)
        self.stage.act("qin", "plan_verification", case_id, members=members, questions=questions, until=until)
        agree(self.stage, case_id, INVESTIGATION, at="approve_plan")
        archived(self.stage, self.clues["liu"], FIRST, at="archive", summary="线索已转初步核实，尚未核实。")

    def lin_is_asked(self) -> None:
        """This function will let the second letter go out."""
        self.ask("lin")

    def zhu_answers(self) -> None:
        """This function will let Zhu answer and the officers find that nothing contradicts it."""
        answered(self.stage, "zhu", self.inquiries["zhu"])
        checked(self.stage, "li", "review_reply_a", self.inquiries["zhu"], subject="zhu")
        checked(self.stage, "zhao", "review_reply_b", self.inquiries["zhu"], subject="zhu")

    def inquiry_of_zhu_is_closed(self) -> None:
        """This function will let the report prove untrue: closed, entered, and the clearing of the name begins."""
        closed_as_untrue(self.stage, self.inquiries["zhu"], FIRST)
        archived(self.stage, self.clues["zhu"], FIRST, at="archive", summary="谈话函询后查明反映不实，线索了结。")

    def harm_is_assessed(self) -> None:
        """This function will let the room assess the harm of the untrue report; the person's wish is asked."""
        case_id = self.stage.opened_from(self.inquiries["zhu"], "m10")
        given = {"conclusion": "not_established", "impact": ["unit"], "scope": "本局机关和两个项目部有议论。"}
        facts = "单位年度测评中有四人提到此事，考察材料有记载。"
        self.stage.act("li", "assess_impact", case_id, impact_facts=facts, **given)

    def lin_answers(self) -> None:
        """This function will let Lin answer that there is nothing to it."""
        answered(self.stage, "lin", self.inquiries["lin"])

    def answer_of_lin_is_contradicted(self) -> None:
        """This function will let one officer find the answer contradicted: from here there is one way only."""
        checked(self.stage, "zhou", "review_reply_a", self.inquiries["lin"], subject="lin", against="evidence")

    def ma_is_asked(self) -> None:
        """This function will let the letter to Ma Yuanfan arrive: the answer is awaited."""
        self.ask("ma")

    def ask(self, subject: str) -> None:
        """This function will let a room plan an inquiry, have it approved, and the letter be received."""
        case_id = self.stage.opened_from(self.clues[subject], "m08")
        self.inquiries[subject] = case_id
        asked(self.stage, subject, case_id, team=FIRST_TEAMS[subject])

    # ------------------------------------------------------------ what rooms and leaders have before them

    def held(self, subject: str, team: Team, *, back_in: int) -> None:
        """This function will let a clue come in that an officer has claimed and will come back to in so many days."""
        case_id = self.handed(subject, team, summary=HELD[subject])
        self.stage.claim(team.handler, "analyse_clue", case_id, back_in=back_in)

    def more_clues_come_in(self) -> None:
        """This function will let five more clues come in."""
        for subject, team in LATER_TEAMS.items():
            self.later[subject] = self.handed(subject, team, summary=LATER[subject])

    def ren_is_put_under_watch(self) -> None:
        """This function will let a room confirm what a head declared: six months under key watch."""
        self.year.month_is_looked_through()
        team, case_id = self.year.anybody_at("decide_listing", "ren")
        reason = "已对照本人申报和市场主体登记，企业在本系统内有经营活动。"
        rows = [{"holds": "yes", "reason": reason}]
        opinion = "亲属所办企业经营范围与本人分管领域重合，列入重点名单。"
        listed = {"decision": "list", "linked": "yes", "opinion": opinion}
        self.stage.act(team.handler, "decide_listing", case_id, items=rows, **listed)
        self.year.arrange_talk(self.stage.opened_from(case_id, "m05"))

    def rooms_suggest_again(self) -> None:
        """This function will let the rooms suggest an inquiry for each."""
        for subject, team in LATER_TEAMS.items():
            suggest(self.stage, self.later[subject], team, way="inquiry")

    def group_decides_again(self) -> None:
        """This function will let the clue group decide on four of them; the fifth waits for a planned meeting."""
        results = {self.later[subject]: "inquiry" for subject in LATER_TEAMS if subject != "lin"}
        decided(self.stage, body="clue_group", results=results)
        planned(self.stage, body="clue_group", days=5)

    def leaders_agree(self) -> None:
        """This function will let three requests come before the secretary and one before the deputy."""
        for subject in ("gong", "ren", "shen"):
            agree(self.stage, self.later[subject], LATER_TEAMS[subject], at="approve_way", upto="deputy")
        agree(self.stage, self.later["liu"], THIRD, at="approve_way", upto="room")
        for subject, team in (("shen", FIRST), ("lin", FIRST), ("ren", THIRD)):
            self.handed(subject, team, summary=WAITING[subject])

    def a_clue_is_registered(self) -> None:
        """This function will let one clue be just registered."""
        clue(self.stage, "shen")

    def handed(self, subject: str, team: Team, *, summary: str) -> CaseId:
        """This function will let a clue come in and be handed to a room."""
        case_id = clue(self.stage, subject, channel="web")
        accept(self.stage, case_id, team, summary=summary)
        return case_id


def under_way(stage: Stage, *, end: dt.datetime) -> None:
    """This function will tell the county's stories up to `end`."""
    County(stage, end=end).tell()
