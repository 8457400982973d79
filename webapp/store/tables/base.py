"""What every table is made of: the metadata and short words for columns."""

from __future__ import annotations

from typing import Any  # columns of rows and statements, which only SQL knows

import sqlalchemy as sa

from webapp.domain.records import LEVEL_ORDER, SECRECY_ORDER
from webapp.store.columns import Instant, Json, Rank

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

LEVEL = Rank(LEVEL_ORDER)
SECRECY = Rank([word.value for word in SECRECY_ORDER])


def id_column() -> sa.Column[str]:
    """This function will make the key column of a table whose ids are words."""
    return sa.Column("id", sa.Text, primary_key=True)


def serial_column() -> sa.Column[int]:
    """This function will make the key column of a table whose rows are numbered in the order of writing."""
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


def text(name: str, *, null: bool = False, **options: Any) -> sa.Column[str]:
    """This function will make a column of clear words: an id, a code, a name of an element."""
    return sa.Column(name, sa.Text, nullable=null, **options)


def ref(name: str, target: str, *, null: bool = False, **options: Any) -> sa.Column[str]:
    """This function will make a column that names a row of another table."""
    return sa.Column(name, sa.Text, sa.ForeignKey(f"{target}.id"), nullable=null, **options)


def sealed(name: str, *, null: bool = False) -> sa.Column[bytes]:
    """This function will make a column that holds a sealed content."""
    return sa.Column(name, sa.LargeBinary, nullable=null)


def instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    """This function will make a column of an instant (UTC)."""
    return sa.Column(name, Instant, nullable=null)


def day(name: str, *, null: bool = False) -> sa.Column[Any]:
    """This function will make a column of a day in the office's zone."""
    return sa.Column(name, sa.Date, nullable=null)


def number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    """This function will make a column of a whole number."""
    preset = None if default is None else str(default)
    return sa.Column(name, sa.Integer, nullable=null, server_default=preset)


def flag(name: str, *, default: bool | None = None) -> sa.Column[bool]:
    """This function will make a column of yes or no."""
    preset = None if default is None else (sa.true() if default else sa.false())
    return sa.Column(name, sa.Boolean, nullable=False, server_default=preset)


def json(name: str, *, null: bool = False) -> sa.Column[Any]:
    """This function will make a column of clear lists or mappings of ids and codes."""
    return sa.Column(name, Json, nullable=null)


def level(name: str) -> sa.Column[Any]:
    """This function will make a column of a cadre level."""
    return sa.Column(name, LEVEL, nullable=False)


def secrecy(name: str) -> sa.Column[Any]:
    """This function will make a column of a level of secrecy."""
    return sa.Column(name, SECRECY, nullable=False)
