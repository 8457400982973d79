"""The verbs of a task, by the names that pages use."""

from __future__ import annotations

from webapp.usecases.afterwards import what_next
from webapp.usecases.completing import save_draft
from webapp.usecases.completing import submit as complete_task
from webapp.usecases.declaring import declare_recusal
from webapp.usecases.files import attach, drop_attachment
from webapp.usecases.giving_up import give_up
from webapp.usecases.handing import claim_task, reassign_task, release_task, set_follow_up
from webapp.usecases.recalling import recall_task
from webapp.usecases.task_pages import open_task
from webapp.usecases.typed_words import typed_words

__all__ = [
    "attach",
    "claim_task",
    "complete_task",
    "declare_recusal",
    "drop_attachment",
    "give_up",
    "open_task",
    "reassign_task",
    "recall_task",
    "release_task",
    "save_draft",
    "set_follow_up",
    "typed_words",
    "what_next",
]
