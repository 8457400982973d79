"""Entries into a person's archive without a whole measure before them: two steps, the maker's and the checker's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.usecases.office import PROCESSES, House, hold
from tests.usecases.robot import do
from webapp.domain.bundle import Bundle
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.engine import collect
from webapp.layout import draw
from webapp.store import archive
from webapp.store.tables import archive_entry, task
from webapp.usecases.archives import archive_page, declare_about_archive
from webapp.usecases.opening import start_case
from webapp.usecases.views.archives import ArchiveView

FILING = """process m11_filing 入档
lane supervise 监督检查室
start begun 开始
service set_person 认定人员
  run: clues.set_subject
  arg.person: "{subject}"
call archive 记入廉政档案 : archive_entry
  role: supervise
  in.kind: "{kind}"
  in.result: "{result}"
end done 已入档
begun > set_person > archive > done
"""
OFFICERS = {"first_room": "li", "second_room": "pei", "third_room": "zhou"}
HEARD = {"heard": "yes", "heard_on": "2026-02-27"}


def prepare(
    house: House, *, subject: str = "ma", kind: str, result: str, instead: dict[str, bytes] | None = None
) -> None:
    """Put a diagram in force that files one kind of material on a person, with some files of its own; and begin it."""
    files = dict(collect(PROCESSES, "archive_entry").files)
    drawn = draw(FILING.format(subject=subject, kind=kind, result=result))
    files |= {"m11_filing/m11_filing.bpmn": drawn.encode() if isinstance(drawn, str) else drawn, **(instead or {})}
    with house.office.database.write() as tx:
        house.office.library.deploy(tx, Bundle(process="m11_filing", files=files), at=house.clock())
        hold(tx, house.clock())
    house.run(start_case, "zhou", process="m11_filing", start_event="begun", token=house.token())


def maker(house: House) -> str:
    """Give an officer of the room in which the filing that waits was opened."""
    with house.office.database.read() as tx:
        waits = task.select().where(task.c.path.like("archive/%"), task.c.is_open)
        return OFFICERS[tx.execute(waits).one().room_id]


def enter(house: House, **given: Any) -> None:
    """Let one officer write the entry and the archive officer check it."""
    do(house, maker(house), "archive/make_entry", **given)
    do(house, "qian", "archive/check_entry", good=True)


def file(
    house: House, summary: str, *, subject: str = "ma", kind: str = "check", result: str = "weak", **given: Any
) -> str:
    """File a verified adverse fact (else as asked) about a person, and give the entry's number."""
    prepare(house, subject=subject, kind=kind, result=result)
    before = numbered(house)
    enter(house, summary=summary, **(HEARD if result in ("weak", "first_form") else {}) | given)
    (number,) = numbered(house) - before
    return number


def look_into(house: House, who: str, *, person: str = "ma", **how: dt.date) -> ArchiveView:
    """Give a person's archive as somebody reads it who declares no recusal when asked."""
    found = house.view(archive_page, who, person_id=PersonId(person), **how)  # type: ignore[arg-type]
    if not found.needs_declaration:
        return found
    house.run(declare_about_archive, who, person_id=PersonId(person), answer="none")
    return house.view(archive_page, who, person_id=PersonId(person), **how)  # type: ignore[arg-type]


def numbered(house: House) -> set[str]:
    """Give the numbers of all rows of the archive and of the internal register."""
    with house.office.database.read() as tx:
        return set(tx.execute(archive_entry.select()).scalars("number"))


def entries(house: House, subject: str = "ma") -> tuple[ArchiveItem, ...]:
    """Give all entries of a person's archive in the order in which they were made."""
    with house.office.database.read() as tx:
        return tuple(sorted(archive.whole(tx, PersonId(subject)), key=lambda one: (one.entered_at, one.number)))
