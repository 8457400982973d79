"""The words of the archive: sections, kinds, dimensions, states, trends, reasons."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.said import Said, in_chinese

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
    "entrusted_talk": "委托谈话",
    "talk": "廉政谈话",
    "early": "抓早抓小",
    "visit": "权力运行盯防",
    "evaluation": "政治监督评价",
    "life_meeting": "民主生活会",
    "tour": "巡视巡察",
    "rectification": "整改",
    "correction": "更正",
}
STATUS: Mapping[str, str] = {
    "unverified": "未核实",
    "verified": "已核实",
    "not_established": "反映不实",
    "cleared": "已澄清",
    "corrected": "已更正",
}
WEIGHTS: Mapping[str, str] = {"adverse": "不利结论", "good": "良好结果", "none": "不计入画像"}
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
PARTS: Mapping[str, str] = {
    "posts": "任职情况",
    "family_business": "亲属经商办企业和从业情况",
    "foreign_residence": "本人和亲属移居境外情况",
    "gifts": "礼品礼金上交情况",
    "events": "操办婚丧喜庆事宜情况",
    "outside_posts": "兼职情况",
    "duties": "履职情况",
    "problems": "本人存在的问题",
}
CODES: Mapping[str, str] = {
    "self": "本人",
    "spouse": "配偶",
    "child": "子女",
    "child_spouse": "子女的配偶",
    "wedding": "婚嫁",
    "funeral": "丧葬",
    "other": "其他",
    "central": "贯彻落实党中央决策部署",
    "instructions": "落实重要指示批示",
    "governing_party": "履行管党治党政治责任",
    "provincial": "落实省委工作要求",
    "abilities": "政治判断力、领悟力、执行力",
}
YES_NO: Mapping[tuple[str, str], str] = {
    ("linked", "yes"): "与本人职权有关",
    ("linked", "no"): "与本人职权无关",
    ("reported", "yes"): "已报告",
    ("reported", "no"): "未报告",
    ("paid", "yes"): "取酬",
    ("paid", "no"): "不取酬",
    ("approved", "yes"): "经过批准",
    ("approved", "no"): "未经批准",
}
OTHER_KIND, SEALED = "其他材料", "此条已更正，原内容封存在操作记录中。"


def kind_name(kind: str) -> Said:
    """This function will name the material of an entry (`check.weak`)."""
    return Said(KINDS.get(kind.partition(".")[0], OTHER_KIND))


def stated_lines(content: Mapping[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """This function will give own data as lines by part; a part without rows says so by having none."""
    return tuple((Said(name), _rows(content.get(part))) for part, name in PARTS.items())


def _rows(rows: object) -> tuple[str, ...]:
    found = rows if isinstance(rows, list | tuple) else ()
    return tuple("，".join(_cells(row)) for row in found if isinstance(row, Mapping))


def _cells(row: Mapping[str, object]) -> list[str]:
    return [_cell(str(key), value) for key, value in row.items() if value not in (None, "")]


def _cell(key: str, value: object) -> str:
    text = in_chinese(value)
    return YES_NO.get((key, text)) or CODES.get(text, text)
