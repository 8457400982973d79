"""The integrity archive: writing an item (记入廉政档案)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Admission, Archive


@handler
def enter(kind: str, result: str, admission: Admission, *, archive: Archive) -> str:
    """This function will write the item that two officers prepared and checked, and give its entry number (DMN-12)."""
    if admission.register not in ("archive", "internal"):
        raise BusinessError("not_admissible", "此类材料不得记入廉政档案。")
    return archive.enter(kind, result, admission)
