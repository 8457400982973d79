"""The check before publishing: every diagram is either executed as BPMN says or refused, element by element."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from webapp.domain.bundle import Bundle
from webapp.domain.findings import Finding, Severity
from webapp.domain.handlers import HandlerSpec
from webapp.engine.decisions import UnreadableDecisions, read_decisions
from webapp.engine.definition import read
from webapp.engine.errors import NoSuchProcess
from webapp.engine.rule_files import (
    UnreadableRules,
    read_access,
    read_limits,
    read_mapping,
    read_quorum,
    read_retention,
    read_roles,
    read_waves,
)
from webapp.engine.rules import (
    ambiguous,
    calls,
    constant,
    decisions,
    endings,
    events,
    expressions,
    foreign,
    form_files,
    forms,
    gate_forms,
    gate_ways,
    gates,
    letters,
    limits,
    messages,
    pages,
    prefills,
    properties,
    references,
    restraint,
    retention,
    roles,
    services,
    structure,
    unsupported,
    waiting,
    ways,
    wellformed,
    words,
)
from webapp.engine.rules.subject import Rule, Subject, finding
from webapp.engine.xml_parts import UnreadableDiagram, parse
from webapp.engine.xml_reader import pictures, read_process, read_processes

FIRST: tuple[Rule, ...] = (
    wellformed.check,
    unsupported.check,
    events.check,
    structure.check,
    references.check,
    foreign.check,
)
"""What must hold before the diagram can be followed as a graph."""
THEN: tuple[Rule, ...] = (
    ways.check,
    ambiguous.check,
    calls.check,
    expressions.check,
    constant.check,
    services.check,
    decisions.check,
    messages.check,
)
HOUSE: tuple[Rule, ...] = (
    structure.check_ids,
    restraint.check,
    properties.check,
    forms.check,
    prefills.check,
    pages.check,
    roles.check,
    limits.check,
    retention.check,
    letters.check,
    endings.check,
    gates.check,
    gate_forms.check,
    gate_ways.check,
    words.check,
)
"""What this house asks of its own diagrams besides."""
LAST: tuple[Rule, ...] = (waiting.check,)
"""Played only when all ways lead on."""


def check(
    bundle: Bundle,
    handlers: Mapping[str, HandlerSpec],
    *,
    in_force: Bundle | None = None,
    approved: Collection[str] = (),
    house: bool = True,
) -> tuple[Finding, ...]:
    """This function will check a deployment, and compare its mandatory gates with those of the version in force.

    `approved` are rows of demands whose gate's condition, rule or role may change. Findings come errors first, in the
    order of the files; without any of severity error the deployment may be published. With `house=False` a diagram is
    held to BPMN alone: no forms, roles or limits of this house are asked for, and any name may be read.
    """
    readable, unreadable = _readable(bundle, house=house)
    unreadable += [] if house else _without_process(readable)
    if unreadable and (not house or bundle.process not in _stems(readable)):
        return tuple(unreadable)
    try:
        definition = read(readable, handlers, house=house)
    except NoSuchProcess as error:
        return (*unreadable, finding("files", bundle.process, bundle.process, reason=error.message, remedy=_SAME_NAME))
    subject = Subject(
        definition=definition,
        handlers=handlers,
        in_force=None if in_force is None else read(in_force, handlers),
        approved=frozenset(approved),
        unreadable=frozenset(one.file for one in unreadable),
    )
    found = [*unreadable, *_found(subject)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.severity is not Severity.ERROR))


RULE_FILES: Mapping[str, Callable[[bytes], object]] = {
    "rules/deadlines.yaml": read_limits,
    "rules/roles.yaml": read_roles,
    "rules/cycles.yaml": read_waves,
    "rules/access.yaml": read_access,
    "rules/quorum.yaml": read_quorum,
    "rules/retention.yaml": read_retention,
}
_SAME_NAME = "流程的编号要与文件名、文件夹名相同"


def _found(subject: Subject) -> Iterator[Finding]:
    first = [one for rule in FIRST for one in rule(subject)]
    yield from first
    if not any(one.rule == structure.RULE and one.severity is Severity.ERROR for one in first):
        then = [one for rule in (*THEN, *(HOUSE if subject.house else ())) for one in rule(subject)]
        yield from then
        if not any(one.rule == ways.RULE and one.severity is Severity.ERROR for one in then):
            yield from (one for rule in LAST for one in rule(subject))


def _readable(bundle: Bundle, *, house: bool) -> tuple[Bundle, list[Finding]]:
    """The files that can be read, and a finding for each that cannot."""
    faults = [fault for path, content in sorted(bundle.files.items()) for fault in _fault(path, content, house)]
    broken = {fault.file for fault in faults}
    files = {path: content for path, content in bundle.files.items() if path not in broken}
    return replace(bundle, files=files, checksum=bundle.checksum), faults


def _without_process(bundle: Bundle) -> list[Finding]:
    """Files in which nothing can be executed, and processes that are there twice."""
    found: list[Finding] = []
    seen: dict[str, str] = {}
    for path, content in sorted(bundle.files.items()):
        names = [process.id for process in read_processes(content, path)] if path.endswith(".bpmn") else None
        if names == []:
            found += _only_pictures(path, content)
        for name in names or ():
            if name in seen:
                reason = f"流程“{name}”在 {seen[name]} 中已经有了"
                found.append(finding("files", path, name, reason=reason, remedy="请改用别的编号"))
            seen[name] = path
    return found


def _only_pictures(path: str, content: bytes) -> list[Finding]:
    """Name each process that is marked as not executable, or the file if there is none at all."""
    drawn = [str(node.get("id") or "") for node in pictures(parse(content, path))]
    return [
        finding("files", path, name, reason="没有可执行的流程", remedy='请画流程，并写 isExecutable="true"')
        for name in drawn or [""]
    ]


def _fault(path: str, content: bytes, house: bool) -> Iterator[Finding]:
    if path.endswith(".form"):
        yield from form_files.check(path, content, house=house)
        return
    try:
        if path.endswith(".bpmn") and not house:
            read_processes(content, path)
        elif path.endswith(".bpmn") and not read_processes(content, path):
            yield from _only_pictures(path, content)
        elif path.endswith(".dmn") and not house:
            read_decisions(content, ())
        else:
            _read(path, content)
    except (UnreadableDiagram, UnreadableRules, UnreadableDecisions) as error:
        yield finding("files", path, "", reason=error.message, remedy="请改正文件后再上传")
    except ValueError as error:
        yield finding("files", path, "", reason=f"文件读不懂：{error}", remedy="请用编辑器重新保存后再上传")


def _read(path: str, content: bytes) -> None:
    """Read a file by its kind. Raises UnreadableDiagram, UnreadableRules or ValueError."""
    if path.endswith(".bpmn"):
        _diagram(path, content)
    elif path.endswith((".md", ".po")):
        content.decode()
    elif path.endswith(".yaml"):
        RULE_FILES.get(path, read_mapping)(content)


def _diagram(path: str, content: bytes) -> None:
    process = read_process(content, path)
    stem = path.rpartition("/")[2].removesuffix(".bpmn")
    if process.id != stem:
        raise UnreadableDiagram(file=path, why=f"流程的编号“{process.id}”与文件名不同")


def _stems(bundle: Bundle) -> set[str]:
    return {path.rpartition("/")[2].removesuffix(".bpmn") for path in bundle.files if path.endswith(".bpmn")}


def in_words(one: Finding) -> str:
    """This function will print a finding: element, reason, what to draw instead."""
    mark = "错误" if one.severity is Severity.ERROR else "提醒"
    where = f"{one.file}：{one.element}" if one.element else one.file
    return f"{mark} {where}：{one.reason}。{one.remedy}。"


__all__ = ["check", "in_words"]
