"""In-memory twins of the ports: what handlers ask of the office, answered by the scenario.

Each class stands for one Protocol of domain/ports/. What it would write is noted in the `Desk`; what it would look
up is answered by the scenario (`answers: {clues.earlier: 核1}`), else by the default given here.
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain import ports
from webapp.usecases.scenarios.twins.archives import ArchiveFilesTwin, CorrectionsTwin, PortraitsTwin
from webapp.usecases.scenarios.twins.case import CasesTwin
from webapp.usecases.scenarios.twins.clues import AnswersTwin, CluesTwin, InquiriesTwin
from webapp.usecases.scenarios.twins.complaints import ComplaintsTwin
from webapp.usecases.scenarios.twins.cycles import CyclesTwin
from webapp.usecases.scenarios.twins.desk import Desk as Desk
from webapp.usecases.scenarios.twins.desk import Twin
from webapp.usecases.scenarios.twins.monitoring import MonitoringTwin
from webapp.usecases.scenarios.twins.opinions import OpinionsTwin
from webapp.usecases.scenarios.twins.papers import ArchiveTwin, CirculationTwin, LettersTwin, MeetingsTwin
from webapp.usecases.scenarios.twins.power import PowerTwin
from webapp.usecases.scenarios.twins.statements import StatementsTwin
from webapp.usecases.scenarios.twins.tours import ToursTwin
from webapp.usecases.scenarios.twins.units import UnitsTwin
from webapp.usecases.scenarios.twins.violations import (
    AccountabilitiesTwin,
    AppealsTwin,
    ClarificationsTwin,
    RestorationsTwin,
    VerificationsTwin,
)

TWINS: Mapping[type, type[Twin]] = {
    ports.Letters: LettersTwin,
    ports.Circulation: CirculationTwin,
    ports.Meetings: MeetingsTwin,
    ports.Monitoring: MonitoringTwin,
    ports.Units: UnitsTwin,
    ports.Inquiries: InquiriesTwin,
    ports.Archive: ArchiveTwin,
    ports.Cases: CasesTwin,
    ports.Cycles: CyclesTwin,
    ports.Power: PowerTwin,
    ports.Answers: AnswersTwin,
    ports.Clues: CluesTwin,
    ports.Complaints: ComplaintsTwin,
    ports.Opinions: OpinionsTwin,
    ports.Verifications: VerificationsTwin,
    ports.Accountabilities: AccountabilitiesTwin,
    ports.Appeals: AppealsTwin,
    ports.Restorations: RestorationsTwin,
    ports.Clarifications: ClarificationsTwin,
    ports.Statements: StatementsTwin,
    ports.Tours: ToursTwin,
    ports.ArchiveFiles: ArchiveFilesTwin,
    ports.Portraits: PortraitsTwin,
    ports.Corrections: CorrectionsTwin,
}


def ports_of(desk: Desk) -> dict[type, object]:
    """This function will give every port's twin, bound to one played case."""
    return {port: twin(desk) for port, twin in TWINS.items()}
