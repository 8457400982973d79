"""An office for a command: settings from the environment, keys, schema, diagrams and holidays in place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from webapp.bootstrap import build_office
from webapp.cli.demo_home import ANY_SECRET, DEMO_HOME, demo_defaults, refuse_real_people
from webapp.cli.deploying import bring_folder
from webapp.cli.remains import refuse_remains
from webapp.cli.roles import of_a_role_that_may, refuse_the_blind
from webapp.cli.saying import say
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import OfficeError, SettingWrong, Unavailable
from webapp.setting_rules import RULES
from webapp.settings import PREFIX, Settings, read_settings, shown
from webapp.store.backups import BackupFailed, standing
from webapp.store.faults import Contended, Malformed
from webapp.store.migrating import (
    is_current,
    migrate,
    refuse_another_seal_key,
    refuse_wrong_key,
    seals_elsewhere,
)
from webapp.store.seal_file import begin, make_folder
from webapp.store.seals import Sealer, make_signing_key
from webapp.store.vault import make_key
from webapp.usecases.destroying import destroy_again
from webapp.usecases.office import Office
from webapp.usecases.official_years import import_published_years, lacks_this_year
from webapp.usecases.publishing import BEGUN, OVER, is_first_start, note_first_start
from webapp.usecases.sealing import FILE

SQLITE = "sqlite:///"
SEAL_FOLDER = f"{PREFIX}SEAL_FOLDER"
EXAMPLE = f"{SEAL_FOLDER}=/srv/shibiyan-seals"


class NoOffice(OfficeError):
    """当前目录没有机关：没有数据库文件 {database}。{remedy}。"""

    code = "no_office"


class DatabaseShut(OfficeError):
    """数据库打不开：{database}。请检查数据库服务是否启动、连接是否用完，地址、口令是否写对，文件能否读写。"""

    code = "database_shut"


class SecondOffice(OfficeError):
    """什么也没有改动：{folder} 里已有封存记录，{database} 却没有机关。请检查 SHIBIYAN_DATABASE，丢失的请先恢复。"""

    code = "second_office"


def settings_of(*, demo: bool = False, port: int | None = None, serves: bool = False) -> Settings:
    """This function will read the settings of an office, one that `serves` with a secret that is kept.

    Raises SettingWrong.
    """
    given = dict(os.environ)
    if demo or given.get(f"{PREFIX}DEMO") == "1":
        if not given.get(f"{PREFIX}SECRET"):
            given.pop(f"{PREFIX}SECRET", None)
        given = {**demo_defaults(serves=serves and f"{PREFIX}SECRET" not in given), **given}
    if port is not None:
        given[f"{PREFIX}PORT"] = str(port)
    return read_settings(given)


def tool_settings(*, demo: bool) -> Settings:
    """This function will read the settings of a command that answers no browser: it needs no secret."""
    if demo:
        return settings_of(demo=True)
    return read_settings({f"{PREFIX}SECRET": secrets.token_hex(ANY_SECRET), **os.environ})


def standing_settings(*, demo: bool) -> Settings:
    """This function will read the settings of a command that only looks; raises NoOffice where there is none.

    Looking must not leave an empty database behind.
    """
    settings = tool_settings(demo=demo)
    file = Path(settings.database.removeprefix(SQLITE))
    if settings.database.startswith(SQLITE) and not file.exists():
        refuse_remains(settings)
        raise NoOffice(database=file, remedy=_remedy(demo=settings.demo))
    return settings


def _remedy(*, demo: bool) -> str:
    if demo:
        return "演示机关由 shibiyan serve --demo 建立"
    if Path(DEMO_HOME).exists():
        return f"演示机关在 {DEMO_HOME}，请加 --demo 再运行"
    return "新机关先运行 shibiyan keys 和 shibiyan migrate；看演示请运行 shibiyan serve --demo"


def make_keys(settings: Settings) -> tuple[Path, ...]:
    """This function will make the key files that are missing and give their paths."""
    made = []
    for path, make in ((Path(settings.key_file), make_key), (Path(settings.seal_key_file), make_signing_key)):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
            made.append(path)
    return tuple(made)


def refuse_second_office(settings: Settings) -> None:
    """This function will raise SecondOffice where a database would begin beside the seals of one that is elsewhere.

    A path mistyped, or a disk that is not mounted, must not look like an office that has lost everything. Raises
    HalfRestored and LogLeftBehind, too.
    """
    with blamed(f"{PREFIX}DATABASE", f"{PREFIX}DATABASE={RULES['database'].example}"):
        refuse_remains(settings)
    seals = Path(settings.seal_folder) / FILE
    with blamed(SEAL_FOLDER, EXAMPLE):
        if not seals.exists() or not seals.stat().st_size:
            return
    with suppress(BackupFailed):  # what does not answer is named when it is opened
        there = standing(settings.database)
        if there is None or not there.schema:
            place = shown(f"{PREFIX}DATABASE", settings.database)
            raise SecondOffice(folder=settings.seal_folder, database=place)


def fitting_office(settings: Settings, *, half: bool = False) -> Office:
    """This function will open an office; raises KeyMissing, before anything is touched, for another's key file.

    One that is half restored opens for the restore alone.
    """
    if not half:
        refuse_remains(settings)
    with blamed(f"{PREFIX}DATABASE", f"{PREFIX}DATABASE={RULES['database'].example}"):
        office = build_office(settings)
    try:
        refuse_wrong_key(office.database)
    except BaseException as error:
        office.database.close()
        if isinstance(error, Unavailable) and not isinstance(error, Contended | Malformed):
            raise DatabaseShut(database=shown(f"{PREFIX}DATABASE", settings.database)) from error
        raise
    return office


@contextmanager
def blamed(name: str, example: str) -> Iterator[None]:
    """This function will raise SettingWrong where the place that a setting names cannot be read or written."""
    try:
        yield
    except OSError as error:
        why = f"{error.filename or ''} 不能读写（{error.strerror or error}）"
        raise SettingWrong(name=name, why=why, example=example) from None


@contextmanager
def office_of(settings: Settings, *, half: bool = False, whole: bool = True) -> Iterator[Office]:
    """This function will open an office for one command, its `whole`; raises KeyMissing, RoleMayNot, BehindTheWall."""
    with of_a_role_that_may(settings):
        office = fitting_office(settings, half=half)
        try:
            if whole:
                refuse_the_blind(office.database)
            yield office
        finally:
            office.database.close()


def sealer(settings: Settings) -> Sealer:
    """This function will give the sealer of an office; raises SettingWrong."""
    return Sealer(Path(settings.seal_key_file), Path(settings.seal_folder) / FILE)


def refuse_what_cannot_seal(office: Office, settings: Settings) -> None:
    """This function will raise SettingWrong or KeyDoesNotFit where what is written could not be sealed.

    It asks before anything is touched: an office whose record nobody seals must not begin to work.
    """
    folder = Path(settings.seal_folder)
    with suppress(OSError):
        make_folder(folder)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise SettingWrong(name=SEAL_FOLDER, why=f"{folder} 不能写入", example=EXAMPLE)
    refuse_another_seal_key(office.database, sealer(settings))
    refuse_seals_elsewhere(office, settings)
    with blamed(SEAL_FOLDER, EXAMPLE):
        begin(folder / FILE)


def refuse_seals_elsewhere(office: Office, settings: Settings) -> None:
    """This function will raise SettingWrong where the folder outside has none of the seals that the database has.

    A folder mistyped, or a disk that is not mounted, must not begin a second file of seals.
    """
    last = seals_elsewhere(office.database, Path(settings.seal_folder) / FILE)
    if last:
        why = f"数据库已封存到第{last}号，{settings.seal_folder} 里没有本机关的封存记录"
        lost = "文件夹搬动过的写出新位置，丢失的从最近备份的seals文件夹放回，备份里也没有的运行 shibiyan reseal"
        raise SettingWrong(name=SEAL_FOLDER, why=f"{why}；{lost}", example=EXAMPLE)


def ready_office(settings: Settings, *, seals: bool = False) -> Office:
    """This function will give an office with schema, holidays and, on a first start, the diagrams in force.

    With `seals` it must be able to seal what is written: the process that does due work.

    A first start that was broken off is made up for by the next one.
    """
    if settings.demo:
        make_keys(settings)
    refuse_second_office(settings)
    with of_a_role_that_may(settings):
        return _made_ready(settings, seals=seals)


def _made_ready(settings: Settings, *, seals: bool) -> Office:
    office = fitting_office(settings)
    if settings.demo:
        refuse_real_people(office, settings)
    if seals:
        refuse_what_cannot_seal(office, settings)
    elif Path(settings.seal_folder).is_dir():  # pages alone may run where the folder is not
        refuse_seals_elsewhere(office, settings)
    updated = not is_current(office.database)
    if updated:
        migrate(office.database)
    if again := destroy_again(office):
        say(f"登记为已销毁的{again}把密钥随旧备份恢复，已重新销毁")
    _furnish(office, settings, updated=updated)
    return office


def _furnish(office: Office, settings: Settings, *, updated: bool) -> None:
    first = office.view(is_first_start, SYSTEM)
    if first:
        office.run(note_first_start, SYSTEM, word=BEGUN)
    if first or updated or office.view(lacks_this_year, SYSTEM):  # diagrams may be there before the first start
        office.run(import_published_years, SYSTEM)
    if first or settings.demo:
        bring_folder(office, settings.processes_folder, shipped=not settings.processes)
    if first:
        office.run(note_first_start, SYSTEM, word=OVER)
