"""The file of seals outside the database: a line of JSON per seal; lines are only ever added."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_TAIL = 16 * 1024


def append(file: Path, lines: Iterable[str]) -> None:
    """This function will add lines and see them on the disk; a line torn by a crash is left and a new one begun."""
    file.parent.mkdir(parents=True, exist_ok=True)
    begun = _end(file)
    with file.open("a", encoding="utf-8") as open_file:
        if begun and not begun.endswith(b"\n"):
            open_file.write("\n")
        open_file.writelines(f"{line}\n" for line in lines)
        open_file.flush()
        os.fsync(open_file.fileno())


def at_the_end(file: Path) -> frozenset[int]:
    """This function will give the numbers of the newest seals in the file."""
    return frozenset(_by_number(_end(file).decode("utf-8", errors="replace").splitlines()))


def whole(file: Path) -> Mapping[int, str]:
    """This function will give all lines by the seal's number; what is no line of a seal counts for nothing."""
    return _by_number(file.read_text("utf-8", errors="replace").splitlines() if file.exists() else ())


def set_aside(file: Path, last: int, beside: Path) -> int:
    """This function will move the lines of seals after number `last` to a file beside it and tell how many.

    They are of acts that a restored office does not know: kept as proof, while its own seals go on from `last`.
    """
    later = [line for number, line in sorted(whole(file).items()) if number > last]
    if later:
        append(beside, later)
        kept = [line for number, line in sorted(whole(file).items()) if number <= last]
        fresh = file.with_name(f"{file.name}.fresh")
        fresh.unlink(missing_ok=True)
        append(fresh, kept)
        fresh.replace(file)
    return len(later)


def _end(file: Path) -> bytes:
    if not file.exists():
        return b""
    with file.open("rb") as open_file:
        open_file.seek(max(file.stat().st_size - _TAIL, 0))
        return open_file.read()


def _by_number(lines: Iterable[str]) -> dict[int, str]:
    found = {}
    for line in lines:
        try:
            found[int(json.loads(line)["number"])] = line
        except (ValueError, TypeError, KeyError):
            continue
    return found
