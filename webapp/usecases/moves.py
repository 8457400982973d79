"""调动: a head who leaves a post while an opinion on that head is in force is answered about anew (situation 5).

Nothing is decided here: measure 9 hears that something changed, as it hears of a stage, and looks whether an answer is
in force. A list that is on its way notices a move by itself, when it is signed.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId
from webapp.domain.records import Message
from webapp.domain.roster import Directory, Post
from webapp.store import holdings, messages, people
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.departures import leads_on
from webapp.usecases.office import Office
from webapp.usecases.posting import MESSAGE_SPACE
from webapp.usecases.viewing import entry_of, note

REVISED_BY, MESSAGE, MOVED = "m09d_revision", "stage_changed", "moved"
LOOKS_BACK = dt.timedelta(days=31)
"""So long ago a post may have ended to be told now: a downtime, a late entry into the roster."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A head's post that came to its end after an answer on the head was given."""

    person_id: PersonId
    post_id: str
    until_on: dt.date

    @property
    def message_id(self) -> str:
        """This function will give the one id of the message that tells it."""
        return str(uuid.uuid5(MESSAGE_SPACE, f"{MOVED}:{self.post_id}:{self.until_on}"))


def watch_moves(office: Office) -> int:
    """This function will look for heads who moved while an opinion on them was in force, tell measure 9, and count."""
    found = office.view(moved, SYSTEM)
    return office.run(tell_moves, SYSTEM, found=found) if found else 0


@reads(Permission.SYSTEM)
def moved(act: Act) -> tuple[Move, ...]:
    """This function will list the heads' posts that ended of late, after an answer was given, and are not told yet.

    Whoever leads the unit on, under a new title or the unit's new name, has not moved.
    """
    names = people.directory(act.tx)
    ended = [one for one in names.posts if one.is_head and _of_late(one, act.today) and not _stays(act, one, names)]
    found = [Move(person_id=one.person_id, post_id=one.id, until_on=one.until_on) for one in ended if one.until_on]
    return tuple(one for one in found if _answered(act, one) and not messages.is_there(act.tx, one.message_id))


def _stays(act: Act, post: Post, names: Directory) -> bool:
    led = {one.unit_id for one in names.posts_of(post.person_id, on=act.today) if one.is_head}
    return leads_on(act, post, led)


def _of_late(post: Post, today: dt.date) -> bool:
    return post.until_on is not None and today - LOOKS_BACK <= post.until_on < today


def _answered(act: Act, one: Move) -> bool:
    answer = holdings.answered(act.tx, one.person_id)
    return answer is not None and answer.on <= one.until_on


@writes(Permission.SYSTEM)
def tell_moves(act: Act, *, found: Sequence[Move]) -> int:
    """This function will tell measure 9 of each move, once whatever is run again, and count them."""
    rows = [
        Message(
            id=one.message_id,
            name=MESSAGE,
            subject_id=one.person_id,
            source_case_id=None,
            to=REVISED_BY,
            target_case_id=None,
            payload={"stage": MOVED},
            at=act.now,
        )
        for one in found
    ]
    messages.post(act.tx, rows)
    act.after.append(act.office.wake)
    note(act, entry_of(act, "moves.told", messages=[one.id for one in rows]))
    return len(rows)
