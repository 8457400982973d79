"""A version is put forward by one person and put in force by another; a mandatory step changes by a leader's word."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.usecases.due import ON_SQLITE
from tests.usecases.office import House
from tests.usecases.passages import to_inquiry
from webapp.domain.actor import SYSTEM, Permission
from webapp.domain.bundle import Bundle
from webapp.domain.errors import DeploymentRefused, NotFound, NotOpen, Refused
from webapp.domain.proposals import NeedsLeader, NothingToPropose, OtherFiles, OwnProposal, WidensRoles
from webapp.store import deployments, proposals
from webapp.store.deployments import VersionUnfit
from webapp.store.tables import audit, case, deployment_blob, deployment_file, proposal
from webapp.usecases.handing import ReasonMissing
from webapp.usecases.library import Library
from webapp.usecases.proposing import approve_version, propose_version, refuse_version, withdraw_version
from webapp.usecases.publishing import files_in_force, keep_version, put_in_force
from webapp.usecases.version_pages import version_page, versions_page, versions_waiting

M08 = "m08_talk_letter_inquiry"
MAIN = f"{M08}/{M08}.bpmn"
DESIGNER, LEADER = "hu", "chen"
WHY = "上级要求复核须写明依据"


def in_force(house: House) -> Bundle:
    return house.office.view(files_in_force, SYSTEM, process=M08)


def with_file(bundle: Bundle, path: str, old: bytes, new: bytes) -> Bundle:
    assert old in bundle.files[path]
    files = {**bundle.files, path: bundle.files[path].replace(old, new)}
    return dataclasses.replace(bundle, files=files, checksum="")


def stricter(bundle: Bundle) -> Bundle:
    """Give a version whose gate of row 8.4 asks something else."""
    return with_file(bundle, MAIN, b'"untruthful"', b'"untruthful" or review_reply_a.result = "untruthful"')


def reworded(bundle: Bundle) -> Bundle:
    """Give a version that changes no demand."""
    return with_file(bundle, f"{M08}/letters/d14_inquiry_notice.md", "函询".encode(), "书面函询".encode())


def kept(house: House, change: Callable[[Bundle], Bundle]) -> tuple[str, Bundle]:
    bundle = change(in_force(house))
    return house.office.run(keep_version, SYSTEM, bundle=bundle), bundle


def proposed(house: House, change: Callable[[Bundle], Bundle]) -> tuple[str, str, Bundle]:
    version, bundle = kept(house, change)
    known = {"deployment_id": version, "seen": bundle.checksum}
    return version, house.run(propose_version, DESIGNER, reason=WHY, **known), bundle


def approved(house: House, proposal_id: str, bundle: Bundle, who: str = LEADER) -> str:
    return house.run(approve_version, who, proposal_id=proposal_id, seen=bundle.checksum)


def state(house: House, version: str) -> str:
    with house.office.database.read() as tx:
        return deployments.read(tx, version).state


def make_designer(house: House, who: str) -> None:
    from webapp.usecases.duties import grant

    house.run(grant, "jin", person_id=house.actor(who).person_id, role="designer")


def test_a_changed_gate_is_in_force_once_the_secretary_approves_what_a_designer_put_forward(house: House) -> None:
    to_inquiry(house)
    with pytest.raises(DeploymentRefused):
        house.office.run(put_in_force, SYSTEM, bundle=stricter(in_force(house)))
    version, proposal_id, bundle = proposed(house, stricter)

    seen = house.view(version_page, LEADER, deployment_id=version)
    approved(house, proposal_id, bundle)

    assert [row for row, _ in seen.demands] == ["8.4"]
    assert (seen.hard, [one.kind for one in seen.files]) == ((), ["changed"])
    with house.office.database.read() as tx:
        live = deployments.current(tx, M08)
        acts = tx.execute(sa.select(audit.c.act, audit.c.actor_id).where(audit.c.act.like("deployment.%"))).all()
        under_way = set(tx.execute(sa.select(case.c.deployment_id)).scalars())
    assert live is not None
    assert (live.id, live.approved_by) == (version, house.actor(LEADER).person_id)
    assert {("deployment.proposed", "hu"), ("deployment.approved", "chen")} <= {tuple(one) for one in acts}
    assert under_way
    assert version not in under_way


def test_who_put_it_forward_cannot_approve_nor_another_designer_where_a_demand_changes(house: House) -> None:
    make_designer(house, "zhou")
    version, proposal_id, bundle = proposed(house, stricter)

    with pytest.raises(OwnProposal):
        approved(house, proposal_id, bundle, DESIGNER)
    with pytest.raises(NeedsLeader, match=r"8\.4"):
        approved(house, proposal_id, bundle, "zhou")
    with pytest.raises(Refused):
        approved(house, proposal_id, bundle, "wang")

    assert state(house, version) == "proposed"
    assert house.view(versions_waiting, LEADER) == 1
    assert house.view(versions_waiting, DESIGNER) == 0


def test_a_secretary_who_draws_does_not_approve_a_changed_demand(house: House) -> None:
    make_designer(house, LEADER)
    _, proposal_id, bundle = proposed(house, stricter)

    with pytest.raises(NeedsLeader):
        approved(house, proposal_id, bundle)


def test_what_changes_no_demand_is_approved_by_another_designer(house: House) -> None:
    make_designer(house, "zhou")
    version, proposal_id, bundle = proposed(house, reworded)

    approved(house, proposal_id, bundle, "zhou")

    assert state(house, version) == "live"


ROLES = "rules/roles.yaml"


MORE = (b"start_cases, scan_paper]}\ninv", b"see_desk, scan_paper]}\ninv")
ALL_ARCHIVES = (
    b"scope: room, permissions: [work_tasks, read_cases, read_archive",
    b"scope: office, permissions: [work_tasks, read_cases, read_archive",
)


@pytest.mark.parametrize(("before", "after"), [MORE, ALL_ARCHIVES], ids=["power", "scope"])
def test_by_which_a_role_may_do_more_is_approved_by_the_secretary_and_by_no_designer(
    house: House, before: bytes, after: bytes
) -> None:
    make_designer(house, "zhou")
    version, proposal_id, bundle = proposed(house, lambda bundle: with_file(bundle, ROLES, before, after))

    with pytest.raises(WidensRoles, match="室"):
        approved(house, proposal_id, bundle, "zhou")
    approved(house, proposal_id, bundle)

    assert state(house, version) == "live"


def test_a_power_taken_back_is_gone_in_every_process_at_once(house: House) -> None:
    another = Library(house.office.handlers)

    def may(role: str) -> frozenset[Permission]:
        with house.office.database.read() as tx:
            return another.roles(tx)[role].permissions

    assert Permission.SCAN_PAPER in may("trial")
    fewer = with_file(in_force(house), ROLES, b"read_cases, scan_paper]}\nrev", b"read_cases]}\nrev")
    house.clock.at += dt.timedelta(seconds=1)
    house.office.run(put_in_force, SYSTEM, bundle=fewer)

    assert Permission.SCAN_PAPER not in may("trial")


def test_an_approval_is_for_exactly_the_files_that_were_seen_and_put_forward(house: House) -> None:
    version, proposal_id, bundle = proposed(house, stricter)

    with pytest.raises(OtherFiles):
        approved(house, proposal_id, in_force(house))
    with house.office.database.write() as tx:
        blob = sa.select(deployment_file.c.blob_id).where(
            deployment_file.c.deployment_id == version, deployment_file.c.path == MAIN
        )
        changed = sa.update(deployment_blob).where(deployment_blob.c.id == tx.execute(blob).scalar_one())
        tx.execute(changed.values(content=bundle.files[MAIN] + b"<!-- by hand -->"))
    with pytest.raises(VersionUnfit):
        approved(house, proposal_id, bundle)

    assert state(house, version) == "proposed"


def test_an_approval_is_against_the_version_that_was_in_force_when_it_was_put_forward(house: House) -> None:
    _, proposal_id, bundle = proposed(house, stricter)
    house.office.run(put_in_force, SYSTEM, bundle=reworded(in_force(house)))

    with pytest.raises(OtherFiles):
        approved(house, proposal_id, bundle)


def lost(bundle: Bundle) -> Bundle:
    """Give a version without the marks of row 8.4."""
    return with_file(bundle, MAIN, b'name="mandatory" value="8.4"', b'name="note" value="8.4"')


def test_a_version_that_loses_a_demand_is_neither_kept_nor_put_forward_nor_approved(house: House) -> None:
    bundle = lost(in_force(house))
    with pytest.raises(DeploymentRefused):
        house.office.run(keep_version, SYSTEM, bundle=bundle)
    with house.office.database.write() as tx:  # by hand
        version = house.office.library.keep(tx, bundle, at=house.clock())
    with pytest.raises(DeploymentRefused):
        house.run(propose_version, DESIGNER, deployment_id=version, seen=bundle.checksum, reason=WHY)
    with house.office.database.write() as tx:
        one = proposals.Proposal(
            id="p" * 32,
            deployment_id=version,
            checksum=bundle.checksum,
            against=in_force(house).checksum,
            demands=("8.3", "8.4"),
            proposed_by=house.actor(DESIGNER).person_id,
            proposed_at=house.clock(),
            reason=WHY,
        )
        proposals.propose(tx, one)

    with pytest.raises(DeploymentRefused):
        approved(house, one.id, bundle)

    seen = house.view(version_page, LEADER, deployment_id=version)
    assert any("第 8.4 条" in finding.reason for finding in seen.hard)
    assert not house.view(version_page, DESIGNER, deployment_id=version).can_propose


def test_a_version_sent_back_or_taken_back_is_a_draft_that_may_be_put_forward_again(house: House) -> None:
    version, first, bundle = proposed(house, stricter)
    house.run(refuse_version, LEADER, proposal_id=first, reason="依据没有写明，请补充")
    known = {"deployment_id": version, "seen": bundle.checksum, "reason": WHY}
    second = house.run(propose_version, DESIGNER, **known)
    house.run(withdraw_version, DESIGNER, proposal_id=second)

    with pytest.raises(NotOpen):
        approved(house, first, bundle)
    with pytest.raises(NotOpen):
        approved(house, second, bundle)

    third = house.run(propose_version, DESIGNER, **known)
    with pytest.raises(NothingToPropose):
        house.run(propose_version, DESIGNER, **known)
    shown = house.view(version_page, LEADER, deployment_id=version).proposals
    assert {one.answer for one in shown} == {"依据没有写明，请补充", ""}
    assert {(one.proposal_id, one.can_decide) for one in shown} == {(first, False), (second, False), (third, True)}


def test_a_reason_is_given_and_only_who_put_it_forward_takes_it_back(house: House) -> None:
    make_designer(house, "zhou")
    version, bundle = kept(house, stricter)
    with pytest.raises(ReasonMissing):
        house.run(propose_version, DESIGNER, deployment_id=version, seen=bundle.checksum, reason="改")
    proposal_id = house.run(propose_version, DESIGNER, deployment_id=version, seen=bundle.checksum, reason=WHY)

    with pytest.raises(ReasonMissing):
        house.run(refuse_version, LEADER, proposal_id=proposal_id, reason="")
    with pytest.raises(NotFound):
        house.run(withdraw_version, "zhou", proposal_id=proposal_id)


def test_the_database_itself_wants_a_second_person(house: House) -> None:
    _, proposal_id, _ = proposed(house, stricter)
    alone = sa.update(proposal).where(proposal.c.id == proposal_id)

    for values in ({"status": "approved"}, {"status": "approved", "decided_by": house.actor(DESIGNER).person_id}):
        with pytest.raises(sa.exc.IntegrityError), house.office.database.write() as tx:
            tx.execute(alone.values(values))


def test_an_earlier_version_is_put_in_force_again_by_two(house: House) -> None:
    before = in_force(house)
    house.office.run(put_in_force, SYSTEM, bundle=reworded(before))
    with house.office.database.read() as tx:
        (version,) = (one.id for one in deployments.of_process(tx, M08) if one.checksum == before.checksum)
    proposal_id = house.run(propose_version, DESIGNER, deployment_id=version, seen=before.checksum, reason=WHY)

    approved(house, proposal_id, before)

    assert in_force(house).checksum == before.checksum


@ON_SQLITE
@pytest.mark.parametrize("who", ["zhou", "cui", "jin", "mo", "ma", "wang"])
def test_versions_are_there_for_designers_and_the_secretary_only(house: House, who: str) -> None:
    version, _ = kept(house, stricter)

    with pytest.raises(NotFound):
        house.view(versions_page, who)
    with pytest.raises(NotFound):
        house.view(version_page, who, deployment_id=version)
