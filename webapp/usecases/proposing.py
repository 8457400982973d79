"""提请发布: a designer puts a version forward with a reason, another person puts it in force.

A version that changes a mandatory step (GATE rows of the demands), or by which a role may do more than before, is
approved by somebody who draws no diagrams: the secretary. What would lose such a step is refused whoever approves. The
approval holds for exactly the files that were put forward, compared with exactly those that were in force then
(decisions 9, demands C6 and C7).
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable

from webapp.domain.actor import Permission
from webapp.domain.bundle import Bundle, checksum
from webapp.domain.errors import NotFound, NotOpen
from webapp.domain.findings import Finding, Severity
from webapp.domain.proposals import (
    NeedsLeader,
    NothingToPropose,
    OtherFiles,
    OwnProposal,
    Proposal,
    ProposalStatus,
    WidensRoles,
)
from webapp.domain.typed import within
from webapp.store import deployments, proposals
from webapp.usecases.act import Act, writes
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.publishing import against_force, refuse_faulty
from webapp.usecases.viewing import entry_of, note

SHORTEST, LONGEST = 5, 1000


@writes(Permission.DRAW_PROCESSES, fresh=True)
def propose_version(act: Act, *, deployment_id: str, seen: str, reason: str) -> str:
    """This function will put a kept or earlier version forward and give the proposal's id.

    `seen` is the checksum that the page showed. Raises NotFound, ReasonMissing, OtherFiles, NothingToPropose,
    DeploymentRefused for what no approval could put in force.
    """
    found = deployments.read(act.tx, deployment_id)
    bundle = _exactly(act, deployment_id, seen, found.checksum)
    if found.state not in proposals.BEFORE:
        raise NothingToPropose
    words = _reason(reason)
    errors = against_force(act, bundle)
    refuse_faulty(one for one in errors if not one.rows)
    one = Proposal(
        id=uuid.uuid4().hex,
        deployment_id=deployment_id,
        checksum=bundle.checksum,
        against=checksum_in_force(act, bundle.process),
        demands=touched(errors),
        proposed_by=act.actor.person_id,
        proposed_at=act.now,
        reason=words,
    )
    proposals.propose(act.tx, one)
    _note(act, one, "deployment.proposed", bundle.process, words)
    return one.id


@writes(Permission.PUBLISH_PROCESSES, fresh=True)
def approve_version(act: Act, *, proposal_id: str, seen: str) -> str:
    """This function will put a version in force that another one has put forward, and give its id.

    Raises NotFound, NotOpen, OwnProposal, OtherFiles, DeploymentRefused; for a designer NeedsLeader where a demand's
    row changes, WidensRoles where a role may do more.
    """
    one = _waiting(act, proposal_id)
    refuse_approver(act, one)
    bundle = _exactly(act, one.deployment_id, seen, one.checksum)
    if checksum_in_force(act, bundle.process) != one.against:
        raise OtherFiles
    refuse_faulty(against_force(act, bundle, approved=one.demands))
    act.office.library.deploy(act.tx, bundle, at=act.now, approved_by=act.actor.person_id)
    proposals.decide(act.tx, one, ProposalStatus.APPROVED, who=act.actor.person_id, now=act.now)
    _note(act, one, "deployment.approved", bundle.process)
    return one.deployment_id


@writes(Permission.PUBLISH_PROCESSES, fresh=True)
def refuse_version(act: Act, *, proposal_id: str, reason: str) -> None:
    """This function will refuse a version with the reason; it is a draft again. Raises as `approve_version`."""
    one = _waiting(act, proposal_id)
    refuse_approver(act, one)
    words = _reason(reason)
    proposals.decide(act.tx, one, ProposalStatus.REFUSED, who=act.actor.person_id, words=words, now=act.now)
    _note(act, one, "deployment.refused", _process(act, one), words)


@writes(Permission.DRAW_PROCESSES, fresh=True)
def withdraw_version(act: Act, *, proposal_id: str) -> None:
    """This function will take an own proposal back; raises NotFound for another one's, NotOpen."""
    one = _waiting(act, proposal_id)
    if one.proposed_by != act.actor.person_id:
        raise NotFound
    proposals.decide(act.tx, one, ProposalStatus.WITHDRAWN, who=act.actor.person_id, now=act.now)
    _note(act, one, "deployment.withdrawn", _process(act, one))


def refuse_approver(act: Act, one: Proposal) -> None:
    """This function will raise OwnProposal, NeedsLeader or WidensRoles for who may not decide on a proposal."""
    if act.actor.person_id == one.proposed_by:
        raise OwnProposal
    if not act.actor.may(Permission.DRAW_PROCESSES):
        return
    if one.demands:
        raise NeedsLeader(rows="、".join(one.demands))
    if roles := act.office.library.widened(act.tx, one.deployment_id):
        raise WidensRoles(roles="、".join(roles))


def touched(findings: Iterable[Finding]) -> tuple[str, ...]:
    """This function will give the demands' rows whose approval the findings ask for, in their order."""
    rows = {row for one in findings if one.severity is Severity.ERROR for row in one.rows}
    return tuple(sorted(rows, key=lambda row: [int(part) for part in row.split(".")]))


def checksum_in_force(act: Act, process: str) -> str:
    """This function will give the checksum of the version in force, nothing where there is none."""
    found = deployments.current(act.tx, process)
    return found.checksum if found else ""


def _waiting(act: Act, proposal_id: str) -> Proposal:
    one = proposals.lock(act.tx, proposal_id)
    if one.status is not ProposalStatus.WAITING or deployments.read(act.tx, one.deployment_id).state != proposals.WAITS:
        raise NotOpen
    return one


def _exactly(act: Act, deployment_id: str, *checksums: str) -> Bundle:
    """The files as they lie in the database now, whose own checksum all others have to be; raises OtherFiles."""
    bundle = deployments.bundle(act.tx, deployment_id)
    if {checksum(bundle.files), *checksums} != {bundle.checksum}:
        raise OtherFiles
    return bundle


def _reason(reason: str) -> str:
    words = within(reason, LONGEST)
    if len(words) < SHORTEST:
        raise ReasonMissing
    return words


def _process(act: Act, one: Proposal) -> str:
    return deployments.read(act.tx, one.deployment_id).process


def _note(act: Act, one: Proposal, what: str, process: str, words: str = "") -> None:
    rows = list(one.demands)
    entry = entry_of(act, what, proposal=one.id, process=process, checksum=one.checksum, rows=rows)
    note(act, dataclasses.replace(entry, sealed={"text": words}) if words else entry)
