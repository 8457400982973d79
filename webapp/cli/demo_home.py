"""Where the demo keeps its own files, and the secret of its pages, which outlives a restart; where it does not run."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from webapp.domain.errors import OfficeError
from webapp.settings import PREFIX, Settings, shown
from webapp.store.migrating import persons_there
from webapp.usecases.demo.roster import people_of_yunling
from webapp.usecases.office import Office

DEMO_HOME = "var/demo"
ANY_SECRET = 32
SECRET_FILE = "keys/pages.secret"  # noqa: S105 - where it lies


class NotTheDemo(OfficeError):
    """什么也没有改动：{database} 里是真实机关的人员，演示不能在其中运行。请不带本机关的设置运行，或者去掉 --demo。"""

    code = "not_the_demo"


def demo_defaults(*, serves: bool = False) -> Mapping[str, str]:
    """This function will give the demo's own settings: files of its own, so that made-up and real never mix.

    What serves pages keeps its secret: forms that are open while it starts anew are still good afterwards.
    """
    own = {
        "DEMO": "1",
        "SECRET": kept_secret(Path(DEMO_HOME) / SECRET_FILE) if serves else secrets.token_hex(ANY_SECRET),
        "SECURE_COOKIES": "0",
        "DATABASE": f"sqlite:///{DEMO_HOME}/shibiyan.db",
        "KEY_FILE": f"{DEMO_HOME}/keys/office.key",
        "SEAL_KEY_FILE": f"{DEMO_HOME}/keys/seal.key",
        "SEAL_FOLDER": f"{DEMO_HOME}/seals",
    }
    return {PREFIX + name: value for name, value in own.items()}


def kept_secret(path: Path) -> str:
    """This function will give the secret of a file, which it makes where there is none; of two who make it one does.

    Where nothing can be kept, or what is kept is none, it is good until the next start.
    """
    with suppress(OSError, UnicodeDecodeError):
        _make(path)
        kept = path.read_text("ascii").strip()
        if len(kept) == 2 * ANY_SECRET:
            return kept
    return secrets.token_hex(ANY_SECRET)


def _make(path: Path) -> None:
    """It is whole before it has its name."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(ANY_SECRET))
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def refuse_real_people(office: Office, settings: Settings) -> None:
    """This function will raise NotTheDemo where a demo would run among people who are not made up.

    It puts the diagrams of this version in force, and lets everybody in whose password is the demo's.
    """
    there = persons_there(office.database)
    if there and not there & people_of_yunling()["officers"].keys():
        office.database.close()
        raise NotTheDemo(database=shown(f"{PREFIX}DATABASE", settings.database))
