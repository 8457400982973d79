"""What takes another file's place is whole on the disk before: whoever loses power has the old or the new one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from webapp.store import key_files, seal_file
from webapp.store.backups import files

Steps = list[tuple[str, str, bytes]]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Give what was seen on the disk and what was put in its place, each with what the file held at that moment."""
    found: Steps = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        found.append(("on disk", path.name, path.read_bytes() if path.is_file() else b""))
        sync(handle)

    def replaced(self: Path, target: Path) -> Path:
        found.append(("in place", self.name, self.read_bytes()))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    return found


def put_safely(steps: Steps, folder: Path) -> bytes:
    """Check that a file was seen on the disk as it is, then put in its place, then its folder; give what it holds."""
    seen, put, settled = steps
    assert (seen[0], put[0], seen[1:]) == ("on disk", "in place", put[1:])
    assert settled == ("on disk", folder.name, b"")
    return put[2]


def test_a_restored_database_is_on_the_disk_before_it_is_put_in_its_place(tmp_path: Path, steps: Steps) -> None:
    with closing(sqlite3.connect(tmp_path / files.NAME)) as backup:
        backup.execute("CREATE TABLE audit (number)")
    home = tmp_path / "home"
    url = f"{files.SQLITE}{home / 'office.db'}"

    files.bring_back(tmp_path, url)
    files.put_in_place(url)

    assert put_safely(steps, home) == (home / "office.db").read_bytes()


def test_keys_are_on_the_disk_before_they_take_the_place_of_others(tmp_path: Path, steps: Steps) -> None:
    key_files.make(tmp_path / "office.key")

    key_files.add(tmp_path / "office.key")

    assert put_safely(steps, tmp_path) == (tmp_path / "office.key").read_bytes()


def test_a_seal_is_on_the_disk_before_anybody_is_told(tmp_path: Path, steps: Steps) -> None:
    seal_file.append(tmp_path / "seals.jsonl", ['{"number":1}'])

    assert steps == [("on disk", "seals.jsonl", b'{"number":1}\n')]
