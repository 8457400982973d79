"""Own data are asked for once (demand of the domain, section 3): who states them in one matter confirms in the others.

Which other cases wait is read from the data each beat, not told by the case that keeps them: so one that began to ask
in the same moment, or was moved to a diagram that can wait, hears of it, too.
"""

from __future__ import annotations

import uuid

from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.records import Message
from webapp.store import messages, statements
from webapp.store.statements import AskedAgain
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.office import Office

STATED, CONFIRMED_AT = "own_data_stated", "confirm_data"
SPACE = uuid.UUID("3c0f2b9e-7a51-5d57-8f0e-5b1d8a4c6e22")


def tell_stated(office: Office) -> int:
    """This function will tell cases that their person has stated the own data elsewhere, and give how many."""
    return office.run(post_stated, SYSTEM) if office.view(is_asked_again, SYSTEM) else 0


@reads(Permission.SYSTEM)
def is_asked_again(act: Act) -> bool:
    """This function will tell whether a case still asks for what was stated in another one."""
    return bool(_to_tell(act))


@writes(Permission.SYSTEM, audited=False, retried=True)
def post_stated(act: Act) -> int:
    """This function will post `own_data_stated` once to each such case."""
    found = _to_tell(act)
    messages.post(act.tx, [_message(act, one) for one in found])
    return len(found)


def _to_tell(act: Act) -> tuple[AskedAgain, ...]:
    found = statements.asked_again(act.tx, name=STATED, confirmed_at=CONFIRMED_AT, year=act.today.year)
    return tuple(one for one in found if not messages.is_there(act.tx, _id(one)))


def _id(one: AskedAgain) -> str:
    return str(uuid.uuid5(SPACE, one.task_id))


def _message(act: Act, one: AskedAgain) -> Message:
    return Message(
        id=_id(one),
        name=STATED,
        subject_id=one.subject_id,
        source_case_id=one.source,
        to=None,
        target_case_id=one.case_id,
        payload={},
        at=act.now,
    )
