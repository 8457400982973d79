"""A PostgreSQL server for tests: the one that is named, a private one from the binaries at hand, or one that runs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

NO_SERVER = "No PostgreSQL answers and no initdb is at hand: install postgresql, or set PGHOST, PGUSER, PGPASSWORD."
PLACES = (
    "",  # whatever PG* says
    "host=/var/run/postgresql user=postgres",
    "host=127.0.0.1 port=5432 user=postgres",
    "host=/var/run/postgresql",
)
LOCALE = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server on which databases can be made; home is the folder of a private one."""

    conninfo: str
    home: Path | None = None
    user: str | None = None
    binaries: Path | None = None

    def create(self, name: str) -> str:
        """Make an empty database and give its URL."""
        self.drop(name)
        self.run(sql.SQL("CREATE DATABASE {} " + LOCALE).format(sql.Identifier(name)))
        return url(make_conninfo(self.conninfo, dbname=name))

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def empty(self, database_url: str) -> None:
        """Remove everything that is in a database."""
        name = database_url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(make_conninfo(self.conninfo, dbname=name), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def run(self, statement: sql.Composed) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(make_conninfo(self.conninfo, dbname="postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def durable(self) -> Iterator[None]:
        """Let a private server keep its promises for a while, as an office's does; leave another one's as it is."""
        if self.home is None:
            yield
            return
        self.set(dict.fromkeys(UNSAFE, "on"))
        try:
            yield
        finally:
            self.set(UNSAFE)

    def set(self, wanted: Mapping[str, str]) -> None:
        """Give a private server other settings and wait until new connections have them."""
        for name, word in wanted.items():
            self.run(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(word)))
        self.run(sql.SQL("SELECT pg_reload_conf()").format())
        while self.settings(wanted) != wanted:
            sleep(0.01)

    def settings(self, names: Iterable[str]) -> dict[str, str]:
        """Read settings as a new connection has them."""
        asked = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
        with psycopg.connect(make_conninfo(self.conninfo, dbname="postgres")) as connection:
            return dict(connection.execute(asked, [list(names)]).fetchall())

    def begin(self) -> None:
        """Start a private server that stands still."""
        self._control("-w", "start")

    def end(self) -> None:
        """Let a private server end what it has begun, and stand still."""
        self._control("-w", "-m", "fast", "stop")

    def restart(self) -> None:
        """Break a private server off, whatever it is doing, and start it again; it recovers from its log."""
        self._control("-w", "-m", "immediate", "restart")

    def revive(self) -> None:
        """Start a private server again where it has broken off by itself."""
        if not may_create(self.conninfo):
            self._control("-w", "-m", "immediate", "restart")

    def _control(self, *words: str) -> None:
        if self.home is None or self.binaries is None:
            raise RuntimeError("another one's server is left alone")
        call([self.binaries / "pg_ctl", "-D", self.home / "base", "-l", self.home / "log", *words], self.user)

    def stop(self) -> None:
        """Stop and remove a private server; leave one that ran before alone."""
        if self.home is not None and self.binaries is not None:
            call([self.binaries / "pg_ctl", "-D", self.home / "base", "-m", "immediate", "stop"], self.user)
            shutil.rmtree(self.home, ignore_errors=True)


def url(conninfo: str) -> str:
    """Write a connection as SQLAlchemy wants it."""
    parts = {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}
    query = "&".join(f"{key}={quote(parts[key], safe='')}" for key in ("host", "port") if key in parts)
    who = ":".join(quote(parts[key], safe="") for key in ("user", "password") if key in parts)
    return f"postgresql+psycopg://{who}{'@' if who else ''}/{parts['dbname']}{'?' if query else ''}{query}"


def find_or_start() -> Server | None:
    """Give the server that PGHOST names, else a private one, else one that answers and lets us make databases, or None.

    A private one need not wait for the disk, which halves the time of what makes and drops databases.
    """
    named = os.environ.get("PGHOST") is not None
    return answering() if named else start() or answering()


def answering() -> Server | None:
    """Give a server that runs and lets us make databases, or None."""
    return next((Server(conninfo=place) for place in PLACES if may_create(place)), None)


def may_create(place: str) -> bool:
    """Tell whether a server answers here and lets us make databases."""
    try:
        with psycopg.connect(make_conninfo(place, dbname="postgres", connect_timeout=3)) as connection:
            right = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            row = connection.execute(right).fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False


UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def start(*, place: Path | None = None, durable: bool = False, more: Mapping[str, str] | None = None) -> Server | None:
    """Start a private server on a socket of its own, in a folder below `place`; a durable one survives a crash.

    One that does not promise to is quicker. `more` settings stand in its file.
    """
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    binaries = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if binaries is None:
        return None
    user = other_user()
    home = Path(tempfile.mkdtemp(prefix="pg", dir=place))
    if user:
        shutil.chown(home, user)
    call([binaries / "initdb", "-D", home / "base", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"], user)
    asked = {"unix_socket_directories": str(home), "listen_addresses": ""} | ({} if durable else UNSAFE) | (more or {})
    with (home / "base" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in asked.items())
    server = Server(conninfo=f"host={home} user=postgres", home=home, user=user, binaries=binaries)
    server.begin()
    return server


def other_user() -> str | None:
    """Name whom a server can run as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    return next((u.pw_name for u in pwd.getpwall() if u.pw_name == "postgres"), "nobody")


def call(command: list[str | Path], user: str | None) -> None:
    """Run a program of PostgreSQL, quietly, as another user where one is named."""
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
