"""The file of seals outside the database: a line of JSON per seal; lines are only ever added."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_TAIL = 16 * 1024
FILE_MODE, FOLDER_MODE = 0o640, 0o750
"""Whoever is in the group reads (an auditor), nobody else of the machine, whatever the umask of the process."""


def append(file: Path, lines: Iterable[str]) -> None:
    """This function will add lines and see them on the disk; a line torn by a crash is left and a new one begun."""
    make_folder(file.parent)
    begun = _end(file)
    with os.fdopen(_to_append(file), "a", encoding="utf-8") as open_file:
        if begun and not begun.endswith(b"\n"):
            open_file.write("\n")
        open_file.writelines(f"{line}\n" for line in lines)
        open_file.flush()
        os.fsync(open_file.fileno())


def begin(file: Path) -> None:
    """This function will make an empty file where there is none, before anything is sealed.

    Whoever finds seals in the database and no file at all then knows that the folder is another one.
    """
    os.close(_to_append(file))


def bring_back(kept: Path, folder: Path) -> None:
    """This function will copy the files of a backup's folder; the folder keeps its mode and group, files get theirs."""
    make_folder(folder)
    for one in sorted(kept.iterdir()):
        if one.is_file():
            shutil.copyfile(one, folder / one.name)
            (folder / one.name).chmod(FILE_MODE)


def make_folder(folder: Path) -> None:
    """This function will make a folder for seals where there is none; one that is there keeps its mode and group."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)


def _to_append(file: Path) -> int:
    """Only a new file is given its mode: what an administrator has set stays."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    try:
        handle = os.open(file, flags | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        return os.open(file, flags, FILE_MODE)
    os.fchmod(handle, FILE_MODE)
    return handle


def at_the_end(file: Path) -> frozenset[int]:
    """This function will give the numbers of the newest seals in the file."""
    return frozenset(lines_at_the_end(file))


def lines_at_the_end(file: Path) -> Mapping[int, str]:
    """This function will give the newest lines by the seal's number; a file that is not there has none."""
    return dict(_numbered(_end(file).decode("utf-8", errors="replace").splitlines()))


def whole(file: Path) -> Mapping[int, str]:
    """This function will give all lines by the seal's number; what is no line of a seal counts for nothing.

    Of two lines of one number the first counts: what came later is not what was kept.
    """
    return dict(reversed(list(_lines(file))))


def doubled(file: Path) -> frozenset[int]:
    """This function will give the numbers of which the file has two lines that differ."""
    first = whole(file)
    return frozenset(number for number, line in _lines(file) if line != first[number])


def set_aside(file: Path, last: int, beside: Path) -> int:
    """This function will move the lines of seals after number `last` to a file beside it and tell how many.

    They are of acts that a restored office does not know: kept as proof, while its own seals go on from `last`.
    """
    lines = list(_lines(file))
    later = [line for number, line in lines if number > last]
    if later:
        append(beside, later)
        kept = [line for number, line in lines if number <= last]
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


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    return _numbered(file.read_text("utf-8", errors="replace").splitlines() if file.exists() else ())


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for line in lines:
        try:
            yield int(json.loads(line)["number"]), line
        except (ValueError, TypeError, KeyError):
            continue
