from __future__ import annotations

import inspect
from typing import Any

import pytest

from webapp.domain import ports
from webapp.usecases.scenarios.twins import TWINS, Desk, ports_of

PROTOCOLS = [found for _, found in inspect.getmembers(ports, inspect.isclass) if getattr(found, "_is_protocol", False)]
PROTOCOLS = [found for found in PROTOCOLS if found.__module__.startswith(f"{ports.__name__}.")]


@pytest.mark.parametrize("port", PROTOCOLS, ids=lambda port: port.__name__)
def test_every_port_has_a_twin_with_the_same_methods(port: type):
    assert port in TWINS, f"write a twin of {port.__name__} in webapp/usecases/scenarios/twins/"

    for name, method in inspect.getmembers(port, inspect.isfunction):
        if not name.startswith("_"):
            twin: Any = getattr(TWINS[port], name)
            assert list(inspect.signature(twin).parameters) == list(inspect.signature(method).parameters)


def test_a_scenario_may_say_what_a_port_answers():
    desk = Desk(answers={"cases.lot": True})
    cases: Any = ports_of(desk)[ports.Cases]

    assert cases.lot(15) is True
    desk.answers["cases.lot"] = False
    assert cases.lot(15) is False
