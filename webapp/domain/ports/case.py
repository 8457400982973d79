"""This case, as handlers ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Approvers:
    """Who of the two lower levels can approve: somebody holds the duty, is not recused and did not draft the paper."""

    room_head: bool
    deputy: bool


class Cases(Protocol):
    """Questions about the case at hand."""

    def approvers(self, drafter: str | None) -> Approvers:
        """Tell whether a room head and a deputy are left to approve when the doer of step `drafter` may not."""

    def lot(self, share: int) -> bool:
        """Draw this case with a chance of `share` percent; the same case and step always draw the same lot."""

    def contacted(self) -> bool:
        """Tell whether the subject was spoken to (a step marked `contact`) or has received a letter in this case."""
