"""Scenarios of one process, all of them, and how much of the diagrams they walk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any  # YAML as it came

from webapp import engine
from webapp.domain.errors import OfficeError
from webapp.domain.handlers import HandlerSpec
from webapp.usecases.scenarios.case import ZONE, PlayedCase
from webapp.usecases.scenarios.people import duties_of
from webapp.usecases.scenarios.reading import BadScenario, Scenario, Step, read_scenarios
from webapp.usecases.scenarios.report import Coverage, Failure, Report
from webapp.usecases.scenarios.steps import Unexpected, expect, expect_facts, play_step
from webapp.usecases.scenarios.twins import Desk

HEADER = ("subject", "level", "unit", "period", "room", "priority", "origin", "initiator", "origin_people", "secrecy")
"""Values of `with` that also stand in the case's header."""
Handlers = Mapping[str, HandlerSpec]


def run_file(folder: Path, process: str, handlers: Handlers) -> Report:
    """This function will play the scenarios of one process out of a `processes/` folder. Raises BadScenario."""
    return run_definition(engine.read(engine.collect(folder, process), handlers), handlers)


def run_definition(definition: engine.Definition, handlers: Handlers) -> Report:
    """This function will play the scenarios that a deployment holds for its main process. Raises BadScenario."""
    text = definition.scenarios.get(definition.process, "")
    scenarios = read_scenarios(text, definition.process)
    played = [(scenario, *play(definition, handlers, scenario)) for scenario in scenarios]
    walked = frozenset(pair for _, case, _ in played if case for pair in case.walked)
    return Report(
        process=definition.process,
        scenarios=tuple(scenario.name for scenario in scenarios),
        failures=(*_same_names(scenarios), *(failure for _, _, failure in played if failure)),
        walked=walked,
        coverage=coverage(definition, walked),
        acts=sum(case.acts for _, case, _ in played if case),
        largest_state=max((case.largest for _, case, _ in played if case), default=0),
        walked_by=tuple((scenario.name, frozenset(case.walked)) for scenario, case, _ in played if case),
    )


def _same_names(scenarios: Iterable[Scenario]) -> tuple[Failure, ...]:
    seen: set[str] = set()
    names = [scenario.name for scenario in scenarios]
    twice = sorted({name for name in names if name in seen or seen.add(name)})  # type: ignore[func-returns-value]
    return tuple(Failure(scenario=name, step="scenario", why="同名的情景不止一个") for name in twice)


def coverage(definition: engine.Definition, walked: Iterable[tuple[str, str]]) -> tuple[Coverage, ...]:
    """This function will tell which flows of each process were walked."""
    known = set(walked)
    return tuple(
        Coverage(
            process=name,
            flows=len(definition.processes[name].flows),
            uncovered=tuple(flow for flow in definition.processes[name].flows if (name, flow) not in known),
        )
        for name in definition.reachable
    )


def play(
    definition: engine.Definition, handlers: Handlers, scenario: Scenario
) -> tuple[PlayedCase | None, Failure | None]:
    """This function will play one scenario and tell at which step it went otherwise, if it did."""
    here = "start"
    case: PlayedCase | None = None
    try:
        case = open_case(definition, handlers, scenario)
        case.start(scenario.start, scenario.given)
        for one in scenario.steps:
            here = _shown(one)
            play_step(case, one)
        here = "then"
        check_end(case, scenario.then)
    except (OfficeError, AssertionError, LookupError, ValueError, TypeError, RuntimeError) as error:
        why = error.message if isinstance(error, OfficeError) else f"{type(error).__name__}: {error}"
        return case, Failure(scenario=scenario.name, step=here, why=str(error) if _plain(error) else why)
    return case, None


def _plain(error: Exception) -> bool:
    return isinstance(error, Unexpected | BadScenario)


def _shown(one: Step) -> str:
    return one.text if one.value is None else f"{one.text}: {one.value}"


def open_case(definition: engine.Definition, handlers: Handlers, scenario: Scenario) -> PlayedCase:
    """This function will lay a case on the table, before its first token."""
    desk = Desk(answers=dict(scenario.answers))
    header: dict[str, Any] = {
        "id": "case",
        "key": scenario.name,
        "number": None,
        "measure": definition.measure,
        "period": None,
        "level": "other",
        "opened_on": scenario.at.date(),
        "subject": None,
        "unit": None,
        "room": None,
        "priority": 0,
        "origin": None,
    }
    header.update({key: value for key, value in scenario.given.items() if key in HEADER})
    desk.header = header
    return PlayedCase(
        definition=definition,
        handlers=handlers,
        now=scenario.at.replace(tzinfo=ZONE).astimezone(dt.UTC),
        header=header,
        duties=duties_of(scenario.people, definition.roles),
        desk=desk,
    )


def check_end(case: PlayedCase, then: Mapping[str, Any]) -> None:
    """This function will check the clauses of `then`. Raises Unexpected."""
    if "ended" in then:
        waiting = "、".join((*case.open(), *(wait.path for wait in case.waits.values())))
        expect(case.is_over, f"事项没有结束，停在：{waiting or '（无）'}")
        expect(case.ended[-1] == then["ended"], f"结束于 {case.ended[-1]}")
    if "open" in then:
        expect(sorted(then["open"]) == case.open(), f"打开的环节是：{'、'.join(case.open())}")
    if "sent" in then:
        expect(sorted(then["sent"]) == sorted(case.sent), f"发出的消息是：{'、'.join(case.sent) or '（无）'}")
    if "sent_by_handlers" in then:
        found = sorted(case.desk.messages)
        expect(sorted(then["sent_by_handlers"]) == found, f"处理程序发出的消息是：{'、'.join(found) or '（无）'}")
    if "letters" in then:
        expect(list(then["letters"]) == case.desk.letters, f"编号的文书是：{'、'.join(case.desk.letters) or '（无）'}")
    seen = {element for _, element in case.walked}
    never = [name for name in then.get("never") or [] if name in seen]
    expect(not never, f"走过了不应走的环节：{'、'.join(never)}")
    missed = [name for name in then.get("walked") or [] if name not in seen]
    expect(not missed, f"没有走过：{'、'.join(missed)}")
    expect_facts(case, then.get("data") or {})
