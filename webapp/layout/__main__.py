"""Command line of the drawing room: draw, layout, quality."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import LayoutError, draw, drawing_warnings, layout_with_warnings, quality
from .quality import table


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the three commands; 1 when something can not be drawn or a drawing has faults."""
    options = arguments().parse_args(argv)
    try:
        return int(options.command(options))
    except LayoutError as error:
        sys.stderr.write(f"{options.file}: {error}\n")
        return 1


def arguments() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(prog="python -m webapp.layout", description="Draw BPMN diagrams.")
    commands = parser.add_subparsers(required=True)
    for name, command, text in (
        ("draw", run_draw, "short text to BPMN with picture"),
        ("layout", run_layout, "replace the picture of a BPMN file"),
    ):
        sub = commands.add_parser(name, help=text)
        sub.add_argument("file", type=Path)
        sub.add_argument("-o", "--output", type=Path, help="default: beside the input, ending .bpmn")
        sub.set_defaults(command=command)
    sub = commands.add_parser("quality", help="measure pictures; faults give exit code 1")
    sub.add_argument("files", type=Path, nargs="+")
    sub.set_defaults(command=run_quality, file="")
    return parser


def run_draw(options: argparse.Namespace) -> int:
    """Draw and lay out a short text."""
    text = options.file.read_text(encoding="utf-8")
    return write(draw(text), options, warnings=drawing_warnings(text))


def run_layout(options: argparse.Namespace) -> int:
    """Lay out a BPMN file."""
    return write(options.file.read_bytes(), options, warnings=())


def write(xml: bytes, options: argparse.Namespace, *, warnings: tuple[str, ...]) -> int:
    """Lay out, write the file and print the warnings."""
    result, more = layout_with_warnings(xml)
    (options.output or options.file.with_suffix(".bpmn")).write_bytes(result)
    for warning in (*warnings, *more):
        sys.stderr.write(f"{options.file}: {warning}\n")
    return 0


def run_quality(options: argparse.Namespace) -> int:
    """Print a table and the faults."""
    rows = {}
    for file in options.files:
        options.file = file
        rows[file.stem] = quality(file.read_bytes())
    sys.stdout.write(table(rows) + "\n")
    faulty = {name: figures.faults for name, figures in rows.items() if figures.faults}
    for name, faults in faulty.items():
        sys.stdout.write(f"{name}: {', '.join(f'{fault} {count:.0f}' for fault, count in faults.items())}\n")
    return int(bool(faulty))


if __name__ == "__main__":
    sys.exit(main())
