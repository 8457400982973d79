"""The source as the rules see it: tracked files, and our modules, each read and parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("webapp", "handlers")


@dataclass(frozen=True, kw_only=True)
class Module:
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps and that is there."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in names.split("\0") if name and (path := ROOT / name).is_file())


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every tracked Python module below the folders."""
    asked = folders or ROOMS
    return tuple(one for one in _all_modules() if one.path.relative_to(ROOT).parts[0] in asked)


@cache
def _all_modules() -> tuple[Module, ...]:
    return tuple(Module(path=path, text=path.read_text(encoding="utf-8")) for path in tracked() if path.suffix == ".py")


def definitions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def report(findings: list[str], *, do: str) -> str:
    """What a failing rule says: each place, and what to do."""
    return "\n".join([f"{len(findings)} to mend. {do}", *findings])
