"""Settings that are valid and yet not what a real office should have."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import fields

from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.settings import PREFIX, Settings
from webapp.store.db import MOST_CONNECTIONS

OWN = ("office_name", "office_mark", "office_address", "office_phone")
"""What each office has to say of itself; the defaults are a made-up county's."""


def lines(settings: Settings, *, secret_given: bool) -> Iterator[Line]:
    """This function will look at the settings."""
    yield from demo(settings)
    yield from names(settings)
    yield from secret(given=secret_given)
    yield from cookies(settings)
    yield from address(settings)
    yield from threads(settings)


def demo(settings: Settings) -> Iterator[Line]:
    """This function will tell a demo from a real office."""
    if settings.demo:
        yield watch("演示", "这是演示机关：人物虚构，口令人人知道，口令散列从简，不得用于真实工作")
    else:
        yield good("演示", "不是演示机关")


def names(settings: Settings) -> Iterator[Line]:
    """This function will ask whether pages and letters bear the office's own name, mark, address and telephone."""
    made_up = [one.name for one in fields(settings) if one.name in OWN and getattr(settings, one.name) == one.default]
    if made_up and not settings.demo:
        which = "、".join(f"{PREFIX}{name.upper()}" for name in made_up)
        why = f"还是随版本虚构的（{settings.office_name}，{settings.office_mark}），会印在页面和文书上"
        yield bad("机关名称", f"{which}{why}：请在设置文件写上本机关的，再重启服务")
    else:
        yield good("机关名称", settings.office_name)


def secret(*, given: bool) -> Iterator[Line]:
    """This function will ask whether the pages could start."""
    if given:
        yield good("页面密钥", f"{PREFIX}SECRET已经设置")
    else:
        why = f"没有设置{PREFIX}SECRET，页面不能启动：请把 openssl rand -hex 32 的输出写进设置文件"
        yield watch("页面密钥", f"{why}（只看数据库时不需要）")


def cookies(settings: Settings) -> Iterator[Line]:
    """This function will ask whether sessions travel encrypted."""
    if settings.secure_cookies:
        yield good("登录凭据", "只经加密连接传送")
    else:
        yield watch("登录凭据", f"经明文连接传送，会被截获：请设置{PREFIX}SECURE_COOKIES=1，由代理提供TLS")


def address(settings: Settings) -> Iterator[Line]:
    """This function will ask whether the pages can be reached past the proxy."""
    if is_near(settings.host):
        yield good("监听地址", f"{settings.host}，只有本机可以直接访问")
    else:
        yield watch("监听地址", f"{settings.host}可以绕过代理直接访问：请设置{PREFIX}HOST=127.0.0.1，容器内除外")


def is_near(host: str) -> bool:
    """This function will tell whether an address is this machine's own, for nobody else."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def threads(settings: Settings) -> Iterator[Line]:
    """This function will ask whether each thread can have a connection."""
    if settings.threads <= MOST_CONNECTIONS:
        yield good("线程", f"{settings.threads}个")
    else:
        why = f"{settings.threads}个线程只有{MOST_CONNECTIONS}个数据库连接，其余要等待"
        yield watch("线程", f"{why}：请设置{PREFIX}THREADS={MOST_CONNECTIONS}，或者再开一个服务进程")
