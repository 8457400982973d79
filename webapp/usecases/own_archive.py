"""The own archive of the person concerned: what was entered and the own remark; no colour, nothing others said."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.archives import CORRECTED, shown_to_person
from webapp.domain.papers import ArchiveItem
from webapp.domain.said import Said
from webapp.store import archive, people, statements
from webapp.usecases.act import Act, Look, reads
from webapp.usecases.archive_entries import summary_of
from webapp.usecases.archive_words import SEALED, SECTIONS, STATUS, kind_name
from webapp.usecases.opening import startable
from webapp.usecases.stated_words import stated_parts
from webapp.usecases.views.archives import OwnArchiveView, OwnEntry

CORRECTION = "m09c_correction"


@reads(Permission.OWN_PORTAL)
def own_archive(act: Act) -> OwnArchiveView:
    """This function will give the entries that the person may read, the newest first, and the newest own data."""
    who, year = act.actor.person_id, act.today.year
    act.looks.append(Look(what="archive", subject_id=who))
    found = statements.newest(act.tx, who, first=year - 1, last=year)
    return OwnArchiveView(
        entries=tuple(_own(one) for one in reversed(archive.whole(act.tx, who)) if shown_to_person(one)),
        stated_year=found.year if found else None,
        stated=stated_parts(act, found.content, people.directory(act.tx)) if found else (),
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
