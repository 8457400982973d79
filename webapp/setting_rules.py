"""What each setting may be: a test, why another value is refused, and an example that is right."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LINE = re.compile(r"[^\x00-\x1f\x7f]+")
HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
FILE_DATABASE, SERVER_DATABASE = (
    re.compile(r"sqlite:///(?!:memory:)[^?]+"),
    re.compile(r"postgresql\+psycopg://\S*/\S+"),
)
OPTIONS = frozenset(
    {
        *("application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname"),
        *("fallback_application_name", "gssencmode", "host", "hostaddr", "keepalives", "keepalives_count"),
        *("keepalives_idle", "keepalives_interval", "krbsrvname", "load_balance_hosts", "options"),
        *("passfile", "password", "port", "require_auth", "requirepeer", "service", "sslcert"),
        *("sslcertmode", "sslcompression", "sslcrl", "sslcrldir", "sslkey", "ssl_max_protocol_version"),
        *("ssl_min_protocol_version", "sslmode", "sslnegotiation", "sslpassword", "sslrootcert", "sslsni"),
        *("target_session_attrs", "tcp_user_timeout", "user"),
    }
)
"""What PostgreSQL's client library takes after the database's name (libpq 18, 32.1.2)."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DIGITS = re.compile(r"[0-9]{1,9}")
LONGEST = 100
ENDS = " \t\u3000\"'"
"""Quotes are part of a value where a file of settings is read line by line (podman, docker), and would be printed."""
SECRET_LENGTH, SECRET_SIGNS = 32, 8


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One setting's rule."""

    holds: Callable[[str], bool]
    why: str
    example: str


def number(low: int, high: int, example: int) -> Rule:
    """This function will make the rule of a whole number between two, both allowed."""
    holds = lambda text: bool(DIGITS.fullmatch(text)) and low <= int(text) <= high  # noqa: E731
    return Rule(holds=holds, why=f"应为{low}至{high}之间的整数", example=str(example))


def words(example: str) -> Rule:
    """This function will make the rule of a line of text."""
    holds = lambda text: bool(LINE.fullmatch(text)) and text == text.strip(ENDS) and len(text) <= LONGEST  # noqa: E731
    return Rule(holds=holds, why=f"应为一行文字，不空，不超过{LONGEST}字，首尾没有空格和引号", example=example)


def path(example: str) -> Rule:
    """This function will make the rule of a file or folder that need not be there yet."""
    return Rule(holds=lambda text: bool(LINE.fullmatch(text)), why="应为文件或文件夹的路径", example=example)


def folder(example: str) -> Rule:
    """This function will make the rule of a folder that is there and can be read, or of nothing."""
    holds = lambda text: not text or (os.path.isdir(text) and os.access(text, os.R_OK | os.X_OK))  # noqa: E731
    return Rule(holds=holds, why="没有这个文件夹，或者不能读", example=example)


def flag(example: str) -> Rule:
    """This function will make the rule of yes or no."""
    return Rule(holds=lambda text: text in ("0", "1"), why="应为0或1", example=example)


def is_zone(text: str) -> bool:
    """This function will tell whether a text names a time zone."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(text)


def is_host(text: str) -> bool:
    """This function will tell whether a text is an address or a name of a machine."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(HOST.fullmatch(text)) and not text.rpartition(".")[2].isdigit()
    return True


def is_database(text: str) -> bool:
    """This function will tell whether a text is the address of a file or of a server's database that can be read."""
    if not SERVER_DATABASE.fullmatch(text):
        return bool(FILE_DATABASE.fullmatch(text))
    try:
        parts = urlsplit(text)
        return (parts.port or 1) > 0 and len(parts.path) > 1 and {name for name, _ in parse_qsl(parts.query)} <= OPTIONS
    except ValueError:
        return False


def is_random(text: str) -> bool:
    """This function will tell whether a secret is long, not plainly one sign repeated, and none to be replaced."""
    told = any(word in text.lower() for word in ("change", "secret", "password", "example"))
    return len(text) >= SECRET_LENGTH and len(set(text)) >= SECRET_SIGNS and not told


RULES: Mapping[str, Rule] = {
    "database": Rule(
        holds=is_database,
        why="应为sqlite:///加文件路径，或者postgresql+psycopg://加用户、主机和库名",
        example="postgresql+psycopg://shibiyan_web@127.0.0.1/shibiyan",
    ),
    "key_file": path("/etc/shibiyan/keys/office.key"),
    "seal_key_file": path("/etc/shibiyan/keys/seal.key"),
    "seal_folder": path("/srv/shibiyan-seals"),
    "processes": folder(""),
    "zone": Rule(holds=is_zone, why="没有这个时区", example="Asia/Shanghai"),
    "host": Rule(holds=is_host, why="应为本机的地址或者名称", example="127.0.0.1"),
    "port": number(0, 65535, 8000),
    "threads": number(1, 200, 8),
    "secret": Rule(
        holds=lambda text: not text or is_random(text),
        why=f"应为至少{SECRET_LENGTH}个字符的随机密钥",
        example="<openssl rand -hex 32 的输出>",
    ),
    "demo": flag("0"),
    "office_name": words("云岭县纪委监委"),
    "office_mark": words("云纪"),
    "office_address": words("云岭县云山路1号县纪委监委信访室"),
    "office_phone": words("0000-1234567"),
    "fonts": folder(""),
    "upload_limit_mb": number(1, 200, 20),
    "idle_minutes": number(1, 480, 30),
    "session_hours": number(1, 24, 10),
    "heartbeat_seconds": number(1, 60, 2),
    "mail_host": Rule(
        holds=lambda text: not text or is_host(text), why="应为邮件服务器的地址或者名称", example="127.0.0.1"
    ),
    "mail_port": number(1, 65535, 25),
    "mail_sender": Rule(
        holds=lambda text: not text or bool(ADDRESS.fullmatch(text)),
        why="应为邮箱地址",
        example="office@yunling.example",
    ),
    "secure_cookies": flag("1"),
    "oidc_file": Rule(
        holds=lambda text: not text or (os.path.isfile(text) and os.access(text, os.R_OK)),
        why="没有这个文件，或者不能读",
        example="",
    ),
}
"""By the setting's name; a test asks that each has one."""
