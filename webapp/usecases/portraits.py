"""The portrait of a person, drawn anew whenever an entry comes, is cleared, corrected or struck: the same day."""

from __future__ import annotations

from webapp.domain.ids import PersonId
from webapp.domain.portrait import Portrait, as_kept, draw
from webapp.store import archive
from webapp.usecases.act import Act


def redraw(act: Act, subject_id: PersonId) -> Portrait:
    """This function will draw and keep the portrait of a person as of today."""
    found = draw(archive.whole(act.tx, subject_id), act.today)
    archive.put_portrait(act.tx, subject_id, as_of=found.as_of, content=as_kept(found), now=act.now)
    return found
