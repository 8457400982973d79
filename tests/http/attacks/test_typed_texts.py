"""Every text that a person can type, filled with markup: a page shows it as text, whichever form it is.

And every form, sent more than it declares: nothing undeclared, computed or fixed is taken over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.http import samples, twin
from tests.http.pages import faults, read
from tests.http.test_every_form import FORMS
from webapp.domain.forms import Scope, answer
from webapp.domain.forms.model import Field, FieldType
from webapp.feel import from_python
from webapp.usecases.views.tasks import FormState

CORPUS = (
    "<xss-probe>",
    "<script>xssProbe()</script>",
    '"><img src=x onerror=xssProbe()>',
    "'><svg/onload=xssProbe()>",
    "</textarea><xss-probe>",
    "</title></style></script><xss-probe>",
    "<a href=javascript:xssProbe()>x</a>",
    "{{ 7 * 191 }}{% raw %}",
    "<!--><xss-probe>-->",
    "&lt;xss-probe&gt;",
    "\u202e<xss-probe\u2028>",
)
ALL = " ".join(CORPUS)


def filled(fields: tuple[Field, ...]) -> dict[str, object]:
    """Give values of a form in which every text that can be typed is markup, also in rows."""
    out: dict[str, object] = {}
    for one in fields:
        if one.type is FieldType.GROUP:
            out |= filled(one.fields)
        elif one.type is FieldType.ROWS:
            out[one.key] = [filled(one.fields)]
        elif one.type in (FieldType.TEXTFIELD, FieldType.TEXTAREA):
            out[one.key] = ALL
    return out


@pytest.fixture(params=FORMS, ids=lambda path: path.replace("/forms/", "/").removesuffix(".form"))
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def probes(page: bytes) -> Iterator[str]:
    """Name whatever of a page came out of the corpus as markup."""
    for one in read(page).iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag in ("xss-probe", "svg" if one.get("onload") else "") or (one.tag == "script" and not one.get("src")):
            yield one.tag
        for name, text in one.attrib.items():
            if name.startswith("on") or (name in ("href", "src", "action") and "javascript:" in text):
                yield f"{one.tag} {name}"


def test_what_is_typed_into_a_form_is_shown_as_text(path: str, client: FlaskClient, office: twin.Office) -> None:
    form = samples.form_at(path)
    state = FormState(form=form, values=filled(form.fields), choices=samples.CHOICES, token="t" * 32)
    office.answers["open_task"] = dataclasses.replace(samples.TASK_VIEW, form_state=state, asked=samples.LEADER.asked)

    page = client.get(f"/tasks/{samples.TASK}").data

    assert list(probes(page)) == []
    assert not faults(page)
    assert b"1337" not in page, "what is typed is no template"


def test_a_form_takes_over_what_it_declares_and_nothing_else(path: str) -> None:
    form = samples.form_at(path)
    scope = Scope({}, samples.TODAY, {"today": lambda: from_python(samples.TODAY)})
    extra = ("status", "assignee_id", "secrecy", "room_id", "level", "subject_id", "bound", "_rev", "__class__")
    declared = {one.key for one in form.plain_fields()} | {one.key for one in form.walk()}
    posted = {name: ["forged"] for name in extra if name not in declared}
    posted |= {one.key: ["forged"] for one in form.walk() if one.readonly or one.type is FieldType.COMPUTED}

    found = answer(form, posted, scope, {})

    assert set(found.values) <= declared
    assert "forged" not in _texts(found.values)


def _texts(value: Any) -> list[object]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return [value]
