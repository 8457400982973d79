"""A difference of personal matters: brought by whoever keeps the roster, verified by two officers, the person heard."""

from __future__ import annotations

import pytest

from tests.usecases.filing import entries
from tests.usecases.office import House
from tests.usecases.robot import cannot, do, look_at, open_steps
from tests.usecases.stand import Stand
from tests.usecases.test_importing import MATTER, brought
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId
from webapp.store import archive, ledgers, signs
from webapp.usecases.act import Act, reads
from webapp.usecases.importing import write_roster
from webapp.usecases.people import RosterRefused

MA = PersonId("ma")
DIFFERS = {**MATTER, "核查情况": "核查不一致", "内容": "登记资料显示配偶另经营一家公司"}
WORD = "该公司已于上年注销，有注销通知书为证。"


@reads(Permission.SYSTEM)
def counted(act: Act) -> tuple[int, list[str]]:
    """How many signs of a business the monthly look counts, and in which states the year's matters are."""
    since = act.now.replace(year=2026, month=1, day=1)
    found = signs.filed_on(act.tx, MA, since=since, day=since.date())
    return found.business, [one.status for one in ledgers.matters(act.tx, MA, year=2026)]


def portrait(house: House) -> set[str]:
    with house.office.database.read() as tx:
        kept = archive.portrait_of(tx, MA)
    return set(kept[1]) if kept else set()


def now(house: House) -> tuple[int, list[str]]:
    return house.office.view(counted, SYSTEM)


def until_heard(house: House) -> None:
    """The keeper of the roster brings a difference; an officer verifies it, the person speaks."""
    house.run(write_roster, "jin", draft_id=brought(house, 个人有关事项=[DIFFERS]))
    house.drain()
    shown = look_at(house, "li", "verify_data").form_state
    assert shown is not None
    assert [row["what"] for row in shown.values["differences"]] == [DIFFERS["内容"]]
    do(house, "li", "verify_data", result="differs", differences=shown.values["differences"])
    do(house, "li", "hear/state_facts", facts=[{"fact": DIFFERS["内容"], "source": "人员登记表"}])
    do(house, "ma", "hear/explain", agree="disagree", text=WORD)
    do(house, "li", "hear/weigh_reply", facts="same")


@pytest.fixture(scope="module")
def stand(stand: Stand) -> Stand:
    """An office in which a second officer is about to confirm a difference."""
    return stand.played(until_heard)


def confirm(house: House, holds: str) -> None:
    """Let a second officer confirm each difference, or not."""
    page = look_at(house, "zhao", "settle/confirm_difference").form_state
    assert page is not None
    assert page.values["remark"] == WORD
    why = "对照登记资料和注销通知书逐项核对。"
    rows = [{**row, "holds": holds, "why": why} for row in page.values["differences"]]
    do(house, "zhao", "settle/confirm_difference", differences=rows)


def test_until_a_second_officer_confirms_nothing_counts_the_difference(house: House) -> None:
    assert cannot(house, "li", "settle/confirm_difference") in ("four_eyes", "not_yours", "not_found")
    assert (now(house), entries(house), portrait(house)) == ((0, ["found"]), (), set())


def test_what_two_officers_found_and_the_person_was_asked_about_is_filed_and_counts(house: House) -> None:
    confirm(house, "yes")

    (one,) = entries(house)
    assert (one.kind, one.weight, one.section, one.dimension) == ("own_data.deviating", "adverse", 1, "integrity")
    assert (one.entered_by, one.checked_by, one.remark) == ("li", "zhao", WORD)
    assert (now(house), portrait(house)) == ((1, ["deviates"]), {"integrity"})


def test_what_the_second_officer_does_not_find_to_differ_is_gone(house: House) -> None:
    confirm(house, "no")

    assert (now(house), entries(house)) == ((0, ["dropped"]), ())
    assert "settle/confirm_difference" not in [path for path, _, _ in open_steps(house)]


def test_the_roster_does_not_undo_what_officers_verify(house: House) -> None:
    house.run(write_roster, "jin", draft_id=brought(house, 个人有关事项=[DIFFERS]))
    draft = brought(house, 个人有关事项=[{**DIFFERS, "核查情况": "核查一致"}])
    with pytest.raises(RosterRefused):
        house.run(write_roster, "jin", draft_id=draft)

    assert now(house) == (0, ["found"])
