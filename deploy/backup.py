#!/usr/bin/env python3
"""Backup of an office while it works: `deploy/backup.py FOLDER [--keep 30]`.

One folder per backup: the database (SQLite's own backup, or pg_dump in one snapshot), then the seals, then a list of
checksums. The key files are not in it: whoever holds a backup and the keys can read everything. Needs Python alone.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

DATABASE = "SHIBIYAN_DATABASE"
SEALS = "SHIBIYAN_SEAL_FOLDER"
SQLITE = "sqlite:///"
MANIFEST = "manifest.json"


def main() -> int:
    """Back up what SHIBIYAN_DATABASE and SHIBIYAN_SEAL_FOLDER name, remove the oldest beyond --keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=int, default=30, help="backups to keep (default 30)")
    asked = parser.parse_args()
    made = backup(
        os.environ.get(DATABASE, "sqlite:///var/shibiyan.db"), Path(os.environ.get(SEALS, "var/seals")), asked.folder
    )
    for old in sorted(path for path in asked.folder.iterdir() if path.is_dir())[: -asked.keep]:
        shutil.rmtree(old)
    sys.stdout.write(f"{made}\n")
    return 0


def backup(url: str, seals: Path, folder: Path) -> Path:
    """Write one backup into a new folder below `folder` and give it; it is complete when the manifest is there."""
    place = folder / dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    place.mkdir(parents=True, mode=0o700)
    if url.startswith(SQLITE):
        copy_sqlite(Path(url.removeprefix(SQLITE)), place / "shibiyan.db")
    else:
        dump_postgres(url, place / "shibiyan.dump")
    # after the database: the file outside may hold more seals than the copy, never fewer
    if seals.is_dir():
        shutil.copytree(seals, place / "seals")
    write_manifest(place)
    return place


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database that is being written to, in one consistent state."""
    if not source.is_file():
        raise SystemExit(f"there is no database {source}")
    reader = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    writer = sqlite3.connect(target)
    with reader, writer:
        reader.backup(writer)
    if writer.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise SystemExit("the copy is damaged: look at the disk")
    reader.close()
    writer.close()


def dump_postgres(url: str, target: Path) -> None:
    """Dump a PostgreSQL database in one snapshot."""
    subprocess.run(["pg_dump", "--format=custom", f"--file={target}", plain(url)], check=True)  # noqa: S603, S607


def plain(url: str) -> str:
    """Give SQLAlchemy's URL as PostgreSQL's own programs read it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def write_manifest(place: Path) -> None:
    """Write the checksum of every file of a backup."""
    files = {str(path.relative_to(place)): checksum(path) for path in sorted(place.rglob("*")) if path.is_file()}
    (place / MANIFEST).write_text(json.dumps(files, indent=1) + "\n", encoding="utf-8")


def checksum(path: Path) -> str:
    """Give a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
