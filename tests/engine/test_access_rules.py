"""`rules/access.yaml`: what is missing has the house's own value, what is wrong is named."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.conftest import ROOT
from webapp.domain.access_rules import AccessRules, Unusual
from webapp.engine.rule_files import UnreadableRules, read_access


def test_a_deployment_without_the_file_has_the_house_s_own_values() -> None:
    assert read_access(b"") == AccessRules()


@pytest.mark.parametrize(
    "text",
    [
        "unusual: {many: {at_least: many}}",
        "glass: {hours: 0}",
        "glass: {hours: 25}",
        "days: true",
        "day: {from: noon}",
        "- a list",
    ],
)
def test_rules_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(UnreadableRules):
        read_access(text.encode())


@pytest.mark.parametrize(
    ("hour", "workday", "out"), [(6, True, True), (7, True, False), (20, True, True), (10, False, True)]
)
def test_night_and_days_off_are_out_of_hours(hour: int, workday: bool, out: bool) -> None:
    assert AccessRules().is_out_of_hours(dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC), workday=workday) is out


def test_a_deployment_of_before_has_a_name_for_what_came_later() -> None:
    now = read_access((ROOT / "processes" / "rules" / "access.yaml").read_bytes())

    assert read_access(b"unusual: {}").names[Unusual.KEPT_OUT] == now.names[Unusual.KEPT_OUT]
