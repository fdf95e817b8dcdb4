"""Tables, one module an aggregate: columns, relationships and what the database itself refuses.

No rules and no commits here. References between rows are read-only relationships that raise unless
they were loaded on purpose: set the ``…_id`` column. Parts of an aggregate (lines, services, family
members) are lists that can be appended to and go with their owner.
"""

from portal.models.access import AccessEvent
from portal.models.act import Act, ActLine, ActState
from portal.models.act_change import ActClaim, ActCorrection, ClaimState
from portal.models.amendment import Amendment, AmendmentSignature
from portal.models.application import Application, ApplicationPaper, Outcome, RepeatApplication
from portal.models.audit import AuditEvent, AuditHead
from portal.models.calendar import AddedYear, CalendarDay
from portal.models.child_unit import (
    ChildFile,
    ChildPlacement,
    CouncilDecision,
    IssuedItem,
    LessonTime,
    StruckDecision,
    UnitActivity,
    UnitNorms,
)
from portal.models.contract import (
    Contract,
    ContractService,
    ContractTerms,
    Signature,
    SignatureMethod,
)
from portal.models.delivery import Delivery
from portal.models.document import StoredFile, SubmittedDocument
from portal.models.duty import Duty, DutyKind, DutyTerm
from portal.models.electronic import (
    CodeChannel,
    OutsideKind,
    OutsideSignature,
    PaperSeal,
    ProviderCertificate,
    SigningAgreement,
    SigningCode,
)
from portal.models.entry import (
    HouseRules,
    Inventory,
    InventoryItem,
    LegacyFee,
    RegisterRecord,
)
from portal.models.family import (
    FamilyCase,
    FamilyMember,
    FamilyPaper,
    FamilyRelation,
    FamilyStep,
)
from portal.models.fee_bound import FeeSetting, FormerBill
from portal.models.fee_proposal import FeeProposal
from portal.models.income import HouseholdMember, IncomeAssessment, IncomeItem
from portal.models.information import AdditionalRequest, BriefingItem
from portal.models.job import Job, JobState
from portal.models.month import MonthClosing, MonthState
from portal.models.move import Move, MoveEnvelope, MoveRequest, MoveStep
from portal.models.notice import Notice, NoticeEvent
from portal.models.paper import (
    Paper,
    PaperContent,
    SeriesCounter,
    StatementKey,
    VerificationAttempt,
)
from portal.models.paper_request import PaperRequest
from portal.models.payment import (
    EntryKind,
    LedgerEntry,
    Payment,
    PaymentAllocation,
    ReceiptCopy,
)
from portal.models.posted_form import PostedForm
from portal.models.programme import Programme, ProgrammeDuplicate, ProgrammeService
from portal.models.programme_end import (
    ProgrammeEnding,
    ProgrammeMark,
    ProgrammeReview,
    ReviewOutcome,
)
from portal.models.provider import Department, Provider, ProviderPaper, UnitContractChoice
from portal.models.recipient import (
    AuthorityScan,
    DataConsent,
    IdentityPaper,
    Recipient,
    RecipientCategory,
    RelativeAccess,
    Representative,
    RepresentativeKind,
)
from portal.models.reference import ReferenceValue
from portal.models.report import (
    PaymentPaper,
    PersonReport,
    ProgrammeCopy,
    RecognitionRefusal,
    UrgentDutyMark,
)
from portal.models.sheet import LivingAlone, OtherPayer, RecordedSheet
from portal.models.signing import NameForm, PaperCopy, SentBack
from portal.models.suspension import (
    Suspension,
    SuspensionEvent,
    SuspensionOrder,
    SuspensionPaper,
    SuspensionWarning,
)
from portal.models.tariff_day import (
    TariffDay,
    TariffDayContract,
    TariffDayState,
    TariffDayValue,
)
from portal.models.termination import (
    ContractRefusal,
    EndingCancellation,
    Termination,
    TerminationSignature,
)
from portal.models.transfer import (
    HoldState,
    PersonalFileMove,
    Transfer,
    TransferEnvelope,
    TransferLetter,
    TransferOffer,
    TransferPaper,
    TransferStep,
    VacancyHold,
)
from portal.models.urgent import UrgentCase, UrgentLine, UrgentMark, UrgentRating
from portal.models.user import FormDraft, Membership, Role, SignInAttempt, User, UserSession
from portal.models.visit_plan import PlannedService, VisitPlan
from portal.models.waiting import WaitingEntry, WaitingState

__all__ = [
    "AccessEvent",
    "Act",
    "ActClaim",
    "ActCorrection",
    "ActLine",
    "ActState",
    "AddedYear",
    "AdditionalRequest",
    "Amendment",
    "AmendmentSignature",
    "Application",
    "ApplicationPaper",
    "AuditEvent",
    "AuditHead",
    "AuthorityScan",
    "BriefingItem",
    "CalendarDay",
    "ChildFile",
    "ChildPlacement",
    "ClaimState",
    "CodeChannel",
    "Contract",
    "ContractRefusal",
    "ContractService",
    "ContractTerms",
    "CouncilDecision",
    "DataConsent",
    "Delivery",
    "Department",
    "Duty",
    "DutyKind",
    "DutyTerm",
    "EndingCancellation",
    "EntryKind",
    "FamilyCase",
    "FamilyMember",
    "FamilyPaper",
    "FamilyRelation",
    "FamilyStep",
    "FeeProposal",
    "FeeSetting",
    "FormDraft",
    "FormerBill",
    "HoldState",
    "HouseRules",
    "HouseholdMember",
    "IdentityPaper",
    "IncomeAssessment",
    "IncomeItem",
    "Inventory",
    "InventoryItem",
    "IssuedItem",
    "Job",
    "JobState",
    "LedgerEntry",
    "LegacyFee",
    "LessonTime",
    "LivingAlone",
    "Membership",
    "MonthClosing",
    "MonthState",
    "Move",
    "MoveEnvelope",
    "MoveRequest",
    "MoveStep",
    "NameForm",
    "Notice",
    "NoticeEvent",
    "OtherPayer",
    "Outcome",
    "OutsideKind",
    "OutsideSignature",
    "Paper",
    "PaperContent",
    "PaperCopy",
    "PaperRequest",
    "PaperSeal",
    "Payment",
    "PaymentAllocation",
    "PaymentPaper",
    "PersonReport",
    "PersonalFileMove",
    "PlannedService",
    "PostedForm",
    "Programme",
    "ProgrammeCopy",
    "ProgrammeDuplicate",
    "ProgrammeEnding",
    "ProgrammeMark",
    "ProgrammeReview",
    "ProgrammeService",
    "Provider",
    "ProviderCertificate",
    "ProviderPaper",
    "ReceiptCopy",
    "Recipient",
    "RecipientCategory",
    "RecognitionRefusal",
    "RecordedSheet",
    "ReferenceValue",
    "RegisterRecord",
    "RelativeAccess",
    "RepeatApplication",
    "Representative",
    "RepresentativeKind",
    "ReviewOutcome",
    "Role",
    "SentBack",
    "SeriesCounter",
    "SignInAttempt",
    "Signature",
    "SignatureMethod",
    "SigningAgreement",
    "SigningCode",
    "StatementKey",
    "StoredFile",
    "StruckDecision",
    "SubmittedDocument",
    "Suspension",
    "SuspensionEvent",
    "SuspensionOrder",
    "SuspensionPaper",
    "SuspensionWarning",
    "TariffDay",
    "TariffDayContract",
    "TariffDayState",
    "TariffDayValue",
    "Termination",
    "TerminationSignature",
    "Transfer",
    "TransferEnvelope",
    "TransferLetter",
    "TransferOffer",
    "TransferPaper",
    "TransferStep",
    "UnitActivity",
    "UnitContractChoice",
    "UnitNorms",
    "UrgentCase",
    "UrgentDutyMark",
    "UrgentLine",
    "UrgentMark",
    "UrgentRating",
    "User",
    "UserSession",
    "VacancyHold",
    "VerificationAttempt",
    "VisitPlan",
    "WaitingEntry",
    "WaitingState",
]
