"""The one module regions import: the marker for implementations and the words of the law."""

from dataclasses import replace

from portal.domain.acts import ActRules
from portal.domain.admission import (
    AdmissionRules,
    Decider,
    IndicationRules,
    LongIllness,
    WaitingRule,
)
from portal.domain.amendments import AmendmentRules
from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityLimit, CapacityRules, Season
from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.choices import Choice, ChoiceList
from portal.domain.conditions import AllOf, Always, AnyOf, Condition, Has, Not, Trait
from portal.domain.contract import (
    ApproachWindow,
    Clause,
    ContractRules,
    Party,
    Share,
    Signatories,
    with_clauses_after,
    with_text,
)
from portal.domain.contract_terms import ConditionGroup, ContractTerms, UnitContract
from portal.domain.courses import Attendance, CouncilCourse, Course
from portal.domain.deadlines import DeadlineRule, Roll
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.demands import Demand
from portal.domain.documents import DocumentList, DocumentRequirement, Medium, Proof
from portal.domain.enrolment import (
    ContractNeed,
    DepartmentProfile,
    EnrolmentRules,
    Intake,
    IntakeGuard,
    MedicalAdmission,
    TargetGroups,
)
from portal.domain.fees import CourseCap, FeeCap, FeeRules, FreeCategory, KeptInFull
from portal.domain.grounds import LegalGround
from portal.domain.income import IncomeRules
from portal.domain.information import (
    Briefing,
    InformationRules,
    Recommendation,
    UrgentDuties,
    UrgentQuality,
)
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.domain.minors import (
    AdmissionAge,
    Applicants,
    CaseGrounds,
    ChildOpinion,
    Guard,
    GuardedWorkflow,
    Maintenance,
    MinorsRules,
    OwnAppeal,
)
from portal.domain.money import rubles
from portal.domain.norms import Norm, Place
from portal.domain.notices import NoticeRule, NoticeRules
from portal.domain.notices import Side as NoticeSide
from portal.domain.package import Package, PackagePaper
from portal.domain.payments import Channel, PaymentRules
from portal.domain.people import PopulationGroup, Relation
from portal.domain.personal_data import (
    Confined,
    ConsentMark,
    FileRoute,
    ListedConsent,
    PersonalDataRules,
    RoleAccess,
)
from portal.domain.printed_forms import FieldKind, FormField, Needed, PrintedForm
from portal.domain.programme_life import (
    Drafting,
    EndRules,
    ExpiryDuty,
    LossRules,
    Transition,
)
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.records import RecordSpec
from portal.domain.reference import ReferenceValue
from portal.domain.registers import Column, Origin, RegisterRules, RegisterSpec
from portal.domain.representation import AgePapers, Placement, RepresentationRules, SigningCase
from portal.domain.schedule import AgeEnd, OpenStay, ScheduleForm, ScheduleRules
from portal.domain.suspension import ContractGrounds, Ground, SuspensionRules
from portal.domain.termination import (
    Advice,
    EndingPaper,
    Initiator,
    LastDay,
    TerminationGround,
    TerminationRules,
)
from portal.domain.transfer import Agreement, Continuity, Mark, TransferRules
from portal.domain.urgent import (
    UrgentRules,
    UrgentService,
    UrgentServices,
    WithoutContract,
)
from portal.domain.workflow import Link, State, Workflow, WorkflowStep, straight
from portal.regions.data import load_catalogue, load_form_fields, load_reference_values
from portal.regions.federal.acts import FEDERAL_ACT
from portal.regions.federal.admission import FEDERAL_ADMISSION, FEDERAL_ADMISSIONS
from portal.regions.federal.capacity import FEDERAL_CAPACITY
from portal.regions.federal.contract import FEDERAL_CONTRACT, FEDERAL_CONTRACTS
from portal.regions.federal.documents import FEDERAL_DOCUMENTS
from portal.regions.federal.fees import FEDERAL_FEE
from portal.regions.federal.forms import FEDERAL_FORMS
from portal.regions.federal.information import FEDERAL_BRIEFING, FEDERAL_INFORMATION
from portal.regions.federal.legal_acts import EVERY_FORM, FEDERAL_ACTS
from portal.regions.federal.norms import FEDERAL_NORMS
from portal.regions.federal.notices import FEDERAL_NOTICES
from portal.regions.federal.payments import FEDERAL_PAYMENT
from portal.regions.federal.personal_data import (
    FEDERAL_PERSONAL_DATA,
    FEDERAL_PERSONAL_DATA_EDITIONS,
)
from portal.regions.federal.programme import FEDERAL_PROGRAMME
from portal.regions.federal.registers import FEDERAL_REGISTERS
from portal.regions.federal.representation import FEDERAL_REPRESENTATION
from portal.regions.federal.schedule import FEDERAL_SCHEDULE
from portal.regions.federal.suspension import FEDERAL_SUSPENSION, FEDERAL_SUSPENSIONS
from portal.regions.federal.termination import FEDERAL_TERMINATION, WRITTEN_CLAIM
from portal.regions.federal.transfer import (
    CHANGE_PATH,
    CHANGE_STEPS,
    FEDERAL_TRANSFER,
    TERMINATE_AND_CONCLUDE,
)
from portal.regions.federal.urgent import FEDERAL_URGENT
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import Gap, RegionIdentity, Unit

__all__ = [
    "CHANGE_PATH",
    "CHANGE_STEPS",
    "EVERY_FORM",
    "FEDERAL_ACT",
    "FEDERAL_ACTS",
    "FEDERAL_ADMISSION",
    "FEDERAL_ADMISSIONS",
    "FEDERAL_BRIEFING",
    "FEDERAL_CAPACITY",
    "FEDERAL_CONTRACT",
    "FEDERAL_CONTRACTS",
    "FEDERAL_DOCUMENTS",
    "FEDERAL_FEE",
    "FEDERAL_FORMS",
    "FEDERAL_INFORMATION",
    "FEDERAL_NORMS",
    "FEDERAL_NOTICES",
    "FEDERAL_PAYMENT",
    "FEDERAL_PERSONAL_DATA",
    "FEDERAL_PERSONAL_DATA_EDITIONS",
    "FEDERAL_PROGRAMME",
    "FEDERAL_REGISTERS",
    "FEDERAL_REPRESENTATION",
    "FEDERAL_SCHEDULE",
    "FEDERAL_SUSPENSION",
    "FEDERAL_SUSPENSIONS",
    "FEDERAL_TERMINATION",
    "FEDERAL_TRANSFER",
    "FEDERAL_URGENT",
    "TERMINATE_AND_CONCLUDE",
    "WRITTEN_CLAIM",
    "ActRules",
    "AdmissionAge",
    "AdmissionRules",
    "Advice",
    "AgeEnd",
    "AgePapers",
    "Agreement",
    "AllOf",
    "Always",
    "AmendmentRules",
    "AnyOf",
    "Applicants",
    "ApproachWindow",
    "Attendance",
    "Briefing",
    "CapacityLimit",
    "CapacityRules",
    "CaseGrounds",
    "Channel",
    "ChildOpinion",
    "Choice",
    "ChoiceList",
    "Citation",
    "Clause",
    "Column",
    "Condition",
    "ConditionGroup",
    "Confined",
    "ConsentMark",
    "Continuity",
    "ContractGrounds",
    "ContractNeed",
    "ContractRules",
    "ContractTerms",
    "CouncilCourse",
    "Course",
    "CourseCap",
    "DeadlineRule",
    "Decider",
    "Demand",
    "DepartmentProfile",
    "DocumentList",
    "DocumentRequirement",
    "Drafting",
    "EndRules",
    "EndingPaper",
    "EnrolmentRules",
    "ExpiryDuty",
    "FeeCap",
    "FeeRules",
    "FieldKind",
    "FileRoute",
    "Form",
    "FormField",
    "FreeCategory",
    "Gap",
    "Ground",
    "Guard",
    "GuardedWorkflow",
    "Has",
    "IncomeRules",
    "IndicationRules",
    "InformationRules",
    "Initiator",
    "Intake",
    "IntakeGuard",
    "KeptInFull",
    "Kind",
    "LastDay",
    "LegalAct",
    "LegalGround",
    "Link",
    "ListedConsent",
    "LongIllness",
    "LossRules",
    "Maintenance",
    "Mark",
    "MedicalAdmission",
    "Medium",
    "MinorsRules",
    "Needed",
    "Norm",
    "Not",
    "NoticeRule",
    "NoticeRules",
    "NoticeSide",
    "OpenStay",
    "Origin",
    "OwnAppeal",
    "Package",
    "PackagePaper",
    "Party",
    "PaymentRules",
    "PersonalDataRules",
    "Place",
    "Placement",
    "PopulationGroup",
    "PrintedForm",
    "ProgrammeRules",
    "Proof",
    "Recommendation",
    "RecordSpec",
    "ReferenceValue",
    "RegionIdentity",
    "RegisterRules",
    "RegisterSpec",
    "Relation",
    "RepresentationRules",
    "RoleAccess",
    "Roll",
    "ScheduleForm",
    "ScheduleRules",
    "Season",
    "ServiceCatalogue",
    "ServiceItem",
    "Share",
    "Signatories",
    "SigningCase",
    "State",
    "SuspensionRules",
    "TargetGroups",
    "TermUnit",
    "TerminationGround",
    "TerminationRules",
    "Timeline",
    "Trait",
    "TransferRules",
    "Transition",
    "Unit",
    "UnitContract",
    "UrgentDuties",
    "UrgentQuality",
    "UrgentRules",
    "UrgentService",
    "UrgentServices",
    "Version",
    "WaitingRule",
    "WithoutContract",
    "WorkCalendar",
    "Workflow",
    "WorkflowStep",
    "hookimpl",
    "load_catalogue",
    "load_form_fields",
    "load_reference_values",
    "replace",
    "rubles",
    "straight",
    "with_clauses_after",
    "with_text",
]
