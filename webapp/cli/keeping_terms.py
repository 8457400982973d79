"""`shibiyan retention preview|propose|status`: numbers, days and reasons; who decides sits at a page, never here."""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import suppress

from webapp.cli.opening import office_of, tool_settings
from webapp.cli.saying import say
from webapp.domain.actor import SYSTEM
from webapp.domain.retention import Log
from webapp.usecases.office import Office
from webapp.usecases.retention import NEEDED, NothingDue, due_on_host, list_on_host, propose_on_host, rules_on_host
from webapp.usecases.retention_pages import STAGES

LOGS = {
    Log.ACCESS_LOG: "查阅记录",
    Log.JOBS: "已完成的发送、排版任务",
    Log.DIGESTS: "每日提醒",
    Log.DAY_RUNS: "每日任务的执行情况",
    Log.INCIDENTS: "已处理的系统故障",
    Log.FINDINGS: "已消除的卡顿提示",
}


def retention(asked: argparse.Namespace) -> int:
    """This function will show what is past its term, propose it, or tell how far the list has come."""
    with office_of(tool_settings(demo=asked.demo)) as office:
        VERBS[asked.verb](office)
    return 0


def preview(office: Office) -> None:
    """This function will say of each case past its term since when, and what still needs it."""
    found = office.view(due_on_host, SYSTEM)
    for one in found:
        why = "、".join(NEEDED[code] for code in one.old.needed) or ("已在清单上" if one.listed else "可以提出销毁")
        say(f"{one.old.number or one.case_id} {one.term.zh}：{one.ended_on}办结，保管至{one.kept_until}：{why}")
    counts = Counter("可以" if one.may_go_along else "不能" for one in found)
    say(f"保管期满{len(found)}件，其中可以提出销毁{counts['可以']}件")


def propose(office: Office) -> None:
    """This function will put everything that may go on the list; people decide about it on the page 保管销毁."""
    count = office.run(propose_on_host, SYSTEM)
    with suppress(NothingDue):
        while True:
            count += office.run(propose_on_host, SYSTEM)
    say(f"已列入销毁清单{count}件，须经一人审核、书记批准（页面“保管销毁”）")


def status(office: Office) -> None:
    """This function will count the list by stage and say the terms in force."""
    counts = office.view(list_on_host, SYSTEM)
    say(*(f"{name}：{counts.get(stage, 0)}件" for stage, name in STAGES.items()))
    rules = office.view(rules_on_host, SYSTEM)
    for term in rules.terms:
        say(f"  {term.zh}：{'永久' if term.years is None else f'{term.years}年'}")
    say(*(f"  {LOGS[log]}：{months}个月" for log, months in rules.months.items()))


VERBS = {"preview": preview, "propose": propose, "status": status}
