"""Every feature of the engine's list is run by the book or refused at its element."""

from __future__ import annotations

import pytest

from tests.engine.features import activities, event_subs, gateways, starts_and_ends, waited_for
from tests.engine.features.registry import REFUSED, RUNS, Play
from webapp.engine.sandbox import DiagramRefused, Sandbox
from webapp.engine.supported import Standing, features

MODULES = (activities, event_subs, gateways, starts_and_ends, waited_for)
PLAYS = [(key, play) for key, plays in sorted(RUNS.items()) for play in plays]
WRONG = [(key, content, element) for key, several in sorted(REFUSED.items()) for content, element in several]


@pytest.mark.parametrize(("key", "play"), PLAYS, ids=[key for key, _ in PLAYS])
def test_a_feature_is_run_by_the_book(key: str, play: Play):
    play()


@pytest.mark.parametrize(("key", "content", "element"), WRONG, ids=[key for key, _, _ in WRONG])
def test_what_is_not_run_is_refused_at_its_element(key: str, content: bytes, element: str):
    with pytest.raises(DiagramRefused) as refusal:
        Sandbox().deploy(content)

    assert element in {one.element for one in refusal.value.findings}
    assert all(one.reason and one.remedy for one in refusal.value.findings)


def test_every_feature_of_the_list_has_a_case_of_its_kind():
    ran = {one.key for one in features() if one.standing is not Standing.REFUSED}
    refused = {one.key for one in features()} - ran

    assert ran - set(RUNS) == set()
    assert refused - set(REFUSED) == set()
    assert set(RUNS) <= ran
    assert MODULES
