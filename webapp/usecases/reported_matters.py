"""Personal matters as the roster brings them, from a table or by hand: what differs is a proposal, nothing more.

Whoever keeps the roster verifies nothing: a difference waits for two officers and the person's word (m09a).
"""

from __future__ import annotations

import dataclasses
import uuid

from webapp.domain.ids import PersonId
from webapp.domain.matters import DEVIATES, FOUND, WITHDRAWN, stated_now
from webapp.domain.papers import PersonalMatter
from webapp.domain.records import Message
from webapp.domain.said import Said
from webapp.store import ledgers, messages, people
from webapp.usecases.act import Act
from webapp.usecases.people import RosterRefused
from webapp.usecases.posting import MESSAGE_SPACE

VERIFIED_BY, MESSAGE = "m09a_archive_update", "matter_found"


def report_matter(act: Act, one: PersonalMatter, *, before: PersonalMatter | None) -> PersonalMatter:
    """This function will write a matter as the roster says it; one that is said to differ is put to verification.

    Raises RosterRefused for one that officers verify or have verified: the roster does not undo that.
    """
    if before is not None and before.status == FOUND and (one.status, one.content.get("text")) == _said(before):
        return before
    if before is not None and (before.case_id is not None or before.status in (FOUND, DEVIATES)):
        name = people.directory(act.tx).name(one.subject_id)
        raise RosterRefused(
            why=Said("{name}的此项核查不一致正在核实或者已由两人核实，名册不能改动；有误的，由本人申请更正", name=name)
        )
    said = dataclasses.replace(one, status=FOUND) if one.status == DEVIATES else one
    if before is not None and before.entered_by is None:
        # The person's own row is the person's to restate: what is said of it stands in one of its own beside it.
        ledgers.put_matter(act.tx, dataclasses.replace(before, status=WITHDRAWN, at=act.now))
        said, before = dataclasses.replace(said, id=uuid.uuid4().hex), None
    fresh = stated_now(dataclasses.replace(said, history=before.history if before else ()))
    ledgers.put_matter(act.tx, fresh)
    if fresh.status == FOUND:
        _propose(act, one.subject_id)
    return fresh


def _said(before: PersonalMatter) -> tuple[str, object]:
    """What the roster says who brings a proposal again that waits for the officers."""
    return DEVIATES, before.content.get("text")


def _propose(act: Act, subject: PersonId) -> None:
    """Once a person and act: the officers who verify find all that waits."""
    key = f"{subject}:{act.now.isoformat()}:{MESSAGE}"
    proposal = Message(
        id=str(uuid.uuid5(MESSAGE_SPACE, key)),
        name=MESSAGE,
        subject_id=subject,
        source_case_id=None,
        to=VERIFIED_BY,
        target_case_id=None,
        payload={"reported": True},
        at=act.now,
    )
    messages.post(act.tx, [proposal])
    act.after.append(act.office.wake)
