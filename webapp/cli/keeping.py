"""Commands of whoever keeps the office running: keys, schema, diagrams in force, the audit's chains."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from webapp.cli.deploying import bring_folder
from webapp.cli.opening import (
    office_of,
    refuse_second_office,
    sealer,
    standing_settings,
    tool_settings,
)
from webapp.cli.saying import complain, say
from webapp.domain.actor import SYSTEM
from webapp.domain.errors import OfficeError
from webapp.engine import processes_in
from webapp.settings import PREFIX, Settings, shown
from webapp.store import destroyed
from webapp.store.audit_check import Fault
from webapp.store.audit_check import verify as check_chains
from webapp.store.migrating import is_current, migrate
from webapp.store.row_words import REMEDY
from webapp.store.seals import verify_seals
from webapp.usecases.first_people import appoint
from webapp.usecases.office import Office
from webapp.usecases.publishing import files_in_force


class NothingToDeploy(OfficeError):
    """没有发布，什么也没有改动：{folder} 不存在，或者其中没有可以发起的流程。请写出 processes 的完整路径。"""

    code = "nothing_to_deploy"


class NotCurrent(OfficeError):
    """没有核验：{database} 不是本版本的数据库。请检查SHIBIYAN_DATABASE，旧版本的先运行 shibiyan migrate。"""

    code = "not_current"


def migrate_schema(asked: argparse.Namespace) -> int:
    """This function will bring the database to the schema of this version."""
    settings = tool_settings(demo=asked.demo)
    refuse_second_office(settings)
    with office_of(settings, whole=False) as office:
        migrate(office.database)
    say("数据库结构已是最新")
    return 0


def appoint_administrator(asked: argparse.Namespace) -> int:
    """This function will appoint one of the three administrators of a new office and show the first password, once."""
    with office_of(tool_settings(demo=asked.demo)) as office:
        password = appoint(office, role=asked.role, login=asked.login, name=asked.name)
    say(f"{asked.name}的账号 {asked.login}，首次口令 {password}", "口令只显示这一次，首次登录须更换")
    return 0


def deploy(asked: argparse.Namespace) -> int:
    """This function will check the diagrams of a folder and put the changed ones in force."""
    _refuse_nothing(Path(asked.folder))
    with office_of(tool_settings(demo=asked.demo)) as office:
        changed, kept = bring_folder(office, Path(asked.folder), asked.process, keep=asked.keep)
    say(f"发布{len(changed)}个流程，其余没有改动；在办事项仍按原版本办理")
    if kept:
        say(f"存入{len(kept)}个流程的新版本，尚未发布：由流程设计者在“流程发布”页提请，由另一人批准")
    return 0


def _refuse_nothing(folder: Path) -> None:
    """A path mistyped, or meant from another folder, must not look like a deployment that had nothing to change."""
    if not processes_in(folder):
        raise NothingToDeploy(folder=folder.absolute())


def export(asked: argparse.Namespace) -> int:
    """This function will write the files in force of a process into a folder, in the layout of `processes/`."""
    with office_of(tool_settings(demo=asked.demo)) as office:
        bundle = office.view(files_in_force, SYSTEM, process=asked.process)
    for path, content in bundle.files.items():
        place = Path(asked.folder) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    say(f"已导出 {asked.process}：{len(bundle.files)}个文件，校验码 {bundle.checksum}")
    return 0


def verify(asked: argparse.Namespace) -> int:
    """This function will check chains and seals; 1 when one is broken, with stream, entry number and what is wrong."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        if not is_current(office.database):
            raise NotCurrent(database=shown(f"{PREFIX}DATABASE", settings.database))
        return verified(office, settings)


def verified(office: Office, settings: Settings) -> int:
    """This function will check all chains and seals of an office and say what was found; 1 when something is wrong."""
    signs = sealer(settings)
    with office.database.read() as tx:
        verdict = check_chains(tx)
        of_seals = verify_seals(tx, public_keys=signs.public_keys, file=signs.file)
        gone = [_destruction(*one) for one in destroyed.said(tx)]
    say(*gone)
    count = verdict.count + len(of_seals)
    complain(*map(in_words, (*verdict.faults, *of_seals)), *([REMEDY] if count else ()))
    say(f"{verdict.streams}条链、{verdict.entries}条记录：" + (f"{count}处不符" if count else "全部完整"))
    return int(bool(count))


def _destruction(stream: str, number: int, facts: Mapping[str, object]) -> str:
    """Ids, as the record has them: names are the roster's."""
    if facts.get("again"):
        return f"{stream} 第{number}条：恢复备份后再次销毁"
    people = (("提出", "proposed_by"), ("审核", "checked_by"), ("批准", "decided_by"))
    who = "，".join(f"{word} {facts.get(name)}" for word, name in people)
    return f"{stream} 第{number}条：按期销毁，期限 {facts.get('term')} 至 {facts.get('kept_until')}，{who}"


def in_words(fault: Fault) -> str:
    """This function will say what is wrong with a chain, and where."""
    place = f"第{fault.number}条" if fault.number else "整条链"
    return f"{fault.stream} {place}：{fault.what}"
