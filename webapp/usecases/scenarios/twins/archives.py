"""Twins of a person's archive, its portrait and its corrections."""

from __future__ import annotations

import datetime as dt

from webapp.domain import ports
from webapp.domain.ids import PersonId
from webapp.usecases.scenarios.twins.desk import Twin

DAY = dt.date(2026, 3, 2)


class ArchiveFilesTwin(Twin):
    """One person's archive."""

    def is_open(self) -> bool:
        """This function will answer whether the archive is there: not, unless the scenario says so."""
        return bool(self.desk.answer("archive.is_open", False))

    def open(self) -> bool:
        """This function will note that the archive was opened."""
        self.desk.note("archive.open")
        return True

    def snapshot(self) -> None:
        """This function will note the picture."""
        self.desk.note("archive.snapshot")


class PortraitsTwin(Twin):
    """A portrait that is steady, unless the scenario says otherwise."""

    def redraw(self, entry: str) -> ports.Trend:
        """This function will note the entry and answer the trend (`portrait.redraw: {adverse: true, recent: 1}`)."""
        self.desk.note("portrait.redraw", entry)
        said = self.desk.answer("portrait.redraw", {})
        return ports.Trend(
            as_of=said.get("as_of", DAY),
            dimension=said.get("dimension", "integrity"),
            adverse=bool(said.get("adverse", False)),
            recent=int(said.get("recent", 0)),
            before=int(said.get("before", 0)),
        )


class CorrectionsTwin(Twin):
    """Entries that are found, unless the scenario says otherwise (`corrections.refer_to: null`)."""

    def refer_to(self, entry: str) -> ports.DisputedEntry:
        """This function will answer whether the entry is there and whose it is."""
        people = self.desk.answer("corrections.refer_to", ["maker"])
        known = people is not None
        return ports.DisputedEntry(found=known, people=tuple(PersonId(one) for one in people or ()))

    def correct(self, entry: str, verified: str, confirmed: str) -> ports.Corrected:
        """This function will note the correction."""
        self.desk.note("corrections.correct", entry)
        return ports.Corrected(number="更正1", readers=int(self.desk.answer("corrections.readers", 0)), recalled=0)

    def strike(self, entry: str, verified: str, confirmed: str) -> ports.Corrected:
        """This function will note that the entry was struck."""
        self.desk.note("corrections.strike", entry)
        return ports.Corrected(number=None, readers=int(self.desk.answer("corrections.readers", 0)), recalled=1)
