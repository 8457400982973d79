"""As which role of PostgreSQL a command comes: one that may do what is asked, and that sees what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from webapp.domain.errors import OfficeError
from webapp.settings import PREFIX, Settings, shown
from webapp.store import walls
from webapp.store.db import Database
from webapp.store.faults import is_forbidden


class RoleMayNot(OfficeError):
    """没有办成，数据库角色无权这样做：{database}。升级用表的所有者（AS=owner office migrate），随后运行 walls.sql。"""

    code = "role_may_not"


class BehindTheWall(OfficeError):
    """什么也没有改动：{role}是页面的角色，隔着第二道墙看不到事项。请用到期工作的角色，即 AS=work office 加同一命令。"""

    code = "behind_the_wall"


@contextmanager
def of_a_role_that_may(settings: Settings) -> Iterator[None]:
    """This function will raise RoleMayNot where the database refuses the role, with what is done instead."""
    try:
        yield
    except OfficeError:
        raise
    except Exception as error:
        if not is_forbidden(error):
            raise
        raise RoleMayNot(database=shown(f"{PREFIX}DATABASE", settings.database)) from error


def refuse_the_blind(database: Database) -> None:
    """This function will raise BehindTheWall for a role that would take what it does not see for what is gone."""
    with database.read() as tx:
        role = walls.blind(tx.connection)
    if role:
        raise BehindTheWall(role=role)
