"""Restoration after a changed decision: the archive (恢复名誉)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Restorations


@handler
def correct_archive(result: str, *, restorations: Restorations) -> int:
    """This function will seal what the appealed decision put into the archive and give the number of entries.

    A changed decision leaves a corrected entry, a revoked one none that weighs (公职人员政务处分法 art. 60).
    """
    if result not in ("change", "revoke"):
        raise BusinessError("nothing_to_restore", "复查维持原决定的，不更正档案记载。")
    return restorations.correct_archive(result)
