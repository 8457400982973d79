"""The drawing as a value: what a short text says, before it becomes BPMN."""

from __future__ import annotations

from dataclasses import dataclass, field

Properties = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DraftLane:
    """A lane with the role that works in it."""

    id: str
    name: str
    role: str
    line: int
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DraftNode:
    """A step, event or gateway; owner is the embedded sub-process around it."""

    kind: str
    id: str
    name: str
    line: int
    lane: str = ""
    owner: str = ""
    host: str = ""
    dashed: bool = False
    ref: str = ""
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DraftFlow:
    """A flow with its answer, condition and marks."""

    source: str
    target: str
    line: int
    owner: str = ""
    name: str = ""
    default: bool = False
    main: bool = False
    mandatory: str = ""
    condition: str = ""
    properties: Properties = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Name the flow by its two ends."""
        return f"{self.source}__{self.target}"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One process: everything that the text names, in its order."""

    id: str
    name: str
    properties: Properties
    lanes: tuple[DraftLane, ...]
    nodes: tuple[DraftNode, ...]
    flows: tuple[DraftFlow, ...]
