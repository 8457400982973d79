#!/usr/bin/env python3
"""Restore of an office elsewhere: `deploy/restore.py BACKUP`, with SHIBIYAN_DATABASE and SHIBIYAN_SEAL_FOLDER set.

Checks every file against the list of checksums first and never overwrites: the database must not be there yet (SQLite)
or be empty (PostgreSQL). Then put the key files back, run `shibiyan doctor` and `shibiyan verify`, and start.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

DATABASE = "SHIBIYAN_DATABASE"
SEALS = "SHIBIYAN_SEAL_FOLDER"
SQLITE = "sqlite:///"
MANIFEST = "manifest.json"


def main() -> int:
    """Restore one backup to where the settings point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backup", type=Path)
    asked = parser.parse_args()
    restore(
        asked.backup, os.environ.get(DATABASE, "sqlite:///var/shibiyan.db"), Path(os.environ.get(SEALS, "var/seals"))
    )
    sys.stdout.write("restored; now: shibiyan doctor && shibiyan verify\n")
    return 0


def restore(backup: Path, url: str, seals: Path) -> None:
    """Check a backup and bring it back."""
    check(backup)
    if url.startswith(SQLITE):
        place(backup / "shibiyan.db", Path(url.removeprefix(SQLITE)))
    else:
        target = url.replace("postgresql+psycopg://", "postgresql://", 1)
        dump = str(backup / "shibiyan.dump")
        subprocess.run(  # noqa: S603
            ["pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", f"--dbname={target}", dump],  # noqa: S607
            check=True,
        )
    if (backup / "seals").is_dir():
        shutil.copytree(backup / "seals", seals, dirs_exist_ok=False)


def check(backup: Path) -> None:
    """Compare every file with the list of checksums."""
    manifest = backup / MANIFEST
    if not manifest.is_file():
        raise SystemExit(f"{backup} is no complete backup: it has no {MANIFEST}")
    for name, wanted in json.loads(manifest.read_text(encoding="utf-8")).items():
        path = backup / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise SystemExit(f"{name} is missing or was changed: take another backup")


def place(source: Path, target: Path) -> None:
    """Put a database file where none is."""
    if target.exists():
        raise SystemExit(f"{target} is there already: nothing is overwritten")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)


if __name__ == "__main__":
    sys.exit(main())
