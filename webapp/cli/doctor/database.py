"""What the database is set to: whether what it says is kept is kept, and whether its clock and order are ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.store import guards, health
from webapp.store.db import MOST_CONNECTIONS
from webapp.usecases.act import Act

NEAR, FAR = dt.timedelta(seconds=5), dt.timedelta(seconds=60)
PROCESSES = 3
"""Pages, due work, and the pages' successor during a restart."""
SPARE = 5
"""Connections for backup, watching and whoever keeps the server."""
PLAIN_ORDERS = ("C", "POSIX", "C.UTF-8", "C.utf8", "BINARY")
KEPT_ON = ("fsync", "full_page_writes")


def lines(act: Act) -> Iterator[Line]:
    """This function will look at the database itself."""
    asked = health.settings(act.tx)
    yield from record_kept(guards.fallen(act.tx), guards.strange(act.tx))
    if act.tx.dialect == "sqlite":
        yield from of_file(asked)
        return
    yield from of_server(asked)
    walls = health.walls(act.tx)
    yield from second_wall(walls)
    yield from role(walls.role, superuser=walls.superuser)
    yield from wire(*health.wire(act.tx))
    failed = health.archive_failed(act.tx)
    yield from archive(failed and failed.astimezone(act.office.zone))
    yield from connections(asked)
    yield from order(*health.collation(act.tx))
    yield from clock(act.now, health.server_clock(act.tx))


def of_file(asked: Mapping[str, str]) -> Iterator[Line]:
    """This function will judge how SQLite keeps what it is told."""
    if asked["journal_mode"] != "wal":
        yield bad("数据库设置", "SQLite不在WAL方式，读写会互相阻塞：请检查磁盘是否可写、是否网络盘")
    elif asked["synchronous"] not in ("2", "3"):
        yield bad("数据库设置", "SQLite没有等待落盘（synchronous），断电会丢失已确认的办理：请用本系统的命令打开数据库")
    else:
        yield good("数据库设置", "SQLite：WAL，每次提交等待落盘")


def record_kept(fallen: Sequence[str], strange: Sequence[str]) -> Iterator[Line]:
    """This function will ask whether the triggers stand that keep the record, each as it was put up."""
    remedy = "请运行 shibiyan verify，并与另存的封存文件核对，再从备份恢复"
    if fallen:
        why = f"防改动的触发器缺失、停用或者被改写（{'、'.join(fallen)}），可能有人动过数据库"
        yield bad("操作记录保护", f"{why}：{remedy}")
    elif strange:
        yield bad("操作记录保护", f"数据库里有不是本系统设置的触发器（{'、'.join(strange)}）：请查明何人所设；{remedy}")
    else:
        yield good("操作记录保护", "操作记录、查阅记录、封存只增不改")


def of_server(asked: Mapping[str, str]) -> Iterator[Line]:
    """This function will judge how PostgreSQL keeps what it is told."""
    off = [name for name in KEPT_ON if asked.get(name) != "on"]
    if asked.get("synchronous_commit") == "off":
        off.append("synchronous_commit")
    if off:
        why = "断电会丢失已确认的办理，或者损坏数据库"
        yield bad("数据库设置", f"PostgreSQL的{'、'.join(off)}没有打开，{why}：请在 postgresql.conf 设为 on 并重新加载")
    elif asked.get("autovacuum", "on") != "on":
        why = "autovacuum 没有打开，表越来越大，已销毁的密钥留在表页里"
        yield watch("数据库设置", f"PostgreSQL的{why}：请在 postgresql.conf 设为 on 并重新加载")
    else:
        yield good("数据库设置", "PostgreSQL：每次提交等待落盘")


def second_wall(found: health.Walls) -> Iterator[Line]:
    """This function will ask whether the second wall was put up after the last upgrade, and is as it was then."""
    remedy = "请以表的所有者再次运行 deploy/postgresql/walls.sql，再重启服务"
    if not found.stands and found.put_up_for:
        why = f"曾按结构{found.put_up_for}设置，现在没有一张表还有行级限制（恢复备份以后须重新设置）"
        yield watch("第二道墙", f"{why}：{remedy}；有意撤下的运行 walls_down.sql")
    elif not found.stands:
        yield good("第二道墙", "没有设置（deploy/postgresql），数据库角色不分")
    elif found.put_up_for != found.schema:
        why = f"按结构{found.put_up_for or '更早的版本'}设置，数据库现为{found.schema}，新表新列没有守住或者不能写入"
        yield bad("第二道墙", f"{why}：{remedy}")
    elif not found.as_put_up:
        yield bad(
            "第二道墙", f"表的行级限制、所用函数或者记录的权限与设置时不同，可能有人动过：请查明何人所改；{remedy}"
        )
    elif found.above:
        why = f"本命令以{found.role}连接，它是超级用户或者表的所有者，不受这道墙约束"
        yield watch("第二道墙", f"{why}：页面和到期工作的设置须用 shibiyan_web、shibiyan_work")
    elif found.blind:
        why = f"按现在的结构{found.schema}设置；本命令以{found.role}连接，隔着它看不到事项，以下不全"
        yield watch("第二道墙", f"{why}：请运行 AS=work office doctor")
    else:
        yield good("第二道墙", f"按现在的结构{found.schema}设置")


def role(name: str, *, superuser: bool) -> Iterator[Line]:
    """This function will ask whether the office comes to the server as somebody who may do everything there."""
    if superuser:
        remedy = "请为机关另建普通用户作数据库的所有者（deploy/postgresql），SHIBIYAN_DATABASE写这个用户"
        yield watch("数据库角色", f"以超级用户{name}连接，能读写服务器上的一切：{remedy}")
    else:
        yield good("数据库角色", f"{name}，不是超级用户")


def wire(server: str, closed: bool) -> Iterator[Line]:
    """This function will ask whether anybody between office and server could read along."""
    if closed:
        yield good("数据库连线", "在本机，或者已加密")
    else:
        why = f"到数据库服务器{server}的连线没有加密，途中可以读到编号、岗位、日期"
        remedy = "请在服务器启用 ssl，并在SHIBIYAN_DATABASE末尾写 ?sslmode=verify-full，容器内部网络除外"
        yield watch("数据库连线", f"{why}：{remedy}")


def archive(failed: dt.datetime | None) -> Iterator[Line]:
    """This function will ask whether the server's log gets to where somebody would go back to an instant with it."""
    if failed is not None:
        why = "数据库日志归档失败，不能恢复到任一时刻，日志越积越多会占满磁盘"
        yield bad("日志归档", f"{why}（最近一次{failed:%Y-%m-%d %H:%M}）：请检查 archive_command 的目标文件夹和空间")


def connections(asked: Mapping[str, str]) -> Iterator[Line]:
    """This function will ask whether all processes together get the connections that they may open."""
    wanted = PROCESSES * MOST_CONNECTIONS + SPARE
    given = int(asked["max_connections"]) - int(asked.get("superuser_reserved_connections", "0"))
    if given < wanted:
        why = f"可用{given}个，{PROCESSES}个进程各{MOST_CONNECTIONS}个、另留{SPARE}个，需要{wanted}个"
        yield watch("数据库连接", f"{why}：请在 postgresql.conf 提高 max_connections")
    else:
        yield good("数据库连接", f"可用{given}个，需要{wanted}个")


def order(name: str, kept: str, found: str) -> Iterator[Line]:
    """This function will ask whether an update of the machine's C library changed the order of words in indexes."""
    if kept != found:
        why = f"数据库按{kept or '未知'}版的排序规则建立，本机现为{found or '未知'}，索引可能找不到记录"
        yield bad("排序规则", f"{why}：请停机运行 REINDEX DATABASE，再运行 ALTER DATABASE … REFRESH COLLATION VERSION")
    elif name not in PLAIN_ORDERS:
        yield watch("排序规则", f"{name}随操作系统的glibc变动：新建数据库时请用 --locale=C.UTF-8 --template=template0")
    else:
        yield good("排序规则", f"{name}，不随操作系统变动")


def clock(ours: dt.datetime, server: dt.datetime | None) -> Iterator[Line]:
    """This function will compare the machine's clock with that of the database's server."""
    if server is None:
        return
    apart = abs(ours - server)
    words = f"与数据库服务器相差{apart.total_seconds():.0f}秒"
    if apart > FAR:
        yield bad("时钟", f"{words}，期限和记录的时间会错：请在两台机器上启用时间同步（chrony）")
    elif apart > NEAR:
        yield watch("时钟", f"{words}：请检查时间同步（chrony）")
    else:
        yield good("时钟", words)
