"""What waits on disk while it comes in or goes out: nobody but this process can read it, and only while it lives."""

from __future__ import annotations

import io
import os
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

BLOCK = 16
KEY = 32


class OpenFile(io.RawIOBase):
    """A file of our own making that can be read, written, and gone about in."""

    def readable(self) -> bool:
        """This function will say that it can be read."""
        return True

    def writable(self) -> bool:
        """This function will say that it can be written."""
        return True

    def seekable(self) -> bool:
        """This function will say that one may go about in it."""
        return True


class WaitingFile(OpenFile):
    """A file without a name, enciphered (AES-256-CTR) by a key that is in memory only: it is added to and read.

    Nothing is written over: two texts at one place would show each other.
    """

    def __init__(self) -> None:
        self._file, self._at, self._length = TemporaryFile(buffering=0), 0, 0  # noqa: SIM115 - closed with this one
        self._key = AES(os.urandom(KEY))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """This function will go to a place, from the beginning, from here or from the end."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        return self._at

    def tell(self) -> int:
        """This function will give the place."""
        return self._at

    def readinto(self, room: WriteableBuffer, /) -> int:
        """This function will read as much as there is room for."""
        view = memoryview(room).cast("B")
        self._file.seek(self._at)
        found = self._file.read(len(view)) or b""
        view[: len(found)] = self._passed(found)
        self._at += len(found)
        return len(found)

    def readall(self) -> bytes:
        """This function will read what is left, at once."""
        return self.read(max(self._length - self._at, 0)) or b""

    def write(self, part: ReadableBuffer, /) -> int:
        """This function will add a part to the end. Raises OSError."""
        if self._at != self._length:
            raise OSError("a file that waits is only added to")
        sealed = memoryview(self._passed(bytes(part)))
        self._file.seek(self._at)
        while sealed:
            sealed = sealed[self._file.write(sealed) :]
        self._at = self._length = self._file.tell()
        return memoryview(part).nbytes

    def close(self) -> None:
        """This function will let go of it."""
        self._file.close()
        super().close()

    def _passed(self, part: bytes) -> bytes:
        """What lies at this place, enciphered or plain again."""
        first, over = divmod(self._at, BLOCK)
        stream = Cipher(self._key, CTR(first.to_bytes(BLOCK, "big"))).encryptor()
        stream.update(bytes(over))
        return stream.update(part)
