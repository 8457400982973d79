"""提请发布: a version of a process that is put forward by one person and put in force, or not, by another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.errors import Refused
from webapp.domain.ids import PersonId


class ProposalStatus(StrEnum):
    """Waits for another one's word; then approved, refused, or taken back by whoever proposed."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A version put forward: exactly these files (`checksum`), compared with those that were in force (`against`).

    `demands` are the rows of demands whose mandatory step it changes; reason and answer are sealed at rest.
    """

    id: str
    deployment_id: str
    checksum: str
    against: str
    demands: tuple[str, ...]
    proposed_by: PersonId
    proposed_at: dt.datetime
    reason: str
    status: ProposalStatus = ProposalStatus.WAITING
    decided_by: PersonId | None = None
    decided_at: dt.datetime | None = None
    answer: str = ""


class OwnProposal(Refused):
    """提请发布的人不能自己批准，请由另一人批准。"""

    code = "own_proposal"


class NeedsLeader(Refused):
    """此版本改动了必经环节（第{rows}条），由不设计流程的人员（纪委书记）批准，流程设计者不能批准。"""

    code = "needs_leader"


class WidensRoles(Refused):
    """此版本扩大了岗位的权限（{roles}），由不设计流程的人员（纪委书记）批准，流程设计者不能批准。"""

    code = "widens_roles"


class OtherFiles(Refused):
    """没有批准：页面上看到的版本、提请时的版本与现在的不一致，或者现行版本已经改变。请退回后重新提请。"""

    code = "other_files"


class NothingToPropose(Refused):
    """此版本现在不能提请发布：已经发布，或者已经提请。"""

    code = "nothing_to_propose"
