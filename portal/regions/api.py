"""The one module regions import: the marker for implementations and the words of the law."""

from dataclasses import replace

from portal.domain.acts import ActRules
from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
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
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.domain.money import rubles
from portal.domain.payments import Channel, PaymentRules
from portal.domain.people import PopulationGroup, Relation
from portal.domain.printed_forms import PrintedForm
from portal.domain.reference import ReferenceValue
from portal.domain.suspension import Ground, SuspensionRules
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.regions.data import load_catalogue, load_reference_values
from portal.regions.federal import (
    EVERY_FORM,
    FEDERAL_ACT,
    FEDERAL_ACTS,
    FEDERAL_CONTRACT,
    FEDERAL_CONTRACTS,
    FEDERAL_DOCUMENTS,
    FEDERAL_FEE,
    FEDERAL_FORMS,
    FEDERAL_PAYMENT,
    FEDERAL_SUSPENSION,
    FEDERAL_SUSPENSIONS,
)
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import RegionIdentity, Unit

__all__ = [
    "EVERY_FORM",
    "FEDERAL_ACT",
    "FEDERAL_ACTS",
    "FEDERAL_CONTRACT",
    "FEDERAL_CONTRACTS",
    "FEDERAL_DOCUMENTS",
    "FEDERAL_FEE",
    "FEDERAL_FORMS",
    "FEDERAL_PAYMENT",
    "FEDERAL_SUSPENSION",
    "FEDERAL_SUSPENSIONS",
    "ActRules",
    "AllOf",
    "Always",
    "AnyOf",
    "ApproachWindow",
    "Channel",
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
    "Ground",
    "Has",
    "IncomeRules",
    "Kind",
    "LegalAct",
    "Not",
    "PaymentRules",
    "PopulationGroup",
    "PrintedForm",
    "ReferenceValue",
    "RegionIdentity",
    "Relation",
    "Roll",
    "ServiceCatalogue",
    "ServiceItem",
    "State",
    "SuspensionRules",
    "TermUnit",
    "Timeline",
    "Trait",
    "Unit",
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
