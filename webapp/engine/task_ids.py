"""Where task ids come from: random, or from a seed while the simulator replays one. Nothing is ordered by them."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from uuid import UUID, uuid4

_SOURCE: ContextVar[Callable[[], UUID]] = ContextVar("task_ids", default=uuid4)


def new_id() -> UUID:
    """This function will give the id of a new token."""
    return _SOURCE.get()()


@contextlib.contextmanager
def replayed(seed: int) -> Iterator[None]:
    """This function will make ids repeat for a seed, within the block and this thread."""
    source = random.Random(seed)  # noqa: S311 - for replays only, never for secrets
    token = _SOURCE.set(lambda: UUID(int=source.getrandbits(128), version=4))
    try:
        yield
    finally:
        _SOURCE.reset(token)
