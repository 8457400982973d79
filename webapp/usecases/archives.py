"""廉政档案、廉政画像: its keepers read all, an officer those of whom a matter is at hand; each look is noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.archives import CORRECTED, as_it_was
from webapp.domain.deadlines import due
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.portrait import draw
from webapp.domain.roster import Directory
from webapp.store import archive, archive_marks, archive_requests, archive_sights, calendar, people, statements
from webapp.usecases.act import Act, Look, reads, writes
from webapp.usecases.archive_entries import dimension_views, section_views
from webapp.usecases.archive_readers import readers_of
from webapp.usecases.archive_sight import by_duty, keeps_all, refuse_unseen
from webapp.usecases.declaring import declare_on
from webapp.usecases.stated_words import UPDATE, stated_parts
from webapp.usecases.viewing import needs_declaration, viewer_of
from webapp.usecases.views.archives import ArchiveListView, ArchiveRow, ArchiveView, MissingArchive

LIMIT = "archive.new_head"
Kept = Mapping[PersonId, tuple[int, dt.date, dt.datetime]]
"""Who has an archive: number of entries, newest day, when the first one was entered."""


@reads(Permission.READ_ARCHIVE)
def archive_list(act: Act, *, words: str = "") -> ArchiveListView:
    """This function will list the archives that the viewer may read, and to who keeps them the heads without one."""
    names, keeps = people.directory(act.tx), keeps_all(act)
    away, reached = archive_sights.kept_from(act.tx, viewer_of(act)), archive_sights.reached(act.tx, viewer_of(act))
    known, opened = archive.subjects(act.tx, me=act.actor.person_id), archive_marks.opened(act.tx)
    asked = archive_requests.opened_to(act.tx, viewer_of(act))
    theirs = [who for who in {*known, *opened} if who not in away and (keeps or who in reached | asked)]
    since = {**_since(act, known), **opened}
    rows = [_row(names, who, known, since) for who in theirs if _asked_for(names.label(who), words)]
    return ArchiveListView(
        words=words,
        rows=tuple(sorted(rows, key=lambda row: names.name(row.person_id).encode("gb18030"))),
        missing=_missing(act, names, {*known, *opened, *away}) if keeps else (),
        keeps_all=keeps,
        can_open=act.actor.may(Permission.WRITE_ARCHIVE),
    )


@reads(Permission.SIGNED_IN)
def archive_page(act: Act, *, person_id: PersonId, as_of: dt.date | None = None) -> ArchiveView:
    """This function will give a person's archive and portrait as of a day; raises NotFound where it may not be read.

    That it was read is written before the page answers; before the declaration about the person nothing is read.
    """
    return _drawn(act, "archive" if by_duty(act, person_id) else "archive_on_request", person_id, as_of)


@reads(Permission.SIGNED_IN, limit=limits.EXPORT, fresh=True)
def archive_paper(act: Act, *, person_id: PersonId, as_of: dt.date | None = None) -> ArchiveView:
    """This function will give the same to be printed; that it was printed is written before the page answers."""
    return _drawn(act, "archive_print", person_id, as_of)


def _drawn(act: Act, what: str, person_id: PersonId, as_of: dt.date | None) -> ArchiveView:
    refuse_unseen(act, person_id)
    if needs_declaration(act, person_id):
        return _undeclared(act, person_id)
    act.looks.append(Look(what=what, subject_id=person_id))
    day = min(as_of or act.today, act.today)
    now = archive.of_subject(act.tx, person_id, me=act.actor.person_id)
    sealed = {one.id for one in now if one.status == CORRECTED}
    items = as_it_was(now, _end_of(act, day))
    drawn, portrait = draw(items, day), archive.portrait_of(act.tx, person_id)
    stated = statements.newest(act.tx, person_id, first=day.year - 1, last=day.year, before=_end_of(act, day))
    names = people.directory(act.tx)
    return ArchiveView(
        person_id=person_id,
        label=names.label(person_id),
        as_of=day,
        is_today=day == act.today,
        from_list=act.actor.may(Permission.READ_ARCHIVE),
        keeps_matters=act.actor.may(Permission.WRITE_ARCHIVE),
        opened_on=_by(day, archive_marks.opened(act.tx).get(person_id) or _began(act, now)),
        portrait_on=_by(day, portrait[0] if portrait else None),
        sections=section_views(act, names, items, sealed),
        dimensions=dimension_views(drawn, sealed),
        stated_year=stated.year if stated else None,
        stated=stated_parts(act, stated.content, names) if stated else (),
        pictures=tuple((one.year, one.as_of) for one in archive_marks.snapshots(act.tx, person_id) if one.as_of <= day),
        readers=tuple((names.name(one.person_id), one.last_at) for one in readers_of(act, person_id)),
    )


def _by(day: dt.date, on: dt.date | None) -> dt.date | None:
    """A page as of a day names no later one."""
    return on if on is not None and on <= day else None


def _undeclared(act: Act, person_id: PersonId) -> ArchiveView:
    label = people.directory(act.tx).label(person_id)
    return ArchiveView(person_id=person_id, label=label, as_of=act.today, is_today=True, needs_declaration=True)


@writes(Permission.SIGNED_IN)
def declare_about_archive(act: Act, *, person_id: PersonId, answer: str) -> bool:
    """This function will write the declaration about a person before the archive is read; True when recused."""
    refuse_unseen(act, person_id)
    return declare_on(act, person_id, answer=answer)


def _end_of(act: Act, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=act.office.zone)


def _asked_for(label: str, words: str) -> bool:
    return all(word in label for word in words.split())


def _row(names: Directory, who: PersonId, known: Kept, since: Mapping[PersonId, dt.date]) -> ArchiveRow:
    count, newest, _ = known.get(who, (0, None, None))
    return ArchiveRow(person_id=who, label=names.label(who), entries=count, newest=newest, opened_on=since.get(who))


def _since(act: Act, known: Kept) -> dict[PersonId, dt.date]:
    """An archive that nobody opened by hand was opened by its first entry."""
    return {who: began.astimezone(act.office.zone).date() for who, (_, _, began) in known.items()}


def _began(act: Act, items: Iterable[ArchiveItem]) -> dt.date | None:
    first = min((one.entered_at for one in items), default=None)
    return first.astimezone(act.office.zone).date() if first else None


def _missing(act: Act, names: Directory, have: set[PersonId]) -> tuple[MissingArchive, ...]:
    held = [one for one in names.posts if one.is_head and one.held_on(act.today) and one.person_id not in have]
    since: dict[PersonId, dt.date] = {}
    for post in held:
        since[post.person_id] = min(post.from_on, since.get(post.person_id, post.from_on))
    ends = {who: _due(act, day) for who, day in since.items()}
    found = [
        MissingArchive(
            person_id=who, label=names.label(who), since=day, due_on=ends[who], is_late=_late(act, ends[who])
        )
        for who, day in since.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.label)))


def _due(act: Act, since: dt.date) -> dt.date | None:
    try:
        _, definition = act.office.library.current(act.tx, UPDATE)
    except NotFound:
        return None
    return due(definition.limits[LIMIT], since, calendar.load(act.tx)).on if LIMIT in definition.limits else None


def _late(act: Act, until: dt.date | None) -> bool:
    return until is not None and until < act.today
