"""Every diagram of a folder, read once, with what its scenarios walk."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from webapp import engine
from webapp.bootstrap import all_handlers
from webapp.domain.errors import OfficeError
from webapp.domain.findings import Finding
from webapp.domain.handlers import HandlerSpec
from webapp.engine import Definition
from webapp.settings import PREFIX, Settings
from webapp.usecases.checked import findings_of
from webapp.usecases.scenarios import Report, run_definition


class NoSuchDiagram(OfficeError):
    """没有流程“{word}”。可用的有：{known}。"""

    code = "no_such_diagram"


def processes_folder() -> Path:
    """This function will give the folder of the diagrams without asking for any other setting."""
    return Settings(processes=os.environ.get(f"{PREFIX}PROCESSES", "")).processes_folder


@dataclass(frozen=True, eq=False)
class Atlas:
    """All process files of a folder by process id; scenarios are played once, when first asked for."""

    folder: Path
    handlers: Mapping[str, HandlerSpec] = field(default_factory=all_handlers)
    _read: dict[str, Definition] = field(default_factory=dict)
    _reports: dict[str, Report] = field(default_factory=dict)
    _found: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    @cached_property
    def places(self) -> Mapping[str, str]:
        """This function will give each process's folder, sorted: m01… first, the shared ones last."""
        paths = sorted(self.folder.glob("*/*.bpmn"), key=lambda path: (path.parent.name == "shared", path.stem))
        return {path.stem: path.parent.name for path in paths}

    @property
    def names(self) -> tuple[str, ...]:
        """This function will give the process ids in that order."""
        return tuple(self.places)

    def definition(self, name: str) -> Definition:
        """This function will read one file with all that it calls, once. Raises UnreadableDiagram."""
        if name not in self._read:
            self._read[name] = engine.read(engine.collect(self.folder, name), self.handlers)
        return self._read[name]

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """This function will read every file. Raises UnreadableDiagram."""
        return {name: self.definition(name) for name in self.names}

    def chosen(self, words: Iterable[str]) -> tuple[str, ...]:
        """This function will give the processes that short words mean, all without a word. Raises NoSuchDiagram."""
        asked = list(words)
        if not asked:
            return self.names
        found = {name for word in asked for name in self.meant(word)}
        return tuple(name for name in self.names if name in found)

    def meant(self, word: str) -> tuple[str, ...]:
        """This function will give the processes of a word: an id, or the beginning of ids (`m08`, `m10e`)."""
        if word in self.names:
            return (word,)
        found = tuple(name for name in self.names if name.startswith(word))
        if not found:
            near = difflib.get_close_matches(word, self.names, n=5, cutoff=0.4) or self.names
            raise NoSuchDiagram(word=word, known="、".join(near))
        return found

    def report(self, name: str) -> Report | None:
        """This function will play a process's own scenarios and give the report, or None when it has none."""
        definition = self.definition(name)
        if name not in definition.scenarios:
            return None
        if name not in self._reports:
            self._reports[name] = run_definition(definition, self.handlers)
        return self._reports[name]

    def reports_reaching(self, process: str, folders: Collection[str] = ()) -> Iterator[Report]:
        """This function will play the scenarios of every process that is this one or calls it, near or far.

        With `folders` only those of processes that lie there.
        """
        for name, folder in self.places.items():
            if folders and folder not in folders:
                continue
            if process in self.definition(name).processes and (report := self.report(name)) is not None:
                yield report

    # ------------------------------------------------------------ what is wrong

    @cached_property
    def published(self) -> tuple[str, ...]:
        """This function will give the processes that are deployments of their own, and any that none of these calls."""
        can_start = engine.processes_in(self.folder)
        called = {other for name in can_start for other in self.definitions[name].processes}
        return (*can_start, *(name for name in self.names if name not in called))

    def findings(self, process: str) -> tuple[Finding, ...]:
        """This function will check every deployment that holds a process and give what concerns its own files."""
        holders = [name for name in self.published if process in self.definitions[name].processes]
        found = (one for name in holders for one in self._check(name) if self._owner(name, one) == process)
        return tuple(dict.fromkeys(found))

    def _check(self, name: str) -> tuple[Finding, ...]:
        if name not in self._found:
            self._found[name] = findings_of(self.definitions[name].bundle, self.handlers)
        return self._found[name]

    def _owner(self, deployment: str, finding: Finding) -> str:
        """The process to whose file, form or decision a finding belongs; the main one for everything else."""
        definition = self.definitions[deployment]
        for process in definition.processes.values():
            if finding.file == process.file:
                return process.id
        users = [owner for (owner, _), path in definition.form_files.items() if path == finding.file]
        users += [owner for (owner, _), e in definition.elements.items() if finding.file.endswith(f"/{e.decision}.dmn")]
        return users[0] if users else deployment
