"""Where a figure is counted: most are one select over cases, 年度覆盖率 is the coverage page's own cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from webapp.domain.ids import RoomId
from webapp.store import statistics
from webapp.store.figures import OF_KINDS, TIMED
from webapp.store.statistics import Behind, Counted, Span, Took
from webapp.usecases.act import Act
from webapp.usecases.coverage_figure import Coverage
from webapp.usecases.viewing import viewer_of
from webapp.usecases.views.statistics import MeasurePart

COVERED = "covered"


class Source(Protocol):
    """A figure of a span: as a whole, by room, by measure and year, and the cases behind it that one may see."""

    def counted(self) -> Counted:
        """Count it."""

    def by_room(self) -> Mapping[RoomId | None, Counted]:
        """Count it by the room of the case."""

    def by_measure(self) -> tuple[MeasurePart, ...]:
        """Count it by year and measure, where it is made of these."""

    def by_kind(self) -> Mapping[str, int]:
        """Count its results, where it tells of several."""

    def took(self) -> tuple[Took, ...]:
        """Tell from when until when the things took, where it is a figure of time."""

    def behind(self) -> tuple[Behind, ...]:
        """List what it counts, as far as who looks may see it."""

    def seen(self) -> int:
        """Count what that list holds."""


class Selected:
    """A figure that is one select (`store/figures.py`)."""

    def __init__(self, act: Act, key: str, span: Span) -> None:
        self._tx, self._key, self._span, self._viewer = act.tx, key, span, viewer_of(act)

    def counted(self) -> Counted:
        """This function will count the figure."""
        return statistics.counted(self._tx, self._key, self._span, viewer=self._viewer)

    def by_room(self) -> Mapping[RoomId | None, Counted]:
        """This function will count it by the room of the case."""
        return statistics.by_room(self._tx, self._key, self._span, viewer=self._viewer)

    def by_measure(self) -> tuple[MeasurePart, ...]:
        """This function will give nothing: it is not made of measures."""
        return ()

    def by_kind(self) -> Mapping[str, int]:
        """This function will count the results of a figure that tells of several."""
        if self._key not in OF_KINDS:
            return {}
        return statistics.by_kind(self._tx, self._key, self._span, viewer=self._viewer)

    def took(self) -> tuple[Took, ...]:
        """This function will tell from when until when the things took that a figure of time counts."""
        return statistics.took(self._tx, self._key, self._span, viewer=self._viewer) if self._key in TIMED else ()

    def behind(self) -> tuple[Behind, ...]:
        """This function will list what it counts, the newest first, of the cases that the viewer may see."""
        return statistics.behind(self._tx, self._key, self._span, viewer=self._viewer)

    def seen(self) -> int:
        """This function will count what that list holds, by the list's own query."""
        return statistics.seen(self._tx, self._key, self._span, viewer=self._viewer)


def source_of(act: Act, key: str, span: Span) -> Source:
    """This function will give where a figure of a span is counted."""
    return Coverage(act, span) if key == COVERED else Selected(act, key, span)
