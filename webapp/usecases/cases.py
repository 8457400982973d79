"""The verbs of a case, by the names that pages use."""

from __future__ import annotations

from webapp.usecases.applications import apply_early_ending
from webapp.usecases.beside import start_beside
from webapp.usecases.case_lists import case_list
from webapp.usecases.case_pages import case_page
from webapp.usecases.declaring import declare_about_case
from webapp.usecases.departures import go_on, move_on
from webapp.usecases.drawings import case_diagram
from webapp.usecases.monitor import urge
from webapp.usecases.opening import start_case, startable
from webapp.usecases.retrying import retry

__all__ = [
    "apply_early_ending",
    "case_diagram",
    "case_list",
    "case_page",
    "declare_about_case",
    "go_on",
    "move_on",
    "retry",
    "start_beside",
    "start_case",
    "startable",
    "urge",
]
