"""Small disks that are soon full."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NO_DISK = "no small disk can be mounted here: run as root (CAP_SYS_ADMIN)"


@contextmanager
def disk_of(place: Path, megabytes: int) -> Iterator[Path | None]:
    """Mount a disk of that size; gives None where that is not allowed."""
    place.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(place)]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of that size; skip, loudly, where that is not allowed."""
    with disk_of(place, megabytes) as disk:
        if disk is None:
            pytest.skip(NO_DISK)
        yield disk


def fill(place: Path) -> Path:
    """Write into a file until nothing more goes onto the disk."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    return filler
