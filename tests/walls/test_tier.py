"""A story of the use cases, told again with everybody coming through the second wall; `make long` tells the rest."""

from __future__ import annotations

import pytest

from tests.usecases.test_first_line import test_a_clue_that_proves_untrue_is_closed_and_the_person_is_cleared  # noqa: F401

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
