"""Corrections of the archive (更正): found, corrected with the old version sealed, or struck (a namesake's)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Corrected, Corrections, DisputedEntry


@handler
def refer_to(entry: str | None = None, *, corrections: Corrections) -> DisputedEntry:
    """This function will find the entry in the person's archive; nothing named, nothing found."""
    return corrections.refer_to(entry) if entry else DisputedEntry(found=False, people=())


@handler
def apply(entry: str, finding: str, verified: str, confirmed: str, *, corrections: Corrections) -> Corrected:
    """This function will correct the entry, or strike it where it concerns another person of the same name."""
    if finding == "namesake":
        return corrections.strike(entry, verified, confirmed)
    if finding == "upheld":
        return corrections.correct(entry, verified, confirmed)
    raise BusinessError("finding_unclear", "核实结论不明，不能更正档案。")
