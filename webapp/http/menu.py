"""The menu: an entry exists only for who may see what is behind it, and for pages that exist."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g, request

from webapp.domain.actor import Actor, Permission
from webapp.http.door import is_concerned, signed_in


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: its word, the page behind it, and who may see it."""

    word: str
    endpoint: str
    permission: Permission


ENTRIES: tuple[Entry, ...] = (
    Entry(word="待办事项", endpoint="inbox.tasks", permission=Permission.WORK_TASKS),
    Entry(word="呈批表", endpoint="leader.approvals", permission=Permission.APPROVE),
    Entry(word="申请", endpoint="applications.waiting", permission=Permission.APPROVE),
    Entry(word="事项", endpoint="cases.case_list", permission=Permission.READ_CASES),
    Entry(word="已办事项", endpoint="inbox.done", permission=Permission.WORK_TASKS),
    Entry(word="登记事项", endpoint="register.starts", permission=Permission.START_CASES),
    Entry(word="督办台", endpoint="supervision.desk", permission=Permission.SEE_DESK),
    Entry(word="来文登记", endpoint="outside_words.waiting", permission=Permission.RECORD_WORDS),
    Entry(word="会议", endpoint="meetings.meeting_list", permission=Permission.KEEP_MEETINGS),
    Entry(word="检举控告人信息", endpoint="custody.listed", permission=Permission.OPEN_REPORTER),
    Entry(word="应急查阅", endpoint="glass.own", permission=Permission.BREAK_GLASS),
    Entry(word="审核应急查阅", endpoint="glass.reviews", permission=Permission.REVIEW_GLASS),
    Entry(word="年度覆盖", endpoint="coverage.heads", permission=Permission.SEE_COVERAGE),
    Entry(word="年度任务", endpoint="cycles.all_rounds", permission=Permission.OPEN_CYCLES),
    Entry(word="年度清单", endpoint="lists.shown", permission=Permission.KEEP_LISTS),
    Entry(word="廉政档案", endpoint="archives.listed", permission=Permission.READ_ARCHIVE),
    Entry(word="重点名单", endpoint="key_watches.listed", permission=Permission.READ_ARCHIVE),
    Entry(word="统计", endpoint="statistics.overview", permission=Permission.SEE_STATISTICS),
    Entry(word="文号登记", endpoint="numbers.register", permission=Permission.SEE_NUMBERS),
    Entry(word="保管销毁", endpoint="retention.page", permission=Permission.CHECK_DESTRUCTION),
    Entry(word="扫描回传", endpoint="scan.look_up", permission=Permission.SCAN_PAPER),
    Entry(word="流程设计", endpoint="deployments.deployment_list", permission=Permission.DRAW_PROCESSES),
    Entry(word="流程发布", endpoint="versions.listed", permission=Permission.PUBLISH_PROCESSES),
    Entry(word="人员", endpoint="people.roster", permission=Permission.KEEP_ROSTER),
    Entry(word="节假日", endpoint="holidays.year", permission=Permission.RUN_SYSTEM),
    Entry(word="操作记录", endpoint="audit.acts", permission=Permission.READ_AUDIT),
    Entry(word="两人办理", endpoint="jointly.listed", permission=Permission.RECOVER_ACCESS),
)
"""By what a person does every day, before what comes once a month; entries of pages that are not there are left out."""

WIDTH = 7
"""So many entries stand beside each other; who has more finds the rarer ones under the last, 更多."""

HOME_WITHOUT_TASKS = (
    (Permission.OWN_PORTAL, "portal.home"),
    (Permission.DRAW_PROCESSES, "deployments.deployment_list"),
    (Permission.KEEP_ROSTER, "people.roster"),
    (Permission.READ_AUDIT, "audit.acts"),
    (Permission.RUN_SYSTEM, "holidays.year"),
    (Permission.SEE_DESK, "supervision.desk"),
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An entry as the header shows it."""

    word: str
    endpoint: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Menu:
    """What the header shows at once, and what it keeps folded."""

    daily: tuple[Shown, ...] = ()
    rest: tuple[Shown, ...] = ()

    @property
    def rest_here(self) -> bool:
        """Whether the page that is open is one of the folded ones."""
        return any(one.here for one in self.rest)


def menu() -> Menu:
    """This function will give the entries of who is signed in; the person concerned has none."""
    found = signed_in()
    if found is None or is_concerned():
        return Menu()
    shown = tuple(_shown(one) for one in ENTRIES if _open(one.endpoint) and found.actor.may(one.permission))
    daily = len(shown) if len(shown) <= WIDTH else WIDTH - 1
    return Menu(daily=shown[:daily], rest=shown[daily:])


def home_of(actor: Actor) -> str:
    """This function will give the page where a person begins: own letters, own tasks, or the own duty."""
    if is_concerned():
        return "portal.home"
    if actor.may(Permission.WORK_TASKS) and (
        actor.may(Permission.READ_CASES) or not actor.may(Permission.DRAW_PROCESSES)
    ):
        return "inbox.tasks"
    found = (endpoint for permission, endpoint in HOME_WITHOUT_TASKS if actor.may(permission) and _open(endpoint))
    return next(found, "session.own_page")


def _open(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _shown(one: Entry) -> Shown:
    inside = request.blueprint == "tasks" and one.endpoint == "inbox.tasks"
    here = not g.get("from_error") and (request.endpoint == one.endpoint or inside)
    return Shown(word=one.word, endpoint=one.endpoint, here=here)
