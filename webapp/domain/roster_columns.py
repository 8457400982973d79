"""The sheets and columns of the roster as a table: titles and words as officers write them there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

UNITS, ROOMS, PEOPLE, RECUSALS, SERVICES = "单位", "科室", "任职", "回避关系", "服务记录"
DUTIES, ABSENCES, MATTERS = "岗位", "外出", "个人有关事项"
SUBSTITUTE = "受托人"
OFFICER, SUBJECT = "干部", "对象"
ACTING = ("代", "主持")
"""Words of a title that say that the post is held for another: two may lead a unit then."""
YES, NO = ("是", "√", "1"), ("", "否", "0")
KINDS = {"本机关干部": "officer", "一把手": "head", "“一把手”": "head", "上级一把手": "upper", "外单位人员": "outside"}
UNIT_KINDS = {
    "本级管理的单位": "bureau",
    "乡镇": "town",
    "国有企业": "enterprise",
    "学校": "school",
    "公立医院": "hospital",
    "其他事业单位": "institution",
    "本机关": "organ",
    "同级党委": "party",
    "上级管理的单位": "committee",
    "下级管理的单位": "lower",
}
LEVELS = {"其他人员": "other", "单位主要负责人": "head", "下一级党委主要负责人": "head_next_lower"}
RELATIONS = {"近亲属": "relative", "其他利害关系": "interest"}
MATTER_KINDS = {
    "婚姻和家庭": "marriage",
    "亲属经商办企业和从业": "family_business",
    "移居境外": "foreign_residence",
    "因私出国（境）": "travel",
    "房产": "property",
    "投资理财": "investment",
    "礼品礼金": "gifts",
    "婚丧喜庆": "events",
    "兼职": "outside_posts",
    "其他": "other",
}
"""What a head reports every year (领导干部报告个人有关事项规定, arts. 3 and 4), and what own data ask for."""
MATTER_STATES = {"本人填报": "declared", "核查一致": "verified", "核查不一致": "deviates"}
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?: 0?0:00(?::00)?)?", re.ASCII)
LONGEST = 200
LARGEST = 999_999
"""A year or a place in an order, far within what a column of the database holds."""
YOUNGEST = 16
"""Nobody takes office younger: a date of birth that says so is wrong."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column by its title; `kind` is text, day, yes, number or choice."""

    key: str
    title: str
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


def _text(key: str, title: str, *, required: bool = False) -> Column:
    return Column(key=key, title=title, required=required)


def _day(key: str, title: str, *, required: bool = False) -> Column:
    return Column(key=key, title=title, kind="day", required=required)


def _choice(key: str, title: str, choices: Mapping[str, str], *, required: bool = False) -> Column:
    return Column(key=key, title=title, kind="choice", required=required, choices=choices)


SHEETS: Mapping[str, tuple[Column, ...]] = {
    UNITS: (
        _text("name", "单位名称", required=True),
        _choice("kind", "类别", UNIT_KINDS, required=True),
        _text("parent", "上级单位"),
        Column(key="position", title="排序", kind="number"),
        _day("from_on", "设立日期"),
        _day("until_on", "撤销日期"),
    ),
    ROOMS: (_text("name", "科室名称", required=True), Column(key="position", title="排序", kind="number")),
    PEOPLE: (
        _text("id", "编号"),
        _text("name", "姓名", required=True),
        _choice("kind", "类别", KINDS, required=True),
        _day("born_on", "出生日期"),
        _text("unit", "单位", required=True),
        _text("title", "职务", required=True),
        Column(key="is_head", title="一把手", kind="yes"),
        _choice("level", "管理权限层级", LEVELS),
        _day("from_on", "任职日期", required=True),
        _day("until_on", "离任日期"),
        Column(key="leader_talk", title="负责人", kind="yes"),
        _text("phone", "电话"),
        Column(key="another", title="另一人", kind="yes"),
    ),
    DUTIES: (
        _text("officer", OFFICER, required=True),
        _text("role", "岗位", required=True),
        _text("room", "科室"),
        _choice("level", "管理权限层级", LEVELS),
        Column(key="reads", title="查看事项", kind="yes"),
        _day("until_on", "截止日期"),
    ),
    ABSENCES: (
        _text("officer", OFFICER, required=True),
        _text("substitute", SUBSTITUTE, required=True),
        _day("from_on", "起始日期", required=True),
        _day("until_on", "截止日期", required=True),
        _text("reason", "事由"),
    ),
    RECUSALS: (
        _text("officer", OFFICER, required=True),
        _text("subject", SUBJECT, required=True),
        _choice("kind", "关系", RELATIONS, required=True),
    ),
    SERVICES: (
        _text("unit", "单位", required=True),
        _day("served_on", "日期", required=True),
        _text("who", "服务对象", required=True),
        _text("matter", "事项", required=True),
        _text("phone", "电话"),
    ),
    MATTERS: (
        _text("subject", SUBJECT, required=True),
        Column(key="year", title="年度", kind="number", required=True),
        _choice("kind", "事项", MATTER_KINDS, required=True),
        _choice("status", "核查情况", MATTER_STATES, required=True),
        _text("text", "内容", required=True),
    ),
}
"""Each sheet by its name; titles are those of the template that the page offers."""
