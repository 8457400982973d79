"""Files of a measure's folder that no process uses: a form without a task, a decision or a letter nobody names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webapp.domain.findings import Finding, Severity
from webapp.engine.collecting import SHARED, collect
from webapp.engine.definition import Definition, read
from webapp.engine.rules.subject import finding

RULE = "orphans"


def orphans(folder: Path, measure: str) -> tuple[Finding, ...]:
    """This function will find the unused files of one folder under `processes/`.

    A form without a task is an error, an unused decision or letter a warning. Raises UnreadableDiagram.
    """
    own = folder / measure
    names = sorted(path.stem for path in (folder if measure == SHARED else own).glob("**/*.bpmn"))
    read_all = [read(collect(folder, name)) for name in names]
    return tuple(_unused(folder, own, read_all))


def _unused(folder: Path, own: Path, definitions: list[Definition]) -> Iterator[Finding]:
    forms = {path for one in definitions for path in one.form_files.values()}
    decisions = {file.path for one in definitions for file in one.decisions.values()}
    texts = " ".join(
        text
        for one in definitions
        for element in one.elements.values()
        for text in (*element.properties.values(), *element.arguments.values())
    )
    for path in sorted(own.glob("forms/*.form")):
        name = path.relative_to(folder).as_posix()
        if name not in forms:
            reason, remedy = "没有任务使用这张表单", "请删去，或者在任务上写属性 form"
            yield finding(RULE, name, path.stem, reason=reason, remedy=remedy)
    for path in sorted((*own.glob("*.dmn"), *own.glob("decisions/*.dmn"))):
        name = path.relative_to(folder).as_posix()
        if name not in decisions:
            yield _idle(name, path.stem, "没有环节使用这张决策表")
    for path in sorted(own.glob("letters/*.md")):
        if f'"{path.stem}"' not in texts:
            yield _idle(path.relative_to(folder).as_posix(), path.stem, "流程图没有用到这份文书")


def _idle(file: str, key: str, reason: str) -> Finding:
    return finding(RULE, file, key, reason=reason, remedy="请删去，或者在流程图中用上", severity=Severity.WARNING)
