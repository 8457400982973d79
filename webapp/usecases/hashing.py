"""Passwords: argon2id, its parameters, and the one check that an unknown login costs just as much."""

from __future__ import annotations

import base64
import os
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSES, MEMORY_KIB, LANES = 3, 65536, 2
"""argon2id as RFC 9106 has it: 64 MiB, so that a stolen table is dear to guess at. SECURITY.md says what it costs."""


@lru_cache(maxsize=1)
def house_hasher() -> PasswordHasher:
    """This function will give argon2id with the house's parameters."""
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def beginning() -> str:
    """This function will give how a hash by the house's parameters begins."""
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$"


def fits(hasher: PasswordHasher, stored: str, password: str) -> bool:
    """This function will tell whether a password is the one of a stored hash."""
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=4)
def of_nobody(hasher: PasswordHasher) -> str:
    """This function will give a hash that no password fits, at the same cost; it is written down, not worked out."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19${cost}${salt}${digest}"
