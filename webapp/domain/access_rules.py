"""The rules about looks: how long an emergency look lasts, and what of the access log is unusual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unusual(StrEnum):
    """What the report looks for."""

    MANY = "many"
    NIGHT = "night"
    OUTSIDE = "outside"
    SAME_PERSON = "same_person"
    REFUSED = "refused"
    ONE_NAME = "one_name"
    EXPORTS = "exports"
    NEW_READER = "new_reader"
    KEPT_OUT = "kept_out"


LATER = {Unusual.KEPT_OUT: "一日登录、验证多次未通过"}
"""Names of kinds that deployments of before do not know."""


@dataclass(frozen=True, kw_only=True)
class AccessRules:
    """`rules/access.yaml`: hours of an emergency look, working days until its review, and thresholds with their names.

    A deployment older than the file has these defaults.
    """

    glass_hours: int = 2
    glass_review: int = 3
    days: int = 14
    first_hour: dt.time = dt.time(7)
    last_hour: dt.time = dt.time(20)
    leaders: frozenset[str] = frozenset({"secretary", "deputy", "room_head"})
    least: Mapping[Unusual, int] = field(default_factory=lambda: dict.fromkeys(Unusual, 10))
    names: Mapping[Unusual, str] = field(default_factory=lambda: dict(LATER))

    def is_out_of_hours(self, at: dt.datetime, *, workday: bool) -> bool:
        """This function will tell whether an instant in the office's own time is at night or on a day off."""
        return not workday or not self.first_hour <= at.time() < self.last_hour


def read_access_rules(rows: Mapping[str, object]) -> AccessRules:
    """This function will read the rules; what is not there keeps its default. Raises ValueError, naming the key."""
    plain = AccessRules()
    glass, day, unusual = (_part(rows, name) for name in ("glass", "day", "unusual"))
    found = {one: _part(unusual, one.value) for one in Unusual}
    leaders = rows.get("leaders")
    return AccessRules(
        glass_hours=_number(glass, "hours", plain.glass_hours, most=24),
        glass_review=_number(glass, "review", plain.glass_review, most=20),
        days=_number(rows, "days", plain.days),
        first_hour=_time(day, "from", plain.first_hour),
        last_hour=_time(day, "until", plain.last_hour),
        leaders=frozenset(str(one) for one in leaders) if isinstance(leaders, list) else plain.leaders,
        least={one: _number(part, "at_least", plain.least[one]) for one, part in found.items()},
        names=LATER | {one: str(part["zh"]) for one, part in found.items() if "zh" in part},
    )


def _part(rows: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = rows.get(name)
    return found if isinstance(found, Mapping) else {}


def _number(rows: Mapping[str, object], name: str, otherwise: int, *, most: int | None = None) -> int:
    found = rows.get(name, otherwise)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1 or (most is not None and found > most):
        raise ValueError(f"{name}: a whole number from 1 on{f' to {most}' if most else ''}, not {found}")
    return found


def _time(rows: Mapping[str, object], name: str, otherwise: dt.time) -> dt.time:
    return dt.time.fromisoformat(str(rows[name])) if name in rows else otherwise
