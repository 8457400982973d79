"""The engine: diagrams executed on SpiffWorkflow. Pure: (definition, state, event, world) -> Advance.

    definition = read(collect(folder, "m08_talk_letter_inquiry"))     # once per deployment, shared by threads
    first = start(definition, "inquiry_start", {"subject": "p1"}, world)   # data lies under the start event's id
    act = complete(definition, first.state, first.opened[0].task_id, {"kind": "letter"}, world)
    while act.calls:                                                       # parked service tasks
        call = act.calls[0]
        act = merge(act, resume(definition, act.state, call.task_id, run(call), world))      # or fail(..., code, world)

Verbs, each giving an `Advance` (domain/advance.py): `start`, `complete`, `fire` (timer), `deliver` (message), `resume`
and `fail` (service task), `cancel` (early ending), `rearm` (a time limit's row has changed). Readers: `inspect` (all
that is open), `routing` (the case's data), `facts_at` and `seen_at` (what one step sees). `merge` folds the advances of
one act.

`world.deadlines` are the case's rows (key -> due day); rows that the act writes come back in `Advance.deadlines` and
must be in the world of the next call of the same act. Values that go in are Python's or FEEL's; `Call.arguments`,
`SentMessage.payload` and `OpenedTask.item` come out as Python's; `routing` and `facts_at` as FEEL's. Every failure of a
diagram at run time is an `Incident` (the act is to be rolled back), a step that is gone `NotOpen`.

Before publishing: `check(bundle, handlers, in_force=...)` gives findings (`in_words` prints one), `orphans` the unused
files of a folder, `where` the files that belong to an element.
"""

from __future__ import annotations

from webapp.engine.ahead import Later, apart_by_calls, apart_later
from webapp.engine.collecting import collect, processes_in
from webapp.engine.definition import Definition, read
from webapp.engine.errors import AlreadyEnding, DamagedState, EngineStopped, NoSuchProcess, NoSuchStart
from webapp.engine.looking import facts_around, facts_at, functions, inspect, routing, seen_at
from webapp.engine.merging import merge
from webapp.engine.model import GATEWAYS, Element, Event, Flow, Kind, Lane, Process, Start, Trigger
from webapp.engine.orphans import orphans
from webapp.engine.rule_files import Role, read_mapping
from webapp.engine.rules import check, in_words
from webapp.engine.supported import SUPPORTED
from webapp.engine.verbs import cancel, complete, deliver, fail, fire, rearm, resume, start
from webapp.engine.whereabouts import HandlerPlace, Place, where
from webapp.engine.xml_reader import UnreadableDiagram

__all__ = [
    "GATEWAYS",
    "SUPPORTED",
    "AlreadyEnding",
    "DamagedState",
    "Definition",
    "Element",
    "EngineStopped",
    "Event",
    "Flow",
    "HandlerPlace",
    "Kind",
    "Lane",
    "Later",
    "NoSuchProcess",
    "NoSuchStart",
    "Place",
    "Process",
    "Role",
    "Start",
    "Trigger",
    "UnreadableDiagram",
    "apart_by_calls",
    "apart_later",
    "cancel",
    "check",
    "collect",
    "complete",
    "deliver",
    "facts_around",
    "facts_at",
    "fail",
    "fire",
    "functions",
    "in_words",
    "inspect",
    "merge",
    "orphans",
    "processes_in",
    "read",
    "read_mapping",
    "rearm",
    "resume",
    "routing",
    "seen_at",
    "start",
    "where",
]
