"""Messages between cases: durable, once, to exactly one case; each delivery is an act of its own."""

from __future__ import annotations

from webapp import engine
from webapp.domain.actor import Permission
from webapp.domain.errors import AlreadyThere, NotFound
from webapp.domain.ids import CaseId, PersonId, UnitId
from webapp.domain.records import Case, CaseStatus, Message, Subscription
from webapp.engine import Definition, Kind, Start
from webapp.store import attempts, case_reads, cases, messages, people
from webapp.store.audit import stream_of
from webapp.usecases.act import Act, writes
from webapp.usecases.advancing import move
from webapp.usecases.desk import desk_of
from webapp.usecases.opening import Opening, open_case
from webapp.usecases.viewing import entry_of

DECIDED = "meeting_decided"
WAITING, DELIVERED, NO_MEASURE, AMBIGUOUS = "waiting", "delivered", "waiting_for_measure", "ambiguous"
NEWS = frozenset({"accelerate", "case_concluded", "clue_joined", "stage_changed"})
"""Messages that tell how a matter went on or that one is waited for: kept for whoever comes to wait, nobody has to."""


@writes(Permission.SYSTEM, audited=False, retried=True)
def deliver_message(act: Act, *, message_id: str) -> str:
    """This function will hand one message to the case that it is for and give what became of it.

    Order: the case that it names (told at once, if it is over or no diagram of it can wait for that); the one
    subscription of its name and subject (several: an incident); the deployment in force with a message start of that
    name (first where that start prefers it); else it is kept and offered again, but news for a measure that has no
    place for it: that measure reads the file (domain section 7), so it is told at once.
    """
    attempts.over(act.tx, messages.KIND, message_id)
    message = messages.lock(act.tx, message_id)
    if message is None or message.status == DELIVERED:
        return DELIVERED
    status, taker = _to_case(act, message) if message.target_case_id else _to_office(act, message)
    messages.mark(act.tx, message_id, status=status, at=act.now, taken_by=taker)
    return status


CATCHING = frozenset({Kind.CATCH, Kind.RECEIVE, Kind.BOUNDARY, Kind.START})
Tried = tuple[str, CaseId | None]
"""What became of a message, and the case that took it."""


def _to_case(act: Act, message: Message) -> Tried:
    target = CaseId(str(message.target_case_id))
    waits = messages.subscriptions_of(act.tx, target, name=message.name)
    found = next((one for one in waits if _is_for(message, one)), None)
    if found:
        return _hand_over(act, message, found)
    return (WAITING, None) if _has_a_place(act, message, target) else (DELIVERED, target)


def _has_a_place(act: Act, message: Message, target: CaseId) -> bool:
    """Whether the matter can ever wait for it; what a matter that is over is told, its messages show, no more."""
    if cases.header(act.tx, target).status is not CaseStatus.OPEN:
        return False
    return _can_wait_for(desk_of(act, case_reads.opened(act.tx, target)).definition, message.name)


def _can_wait_for(definition: Definition, name: str) -> bool:
    return any(one.message == name and one.kind in CATCHING for one in definition.elements.values())


def _is_for(message: Message, wait: Subscription) -> bool:
    """A decision about one of several persons reaches the wait for that person (`correlate`), no other."""
    return message.name != DECIDED or message.subject_id in (None, wait.correlate)


def _to_office(act: Act, message: Message) -> Tried:
    start = _start_for(act, message)
    if start is not None and start[1].element is not None and start[1].element.properties.get("prefer") == "start":
        return _open(act, message, *start)
    waiting = _waiting_for(act, message)
    if len(waiting) > 1:
        return AMBIGUOUS, None
    if waiting:
        return _hand_over(act, message, waiting[0])
    if start is not None:
        return _open(act, message, *start)
    return _kept(act, message), None


def _waiting_for(act: Act, message: Message) -> tuple[Subscription, ...]:
    """The waits that a message may go to. News of a matter is for whom it came from, never for a later one.

    Where the sender came from a case of the process that is told, that case alone waits for it: another matter about
    the same person does not take its result.
    """
    news = message.name in NEWS
    found = messages.subscriptions(
        act.tx,
        name=message.name,
        correlate=message.subject_id,
        process=message.to,
        begun_by=message.at if news else None,
    )
    told = _came_from(act, message) if news and found else None
    return tuple(one for one in found if one.case_id == told) if told else found


def _came_from(act: Act, message: Message) -> CaseId | None:
    """The nearest case of the process that is told from which the sender came, if there is one."""
    one = message.source_case_id and cases.header(act.tx, message.source_case_id).origin_case_id
    while one:
        found = cases.header(act.tx, one)
        if found.process == message.to:
            return one
        one = found.origin_case_id
    return None


def _kept(act: Act, message: Message) -> str:
    """What becomes of a message that nobody takes today."""
    if message.to is None:
        return WAITING
    try:
        _, definition = act.office.library.current(act.tx, message.to)
    except NotFound:
        return NO_MEASURE
    return WAITING if message.name not in NEWS or _can_wait_for(definition, message.name) else DELIVERED


def _start_for(act: Act, message: Message) -> tuple[Definition, Start] | None:
    for _, definition in act.office.library.starters(act.tx):
        if message.to in (None, definition.process):
            for start in definition.starts:
                if start.message == message.name:
                    return definition, start
    return None


def _open(act: Act, message: Message, definition: Definition, start: Start) -> Tried:
    origin = case_reads.opened(act.tx, message.source_case_id) if message.source_case_id else None
    unit = _unit_of(act, message)
    opening = Opening(
        process=definition.process,
        start_event=start.id,
        key=f"{definition.measure}:{start.id}:{message.id}",
        data=message.payload,
        subject_id=PersonId(message.subject_id) if message.subject_id and unit is None else None,
        unit_id=unit,
        origin=origin,
        priority=_priority(origin),
    )
    try:
        return DELIVERED, open_case(act, opening)[0].id
    except AlreadyThere:
        return DELIVERED, None


def _unit_of(act: Act, message: Message) -> UnitId | None:
    """The unit that a message is about, when it is about a unit and not a person."""
    about = UnitId(message.subject_id) if message.subject_id else None
    return about if about in people.directory(act.tx).units else None


def _priority(origin: Case | None) -> int:
    return origin.priority if origin else 3


def _hand_over(act: Act, message: Message, wait: Subscription) -> Tried:
    desk = desk_of(act, cases.lock(act.tx, wait.case_id))
    move(
        desk,
        lambda: engine.deliver(desk.definition, desk.case.state, wait.task_id, message.payload, desk.world),
        entry=entry_of(
            act, "message.received", stream=stream_of(desk.case.id), message=message.name, source=message.source_case_id
        ),
    )
    return DELIVERED, wait.case_id
