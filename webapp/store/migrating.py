"""Bringing a database to the schema of this version, and back; all of a migration happens or none of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from webapp.domain.errors import OfficeError
from webapp.store import audit, keys, power_check, sealed_texts
from webapp.store.adopting import adopt
from webapp.store.db import Database, Tx
from webapp.store.seals import Sealer, elsewhere, last_number
from webapp.store.tables import data_key, person, seal


class NewerDatabase(OfficeError):
    """数据库的结构（{found}）比本版本新，什么也没有改动：请安装写过它的版本，或者恢复升级之前的备份。"""

    code = "newer_database"


_BINDS = "0017"
"""The revision from which on the record binds every row."""
_MARKS = "0059"
"""The revision from which on entries bear a mark of the key file."""
_LISTS = "0064"
"""The revision from which on what lets a person in, and what a person may (0064: may not), bears one."""
_FOLDER = Path(__file__).parent / "migrations"
_BEGUN = sa.select(sa.literal(1))
"""Alembic commits by itself, before the office's key is made, unless the transaction has begun."""


def migrate(database: Database, target: str = "head") -> None:
    """This function will upgrade the schema in one transaction and make the office's data key.

    What lay there before the record bound every row is taken into it, once; texts that lay open are sealed. Raises
    NewerDatabase.
    """
    with database.write() as tx:
        tx.execute(_BEGUN)
        before = MigrationContext.configure(tx.connection).get_current_revision() or ""
        if before and before not in known_revisions():
            raise NewerDatabase(found=before)
        command.upgrade(_config(tx), target)
        if target == "head":
            keys.make_office(tx)
            now = dt.datetime.now(dt.UTC)
            if before < _BINDS:
                adopt(tx, at=now)
            if before < _MARKS:
                audit.mark_anew(tx, first=True)
            if before < _LISTS:
                power_check.list_what_the_record_says(tx)
            sealed_texts.seal_old(tx, at=now)


def downgrade(database: Database, target: str) -> None:
    """This function will take the schema back to an earlier revision (`base`: to nothing) in one transaction."""
    with database.write() as tx:
        tx.execute(_BEGUN)
        command.downgrade(_config(tx), target)


def refuse_wrong_key(database: Database) -> None:
    """This function will raise KeyMissing when the key file is not that of this database; nothing is written.

    It is when it opens the office's own key; a database without one fits any file. What else it does not open verify
    and doctor name.
    """
    with database.read() as tx:
        if sa.inspect(tx.connection).has_table(data_key.name):
            keys.try_office(tx)


def persons_there(database: Database) -> frozenset[str]:
    """This function will give the ids of the persons of a database of any schema; none where there is no office."""
    with database.read() as tx:
        there = sa.inspect(tx.connection).has_table(person.name)
        return frozenset(tx.execute(sa.select(person.c.id)).scalars()) if there else frozenset()


def refuse_another_seal_key(database: Database, sealer: Sealer) -> None:
    """This function will raise KeyDoesNotFit when the sealer's key file is not the record's; nothing is written.

    And DatabaseIsOlder when the file outside knows of seals that this database has not made yet.
    """
    with database.read() as tx:
        if sa.inspect(tx.connection).has_table(seal.name):
            sealer.refuse_another_key(tx)
            sealer.refuse_an_older_database(last_number(tx))


def seals_elsewhere(database: Database, file: Path) -> int:
    """This function will give the record's newest seal where the folder outside has none of its seals, else 0."""
    with database.read() as tx:
        return elsewhere(tx, file) if sa.inspect(tx.connection).has_table(seal.name) else 0


def is_current(database: Database) -> bool:
    """This function will tell whether the schema is that of this version."""
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    with database.read() as tx:
        return MigrationContext.configure(tx.connection).get_current_revision() == head


def known_revisions() -> frozenset[str]:
    """This function will give every schema that this version knows, the newest and all before."""
    return frozenset(one.revision for one in ScriptDirectory(str(_FOLDER)).walk_revisions())


def _config(tx: Tx) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = tx.connection
    return config
