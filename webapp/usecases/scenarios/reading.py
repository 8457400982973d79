"""Reader of `scenarios.yaml`.

    measure: m08_talk_letter_inquiry
    people: {li: [supervise], zhao: [supervise]}      # or by role: {supervise: [li, zhao]}
    passages: {approve: [wang completes {at}/by_deputy: {decision: agree}]}
    scenarios:
    - scenario: 答复不实，必须核实
      start: {event: inquiry_start, with: {subject: head_a, level: head}}
      at: 2026-03-02T09:00                            # office zone
      answers: {cases.lot: true}                      # what ports answer, by <module>.<method>
      steps: [...]
      then: {ended: to_verification, sent: [verify_start], letters: [], never: [], data: {}, sent_by_handlers: []}

Steps, each a one-key mapping or a plain text:
    li completes plan_inquiry: {mode: letter}         an instance: opinion[chen] or opinion[0]
    li cannot complete review_reply_b: four_eyes      or {because: form_rejected, with: {...}}
    li claims plan_inquiry
    wait: 3 workdays                                  days, workdays, months, or a date
    receipt of letter.reply on: 2026-03-05            writes a time limit's row
    letter.reply is extended to: 2026-04-30
    message number_returned arrives: {number: 核1}     also: … arrives from: m10, … arrives at verify_number: {…}
    archive.enter fails: not_admissible               the handler's next call ends so
    archive.enter answers: 入档9                       a port's answers from here on
    expect open: [reply]                              expect due: {key: day}, expect task: {id, who, due},
    expect waiting: [verify_number]                   expect data: {path: value}, expect bound: ["8.4"]
    chen ends early: withdrawn_by_authority
    chen cannot end early: withdrawn_by_authority
    li takes back plan_inquiry                        the state before this act, while nothing has happened since
    pass: {passage: approve, at: approve_plan}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # YAML as it came

import yaml

from webapp.domain.errors import OfficeError

MAX_PASSAGES = 20
"""How deeply passages may contain passages."""


class BadScenario(OfficeError):
    """情景“{scenario}”写法有误：{why}。"""

    code = "bad_scenario"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step as written: its text and what stands behind the colon."""

    text: str
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One case from its start to what must hold at its end."""

    name: str
    process: str
    start: str
    given: Mapping[str, Any]
    at: dt.datetime
    steps: tuple[Step, ...]
    then: Mapping[str, Any]
    people: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)


def read_scenarios(text: str, process: str) -> tuple[Scenario, ...]:
    """This function will read all scenarios of a file. Raises BadScenario."""
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        raise BadScenario(scenario="", why=str(error)) from error
    if not isinstance(document, dict):
        raise BadScenario(scenario="", why="应当有 people、passages、scenarios")
    return tuple(_scenario(document, part, process) for part in document.get("scenarios") or [])


def shared_answers(text: str) -> Mapping[str, Any]:
    """This function will give what ports answer in all scenarios of a file; random walks are answered likewise."""
    return (yaml.load(text, Loader=yaml.CSafeLoader) or {}).get("answers") or {}


def _scenario(document: Mapping[str, Any], part: Mapping[str, Any], process: str) -> Scenario:
    name = str(part.get("scenario", ""))
    try:
        start: Mapping[str, Any] = part["start"]
        return Scenario(
            name=name,
            process=process,
            start=str(start["event"]),
            given=start.get("with") or {},
            at=_moment(part["at"]),
            steps=tuple(_steps(document, part.get("steps") or [], at="", depth=0)),
            then=part.get("then") or {},
            people={**(document.get("people") or {}), **(part.get("people") or {})},
            answers={**(document.get("answers") or {}), **(part.get("answers") or {})},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadScenario(scenario=name, why=f"{type(error).__name__} {error}") from error


def _moment(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(9))
    return dt.datetime.fromisoformat(str(value))


def _steps(document: Mapping[str, Any], steps: Sequence[Any], *, at: str, depth: int) -> Iterator[Step]:
    if depth > MAX_PASSAGES:
        raise ValueError("passages 相互包含")
    for step in steps:
        key: Any
        value: Any
        key, value = next(iter(step.items())) if isinstance(step, dict) else (str(step), None)
        if key == "pass":
            inner = (document.get("passages") or {})[value["passage"]]
            place = str(value.get("at", at)).replace("{at}", at)
            yield from _steps(document, inner, at=place, depth=depth + 1)
        else:
            yield Step(text=str(key).replace("{at}", at), value=_placed(value, at))


def _placed(value: Any, at: str) -> Any:
    """A passage's {at} stands in values, too (`expect open: [{at}/by_room]`)."""
    if isinstance(value, str):
        return value.replace("{at}", at)
    if isinstance(value, list):
        return [_placed(item, at) for item in value]
    if isinstance(value, dict):
        return {(_placed(k, at) if isinstance(k, str) else k): _placed(v, at) for k, v in value.items()}
    return value
