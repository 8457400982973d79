"""The roster as a table: the sheets of the import, so that what was taken out can be brought in again.

Relations for recusal, service records and personal matters are not in it: they are contents, kept where they are used.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import openpyxl

from webapp.domain import limits
from webapp.domain.actor import Permission, Roles
from webapp.domain.errors import NotFound
from webapp.domain.ids import OFFICE_ROOM, RoomId, UnitId
from webapp.domain.roster import Absence, Directory, RoleGrant
from webapp.domain.roster_columns import ABSENCES, DUTIES, PEOPLE, ROOMS, SHEETS, UNITS
from webapp.store import absences, grants, people
from webapp.usecases.act import Act, Look, reads
from webapp.usecases.sheets import safe

TAKEN_OUT = (UNITS, ROOMS, PEOPLE, DUTIES, ABSENCES)
YES = "是"
Cells = Mapping[str, object]


@reads(Permission.KEEP_ROSTER, limit=limits.EXPORT, fresh=True)
def roster_file(act: Act, *, sheet: str = "") -> bytes:
    """This function will give the roster as a workbook, or one of its sheets as CSV; no cell is read as a formula.

    Raises NotFound for a sheet that is not taken out.
    """
    if sheet and sheet not in TAKEN_OUT:
        raise NotFound
    act.looks.append(Look(what="roster_export"))
    tables = {title: list(_table(act, title)) for title in ([sheet] if sheet else TAKEN_OUT)}
    return _csv(tables[sheet]) if sheet else _workbook(tables)


def _table(act: Act, title: str) -> Iterator[list[str]]:
    """The titles, then a row for each thing; cells in the order of the columns."""
    columns = SHEETS[title]
    yield [one.title for one in columns]
    for cells in _rows(act, title):
        yield [safe(_told(cells.get(one.key), one.choices)) for one in columns]


def _rows(act: Act, title: str) -> Iterable[Cells]:
    names = people.directory(act.tx)
    if title == DUTIES:
        return _duties(grants.all_grants(act.tx), act.office.library.roles(act.tx), names)
    if title == ABSENCES:
        return _absences([one for who in names.persons for one in absences.of_person(act.tx, who)], act.today)
    return {UNITS: _units, ROOMS: _rooms, PEOPLE: _people}[title](names)


def _units(names: Directory) -> Iterator[Cells]:
    for one in sorted(names.units.values(), key=lambda unit: (unit.position, unit.id)):
        parent = names.unit_name(one.parent_id)
        days = {"from_on": one.from_on, "until_on": one.until_on}
        yield {"name": one.name, "kind": one.kind, "parent": parent, "position": one.position, **days}


def _rooms(names: Directory) -> Iterator[Cells]:
    ordered = sorted(names.rooms.values(), key=lambda room: (room.position, room.id))
    return ({"name": one.name, "position": one.position} for one in ordered if one.id != OFFICE_ROOM)


def _people(names: Directory) -> Iterator[Cells]:
    for post in names.posts:
        who = names.persons[post.person_id]
        yield {
            "id": who.id,
            "name": who.name,
            "kind": who.kind,
            "unit": names.unit_name(post.unit_id),
            "title": post.title,
            "is_head": post.is_head,
            "level": post.level,
            "from_on": post.from_on,
            "until_on": post.until_on,
            "leader_talk": post.leader_talk,
            "phone": who.phone,
        }


def _duties(held: Sequence[RoleGrant], roles: Roles, names: Directory) -> Iterator[Cells]:
    for one in held:
        room = names.rooms[one.room_id].name if one.room_id in names.rooms else names.unit_name(UnitId(one.room_id))
        yield {
            "officer": one.person_id,
            "role": roles[one.role].zh if one.role in roles else one.role,
            "room": "" if one.room_id == RoomId(OFFICE_ROOM) else room,
            "level": one.max_level,
            "reads": one.reads_cases,
            "until_on": one.until_on,
        }


def _absences(found: Sequence[Absence], today: dt.date) -> Iterator[Cells]:
    for one in found:
        if one.ended_at is None and one.until_on >= today:
            days = {"from_on": one.from_on, "until_on": one.until_on, "reason": one.reason}
            yield {"officer": one.person_id, "substitute": one.substitute_id, **days}


def _told(value: object, choices: Mapping[str, str]) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    return next((title for title, code in choices.items() if code == str(value)), str(value))


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _workbook(tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()
