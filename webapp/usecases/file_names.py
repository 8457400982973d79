"""Names of files, as they are kept: nothing in them leads elsewhere, hides or misleads."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 80


def harmless(name: str) -> str:
    """This function will give a file name without folders, control and direction marks, at most 80 characters long."""
    base = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(mark for mark in base if unicodedata.category(mark)[0] != "C" and mark not in '<>:"|?*/')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    return f"{(stem or '文件')[:LONGEST_NAME]}{dot or '.'}{ending}"
