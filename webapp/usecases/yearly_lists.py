"""Yearly lists kept without a release: important instructions, requirements of the province, clauses to check by.

A line counts from the moment it stands there: the next form that reads the year's list shows it. Lines are never
deleted; one that no longer counts is set out of use. Old and new words stay in the audit, and on the page.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping

from webapp.domain.actor import Permission
from webapp.domain.errors import NotFound, Refused
from webapp.domain.papers import Instruction
from webapp.domain.roster import Directory
from webapp.store import audit, ledgers, people
from webapp.store.audit import OFFICE, Written
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.viewing import entry_of, note
from webapp.usecases.views.lists import ListChange, YearlyListView
from webapp.usecases.words import act_name

LISTS: Mapping[str, str] = {
    "instructions": "重要指示批示",
    "provincial": "省委要求",
    "main_responsibility": "主体责任规定检查清单",
}
"""The lists that there are: the words of the code in `file.instructions`, and how the page calls them."""
WITH_CLAUSE = frozenset({"main_responsibility"})
ACTS = ("list.added", "list.changed", "list.switched", "list.copied")
SHORTEST, LONGEST, SOURCE = 5, 1000, 200
YEARS_AHEAD, YEARS_BACK = 1, 5


class ListRefused(Refused):
    """清单未能修改：{why}。"""

    code = "list_refused"


@reads(Permission.KEEP_LISTS)
def list_page(act: Act, *, of: str, year: int | None = None) -> YearlyListView:
    """This function will give a year's list with the lines out of use and with all that was changed in it."""
    wanted = year if year in _years(act) else act.today.year
    if of not in LISTS:
        raise NotFound
    lines = ledgers.all_lines(act.tx, of, year=wanted)
    return YearlyListView(
        of=of,
        year=wanted,
        years=_years(act),
        lines=lines,
        changes=_changes(act, of, wanted),
        can_copy=not lines and bool(ledgers.lines(act.tx, of, year=wanted - 1)),
        wants_clause=of in WITH_CLAUSE,
    )


@writes(Permission.KEEP_LISTS)
def add_line(act: Act, *, of: str, year: int, text: str, source: str = "") -> str:
    """This function will add a line at the end of a year's list and give its id."""
    text, source = _checked(act, of, year, text, source)
    places = [one.position for one in ledgers.all_lines(act.tx, of, year=year)]
    one = _line(act, of, year, max(places, default=0) + 1, text, source)
    ledgers.put_line(act.tx, one)
    _note(act, "list.added", one, {"text": one.text, "source": one.source})
    return one.id


@writes(Permission.KEEP_LISTS)
def change_line(act: Act, *, line_id: str, text: str, source: str = "") -> None:
    """This function will change a line's words; what they were stays in the audit."""
    one = ledgers.line(act.tx, line_id)
    text, source = _checked(act, one.list, one.year, text, source)
    if (text, source) == (one.text, one.source or ""):
        raise ListRefused(why="文字没有改动")
    ledgers.put_line(act.tx, dataclasses.replace(one, text=text, source=source or None))
    _note(act, "list.changed", one, {"before": one.text, "text": text, "source": source or None})


@writes(Permission.KEEP_LISTS)
def switch_line(act: Act, *, line_id: str, active: bool) -> None:
    """This function will set a line out of use, or into use again."""
    one = ledgers.line(act.tx, line_id)
    if one.active is active:
        raise ListRefused(why="该项已经是这一状态")
    ledgers.put_line(act.tx, dataclasses.replace(one, active=active))
    _note(act, "list.switched", one, {"text": one.text, "active": active})


@writes(Permission.KEEP_LISTS)
def copy_last_year(act: Act, *, of: str, year: int) -> int:
    """This function will take over the lines in use of the year before into an empty year, and give their number."""
    _check_place(act, of, year)
    if ledgers.all_lines(act.tx, of, year=year):
        raise ListRefused(why="该年已有内容，不能再沿用上年清单")
    found = ledgers.lines(act.tx, of, year=year - 1)
    if not found:
        raise ListRefused(why="上年没有可以沿用的内容")
    for one in found:
        ledgers.put_line(act.tx, _line(act, of, year, one.position, one.text, one.source or ""))
    note(act, entry_of(act, "list.copied", list=of, year=year, lines=len(found)))
    return len(found)


def _line(act: Act, of: str, year: int, position: int, text: str, source: str) -> Instruction:
    return Instruction(
        id=uuid.uuid4().hex,
        list=of,
        year=year,
        position=position,
        text=text,
        source=source or None,
        made_by=act.actor.person_id,
        at=act.now,
    )


def _checked(act: Act, of: str, year: int, text: str, source: str) -> tuple[str, str]:
    _check_place(act, of, year)
    text, source = text.strip(), source.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise ListRefused(why="内容应当为5至1000字")
    if len(source) > SOURCE:
        raise ListRefused(why="出处不超过200字")
    if of in WITH_CLAUSE and not source:
        raise ListRefused(why="检查清单须写明所依据的条款")
    return text, source


def _check_place(act: Act, of: str, year: int) -> None:
    if of not in LISTS:
        raise NotFound
    if year not in _years(act):
        raise ListRefused(why="年度不在可以维护的范围之内")


def _years(act: Act) -> tuple[int, ...]:
    return tuple(range(act.today.year - YEARS_BACK, act.today.year + YEARS_AHEAD + 1))


def _note(act: Act, what: str, one: Instruction, words: Mapping[str, object]) -> None:
    entry = entry_of(act, what, list=one.list, year=one.year, line=one.id)
    note(act, dataclasses.replace(entry, sealed=dict(words)))


def _changes(act: Act, of: str, year: int) -> tuple[ListChange, ...]:
    names = people.directory(act.tx)
    found = [one for what in ACTS for one in audit.entries_of_act(act.tx, OFFICE, what)]
    mine = [one for one in found if (one.entry.facts.get("list"), one.entry.facts.get("year")) == (of, year)]
    return tuple(_change(one, names) for one in sorted(mine, key=lambda one: -one.number))


def _change(one: Written, names: Directory) -> ListChange:
    words = one.entry.sealed or {}
    return ListChange(
        at=one.entry.at,
        who=names.name(one.entry.actor_id) if one.entry.actor_id else "",
        act=act_name(one.entry.act),
        before=str(words.get("before") or ""),
        text=str(words.get("text") or ""),
        active=bool(words["active"]) if "active" in words else None,
    )
