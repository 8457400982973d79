"""Whether a ZIP is one package and nothing besides: two in one file, programs do not agree on which they open."""

from __future__ import annotations

import struct
import zipfile

LOCAL, CENTRAL, LAST, LAST_OF_LARGE = 30, 46, 22, 76
"""Bytes of a part's head, of its line in the list at the end, of what ends the list, and of that in the large form."""
DESCRIPTION = 24
"""A part may be followed by its sizes (APPNOTE 4.3.9); another part has no room in so many bytes."""
UTF_8 = 0x800


def is_one_package(content: bytes, package: zipfile.ZipFile) -> bool:
    """This function will tell whether parts, list and end follow one another from the first byte to the last."""
    parts = sorted(package.infolist(), key=lambda one: one.header_offset)
    ends = [_end(content, one) for one in parts]
    begins = [*(one.header_offset for one in parts), package.start_dir]
    gaps = [begin - end for begin, end in zip(begins, [0, *ends], strict=True)]
    listed = sum(map(_listed, parts))
    after = len(content) - LAST - package.start_dir - listed
    ended = content[-LAST:].startswith(b"PK\5\6") and not package.comment
    return ended and gaps[0] == 0 and all(0 <= one <= DESCRIPTION for one in gaps) and after in (0, LAST_OF_LARGE)


def are_single(names: list[str]) -> bool:
    """This function will tell whether no part comes twice: large and small letters are the same (ECMA-376, part 2)."""
    return len({one.replace("\\", "/").lower() for one in names}) == len(names)


def _end(content: bytes, one: zipfile.ZipInfo) -> int:
    name, more = struct.unpack_from("<HH", content, one.header_offset + LOCAL - 4)
    return one.header_offset + LOCAL + int(name) + int(more) + one.compress_size


def _listed(one: zipfile.ZipInfo) -> int:
    name = one.orig_filename.encode("utf-8" if one.flag_bits & UTF_8 else "cp437")
    return CENTRAL + len(name) + len(one.extra) + len(one.comment)
