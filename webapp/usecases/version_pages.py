"""The pages of versions: what waits, and one version beside the one in force."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.domain.actor import Permission
from webapp.domain.errors import Refused
from webapp.domain.findings import Finding, Severity
from webapp.domain.ids import PersonId
from webapp.domain.proposals import Proposal, ProposalStatus
from webapp.domain.said import Said
from webapp.engine.rules.gate_rows import QUOTES
from webapp.store import deployments as stored
from webapp.store import people, proposals
from webapp.usecases.act import Act, reads
from webapp.usecases.comparing import changed_files, changed_steps
from webapp.usecases.deployments import deployment_row, played_of, scenario_rows
from webapp.usecases.proposing import refuse_approver, touched
from webapp.usecases.publishing import against_force
from webapp.usecases.views.designers import ProposalRow, VersionRow, VersionView

WAITING = ("draft", proposals.WAITS)


@reads(Permission.PUBLISH_PROCESSES)
def versions_page(act: Act) -> tuple[VersionRow, ...]:
    """This function will list the versions that are not in force yet, those that wait for a decision first."""
    counts = stored.open_cases(act.tx)
    found = sorted(
        (one for one in stored.every(act.tx) if one.state in WAITING), key=lambda one: one.state, reverse=True
    )
    return tuple(
        VersionRow(row=deployment_row(act, one, counts), proposal=next(iter(_proposals(act, one.id)), None))
        for one in found
    )


@reads(Permission.PUBLISH_PROCESSES)
def versions_waiting(act: Act) -> int:
    """This function will count the versions that the viewer may decide on."""
    waiting = (one for one in stored.every(act.tx) if one.state == proposals.WAITS)
    return sum(row.can_decide for one in waiting for row in _proposals(act, one.id))


@reads(Permission.PUBLISH_PROCESSES)
def version_page(act: Act, *, deployment_id: str, play: bool = False) -> VersionView:
    """This function will give a version beside the one in force; `play` runs its scenarios. Raises NotFound."""
    found, bundle = stored.read(act.tx, deployment_id), stored.bundle(act.tx, deployment_id)
    counts, library = stored.open_cases(act.tx), act.office.library
    current = stored.current(act.tx, found.process)
    definition = library.definition(act.tx, deployment_id)
    findings = against_force(act, bundle)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    played = played_of(act, deployment_id, definition, play=play)
    may_draw = act.actor.may(Permission.DRAW_PROCESSES)
    return VersionView(
        row=deployment_row(act, found, counts),
        in_force=deployment_row(act, current, counts) if current else None,
        checksum=found.checksum,
        demands=_quoted(touched(findings)),
        hard=tuple(one for one in errors if not one.rows),
        soft=tuple(one for one in errors if one.rows),
        hints=_hints(findings),
        steps=changed_steps(library.definition(act.tx, current.id) if current else None, definition),
        files=changed_files(stored.bundle(act.tx, current.id) if current else None, bundle),
        scenarios=scenario_rows(definition, played.report if played else None),
        played=played is not None,
        proposals=_proposals(act, deployment_id),
        can_propose=may_draw and found.state in proposals.BEFORE and all(one.rows for one in errors),
    )


def _hints(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity is not Severity.ERROR)


def _proposals(act: Act, deployment_id: str) -> tuple[ProposalRow, ...]:
    return tuple(_proposal(act, one) for one in proposals.of_deployment(act.tx, deployment_id))


def _proposal(act: Act, one: Proposal) -> ProposalRow:
    names, waits = people.directory(act.tx), one.status is ProposalStatus.WAITING
    why_not = _why_not(act, one) if waits else ""
    return ProposalRow(
        proposal_id=one.id,
        by=names.name(one.proposed_by),
        at=one.proposed_at,
        reason=one.reason,
        demands=_quoted(one.demands),
        status=one.status,
        decided_by=names.name(PersonId(one.decided_by)) if one.decided_by else "",
        decided_at=one.decided_at,
        answer=one.answer,
        can_decide=waits and not why_not,
        can_withdraw=waits and one.proposed_by == act.actor.person_id,
        why_not=why_not,
    )


def _why_not(act: Act, one: Proposal) -> str:
    try:
        refuse_approver(act, one)
    except Refused as refused:
        return refused.message
    return ""


def _quoted(rows: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((row, Said(QUOTES.get(row, ""))) for row in rows)
