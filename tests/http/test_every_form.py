"""Every form of every process as a page: it can be submitted, and nothing that it requires is folded away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from tests.http import samples, twin
from tests.http.pages import faults, read
from webapp.domain.forms import Scope, answer, prefill
from webapp.feel import from_python
from webapp.usecases.views.tasks import FormState

FORMS = sorted(str(path.relative_to(samples.ROOT / "processes")) for path in samples.ROOT.glob("processes/*/forms/*"))
MUST = ("input", "select", "textarea")


def fresh(path: str) -> FormState:
    """A form as it opens, in a case of which nothing is known."""
    form = samples.form_at(path)
    scope = Scope({}, samples.TODAY, {"today": lambda: from_python(samples.TODAY)})
    first = prefill(form, scope)
    given = answer(form, {}, scope, first)
    return FormState(form=form, values=first, hidden=given.hidden, choices=samples.CHOICES, token="t" * 32)


def whole(path: str) -> FormState:
    """A form with all of its fields, as if every condition held at once."""
    return FormState(form=samples.form_at(path), values={}, choices=samples.CHOICES, token="t" * 32)


@pytest.fixture(params=FORMS, ids=lambda path: path.replace("/forms/", "/").removesuffix(".form"))
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_officer_can_submit_it_and_sees_what_it_requires(path: str, client: FlaskClient, office: twin.Office):
    for state in (fresh(path), whole(path)):
        office.answers["open_task"] = dataclasses.replace(
            samples.TASK_VIEW, form_state=state, asked=samples.LEADER.asked
        )

        page = client.get(f"/tasks/{samples.TASK}").data

        assert not faults(page)
        assert ways_out(page) == 1
        assert list(folded_away(form_of(page))) == []


def test_the_person_concerned_can_submit_it_and_sees_what_it_requires(
    path: str, concerned: FlaskClient, office: twin.Office
):
    office.answers["portal_task"] = dataclasses.replace(samples.PORTAL_TASK, form_state=whole(path))

    page = concerned.get(f"/portal/tasks/{samples.TASK}").data

    assert ways_out(page) == 1
    assert list(folded_away(form_of(page))) == []


def form_of(page: bytes) -> Element:
    return next(one for one in read(page).iter("form") if one.get("data-draft"))


def ways_out(page: bytes) -> int:
    """How many buttons, or bars of decisions, the keyboard's Ctrl+Enter could mean: one."""
    return sum("data-submit" in one.attrib or "data-decide" in one.attrib for one in form_of(page).iter())


def folded_away(one: Element, *, shut: bool = False, asked: str = "") -> Iterator[str]:
    """Name what must be filled in and lies in a fold that is shut."""
    shut = shut or (one.tag == "details" and one.get("open") is None)
    if one.tag == "fieldset":
        asked = "".join(one.find("legend").itertext()) if one.find("legend") is not None else ""
    needed = one.get("required") is not None or (one.get("type") == "radio" and "选填" not in asked)
    if shut and one.tag in MUST and needed:
        yield f"{asked} {one.get('name')}"
    for inner in one:
        yield from folded_away(inner, shut=shut, asked=asked)
