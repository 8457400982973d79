"""Service records (服务记录) of units by hand: from them m03 draws its samples, so each change stays with its row."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import UnitId
from webapp.domain.matters import said_on
from webapp.domain.papers import RowState, ServiceRecord
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.store import ledgers, people
from webapp.usecases.act import Act, Look, reads, writes
from webapp.usecases.people import RosterRefused
from webapp.usecases.roster_history import history_of_unit
from webapp.usecases.successions import renamed, was
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.rosters import RowChange, ServedRow, UnitView
from webapp.usecases.words import UNIT_KINDS

MOST = 200
WRITTEN = "roster"
PARTS = ("who", "matter", "phone")
"""What a record says, besides its day; records of other sources name the person `name`."""


@reads(Permission.KEEP_ROSTER)
def unit_page(act: Act, *, unit_id: UnitId, as_of: dt.date | None = None) -> UnitView:
    """This function will give a unit, its newest service records as of a day, and what was changed about the unit."""
    names = people.directory(act.tx)
    if unit_id not in names.units:
        raise NotFound
    act.looks.append(Look(what="service_records"))
    one, day = names.units[unit_id], min(as_of or act.today, act.today)
    rows = [_row(act, names, each, day) for each in ledgers.served_by(act.tx, *_names(act, unit_id), size=MOST)]
    return UnitView(
        unit_id=unit_id,
        name=one.name,
        kind=Said(UNIT_KINDS.get(one.kind, one.kind)),
        parent=names.unit_name(one.parent_id),
        from_on=one.from_on,
        until_on=one.until_on,
        as_of=day,
        is_today=day == act.today,
        stood=(one.from_on is None or one.from_on <= day) and (one.until_on is None or day <= one.until_on),
        successors=tuple(names.unit_name(each) for each in people.successors(act.tx, unit_id, on=dt.date.max)),
        posts=tuple(
            (names.name(post.person_id), post.title, post.is_head)
            for post in sorted(names.posts, key=lambda post: (not post.is_head, post.from_on, post.id))
            if post.unit_id == unit_id and post.held_on(day)
        ),
        rows=tuple(row for row in rows if row is not None),
        history=history_of_unit(act, unit_id, names),
    )


def _row(act: Act, names: Directory, one: ServiceRecord, day: dt.date) -> ServedRow | None:
    """A record as it was on a day; one without a history is as it was brought."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=act.office.zone)
    state = said_on(one.history, end)
    if state is None and one.history:
        return None
    said = state.said if state else _said(one)
    return ServedRow(
        record_id=one.id,
        served_on=dt.date.fromisoformat(str(said["served_on"])),
        who=str(said.get("who") or said.get("name") or ""),
        matter=str(said.get("matter") or ""),
        phone=str(said.get("phone") or ""),
        withdrawn=bool(said.get("withdrawn")),
        changes=tuple(_change(names, each) for each in one.history),
    )


def _change(names: Directory, one: RowState) -> RowChange:
    parts = [str(one.said[name]) for name in ("served_on", "who", "name", "matter", "phone") if one.said.get(name)]
    return RowChange(
        at=one.at,
        by=names.name(one.by),
        words="，".join(parts),
        state=Said("撤下") if one.said.get("withdrawn") else "",
    )


@writes(Permission.KEEP_ROSTER)
def put_served(
    act: Act, *, unit_id: UnitId, served_on: dt.date | None, who: str, matter: str, phone: str = "", record_id: str = ""
) -> str:
    """This function will add a unit's service record, or correct the one named, and give its id.

    Raises NotFound for a unit or record that there is not, RosterRefused for what cannot be.
    """
    before = _known(act, unit_id, record_id) if record_id else None
    if served_on is None or served_on > act.today:
        raise RosterRefused(why="请填写服务日期，不晚于今日")
    if not who.strip() or not matter.strip():
        raise RosterRefused(why="请填写服务对象和事项")
    words = {"who": who.strip(), "matter": matter.strip(), "phone": phone.strip()}
    content = {name: word for name, word in words.items() if word}
    fresh = ServiceRecord(
        id=before.id if before else uuid.uuid4().hex,
        unit_id=before.unit_id if before else unit_id,
        served_on=served_on,
        source=before.source if before else WRITTEN,
        content=content,
        history=_first(before) if before else (),
    )
    write_served(act, fresh, known=before is not None)
    note(act, entry_of(act, "service.changed" if before else "service.added", unit=unit_id, record=fresh.id))
    return fresh.id


@writes(Permission.KEEP_ROSTER, fresh=True)
def withdraw_served(act: Act, *, unit_id: UnitId, record_id: str) -> None:
    """This function will withdraw a record: it stays, and no sample is drawn of it any more. Raises NotFound."""
    before = _known(act, unit_id, record_id)
    gone = dataclasses.replace(before, withdrawn_on=act.today, history=_first(before))
    write_served(act, gone, known=True)
    note(act, entry_of(act, "service.withdrawn", unit=unit_id, record=record_id))


def write_served(act: Act, one: ServiceRecord, *, known: bool = False) -> None:
    """This function will write a record with what it says from now on in its own history."""
    state = RowState(at=act.now, by=act.actor.person_id, said=_said(one))
    fresh = dataclasses.replace(one, history=(*one.history, state))
    if known:
        ledgers.put_served(act.tx, fresh)
    else:
        ledgers.add_served(act.tx, [fresh])


def _first(one: ServiceRecord) -> tuple[RowState, ...]:
    """A row's history; one that has none yet begins with what it says, by nobody knows whom, on its own day."""
    start = dt.datetime.combine(one.served_on, dt.time(), tzinfo=dt.UTC)
    return one.history or (RowState(at=start, by=None, said=_said(one)),)


def _said(one: ServiceRecord) -> dict[str, object]:
    return {**one.content, "served_on": one.served_on.isoformat(), "withdrawn": one.withdrawn_on is not None}


def _names(act: Act, unit_id: UnitId) -> tuple[UnitId, ...]:
    """A unit as it is and was called: samples are drawn of what was entered under any of these names."""
    return tuple(was(renamed(act), unit_id))


def _known(act: Act, unit_id: UnitId, record_id: str) -> ServiceRecord:
    found = next(iter(ledgers.served(act.tx, [record_id])), None)
    if found is None or found.unit_id not in _names(act, unit_id) or found.withdrawn_on is not None:
        raise NotFound
    return found
