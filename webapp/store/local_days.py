"""The day of an instant in the office's zone, in each database's words."""

from __future__ import annotations

import datetime as dt
from typing import Any  # what SQLAlchemy's compiler hands over
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class local_day(GenericFunction[dt.date]):  # noqa: N801 - reads like an SQL function
    """`local_day(instant, zone, minutes)`: PostgreSQL asks the zone, SQLite shifts by the minutes of the period."""

    type = sa.Date()
    inherit_cache = True


@compiles(local_day)
def _shifted(element: Any, compiler: Any, **kw: Any) -> str:
    instant, _, minutes = list(element.clauses)
    shift = f"{compiler.process(minutes, **kw)} || ' minutes'"
    return f"date(substr({compiler.process(instant, **kw)}, 1, 19), {shift})"


@compiles(local_day, "postgresql")
def _zoned(element: Any, compiler: Any, **kw: Any) -> str:
    instant, zone, _ = list(element.clauses)
    return f"CAST(timezone({compiler.process(zone, **kw)}, {compiler.process(instant, **kw)}) AS DATE)"


def zone_values(zone: ZoneInfo, now: dt.datetime) -> dict[str, Any]:
    """This function will give the parameters `zone` and `minutes` for a zone as it stands at an instant."""
    shift = now.astimezone(zone).utcoffset() or dt.timedelta()
    return {"zone": zone.key, "minutes": int(shift.total_seconds() // 60)}
