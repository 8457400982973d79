"""Search over cases, tasks and letters: each by the very query of its list, so that only what may be seen exists."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.ids import CaseId, PersonId
from webapp.domain.records import Case
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.domain.sights import CaseFilter, InboxLine, TaskFilter
from webapp.store import case_lists, cases, inbox, letters, numbers, people
from webapp.usecases.act import Act, reads
from webapp.usecases.viewing import searched, viewer_of
from webapp.usecases.views.cases import PersonLine, SearchHit, SearchView
from webapp.usecases.words import STATUS, measure_name, measure_told

MOST = 20
MOST_LETTERS = 10
NOBODY = (PersonId(""),)


@reads(Permission.WORK_TASKS, limit=limits.SEARCH)
def search(act: Act, *, words: str) -> SearchView:
    """This function will find up to 20 cases, 20 tasks and 10 letters: by number where there are digits, else by name.

    A person concerned finds nothing here: own letters stand in the portal. For an administrator it is not there.
    """
    wanted = words.strip()
    if not wanted or act.actor.is_concerned:
        return SearchView(words=wanted, hits=())
    names = people.directory(act.tx)
    number = wanted if any(mark.isdigit() for mark in wanted) else None
    sought = () if number else tuple(one.id for one in names.search(wanted, limit=200))
    searched(act, sought)
    subjects = None if number else sought or NOBODY
    found = case_lists.page(
        act.tx, viewer_of(act), asked=CaseFilter(status=None, number=number, subject_ids=subjects), size=MOST
    )
    asked = TaskFilter(number=number, subject_ids=subjects)
    waiting = inbox.inbox(act.tx, viewer_of(act), asked=asked, size=MOST)
    hits = [
        *(_case(one, names) for one in found.rows),
        *(_task(act, one, names) for one in waiting.rows),
        *_letters(act, wanted, found.rows),
    ]
    return SearchView(words=wanted, hits=tuple(hits))


def _case(one: Case, names: Directory) -> SearchHit:
    whose = names.label(one.subject_id) if one.subject_id else names.unit_name(one.unit_id)
    title = (Said(measure_name(one.measure)), one.number or "")
    return SearchHit(kind="case", id=one.id, title=title, detail=(whose, Said(STATUS[one.status])))


def _task(act: Act, one: InboxLine, names: Directory) -> SearchHit:
    whose = names.name(one.task.subject_id)
    detail = (whose, Said(measure_told(act.actor, one.measure)), one.number or "")
    return SearchHit(kind="task", id=one.task.id, title=(Said(one.task.name),), detail=detail)


def _letters(act: Act, wanted: str, found: tuple[Case, ...]) -> Iterator[SearchHit]:
    """Letters of the cases found, and the one that bears exactly that number when its case may be seen."""
    exact = numbers.read(act.tx, wanted)
    near = [one.id for one in found[:MOST_LETTERS]]
    if exact is not None and exact.case_id and exact.case_id not in near:
        near += [exact.case_id] if cases.sees(act.tx, exact.case_id, viewer=viewer_of(act)) else []
    yield from list(_letters_of(act, near))[:MOST_LETTERS]


def _letters_of(act: Act, near: list[CaseId]) -> Iterator[SearchHit]:
    for case_id in near:
        for row in letters.of_case(act.tx, case_id):
            if row.recalled_at is None:
                yield SearchHit(kind="letter", id=row.id, title=(Said(row.title),), detail=(row.number or "",))


@reads(Permission.WORK_TASKS)
def pick_people(act: Act, *, words: str) -> tuple[PersonLine, ...]:
    """This function will give up to 20 persons to pick, always with unit and post (situation 12)."""
    if act.actor.is_concerned:
        return ()
    names = people.directory(act.tx)
    return tuple(_line(act, one.id, names) for one in names.search(words, limit=MOST))


def _line(act: Act, person_id: PersonId, names: Directory) -> PersonLine:
    posts = names.posts_of(person_id, on=act.today)
    return PersonLine(
        person_id=person_id,
        name=names.name(person_id),
        post="、".join(post.title for post in posts),
        unit="、".join(dict.fromkeys(names.unit_name(post.unit_id) for post in posts)),
    )
