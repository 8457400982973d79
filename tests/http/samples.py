"""Made-up values of every view, for pages that are drawn without a database. Nobody here is a real person."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

from webapp.domain.calendar import WorkCalendar
from webapp.domain.deadline_words import DueWords, due_words
from webapp.domain.forms import Fault, Form, read_form
from webapp.domain.ids import CaseId, PersonId, TaskId
from webapp.domain.retention import Stage
from webapp.domain.said import Said
from webapp.http.words import read_catalog
from webapp.usecases.departures import SENTENCES
from webapp.usecases.handing_back import HandBack, HandedRow
from webapp.usecases.own_sessions import OwnSession
from webapp.usecases.views.archives import (
    ArchiveListView,
    ArchiveRow,
    ArchiveView,
    DimensionView,
    EntryView,
    MissingArchive,
    OwnArchiveView,
    OwnEntry,
    RequestRow,
    RequestsView,
    Sentence,
)
from webapp.usecases.views.asked import IdentityView, OpeningRow, QuestionRow
from webapp.usecases.views.cases import (
    ApplicationRow,
    BegunRow,
    CaseListView,
    CaseRow,
    CaseView,
    DiagramView,
    Drawn,
    IncidentRow,
    LetterRow,
    LetterView,
    LinkedCase,
    LogRow,
    MonitorRow,
    MonitorView,
    Overruled,
    SearchHit,
    SearchView,
    SeenRow,
    StartView,
    Waiting,
)
from webapp.usecases.views.office import DigestView
from webapp.usecases.views.portal import (
    Appealable,
    PortalLetter,
    PortalReplyView,
    PortalTask,
    PortalTaskView,
    PortalView,
)
from webapp.usecases.views.retention import DueRow, HoldRow, ItemRow, RetentionView, TermRow
from webapp.usecases.views.tasks import (
    ApprovalListView,
    ApprovalRow,
    AttachmentRow,
    CaseHead,
    DoneRow,
    Earlier,
    FormState,
    InboxFilters,
    InboxRow,
    InboxView,
    Opinion,
    QueueItem,
    Request,
    TaskView,
    WrittenRow,
)
from webapp.usecases.views.watching import WatchedFor, WatchedHead

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 11, 24, 1, 42, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)
CALENDAR = WorkCalendar(years=frozenset({2026}))


@cache
def catalog() -> Mapping[str, str]:
    """Give the English of the real processes, as a library would, and of what is made up here."""
    pages = (ROOT / "processes").glob("*/en.po")
    return {text: english for page in sorted(pages) for text, english in read_catalog(page).items()} | MADE_UP


MADE_UP = {
    "不如实：转初步核实": "not truthful: to verification",
    "书面答复已送达，回执号云收〔2026〕217号": "the reply has arrived",
    "凡不如实向组织说明问题的，一律予以核实": "whoever is not truthful to the organisation is verified",
    "办理时限表“核查答复”": "time limits, “check the reply”",
    "可以申请有关人员回避。": "You may ask for somebody's recusal.",
    "如实说明，也可以申辩。": "Tell the truth; you may defend yourself.",
    "如实：形成情况报告": "truthful: to the report",
    "审批说明": "approve an explanation",
    "审阅对照检查材料": "read the self-examination",
    "形成情况报告": "write the report",
    "拟定方案": "draft the plan",
    "撰写监督综合情况": "write the summary of supervision",
    "核查答复": "check the reply",
    "申请澄清": "ask to be cleared",
    "登记廉政谈话记录": "enter the record of a talk",
    "登记线索": "register a clue",
    "登记问题线索": "register a clue",
    "确认入档条目": "confirm the entry",
    "确有困难的，可以申请延期一次。": "You may ask once for more time.",
    "立案事项须单独批阅": "filing is decided on singly",
    "请答复来函": "Please answer the letter",
    "起草政治监督评价": "draft the political evaluation",
    "问题一": "question one",
}
TASK, CASE, FILE = TaskId("a" * 32), CaseId("11111111-2222-4333-8444-555555555555"), "f" * 32


def due(month: int, day: int) -> DueWords:
    return due_words(dt.date(2026, month, day), TODAY, CALENDAR)


def form_at(path: str) -> Form:
    return read_form(json.loads((ROOT / "processes" / path).read_text(encoding="utf-8")))


HEAD = CaseHead(
    case_id=CASE,
    number="云谈核〔2026〕18号",
    measure="m08",
    measure_name="谈话函询核查",
    subject_id=PersonId("lin"),
    subject_name="林某",
    subject_post="党组书记、局长",
    unit_name="县交通运输局",
    level_name="单位主要负责人",
    secrecy_name="工作秘密",
    status="在办",
    opened_on=dt.date(2026, 10, 16),
    handler_name="第三监督检查室",
)
BECAME = Said("此决定已于{day}由{number}撤销。", day=dt.date(2026, 11, 20), number="云纪复〔2026〕1号")
ATTACHMENT = AttachmentRow(id=FILE, name="书面答复.pdf", size=482_113, kind="application/pdf", by="周某", at=NOW)
ROAD = (
    ("拟定方案", "done", "周某", "10-16"),
    ("审批方案", "done", "陈某", "10-23"),
    ("制发函询通知书", "done", "孙某", "10-29"),
    ("书面答复", "done", "本人", "11-18"),
    ("核查答复", "now", "周某", "11-26"),
    ("是否如实", "ahead", "", ""),
)
EARLIER = (
    Earlier(
        task_id=TaskId("e" * 32),
        path="hear/reply",
        step="书面答复",
        by="林某",
        at=dt.datetime(2026, 11, 18, 7, 42, tzinfo=dt.UTC),
        lines=(
            ("问题一", "2025年县乡道路养护项目招标前，你是否同投标单位人员有过工作以外的接触？"),
            ("是否存在", "部分存在"),
            ("经过", "应邀参加同乡聚会，席间遇到该公司负责人，当天由本人付费。\n此后没有单独见面。"),
        ),
    ),
)


def row(n: int, name: str, who: str, unit: str, **facts: object) -> InboxRow:
    first = InboxRow(
        task_id=TaskId(f"{n:032x}"),
        case_id=CASE,
        name=name,
        measure="m08",
        measure_name="谈话函询核查",
        number=f"云谈核〔2026〕{n}号",
        subject_name=who,
        unit_name=unit,
        opened_on=dt.date(2026, 11, 18),
        due=due(11, 20),
        follow_up_on=None,
        priority=0,
        has_draft=False,
        returned=False,
        mandatory=None,
        assignee_id=PersonId("zhou"),
        assignee_name="周某",
        mine=True,
        can_claim=False,
        group="late",
    )
    return dataclasses.replace(first, **facts)  # type: ignore[arg-type]


ROWS = (
    row(14, "形成情况报告", "马某", "县供销合作社", has_draft=True, follow_up_on=TODAY),
    row(21, "拟定谈话函询方案", "赵某某", "县住房和城乡建设局", due=due(11, 23), returned=True),
    row(47, "登记廉政谈话记录", "孙某", "县水务局", due=due(11, 24), group="today", opened_by_other="协办人吴某"),
    row(88, "确认入档条目", "冯某", "县财政局", due=due(11, 25), group="week"),
    row(18, "承办人核查答复", "林某", "县交通运输局", due=due(11, 26), group="week", mandatory="8.3", has_draft=True),
    row(9, "撰写监督综合情况", "钱某", "云岭镇党委", due=due(11, 27), group="week", on_behalf_of="闫某"),
    row(31, "起草政治监督评价", "沈某某", "县卫生健康局", due=due(12, 7), group="later"),
    row(32, "起草政治监督评价", "杨某", "县文化和旅游局", due=due(12, 7), group="later", can_claim=True, mine=False),
    row(6, "审阅对照检查材料", "韩某", "县农业农村局", due=None, group="later", subject_name=None, number=None),
)
INBOX = InboxView(
    filters=InboxFilters(),
    rows=ROWS,
    first=ROWS[0],
    counts={"mine": 9, "pool": 3, "absent": 2},
    late=2,
    today=1,
    soon=2,
    next_cursor='["2026-12-07","1"]',
    measures=(("m05", "廉政谈话提醒"), ("m08", "谈话函询核查")),
)
DIGEST = DigestView(
    on=dt.date(2026, 11, 24),
    late=1,
    today=0,
    soon=2,
    lines=(("云谈核〔2026〕3号", "督办，已超期3个工作日"), ("", "催办，已超期1个工作日")),
)
EMPTY = dataclasses.replace(INBOX, rows=(), first=None, next_cursor=None, late=0, today=0, soon=0, next_due=ROWS[5])
POOL = InboxFilters(tab="pool")
NOTHING_FOUND = dataclasses.replace(EMPTY, filters=InboxFilters(words="none"), next_due=None)
DONE = (
    DoneRow(
        task_id=TASK,
        case_id=CASE,
        name="拟定谈话函询方案",
        number="云谈核〔2026〕18号",
        measure_name="谈话函询核查",
        subject_name="林某",
        done_at=NOW,
        now_waits_for=(Said("协办人核查答复"),),
        case_open=True,
        can_recall=True,
    ),
    DoneRow(
        task_id=TASK,
        case_id=CASE,
        name="登记线索",
        number=None,
        measure_name="问题线索处置",
        subject_name=None,
        done_at=NOW - dt.timedelta(days=400),
        now_waits_for=(),
        case_open=False,
        can_recall=False,
    ),
)

CHOICES = {
    "officer": (("wu", "吴某（第三监督检查室干部）"), ("zhao", "赵某（第一监督检查室干部）")),
    "subject": (("lin", "林某（县交通运输局党组书记、局长）"),),
    "unit": (("t", "县交通运输局"),),
    "room": (("third_room", "第三监督检查室"),),
    "person": (("wu", "吴某（第三监督检查室干部）"),),
    "letter": (("1", "函询通知书 云纪函〔2026〕31号"),),
}
REVIEW = FormState(
    form=form_at("m08_talk_letter_inquiry/forms/review_reply.form"),
    values={
        "checks": [
            {
                "question": "招标前是否有工作以外的接触？",
                "answer": "部分存在。应邀参加同乡聚会。",
                "contradicted_by": "file",
            },
            {"question": "是否指定维修单位？", "answer": "没有此事。", "contradicted_by": "none"},
        ],
        "spot_check": True,
        "result": "untruthful",
    },
    choices=CHOICES,
    token="t" * 32,
    rev=7,
)
PLAN = FormState(
    form=form_at("m10_violation_handling/forms/plan_verification.form"),
    values={"members": [{"person": "wu"}, {}], "questions": [{"question": "一"}], "until": "2026-12-01"},
    choices=CHOICES,
    token="t" * 32,
    rev=7,
)
APPROVAL = FormState(
    form=form_at("shared/forms/approval.form"),
    values={},
    hidden=frozenset({"committee_minutes", "words", "scan", "opinion"}),
    token="t" * 32,
    rev=3,
)
TASK_VIEW = TaskView(
    task_id=TASK,
    name="承办人核查答复",
    head=HEAD,
    state="open",
    may_act=True,
    why_not=None,
    can_claim=False,
    can_release=True,
    can_reassign=True,
    assignee_name="周某",
    due=due(11, 26),
    deadline_basis="办理时限表“核查答复”",
    mandatory="8.3",
    mandatory_quote="凡不如实向组织说明问题的，一律予以核实",
    needs_declaration=False,
    recusal_line="已于2026年10月16日声明：与林某无回避情形",
    form_state=REVIEW,
    draft_saved_at=NOW,
    draft_from=None,
    earlier=EARLIER,
    attachments=(ATTACHMENT,),
    letter_html=None,
    road=ROAD,
    next_steps=("不如实：转初步核实", "如实：形成情况报告"),
    queue=(),
    phrases=("同意，按程序办理。", "注意方式方法，做好安全预案。", "请补充材料后再报。"),
    colleagues=(("wu", "吴某（第三监督检查室干部）"),),
    to_extend=(("letter.reply", "函询答复"), ("report.assigned", "交办件办结")),
    scan_code="YL-7K3M-18",
)
LEADER = dataclasses.replace(
    TASK_VIEW,
    name="审批谈话函询方案",
    form_state=APPROVAL,
    mandatory=None,
    mandatory_quote=None,
    queue=tuple(
        QueueItem(task_id=TaskId(f"{n:032x}"), name=name, subject_name=subject, current=n == 0)
        for n, (name, subject) in enumerate((("审批方案", "赵某某"), ("审批处置意见", "马某"), ("审批说明", "韩某")))
    ),
    asked=Request(
        name="审批方案",
        signs=False,
        gist=(("反映的主要问题", "维修工程没有招标。"),),
        proposal=EARLIER[0],
        added=(
            Earlier(
                task_id=TaskId("d" * 32),
                path="approve_plan/supplement",
                step="补充材料",
                by="周某",
                at=NOW,
                lines=(("补充说明", "已补充合同。"), ("补充材料", Said("附件"))),
            ),
        ),
        study=(
            ("集体研究", Said("{body}，{day}：{result}", body=Said("纪委常委会"), day=TODAY, result=Said("谈话函询"))),
        ),
        opinions=(Opinion(by="何某", at=NOW, words=(Said("同意"), "注意方式方法。")),),
        before=EARLIER,
        steps=frozenset(),
    ),
    letter_html=Markup(
        '<article class="letter format-letter" lang="zh-CN"><header><h2>函询通知书</h2></header></article>'
    ),
)
PLAN_VIEW = dataclasses.replace(
    TASK_VIEW, name="拟定核实方案", form_state=PLAN, mandatory=None, mandatory_quote=None, earlier=()
)
UNDECLARED = dataclasses.replace(TASK_VIEW, needs_declaration=True, form_state=None, recusal_line=None)
TO_CLAIM = dataclasses.replace(TASK_VIEW, can_claim=True, may_act=False, form_state=None, why_not="请先领办")
NOT_MINE = dataclasses.replace(TASK_VIEW, may_act=False, form_state=None, why_not="此环节不由您办理。")
TASK_DONE = dataclasses.replace(
    TASK_VIEW,
    state="done",
    may_act=False,
    form_state=None,
    overtaken_by="吴某",
    overtaken_at=NOW,
    done_content=(("核查意见", "与档案记载不一致。"),),
)
TO_GIVE_UP = dataclasses.replace(TASK_VIEW, can_give_up=True)
GIVEN_UP = dataclasses.replace(
    TASK_VIEW,
    state="done",
    may_act=False,
    form_state=None,
    given_up="此登记已由吴某于11月24日09:42放弃，所填内容已经清除。",
)
FAULTS = (
    Fault(field="checks.0.proof", label="矛盾的依据", sentence="请填写“矛盾的依据”"),
    Fault(field="conclusion", label="核查意见", sentence="“核查意见”至少10个字"),
)
APPROVALS = ApprovalListView(
    kind="all",
    rows=tuple(
        ApprovalRow(
            task_id=TaskId(f"{n:032x}"),
            number=f"云政评〔2026〕{n}号",
            subject_name=name,
            unit_name="县卫生健康局",
            summary=(("处置方案", "每季度专题学习并到基层调研一次"),),
            proposed_by="周某",
            due=due(11, 27),
            listable=n != 3,
            why_single="立案事项须单独批阅" if n == 3 else None,
        )
        for n, name in enumerate(("沈某某", "杨某", "韩某", "朱某"))
    ),
    agreed=0,
)
CASE_VIEW = CaseView(
    head=HEAD,
    overruled=(Overruled(title="处分决定", number="云纪处〔2026〕4号", state="已撤销", became=BECAME, case_id=CASE),),
    sentence="等待周某承办人核查答复，11月26日到期。",
    waiting=(
        Waiting(
            sentence="等待周某承办人核查答复",
            who=("周某",),
            due=due(11, 26),
            element="review_reply_a",
            task_id=TASK,
            can_open=True,
            can_urge=True,
        ),
        Waiting(sentence="“协办人核查答复”暂无可以办理的人员，请改派或者补授岗位", who=(), due=None, element="b"),
    ),
    drawn=Drawn(
        process="m08_talk_letter_inquiry",
        names=(("m08_talk_letter_inquiry", "谈话函询核查"), ("approve", "报批")),
        live=("review_reply_a",),
        walked=("plan_inquiry",),
    ),
    road=ROAD,
    log=(
        LogRow(entry=10, at=NOW, who="吴某", what="办理环节", detail="协办人核查答复"),
        LogRow(entry=9, at=NOW - dt.timedelta(days=5), who=Said("系统"), what="到期自动转入下一环节"),
    ),
    seen=(SeenRow(at=NOW, who="周某", what="事项页", reason=""),),
    letters=(
        LetterRow(
            id="l" * 32,
            title="函询通知书",
            number="云纪函〔2026〕31号",
            addressee="林某",
            status="已签收",
            trail=(("起草", "周某", "10-23", True), ("签收", "", "", False)),
            scan_code="YL-7K3M-18",
        ),
    ),
    attachments=(ATTACHMENT,),
    contents=EARLIER,
    linked=(LinkedCase(case_id=CASE, number=None, measure_name="问题线索处置", relation="来自", status="在办"),),
    incidents=(
        IncidentRow(id="i" * 32, at=NOW, sentence="系统处理此环节时出错，事项停在原处。", can_retry=True),
        IncidentRow(id="j" * 32, at=NOW, sentence=SENTENCES["unit_succeeded"], can_retry=False, judges=True),
        IncidentRow(
            id="k" * 32,
            at=NOW,
            sentence=Said("重新核实与原办结果不一致，如何处理待决定"),
            can_retry=False,
            settles=True,
        ),
    ),
    applications=(
        ApplicationRow(
            id="p" * 32,
            kind="extension",
            kind_name="延期",
            cause="",
            limit="办理时限",
            until=dt.date(2026, 12, 3),
            reason="正在外地调取材料。",
            number="云谈核〔2026〕18号",
            subject_name="林某",
            unit_name="县交通运输局",
            case_id=CASE,
            by="周某",
            at=NOW,
            opinions=(Opinion(by="陈某", at=NOW, words=(Said("同意"), "情况属实。")),),
            state="open",
            can_decide=True,
        ),
    ),
    can_end=True,
    end_reasons=(("subject_left_post", "本人调离"),),
    can_recall_task=TASK,
    bound_quote="必经环节尚未办结，不能终止、退回或者撤回",
    deadlines=(("review", due(11, 26)),),
    deployment_version=3,
)
DRAWING = ROOT / "processes/m08_talk_letter_inquiry/m08_talk_letter_inquiry.bpmn"
DIAGRAM = DiagramView(process="m08", name="谈话函询核查", xml=DRAWING.read_bytes())
CASES = CaseListView(
    rows=(
        CaseRow(
            case_id=CASE,
            number="云谈核〔2026〕18号",
            measure_name="谈话函询核查",
            subject_name="林某",
            unit_name="县交通运输局",
            waits_for=(Said("承办人核查答复"),),
            who="周某",
            pooled=True,
            since=dt.date(2026, 11, 19),
            due=due(11, 26),
            status="open",
        ),
    ),
    count=1,
    next_cursor="x",
    measures=(("m08", "谈话函询核查"),),
)
MONITOR = MonitorView(
    rows=(
        MonitorRow(
            number="云谈核〔2026〕9号",
            measure="m08",
            measure_name="谈话函询核查",
            step="协办人核查答复",
            holder="彭某",
            since=dt.date(2026, 11, 11),
            days=9,
            due=due(11, 18),
            overdue=True,
            can_urge=True,
            task_id=TASK,
        ),
    ),
    count=1,
    overdue=1,
    measures=(("m08", "谈话函询核查"),),
)
LETTER = LetterView(
    id="l" * 32,
    title="函询通知书",
    number="云纪函〔2026〕31号",
    html=Markup('<article class="letter" lang="zh-CN"><h2>函询通知书</h2><p>林某同志：</p></article>'),
    status="已签收",
    case_id=CASE,
    became=BECAME,
)
RIGHTS = ("如实说明，也可以申辩。", "可以申请有关人员回避。", "确有困难的，可以申请延期一次。")
CONTACT = "云岭县纪委监委办公室\n电话：0000-1234567"
PORTAL_LETTER = PortalLetter(
    id="l" * 32, title="函询通知书", number="云纪函〔2026〕34号", on=dt.date(2026, 11, 11), became=BECAME
)
PORTAL = PortalView(
    name="罗某",
    tasks=(
        PortalTask(
            task_id=TASK, name="书面答复", due_on=dt.date(2026, 12, 3), days_left=7, asked_by="云岭县纪委监委办公室"
        ),
    ),
    letters=(PORTAL_LETTER,),
    receipts=((TASK, "书面答复", NOW),),
    rights=RIGHTS,
    contact=CONTACT,
    can_start=(("m10e_clarification:own_request", "申请澄清"),),
    appeals=(
        Appealable(
            letter_id="d" * 32,
            title="关于给予罗某处分的决定",
            number="云纪处〔2026〕4号",
            sentence=Said("可以申诉，至{day}（含当日）", day=dt.date(2026, 12, 11)),
            offered=True,
        ),
    ),
)
PORTAL_REPLY = PortalReplyView(
    task_id=TASK,
    title="书面答复",
    asked_by="云岭县纪委监委办公室",
    handed_in_at=NOW,
    receipt="0123456789012",
    promised=("更正", NOW.date()),
    lines=(("理由", "没有此事，附会议记录。"),),
    rights=RIGHTS,
    contact=CONTACT,
    letters=(PORTAL_LETTER,),
    attachments=(ATTACHMENT,),
)
KEY_WATCHES = (
    WatchedHead(
        name="罗某",
        unit="县林业局",
        items=(
            WatchedFor(
                criterion=Said("社会反映突出"), reason="三件均为实名。", confirmed_by="周某", case_id=CaseId("c" * 32)
            ),
            WatchedFor(criterion=Said("民主作风差"), reason="两次先表态。", confirmed_by="周某", case_id=None),
        ),
        from_on=dt.date(2026, 3, 2),
        until_on=dt.date(2026, 9, 2),
    ),
)
OPENINGS = (
    OpeningRow(
        opening_id="n" * 32,
        number="云线索〔2026〕88号",
        asked_by="方某",
        at=NOW,
        reason="核实材料需要当面补充说明。",
        agreed_by="",
        until=None,
        can_agree=True,
        can_open=False,
    ),
    OpeningRow(
        opening_id="m" * 32,
        number="云线索〔2026〕89号",
        asked_by="周某",
        at=NOW,
        reason="核实材料需要当面补充说明。",
        agreed_by="史某",
        until=NOW,
        can_agree=False,
        can_open=True,
    ),
)
IDENTITY = IdentityView(number="云线索〔2026〕88号", lines=((Said("姓名"), "邹某"),))
QUESTIONS = (QuestionRow(case_id=CASE, number="云线索〔2026〕88号", sentence=SENTENCES["subject_left_post"], at=NOW),)
PORTAL_TASK = PortalTaskView(
    task_id=TASK,
    title="请答复来函",
    asked_by="云岭县纪委监委办公室",
    due_on=dt.date(2026, 12, 3),
    days_left=7,
    form_state=FormState(
        form=form_at("m08_talk_letter_inquiry/forms/reply.form"),
        values={
            "answers": [
                {"question": "维修工程的施工单位是如何确定的？"},
                {"question": "第二个问题？"},
            ]
        },
        token="t" * 32,
    ),
    rights=RIGHTS,
    contact=CONTACT,
    draft_saved_at=NOW,
    can_extend=True,
    extension_state=None,
    scan_code="YL-7K3M-34",
    letters=(PORTAL_LETTER,),
    attachments=(ATTACHMENT,),
)
SEARCH = SearchView(
    words="林",
    hits=(SearchHit(kind="case", id=CASE, title=(Said("谈话函询核查"), "云谈核〔2026〕18号"), detail=("林某",)),),
)
STARTS = StartView(starts=(("m07_clue_disposal", "intake", "登记问题线索", "问题线索处置"),))
BEGUN = dataclasses.replace(
    STARTS,
    begun=(
        BegunRow(task_id=TASK, name="登记来件", number=None, at=NOW, touched=True),
        BegunRow(task_id=TaskId("b" * 32), name="登记书面申诉", number="云核查〔2026〕4号", at=NOW, touched=False),
    ),
)

ARCHIVES = ArchiveListView(
    words="",
    rows=(
        ArchiveRow(
            person_id=PersonId("luo"),
            label="罗某，县林业局局长",
            entries=3,
            newest=dt.date(2026, 11, 2),
            opened_on=dt.date(2025, 1, 5),
        ),
    ),
    missing=(
        MissingArchive(
            person_id=PersonId("kong"),
            label="孔某，县水务局局长",
            since=dt.date(2026, 9, 1),
            due_on=dt.date(2026, 10, 8),
            is_late=True,
        ),
        MissingArchive(
            person_id=PersonId("shui"),
            label="水某，县粮食局局长",
            since=dt.date(2026, 11, 20),
            due_on=None,
            is_late=False,
        ),
    ),
    keeps_all=True,
    can_open=True,
)
ENTRY = EntryView(
    number="云档〔2026〕7号",
    kind=Said("主体责任检查"),
    dimension=Said("履职尽责"),
    status=Said("已核实"),
    weight=Said("不利结论"),
    on=dt.date(2026, 10, 20),
    entered_on=dt.date(2026, 10, 22),
    entered_by="周某",
    checked_by="钱某",
    summary="主体责任检查发现议事规则没有落实。",
    sealed=False,
    seen_on=dt.date(2026, 10, 21),
    remark="已经着手整改。",
    effect_until=dt.date(2027, 4, 20),
    retention_until=dt.date(2036, 10, 20),
    document="a" * 64,
    case_id=CaseId("c1"),
    case_number="云责检〔2026〕3号",
    past=((Said("已核实"), dt.date(2026, 11, 1)),),
)
SEALED_ENTRY = dataclasses.replace(
    ENTRY,
    number="云档〔2026〕2号",
    status=Said("已更正"),
    weight=Said("不计入画像"),
    summary=Said("此条已更正，原内容封存在操作记录中。"),
    sealed=True,
    superseded_by="云档〔2026〕7号",
    case_id=None,
    seen_on=None,
    why_not_heard="本人长期在境外。",
    retention_until=None,
)
REQUEST = RequestRow(
    request_id="r1",
    person_id=PersonId("luo"),
    label="罗某，县林业局局长",
    by="苏某，党风政风监督室",
    at=NOW,
    reason="核对主体责任检查的往年结论。",
    status="checked",
    status_name=Said("待书记审批"),
    keeper="钱某",
    opinion="确为工作需要。",
)
GRANTED = dataclasses.replace(
    REQUEST, status="granted", status_name=Said("同意查阅"), until_on=NOW.date(), answer="按期查阅。", opens=True
)
REQUESTS = RequestsView(
    words="罗",
    found=((PersonId("luo"), "罗某，县林业局局长"),),
    mine=(REQUEST, GRANTED),
    to_check=(REQUEST,),
    to_decide=(REQUEST,),
    reads_some=True,
    first=NOW.date(),
    last=NOW.date() + dt.timedelta(days=30),
)
STATED = (
    (Said("任职情况"), (WrittenRow((("任职单位", "县林业局"), ("职务", "局长"), ("任职日期", NOW.date()))),)),
    (
        Said("亲属经商办企业和从业情况"),
        (WrittenRow((("与本人关系", Said("配偶")), ("是否与本人职权有关", Said("否")))),),
    ),
    (Said("兼职情况"), ()),
)
ARCHIVE = ArchiveView(
    person_id=PersonId("luo"),
    label="罗某，县林业局局长",
    as_of=dt.date(2026, 11, 24),
    is_today=False,
    opened_on=dt.date(2025, 1, 5),
    portrait_on=dt.date(2026, 10, 22),
    sections=((Said("其他"), (ENTRY, SEALED_ENTRY)), (Said("廉政意见回复"), ())),
    dimensions=(
        DimensionView(
            code="duty",
            name=Said("履职尽责"),
            trend=Said("趋势：不利情况增多"),
            colour="yellow",
            colour_name=Said("提醒：黄"),
            why=(Sentence(text=Said("近二十四个月有不利结论"), entries=("云档〔2026〕7号",)),),
            facts=(
                Sentence(
                    text=Said(
                        "{day}，{kind}（{weight}）：{summary}",
                        day=ENTRY.on,
                        kind=ENTRY.kind,
                        weight=ENTRY.weight,
                        summary=ENTRY.summary,
                    ),
                    entries=("云档〔2026〕7号",),
                ),
            ),
        ),
    ),
    stated_year=2026,
    stated=STATED,
    pictures=((2025, dt.date(2025, 12, 30)),),
    readers=(("周某", NOW),),
)
OWN_ARCHIVE = OwnArchiveView(
    entries=(
        OwnEntry(
            number="云档〔2026〕7号",
            section=Said("其他"),
            kind=Said("主体责任检查"),
            on=dt.date(2026, 10, 20),
            status=Said("已核实"),
            summary="主体责任检查发现议事规则没有落实。",
            remark="已经着手整改。",
        ),
    ),
    stated_year=2026,
    stated=STATED,
    can_correct=True,
)
SESSIONS = (
    OwnSession(
        id="officer",
        remote="10.1.2.3",
        browser="Edge Windows",
        made_at=NOW - dt.timedelta(hours=3),
        seen_at=NOW,
        ends_at=NOW + dt.timedelta(minutes=30),
    ),
    OwnSession(
        id="other",
        remote="",
        browser="",
        made_at=NOW - dt.timedelta(hours=1),
        seen_at=NOW - dt.timedelta(minutes=5),
        ends_at=NOW + dt.timedelta(minutes=25),
    ),
)
HAND_BACK = HandBack(
    absence_id="a1",
    person_name="周某",
    substitute_name="吴某",
    from_on=dt.date(2026, 3, 2),
    until_on=dt.date(2026, 3, 31),
    over=True,
    done=(
        HandedRow(
            case_id=CASE,
            name="分析研判线索",
            number="云线索〔2026〕3号",
            measure_name="问题线索处置",
            subject_name="罗某",
            done_by="吴某",
            done_at=NOW,
            due=None,
        ),
    ),
    open=(
        HandedRow(
            case_id=CASE,
            name="拟稿",
            number=None,
            measure_name="谈话函询核查",
            subject_name="罗某",
            done_by="",
            done_at=None,
            due=None,
        ),
    ),
)

_HELD = HoldRow(
    hold_id="h1",
    case_id=CaseId("c1"),
    number="云线索〔2026〕88号",
    of_person=True,
    by="王慎独",
    at=NOW,
    reason="上级正在复查此事。",
    basis="云纪复〔2026〕3号",
    lift_by="何慎行",
    lift_reason="复查已经结束。",
    may_ask=True,
    may_lift=True,
)
_ON_THE_LIST = ItemRow(
    item_id="i1",
    case_id=CaseId("c1"),
    number="云线索〔2026〕88号",
    measure_name=Said("问题线索处置"),
    term=Said("其他事项"),
    ended_on=dt.date(2020, 3, 2),
    kept_until=dt.date(2025, 3, 2),
    stage=Stage.PROPOSED,
    stage_name=Said("待审核"),
    proposed_by="钱守一",
    checked_by="王慎独",
    decided_by="",
    refused_by="",
    words="此人还在任。",
    over_at=NOW,
    needed=Said("已暂缓销毁"),
)
RETENTION = RetentionView(
    terms=(TermRow(name=Said("其他事项"), years=Said("{years}年", years=10), basis="国家档案局令第8号"),),
    due=(
        DueRow(
            case_id=CaseId("c1"),
            number="云线索〔2026〕88号",
            measure_name=Said("问题线索处置"),
            term=Said("其他事项"),
            ended_on=dt.date(2020, 3, 2),
            kept_until=dt.date(2025, 3, 2),
            needed=(Said("尚未办结"),),
            listed=True,
            may_go=True,
        ),
    ),
    due_count=202,
    to_check=(_ON_THE_LIST, dataclasses.replace(_ON_THE_LIST, undeclared=True)),
    to_decide=(_ON_THE_LIST,),
    register=(_ON_THE_LIST,),
    next_cursor='[{"at": "2026-03-02T01:00:00+00:00"}, "", "i1"]',
    holds=(_HELD, dataclasses.replace(_HELD, reason="", lifted_at=NOW, lifted_by="陈守纪")),
    proposes=True,
)
