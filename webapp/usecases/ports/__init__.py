"""The ports that handlers ask for, bound to one case and one act."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain import ports
from webapp.domain.advance import Call
from webapp.usecases.desk import Desk
from webapp.usecases.ports.accountability import AccountabilitiesPort
from webapp.usecases.ports.answers import AnswersPort
from webapp.usecases.ports.archive import ArchivePort, ClarificationsPort, RestorationsPort
from webapp.usecases.ports.archive_files import ArchiveFilesPort, PortraitsPort
from webapp.usecases.ports.cases import AppealsPort, CasesPort, CirculationPort, VerificationsPort
from webapp.usecases.ports.clues import CluesPort, InquiriesPort
from webapp.usecases.ports.complaints import ComplaintsPort
from webapp.usecases.ports.corrections import CorrectionsPort
from webapp.usecases.ports.cycles import CyclesPort
from webapp.usecases.ports.letters import LettersPort
from webapp.usecases.ports.meetings import MeetingsPort
from webapp.usecases.ports.monitoring import MonitoringPort
from webapp.usecases.ports.opinions import OpinionsPort
from webapp.usecases.ports.power import PowerPort
from webapp.usecases.ports.statements import StatementsPort
from webapp.usecases.ports.tours import ToursPort
from webapp.usecases.ports.units import UnitsPort


def ports_of(desk: Desk, call: Call) -> Mapping[type, object]:
    """This function will give every port by its Protocol; none of them takes a case id: they serve this case alone."""
    return {
        ports.Accountabilities: AccountabilitiesPort(desk),
        ports.Answers: AnswersPort(desk, call),
        ports.Appeals: AppealsPort(desk),
        ports.Archive: ArchivePort(desk, call),
        ports.ArchiveFiles: ArchiveFilesPort(desk),
        ports.Cases: CasesPort(desk, call),
        ports.Complaints: ComplaintsPort(desk, call),
        ports.Corrections: CorrectionsPort(desk, call),
        ports.Portraits: PortraitsPort(desk),
        ports.Circulation: CirculationPort(desk, call),
        ports.Clarifications: ClarificationsPort(desk),
        ports.Clues: CluesPort(desk, call),
        ports.Cycles: CyclesPort(desk),
        ports.Inquiries: InquiriesPort(desk),
        ports.Letters: LettersPort(desk, call),
        ports.Meetings: MeetingsPort(desk, call),
        ports.Opinions: OpinionsPort(desk, call),
        ports.Power: PowerPort(desk),
        ports.Monitoring: MonitoringPort(desk, call),
        ports.Restorations: RestorationsPort(desk),
        ports.Statements: StatementsPort(desk, call),
        ports.Tours: ToursPort(desk, call),
        ports.Units: UnitsPort(desk, call),
        ports.Verifications: VerificationsPort(desk),
    }
