"""Settings: one frozen value read from SHIBIYAN_* variables; a wrong one is refused at start, by name."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from webapp.domain.errors import SettingWrong
from webapp.setting_rules import RULES

PREFIX = "SHIBIYAN_"
MEGABYTE = 1024 * 1024
_PASSWORD = re.compile(r"(://[^:/@]*:).*@|([?&](?:ssl)?password=)[^&]*")
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting with its default; `DOCS` says what each is for."""

    database: str = "sqlite:///var/shibiyan.db"
    key_file: str = "var/keys/office.key"
    seal_key_file: str = "var/keys/seal.key"
    seal_folder: str = "var/seals"
    processes: str = ""
    zone: str = "Asia/Shanghai"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    secret: str = ""
    demo: bool = False
    office_name: str = "云岭县纪委监委"
    office_mark: str = "云纪"
    office_address: str = "云岭县云山路1号县纪委监委信访室"
    office_phone: str = "0000-1234567"
    fonts: str = ""
    upload_limit_mb: int = 20
    idle_minutes: int = 30
    session_hours: int = 10
    heartbeat_seconds: int = 2
    mail_host: str = ""
    mail_port: int = 25
    mail_sender: str = ""
    secure_cookies: bool = True
    oidc_file: str = ""

    @property
    def processes_folder(self) -> Path:
        """This function will give the folder of the diagrams: the setting, a checkout's own, else the wheel's."""
        if self.processes:
            return Path(self.processes)
        checkout = HERE.parent / "processes"
        return checkout if checkout.is_dir() else HERE / "_processes"

    @property
    def office_zone(self) -> ZoneInfo:
        """This function will give the zone in which days begin and end."""
        return ZoneInfo(self.zone)


DOCS: Mapping[str, str] = {
    "database": "SQLAlchemy URL, e.g. sqlite:///var/shibiyan.db or postgresql+psycopg://user@host/name",
    "key_file": "file with the key that wraps all data keys; belongs to the security administrator",
    "seal_key_file": "file with the key that signs the sealed roots of the audit chains",
    "seal_folder": "folder outside the database where sealed roots are written",
    "processes": "folder of the diagrams; empty: ./processes of a checkout, else those in the wheel",
    "zone": "time zone in which days begin and end",
    "host": "address to listen on",
    "port": "port to listen on",
    "threads": "threads that answer requests",
    "secret": "secret that signs form tokens, at least 32 characters (made up by itself in the demo)",
    "demo": "1: made-up people and cases, printed sign-in hints, never for real use",
    "office_name": "name of the organ on pages and letters",
    "office_mark": "the organ's mark in document numbers",
    "office_address": "where replies on paper go",
    "office_phone": "whom the person concerned may call",
    "fonts": "folder with the office's own licensed fonts for letters",
    "upload_limit_mb": "largest file in megabytes; one form may hold 25 such files",
    "idle_minutes": "a session ends after so many idle minutes",
    "session_hours": "a session ends after so many hours",
    "heartbeat_seconds": "how often due work is looked for",
    "mail_host": "mail server of the intranet for the daily digest (counts only); empty: no mail",
    "mail_port": "port of the mail server",
    "mail_sender": "the office's own address; login names are mailboxes of its domain",
    "secure_cookies": "0 only behind plain HTTP on one machine (the demo)",
    "oidc_file": "TOML file of an outside provider that signs people in (OpenID Connect); empty: none",
}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """This function will read the variables; raises SettingWrong with name, fault and an example."""
    source = os.environ if environ is None else environ
    known = {PREFIX + one.name.upper(): one for one in fields(Settings)}
    for name in source:
        if name.startswith(PREFIX) and name not in known and name != "SHIBIYAN_TCK_DIR":
            near = difflib.get_close_matches(name, known, n=1) or sorted(known)
            raise SettingWrong(name=name, why="没有这个设置", example=near[0])
    given = {one.name: _read(name, one.type, source[name]) for name, one in known.items() if name in source}
    return _checked(Settings(**given))  # type: ignore[arg-type]


def _read(name: str, kind: object, text: str) -> object:
    rule = RULES[name.removeprefix(PREFIX).lower()]
    if not rule.holds(text):
        raise SettingWrong(name=name, why=f"“{shown(name, text)}”{rule.why}", example=f"{name}={rule.example}")
    if kind == "int":
        return int(text)
    return text == "1" if kind == "bool" else text


def shown(name: str, text: str) -> str:
    """This function will give a setting as it may be printed: no secret, no password, not even a wrong one."""
    if name == f"{PREFIX}SECRET":
        return "（不显示）"
    return _PASSWORD.sub(lambda found: f"{found[1]}（不显示）@" if found[1] else f"{found[2]}（不显示）", text)


def _checked(settings: Settings) -> Settings:
    if not settings.demo and not settings.secret:
        why = f"演示之外必须设置：{RULES['secret'].why}"
        raise SettingWrong(name="SHIBIYAN_SECRET", why=why, example=f"SHIBIYAN_SECRET={RULES['secret'].example}")
    if settings.mail_host and not settings.mail_sender:
        why = "设置了邮件服务器，还须设置发件地址"
        raise SettingWrong(
            name="SHIBIYAN_MAIL_SENDER", why=why, example=f"SHIBIYAN_MAIL_SENDER={RULES['mail_sender'].example}"
        )
    if settings.key_file == settings.seal_key_file:
        why = "与SHIBIYAN_KEY_FILE是同一个文件：打开内容的密钥和签署封存的密钥须分开"
        raise SettingWrong(
            name="SHIBIYAN_SEAL_KEY_FILE", why=why, example=f"SHIBIYAN_SEAL_KEY_FILE={RULES['seal_key_file'].example}"
        )
    if not settings.processes_folder.is_dir():
        raise SettingWrong(name="SHIBIYAN_PROCESSES", why="没有这个文件夹", example="SHIBIYAN_PROCESSES=./processes")
    return settings
