"""The only home of Flask: read the request, run one use case, render."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Flask, abort
from jinja2 import StrictUndefined
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from webapp.http import (
    absences,
    answering,
    applications,
    archive_requests,
    archives,
    assets,
    audit,
    cases,
    coverage,
    custody,
    cycles,
    deployments,
    door,
    errors,
    factors,
    glass,
    health,
    holidays,
    inbox,
    jointly,
    keeping,
    key_watches,
    leader,
    letters,
    lists,
    meetings,
    messages,
    numbers,
    oidc,
    outside_words,
    own_sessions,
    passwords,
    people,
    portal,
    proofs,
    recusals,
    register,
    retention,
    rosters,
    scan,
    search,
    security,
    session,
    shell,
    statistics,
    supervision,
    tasks,
    texts,
    units,
    uploads,
    versions,
)
from webapp.http.house import KEY, House
from webapp.http.words import TRANSLATIONS, Words, read_catalog
from webapp.settings import Settings
from webapp.usecases.office import Office

BLUEPRINTS = (health, session, inbox, tasks, leader, cases, register, supervision, search, letters, portal)
HOUSEKEEPING = (
    archives,
    archive_requests,
    key_watches,
    meetings,
    coverage,
    cycles,
    rosters,
    units,
    people,
    absences,
    holidays,
    deployments,
    versions,
    audit,
    scan,
    outside_words,
    numbers,
    applications,
    recusals,
    custody,
    glass,
    passwords,
    own_sessions,
    factors,
    jointly,
    keeping,
    proofs,
    oidc,
    messages,
    lists,
    statistics,
    retention,
)


class Key(BaseConverter):
    """An id in a path: letters, digits, hyphen, underscore."""

    regex = r"[A-Za-z0-9_-]{1,64}"


class Word(BaseConverter):
    """A code in a path: the id of a process, an element or a kind."""

    regex = r"[a-z][a-z0-9_]{0,63}"


def create_app(office: Office, settings: Settings) -> Flask:
    """This function will give the application of an office."""
    app = Flask(__name__)
    app.url_map.converters.update(key=Key, word=Word)
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions[KEY] = House(office=office, settings=settings, words=words_of(office))
    health.add_to(app)
    door.add_to(app)
    security.add_to(app, settings)
    passwords.add_to(app)
    factors.add_to(app)
    keeping.add_to(app)
    app.jinja_env.globals["place_of"] = answering.place_of
    for part in (texts, shell, assets, errors, uploads):
        part.add_to(app)
    for module in (*BLUEPRINTS, *HOUSEKEEPING):
        app.register_blueprint(module.pages)
    app.add_url_rule("/letter.css", "letter_style", letter_style)
    return app


def words_of(office: Office) -> Words:
    """This function will read the house's own catalogue; those of processes come from the library."""
    catalog: Callable[[], Mapping[str, str]] = getattr(office.library, "catalog", dict)
    return Words(partial(read_catalog, TRANSLATIONS / "en.po"), catalog)


@door.public
def letter_style() -> Response:
    """This function will give the style sheet of letters, which belongs to their own room."""
    if not assets.LETTER_STYLE.exists():
        abort(404)
    return Response(assets.LETTER_STYLE.read_text(encoding="utf-8"), mimetype="text/css")
