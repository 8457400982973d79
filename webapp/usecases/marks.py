"""Marks of clues (问题性质、专项标识) in the words of the form that sets them; what a clue's number stands for."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.ids import RoomId
from webapp.domain.roster import Room
from webapp.domain.said import Said
from webapp.engine import Definition
from webapp.store import people, registers
from webapp.usecases.desk import Desk
from webapp.usecases.task_scope import form_at

MARKED_AT = ("acceptance/make_abstract", "make_abstract")
MARKS = ("discipline_class", "tags", "eight_kinds")
"""Where the marks of a clue are set, and by which fields."""


def mark_names(definition: Definition) -> Mapping[str, str]:
    """This function will give the words of the marks that a diagram's clues may bear, by their codes."""
    found = form_at(definition, *MARKED_AT)
    fields = found[1].walk() if found else ()
    return {option.value: option.label for one in fields if one.key in MARKS for option in one.options}


def told_clues(desk: Desk, numbers: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """This function will give clues' numbers with what tells them apart: day, room and marks, no word of their text."""
    names, marks = people.directory(desk.act.tx), mark_names(desk.definition)
    return tuple((one.number, _told(desk, one, names.rooms, marks)) for one in registers.told(desk.act.tx, numbers))


def _told(desk: Desk, one: registers.Told, rooms: Mapping[RoomId, Room], marks: Mapping[str, str]) -> str:
    return Said(
        "{number}，{day}登记，{room}，{marks}",
        number=one.number,
        day=one.opened_at.astimezone(desk.act.office.zone).date(),
        room=rooms[one.room_id].name if one.room_id in rooms else "",
        marks=tuple(Said(marks.get(word, word)) for word in one.words),
    )
