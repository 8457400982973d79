"""Two versions of a process beside each other: what became of each step, and of each line of each file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from webapp.domain.bundle import Bundle
from webapp.engine import Definition, Element, Flow
from webapp.usecases.views.designers import FileChange, StepChange

MOST_LINES = 400
"""Lines shown of one file's differences: who wants more compares the exported folders."""
AROUND = 2
NEW, GONE, CHANGED = "new", "gone", "changed"


def changed_files(before: Bundle | None, after: Bundle) -> tuple[FileChange, ...]:
    """This function will give the files that are new, gone or changed, each with its changed lines."""
    old = before.files if before else {}
    paths = sorted({*old, *after.files})
    return tuple(
        _file(path, old.get(path), after.files.get(path)) for path in paths if old.get(path) != after.files.get(path)
    )


def _file(path: str, before: bytes | None, after: bytes | None) -> FileChange:
    old, new = ((one or b"").decode(errors="replace").splitlines() for one in (before, after))
    found = [line for line in difflib.unified_diff(old, new, lineterm="", n=AROUND) if line[:3] not in ("---", "+++")]
    kind = NEW if before is None else GONE if after is None else CHANGED
    return FileChange(path=path, kind=kind, lines=tuple(found[:MOST_LINES]), left_out=max(0, len(found) - MOST_LINES))


def changed_steps(before: Definition | None, after: Definition) -> tuple[StepChange, ...]:
    """This function will give the elements and flows that are new, gone or drawn otherwise, diagram by diagram."""
    old, new = _drawn(before) if before else {}, _drawn(after)
    keys = (*new, *(one for one in old if one not in new))
    return tuple(_step(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key))


def _drawn(definition: Definition) -> Mapping[tuple[str, str], Element | Flow]:
    processes = definition.processes.values()
    flows = {(process.id, key): flow for process in processes for key, flow in process.flows.items()}
    return {**definition.elements, **flows}


def _step(key: tuple[str, str], was: Element | Flow | None, now: Element | Flow | None) -> StepChange:
    shown = now or was
    kind = NEW if was is None else GONE if now is None else CHANGED
    name, mandatory = (shown.name or "", shown.mandatory or "") if shown else ("", "")
    return StepChange(part=key[0], id=key[1], name=name, kind=kind, mandatory=mandatory)
