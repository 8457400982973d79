"""Entries and dimensions of the archive in words, with who wrote and checked each, and where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence, Set

from webapp.domain.papers import ArchiveItem
from webapp.domain.portrait import Dimension, Portrait
from webapp.domain.roster import Directory
from webapp.domain.said import Said
from webapp.domain.sights import CaseFilter
from webapp.store import case_lists
from webapp.usecases.act import Act
from webapp.usecases.archive_words import (
    COLOURS,
    DIMENSIONS,
    REASONS,
    SEALED,
    SECTIONS,
    STATUS,
    TRENDS,
    WEIGHTS,
    kind_name,
)
from webapp.usecases.viewing import viewer_of
from webapp.usecases.views.archives import DimensionView, EntryView, Sentence


def section_views(
    act: Act, names: Directory, items: Sequence[ArchiveItem], sealed: Set[str]
) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
    """This function will give the entries by section, in the order of the rules, the newest first."""
    links = _Links(act, names, items, sealed)
    views = [(one.section, _entry(links, one)) for one in reversed(items)]
    return tuple(
        (Said(name), tuple(view for section, view in views if section == number)) for number, name in SECTIONS.items()
    )


class _Links:
    """What the entries of one archive have in common: names, numbers, matters that the viewer may see."""

    def __init__(self, act: Act, names: Directory, items: Sequence[ArchiveItem], sealed: Set[str]) -> None:
        self.act, self.names, self.sealed = act, names, sealed
        self.numbers = {one.id: one.number for one in items}
        self.replaced = {one.supersedes_id: one.number for one in items if one.supersedes_id}
        sources = sorted({one.source_case_id for one in items if one.source_case_id})
        asked = CaseFilter(case_ids=tuple(sources))
        page = case_lists.page(act.tx, viewer_of(act), asked=asked, size=len(sources)) if sources else None
        self.seen = {one.id: one.number or "" for one in page.rows} if page else {}

    def day(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.act.office.zone).date()


def _entry(links: _Links, one: ArchiveItem) -> EntryView:
    sealed = one.id in links.sealed
    return EntryView(
        number=one.number,
        kind=kind_name(one.kind),
        dimension=Said(DIMENSIONS.get(one.dimension or "", "")),
        status=Said(STATUS.get(one.status, one.status)),
        weight=Said(WEIGHTS.get(one.weight, one.weight)),
        on=one.on,
        entered_on=links.day(one.entered_at),
        entered_by=links.names.name(one.entered_by),
        checked_by=links.names.name(one.checked_by),
        summary=Said(SEALED) if sealed else summary_of(one),
        sealed=sealed,
        seen_on=one.subject_seen_on,
        remark="" if sealed else one.remark or "",
        why_not_heard="" if sealed else str(one.content.get("why_not_heard") or ""),
        effect_until=one.effect_until,
        retention_until=one.retention_until,
        document=one.document_hash or "",
        case_id=one.source_case_id if one.source_case_id in links.seen else None,
        case_number=links.seen.get(one.source_case_id, "") if one.source_case_id else "",
        supersedes=links.numbers.get(one.supersedes_id or "", ""),
        superseded_by=links.replaced.get(one.id, ""),
        past=tuple((Said(STATUS.get(mark.status, mark.status)), links.day(mark.until)) for mark in one.history),
    )


def summary_of(one: ArchiveItem) -> str:
    """This function will give the words of an entry."""
    return str(one.content.get("summary") or one.content.get("text") or "")


def dimension_views(drawn: Portrait, sealed: Set[str]) -> tuple[DimensionView, ...]:
    """This function will give the dimensions that have facts, in the order of the page."""
    return tuple(_dimension(one, sealed) for one in drawn.dimensions if one.facts)


def _dimension(one: Dimension, sealed: Set[str]) -> DimensionView:
    return DimensionView(
        code=one.code,
        name=Said(DIMENSIONS[one.code]),
        trend=Said(TRENDS[one.trend]),
        colour=one.colour or "",
        colour_name=Said(COLOURS[one.colour]) if one.colour else "",
        why=tuple(Sentence(text=Said(REASONS[why.word]), entries=why.entries) for why in one.why),
        facts=tuple(_facts(one.facts, sealed)),
    )


def _facts(facts: Iterable[ArchiveItem], sealed: Set[str]) -> Iterable[Sentence]:
    for one in facts:
        text = Said(
            "{day}，{kind}（{weight}）：{summary}",
            day=one.on,
            kind=kind_name(one.kind),
            weight=Said(WEIGHTS[one.weight]),
            summary=Said(SEALED) if one.id in sealed else summary_of(one),
        )
        yield Sentence(text=text, entries=(one.number,))
