"""Diagrams run in memory, on a clock of their own: for tests, for trying out, for suites from outside (docs/ENGINE.md).

box = Sandbox(handlers={"charge": lambda data: {"paid": True}})
box.deploy("order.bpmn")                       # a path, a text or bytes; DiagramRefused says what is wrong where
case = box.start(data={"amount": 20})
box.complete("approve", {"ok": True})
box.advance_clock(by="P1D")
assert case.is_finished and "ship" in case.left()
"""

from __future__ import annotations

from webapp.domain.errors import Incident, NotOpen, OfficeError
from webapp.domain.findings import Finding, Severity
from webapp.domain.handlers import BusinessError as BpmnError
from webapp.engine.errors import EngineStopped
from webapp.engine.sandbox.box import Sandbox
from webapp.engine.sandbox.cases import Case
from webapp.engine.sandbox.errors import (
    AmbiguousMessage,
    DiagramRefused,
    HandlerFailed,
    NothingToStart,
    TooDeep,
    TooMuch,
)
from webapp.engine.sandbox.values import Delivery, Deployment, Letter, Place, State, Step, Task

__all__ = [
    "AmbiguousMessage",
    "BpmnError",
    "Case",
    "Delivery",
    "Deployment",
    "DiagramRefused",
    "EngineStopped",
    "Finding",
    "HandlerFailed",
    "Incident",
    "Letter",
    "NotOpen",
    "NothingToStart",
    "OfficeError",
    "Place",
    "Sandbox",
    "Severity",
    "State",
    "Step",
    "Task",
    "TooDeep",
    "TooMuch",
]
