from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from tests.conftest import FROZEN, ROOT
from tests.usecases.office import House, an_office
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.ids import PersonId
from webapp.store import archive, grants, people, submissions
from webapp.store.audit_check import verify
from webapp.store.tables import case, submission, task
from webapp.usecases.act import Act, reads
from webapp.usecases.case_lists import case_list
from webapp.usecases.demo import identities
from webapp.usecases.demo.cases import SPAN, County
from webapp.usecases.demo.inquiries import answered, checked
from webapp.usecases.demo.measures import CHECK, EVALUATION, TALK, VISIT
from webapp.usecases.demo.meeting import decided
from webapp.usecases.demo.passages import THIRD, agree, archived, letter
from webapp.usecases.demo.stage import Stage
from webapp.usecases.demo.texts import MARK
from webapp.usecases.key_watching import key_watch_list
from webapp.usecases.roster_pages import vacancies
from webapp.usecases.round_pages import rounds_page
from webapp.usecases.sampling import repeat_draws
from webapp.usecases.yearly_lists import LISTS, list_page

END = FROZEN + dt.timedelta(days=SPAN)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, County]]:
    """The made-up county at the end of its stories; only the last test goes on with them."""
    folder = tmp_path_factory.mktemp("county")
    house = an_office(f"sqlite:///{folder / 'office.sqlite3'}", FROZEN, folder)
    stories = County(Stage(house.office, begins=FROZEN), end=END)
    stories.tell()
    house.clock.at = END
    yield house, stories
    house.office.database.close()


@pytest.fixture
def county(told: tuple[House, County]) -> House:
    """The county's office."""
    return told[0]


def open_steps(house: House) -> list[tuple[str, str, str | None]]:
    with house.office.database.read() as tx:
        rows = tx.execute(task.select().where(task.c.is_open)).all()
    return [(row.element, row.subject_id or "", row.assignee_id) for row in rows]


def test_every_kind_of_work_is_under_way(county: House):
    steps = {(element, subject) for element, subject, _ in open_steps(county)}

    assert "make_abstract" in {element for element, _ in steps}
    assert ("analyse_clue", "ren") in steps
    assert ("reply", "ma") in steps
    assert ("review_reply_b", "lin") in steps
    assert ("carry_out", "liu") in steps
    assert ("ask_wish", "zhu") in steps


def test_each_of_the_ten_measures_has_a_case_under_way(county: House):
    with county.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.status == "open")).all()

    assert {f"m{number:02}" for number in range(1, 11)} <= {row.measure for row in rows}


def test_no_duty_that_a_diagram_asks_for_is_without_people(county: House):
    assert county.office.view(empty_duties, SYSTEM) == ()


@reads(Permission.SYSTEM)
def empty_duties(act: Act) -> tuple[tuple[str, str], ...]:
    return vacancies(act, people.directory(act.tx), grants.all_grants(act.tx))


def test_rounds_have_begun_with_some_heads_open_some_planned_and_one_left_out(county: House):
    begun = {one.process: one.counts for one in county.view(rounds_page, "su").rows if one.state == "running"}

    for process in (EVALUATION, CHECK, TALK, VISIT):
        assert begun[process].get("running", 0) >= 1
        assert begun[process]["missing"] == 1
    assert begun[VISIT]["planned"] >= 1
    assert (begun[CHECK]["done"], begun[TALK]["done"]) == (1, 1)


def test_the_lists_of_the_year_stand_and_a_lot_was_drawn_among_service_records(county: House):
    lists = [county.view(list_page, "su", of=of).lines for of in LISTS]
    (draw,) = county.view(repeat_draws, "mo")

    assert all(lists)
    assert (draw.population, len(draw.picked), draw.same_picked) == (20, 5, True)


def test_one_head_is_under_key_watch_and_one_has_verified_entries(county: House):
    watched = [one.name for one in county.view(key_watch_list, "chen")]
    with county.office.database.read() as tx:
        filed = {one.kind for one in archive.whole(tx, PersonId("liu")) if one.status == "verified"}

    assert watched == ["任重远"]
    assert filed == {"check.good", "talk.talk_held"}


def test_the_secretary_has_several_requests_and_the_deputy_one(county: House):
    waiting = [who for element, _, who in open_steps(county) if element in ("by_secretary", "by_deputy")]

    assert waiting.count("chen") == 3
    assert waiting.count("wang") == 1


def test_no_form_holds_a_sample_text(county: House):
    with county.office.database.read() as tx:
        cases = {row.case_id for row in tx.execute(submission.select()).all()}
        written = [one for case_id in cases for one in submissions.of_case(tx, case_id)]

    assert len(written) > 100
    assert [one.path for one in written if MARK in str(one.content)] == []


def test_one_inquiry_stands_at_the_gate_that_nobody_passes(county: House):
    with county.office.database.read() as tx:
        rows = tx.execute(case.select().where(case.c.measure == "m08")).all()

    assert [(row.subject_id, row.bound) for row in rows if row.bound] == [("lin", ["8.3"])]


def test_the_count_of_a_mark_lists_the_same_clues(county: House):
    register = county.view(case_list, "chen", measure="m07", status="")

    counts = {one.name: one.count for one in register.tags}
    assert (counts["插手工程项目"], counts["违反中央八项规定精神"]) == (2, 2)
    for one in register.tags:
        listed = county.view(case_list, "chen", status="", tag=one.mark)
        assert listed.count == one.count


def test_marks_are_counted_for_the_head_or_unit_that_is_asked_for(county: House):
    register = county.view(case_list, "chen", status="", words="县交通运输局")

    assert register.tags
    for one in register.tags:
        listed = county.view(case_list, "chen", status="", words="县交通运输局", tag=one.mark)
        assert listed.count == one.count


def test_the_chains_of_the_stories_are_whole(county: House):
    with county.office.database.read() as tx:
        verdict = verify(tx)

    assert verdict.faults == ()
    assert verdict.streams > 10


def test_everybody_to_sign_in_as_is_there(county: House):
    assert {PersonId(one.login) for one in identities()} <= _persons(county)


def _persons(house: House) -> set[PersonId]:
    with house.office.database.read() as tx:
        return set(people.directory(tx).persons)


def test_the_readme_shows_pictures_that_are_there():
    shown = re.findall(r"\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert shown
    assert [path for path in shown if not (ROOT / path).is_file()] == []


def test_the_inquiry_of_the_readme_is_completed_by_the_people_it_names(told: tuple[House, County]):
    house, stories = told
    stage, inquiry = stories.stage, stories.inquiries["ma"]

    answered(stage, "ma", inquiry)
    checked(stage, "zhou", "review_reply_a", inquiry, subject="ma")
    checked(stage, "wu", "review_reply_b", inquiry, subject="ma")
    stage.act("zhou", "write_report", inquiry, sufficiency="complete")
    decided(stage, body="clue_group", results={inquiry: "accept"})
    agree(stage, inquiry, THIRD, at="approve_outcome")
    letter(stage, inquiry, THIRD, at="issue_closing", signer="deputy")
    stage.act("ma", "sign_receipt", inquiry, read=True)
    archived(stage, inquiry, THIRD, at="archive_outcome", summary="谈话函询后采信了结。")

    with house.office.database.read() as tx:
        row = tx.execute(case.select().where(case.c.id == inquiry)).one()
    assert (row.status, row.ended_at_element) == ("closed", "inquiry_closed")
