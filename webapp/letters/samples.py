"""One of each letter with made-up values, as files to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any  # YAML as it came

import yaml

from .compose import compose
from .front_matter import read_template
from .model import Letter, LetterHead
from .press import to_pdf, to_png
from .screen import stylesheet, to_html
from .template import Template
from .word import to_docx

HERE = Path(__file__).parent
HOMES = (HERE.parents[1] / "processes", HERE.parent / "_processes")
AGENCY, SIGNER = "中共云岭县纪律检查委员会", "吴某"
DAY = date(2026, 11, 24)
PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="letter.css">{body}</html>'
)


def write_samples(folder: Path, *, processes: Path | None = None) -> tuple[Path, ...]:
    """Write each letter of the processes as PDF, DOCX, HTML and PNG (one a page) and give the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "letter.css").write_text(stylesheet(), encoding="utf-8")
    written = [file for name, letter in samples(processes) for file in _files(name, letter)]
    for name, content in written:
        (folder / name).write_bytes(content)
    return tuple(folder / name for name, _ in written)


def samples(processes: Path | None = None) -> Iterator[tuple[str, Letter]]:
    """Compose each letter of the processes; its name is folder and template."""
    for n, (name, template) in enumerate(templates(processes), 1):
        yield name, sample(template, n=n)


def templates(processes: Path | None = None) -> Iterator[tuple[str, Template]]:
    """Read each letter template of the processes; its name is folder and template."""
    home = processes or next(place for place in HOMES if place.is_dir())
    for path in sorted(home.glob("*/letters/*.md")):
        yield f"{path.parents[1].name}-{path.stem}", read_template(path.read_text(encoding="utf-8"))


def sample(template: Template, *, n: int = 1, values: Mapping[str, Any] | None = None) -> Letter:
    """Compose a template with the made-up values, or with others, as the n-th letter of its series."""
    head = LetterHead(
        agency=AGENCY,
        number=f"云{template.series}〔2026〕{n}号",
        date=DAY,
        code=f"YL26-{n:04d}-{template.source}",
        signer=SIGNER if template.upward else "",
    )
    return compose(template, values_for(template.id) if values is None else values, head=head)


def values_for(template: str) -> Mapping[str, Any]:
    """Give the made-up values with what this letter says in its own draft."""
    return _over(sample_values(), sample_values().get("only", {}).get(template, {}))


def _over(values: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    laid = {
        key: _over(values[key], one) if isinstance(one, Mapping) and isinstance(values.get(key), Mapping) else one
        for key, one in own.items()
    }
    return {**values, **laid}


@cache
def sample_values() -> Mapping[str, Any]:
    """Give the made-up values."""
    values: Mapping[str, Any] = yaml.safe_load((HERE / "samples.yaml").read_text(encoding="utf-8"))
    return values


def _files(name: str, letter: Letter) -> Iterator[tuple[str, bytes]]:
    yield f"{name}.pdf", to_pdf(letter)
    yield f"{name}.docx", to_docx(letter)
    yield f"{name}.html", PAGE.format(title=letter.template, body=to_html(letter)).encode()
    yield from ((f"{name}-{n}.png", page) for n, page in enumerate(to_png(letter), 1))
