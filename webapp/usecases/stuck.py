"""Why each open case waits: what for, who can act, since when, what helps; and which cases nothing moves any more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.actor import Permission
from webapp.domain.ids import CaseId, TaskId
from webapp.domain.records import IncidentRow
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import candidates, cases, incidents, people, stuck, tasks, watches
from webapp.store.stuck import Doubt, WaitRow
from webapp.store.watches import Finding
from webapp.usecases.act import Act, reads
from webapp.usecases.departures import MOVED
from webapp.usecases.differing import DIFFERS
from webapp.usecases.questions import deciders_for
from webapp.usecases.stepping_back import RECHECK, STEPPED_BACK
from webapp.usecases.turns import names_of, who_can_act
from webapp.usecases.whole_limits import name_here

NOBODY, SILENT, WITHHELD, WHOLE = "nobody_eligible", "silent", "withheld", "whole"
KINDS = (NOBODY, SILENT)
"""Findings that this radar keeps in the table of findings."""
THE_SUBJECT = Said("本人")
ASKED: Mapping[str, tuple[Said, Said]] = {
    MOVED: (Said("对象离任或者单位撤并，去向待定"), Said("由室主任决定继续办理，或者申请提前终止")),
    STEPPED_BACK: (Said("办理人其后回避，所办是否有效待决定"), Said("由可以改派的人员在事项页决定")),
    RECHECK: (Said("办理人其后回避，所办须由他人重新核实"), Said("另一名办理人员核实后，在事项页登记结果")),
    DIFFERS: (Said("重新核实与原办结果不一致，如何处理待决定"), Said("由有权决定的人员在事项页决定")),
}
"""What waits for somebody's decision beside the steps: why, and what helps."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason: `kind` task, message, timer, incident, nobody_eligible, withheld, whole or silent; in Chinese.

    `who` never names the subject of a case; `late` when its day is over.
    """

    case_id: CaseId
    kind: str
    why: str
    who: str
    since: dt.datetime
    due_on: dt.date | None
    late: bool
    remedy: str
    step_id: TaskId | None = None


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A case that does not move by itself: the step that nobody can do, or (`silent`) nothing that it waits for."""

    case_id: CaseId
    kind: str
    path: str = ""
    task_id: TaskId | None = None


@reads(Permission.SYSTEM)
def nobody_can(act: Act, *, after: TaskId | None) -> tuple[tuple[Stuck, ...], TaskId | None]:
    """This function will look through one page of doubtful tasks for those nobody can do; gives where to go on."""
    page = stuck.doubtful(act.tx, after=after)
    found = tuple(_vacant(one) for one in page if one.in_vain or not _able(act, one))
    return found, page[-1].task.id if page else None


@reads(Permission.SYSTEM)
def silent_cases(act: Act) -> tuple[Stuck, ...]:
    """This function will give the open cases without a task, a message or a timer to wait for."""
    return tuple(Stuck(case_id=case_id, kind=SILENT) for case_id, _ in stuck.silent(act.tx))


@reads(Permission.SYSTEM)
def reasons(act: Act, *, cases: Mapping[CaseId, dt.datetime]) -> Mapping[CaseId, tuple[Reason, ...]]:
    """This function will give every reason to wait of these open cases (id and opening), the worst first.

    Each case has at least one: silence is a reason, too. Whoever shows them checks the cases.
    """
    rows: defaultdict[CaseId, list[WaitRow]] = defaultdict(list)
    for row in stuck.waits(act.tx, list(cases), today=act.today):
        rows[row.case_id].append(row)
    found: defaultdict[CaseId, list[Finding]] = defaultdict(list)
    for one in watches.findings(act.tx):
        found[one.case_id].append(one)
    faults: defaultdict[CaseId, list[IncidentRow]] = defaultdict(list)
    for fault in incidents.open_incidents(act.tx):
        if fault.case_id is not None and fault.kind not in KINDS:
            faults[fault.case_id].append(fault)
    names = people.directory(act.tx)
    return {
        case_id: _of_case(act, rows[case_id], found[case_id], faults[case_id], names=names) or (_silence(case_id, at),)
        for case_id, at in cases.items()
    }


def _of_case(
    act: Act,
    rows: Sequence[WaitRow],
    found: Sequence[Finding],
    faults: Sequence[IncidentRow],
    *,
    names: Directory,
) -> tuple[Reason, ...]:
    vacant = {one.element for one in found if one.kind == NOBODY}
    steps = [_reason(act, row, names, vacant=row.path in vacant) for row in rows if row.kind != WHOLE]
    by_all = "、".join(dict.fromkeys(one.who for one in steps if one.who))
    wholes = [_whole(act, row, who=by_all) for row in rows if row.kind == WHOLE]
    said = [one for one in steps if one.kind != "timer"]
    said = said if any(one.due_on for one in said) else steps
    broken = [_broken(act, fault, names) for fault in faults]
    return tuple(sorted([*broken, *said, *wholes], key=_how_bad))


def _how_bad(one: Reason) -> tuple[bool, bool, dt.date, str]:
    stands_still = one.kind in ("incident", NOBODY, WITHHELD)
    return not stands_still, not one.late, one.due_on or dt.date.max, one.step_id or ""


def _reason(act: Act, row: WaitRow, names: Directory, *, vacant: bool) -> Reason:
    day = row.due_on or (row.due_at.astimezone(act.office.zone).date() if row.due_at else None)
    late = day is not None and day < act.today
    why, remedy = _words(row, late=late, vacant=vacant)
    return Reason(
        case_id=row.case_id,
        kind=NOBODY if vacant else WITHHELD if row.withheld else row.kind,
        why=why,
        who=_who(act, row, names),
        since=row.since or act.now,
        due_on=day,
        late=late,
        remedy=remedy,
        step_id=row.step_id,
    )


def _whole(act: Act, row: WaitRow, *, who: str) -> Reason:
    """A limit of the whole matter: whoever can act at any of its steps can help."""
    late = row.due_on is not None and row.due_on < act.today
    name = name_here(act, row.name)
    return Reason(
        case_id=row.case_id,
        kind=WHOLE,
        why=Said("全程时限“{limit}”已经超期" if late else "全程时限“{limit}”即将到期", limit=name),
        who=who,
        since=row.since or act.now,
        due_on=row.due_on,
        late=late,
        remedy=Said("催办所在环节" if late else "抓紧办理所在环节"),
        step_id=row.step_id,
    )


def _words(row: WaitRow, *, late: bool, vacant: bool) -> tuple[str, str]:
    if vacant:
        return Said("“{step}”暂无可以办理的人员", step=Said(row.name)), Said("改派或者补授岗位")
    if row.withheld:
        return Said("“{step}”指定的办理人已回避，等待改派", step=Said(row.name)), Said("改派")
    if row.kind == "message":
        return Said("等待“{name}”", name=Said(row.name)), Said("催问对方" if late else "到期前无需处理")
    if row.kind == "timer":
        return Said("等待到期自动转入下一环节"), Said("检查后台是否运行" if late else "到期前无需处理")
    return Said("等待办理“{name}”", name=Said(row.name)), Said("催办或者改派" if late else "到期前无需处理")


def _who(act: Act, row: WaitRow, names: Directory) -> str:
    if row.by_subject:
        return THE_SUBJECT
    if row.holder_id is not None or row.withheld:
        task = next(one for one in tasks.open_tasks(act.tx, row.case_id) if one.id == row.step_id)
        return "、".join(names_of(who_can_act(act, task), names))
    roles = act.office.library.roles(act.tx)
    return Said(roles[row.role].zh) if row.role and row.role in roles else ""


def _broken(act: Act, fault: IncidentRow, names: Directory) -> Reason:
    if fault.kind in ASKED:
        return _asked(act, fault, names)
    return Reason(
        case_id=CaseId(str(fault.case_id)),
        kind="incident",
        why=Said("系统处理此环节时出错，事项停在原处"),
        who="",
        since=fault.at,
        due_on=None,
        late=False,
        remedy=Said("在事项页重试；仍不成功的，请系统管理员处理"),
        step_id=fault.task_id,
    )


def _asked(act: Act, fault: IncidentRow, names: Directory) -> Reason:
    why, remedy = ASKED[fault.kind]
    able = deciders_for(act, cases.header(act.tx, CaseId(str(fault.case_id))), fault)
    return Reason(
        case_id=CaseId(str(fault.case_id)),
        kind="incident",
        why=why,
        who="、".join(names_of(sorted(able), names)),
        since=fault.at,
        due_on=None,
        late=False,
        remedy=remedy,
    )


def _silence(case_id: CaseId, opened_at: dt.datetime) -> Reason:
    return Reason(
        case_id=case_id,
        kind=SILENT,
        why=Said("没有待办，也不等待任何答复或者到期"),
        who="",
        since=opened_at,
        due_on=None,
        late=False,
        remedy=Said("请流程设计者检查流程图，或者申请提前终止"),
    )


def _vacant(one: Doubt) -> Stuck:
    return Stuck(case_id=one.task.case_id, kind=NOBODY, path=one.task.path, task_id=one.task.id)


def _able(act: Act, one: Doubt) -> bool:
    return bool(candidates.of_task(act.tx, one.task, on=act.today))
