"""What BPMN forbids is refused at the element, with a reason and a remedy, whatever is wrong besides."""

from __future__ import annotations

import pytest

from tests.engine.rules.forbidden import SOUND, Wrong, forbidden
from webapp.engine.sandbox import DiagramRefused, Sandbox

ALL = forbidden()


def test_the_diagram_that_is_changed_is_sound():
    assert Sandbox().deploy(_whole(SOUND)).processes == ("p",)


def _whole(body: str) -> bytes:
    from tests.engine.bpmn import process

    return process(body)


@pytest.mark.parametrize("wrong", ALL, ids=[name for name, _, _ in ALL])
def test_what_bpmn_forbids_is_refused_at_its_element(wrong: Wrong):
    _, content, element = wrong

    with pytest.raises(DiagramRefused) as refusal:
        Sandbox().deploy(content)

    found = refusal.value.findings
    assert element in {one.element for one in found}, found
    assert all(one.reason and one.remedy for one in found)


def test_there_are_three_hundred_of_them():
    assert len({name for name, _, _ in ALL}) == len(ALL) > 300
