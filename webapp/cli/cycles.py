"""`shibiyan cycle preview|open|status MEASURE PERIOD`: counts only; names are on the page 年度任务."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

from webapp.cli.opening import office_of, tool_settings
from webapp.cli.saying import say
from webapp.domain.actor import SYSTEM
from webapp.domain.said import Said
from webapp.usecases.cycles import RoundRefused, open_round_on_host
from webapp.usecases.office import Office
from webapp.usecases.round_pages import rounds_on_host
from webapp.usecases.views.rounds import RoundView


def cycle(asked: argparse.Namespace) -> int:
    """This function will preview, open or tell the state of the rounds of a measure in a period."""
    with office_of(tool_settings(demo=asked.demo)) as office:
        VERBS[asked.verb](office, asked.measure, asked.period)
    return 0


def preview(office: Office, measure: str, period: str) -> None:
    """This function will say who would belong to the rounds, why others do not, and each officer's load."""
    for one in office.view(rounds_on_host, SYSTEM, measure=measure, period=period):
        say(*_head(one), *_reasons("列入", one.rows), *_reasons("未列入", one.left_out))
        say(
            *(
                f"  {load.role}{load.room}：{len(load.officers)}人，在办{load.now}步，超期{load.late}步，"
                f"新增{load.new}件，人均至多{load.each}步"
                for load in one.loads.rooms
            )
        )
        if one.head.refusal:
            say(f"  现在不能开启：{one.head.refusal}")


def status(office: Office, measure: str, period: str) -> None:
    """This function will say how far the rounds are."""
    for one in office.view(rounds_on_host, SYSTEM, measure=measure, period=period):
        say(*_head(one), *_counts(one))


def open_now(office: Office, measure: str, period: str) -> None:
    """This function will begin the rounds of a period; their lists then wait for the officer and the secretary.

    What cannot begin is refused before anything begins; of a measure with several, each can be named by its process.
    """
    found = office.view(rounds_on_host, SYSTEM, measure=measure, period=period)
    for one in found:
        if one.head.refusal:
            raise RoundRefused(why=Said("{title}：{why}", title=Said(one.head.title), why=one.head.refusal))
    for one in found:
        named = {"process": one.head.process, "start_event": one.head.start_event, "period": period}
        office.run(open_round_on_host, SYSTEM, **named)
        say(f"{one.head.title} {period} 已开启，名单待核对、审批")


def _head(one: RoundView) -> Iterator[str]:
    head = one.head
    late = "，晚于规定时间开启" if head.late else ""
    yield f"{head.process} {head.start_event} {head.period} {head.title}：{head.state_name}{late}"
    yield f"  周期{head.first}至{head.last}，{head.lock_on}锁定"


def _reasons(word: str, rows: tuple[object, ...]) -> Iterator[str]:
    counts = Counter(str(getattr(row, "why", "")) for row in rows)
    yield from (f"  {word}：{why} {count}个" for why, count in counts.most_common())


def _counts(one: RoundView) -> Iterator[str]:
    if one.head.state == "list":  # nobody has a place before the list is approved
        yield f"  拟列入{sum(row.included for row in one.rows)}件，名单待核对、审批"
        return
    counts = Counter(row.standing_name for row in one.rows if row.standing)
    yield f"  应办{one.head.subjects}件" + "".join(f"，{word}{count}件" for word, count in counts.most_common())
    if one.failed:
        yield f"  {one.failed}件没有开成，系统按渐长的间隔重试"


VERBS = {"preview": preview, "open": open_now, "status": status}
