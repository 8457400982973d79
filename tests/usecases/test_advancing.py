"""How many handlers one act may run: so many go, one more is an incident with a sentence."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from webapp.engine.bounds import MAX_INSTANCES
from webapp.usecases import advancing


def settled(monkeypatch: pytest.MonkeyPatch, waiting: int) -> list[str]:
    """Let so many service tasks wait one after the other, and give those whose handler ran."""
    ran: list[str] = []

    def left() -> Any:
        return SimpleNamespace(calls=[f"t{len(ran)}"] if len(ran) < waiting else [])

    monkeypatch.setattr(advancing, "_answer", lambda _desk, _total, call: ran.append(call))
    monkeypatch.setattr(advancing.engine, "merge", lambda _total, _step: left())
    monkeypatch.setattr(advancing.agenda, "request", lambda *_: None)
    desk: Any = SimpleNamespace(learn=lambda _: None, items=[], act=SimpleNamespace(tx=None))
    assert advancing.settle(desk, left()).calls == []
    return ran


@pytest.mark.parametrize("waiting", [0, 1, advancing.MAX_CALLS])
def test_an_act_may_run_so_many_handlers(monkeypatch: pytest.MonkeyPatch, waiting: int) -> None:
    assert len(settled(monkeypatch, waiting)) == waiting


def test_a_step_of_as_many_instances_as_there_may_be_goes_through() -> None:
    assert advancing.MAX_CALLS > MAX_INSTANCES


def test_one_more_is_an_incident_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(advancing.RunawayError, match=f"超过{advancing.MAX_CALLS}次"):
        settled(monkeypatch, advancing.MAX_CALLS + 1)
