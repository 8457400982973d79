"""Statistics (统计): every figure with its definition, by room, down to the cases; small numbers hidden in exports."""

from __future__ import annotations

import csv
import datetime as dt
import io

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.calendar import WorkCalendar
from webapp.domain.errors import NotFound, Refused
from webapp.domain.ids import OFFICE_ROOM, RoomId, UnitId
from webapp.domain.said import Said
from webapp.store import calendar, people, statistics
from webapp.store.figures import OF_KINDS, TIMED
from webapp.store.statistics import Counted, Span
from webapp.usecases.act import Act, Look, reads
from webapp.usecases.figure_days import days_of
from webapp.usecases.figure_sources import Source, source_of
from webapp.usecases.figure_words import GROUPS, RESULTS, WORDS
from webapp.usecases.sheets import safe
from webapp.usecases.views.statistics import Asked, BehindRow, Days, FigureRow, FigureView, RoomPart, StatisticsView
from webapp.usecases.words import measure_name

KEYS = tuple(sorted(WORDS, key=lambda key: GROUPS.index(WORDS[key].group)))
"""Every figure, those of a group together."""
SOON_WORKDAYS = 3
SMALL = 5
"""A cell below this is not written into what leaves the office."""
HIDDEN = "少于5"
NO_ROOM, EACH, MEDIAN = Said("未分室"), Said("人均"), Said("用时中位数（工作日）")


class NoPeriod(Refused):
    """开始日期不能晚于结束日期。"""

    code = "no_period"


@reads(Permission.SEE_STATISTICS)
def statistics_page(
    act: Act, *, first: dt.date | None = None, last: dt.date | None = None, unit_id: str = "", room_id: str = ""
) -> StatisticsView:
    """This function will give every figure for a period (this year so far), of a unit or room if asked.

    Raises NoPeriod, and NotFound for a unit or room that there is not.
    """
    asked, span = _asked(act, first, last, unit_id=unit_id, room_id=room_id)
    return StatisticsView(asked=asked, rows=_figures(act, span))


@reads(Permission.SEE_STATISTICS)
def figure_page(
    act: Act,
    *,
    figure: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
    unit_id: str = "",
    room_id: str = "",
) -> FigureView:
    """This function will give one figure by room, and the cases behind it as far as the viewer may see them.

    Raises NotFound for a figure that there is not.
    """
    if figure not in WORDS:
        raise NotFound
    asked, span = _asked(act, first, last, unit_id=unit_id, room_id=room_id)
    rooms, workdays = dict(asked.rooms), calendar.load(act.tx)
    source = source_of(act, figure, span)
    parts, took = source.by_room(), source.took()
    return FigureView(
        asked=asked,
        figure=_figure(figure, source, workdays),
        parts=tuple(
            _part(
                one,
                rooms.get(one or "", NO_ROOM),
                parts[one],
                days_of([it for it in took if it.room_id == one], workdays),
            )
            for one in parts
        ),
        measures=source.by_measure(),
        names_gaps=bool(source.by_measure()) and act.actor.may(Permission.SEE_COVERAGE),
        rows=tuple(_behind(one, workdays) for one in source.behind()),
        seen=source.seen(),
    )


@reads(Permission.SEE_STATISTICS, limit=limits.EXPORT)
def statistics_file(
    act: Act, *, first: dt.date | None = None, last: dt.date | None = None, unit_id: str = "", room_id: str = ""
) -> tuple[str, bytes]:
    """This function will give the figures as a CSV file: what is small is hidden, no cell is read as a formula."""
    act.looks.append(Look(what="figures_file"))
    asked, span = _asked(act, first, last, unit_id=unit_id, room_id=room_id)
    rows = _figures(act, span)
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(("指标", "数量", "其中", "其中数量", "百分比", "口径"))
    for one in rows:
        write.writerow([safe(cell) for cell in _cells(one)])
    name = f"统计_{asked.first:%Y%m%d}_{asked.last:%Y%m%d}.csv"
    return name, b"\xef\xbb\xbf" + text.getvalue().encode()


def _cells(one: FigureRow) -> tuple[str, ...]:
    """Numbers from one to four are hidden, with what would give them away by counting back."""
    good, rest = one.good, None if one.good is None else one.total - one.good
    small = any(number is not None and 0 < number < SMALL for number in (good, rest, one.total))
    total = HIDDEN if 0 < one.total < SMALL else str(one.total)
    part = "" if good is None else HIDDEN if small else str(good)
    share = "" if one.share is None else HIDDEN if small else str(one.share)
    if one.each:
        return str(one.name), total, str(EACH), HIDDEN if small else one.each, "", str(one.definition)
    if one.days:
        return str(one.name), total, str(MEDIAN), HIDDEN if small else one.days.median, "", str(one.definition)
    return str(one.name), total, str(one.judged), part, share, str(one.definition)


def _asked(act: Act, first: dt.date | None, last: dt.date | None, *, unit_id: str, room_id: str) -> tuple[Asked, Span]:
    names = people.directory(act.tx)
    since, until = first or dt.date(act.today.year, 1, 1), last or act.today
    if since > until:
        raise NoPeriod
    if (unit_id and unit_id not in names.units) or (room_id and RoomId(room_id) not in names.rooms):
        raise NotFound
    rooms = sorted(names.rooms.values(), key=lambda one: (one.position, one.id))
    units = sorted(names.units.values(), key=lambda one: (one.position, one.id))
    asked = Asked(
        first=since,
        last=until,
        unit_id=unit_id,
        room_id=room_id,
        units=tuple((one.id, one.name) for one in units),
        rooms=tuple((one.id, one.name) for one in rooms if one.id != OFFICE_ROOM),
    )
    span = Span(
        first=since,
        last=until,
        today=act.today,
        soon=calendar.load(act.tx).shift(act.today, SOON_WORKDAYS),
        zone=act.office.zone,
        unit_id=UnitId(unit_id) if unit_id else None,
        room_id=RoomId(room_id) if room_id else None,
    )
    return asked, span


def _figures(act: Act, span: Span) -> tuple[FigureRow, ...]:
    workdays = calendar.load(act.tx)
    return tuple(_figure(key, source_of(act, key, span), workdays) for key in KEYS)


def _kinds(key: str, source: Source) -> tuple[tuple[Said, int], ...]:
    if key not in OF_KINDS:
        return ()
    found = source.by_kind()
    return tuple((Said(name), found.get(kind, 0)) for kind, name in RESULTS.items())


def _figure(key: str, source: Source, workdays: WorkCalendar) -> FigureRow:
    words, found = WORDS[key], source.counted()
    return FigureRow(
        key=key,
        group=Said(words.group),
        name=Said(words.name),
        definition=Said(words.definition),
        judged=Said(words.judged),
        total=found.total,
        good=_good(words.judged, found),
        share=_share(words.judged, found),
        each=_each(found),
        days=days_of(source.took(), workdays),
        timed=key in TIMED,
        kinds=_kinds(key, source),
    )


def _each(found: Counted) -> str:
    return f"{found.total / found.people:.1f}" if found.people else ""


def _good(judged: str, found: Counted) -> int | None:
    return (found.good or 0) if judged else None


def _share(judged: str, found: Counted) -> int | None:
    """Percent, rounded down: what is not all is never a hundred."""
    return 100 * (found.good or 0) // found.total if judged and found.total else None


def _part(room: RoomId | None, name: str, found: Counted, days: Days | None) -> RoomPart:
    share = None if found.good is None else 100 * found.good // found.total
    each = _each(found)
    return RoomPart(room_id=room, room=name, total=found.total, good=found.good, share=share, each=each, days=days)


def _behind(one: statistics.Behind, workdays: WorkCalendar) -> BehindRow:
    return BehindRow(
        case_id=one.case_id,
        number=one.number,
        measure_name=Said(measure_name(one.measure)),
        good=one.good,
        on=one.on,
        days=workdays.between(one.since, one.on) if one.since and one.on else None,
    )
