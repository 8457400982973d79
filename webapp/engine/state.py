"""The stored state of a case: only live tokens and their data, typed, the same value back.

msgpack with extension types 1 to 6 for FEEL values (form data cannot forge them). Values are stored once, under the
number of the write that gave them; a token's data is a list of such numbers. Data of finished branches is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from SpiffWorkflow.util.task import TaskState

from webapp.domain.errors import Incident
from webapp.engine.bounds import MAX_STATE
from webapp.engine.clock import HouseTime
from webapp.engine.definition import Definition
from webapp.engine.errors import DamagedState
from webapp.engine.facts import Facts
from webapp.engine.tree import LIVE, HouseTask, RunningCase, Scope
from webapp.feel import Date, DateTime, DayTime, FeelValue, Time, YearMonth, from_text, to_text

VERSION = 1
TYPES: tuple[tuple[int, type], ...] = ((1, Decimal), (2, Date), (3, DateTime), (4, Time), (5, DayTime), (6, YearMonth))
CODES = {kind: code for code, kind in TYPES}
KINDS = dict(TYPES)
PLAIN = frozenset({type(None), bool, str})
ENCODER = msgspec.msgpack.Encoder()


class TooLarge(Incident):
    """流程数据过大，不能保存。长的内容请放在表单或者附件里。"""


class NoCaseValue(TypeError):
    """A value that is no FEEL value cannot be kept in case data."""


def _wrapped(value: FeelValue) -> Any:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind in CODES:
        return msgspec.msgpack.Ext(CODES[kind], to_text(value).encode())
    if kind is list:
        return [_wrapped(item) for item in value]
    if kind is dict:
        return {key: _wrapped(item) for key, item in value.items()}
    raise NoCaseValue(f"{kind.__name__} cannot be kept in case data")


def _unwrapped(code: int, content: memoryview) -> FeelValue:
    return from_text(KINDS[code], bytes(content).decode())


DECODER = msgspec.msgpack.Decoder(ext_hook=_unwrapped)


def pack(value: FeelValue) -> bytes:
    """This function will store one FEEL value. Raises NoCaseValue for anything else."""
    return ENCODER.encode(_wrapped(value))


def unpack(content: bytes) -> FeelValue:
    """This function will give the stored value back, with the same type."""
    return DECODER.decode(content)


def weighed(value: FeelValue, room: int) -> int:
    """This function will give the room that is left after a value, shared parts counted each time. Raises TooLarge."""
    ahead = [value]
    while ahead:
        part = ahead.pop()
        kind = type(part)
        if kind is list:
            ahead += part
        elif kind is dict:
            ahead += [*part, *part.values()]
        room -= 1 + (len(part) if kind in (list, dict, str) else 0)
        if room < 0:
            raise TooLarge
    return room


@dataclass
class _Pool:
    """Values by the number of their write, and each distinct set of them once."""

    values: dict[int, list[Any]] = field(default_factory=dict)
    room: int = MAX_STATE
    sets: dict[tuple[int, ...], int] = field(default_factory=dict)

    def keep(self, facts: Facts) -> int:
        for name, stamp in facts.stamps.items():
            if stamp not in self.values:
                self.room = weighed(facts[name], self.room)
                self.values[stamp] = [stamp, name, _wrapped(facts[name])]
        return self.sets.setdefault(tuple(facts.stamps.values()), len(self.sets))


def save(case: RunningCase) -> bytes:
    """This function will give the state's bytes. Raises NoCaseValue."""
    pool = _Pool()
    scopes = [_scope(scope, pool) for scope in case.scopes()]
    sets = [list(stamps) for stamps in pool.sets]
    return ENCODER.encode([VERSION, case.start, case.serial, list(pool.values.values()), sets, scopes])


HELD = frozenset({"results", "items"})
"""What a multi-instance step holds of FEEL values besides its data."""


def _scope(scope: Scope, pool: _Pool) -> list[Any]:
    rows: list[Any] = []
    places: dict[UUID, int] = {}
    for task in scope.tasks.values():
        if task is not scope.task_tree and task._state & LIVE:
            rows.append(_row(task, places.get(task._parent, -1), pool))
            places[task.id] = len(places)
    owner = scope.parent_task_id  # type: ignore[attr-defined]
    return [owner.bytes if owner else b"", scope.spec.drawn, scope.ended, pool.keep(scope.harvest), rows]


def _row(task: HouseTask, parent: int, pool: _Pool) -> list[Any]:
    inside = dict(task.internal_data)
    for name in inside.keys() & HELD:
        pool.room = weighed(inside[name], pool.room)
        inside[name] = _wrapped(inside[name])
    row = [task.id.bytes, parent, task.task_spec.name, task._state, pool.keep(task.data), task.triggered]
    return [*row, inside] if inside else row


def start_of(state: bytes) -> str:
    """This function will tell on which start event's spec a state stands. Raises DamagedState."""
    return str(_decoded(state)[1])


def _decoded(state: bytes) -> list[Any]:
    try:
        found: list[Any] = DECODER.decode(state)
    except (msgspec.DecodeError, ValueError, KeyError) as error:
        raise DamagedState(why=str(error)) from error
    if not isinstance(found, list) or not found or found[0] != VERSION:
        raise DamagedState(why="版本不符")
    return found


def load(definition: Definition, state: bytes, time: HouseTime) -> RunningCase:
    """This function will give the running case of a state. Raises DamagedState when it does not fit the definition."""
    _, start, serial, values, sets, scopes = _decoded(state)
    case = RunningCase(definition, start, time)
    case.serial = serial
    case.plant()
    by_stamp = {stamp: (name, value) for stamp, name, value in values}
    facts = [_facts(by_stamp, stamps) for stamps in sets]
    try:
        for owner, _, ended, harvest, rows in scopes:
            scope = _open(case, UUID(bytes=owner)) if owner else case
            _fill(scope, rows, facts)
            scope.ended, scope.harvest = ended, facts[harvest].fork()
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DamagedState(why=f"与流程版本不符（{error}）") from error
    return case


def _facts(by_stamp: dict[int, tuple[str, FeelValue]], stamps: Iterable[int]) -> Facts:
    facts = Facts()
    for stamp in stamps:
        name, value = by_stamp[stamp]
        facts.put(name, value, stamp)
    return facts


def _open(case: RunningCase, owner: UUID) -> Scope:
    task = case.get_task_from_id(owner)
    return case.create_subprocess(task, task.task_spec.spec)


def _fill(scope: Scope, rows: list[Any], facts: list[Facts]) -> None:
    root = scope.task_tree
    root._state = TaskState.COMPLETED
    made: list[HouseTask] = []
    for key, parent, name, state, data, triggered, *inside in rows:
        owner = root if parent < 0 else made[parent]
        made.append(_task(owner, UUID(bytes=key), name, state=state, data=facts[data]))
        made[-1].triggered = triggered
        made[-1].internal_data = inside[0] if inside else {}


def _task(owner: HouseTask, key: UUID, name: str, *, state: int, data: Facts) -> HouseTask:
    task = HouseTask.__new__(HouseTask)
    task.id, task.workflow, task._parent, task._children = key, owner.workflow, owner.id, []
    task._state, task.triggered, task.thread_id, task.last_state_change = state, False, 0, 0.0
    task.task_spec = owner.workflow.spec.task_specs[name]
    task.data = data.fork()
    task.workflow.tasks[key] = task
    owner._children.append(key)
    return task
