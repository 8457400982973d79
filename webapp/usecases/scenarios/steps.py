"""The steps of scenarios: each pattern of text with what it does to the played case."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any  # YAML as it came

from webapp import engine
from webapp.domain.deadlines import add_months
from webapp.domain.errors import OfficeError
from webapp.feel import to_python
from webapp.usecases.scenarios.case import ZONE, PlayedCase, office_calendar
from webapp.usecases.scenarios.people import refuse_stranger
from webapp.usecases.scenarios.reading import Step

Doing = Callable[[PlayedCase, re.Match[str], Any], None]
STEPS: list[tuple[re.Pattern[str], Doing]] = []
GATE_CODES = frozenset({"mandatory", "mandatory_gate"})


class Unexpected(AssertionError):
    """Something did not hold that the scenario says; the message says what was found."""


class NoSuchStep(ValueError):
    """A step that no pattern knows."""


def step(pattern: str) -> Callable[[Doing], Doing]:
    """This function will register what a pattern of text does."""

    def register(doing: Doing) -> Doing:
        STEPS.append((re.compile(pattern), doing))
        return doing

    return register


def play_step(case: PlayedCase, one: Step) -> None:
    """This function will carry out one step. Raises Unexpected, NoSuchStep, or what the office refuses."""
    for pattern, doing in STEPS:
        if match := pattern.fullmatch(one.text):
            doing(case, match, one.value)
            return
    raise NoSuchStep(one.text)


def expect(holds: bool, found: str) -> None:
    """This function will raise Unexpected unless something holds."""
    if not holds:
        raise Unexpected(found)


def refused(code: str, act: Callable[[], None]) -> None:
    """This function will check that an act is refused with this code."""
    try:
        act()
    except OfficeError as error:
        same = error.code == code or {error.code, code} <= GATE_CODES
        expect(same, f"被拒绝的原因是 {error.code}（{error.message}），不是 {code}")
    else:
        raise Unexpected("没有被拒绝")


@step(r"(\S+) completes (\S+)")
def _completes(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    case.complete(match[1], match[2], value or {})


@step(r"(\S+) cannot complete (\S+)")
def _cannot_complete(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    code, given = (value["because"], value.get("with") or {}) if isinstance(value, dict) else (value, {})
    refused(str(code), lambda: case.complete(match[1], match[2], given))


@step(r"(\S+) claims (\S+)")
def _claims(case: PlayedCase, match: re.Match[str], _value: Any) -> None:
    task = case.task(match[2])
    refuse_stranger(match[1], task, duties=case.duties, header=case.header, doers=case.doers)


@step(r"(\S+) (?:takes back|returns) (\S+)")
def _takes_back(case: PlayedCase, match: re.Match[str], _value: Any) -> None:
    case.take_back(match[2])


@step(r"(\S+) cannot take back (\S+)")
def _cannot_take_back(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    refused(str(value), lambda: case.take_back(match[2]))


@step(r"(\S+) ends early")
def _ends_early(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    case.end_early(str(value))


@step(r"(\S+) cannot end early")
def _cannot_end_early(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    reason, code = (value["reason"], value["because"]) if isinstance(value, dict) else (value, "mandatory_gate")
    refused(str(code), lambda: case.end_early(str(reason)))


@step(r"wait")
def _wait(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    case.wait_until(_later(case, value))


def _later(case: PlayedCase, value: Any) -> dt.datetime:
    local = case.now.astimezone(ZONE)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or ZONE)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(9), tzinfo=ZONE)
    count, _, unit = str(value).partition(" ")
    day, number = local.date(), int(count)
    if unit.startswith("workday"):
        day = office_calendar().shift(day, number)
    elif unit.startswith("month"):
        day = add_months(day, number)
    else:
        day += dt.timedelta(days=number * (7 if unit.startswith("week") else 1))
    return dt.datetime.combine(day, local.time(), tzinfo=ZONE)


@step(r"receipt of (\S+) on")
def _receipt(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    case.base_row(match[1], _day(value))


@step(r"(\S+) is extended to")
def _extended(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    case.set_row(match[1], _day(value))


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


@step(r"message (\w+) arrives(?: at (\S+?))?(?: from)?")
def _message(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    payload = dict(value) if isinstance(value, dict) else {}
    payload.pop("from", None)
    case.deliver(match[1], payload, match[2])


@step(r"message (\w+) cannot arrive(?: at (\S+))?")
def _no_message(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    refused(str(value or "not_open"), lambda: case.deliver(match[1], {}, match[2]))


@step(r"(\w+\.\w+) fails")
def _fails(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    case.faults[match[1]] = str(value)


@step(r"(\w+\.\w+) answers")
def _answers(case: PlayedCase, match: re.Match[str], value: Any) -> None:
    case.desk.answers[match[1]] = value


@step(r"expect open")
def _expect_open(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    wanted = sorted(str(path) for path in value or [])
    plain = sorted(task.path for task in case.tasks.values())
    expect(wanted in (case.open(), plain), f"打开的环节是：{'、'.join(case.open()) or '（无）'}")


@step(r"expect waiting")
def _expect_waiting(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    found = sorted(wait.path for wait in case.waits.values())
    expect(sorted(value or []) == found, f"等待的消息环节是：{'、'.join(found) or '（无）'}")


@step(r"expect due")
def _expect_due(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    for key, day in value.items():
        on_task = [task.due_on for task in case.tasks.values() if key in (task.path, task.deadline)]
        found = case.rows.get(key) or next(iter(on_task), None)
        expect(found == _day(day), f"{key} 的期限是 {found}")


@step(r"expect task")
def _expect_task(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    task = case.task(str(value["id"]))
    if "due" in value:
        expect(task.due_on == _day(value["due"]), f"{task.path} 的期限是 {task.due_on}")
    if "role" in value:
        expect(task.role == value["role"], f"{task.path} 由 {task.role} 办理")
    if "who" in value:
        refuse_stranger(str(value["who"]), task, duties=case.duties, header=case.header, doers=case.doers)


@step(r"expect bound")
def _expect_bound(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    found = sorted(case.bound)
    expect(sorted(str(row) for row in value or []) == found, f"必经环节是：{'、'.join(found) or '（无）'}")


@step(r"expect data")
def _expect_facts(case: PlayedCase, _match: re.Match[str], value: Any) -> None:
    expect_facts(case, value)


def expect_facts(case: PlayedCase, wanted: dict[str, Any]) -> None:
    """This function will compare values of case data by their dotted paths."""
    known = to_python(engine.routing(case.definition, case.state, case.world))
    for path, value in wanted.items():
        found: Any = known
        for part in path.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        expect(found == value, f"{path} 的值是 {found!r}")
