"""Offices without people, each on a database and files of its own, and the commands of whoever keeps them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import Server
from webapp.bootstrap import build_office
from webapp.cli import main
from webapp.cli.opening import tool_settings
from webapp.store import watches
from webapp.usecases.office import Office
from webapp.usecases.sealing import BEAT, seal_all


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an office's settings point."""

    home: Path
    url: str
    keys: Path
    server: Server | None = None

    @property
    def environ(self) -> Mapping[str, str]:
        """Give its settings."""
        own = {
            "DATABASE": self.url,
            "KEY_FILE": str(self.keys / "office.key"),
            "SEAL_KEY_FILE": str(self.keys / "seal.key"),
            "SEAL_FOLDER": str(self.seals),
            "OFFICE_NAME": "演练县纪委监委",
            "OFFICE_MARK": "演纪",
            "OFFICE_ADDRESS": "演练县演练路2号",
            "OFFICE_PHONE": "0000-7654321",
        }
        return {f"SHIBIYAN_{name}": text for name, text in own.items()}

    @property
    def seals(self) -> Path:
        """Give the folder of its seals."""
        return self.home / "seals"

    def call(self, *words: str) -> int:
        """Run a command of its keeper."""
        with pytest.MonkeyPatch.context() as patch:
            for name in [one for one in os.environ if one.startswith("SHIBIYAN_")]:
                patch.delenv(name)
            for name, text in self.environ.items():
                patch.setenv(name, text)
            return main(words)

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Open it."""
        with pytest.MonkeyPatch.context() as patch:
            for name, text in self.environ.items():
                patch.setenv(name, text)
            opened = build_office(tool_settings(demo=False))
        yield opened
        opened.database.close()

    def backed_up(self, capsys: pytest.CaptureFixture[str]) -> Path:
        """Back it up and give the backup."""
        capsys.readouterr()
        assert self.call("backup", str(self.home / "backups")) == 0
        return Path(capsys.readouterr().out.strip())

    def last_alive(self, ago: dt.timedelta) -> None:
        """Let its worker have been alive so long ago."""
        with self.office() as office, office.database.write() as tx:
            watches.beat(tx, BEAT, now=office.clock() - ago)

    def schema(self, word: str) -> str:
        """Write another schema's name into the database and give what stood there."""
        with self.office() as office, office.database.write() as tx:
            before = str(tx.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
            tx.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{word}'")  # noqa: S608
        return before


def begun(place: Place) -> Place:
    """Make keys and schema and seal what is there."""
    assert place.call("keys") == 0
    assert place.call("migrate") == 0
    with place.office() as office:
        assert seal_all(office) > 0
    return place
