"""The office's rule files: time limits, roles, citations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from webapp.domain.access_rules import AccessRules, read_access_rules
from webapp.domain.deadlines import Limit, LimitRules, Unit
from webapp.domain.errors import OfficeError
from webapp.domain.quorum import look_through, rule_of
from webapp.domain.retention import RetentionRules
from webapp.engine.retention_file import terms_of

KEPT = 64
"""So many files of limits stay read: many versions of many processes share one."""


class UnreadableRules(OfficeError):
    """规则文件中的“{key}”有误：{why}。"""

    code = "unreadable_rules"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role's code, its names, whether its tasks go to the case's own room or to one pool, and its permissions."""

    code: str
    zh: str
    en: str
    scope: str
    permissions: tuple[str, ...] = ()


def read_mapping(content: bytes) -> Mapping[str, Any]:
    """This function will read a YAML file that holds one mapping. Raises UnreadableRules."""
    try:
        found = yaml.load(content, Loader=yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        raise UnreadableRules(key="", why=str(error)) from error
    if not isinstance(found, dict):
        raise UnreadableRules(key="", why="应当是逐条的键和值")
    return found


@lru_cache(maxsize=KEPT)
def read_limits(content: bytes) -> LimitRules:
    """This function will read the time limits. Raises UnreadableRules, naming the key."""
    return LimitRules(limits={str(key): _limit(str(key), row) for key, row in read_mapping(content).items()})


def _limit(key: str, row: Any) -> Limit:
    try:
        return Limit(
            key=key,
            amount=int(row["amount"]),
            unit=Unit(row["unit"]),
            base=str(row.get("base") or "opened"),
            extension=row.get("extension"),
            basis=str(row.get("basis") or ""),
            checked_by=row.get("checked_by"),
            checked_on=_day(row.get("checked_on")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRules(key=key, why=f"需要 amount、unit、base（{error}）") from error


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))


def read_waves(content: bytes) -> int:
    """This function will read how many units a yearly round opens each week. Raises UnreadableRules."""
    try:
        return max(1, int(read_mapping(content)["waves"]["units_each_week"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableRules(key="waves", why="需要 units_each_week，写整数") from error


def read_access(content: bytes) -> AccessRules:
    """This function will read the rules about looks. Raises UnreadableRules."""
    try:
        return read_access_rules(read_mapping(content))
    except (ValueError, TypeError) as error:
        raise UnreadableRules(key="access", why=str(error)) from error


def read_quorum(content: bytes) -> Mapping[str, Any]:
    """This function will read how bodies decide, and look at each of their rules. Raises UnreadableRules."""
    rows = {"default": {}, "bodies": {}, "results": {}} | dict(read_mapping(content))
    if unknown := sorted(map(str, rows.keys() - {"default", "bodies", "results"})):
        raise UnreadableRules(key=unknown[0], why="没有这一部分，可写的有 default、bodies、results")
    for part in rows:
        if not isinstance(rows[part], Mapping) or (
            part != "default" and not all(isinstance(one, Mapping) for one in rows[part].values())
        ):
            raise UnreadableRules(key=part, why="应当是逐条的键和值")
    for name, row in (("default", rows["default"]), *rows["bodies"].items(), *rows["results"].items()):
        _look_through(str(name), row)
    for body in ("", *rows["bodies"]):
        for choices in ((), *((one,) for one in rows["results"])):
            _decides(rows, body, choices)
    return rows


def _look_through(name: str, row: Mapping[str, Any]) -> None:
    try:
        look_through(row)
    except ValueError as error:
        raise UnreadableRules(key=name, why=str(error)) from error


def _decides(rows: Mapping[str, Any], body: str, choices: tuple[str, ...]) -> None:
    try:
        rule = rule_of(rows, body, choices)
        if not (rule.present.decides and rule.adopted.decides):
            raise ValueError("份额不低于半数，不超过全部")
    except (ValueError, TypeError) as error:
        raise UnreadableRules(key=".".join((body or "default", *choices)), why=str(error)) from error


def read_retention(content: bytes) -> RetentionRules:
    """This function will read the terms of keeping. Raises UnreadableRules."""
    try:
        return terms_of(read_mapping(content))
    except (ValueError, TypeError) as error:
        raise UnreadableRules(key="retention", why=str(error)) from error


def read_roles(content: bytes) -> Mapping[str, Role]:
    """This function will read the roles. Raises UnreadableRules, naming the code."""
    return {str(code): _role(str(code), row) for code, row in read_mapping(content).items()}


def _role(code: str, row: Any) -> Role:
    try:
        return Role(
            code=code,
            zh=str(row["zh"]),
            en=str(row.get("en") or code),
            scope=str(row.get("scope") or "office"),
            permissions=tuple(row.get("permissions") or ()),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableRules(key=code, why=f"需要 zh、en、scope、permissions（{error}）") from error
