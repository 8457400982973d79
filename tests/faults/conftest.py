"""Furnished offices for faults: on SQLite and PostgreSQL in turn, and on a PostgreSQL server that may be killed."""

from __future__ import annotations

from tests.http.stories.conftest import app, sit  # noqa: F401 - the application over an office, its people at browsers
from tests.usecases.conftest import furnished, house  # noqa: F401 - an office of its own for each test
