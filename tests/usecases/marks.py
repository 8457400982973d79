"""Marks in everything that people type: whatever is found elsewhere than sealed, somebody could read there."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any  # form values, as a page posts them

from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import FormRejected
from webapp.domain.forms import SIGNATURE, Field, FieldType
from webapp.domain.ids import TaskId
from webapp.store import case_reads, tasks
from webapp.usecases.act import Act, reads
from webapp.usecases.completing import Posted
from webapp.usecases.demo.stage import Stage
from webapp.usecases.desk import desk_of
from webapp.usecases.task_scope import task_form
from webapp.usecases.viewing import viewer_of

MARK = "ZQXmark"
TYPED = (FieldType.TEXTFIELD, FieldType.TEXTAREA)
ROUNDS = 4
_numbers = itertools.count(1)


def mark() -> str:
    """Give a mark that nobody has typed before."""
    return f"{MARK}{next(_numbers):06}"


def marked(text: str, longest: int | None = None) -> str:
    """Put a mark behind a text, or in the place of its end where it may not get longer."""
    made = mark()
    return text[: longest - len(made)] + made if longest and len(text) + len(made) > longest else text + made


class MarkedStage(Stage):
    """People who write a mark into every text of every form that they send; `refused` are texts that take none."""

    planted: int = 0

    def complete(self, actor: Actor, path: str, *, task_id: TaskId, posted: Posted) -> None:
        """Submit the form with marks; a text that a rule of the form reads is sent as it was."""
        plain = {name: list(texts) for name, texts in posted.items()}
        longest = self.office.view(typed_fields, actor, task_id=task_id)
        left = {name for name in plain if _without_rows(name) in longest and any(plain[name])}
        for _ in range(ROUNDS):
            with_marks = plain | {
                name: [marked(text, longest[_without_rows(name)]) for text in plain[name]] for name in left
            }
            try:
                super().complete(actor, path, task_id=task_id, posted=with_marks)
            except FormRejected as refused:
                left -= {fault.field for fault in refused.faults} or left
            else:
                self.planted += len(left)
                return
        super().complete(actor, path, task_id=task_id, posted=plain)


def _without_rows(name: str) -> str:
    return ".".join(part for part in name.split(".") if not part.isdigit())


@reads(Permission.SIGNED_IN)
def typed_fields(act: Act, *, task_id: TaskId) -> Mapping[str, int | None]:
    """Give the fields of a task's form that take free text, each with the longest that it takes."""
    seen = tasks.read(act.tx, task_id, viewer=viewer_of(act))
    found = task_form(desk_of(act, case_reads.opened(act.tx, seen.case.id)), seen.task)
    return dict(free_texts(found.form.fields)) if found else {}


def free_texts(fields: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, int | None]]:
    """Give the free texts among fields, those of rows under the rows' key."""
    for one in fields:
        if one.type is FieldType.GROUP:
            yield from free_texts(one.fields, prefix)
        elif one.type is FieldType.ROWS:
            yield from free_texts(one.fields, f"{prefix}{one.key}.")
        elif one.type in TYPED and not (one.picker or one.pattern or one.readonly or one.key == SIGNATURE):
            yield f"{prefix}{one.key}", one.max_length


@dataclass
class Overheard(logging.Handler):
    """What the office logs at the level of a real one, as it would be written."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, with its traceback where it has one."""
        self.lines.append(self.format(record))

    __hash__ = object.__hash__


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Listen to all logs."""
    ear, root = Overheard(), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        yield ear.lines
    finally:
        root.removeHandler(ear)
        root.setLevel(before)


def clear_marks(found: Mapping[str, Any]) -> list[str]:
    """Say in which of several places a mark can be read, with what stands around it."""
    out = []
    for place, raw in found.items():
        text = raw if isinstance(raw, bytes) else str(raw).encode()
        spot = text.find(MARK.encode())
        if spot >= 0:
            out.append(f"{place}: …{text[max(spot - 60, 0) : spot + 40]!r}")
    return out
