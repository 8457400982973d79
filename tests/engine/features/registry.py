"""Where the features' cases are registered: what is run is played and its history looked at, what is not is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.engine.bpmn import process
from webapp.engine.sandbox import Case, Sandbox

Play = Callable[[], None]
RUNS: dict[str, list[Play]] = {}
REFUSED: dict[str, list[tuple[bytes, str]]] = {}


def runs(key: str) -> Callable[[Play], Play]:
    """Register a case of a feature that is run."""

    def register(case: Play) -> Play:
        RUNS.setdefault(key, []).append(case)
        return case

    return register


def refused(key: str, body: str | bytes, element: str = "x", outside: str = "") -> None:
    """Register a diagram that is refused at an element."""
    content = body if isinstance(body, bytes) else process(body, outside=outside)
    REFUSED.setdefault(key, []).append((content, element))


def box(*files: str | bytes, **options: Any) -> Sandbox:
    """Give a sandbox with these diagrams deployed (texts are bodies of process p)."""
    found = Sandbox(**options)
    found.deploy(*(process(one) if isinstance(one, str) else one for one in files))
    return found


def play(*files: str | bytes, **options: Any) -> Case:
    """Deploy and start at the plain start event."""
    values = options.pop("data", None)
    return box(*files, **options).start(data=values)


def waits(case: Case) -> tuple[str, ...]:
    """Give the elements at which tokens stand."""
    return case.state().waiting


def event(kind: str, **attributes: str) -> str:
    """Give an event definition."""
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{more}/>"


BELL = event("signal", signalRef="sig_bell")
LOST = event("error", errorRef="err_lost")
HIGH = event("escalation", escalationRef="esc_high")
ASKED = event("message", messageRef="msg_asked")
TOLD = event("message", messageRef="msg_told")
STOP = event("terminate")
CANCEL = event("cancel")


def when(condition: str) -> str:
    """Give a conditional event definition."""
    inner = f"<bpmn:condition>{condition}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def link(name: str) -> str:
    """Give a link event definition."""
    return f'<bpmn:linkEventDefinition name="{name}"/>'
