"""What messages between the ten measures are called on pages, and the reasons with which a number is refused."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.said import Said
from webapp.usecases.words import measure_name

NAMES: Mapping[str, str] = {
    "accelerate": "请加快办理",
    "accountability_start": "提请问责",
    "appointment_decided": "任免决定",
    "archive_entry": "记入廉政档案",
    "campaign_proposed": "建议专项整治",
    "campaign_unit": "专项整治通知",
    "case_concluded": "办理结果",
    "case_ended": "事项终止",
    "closed_not_established": "反映不实，提请澄清",
    "clue_found": "移送线索",
    "clue_joined": "另一线索并入",
    "clue_named": "分立线索",
    "clue_urgent": "紧急线索",
    "duty_report_meeting_scheduled": "述责述廉会议安排",
    "early_sign": "苗头性问题",
    "inquiry_refused": "不同意函询",
    "inquiry_start": "提请函询",
    "life_meeting_planned": "民主生活会安排",
    "listing_over": "重点名单期满",
    "matter_found": "登记的核查不一致",
    "meeting_decided": "会议决定",
    "number_returned": "答复编号",
    "own_data_stated": "本人情况已填报",
    "opinion_request": "征求廉政意见",
    "opinion_revised": "廉政意见变更",
    "opinion_suspended": "建议暂缓",
    "period_begun": "年度周期已到",
    "reporter_word": "检举控告人来信",
    "special_meeting_needed": "提请专题民主生活会",
    "special_report": "年度专题报告",
    "stage_changed": "办理阶段",
    "superior_word": "上级意见",
    "entry_in_doubt": "档案记载存疑",
    "talk_request": "提请廉政谈话",
    "tour_started": "巡视巡察启动",
    "unit_reported": "单位整治结果",
    "verify_start": "提请核实",
    "watch_hint": "提请盯防",
    "watch_list_changed": "重点名单变动",
    "watch_signs": "提请关注",
    "weakness_found": "责任薄弱环节",
}
"""The sentences of an office that adds messages of its own fall back on OTHER."""
OTHER = "其他消息"
ORIGINS: Mapping[str, str] = {
    "meeting_decided": "会议",
    "period_begun": "年度任务",
    "reporter_word": "来文登记",
    "superior_word": "来文登记",
}
"""Where messages come from that no case sends."""
OTHER_ORIGIN = "登记或者系统"
REASONS: Mapping[str, str] = {
    "already_filed": "同一事项已经办理",
    "lower": "属下级管理",
    "out_of_scope": "不属受理范围",
    "repeat": "与已受理的内容重复",
    "split": "已逐人分立",
    "superior": "属上级管理",
    "superior_direct": "属上级管理",
    "superior_sealed": "属上级管理",
}
OTHER_REASON = "其他原因"


def message_name(name: str) -> Said:
    """This function will give a message's word."""
    return Said(NAMES.get(name, OTHER))


def origin_name(name: str) -> Said:
    """This function will say where a message comes from that no case sent."""
    return Said(ORIGINS.get(name, OTHER_ORIGIN))


def receiver_name(process: str | None) -> Said | None:
    """This function will name the measure of the process that a message is for."""
    return Said(measure_name(process[:3])) if process else None


def answer_words(payload: Mapping[str, object]) -> Said:
    """This function will say what an answer holds: the number, or why there is none."""
    number = payload.get("number")
    if number:
        return Said("编号{number}", number=str(number))
    reason = REASONS.get(str(payload.get("reason") or ""), OTHER_REASON)
    return Said("未受理：{reason}", reason=Said(reason))
