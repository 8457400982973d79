"""`shibiyan keys`: the key files are made, take turns while the office works, and the old ones are let go."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from webapp.cli.opening import make_keys, office_of, standing_settings, tool_settings
from webapp.cli.saying import complain, say
from webapp.domain.actor import SYSTEM
from webapp.usecases.keeping_keys import retire_keys, rotate_key, rotate_seal_key
from webapp.usecases.let_in import list_again
from webapp.usecases.sealing import FILE
from webapp.usecases.turning_keys import turn_office_key

MAKE = "make"


def keys(asked: argparse.Namespace) -> int:
    """This function will do what the verb says with the key files."""
    return VERBS[asked.verb](asked)


def _make(asked: argparse.Namespace) -> int:
    """Make the two key files where they are missing; existing ones are never touched."""
    made = make_keys(tool_settings(demo=asked.demo))
    say(*(f"已生成密钥文件 {path}，请由安全管理员另行备份" for path in made))
    if not made:
        say("密钥文件已经存在，没有改动")
    return 0


def _rotate(asked: argparse.Namespace) -> int:
    """Wrap all data keys by a new key while the office works; broken off, the same command goes on."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        count = office.run(rotate_key, SYSTEM)
    say(
        f"已换用新密钥，{count}把数据密钥改由新密钥加密；服务不必重启",
        f"请由安全管理员另行备份 {settings.key_file}；旧的备份数据仍须旧密钥文件才能打开",
        "不再需要旧密钥时，运行 shibiyan keys retire 把它从密钥文件中去掉",
    )
    return 0


def _retire(asked: argparse.Namespace) -> int:
    """Take the old keys out of the key file once nothing is wrapped by them."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        count = office.run(retire_keys, SYSTEM)
    say(f"已从 {settings.key_file} 去掉{count}把旧密钥")
    return 0


def _rotate_seal(asked: argparse.Namespace) -> int:
    """Let a new key sign the seals; the record names it, signed by the old one."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        key = office.run(rotate_seal_key, SYSTEM, file=Path(settings.seal_folder) / FILE)
    say(
        f"已换用新的封存密钥，公钥 {key}",
        f"请由安全管理员另行备份 {settings.seal_key_file}；安全审计员原存的公钥仍可核对",
    )
    return 0


def _rotate_office(asked: argparse.Namespace) -> int:
    """Let a new data key seal names, phones, titles and all else of the office's own; broken off, it goes on."""
    settings = standing_settings(demo=asked.demo)
    with office_of(settings) as office:
        count = office.run(turn_office_key, SYSTEM)
    say(
        f"已换用新的机关数据密钥，{count}行改由新密钥加密；服务不必重启",
        "旧密钥只用于打开操作记录和查阅记录中已经封存的内容",
    )
    return 0


def _relist(asked: argparse.Namespace) -> int:
    """List anew what lets people in and what they may, as far as the record bears it out."""
    with office_of(standing_settings(demo=asked.demo)) as office:
        count, left = office.run(list_again, SYSTEM)
    say(f"已按操作记录重新标记{count}行登录资料和岗位")
    if left:
        complain(f"{left}人的有的行与操作记录不符，仍不能登录：请运行 shibiyan verify 查看")
    return 1 if left else 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    MAKE: _make,
    "rotate": _rotate,
    "retire": _retire,
    "rotate-seal": _rotate_seal,
    "rotate-office": _rotate_office,
    "relist": _relist,
}
