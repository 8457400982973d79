"""The words of the short text: kinds of nodes and the keys that do not become house properties."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "user": "userTask",
    "manual": "manualTask",
    "service": "serviceTask",
    "rule": "businessRuleTask",
    "script": "scriptTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "call": "callActivity",
    "sub": "subProcess",
    "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent",
    "timer": "intermediateCatchEvent",
    "message": "intermediateCatchEvent",
    "error": "boundaryEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "eventgw": "eventBasedGateway",
}
HOSTED = ("timer", "message", "error")
ACTIVITIES = ("task", "user", "manual", "service", "rule", "script", "send", "receive", "call", "sub")
TIMED = ("start", "timer", "catch")
TIMES = {"at": "timeDate", "after": "timeDuration", "cycle": "timeCycle"}
MESSAGED = ("start", "end", "throw", "catch", "message", "send", "receive")
LOOP_KEYS = ("each", "as", "sequential", "until")
TRUE = "true"
