"""Decisions (DMN 1.1 to 1.6): tables with all hit policies, boxed expressions, knowledge, services, imports.

    model = read_decisions(xml, functions={"deadline": "key:string"})        # once, at deployment
    model.findings, model.reads("approval_level"), model.tables
    model.evaluate("approval_level", context, functions)                     # FEEL values, functions of the world

A decision with information requirements sees these and nothing else, as the standard says; one without any reads its
names straight from the context. From outside, one call does it for one file, by the letter of the standard:

    evaluate("folder/rules.dmn", "approval level", {"amount": 1200, "since": "2026-03-02"})
"""

from __future__ import annotations

from webapp.engine.decisions.errors import NoSuchDecision, UnreadableDecisions
from webapp.engine.decisions.model import Model, read_decisions
from webapp.engine.decisions.one_file import evaluate
from webapp.engine.decisions.views import DecisionTable, TableColumn, TableRule

__all__ = [
    "DecisionTable",
    "Model",
    "NoSuchDecision",
    "TableColumn",
    "TableRule",
    "UnreadableDecisions",
    "evaluate",
    "read_decisions",
]
