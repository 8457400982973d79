"""The page of recusals: one's own, and those on which the viewer decides."""

from __future__ import annotations

from webapp.domain.actor import Permission
from webapp.domain.roster import Directory, Recusal
from webapp.store import people, recusals
from webapp.store.recusals import APPLIED_FOR
from webapp.usecases.act import Act, reads
from webapp.usecases.declaring import KINDS
from webapp.usecases.lifting import SECRETARY, decides, knows
from webapp.usecases.views.office import RecusalRow, RecusalsView


@reads(Permission.SIGNED_IN)
def recusals_page(act: Act) -> RecusalsView:
    """This function will give the actor's own recusals and, to who leads officers, theirs; those asked for first."""
    names, me = people.directory(act.tx), act.actor.person_id
    in_force = recusals.in_force(act.tx)
    mine = tuple(_row(act, one, names, mine=True) for one in in_force if one.person_id == me)
    others = [one for one in in_force if one.person_id != me] if act.actor.may(Permission.APPROVE) else []
    led = [_row(act, one, names, mine=False) for one in others if knows(act, one)]
    return RecusalsView(
        mine=mine,
        led=tuple(sorted(led, key=lambda row: (row.asked is None, row.at))),
        decided_above=SECRETARY in act.actor.roles,
    )


@reads(Permission.APPROVE)
def liftings_waiting(act: Act) -> int:
    """This function will count the requests to lift a recusal on which the actor decides."""
    return sum(1 for row in recusals_page(act).led if row.asked is not None and row.can_decide)


def _row(act: Act, one: Recusal, names: Directory, *, mine: bool) -> RecusalRow:
    asked = recusals.lifting_asked(act.tx, one.person_id, subject_id=one.subject_id)
    return RecusalRow(
        recusal_id=one.id,
        officer=names.label(one.person_id),
        subject=names.label(one.subject_id) if one.subject_id else "",
        kind_name=KINDS.get(one.kind or "", ""),
        applied_for=one.source == APPLIED_FOR,
        at=one.at,
        asked=asked.reason if asked else None,
        asked_at=asked.at if asked else None,
        can_decide=not mine and decides(act, one),
    )
