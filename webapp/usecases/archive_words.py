"""The words of the archive: sections, kinds, dimensions, states, trends, reasons."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.said import Said

SECTIONS: Mapping[int, str] = {
    1: "任免、人事档案、个人有关事项报告",
    2: "问题线索及其处置",
    3: "谈话函询、核实、审查材料",
    4: "廉政意见回复",
    5: "其他",
}
DIMENSIONS: Mapping[str, str] = {
    "political": "政治素质",
    "duty": "履职尽责",
    "power": "权力运行和民主集中制",
    "integrity": "廉洁自律和家风",
    "style": "作风建设",
    "org_life": "组织生活",
    "rectification": "整改落实",
    "public": "群众评价",
}
KINDS: Mapping[str, str] = {
    "inquiry": "谈话函询",
    "verification": "初步核实",
    "decision": "处分决定",
    "accountability": "问责",
    "appeal": "申诉复查",
    "clarification": "澄清正名",
    "clue": "问题线索处置",
    "opinion": "廉政意见",
    "check": "主体责任检查",
    "recommendation": "纪检监察建议",
    "duty_report": "述责述廉",
    "appraisal": "民主测评",
    "entrusted_talk": "委托谈话",
    "upper_notice": "廉政情况通报",
    "talk": "廉政谈话",
    "early": "抓早抓小",
    "power": "权力运行盯防",
    "evaluation": "政治监督评价",
    "life_meeting": "民主生活会",
    "tour": "巡视巡察",
    "rectification": "整改",
    "appointment": "任免材料",
    "personnel_file": "人事档案材料",
    "matters_handling": "个人有关事项报告处理",
    "audit": "审计报告",
    "commendation": "表彰奖励",
    "outside_recommendation": "其他机关的建议",
    "correction": "更正",
    "own_data": "本人情况核对",
    "criticism": "民主生活会批评",
    "examination": "深刻检查",
    "campaign": "专项整治",
}
STATUS: Mapping[str, str] = {
    "unverified": "未核实",
    "verified": "已核实",
    "not_established": "反映不实",
    "cleared": "已澄清",
    "corrected": "已更正",
}
WEIGHTS: Mapping[str, str] = {"adverse": "不利结论", "good": "良好结果", "neutral": "一般结果", "none": "不计入画像"}
TRENDS: Mapping[str, str] = {
    "worse": "趋势：不利情况增多",
    "better": "趋势：不利情况减少",
    "steady": "趋势：平稳",
    "unknown": "趋势：近两年没有可比的记载",
}
COLOURS: Mapping[str, str] = {"red": "提醒：红", "yellow": "提醒：黄", "green": "提醒：绿"}
REASONS: Mapping[str, str] = {
    "more_adverse": "近十二个月的不利结论多于此前十二个月",
    "fewer_adverse": "此前十二个月有不利结论，近十二个月减少",
    "in_effect": "有影响期未满的不利结论",
    "several_in_a_year": "近十二个月有两项以上不利结论",
    "within_two_years": "近二十四个月有不利结论",
    "good_facts": "有良好结果，近二十四个月没有不利结论",
    "nothing_adverse": "近二十四个月没有不利结论",
}
OTHER_KIND, SEALED = "其他材料", "此条已更正，原内容封存在操作记录中。"


def kind_name(kind: str) -> Said:
    """This function will name the material of an entry (`check.weak`)."""
    return Said(KINDS.get(kind.partition(".")[0], OTHER_KIND))
