"""The one module regions import: the marker for implementations and the words of the law."""

from dataclasses import replace

from portal.domain.acts import ActRules
from portal.domain.admission import AdmissionRules
from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityRules
from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.choices import Choice, ChoiceList
from portal.domain.conditions import AllOf, Always, AnyOf, Condition, Has, Not, Trait
from portal.domain.contract import (
    ApproachWindow,
    Clause,
    ContractRules,
    with_clause,
    with_clauses_after,
    with_text,
)
from portal.domain.deadlines import DeadlineRule, Roll
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.documents import DocumentList, DocumentRequirement
from portal.domain.fees import FeeCap, FeeRules, FreeCategory
from portal.domain.income import IncomeRules
from portal.domain.information import InformationRules
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.domain.money import rubles
from portal.domain.norms import Norm, Place
from portal.domain.notices import NoticeRules
from portal.domain.payments import Channel, PaymentRules
from portal.domain.people import PopulationGroup, Relation
from portal.domain.personal_data import PersonalDataRules
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.reference import ReferenceValue
from portal.domain.registers import RegisterRules
from portal.domain.representation import RepresentationRules
from portal.domain.schedule import ScheduleRules
from portal.domain.suspension import Ground, SuspensionRules
from portal.domain.termination import TerminationRules
from portal.domain.transfer import TransferRules
from portal.domain.urgent import UrgentRules
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.regions.data import load_catalogue, load_reference_values
from portal.regions.federal.acts import FEDERAL_ACT
from portal.regions.federal.admission import FEDERAL_ADMISSION
from portal.regions.federal.capacity import FEDERAL_CAPACITY
from portal.regions.federal.contract import FEDERAL_CONTRACT, FEDERAL_CONTRACTS
from portal.regions.federal.documents import FEDERAL_DOCUMENTS
from portal.regions.federal.fees import FEDERAL_FEE
from portal.regions.federal.forms import FEDERAL_FORMS
from portal.regions.federal.information import FEDERAL_INFORMATION
from portal.regions.federal.legal_acts import EVERY_FORM, FEDERAL_ACTS
from portal.regions.federal.norms import FEDERAL_NORMS
from portal.regions.federal.notices import FEDERAL_NOTICES
from portal.regions.federal.payments import FEDERAL_PAYMENT
from portal.regions.federal.personal_data import FEDERAL_PERSONAL_DATA
from portal.regions.federal.programme import FEDERAL_PROGRAMME
from portal.regions.federal.registers import FEDERAL_REGISTERS
from portal.regions.federal.representation import FEDERAL_REPRESENTATION
from portal.regions.federal.schedule import FEDERAL_SCHEDULE
from portal.regions.federal.suspension import FEDERAL_SUSPENSION, FEDERAL_SUSPENSIONS
from portal.regions.federal.termination import FEDERAL_TERMINATION
from portal.regions.federal.transfer import FEDERAL_TRANSFER
from portal.regions.federal.urgent import FEDERAL_URGENT
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import Gap, RegionIdentity, Unit

__all__ = [
    "EVERY_FORM",
    "FEDERAL_ACT",
    "FEDERAL_ACTS",
    "FEDERAL_ADMISSION",
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
    "FEDERAL_PROGRAMME",
    "FEDERAL_REGISTERS",
    "FEDERAL_REPRESENTATION",
    "FEDERAL_SCHEDULE",
    "FEDERAL_SUSPENSION",
    "FEDERAL_SUSPENSIONS",
    "FEDERAL_TERMINATION",
    "FEDERAL_TRANSFER",
    "FEDERAL_URGENT",
    "ActRules",
    "AdmissionRules",
    "AllOf",
    "Always",
    "AnyOf",
    "ApproachWindow",
    "CapacityRules",
    "Channel",
    "Choice",
    "ChoiceList",
    "Citation",
    "Clause",
    "Condition",
    "ContractRules",
    "DeadlineRule",
    "DocumentList",
    "DocumentRequirement",
    "FeeCap",
    "FeeRules",
    "Form",
    "FreeCategory",
    "Gap",
    "Ground",
    "Has",
    "IncomeRules",
    "InformationRules",
    "Kind",
    "LegalAct",
    "Norm",
    "Not",
    "NoticeRules",
    "PaymentRules",
    "PersonalDataRules",
    "Place",
    "PopulationGroup",
    "PrintedForm",
    "ProgrammeRules",
    "ReferenceValue",
    "RegionIdentity",
    "RegisterRules",
    "Relation",
    "RepresentationRules",
    "Roll",
    "ScheduleRules",
    "ServiceCatalogue",
    "ServiceItem",
    "State",
    "SuspensionRules",
    "TermUnit",
    "TerminationRules",
    "Timeline",
    "Trait",
    "TransferRules",
    "Unit",
    "UrgentRules",
    "Version",
    "WorkCalendar",
    "Workflow",
    "WorkflowStep",
    "hookimpl",
    "load_catalogue",
    "load_reference_values",
    "replace",
    "rubles",
    "with_clause",
    "with_clauses_after",
    "with_text",
]
