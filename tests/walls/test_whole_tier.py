"""All stories of letters and of the first line, with everybody coming through the second wall."""

from __future__ import annotations

import pytest

from tests.usecases.test_delivery import *  # noqa: F403
from tests.usecases.test_first_line import *  # noqa: F403

pytestmark = [pytest.mark.postgres, pytest.mark.long]
