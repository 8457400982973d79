"""A deployment checked whole: diagrams and forms by the engine, templates of letters by their own room."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from webapp import engine
from webapp.domain.bundle import Bundle
from webapp.domain.findings import Finding, Severity
from webapp.domain.handlers import HandlerSpec
from webapp.letters import template_findings


def findings_of(
    bundle: Bundle,
    handlers: Mapping[str, HandlerSpec],
    *,
    in_force: Bundle | None = None,
    approved: Collection[str] = (),
) -> tuple[Finding, ...]:
    """This function will list what is wrong with a deployment, errors first; without any it may be published.

    `approved` are rows of demands that may change against the version in force.
    """
    templates = [path for path in sorted(bundle.files) if "/letters/" in path and path.endswith(".md")]
    found = list(engine.check(bundle, handlers, in_force=in_force, approved=approved))
    found += [one for path in templates for one in template_findings(path, bundle.files[path])]
    return tuple(sorted(found, key=lambda one: one.severity is not Severity.ERROR))
