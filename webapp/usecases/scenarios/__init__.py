"""Scenarios: cases in the officers' words, played on the real engine with in-memory ports and a virtual clock.

    report = run_file(folder, "m08_talk_letter_inquiry", handlers)     # plays every scenario, measures flow coverage
    walk(definition, handlers, seed=7)                                 # one random walk through all choices

`python -m webapp.usecases.scenarios processes/m08_talk_letter_inquiry` prints both. Steps: see reading.py.
"""

from __future__ import annotations

from webapp.usecases.scenarios.reading import BadScenario, Scenario, read_scenarios
from webapp.usecases.scenarios.report import Coverage, Failure, Report
from webapp.usecases.scenarios.running import run_definition, run_file
from webapp.usecases.scenarios.walking import Walk, walk

__all__ = [
    "BadScenario",
    "Coverage",
    "Failure",
    "Report",
    "Scenario",
    "Walk",
    "read_scenarios",
    "run_definition",
    "run_file",
    "walk",
]
