"""What the figures of the statistics page are called and how each is counted, in the words shown beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FigureWords:
    """Group, name and definition of a figure; `judged` is what the good ones are called, empty for a plain number."""

    group: str
    name: str
    definition: str
    judged: str = ""


LIMITS, CLUES, INQUIRIES, CASES, TOURS, GUARDS, YEAR = (
    *("时限", "线索和实名举报", "谈话函询", "查处", "整改", "保障", "年度和把关"),
)
WORDS: Mapping[str, FigureWords] = {
    "cases_on_time": FigureWords(
        LIMITS,
        "按期办结率",
        "期间内到期的事项中，按期办结的占多少；仍未办结的计入分母，提前终止的不计。"
        "事项有整体时限的，以整体时限为准，没有的，以最后一个环节的时限为准。",
        "按期",
    ),
    "steps_on_time": FigureWords(
        LIMITS, "环节按期率", "期间内到期的环节中，在时限当日以前办结的占多少；仍未办结的计入分母。", "按期"
    ),
    "overdue_week": FigureWords(LIMITS, "超期一至七日", "此刻在办、已过时限一至七日的事项，与所选期间无关。"),
    "overdue_month": FigureWords(LIMITS, "超期八至三十日", "此刻在办、已过时限八至三十日的事项，与所选期间无关。"),
    "overdue_longer": FigureWords(LIMITS, "超期三十日以上", "此刻在办、已过时限三十日以上的事项，与所选期间无关。"),
    "nearly_due": FigureWords(LIMITS, "临期件", "此刻在办、今日起三个工作日内到期的事项，与所选期间无关。"),
    "open_steps": FigureWords(
        LIMITS, "待办环节", "此刻等人办理的环节，与所选期间无关；按室计的，除以该室人数即人均在办。"
    ),
    "suggested_on_time": FigureWords(
        CLUES,
        "处置意见按期提出率",
        "期间内到期的“一把手”线索处置意见（特急三日、优先十日、一般十五日）中，按期提出的占多少。",
        "按期",
    ),
    "named_accepted": FigureWords(
        CLUES, "实名受理告知率", "期间内到期的实名举报受理告知中，按期编号发出的占多少。", "按期"
    ),
    "named_answered": FigureWords(
        CLUES, "实名结果反馈率", "期间内到期的实名举报结果反馈中，按期编号发出的占多少。", "按期"
    ),
    "replied": FigureWords(INQUIRIES, "函询回复率", "期间内到期的函询中，本人已经答复的占多少。", "已答复"),
    "replied_on_time": FigureWords(
        INQUIRIES, "函询按期回复率", "期间内到期的函询中，本人在时限当日以前答复的占多少。", "按期"
    ),
    "inquiry_again": FigureWords(
        INQUIRIES, "再次函询率", "期间内办结的谈话函询中，函询过两次以上的占多少。", "再次函询"
    ),
    "inquiry_to_verification": FigureWords(
        INQUIRIES, "函询后转初核率", "期间内办结的谈话函询中，转初步核实的占多少。", "转初核"
    ),
    "inquiry_accepted": FigureWords(INQUIRIES, "采信了结率", "期间内办结的谈话函询中，采信了结的占多少。", "采信了结"),
    "closing_letter_sent": FigureWords(
        INQUIRIES,
        "了结反馈函发出率",
        "期间内采信了结的谈话函询中，了结反馈函已经编号的占多少，应当全部发出。",
        "已发出",
    ),
    "verification_filed": FigureWords(CASES, "初核成案率", "期间内办结的核实事项中，立案审查调查的占多少。", "已立案"),
    "filing_revoked": FigureWords(CASES, "立案后撤案", "期间内办结的核实事项中，立案以后没有作出处分决定的。"),
    "trial_returned": FigureWords(
        CASES, "审理退补率", "期间内办结、经过审理的案件中，退回补充证据或者重新调查的占多少。", "退补"
    ),
    "appeal_changed": FigureWords(
        CASES, "申诉改变率", "期间内办结的申诉复查中，改变或者撤销原决定的占多少。", "已改变"
    ),
    "clarified": FigureWords(CASES, "澄清件数", "期间内办结的澄清正名。"),
    "clarified_on_time": FigureWords(
        CASES, "澄清按期率", "期间内到期的澄清正名中，在时限当日以前确认完成的占多少。", "按期"
    ),
    "clarified_days": FigureWords(
        CASES, "澄清用时", "期间内确认完成的澄清正名，自作出结论（本人请求的，自请求）之日起用了多少个工作日。"
    ),
    "accountable": FigureWords(CASES, "问责件数", "期间内办结的问责事项中，予以问责的占多少。", "予以问责"),
    "early_on_time": FigureWords(CASES, "抓早抓小按期率", "期间内到期的苗头性问题中，按期作出处理的占多少。", "按期"),
    "early_days": FigureWords(
        CASES,
        "抓早抓小用时",
        "期间内作出处理（提醒诫勉书编号发出，或者谈话已经登记）的苗头性问题，自发现之日起用了多少个工作日。",
    ),
    "plan_signed": FigureWords(
        TOURS,
        "整改方案签署率",
        "期间内请本人签署的巡视巡察整改方案中，本人签署的占多少；拒绝和期满未交的计入分母。",
        "已签署",
    ),
    "rectified_on_time": FigureWords(
        TOURS, "整改按期完成率", "期间内到期的整改事项中，在时限当日以前报送整改情况的占多少。", "按期"
    ),
    "rectified": FigureWords(
        TOURS, "整改销号率", "期间内有结果的整改事项中，验收通过、予以销号的占多少；两次未通过的计入分母。", "已销号"
    ),
    "looked_back": FigureWords(TOURS, "回头看率", "期间内到期的整改回头看中，到期以后已经开展的占多少。", "已开展"),
    "spot_checked": FigureWords(
        INQUIRIES, "抽查核实率", "期间内采信了结的谈话函询中，答复经过抽查核实的占多少。", "已抽查"
    ),
    "shelved_reviewed": FigureWords(
        CLUES, "暂存复查率", "期间内暂存期满的线索中，期满以后已经重新研判的占多少。", "已复查"
    ),
    "opinion_on_time": FigureWords(
        YEAR, "意见回复按期率", "期间内到期的廉政意见征求中，意见回复函在时限当日以前编号发出的占多少。", "按期"
    ),
    "opinion_studied": FigureWords(
        YEAR,
        "集体研究率",
        "期间内编号发出的意见回复函中，经会议研究、有结果和纪要编号的占多少，应当全部研究。",
        "已研究",
    ),
    "opinion_changed": FigureWords(
        YEAR, "意见变更率", "期间内编号发出的意见回复函中，其后由新的回复函替代的占多少。", "已变更"
    ),
    "meetings_attended": FigureWords(
        YEAR, "民主生活会督导覆盖", "期间内办结督导的民主生活会中，到会督导的占多少；只审阅材料的不算。", "到会督导"
    ),
    "members_silent": FigureWords(
        YEAR,
        "批评为零的会议",
        "期间内办结督导的民主生活会中，经当场督促仍有成员没有提出批评意见的占多少。",
        "有成员未提",
    ),
    "entrusted_answered": FigureWords(
        YEAR, "委托谈话回复率", "期间内到期的委托谈话中，上级“一把手”已经报送谈话记录的占多少。", "已回复"
    ),
    "covered": FigureWords(
        YEAR,
        "年度覆盖率",
        "期间所涉年度任过“一把手”的每一人，六项年度措施逐项计，已经办结的占多少；离任的办结任职期间部分即计入，锁定的按锁定时计，"
        "尚未开启的年度任务不计。与“年度覆盖”页一致，未办的在该页逐人列出。",
        "已办",
    ),
    "load_per_officer": FigureWords(
        LIMITS, "承办人人均在办", "此刻由承办人领办、尚未办结的环节，除以手中有待办的承办人数，与所选期间无关。"
    ),
    "load_per_head": FigureWords(
        LIMITS, "每名对象在办事项", "此刻在办、有对象的事项，除以所涉对象人数，与所选期间无关。"
    ),
    "recused": FigureWords(
        GUARDS, "回避", "期间内登记、至今有效的回避，每人每个对象计一次，列在该对象最近一件事项下；没有事项的不计。"
    ),
    "gates_tried": FigureWords(
        GUARDS, "试图绕过必经环节", "期间内试图跳过、撤回、终止必经环节的次数，均已拒绝并记录。"
    ),
    "four_eyes_broken": FigureWords(GUARDS, "四眼违规", "期间内由应当避开的人办结的环节，应当为零。"),
}
RESULTS: Mapping[str, str] = {
    "issue_decision": "问责决定（检查、通报、诫勉）",
    "issue_proposal": "组织调整建议",
    "impose": "转纪律处分",
    "not_accountable": "不予问责",
}
"""What accountability inquiries came to; how mild or severe a decision was stays sealed."""
GROUPS = (LIMITS, CLUES, INQUIRIES, CASES, TOURS, YEAR, GUARDS)
