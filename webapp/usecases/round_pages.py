"""The page 年度任务: every yearly round, who belongs to it and why, what it adds to each officer, how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.cycles import GAPS, Occurrence, read_cycle
from webapp.domain.errors import NotFound, OfficeError
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.population import Place
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import cases, people, rounds
from webapp.store.cycles import CycleRow
from webapp.store.rounds import Round
from webapp.usecases.act import Act, reads
from webapp.usecases.cycles import beginnable, newest_list, starts_in
from webapp.usecases.round_loads import loads_of
from webapp.usecases.rounds import Yearly, lock_day, occurrence_of, places, rows_of, yearlies, yearly_of
from webapp.usecases.successions import once, renamed
from webapp.usecases.viewing import name_of, viewer_of
from webapp.usecases.views.rounds import PlaceRow, RoundHead, RoundsView, RoundView

STATES: Mapping[str, str] = {
    "ahead": "尚未开始",
    "open_now": "可以开启",
    "blocked": "现在不能开启",
    "missed": "没有按时开启",
    "list": "名单待批准",
    "running": "正在办理",
    "locked": "已锁定",
}
WHY: Mapping[str, str] = {
    "whole": "全年在任",
    "part": "部分时间在任",
    "duty": "应作专题报告",
    "office": "全机关一件",
    "no_post": "没有登记一把手职务",
    "before": "本期以前已经离任",
    "after": "本期以后才任职",
    "no_head": "本期没有一把手",
}
STANDINGS: Mapping[str, str] = {
    "planned": "待开启",
    "running": "在办",
    "done": "已办",
    "ended": "提前终止",
    "missing": "未办",
}


@reads(Permission.OPEN_CYCLES)
def rounds_page(act: Act) -> RoundsView:
    """This function will list the rounds: the current one of each yearly start, and those that have begun."""
    return RoundsView(rows=_all(act, yearlies(act)))


@reads(Permission.OPEN_CYCLES)
def round_page(act: Act, *, process: str, start_event: str, period: str) -> RoundView:
    """This function will show one round; raises NotFound for what is no round."""
    return _view(act, yearly_of(act, process, start_event), period)


@reads(Permission.SYSTEM)
def rounds_on_host(act: Act, *, measure: str, period: str) -> tuple[RoundView, ...]:
    """This function will show the rounds of a measure at the command line. Raises RoundRefused, NotFound."""
    return tuple(_view(act, one, period) for one in starts_in(act, measure, period))


def _all(act: Act, found: tuple[Yearly, ...]) -> tuple[RoundHead, ...]:
    heads: list[RoundHead] = []
    begun = rounds.begun(act.tx)
    for one in found:
        mine = {row.period for row in begun if (row.process, row.start_event) == (one.process, one.start_event)}
        for period in sorted(mine | {_current(act, one)}, reverse=True):
            if (occurrence := occurrence_of(act, one, period)) is not None:
                heads.append(_head(act, one, occurrence))
    return tuple(sorted(heads, key=lambda head: (head.measure, head.process, head.start_event)))


def _current(act: Act, one: Yearly) -> str:
    """The period in which today lies."""
    cycle = read_cycle(one.expression)
    year = act.today.year
    words = [f"{year}", *(f"{year}-H{n}" for n in (1, 2)), *(f"{year}-Q{n}" for n in (1, 2, 3, 4))]
    words += [f"{year}-{month:02}" for month in range(1, 13)]
    found = (cycle.of_period(word, act.office.zone) for word in words)
    return next(one.period for one in found if one is not None and one.first <= act.today <= one.last)


def _head(act: Act, one: Yearly, occurrence: Occurrence) -> RoundHead:
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=occurrence.period)
    refusal = _refusal(act, one, occurrence.period)
    state = _state(act, occurrence, found, refusal=refusal)
    start = one.definition.elements[one.process, one.start_event]
    return RoundHead(
        process=one.process,
        start_event=one.start_event,
        period=occurrence.period,
        measure=one.definition.measure,
        title=one.definition.name,
        start_name=start.name,
        state=state,
        state_name=STATES[state],
        first=occurrence.first,
        last=occurrence.last,
        lock_on=lock_day(act, one, occurrence),
        opens_at=occurrence.at,
        late=bool(found and found.late),
        may_open=refusal is None,
        refusal=refusal or "",
        list_case=_seen_list(act, one, found) if found else None,
        counts=dict(rounds.counts(act.tx, one.process, start_event=one.start_event, period=occurrence.period)),
    )


def _seen_list(act: Act, one: Yearly, found: Round) -> str | None:
    case_id = newest_list(act, one, found)
    return case_id if case_id and cases.sees(act.tx, CaseId(case_id), viewer=viewer_of(act)) else None


def _refusal(act: Act, one: Yearly, period: str) -> str | None:
    try:
        beginnable(act, one, period)
    except OfficeError as error:
        why = error.facts.get("why")
        return why if isinstance(why, str) else error.message
    return None


def _state(act: Act, occurrence: Occurrence, found: Round | None, *, refusal: str | None) -> str:
    if found is None:
        begun = "blocked" if refusal else "open_now"
        return begun if occurrence.first <= act.today else "ahead"
    if found.missed:
        return "missed"
    if found.locked_at is not None:
        return "locked"
    return "list" if found.approved_at is None else "running"


# ---------------------------------------------------------------- one round


def _view(act: Act, one: Yearly, period: str) -> RoundView:
    occurrence = occurrence_of(act, one, period)
    if occurrence is None:
        raise NotFound
    head = _head(act, one, occurrence)
    names, known = people.directory(act.tx), rows_of(act, one, period)
    stands = rounds.standings(act.tx, one.process, start_event=one.start_event, period=period)
    found = rounds.find(act.tx, one.process, start_event=one.start_event, period=period)
    rows = [
        _row(act, names, place, known.get((place.kind, place.id)), stands, found)
        for place in once(renamed(act), places(act, one, occurrence), known)
    ]
    belong = tuple(row for row in rows if row.included or row.standing)
    return RoundView(
        head=head,
        rows=belong,
        left_out=tuple(row for row in rows if row not in belong),
        loads=loads_of(act, one, [row.subject for row in belong if row.standing in ("", "planned")]),
        reasons=tuple((code, Said(words)) for code, words in GAPS.items()),
        failed=sum(row.tries > 0 and row.standing == "planned" for row in belong),
    )


def _row(
    act: Act,
    names: Directory,
    place: Place,
    row: CycleRow | None,
    stands: Mapping[tuple[str, str], str],
    found: Round | None,
) -> PlaceRow:
    unlocked = row is not None and found is not None and found.locked_at is None
    standing = stands.get((place.kind, place.id), "")
    return PlaceRow(
        kind=place.kind,
        subject=place.id,
        name=_name(names, place),
        unit=names.unit_name(place.unit_id),
        included=place.included,
        why=Said(WHY[place.why]),
        first=place.first,
        last=place.last,
        standing=standing,
        standing_name=STANDINGS.get(standing, ""),
        opens_on=_day(act, row.next_try_at) if row and standing == "planned" else None,
        tries=row.attempts if row else 0,
        reason=Said(GAPS[row.reason]) if row and row.reason and row.reason in GAPS else "",
        note=(row.note or "") if row else "",
        reason_by=name_of(act, row.reason_by) if row else "",
        reason_on=_day(act, row.reason_at) if row else None,
        may_explain=unlocked and standing in ("planned", "missing", "ended"),
        may_resume=unlocked and standing == "missing",
        joined=bool(row and found and found.approved_at and row.at != found.approved_at),
    )


def _name(names: Directory, place: Place) -> str:
    if place.kind == "person":
        return names.name(PersonId(place.id))
    return names.unit_name(UnitId(place.id)) if place.kind == "unit" else Said("全机关")


def _day(act: Act, at: dt.datetime | None) -> dt.date | None:
    return at.astimezone(act.office.zone).date() if at else None
