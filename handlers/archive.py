"""The integrity archive: writing an item (记入廉政档案)."""

from __future__ import annotations

from webapp.domain.handlers import BusinessError, handler
from webapp.domain.ports import Admission, Archive, ArchiveFiles


@handler
def enter(kind: str, result: str, admission: Admission, *, archive: Archive) -> str:
    """This function will write the item that two officers prepared and checked, and give its entry number (DMN-12)."""
    if admission.register not in ("archive", "internal"):
        raise BusinessError("not_admissible", "此类材料不得记入廉政档案。")
    return archive.enter(kind, result, admission)


@handler
def record(kind: str, summary: str, made: str, checked: str, admission: Admission, *, archive: Archive) -> str | None:
    """This function will write what two officers did in two steps, where that weighs nothing (DMN-12)."""
    if admission.weighs or admission.adverse or admission.register != "archive":
        raise BusinessError("not_admissible", "计入画像的材料须逐件填写、复核以后入档。")
    return archive.record(kind, summary, made, checked, admission)


@handler
def is_open(*, files: ArchiveFiles) -> bool:
    """This function will tell whether the person has an archive."""
    return files.is_open()


@handler
def open(*, files: ArchiveFiles) -> bool:
    """This function will open the person's archive; False where it was there."""
    return files.open()


@handler
def snapshot(*, files: ArchiveFiles) -> None:
    """This function will keep a picture of the archive, the portrait and the own data as of today."""
    files.snapshot()
