"""Reader of the short text from which diagrams are drawn (its grammar: DRAWING in drawing.py)."""

from __future__ import annotations

import itertools
import re

from .draft import Draft, DraftFlow, DraftLane, DraftNode, Properties
from .errors import LayoutError
from .vocabulary import HOSTED, KINDS

PROCESS = re.compile(r"process (\w+) (.+)")
LANE = re.compile(r"lane (\w+) (.+?)(?: = (\w+))?")
NODE = re.compile(r"(\w+) (\w+)(?: (?!on |: )(.+?))?(?: on (\w+)(?: (dashed))?)?(?: : (\S+))?")
STEP = re.compile(r"(\w+) > (\w+)(?: (?!\?|!|\[)(.+?))?((?: !main| !| \[[\w.]+\])*)")
CHAIN = re.compile(r"\w+(?: > \w+){2,}")
PROPERTY = re.compile(r"([^\s:]+): ?(.*)")
LINES_OF_ONE_VALUE = ("do", "doc")


class Reader:
    """Reads line by line and remembers the lane, the sub-process and the element that properties belong to."""

    def __init__(self) -> None:
        self.heading: tuple[str, str] | None = None
        self.properties: Properties = {}
        self.lanes: dict[str, DraftLane] = {}
        self.nodes: dict[str, DraftNode] = {}
        self.flows: dict[str, DraftFlow] = {}
        self.lane = ""
        self.owners: list[str] = [""]
        self.subject: Properties | None = None

    def take(self, text: str, line: int) -> None:
        """Read one line. Raises LayoutError with the line number."""
        if not text.strip() or text.lstrip().startswith("#"):
            return
        if text[0].isspace() and len(self.owners) == 1:
            self.take_property(text.strip(), line)
        else:
            self.take_element(text.strip(), line, deep=text[0].isspace())

    def take_element(self, text: str, line: int, *, deep: bool = False) -> None:
        """Read a line that names an element; inside a sub-process both may be indented."""
        word = text.split(" ", 1)[0]
        if text == "}":
            self.close(line)
        elif word in ("process", "lane"):
            getattr(self, f"take_{word}")(text, line)
        elif text.startswith("@"):
            self.turn_to(text[1:], line)
        elif re.match(r"\w+ > ", text):
            self.take_flows(text, line)
        elif word in KINDS:
            self.take_node(text, line)
        elif deep:
            self.take_property(text, line)
        else:
            raise LayoutError(f"unknown word “{word}”, expected one of: process lane @ {' '.join(KINDS)}", line=line)

    def take_property(self, text: str, line: int) -> None:
        """Read `key: value` of the element above."""
        match = PROPERTY.fullmatch(text)
        if match is None or self.subject is None:
            raise LayoutError(f"not a `key: value` of an element above: “{text}”", line=line)
        key, value = match.groups()
        if key in LINES_OF_ONE_VALUE and key in self.subject:
            self.subject[key] += "\n" + value
        elif key in self.subject:
            raise LayoutError(f"property “{key}” is given twice", line=line)
        else:
            self.subject[key] = value

    def take_process(self, text: str, line: int) -> None:
        """Read the heading."""
        match = PROCESS.fullmatch(text)
        if match is None or self.heading is not None:
            raise LayoutError("one line `process <id> <name>` is wanted, and only one", line=line)
        self.heading = (match[1], match[2])
        self.subject = self.properties

    def take_lane(self, text: str, line: int) -> None:
        """Read a lane and turn to it."""
        match = LANE.fullmatch(text)
        if match is None:
            raise LayoutError("a lane is written `lane <id> <name>` or `lane <id> <name> = <role>`", line=line)
        if match[1] in self.lanes:
            raise LayoutError(f"lane “{match[1]}” is drawn twice; return to it with `@{match[1]}`", line=line)
        self.subject = {}
        self.lanes[match[1]] = DraftLane(
            id=match[1], name=match[2], role=match[3] or match[1], line=line, properties=self.subject
        )
        self.lane = match[1]

    def turn_to(self, lane: str, line: int) -> None:
        """Turn back to a lane."""
        if lane not in self.lanes:
            raise LayoutError(f"no lane “{lane}” above", line=line)
        self.lane, self.subject = lane, None

    def take_node(self, text: str, line: int) -> None:
        """Read a node, and open it when the line ends with a brace."""
        opens = text.endswith(" {")
        match = NODE.fullmatch(text.removesuffix(" {"))
        if match is None:
            raise LayoutError("a node is written `<kind> <id> <name> [on <task> [dashed]] [: <reference>]`", line=line)
        kind, key, name, host, dashed, ref = match.groups()
        if key in self.nodes:
            raise LayoutError(f"“{key}” is drawn twice, first in line {self.nodes[key].line}", line=line)
        if bool(host) and kind not in HOSTED:
            raise LayoutError(f"only {', '.join(HOSTED)} can hang on a task, not {kind}", line=line)
        if opens and kind != "sub":
            raise LayoutError("only a sub-process can be opened with a brace", line=line)
        self.subject = {}
        self.nodes[key] = DraftNode(
            kind=kind,
            id=key,
            name=name or "",
            line=line,
            lane=self.lane,
            owner=self.owners[-1],
            host=host or "",
            dashed=bool(dashed),
            ref=ref or "",
            properties=self.subject,
        )
        if opens:
            self.owners.append(key)

    def close(self, line: int) -> None:
        """End the sub-process that is open."""
        if len(self.owners) == 1:
            raise LayoutError("a closing brace without an opening one", line=line)
        self.owners.pop()
        self.subject = None

    def take_flows(self, text: str, line: int) -> None:
        """Read one flow with its answer and condition, or a chain of plain flows."""
        head, _, condition = text.partition(" ? ")
        if CHAIN.fullmatch(head) and not condition:
            steps = head.split(" > ")
            for source, target in itertools.pairwise(steps):
                self.add_flow(DraftFlow(source=source, target=target, line=line, owner=self.owners[-1]))
            return
        match = STEP.fullmatch(head)
        if match is None:
            raise LayoutError("a flow is written `a > b <answer> [!] [!main] [[8.4]] [? <condition>]`", line=line)
        self.add_flow(self.read_flow(match, line, condition=condition))

    def read_flow(self, match: re.Match[str], line: int, *, condition: str) -> DraftFlow:
        """Make a flow of its parts and marks."""
        marks = (match[4] or "").split()
        return DraftFlow(
            source=match[1],
            target=match[2],
            line=line,
            owner=self.owners[-1],
            name=match[3] or "",
            default="!" in marks,
            main="!main" in marks,
            mandatory=next((m[1:-1] for m in marks if m.startswith("[")), ""),
            condition=condition.strip(),
        )

    def add_flow(self, flow: DraftFlow) -> None:
        """Keep a flow; two flows between the same nodes would have one id."""
        if flow.id in self.flows:
            first = self.flows[flow.id].line
            raise LayoutError(f"{flow.source} > {flow.target} is drawn twice, first in line {first}", line=flow.line)
        self.flows[flow.id] = flow
        self.subject = flow.properties


def read_text(text: str) -> Draft:
    """Read a short text. Raises LayoutError with the line."""
    reader = Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        reader.take(line.rstrip(), number)
    if reader.heading is None:
        raise LayoutError("no line `process <id> <name>`", line=1)
    if len(reader.owners) > 1:
        raise LayoutError(f"sub-process “{reader.owners[-1]}” is not closed", line=reader.nodes[reader.owners[-1]].line)
    return Draft(
        id=reader.heading[0],
        name=reader.heading[1],
        properties=reader.properties,
        lanes=tuple(reader.lanes.values()),
        nodes=tuple(reader.nodes.values()),
        flows=tuple(reader.flows.values()),
    )
