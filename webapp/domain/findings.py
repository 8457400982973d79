"""What a check found wrong with a deployment: element, reason, remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stands in the way of publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that stands in the way of publishing: where, what, and what to draw instead (Chinese sentences).

    `rows`: demands whose change this is, when their approval lets it pass; none: nothing but another drawing does.
    """

    rule: str
    file: str
    element: str
    reason: str
    remedy: str
    severity: Severity = Severity.ERROR
    rows: tuple[str, ...] = ()
