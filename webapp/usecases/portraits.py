"""The portrait of a person, drawn anew whenever an entry comes, is cleared, corrected or struck: the same day."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.ids import PersonId
from webapp.domain.papers import ArchiveItem
from webapp.domain.portrait import Portrait, as_kept, draw
from webapp.store import archive
from webapp.usecases.act import Act


def redraw(act: Act, subject_id: PersonId, items: Iterable[ArchiveItem] | None = None) -> Portrait:
    """This function will draw and keep the portrait of a person as of today; `items` are the entries, where known."""
    found = draw(archive.whole(act.tx, subject_id) if items is None else items, act.today)
    archive.put_portrait(act.tx, subject_id, as_of=found.as_of, content=as_kept(found), now=act.now)
    return found
