"""What happens again and again, at the browser: papers approved, letters issued, entries made, a meeting held."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.http.stories.person import Person
from tests.http.stories.sheets import SENTENCE
from tests.usecases.passages import WEIGHED

Sit = Callable[[str], Person]
LADDER = ("室主任审核", "分管领导审批", "书记审批", "党委负责人审批")
ROOM = ("he", "wang", "chen")
INVESTIGATION = ("cao", "deng", "chen")
OPINION = "//form[contains(@action, '/opinion')]"


def register(sit: Sit, *, subject: str = "ma") -> None:
    """Let the petition office register a letter, read out what it says, and hand it to the third room."""
    ding = sit("ding")
    persons = [{"management_level": "own", "subject": subject}]
    ding.submit(ding.starts("收到检举控告"), channel="letter", received_on="2026-03-02", persons=persons)
    ding.does("摘录线索要点", discipline_class=["integrity"], tags=["project"])
    sit("fang").does("复核摘要", verdict="good")
    sit("han").does("受理分办", verdict="separate", room="third_room")


def dispose(sit: Sit, way: str) -> None:
    """Let a clue be weighed, studied by the group and its way approved."""
    sit("zhou").does("分析研判线索", **WEIGHED)
    sit("zhou").does("提出处置建议", suggested=way)
    meet(sit, "clue_group", way)
    approve(sit)


def approve(sit: Sit, who: Sequence[str] = ROOM) -> None:
    """Let a paper go up the ladder, as far as people are named."""
    for step, person in zip(LADDER, who, strict=False):
        sit(person).does(step, decision="agree")


def issue(sit: Sit, drafter: str, *, signer: str = "chen", to: str | None = None) -> None:
    """Let a letter be drafted, checked, signed, sealed and delivered: to the person's own page, or by post."""
    sit(drafter).does("拟稿")
    sit("sun").does("核稿", good=True)
    sit(signer).does("书记签发" if signer == "chen" else "分管领导签发", decision="agree")
    sit("sun").does("用印")
    if to is None:
        sit("sun").does("送达", way="confidential", result="received")
        return
    sit("sun").does("送达", way="portal", result="portal")
    sit(to).does("本人页面签收")


def meet(sit: Sit, body: str, result: str) -> None:
    """Let a meeting be planned, heard and decided by the office, and its minutes signed by the secretary."""
    sun, chen = sit("sun"), sit("chen")
    page = sun.press(sun.get("/meetings"), f"//form[.//input[@name='body'][@value='{body}']]")
    page = sun.press(page, "//form[.//input[@name='item']]")
    page = sun.press(page, "//form[contains(@action, '/members')]")
    while page.all(OPINION):
        page = sun.press(page, OPINION, stand=result, text=SENTENCE)
    page = sun.press(page, "//form[contains(@action, '/decision')]", result=result, reason=SENTENCE)
    chen.press(chen.get(page.path), "//main//form[contains(@action, '/sign')]")
    chen.after()


def enter(sit: Sit, maker: str, checker: str = "qian") -> None:
    """Let an entry of the archive be made by one officer and checked by another."""
    sit(maker).does("填写入档内容")
    sit(checker).does("复核入档内容", good=True)
