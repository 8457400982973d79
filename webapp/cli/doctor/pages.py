"""The pages: whether they answer where this machine's proxy asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from webapp.cli.doctor.asked import is_near
from webapp.cli.doctor.lines import Line, bad, good, watch
from webapp.settings import Settings

PATIENCE = 10.0
"""A restart takes a few seconds, during which the socket keeps whoever comes."""
SUBJECT = "页面"
READY = 200


def lines(settings: Settings) -> Iterator[Line]:
    """This function will ask the pages of this machine; those of another one, or behind no fixed port, nobody can.

    A service that is started again and again is never a failed one for systemd: only who asks it finds out.
    """
    if not is_near(settings.host) or not settings.port:
        return
    place = f"{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
    remedy = "请看 systemctl status shibiyan-web 和 journalctl -u shibiyan-web"
    try:
        status = _status(f"http://{place}/health/ready")
    except ConnectionRefusedError:
        yield watch(SUBJECT, f"{place}没有程序在听：页面由本机提供的，请启动 shibiyan-web.socket 和 shibiyan-web")
    except (OSError, HTTPException):
        mark = watch if settings.demo else bad
        yield mark(SUBJECT, f"{place}接受连接却不应答，没有人能登录：{remedy}")
    else:
        if status == READY:
            yield good(SUBJECT, f"{place}正常应答")
        else:
            mark = watch if settings.demo else bad
            yield mark(SUBJECT, f"{place}答复{status}，现在不能办理，或者端口是别的程序的：{remedy}")


def _status(address: str) -> int:
    """Of a service on this machine, past whatever proxy the environment names."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code
    except URLError as error:
        if isinstance(error.reason, OSError):
            raise error.reason from None
        raise
