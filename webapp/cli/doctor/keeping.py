"""What is past its term: whether anybody proposes it, whether the list of destruction goes on, what is under a hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.domain.retention import Log, Stage
from webapp.store import destruction_list, holds
from webapp.usecases.act import Act
from webapp.usecases.retention import Due, due, rules_of

LONG_DUE = dt.timedelta(days=180)
SLOW = dt.timedelta(days=30)
STUCK = dt.timedelta(hours=1)
SUBJECT = "保管期限"


def lines(act: Act) -> Iterator[Line]:
    """This function will look at terms, at what is past them, and at the list of destruction."""
    rules = rules_of(act)
    if Log.ACCESS_LOG not in rules.months:
        yield watch(SUBJECT, "最近公布的流程没有 rules/retention.yaml，一律不销毁、不清理：请运行 shibiyan deploy")
        return
    yield past_term(due(act), today=act.today)
    since = destruction_list.stuck_since(act.tx)
    if since is not None and act.now - since > STUCK:
        yield bad("销毁清单", "有事项批准已过一小时，还没有销毁：请检查 shibiyan-work 服务是否在运行，有没有系统故障")
    yield going_on(destruction_list.counts(act.tx), destruction_list.oldest(act.tx), now=act.now)
    if count := holds.count(act.tx):
        yield good("暂缓销毁", f"{count}件，解除以前不销毁")


def past_term(found: tuple[Due, ...], *, today: dt.date) -> Line:
    """This function will ask whether what may go has been waiting for a proposal for half a year."""
    free = [one for one in found if one.may_go_along]
    late = sum(today - one.kept_until > LONG_DUE for one in free)
    if late:
        return watch(SUBJECT, f"{late}件期满已过半年，没有提出销毁：请档案管理员在“保管销毁”页提出，或者写明暂缓销毁")
    kept = f"，另有{len(found) - len(free)}件期满但仍有需要" if len(found) > len(free) else ""
    return good(SUBJECT, f"可以提出销毁{len(free)}件{kept}")


def going_on(counts: Mapping[str, int], oldest: dt.datetime | None, *, now: dt.datetime) -> Line:
    """This function will ask whether what was proposed is checked and decided."""
    waiting = counts.get(Stage.PROPOSED, 0) + counts.get(Stage.CHECKED, 0)
    if waiting and oldest is not None and now - oldest > SLOW:
        return watch("销毁清单", f"{waiting}件提出已过{(now - oldest).days}日，没有审核、批准")
    return good("销毁清单", f"待审核、批准{waiting}件，已销毁{counts.get(Stage.DONE, 0)}件")
