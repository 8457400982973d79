"""What the office needs besides a database: diagrams, holidays, people in every duty, three administrators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.domain.actor import ADMIN_ROLES
from webapp.domain.ids import PersonId
from webapp.domain.roster import Directory
from webapp.store import calendar, deployments, grants, health, incidents, keys, people
from webapp.usecases.act import Act
from webapp.usecases.roster_pages import vacancies

AUTUMN = 10
"""From October on next year's holidays should be in the table: they are published in November."""


def lines(act: Act) -> Iterator[Line]:
    """This function will look at diagrams, days, duties and incidents."""
    wrapped = keys.wrapped_by(act.tx)
    yield from sealed_by({one: count for one, count in wrapped.items() if not act.tx.vault.knows(one)})
    yield from turned(sum(count for one, count in wrapped.items() if one != act.tx.vault.master_id))
    names = people.directory(act.tx)
    yield from diagrams(len(deployments.all_current(act.tx)))
    yield from days(act)
    yield from duties(act, names)
    held = {role: grants.holders(act.tx, role, on=act.today) for role in sorted(ADMIN_ROLES)}
    yield from administrators(act, held, names)
    yield from second_factor(health.without_second_factor(act.tx))
    yield from faults(len(incidents.open_incidents(act.tx)))


def turned(old: int) -> Iterator[Line]:
    """This function will tell of a rotation that was broken off."""
    if old:
        yield watch("密钥轮换", f"还有{old}把数据密钥由旧密钥加密：请运行 shibiyan keys rotate，断在哪里就从哪里继续")


def sealed_by(unknown: Mapping[str, int]) -> Iterator[Line]:
    """This function will name the keys that data keys are wrapped by and that the key file lacks."""
    for one, count in unknown.items():
        yield bad("密钥内容", f"密钥文件缺少密钥{one}，{count}把数据密钥打不开：请从保险柜把它放回密钥文件")
    if not unknown:
        yield good("密钥内容", "密钥文件打得开所有数据密钥")


def diagrams(count: int) -> Iterator[Line]:
    """This function will ask whether there is a process in force."""
    if count:
        yield good("流程", f"{count}个流程已发布")
    else:
        yield bad("流程", "没有流程：请运行 shibiyan deploy processes")


def days(act: Act) -> Iterator[Line]:
    """This function will ask for this year's holidays, from October on for next year's too."""
    known = calendar.load(act.tx).years
    wanted = {act.today.year} | ({act.today.year + 1} if act.today.month >= AUTUMN else set())
    for year in sorted(wanted - known):
        yield watch("工作日", f"没有{year}年的放假安排，期限暂按周一至周五计算：公布后请在“工作日”页导入")
    if not wanted - known:
        yield good("工作日", f"已有{'、'.join(map(str, sorted(wanted)))}年的放假安排")


def duties(act: Act, names: Directory) -> Iterator[Line]:
    """This function will name the duties that nobody holds."""
    vacant = vacancies(act, names, grants.all_grants(act.tx))
    for duty, room in vacant:
        yield watch("职责", f"没有人担任：{duty}（{room}），请安全管理员在“人员”页安排")
    if not vacant:
        yield good("职责", "流程图上的每一岗位都有人")


def administrators(act: Act, held: Mapping[str, Sequence[PersonId]], names: Directory) -> Iterator[Line]:
    """This function will ask whether the three administrators are there and are three persons."""
    roles = act.office.library.roles(act.tx)
    words = {code: roles[code].zh if code in roles else code for code in held}
    missing = [code for code, holders in held.items() if not holders]
    for code in missing:
        yield bad("三员", f"没有{words[code]}：请运行 shibiyan appoint {code} <账号> <姓名>")
    pairs = [(one, other) for one in held for other in held if one < other]
    twice = [pair for pair in pairs if set(held[pair[0]]) & set(held[pair[1]])]
    alike = [pair for pair in pairs if {names.name(p) for p in held[pair[0]]} & {names.name(p) for p in held[pair[1]]}]
    for one, other in twice:
        yield bad("三员", f"{words[one]}与{words[other]}由一人兼任：请安全管理员收回其中一项")
    for one, other in (pair for pair in alike if pair not in twice):
        yield watch("三员", f"{words[one]}与{words[other]}同名：请确认不是同一人的两个账号")
    if not (missing or alike or twice):
        yield good("三员", "系统管理员、安全管理员、安全审计员各有其人")


def second_factor(without: int) -> Iterator[Line]:
    """This function will count the accounts that a password alone opens."""
    if without:
        yield watch("双因子", f"{without}个账号只凭口令即可登录：请安全管理员要求登记第二因子")
    else:
        yield good("双因子", "每个账号都有第二因子")


def faults(count: int) -> Iterator[Line]:
    """This function will count the open incidents."""
    if count:
        yield watch("异常", f"{count}起待处理：请系统管理员逐起处理")
    else:
        yield good("异常", "没有待处理的异常")
