"""An office without a database: it answers each verb with a made-up value and remembers what was asked."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from tests.http import samples
from tests.usecases.office import QUICK
from webapp.domain.actor import Actor, Permission
from webapp.domain.errors import NotFound
from webapp.domain.ids import PersonId
from webapp.domain.roster import Affiliation
from webapp.settings import Settings
from webapp.usecases.sessions import SignedIn
from webapp.usecases.views.tasks import KeptDraft

SETTINGS = Settings(demo=True, secret="s" * 40, secure_cookies=False)
OFFICER = Actor(
    person_id=PersonId("zhou"), permissions=frozenset(Permission) - {Permission.SYSTEM, Permission.OWN_PORTAL}
)
CONCERNED = Actor(
    person_id=PersonId("luo"),
    kind=Affiliation.HEAD,
    permissions=frozenset({Permission.OWN_PORTAL, Permission.WORK_TASKS}),
)
NO_READER = Actor(person_id=PersonId("zheng"), permissions=frozenset({Permission.WORK_TASKS}))
DESIGNER = Actor(person_id=PersonId("hu"), permissions=frozenset({Permission.WORK_TASKS, Permission.DRAW_PROCESSES}))
PEOPLE = {
    "designer": (DESIGNER, "胡某", "流程设计"),
    "reader of nothing": (NO_READER, "郑某", "县委组织部"),
    "officer": (OFFICER, "周某", "第三监督检查室"),
    "concerned": (CONCERNED, "罗某", "县林业局局长"),
}
ANSWERS: dict[str, object] = {
    "inbox": samples.INBOX,
    "done_tasks": samples.DONE,
    "open_task": samples.TASK_VIEW,
    "case_page": samples.CASE_VIEW,
    "case_diagram": samples.DIAGRAM,
    "case_list": samples.CASES,
    "monitor": samples.MONITOR,
    "letter_page": samples.LETTER,
    "portal_letter": samples.LETTER,
    "letter_file": ("函询通知书.pdf", b"%PDF-1.7"),
    "attachment_file": ("书面答复.pdf", b"%PDF-1.7"),
    "portal": samples.PORTAL,
    "archive_list": samples.ARCHIVES,
    "archive_page": samples.ARCHIVE,
    "archive_paper": samples.ARCHIVE,
    "requests_page": samples.REQUESTS,
    "requests_waiting": 2,
    "own_sessions": samples.SESSIONS,
    "own_archive": samples.OWN_ARCHIVE,
    "portal_task": samples.PORTAL_TASK,
    "portal_reply": samples.PORTAL_REPLY,
    "own_questions": samples.QUESTIONS,
    "told_of_openings": (
        ("云线索〔2026〕88号", "您登记的此件，检举控告人信息已由方某、史某共同开启查看", samples.NOW),
    ),
    "to_review": (),
    "keeping_waiting": 2,
    "versions_waiting": 1,
    "retention_page": samples.RETENTION,
    "just_back": (),
    "late_reviews": 0,
    "key_watch_list": samples.KEY_WATCHES,
    "openings": samples.OPENINGS,
    "show_identity": samples.IDENTITY,
    "search": samples.SEARCH,
    "startable": samples.STARTS,
    "approval_list": samples.APPROVALS,
    "phrases": (SimpleNamespace(id="p1", text="同意，按程序办理。"),),
    "save_draft": KeptDraft(at=samples.NOW, version=4),
    "attach": samples.ATTACHMENT,
    "declare_recusal": False,
    "start_case": samples.TASK,
    "recall_task": samples.TASK,
    "agree_list": 3,
    "known_device": None,
    "remembered": "known",
}


class Office:
    """The twin. `answers` may hold a value, or a function of the named arguments, or an error to raise."""

    def __init__(self) -> None:
        self.zone = ZoneInfo("Asia/Shanghai")
        self.largest_file = 20 * 1024 * 1024
        self.hasher = QUICK
        self.provider = None
        self.library = SimpleNamespace(catalog=samples.catalog)
        self.answers: dict[str, object] = dict(ANSWERS)
        self.asked: list[tuple[str, dict[str, object]]] = []

    def clock(self) -> dt.datetime:
        return samples.NOW

    def view(self, use_case: Any, actor: Actor, /, **named: object) -> object:
        return self._answer(use_case.name, named)

    def run(self, use_case: Any, actor: Actor, /, **named: object) -> object:
        return self._answer(use_case.name, named)

    def named(self, verb: str) -> dict[str, object]:
        """What the last call of a verb was given."""
        return next(named for name, named in reversed(self.asked) if name == verb)

    def _answer(self, name: str, named: dict[str, object]) -> object:
        if name == "actor_of_session":
            return signed_in(str(named["token"]))
        self.asked.append((name, named))
        found = self.answers.get(name)
        if isinstance(found, Exception):
            raise found
        return found(**named) if callable(found) else found


def signed_in(token: str) -> SignedIn:
    if token not in PEOPLE:
        raise NotFound
    actor, name, room = PEOPLE[token]
    return SignedIn(actor=actor, name=name, room_name=room, session_id=token)
