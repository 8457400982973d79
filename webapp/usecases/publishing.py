"""Putting diagrams in force: checked first, then an immutable deployment; cases under way keep their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from webapp.domain.actor import Permission
from webapp.domain.bundle import Bundle
from webapp.domain.errors import DeploymentRefused
from webapp.domain.findings import Finding, Severity
from webapp.store import deployments, watches
from webapp.usecases.act import Act, reads, writes
from webapp.usecases.checked import findings_of
from webapp.usecases.viewing import entry_of, note

FIRST_START, BEGUN, OVER = "first_start", "begun", "over"


@reads(Permission.SYSTEM)
def is_first_start(act: Act) -> bool:
    """This function will tell whether nothing was ever put in force, or a first start was broken off."""
    return not deployments.all_current(act.tx) or watches.get_setting(act.tx, FIRST_START) == BEGUN


@writes(Permission.SYSTEM, audited=False)
def note_first_start(act: Act, *, word: str) -> None:
    """This function will note that a first start has begun or is over: between the two it is made up for."""
    watches.put_setting(act.tx, FIRST_START, word, now=act.now, by=None)


@reads(Permission.SYSTEM)
def in_force(act: Act) -> Mapping[str, str]:
    """This function will give the checksum in force of each process."""
    return {row.process: row.checksum for row in deployments.all_current(act.tx)}


@reads(Permission.SYSTEM)
def files_in_force(act: Act, *, process: str) -> Bundle:
    """This function will give the files in force of a process; raises NotFound when it was never deployed."""
    deployment_id, _ = act.office.library.current(act.tx, process)
    return deployments.bundle(act.tx, deployment_id)


@writes(Permission.SYSTEM)
def put_in_force(act: Act, *, bundle: Bundle, checked: bool = False) -> str:
    """This function will check a bundle, also against the version in force, and put it in force.

    `checked` is for the files that come with this version and pass the check before it is released. Raises
    DeploymentRefused with the findings.
    """
    if not checked or deployments.current(act.tx, bundle.process) is not None:
        refuse_faulty(against_force(act, bundle))
    deployment_id = act.office.library.deploy(act.tx, bundle, at=act.now)
    note(act, entry_of(act, "deployment.in_force", process=bundle.process, checksum=bundle.checksum))
    return deployment_id


@writes(Permission.SYSTEM)
def keep_version(act: Act, *, bundle: Bundle) -> str:
    """This function will keep a version for the designers, who put it forward; nobody works by it yet.

    Raises DeploymentRefused for what no approval could put in force.
    """
    refuse_faulty(one for one in against_force(act, bundle) if not one.rows)
    deployment_id = act.office.library.keep(act.tx, bundle, at=act.now)
    note(act, entry_of(act, "deployment.kept", process=bundle.process, checksum=bundle.checksum))
    return deployment_id


def against_force(act: Act, bundle: Bundle, approved: Collection[str] = ()) -> tuple[Finding, ...]:
    """This function will check a bundle, compared with the version in force; `approved` rows of demands may change."""
    before = deployments.current(act.tx, bundle.process)
    kept = deployments.bundle(act.tx, before.id) if before else None
    return findings_of(bundle, act.office.handlers, in_force=kept, approved=approved)


def refuse_faulty(findings: Iterable[Finding]) -> None:
    """This function will raise DeploymentRefused when something stands in the way of publishing; warnings do not."""
    found = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if found:
        raise DeploymentRefused(found)
