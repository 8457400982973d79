"""What handlers ask of the office, one Protocol per subject, bound to the case at hand: no method takes a case id."""

from __future__ import annotations

from webapp.domain.ports.archives import (
    ArchiveFiles,
    Corrected,
    Corrections,
    DisputedEntry,
    Portraits,
    Trend,
)
from webapp.domain.ports.case import Approvers, Cases
from webapp.domain.ports.clues import Answers, Clues, Competence, Inquiries, NamedPerson, Receipt
from webapp.domain.ports.complaints import Complaints, KeptOut
from webapp.domain.ports.cycles import Counted, Cycles, Joined
from webapp.domain.ports.monitoring import Figures, Mark, Monitoring, Signs
from webapp.domain.ports.opinions import AnswerInForce, Holding, Intake, Opinions, Recheck
from webapp.domain.ports.papers import Admission, Archive, Circulation, Letters, Meetings
from webapp.domain.ports.power import Colleague, Drawn, ListedFor, Power, Sample
from webapp.domain.ports.statements import Statements
from webapp.domain.ports.tours import Tour, Tours
from webapp.domain.ports.units import UnitKind, Units
from webapp.domain.ports.violations import (
    Acceptance,
    Accountabilities,
    Appeals,
    Clarifications,
    Conclusion,
    OriginalCase,
    Restorations,
    Verifications,
)

__all__ = [
    "Acceptance",
    "Accountabilities",
    "Admission",
    "AnswerInForce",
    "Answers",
    "Appeals",
    "Approvers",
    "Archive",
    "ArchiveFiles",
    "Cases",
    "Circulation",
    "Clarifications",
    "Clues",
    "Colleague",
    "Competence",
    "Complaints",
    "Conclusion",
    "Corrected",
    "Corrections",
    "Counted",
    "Cycles",
    "DisputedEntry",
    "Drawn",
    "Figures",
    "Holding",
    "Inquiries",
    "Intake",
    "Joined",
    "KeptOut",
    "Letters",
    "ListedFor",
    "Mark",
    "Meetings",
    "Monitoring",
    "NamedPerson",
    "Opinions",
    "OriginalCase",
    "Portraits",
    "Power",
    "Receipt",
    "Recheck",
    "Restorations",
    "Sample",
    "Signs",
    "Statements",
    "Tour",
    "Tours",
    "Trend",
    "UnitKind",
    "Units",
    "Verifications",
]
