"""A furnished office on each database, for commands that look into one."""

from __future__ import annotations

from tests.usecases.conftest import furnished, house, stand  # noqa: F401 - as the use cases have it
