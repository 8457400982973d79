"""`shibiyan backup`: the database in one state while officers work, the seals, and a list of checksums; never a key."""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from webapp.bootstrap import now
from webapp.cli.opening import standing_settings
from webapp.cli.saying import complain, say
from webapp.domain.errors import OfficeError
from webapp.settings import Settings
from webapp.store import backups
from webapp.store.backups import BackupFailed, Heart
from webapp.store.backups.files import settle

MANIFEST, SEALS, PARTIAL = "manifest.json", "seals", ".partial"
FORM = 2
TORN = (ValueError, KeyError, TypeError, RecursionError)
"""What reading raises where a manifest is not as a backup writes it."""
TAKEN = "%Y%m%dT%H%M%S%fZ"
LONGEST = dt.timedelta(days=1)
"""No backup takes so long."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What stands in a backup's manifest: when and by which version, of what, and the checksum of every file."""

    version: str
    taken_at: dt.datetime
    database: str
    heart: Heart
    files: Mapping[str, str]

    def write(self, place: Path) -> None:
        """This function will write it into the backup's folder, as the last file."""
        facts = {"form": FORM, "version": self.version, "taken_at": self.taken_at.isoformat()}
        facts |= {"database": self.database, "heart": self.heart.facts(), "files": dict(self.files)}
        (place / MANIFEST).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, place: Path) -> Self:
        """This function will read it; raises OSError, or one of `TORN` for what no backup wrote."""
        facts = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        if facts["form"] != FORM:
            raise ValueError(FORM)
        return cls(
            version=facts["version"],
            taken_at=dt.datetime.fromisoformat(facts["taken_at"]),
            database=facts["database"],
            heart=Heart.read(facts["heart"]),
            files=dict(facts["files"]),
        )


def backup(asked: argparse.Namespace) -> int:
    """This function will make one backup in a folder, remove the oldest beyond `--keep` and say where the new one is.

    It is complete when the folder bears its name without `.partial`.
    """
    settings, folder = standing_settings(demo=asked.demo), Path(asked.folder)
    for left in broken_off(folder, now=now()):
        shutil.rmtree(left)
    place = make_backup(settings, folder, now=now())
    for old in sorted(complete(folder))[: -asked.keep]:
        shutil.rmtree(old)
    say(str(place))
    return 0


def make_backup(settings: Settings, folder: Path, *, now: dt.datetime) -> Path:
    """This function will write one backup and give its folder; one that fails leaves nothing. Raises BackupFailed."""
    keep_keys_out(settings, Path(settings.seal_folder))
    place = folder / now.strftime(TAKEN)
    half = place.with_name(place.name + PARTIAL)
    half.mkdir(parents=True, mode=0o700)
    try:
        heart = _write(half, settings, now)
        half.rename(place)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)  # a disk that is full must not stay so
        raise
    settle(folder)
    _tell_the_office(settings, heart, now)
    return place


def _write(half: Path, settings: Settings, now: dt.datetime) -> Heart:
    """Copy everything and see it on the disk: a backup that is complete by its name must be so after a power cut."""
    seals = Path(settings.seal_folder)
    heart = backups.copy_out(settings.database, half)
    # after the database: the file outside may hold more seals than the copy, never fewer
    if seals.is_dir():
        shutil.copytree(seals, half / SEALS, ignore=_no_seals)
    Manifest(
        version=version("shibiyan"),
        taken_at=now,
        database=backups.kind_of(settings.database),
        heart=heart,
        files={str(path.relative_to(half)): checksum(path) for path in sorted(half.rglob("*")) if path.is_file()},
    ).write(half)
    _close_to_others(half)
    for path in (*half.rglob("*"), half):
        settle(path)
    return heart


def _no_seals(_folder: object, names: Iterable[str]) -> set[str]:
    """What else somebody laid there stays there: a copy of a key must not go along with what it opens."""
    return {name for name in names if ".jsonl" not in name}


def broken_off(folder: Path, *, now: dt.datetime) -> Iterator[Path]:
    """This function will give what backups left that were killed, a day ago or more: a younger one may be under way."""
    for half in list(folder.glob(f"*{PARTIAL}")):
        begun = _taken(half.name.removesuffix(PARTIAL))
        if begun is not None and now - begun > LONGEST:
            yield half


def _taken(name: str) -> dt.datetime | None:
    """When the backup of such a name was taken; one that somebody has named otherwise is somebody's to keep."""
    with suppress(ValueError):
        return dt.datetime.strptime(name, TAKEN).replace(tzinfo=dt.UTC)
    return None


def _close_to_others(half: Path) -> None:
    """A backup that is moved to another folder stays its owner's alone, whatever mode its files came with."""
    for path in half.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def complete(folder: Path) -> Iterator[Path]:
    """This function will give the backups of a folder that were brought to their end, under the names they got."""
    return (path for path in folder.iterdir() if _taken(path.name) and (path / MANIFEST).is_file())


def keep_keys_out(settings: Settings, seals: Path) -> None:
    """This function will refuse to copy a folder in which a key lies; raises BackupFailed."""
    for key in (settings.key_file, settings.seal_key_file):
        if Path(key).resolve().is_relative_to(seals.resolve()):
            why = f"密钥文件{key}在封存文件夹里，会随备份带走，请移到别处"
            raise BackupFailed(why=why)


def checksum(path: Path) -> str:
    """This function will give a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tell_the_office(settings: Settings, heart: Heart, now: dt.datetime) -> None:
    try:
        backups.note_backup(settings.database, now=now, facts={"entries": heart.entries, "schema": heart.schema})
    except OfficeError as error:
        complain(f"备份已做好，但没有记入机关的数据库：{error.message}")
