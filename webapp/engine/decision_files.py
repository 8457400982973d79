"""The decision files of a deployment, each read when a rule task first asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from webapp.engine.clock import DECLARED
from webapp.engine.decisions import Model, UnreadableDecisions, read_decisions
from webapp.engine.errors import EngineStopped
from webapp.feel import FeelValue, Functions


class DecisionFile:
    """One `.dmn` file; the files beside it may be imported. `twin`: another file with a decision of that id."""

    def __init__(self, name: str, path: str, files: Mapping[str, bytes], *, twin: str = "") -> None:
        self.name, self.path, self._files, self.twin = name, path, files, twin

    @cached_property
    def model(self) -> Model:
        """This function will read and compile the file. Raises UnreadableDecisions."""
        others = [content for path, content in self._files.items() if path.endswith(".dmn") and path != self.path]
        return read_decisions(self._files[self.path], others, functions=DECLARED)

    def __call__(self, context: Mapping[Any, FeelValue], functions: Functions) -> FeelValue:
        """This function will give the decision's value over case data.

        Raises EngineStopped when it is not in the file.
        """
        if self.name not in self.model.decisions and len(self.model.decisions) != 1:
            raise EngineStopped(element=self.name, why="决策文件中没有同名的决策")
        name = self.name if self.name in self.model.decisions else self.model.decisions[0]
        return self.model.evaluate(name, context, functions)


def decisions_by_id(files: Mapping[str, bytes]) -> dict[str, DecisionFile]:
    """This function will give the decision files by the ids of all decisions in them, whatever the files are called.

    One that cannot be read is there by its file's name, so that it is named.
    """
    found: dict[str, DecisionFile] = {}
    for name, file in decisions_in(files).items():
        try:
            ids = file.model.decisions
        except UnreadableDecisions:
            ids = (name,)
        found |= {key: DecisionFile(key, file.path, files, twin=_path(found.get(key))) for key in ids}
    return found


def _path(file: DecisionFile | None) -> str:
    return file.path if file else ""


def decisions_in(files: Mapping[str, bytes]) -> dict[str, DecisionFile]:
    """This function will give the decision files by the name of the file, which is the decision's id."""
    paths = {PurePosixPath(path).stem: path for path in files if path.endswith(".dmn")}
    return {name: DecisionFile(name, path, files) for name, path in paths.items()}
