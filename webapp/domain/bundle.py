"""A deployment's immutable set of files: one process with everything that it reaches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files of one process and of all that it reaches, by path within `processes/`.

    `process` is the id of the main process (`m08_talk_letter_inquiry`, `m10e_clarification`).
    """

    process: str
    files: Mapping[str, bytes]
    checksum: str = field(default="")

    def __post_init__(self) -> None:
        if not self.checksum:
            object.__setattr__(self, "checksum", checksum(self.files))


def checksum(files: Mapping[str, bytes]) -> str:
    """This function will give the SHA-256 (hexadecimal) over names and contents, independent of their order."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()
