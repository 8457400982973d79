"""What the office needs besides a database: diagrams, holidays, people in every duty, three administrators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.domain.actor import ADMIN_ROLES
from webapp.domain.ids import PersonId
from webapp.domain.roster import Directory
from webapp.store import calendar, deployments, grants, health, incidents, keys, people, power_check
from webapp.usecases.act import Act
from webapp.usecases.factor_rules import is_required
from webapp.usecases.roster_pages import unsettled, vacancies
from webapp.usecases.views.rosters import UnsettledRow

TRIED = 20
"""So many hashes are tried with the demo's password."""
NAMED = 3
"""So many vacant duties are named in one line."""
AUTUMN = 10
"""From October on next year's holidays should be in the table: they are published in November."""


def lines(act: Act, *, each: bool = False) -> Iterator[Line]:
    """This function will look at diagrams, days, duties and incidents; `each`: every vacant duty on a line."""
    wrapped = keys.wrapped_by(act.tx)
    yield from sealed_by({one: count for one, count in wrapped.items() if not act.tx.vault.knows(one)})
    yield from turned(sum(count for one, count in wrapped.items() if one != act.tx.vault.master_id))
    names = people.directory(act.tx)
    yield from diagrams(len(deployments.all_current(act.tx)))
    yield from days(act)
    yield from duties(vacancies(act, names, grants.all_grants(act.tx)), each=each)
    yield from entries(unsettled(names), each=each)
    held = {role: grants.holders(act.tx, role, on=act.today) for role in sorted(ADMIN_ROLES)}
    yield from administrators(act, held, names)
    without = health.without_second_factor(act.tx)
    open_ones = [one for one in without if not is_required(act, one)]
    yield from second_factor(open_ones=len(open_ones), not_enrolled=len(without) - len(open_ones))
    yield from forged(power_check.unfit(act.tx))
    yield from faults(len(incidents.open_incidents(act.tx)))


def forged(whose: Sequence[str]) -> Iterator[Line]:
    """This function will name whose account, second factors or duties the office did not write: they are not let in."""
    if whose:
        names = "、".join(whose[:NAMED]) + ("等" if len(whose) > NAMED else "")
        why = f"{names}（共{len(whose)}人）有的行不是本系统写入的，或者被改动，本人不能登录"
        remedy = "请运行 shibiyan verify，查明何人何时改动，从备份恢复，再运行 shibiyan keys relist"
        yield bad("登录资料和岗位", f"{why}：{remedy}")
    else:
        yield good("登录资料和岗位", "每人的账号、第二重验证、岗位都是本系统写入的")


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


def duties(vacant: Sequence[tuple[str, str]], *, each: bool) -> Iterator[Line]:
    """This function will name the duties that nobody holds: the first ones and how many, or each on a line."""
    if not vacant:
        yield good("职责", "流程图上的每一岗位都有人")
    elif each:
        for duty, room in vacant:
            yield watch("职责", f"没有人担任：{duty}（{room}），请安全管理员在“人员”页安排")
    else:
        names = "、".join(duty for duty, _ in vacant[:NAMED])
        more = "等" if len(vacant) > NAMED else ""
        remedy = "请安全管理员在“人员”页安排，逐项列出：shibiyan doctor --verbose"
        yield watch("职责", f"{len(vacant)}个岗位没有人担任（{names}{more}）：{remedy}")


def entries(found: Sequence[UnsettledRow], *, each: bool) -> Iterator[Line]:
    """This function will tell whose entry on the roster is unfinished: how many, or by name and each on a line."""
    if not found:
        yield good("花名册", "每个人都登记了任职，任“一把手”的都登记为“一把手”")
    elif each:
        for one in found:
            yield watch("花名册", f"待补任职：{one.name}{'、'.join(one.posts)}，{one.why}：请安全管理员在“人员”页补登")
    else:
        remedy = "请安全管理员在“人员”页的“待补任职”中逐人补登，逐人列出：shibiyan doctor --verbose"
        yield watch("花名册", f"{len(found)}人待补任职或者更正类别：{remedy}")


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


def second_factor(*, open_ones: int, not_enrolled: int) -> Iterator[Line]:
    """This function will count the accounts that a password alone opens, and those whose owner has still to enrol.

    For the latter the password opens nothing but the page on which a second factor is enrolled.
    """
    if open_ones:
        remedy = "请安全管理员在“人员”页的“第二重验证”收回对岗位的免除"
        yield watch("双因子", f"{open_ones}个账号只凭口令即可办理事项：{remedy}")
    if not_enrolled:
        why = f"{not_enrolled}个账号还没有登记第二重验证，登记以前不能办理事项"
        yield watch("双因子", f"{why}，知道口令的人却可以抢先登记：请督促本人尽快首次登录")
    if not (open_ones or not_enrolled):
        yield good("双因子", "每个账号都有第二重验证")


def passwords(hashes: Mapping[str, int], *, beginning: str, known: Callable[[str], bool]) -> Iterator[Line]:
    """This function will ask whether a real office has accounts of the demo, or passwords by weak parameters.

    `hashes` are those that several accounts have, or that do not begin so; `known` tells whether one is of the demo's
    password: a few are tried, which are done at once.
    """
    older = sum(count for one, count in hashes.items() if not one.startswith(beginning))
    if any(known(one) for one in islice(hashes, TRIED)):
        why = "库里有演示账号，口令人人知道：这是演示的数据库，不得用于真实工作"
        yield bad("口令", f"{why}。请换一个空的数据库，从 shibiyan migrate 做起")
    elif shared := sum(count for count in hashes.values() if count > 1):
        why = f"{shared}个账号的口令散列与别的账号相同，不是本系统写入的，可能有人动过数据库"
        yield bad("口令", f"{why}：请运行 shibiyan verify，并请两名管理员重设这些账号的口令")
    elif older:
        yield watch("口令", f"{older}个账号的口令按较旧的参数散列，本人下次登录时自动更新：请督促登录或者改口令")
    else:
        yield good("口令", "都按现在的参数散列，没有演示口令")


def faults(count: int) -> Iterator[Line]:
    """This function will count the open incidents."""
    if count:
        yield watch("异常", f"{count}起待处理：请系统管理员逐起处理")
    else:
        yield good("异常", "没有待处理的异常")
