"""Whom to sign in as in the demo, and what that person has before him or her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.usecases.demo.roster import people_of_yunling

PASSWORD = "yunling-demo"  # noqa: S105 - printed at every start of the demo, never used outside it
SIGHTS: Mapping[str, str] = {
    "ding": "来件登记、摘要：一件刚刚登记的线索；登记之后只在本人已办中",
    "zhou": "待办事项：分析线索；一件函询正待协办人核查",
    "wu": "双人复核：一件函询的第二份核查，必经环节",
    "li": "入档、澄清正名：一件已办结的函询",
    "zhang": "政治监督评价：收集日常监督事实",
    "chen": "批阅：三件处置意见待审批；一份谈话提纲待确认",
    "wang": "批阅、会议",
    "sun": "文书核稿、用印、送达、扫描回传；会议",
    "qin": "初步核实：一件正在核实",
    "han": "受理分办、督办台（只见编号、环节、期限）",
    "su": "年度任务、年度覆盖、年度清单；主体责任检查方案；督办台：其他七项措施",
    "tao": "巡视巡察：一件正在现场巡察",
    "zheng": "组织部：一件廉政意见已提请，一件评价征求意见",
    "bian": "所在单位：报送民主生活会方案",
    "qian": "廉政档案和画像：刘长河",
    "ma": "本人页面：一封来函、三个问题",
    "zhu": "本人页面：是否愿意澄清",
    "cui": "系统管理：节假日和调休，不见任何事项",
    "hu": "流程设计：流程图、表单、决策表、文书模板",
    "jin": "安全管理：人员、岗位、授权",
    "mo": "安全审计：操作记录",
}


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A made-up person to sign in as."""

    name: str
    post: str
    login: str
    password: str
    sight: str


def identities() -> tuple[Identity, ...]:
    """This function will list the people worth being, for the sign-in page and the lines printed at the start."""
    roster = people_of_yunling()
    everybody = {**roster["officers"], **roster["heads"]}
    return tuple(
        Identity(name=everybody[key]["name"], post=everybody[key]["post"], login=key, password=PASSWORD, sight=sight)
        for key, sight in SIGHTS.items()
    )
