"""Every hook a region may implement, and nothing else.

Noun hooks return what they are named after. They take no arguments, are called once when the region
is built, and their answers are frozen: dates live inside the ``Timeline``. The first implementation
that returns something other than None answers; the federal baseline comes last.
"""

import pluggy

from portal.domain.acts import ActRules
from portal.domain.admission import AdmissionRules
from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityRules
from portal.domain.catalogue import ServiceCatalogue
from portal.domain.contract import ContractRules
from portal.domain.documents import DocumentList
from portal.domain.fees import FeeRules
from portal.domain.information import InformationRules
from portal.domain.law import Timeline
from portal.domain.norms import Norm
from portal.domain.notices import NoticeRules
from portal.domain.payments import PaymentRules
from portal.domain.personal_data import PersonalDataRules
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.reference import ReferenceValue
from portal.domain.registers import RegisterRules
from portal.domain.representation import RepresentationRules
from portal.domain.schedule import ScheduleRules
from portal.domain.suspension import SuspensionRules
from portal.domain.termination import TerminationRules
from portal.domain.transfer import TransferRules
from portal.domain.urgent import UrgentRules
from portal.regions.identity import RegionIdentity, Unit

PROJECT = "portal"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


# ---- Who the region is ----


@hookspec(firstresult=True)
def region_identity() -> RegionIdentity:
    """Who the region is: code, names, authority, time zone, the acts it rests on, what it leaves.

    Called once at start. Checked: the code equals the entry point's name, every act has an address
    and a day it was checked on, every gap (a rule or a constant left knowingly) a reason. The
    baseline does not answer: a region must say who it is. Example:
    ``return RegionIdentity(code="tver", …)``. Since 0.1.
    """


@hookspec(firstresult=True)
def departments() -> tuple[Unit, ...]:
    """The kinds of department a provider of the region may have; each fixes a form of service.

    Called once at start. Checked: codes are unique. Baseline: one department a form of service
    (442-ФЗ, ст. 19). Example: ``return (Unit("home_care", "Отделение …", Form.HOME, …),)``. Since
    0.1.
    """


@hookspec(firstresult=True)
def work_calendar() -> WorkCalendar:
    """The working calendar deadlines are counted in.

    Called once at start. Checked: the year of the check is covered. Baseline:
    the federal calendar (ТК РФ, ст. 112, and the Government's decrees). A region returns its own
    only when it has days off of its own. Since 0.1.
    """


# ---- What is provided and at which price ----


@hookspec(firstresult=True)
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """The region's list of social services by form and kind.

    Called once at start. Checked: codes are unique, no urgent service in a paid form. The baseline
    does not answer: the list is regional (442-ФЗ, ст. 20). Since 0.1.
    """


@hookspec(firstresult=True)
def reference_values() -> tuple[ReferenceValue, ...]:
    """Dated values: subsistence minimums by group, the threshold multiplier, tariffs.

    Called once at start; an administrator's newer rows are added in use. Checked: every service of
    the catalogue has a tariff, no multiplier is under 1.5 (442-ФЗ, ч. 5 ст. 31). The baseline does
    not answer. Example: ``return load_reference_values("portal_x", "tariffs-2026-01-01.toml")``.
    Since 0.1.
    """


# ---- Procedures ----


@hookspec(firstresult=True)
def fee_rules() -> Timeline[FeeRules]:
    """Who is served free, what income is, how the fee is capped.

    Called once at start. Checked: a cap for every form in the catalogue. Baseline: 442-ФЗ, ст. 31,
    32, with both editions of the income rules. A region replaces what its law says otherwise:
    ``replace(FEDERAL_FEE, caps=…)``. Since 0.1.
    """


@hookspec(firstresult=True)
def required_documents() -> Timeline[tuple[DocumentList, ...]]:
    """The papers a contract needs, one list a form of service or department.

    Called once at start. Checked: codes unique within a list. Baseline: FED-DOC-01 for every form.
    Since 0.1.
    """


@hookspec(firstresult=True)
def contract_rules() -> Timeline[ContractRules]:
    """The procedure for concluding a contract: its deadline, signatories, clauses, term.

    Called once at start. Return every edition since the region began to use the portal, oldest
    first. Checked: clause codes and numbers are unique, placeholders can be filled. Baseline:
    within a day of the programme's presentation (442-ФЗ, ст. 17), the federal model contract. Since
    0.1.
    """


@hookspec(firstresult=True)
def act_rules() -> Timeline[ActRules]:
    """How often acts are made and in which form.

    Called once at start. Baseline: monthly by contract, two copies, the provider signs first
    (п. 5 примерной формы договора). Since 0.1.
    """


@hookspec(firstresult=True)
def payment_rules() -> Timeline[PaymentRules]:
    """Channels of payment, the due day, receipts.

    Called once at start. Checked: at least one channel; a receipt workflow has one start and no
    dead end. Baseline: as the contract says (442-ФЗ, ч. 5 ст. 32). Since 0.1.
    """


@hookspec(firstresult=True)
def suspension_rules() -> Timeline[SuspensionRules]:
    """The grounds on which services are suspended.

    Called once at start. Checked: ground codes are unique. Baseline: papers not handed in, medical
    contraindications, hospital, sanatorium, temporary absence (FED-SUS-01 to FED-SUS-03). Since
    0.1.
    """


@hookspec(firstresult=True)
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """The papers the region prints and their templates.

    Called once at start. Checked: contract, act and receipt are there and their templates exist; a
    region's template is looked up in its own package first. Baseline: the model forms. Since 0.1.
    """


# ---- From the application to the last day ----


@hookspec(firstresult=True)
def admission_rules() -> Timeline[AdmissionRules]:
    """How a person comes to services: who may apply, what proves the need, by when it is decided.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: an
    application from the person or on their behalf, a decision within five working days (442-ФЗ,
    ст. 14, 15). Since 0.3.
    """


@hookspec(firstresult=True)
def programme_rules() -> Timeline[ProgrammeRules]:
    """The life of an individual programme: content, terms, review, portability, marks, end.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: 442-ФЗ, ст.
    16 and the federal form of the programme. Since 0.3.
    """


@hookspec(firstresult=True)
def schedule_rules() -> Timeline[ScheduleRules]:
    """How the terms of services are planned, and the limits of a plan.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: an agreed
    annex to the contract, never more than the programme. Since 0.3.
    """


@hookspec(firstresult=True)
def capacity_rules() -> Timeline[CapacityRules]:
    """How many people a department serves at once, and who is next.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: no number
    of its own: a free place is what the provider says it has. Since 0.3.
    """


@hookspec(firstresult=True)
def information_rules() -> Timeline[InformationRules]:
    """What a recipient is told before the contract, and which rights are kept.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: 442-ФЗ, ст.
    9 and 12. Since 0.3.
    """


@hookspec(firstresult=True)
def personal_data_rules() -> Timeline[PersonalDataRules]:
    """Consents, access by role, withdrawal, incidents.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: 152-ФЗ;
    since 1 September 2025 a consent is a paper of its own. Since 0.3.
    """


@hookspec(firstresult=True)
def representation_rules() -> Timeline[RepresentationRules]:
    """Who applies and signs for a minor or an incapable person, and who is admitted by age.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: by age and
    capacity (ГК РФ, ст. 26 to 33). Since 0.3.
    """


@hookspec(firstresult=True)
def termination_rules() -> Timeline[TerminationRules]:
    """On which grounds services end, who may end them, with which paper, on which day.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: the grounds
    common to most regions (FED-TER-07). Since 0.3.
    """


@hookspec(firstresult=True)
def transfer_rules() -> Timeline[TransferRules]:
    """How a recipient moves to another provider: steps, papers, terms.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: end the old
    contract, present the programme to the new provider (FED-TRN-01). Since 0.3.
    """


@hookspec(firstresult=True)
def urgent_rules() -> Timeline[UrgentRules]:
    """Urgent services: what starts them, which they are, what proves them.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: 442-ФЗ, ст.
    21: no programme, no contract, an act. Since 0.3.
    """


@hookspec(firstresult=True)
def notices() -> Timeline[NoticeRules]:
    """Who must be told what, by when and in which form.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: written
    notice of changes, two days for a new fee (FED-NOT-01, FED-NOT-02). Since 0.3.
    """


@hookspec(firstresult=True)
def registers() -> Timeline[RegisterRules]:
    """The registers a provider keeps, their columns, and what it sends to the authority.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: the
    registers of providers and of recipients (442-ФЗ, ст. 25, 26). Since 0.3.
    """


@hookspec(firstresult=True)
def norms() -> Timeline[tuple[Norm, ...]]:
    """Norms that are shown where somebody needs them, and from which nothing is computed.

    Called once at start. Checked: codes are unique, terms can be counted. Baseline: rights of
    recipients and prohibitions of 442-ФЗ. Since 0.3.
    """
