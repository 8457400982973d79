"""Who counts at a meeting, item by item: seats, recusal, substitutes, how many must be there, how many must agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import Any  # YAML as it came

from webapp.domain.ids import PersonId
from webapp.domain.papers import Member
from webapp.domain.said import Said

ABSTAIN = "abstain"
EXPECTED = "应到{entitled}人{away}，可到{present}人，须到{needed}人"
THERE = "应到{entitled}人{away}，实到{present}人，须到{needed}人"


_HALF = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of the seats: more than it (超过半数), or at least it (三分之二以上)."""

    part: Fraction
    over: bool = False

    def of(self, seats: int) -> int:
        """This function will give the least number of persons that is this share of so many seats."""
        exact = self.part * seats
        return floor(exact) + 1 if self.over else ceil(exact)

    @property
    def decides(self) -> bool:
        """This function will tell whether it is a majority that there can be: half at least, all at most."""
        return _HALF <= self.part <= 1 and not (self.over and self.part == 1)


@dataclass(frozen=True, kw_only=True)
class QuorumRule:
    """How many must take part and how many must agree; `least` persons in any case."""

    present: Share = field(default_factory=lambda: Share(part=Fraction(1, 2), over=True))
    adopted: Share = field(default_factory=lambda: Share(part=Fraction(1, 2), over=True))
    least: int = 1
    recused_leave: bool = True


def share_of(row: object) -> Share:
    """This function will read a share; nothing is more than half. Raises ValueError."""
    if row is None:
        return Share(part=_HALF, over=True)
    if not isinstance(row, Mapping) or len(row) != 1 or not row.keys() <= {"more_than", "at_least"}:
        raise ValueError("more_than 或者 at_least 写一个，如 1/2")
    over = "more_than" in row
    try:
        return Share(part=Fraction(str(row["more_than" if over else "at_least"])), over=over)
    except (ValueError, ZeroDivisionError):
        raise ValueError("份额写成分数，如 1/2") from None


def look_through(row: Mapping[str, Any]) -> None:
    """This function will raise ValueError for a word that no rule of a body has, or that says what it cannot.

    A word mistyped counts for nothing: a meeting would go by the plain majority, or be chaired by anybody.
    """
    for word, said in row.items():
        if word not in _WORDS:
            raise ValueError(f"没有“{word}”这一项，可写的有{'、'.join(_WORDS)}")
        fits, how = _WORDS[word]
        if not fits(said):
            raise ValueError(f"{word} {how}")


def _is_truth(said: object) -> bool:
    return isinstance(said, bool)


def _is_text(said: object) -> bool:
    return isinstance(said, str) and bool(said.strip())


def _are_codes(said: object) -> bool:
    return isinstance(said, list) and all(map(_is_text, said))


def _is_count(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 1 <= said <= MOST_ITEMS


MOST_ITEMS = 200
_TRUTH, _CODES, _TEXT = (_is_truth, "写 true 或者 false"), (_are_codes, "写成角色的列表"), (_is_text, "写文字")
_SHARE = (lambda _: True, "")  # share_of looks at it
_WORDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "zh": _TEXT,
    "en": _TEXT,
    "present": _SHARE,
    "adopted": _SHARE,
    "least": (_is_count, f"写1至{MOST_ITEMS}的整数"),
    "recused_leave": _TRUTH,
    "chair": _CODES,
    "substitutes": _CODES,
    "items": (_is_count, f"写1至{MOST_ITEMS}的整数"),
    "outside": _TRUTH,
    "single": _TRUTH,
}


def rule_of(rows: Mapping[str, Any], body: str, choices: Iterable[str]) -> QuorumRule:
    """This function will give the rule of a body for an item with these results; raises ValueError, TypeError."""
    merged: dict[str, Any] = {**rows.get("default", {}), **rows.get("bodies", {}).get(body, {})}
    for word in choices:
        merged |= rows.get("results", {}).get(word, {})
    return QuorumRule(
        present=share_of(merged.get("present")),
        adopted=share_of(merged.get("adopted")),
        least=merged.get("least", 1),
        recused_leave=merged.get("recused_leave", True),
    )


@dataclass(frozen=True, kw_only=True)
class Count:
    """One item counted. `voters` take part; `entitled` seats are the denominator; `absent` seats have nobody."""

    voters: tuple[PersonId, ...]
    entitled: int
    recused: tuple[PersonId, ...]
    absent: tuple[PersonId, ...]
    needed: int
    to_adopt: int

    @property
    def present(self) -> int:
        """This function will give how many take part."""
        return len(self.voters)

    @property
    def met(self) -> bool:
        """This function will tell whether the item can be decided."""
        return self.present >= self.needed

    @property
    def missing(self) -> int:
        """This function will give how many persons lack."""
        return max(0, self.needed - self.present)

    @property
    def reachable(self) -> bool:
        """This function will tell whether enough would take part if everybody entitled came."""
        return self.present + len(self.absent) >= self.needed

    def sentence(self, *, planned: bool) -> Said:
        """This function will say in words who is there, and what to do when they are too few."""
        text = EXPECTED if planned else THERE
        away = Said("，回避{count}人", count=len(self.recused)) if self.recused else ""
        counted = Said(text, entitled=self.entitled, away=away, present=self.present, needed=self.needed)
        if self.met:
            return Said("{counted}，人数符合", counted=counted)
        remedy = Said("请补足到会人员或者安排替补" if self.reachable else "请安排替补或者报上级决定")
        return Said("{counted}，人数不足，还差{count}人，{remedy}", counted=counted, count=self.missing, remedy=remedy)


def count(rule: QuorumRule, members: Sequence[Member], recused: Collection[PersonId]) -> Count:
    """This function will count one item: a seat is held by its member, else by the substitute who is there for it.

    A recused member's seat leaves the denominator (where the rule says so) unless a substitute holds it.
    """
    stand_ins = {one.substitute_for: one for one in members if one.substitute_for}
    seats = [one for one in members if one.entitled and one.substitute_for is None]
    holders = {seat.person_id: _holder(seat, stand_ins, recused) for seat in seats}
    voters = tuple(holder for holder in holders.values() if holder is not None)
    out = tuple(seat for seat, holder in holders.items() if holder is None and seat in recused)
    entitled = len(seats) - (len(out) if rule.recused_leave else 0)
    return Count(
        voters=voters,
        entitled=entitled,
        recused=tuple(one.person_id for one in members if one.person_id in recused),
        absent=tuple(seat for seat, holder in holders.items() if holder is None and seat not in recused),
        needed=max(rule.present.of(entitled), rule.least),
        to_adopt=rule.adopted.of(entitled),
    )


def _holder(seat: Member, stand_ins: Mapping[PersonId, Member], recused: Collection[PersonId]) -> PersonId | None:
    if seat.present and seat.person_id not in recused:
        return seat.person_id
    stand_in = stand_ins.get(seat.person_id)
    free = stand_in is not None and stand_in.present and stand_in.person_id not in recused
    return stand_in.person_id if stand_in is not None and free else None
