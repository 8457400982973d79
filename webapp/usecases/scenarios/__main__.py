"""Play the scenarios of a measure's folder, measure flow coverage, walk at random, and print it.

python -m webapp.usecases.scenarios processes/m08_talk_letter_inquiry [--check] [--walks 50] [--all]
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from webapp import engine
from webapp.domain.errors import OfficeError
from webapp.domain.handlers import HandlerSpec, handlers_of
from webapp.usecases.checked import findings_of
from webapp.usecases.scenarios.reading import shared_answers
from webapp.usecases.scenarios.report import Report, in_words
from webapp.usecases.scenarios.running import coverage, run_definition
from webapp.usecases.scenarios.walking import Escaped, Stuck, walk

HANDLERS = "handlers"


def registry() -> dict[str, HandlerSpec]:
    """This function will load the handlers package by its name; the application gets them from its composition root."""
    package = importlib.import_module(HANDLERS)
    names = [found.name for found in pkgutil.iter_modules(package.__path__)]
    return handlers_of(importlib.import_module(f"{HANDLERS}.{name}") for name in names)


def main(arguments: list[str] | None = None) -> int:
    """This function will play the scenarios of a measure's folder and give 1 when one fails or a flow is not walked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a measure's folder, or one of its .bpmn files")
    parser.add_argument("--walks", type=int, default=0, help="random walks of each process")
    parser.add_argument("--check", action="store_true", help="check the diagrams first")
    parser.add_argument("--all", action="store_true", help="show coverage of the shared processes, too")
    asked = parser.parse_args(arguments)
    folder = asked.folder if asked.folder.is_dir() else asked.folder.parent
    names = [asked.folder.stem] if asked.folder.is_file() else sorted(path.stem for path in folder.glob("*.bpmn"))
    handlers = registry()
    if asked.check:
        _check(folder, names, handlers)
    reports = [report for name in names if (report := _run(folder.parent, name, handlers))]
    _print_union(folder.parent, names, reports, everything=asked.all)
    faults = sum(_walks(folder.parent, report.process, handlers, count=asked.walks) for report in reports)
    return int(bool(faults) or any(report.failures for report in reports))


def _check(folder: Path, names: Iterable[str], handlers: dict[str, HandlerSpec]) -> None:
    """Print the findings of every process that a case can be opened for, each once."""
    startable = engine.processes_in(folder.parent)
    found = [f for n in names if n in startable for f in findings_of(engine.collect(folder.parent, n), handlers)]
    _say(*dict.fromkeys(engine.in_words(one) for one in (*found, *engine.orphans(folder.parent, folder.name))))


def _run(folder: Path, name: str, handlers: dict[str, HandlerSpec]) -> Report | None:
    try:
        definition = engine.read(engine.collect(folder, name), handlers)
        if name not in definition.scenarios:
            return None
        report = run_definition(definition, handlers)
    except OfficeError as error:
        _say(f"{name}: {error.message}")
        return None
    _say(*in_words(report, only=()))
    return report


def _print_union(folder: Path, names: Iterable[str], reports: Iterable[Report], *, everything: bool) -> None:
    """Flows are counted over all scenario files of the folder: a called part is walked by whoever calls it."""
    walked = {pair for report in reports for pair in report.walked}
    seen: set[str] = set()
    wanted = set(names)
    for report in reports:
        definition = engine.read(engine.collect(folder, report.process))
        for one in coverage(definition, walked):
            if one.process not in seen and (everything or one.process in wanted):
                seen.add(one.process)
                _say(f"  {one.process:32s} {one.covered}/{one.flows} flows  {' '.join(one.uncovered)}".rstrip())
    for name in sorted(wanted - seen):
        _say(f"  {name:32s} no scenarios walk it")


def _walks(folder: Path, process: str, handlers: dict[str, HandlerSpec], *, count: int) -> int:
    definition = engine.read(engine.collect(folder, process), handlers)
    faults, acts, began = 0, 0, time.perf_counter()
    ends: dict[str, int] = {}
    answers = shared_answers(definition.scenarios[process])
    for seed in range(count):
        for start in definition.starts:
            try:
                done = walk(definition, handlers, seed=seed, start=start.id, answers=answers)
            except (Stuck, Escaped, OfficeError, LookupError, ValueError, TypeError) as error:
                faults += 1
                _say(f"  walk {process} {start.id} seed {seed}: {type(error).__name__} {error}")
                continue
            acts += done.acts
            ends[str(done.ended)] = ends.get(str(done.ended), 0) + 1
    if count:
        spent = 1000 * (time.perf_counter() - began) / max(acts, 1)
        _say(f"  {process}: {count} walks, {acts} acts, {spent:.2f} ms each, {ends}, {faults} faults")
    return faults


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
