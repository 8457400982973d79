"""The measures of the year as the county's people carry them out: rounds, checks, visits, talks, tours, opinions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any  # form values, as a page posts them

from webapp.domain.ids import CaseId
from webapp.usecases.demo.ledgers import keep_lists
from webapp.usecases.demo.passages import Team, agree, archived, letter
from webapp.usecases.demo.rounds import Rounds
from webapp.usecases.demo.stage import Stage

EVALUATION, CHECK, VISIT = "m01_political_evaluation", "m02_main_responsibility", "m03_power_watch"
TALK, MEETING = "m05_integrity_talk", "m06_life_meeting"
TOUR, OPINION = "m04a_tour_plan", "m09_integrity_opinion"
STYLE = Team(room="office", handler="su", second="su", head="luo")
FIRST_HEAD, SECOND_HEAD = "liu", "shen"
"""Heads of the two units that stand first, in which a round begins."""
POINTS = [{"point": "履行第一责任人责任情况。"}, {"point": "重大事项集体决策情况。"}]
ANSWERS = [{"answer": "每半年专题研究一次，对班子成员作过提醒。"}, {"answer": "均由局党组集体研究，本人末位表态。"}]
TEXTS: Mapping[str, Mapping[str, Any]] = {
    "plan_check": {
        "scope": "对照本年度主体责任清单，逐条查看落实情况。",
        "materials": "会议记录、谈话提醒台账、“三重一大”事项目录。",
    },
    "find": {"conclusion": "检查的五项要求均有记录可查，没有发现需要整改的问题。"},
}
CLAUSES = ("first", "first", "collective", "members", "carrying_out")


class Year(Rounds):
    """The stories of the yearly measures, and of what others ask for meanwhile."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.tour: CaseId | None = None
        self.opinion: CaseId | None = None

    def days(self) -> Iterable[tuple[int, Callable[[], None]]]:
        """This function will give the days before today on which something happens."""
        return (
            (43, self.lists_are_kept),
            (41, lambda: self.round_begins(CHECK)),
            (40, self.check_is_announced),
            (38, lambda: self.round_begins(TALK)),
            (37, self.talk_is_agreed),
            (33, self.check_is_held),
            (32, self.tour_is_planned),
            (30, self.talk_is_held),
            (16, lambda: self.round_begins(EVALUATION)),
            (25, self.check_is_filed),
            (13, self.evaluation_is_collected),
            (20, lambda: self.round_begins(VISIT)),
            (18, self.visit_is_agreed),
            (15, lambda: self.round_begins(MEETING, left_out=False)),
            (5, self.meeting_is_planned),
            (1, self.opinion_is_asked),
            (4, self.visit_is_arranged),
            (2, self.next_talk_is_planned),
            (1, self.departments_answer),
        )

    # ------------------------------------------------------------ the lists

    def lists_are_kept(self) -> None:
        """This function will let the conduct office write down what the year asks for."""
        keep_lists(self.stage)

    # ------------------------------------------------------------ a check of main responsibility, to its entry

    def check_is_announced(self) -> None:
        """This function will let a check be planned and announced to the head."""
        if (case_id := self.of_round(CHECK, FIRST_HEAD)) is None:
            return
        until = {"from_on": self.stage.workday_after(5), "to_on": self.stage.workday_after(9)}
        self.stage.act("su", "plan_check", case_id, contact="su", **TEXTS["plan_check"], **until)
        letter(self.stage, case_id, STYLE, at="issue_notice", signer="deputy", way="confidential")

    def check_is_held(self) -> None:
        """This function will let each clause be looked at and found in order, and the head be talked to."""
        if (case_id := self.of_round(CHECK, FIRST_HEAD)) is None:
            return
        team = self.team_at("check_items", case_id)
        rows = [{"category": one, "result": "good", "evidence": "查阅会议记录和台账，情况属实。"} for one in CLAUSES]
        self.stage.act(team.handler, "check_items", case_id, items=rows)
        self.stage.act("su", "confirm_items", case_id, good=True)
        self.stage.act(team.handler, "talk_head", case_id, second_officer=team.second, signed="yes", place="本局会议室")
        self.stage.act(team.second, "confirm_talk", case_id, confirmed="yes")

    def check_is_filed(self) -> None:
        """This function will let the check be concluded: nothing to put right, entered in the archive."""
        if (case_id := self.of_round(CHECK, FIRST_HEAD)) is None:
            return
        stage = self.stage
        stage.act("su", "find", case_id, no_duty="no", problems=[], conclusion=TEXTS["find"]["conclusion"])
        facts = [{"fact": "本年度专题研究全面从严治党工作两次。", "source": "会议记录"}]
        stage.act("su", "hear/state_facts", case_id, facts=facts)
        stage.act(FIRST_HEAD, "hear/explain", case_id, agree="agree", text="情况属实，没有不同意见。")
        stage.act("su", "hear/weigh_reply", case_id, facts="same")
        stage.act("su", "conclude", case_id, grade="good")
        archived(stage, case_id, STYLE, at="archive_check", summary="主体责任检查：五项要求逐条落实，等次为好。")

    # ------------------------------------------------------------ talks: one held and filed, one agreed to

    def talk_is_agreed(self) -> None:
        """This function will let the year's first talk be arranged and agreed to."""
        self.plan_talk(FIRST_HEAD)

    def next_talk_is_planned(self) -> None:
        """This function will let another be arranged; its outline waits for the secretary."""
        if (case_id := self.plan_talk(SECOND_HEAD)) is not None:
            team = self.team_at("outline", case_id)
            self.stage.act(team.handler, "outline", case_id, points=POINTS)

    def plan_talk(self, subject: str) -> CaseId | None:
        """This function will let a talk of the round be planned and agreed up to the secretary."""
        case_id = self.of_round(TALK, subject)
        if case_id is not None:
            self.arrange_talk(case_id)
        return case_id

    def arrange_talk(self, case_id: CaseId) -> None:
        """This function will let a talk be planned and agreed up to the secretary."""
        team = self.team_at("plan_talk", case_id)
        on = {"talk_on": self.stage.workday_after(6), "place": "机关谈话室"}
        self.stage.act(team.handler, "plan_talk", case_id, talker="chen", recorder=team.second, **on)
        agree(self.stage, case_id, team, at="approve_plan")

    def talk_is_held(self) -> None:
        """This function will let the talk be prepared, held, confirmed by both sides and filed."""
        if (case_id := self.of_round(TALK, FIRST_HEAD)) is None:
            return
        stage, team = self.stage, self.team_at("outline", case_id)
        stage.act(team.handler, "outline", case_id, points=POINTS)
        stage.act("chen", "confirm_outline", case_id, decision="good")
        letter(stage, case_id, team, at="talk/issue_notice")
        stage.act(FIRST_HEAD, "talk/issue_notice/sign_receipt", case_id, read=True)
        held = {"came": "yes", "started": "9时30分", "ended_at": "10时20分", "rights_told": True, "points": ANSWERS}
        stage.act(team.handler, "talk/record_talk", case_id, talker="chen", recorder=team.second, **held)
        stage.act("chen", "talk/confirm_talk", case_id, decision="good", sign="陈守纪")
        stage.act(FIRST_HEAD, "talk/read_record", case_id, agree="agree")
        stage.act(team.handler, "weigh_talk", case_id, found="none", conclusion="态度端正，没有发现问题。")
        archived(stage, case_id, team, at="archive", summary="年度廉政谈话已经开展，没有发现问题。")

    # ------------------------------------------------------------ evaluation, visit, life meeting

    def evaluation_is_collected(self) -> None:
        """This function will let an evaluation's material come in; the organisation department is asked."""
        if (case_id := self.of_round(EVALUATION, FIRST_HEAD)) is None:
            return
        team = self.team_at("collect/choose_consult", case_id)
        asked = {"consult": "yes", "questions": "请对贯彻民主集中制、选人用人情况提出意见。"}
        self.stage.act(team.handler, "collect/choose_consult", case_id, **asked)

    def visit_is_agreed(self) -> None:
        """This function will let a visit be planned and agreed; five working days before it, the lot is drawn."""
        if (case_id := self.of_round(VISIT, FIRST_HEAD)) is None:
            return
        team = self.team_at("plan_visit", case_id)
        two = {"lead": team.handler, "second": team.second, "intensity": "plain", "place": "单位二楼会议室"}
        focus = "“三重一大”集体决策、工程发包和末位表态情况。"
        on = self.stage.workday_after(18)
        self.stage.act(team.handler, "plan_visit", case_id, visit_on=on, focus=focus, **two)
        agree(self.stage, case_id, team, at="approve_plan", upto="deputy")

    def visit_is_arranged(self) -> None:
        """This function will let times be agreed with colleagues and with those who were drawn; they are heard next."""
        if (case_id := self.of_round(VISIT, FIRST_HEAD)) is None:
            return
        team = self.team_at("visit/arrange", case_id)
        times = {"members": [{"when": "走访当日上午，二楼会议室"}], "users": [{"when": "走访当日下午，办事大厅"}] * 5}
        self.stage.act(team.handler, "visit/arrange", case_id, **times)

    def meeting_is_planned(self) -> None:
        """This function will let a unit report the day of its life meeting; the matters to explain are to be listed."""
        if (case_id := self.of_round(MEETING, "county_transport")) is None:
            return
        on = {"meeting_on": self.stage.workday_after(25), "theme": "年度民主生活会", "kind": "annual"}
        self.stage.act("jia", "plan_meeting", case_id, place="本局三楼会议室", **on)

    # ------------------------------------------------------------ a tour, an opinion

    def tour_is_planned(self) -> None:
        """This function will let the tour office plan a tour; the room briefs the group, which is at work since."""
        stage = self.stage
        plan = stage.start("xun", TOUR, start_event="tour_planned")
        span = {"from_on": stage.workday_after(4), "until_on": stage.workday_after(60)}
        scope = "农村集体“三资”管理、工程项目和“一把手”履行主体责任情况。"
        of = {"name": "县委第三轮巡察", "unit": "qinghe_town", "group": "tour_one", "scope": scope}
        stage.act("xun", "register_tour", plan, **of, **span)
        self.tour = stage.opened_from(plan, "m04")
        team = self.team_at("brief_group", self.tour)
        points = "建议关注集体资产出租、村级工程发包中的民主决策程序。"
        stage.act(team.handler, "brief_group", self.tour, points=points, receiver="祖鉴明")

    def opinion_is_asked(self) -> None:
        """This function will let the organisation department ask for opinions on two people."""
        stage = self.stage
        self.opinion = stage.start("zheng", OPINION, start_event="opinion_request")
        rows = [
            {"person": FIRST_HEAD, "position": "县政府办公室主任人选"},
            {"person": "cen", "position": "县住房和城乡建设局副局长人选"},
        ]
        given = {"purpose": "promotion", "requested_by": "县委组织部", "due": stage.workday_after(16)}
        stage.act("zheng", "register_request", self.opinion, persons=rows, **given)

    def departments_answer(self) -> None:
        """This function will let two of seven departments sign."""
        if self.opinion is not None:
            for step, who in (("by_petition", "ding"), ("by_trial", "lu")):
                self.stage.act(who, f"ask_departments/{step}/department_reply", self.opinion, signed=True)
