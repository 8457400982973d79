"""The own archive of the person concerned: what was entered and the own remark; no colour, nothing others said."""

from __future__ import annotations

from webapp.domain import limits
from webapp.domain.actor import Permission
from webapp.domain.archives import CORRECTED, shown_to_person
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.said import Said
from webapp.store import archive, people, statements
from webapp.usecases.act import Act, Look, reads
from webapp.usecases.archive_entries import summary_of
from webapp.usecases.archive_sight import refuse_unseen
from webapp.usecases.archive_words import SEALED, SECTIONS, STATUS, kind_name
from webapp.usecases.opening import startable
from webapp.usecases.stated_words import stated_parts
from webapp.usecases.viewing import needs_declaration
from webapp.usecases.views.archives import OwnArchiveView, OwnEntry

CORRECTION = "m09c_correction"


@reads(Permission.OWN_PORTAL)
def own_archive(act: Act) -> OwnArchiveView:
    """This function will give the entries that the person may read, the newest first, and the newest own data."""
    who = act.actor.person_id
    act.looks.append(Look(what="archive", subject_id=who))
    return _read_by(act, who)


@reads(Permission.WRITE_ARCHIVE, limit=limits.EXPORT, fresh=True)
def persons_copy(act: Act, *, person_id: PersonId) -> OwnArchiveView:
    """This function will give a person's own view to whoever keeps the archives, to be handed over on paper.

    For who has no page of the own: nothing that the own page would not tell. That it was printed is written first.
    Raises NotFound for whoever may not read the archive or has not declared about the person.
    """
    refuse_unseen(act, person_id)
    if needs_declaration(act, person_id):
        raise NotFound
    act.looks.append(Look(what="archive_copy", subject_id=person_id))
    return _read_by(act, person_id)


def _read_by(act: Act, who: PersonId) -> OwnArchiveView:
    year = act.today.year
    found = statements.newest(act.tx, who, first=year - 1, last=year)
    names = people.directory(act.tx)
    return OwnArchiveView(
        label=names.label(who),
        entries=tuple(_own(one) for one in reversed(archive.whole(act.tx, who)) if shown_to_person(one)),
        stated_year=found.year if found else None,
        stated=stated_parts(act, found.content, names) if found else (),
        can_correct=any(start[0] == CORRECTION for start in startable(act).starts),
    )


def _own(one: ArchiveItem) -> OwnEntry:
    sealed = one.status == CORRECTED
    return OwnEntry(
        number=one.number,
        section=Said(SECTIONS[one.section]),
        kind=kind_name(one.kind),
        on=one.on,
        status=Said(STATUS.get(one.status, one.status)),
        summary=Said(SEALED) if sealed else summary_of(one),
        remark="" if sealed else one.remark or "",
    )
