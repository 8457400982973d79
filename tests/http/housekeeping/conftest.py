"""The application over a furnished office, and its people at their browsers."""

from __future__ import annotations

from tests.http.stories.conftest import Sit, app, sit  # noqa: F401 - the same people, other pages
