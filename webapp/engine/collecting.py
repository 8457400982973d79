"""From a folder of processes to a bundle: the files of one process with everything that it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webapp.domain.bundle import Bundle
from webapp.engine.errors import NoSuchProcess
from webapp.engine.model import Kind, Process, Trigger
from webapp.engine.xml_reader import UnreadableDiagram, read_process

SHARED = "shared"


def processes_in(folder: Path) -> tuple[str, ...]:
    """This function will give the processes of a `processes/` folder that a case can be opened for, sorted.

    Those with a message or timer start, and those with a plain start that no other process calls; the parts of
    `shared/` only with a message or timer start.
    """
    read = list(_read_all(folder))
    called = {name for process in read for name in process.called}
    return tuple(sorted(process.id for process in read if _can_start(process, called)))


def _can_start(process: Process, called: set[str]) -> bool:
    if any(start.kind in (Trigger.MESSAGE, Trigger.TIMER) for start in process.starts):
        return True
    return not process.file.startswith(f"{SHARED}/") and process.id not in called


def _read_all(folder: Path) -> Iterator[Process]:
    for path in sorted(folder.glob("*/*.bpmn")):
        try:
            yield read_process(path.read_bytes(), path.relative_to(folder).as_posix())
        except UnreadableDiagram:
            continue  # the check of that process names the fault


def collect(folder: Path, process: str) -> Bundle:
    """This function will read the files of a process and of all that it calls, out of a `processes/` folder.

    Paths in the bundle are relative to the folder. Raises NoSuchProcess, UnreadableDiagram.
    """
    diagrams = _reach(folder, process)
    folders = {diagram.parent for diagram in diagrams.values()} | {folder / SHARED}
    files = {path for diagram in diagrams.values() for path in _beside(diagram, process)}
    files |= {path for one in folders for path in _beside_all(one)}
    files |= set((folder / "rules").glob("*.yaml")) | set(diagrams.values())
    used = _used(folder, diagrams)
    kept = [path for path in files if path.is_file() and (path.suffix not in (".form", ".dmn") or path in used)]
    return Bundle(process=process, files={path.relative_to(folder).as_posix(): path.read_bytes() for path in kept})


def _reach(folder: Path, process: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    wanted = [process]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        path = next(iter(sorted(folder.glob(f"*/{name}.bpmn"))), None)
        if path is None:
            if name == process:
                raise NoSuchProcess(process=name)
            continue  # the check of the calling process names the missing one
        found[name] = path
        wanted += read_process(path.read_bytes(), path.relative_to(folder).as_posix()).called
    return found


def _beside(diagram: Path, main: str) -> Iterator[Path]:
    yield diagram.with_name(f"{diagram.stem}.scenarios.yaml")
    if diagram.parent.name == diagram.stem or diagram.stem == main:
        yield diagram.with_name("scenarios.yaml")


def _beside_all(folder: Path) -> Iterator[Path]:
    yield from folder.glob("letters/*.md")
    yield from folder.glob("*.po")
    yield from folder.glob("*.dmn")
    yield from folder.glob("decisions/*.dmn")
    yield from folder.glob("forms/*.form")


def _used(folder: Path, diagrams: dict[str, Path]) -> set[Path]:
    """Forms and decisions that the diagrams name.

    A decision brings along those that it requires (by their files' names).
    """
    used: set[Path] = set()
    for path in diagrams.values():
        process = read_process(path.read_bytes(), path.relative_to(folder).as_posix())
        for element in process.elements.values():
            if element.kind in (Kind.USER, Kind.MANUAL):
                used |= {path.parent / "forms" / f"{name}.form" for name in (element.id, element.form) if name}
                used.add(folder / SHARED / "forms" / f"{element.form}.form")
            if element.decision:
                used |= _decision_files(folder, path.parent, element.decision)
    return used


def _decision_files(folder: Path, own: Path, decision: str) -> set[Path]:
    found: set[Path] = set()
    wanted = [decision]
    while wanted:
        name = wanted.pop()
        places = (own / f"{name}.dmn", own / "decisions" / f"{name}.dmn", folder / SHARED / "decisions" / f"{name}.dmn")
        path = next((place for place in places if place.is_file()), None)
        if path is not None and path not in found:
            found.add(path)
            text = path.read_text(encoding="utf-8")
            wanted += [other.stem for other in folder.glob("**/*.dmn") if f'"{other.name}"' in text]
    return found
