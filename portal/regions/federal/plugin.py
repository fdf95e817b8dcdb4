"""The baseline under federal law: its table of contents, one hook a procedure.

A region answers only where its own law differs. Every object carries the rule it implements.
"""

from portal.domain.acts import ActRules
from portal.domain.admission import AdmissionRules
from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityRules
from portal.domain.contract import ContractRules
from portal.domain.documents import DocumentList
from portal.domain.fees import FeeRules
from portal.domain.information import InformationRules
from portal.domain.law import Citation, Timeline, Version
from portal.domain.norms import Norm
from portal.domain.notices import NoticeRules
from portal.domain.payments import PaymentRules
from portal.domain.personal_data import PersonalDataRules
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.registers import RegisterRules
from portal.domain.representation import RepresentationRules
from portal.domain.schedule import ScheduleRules
from portal.domain.suspension import SuspensionRules
from portal.domain.termination import TerminationRules
from portal.domain.transfer import TransferRules
from portal.domain.urgent import UrgentRules
from portal.regions.federal.acts import FEDERAL_ACT
from portal.regions.federal.admission import FEDERAL_ADMISSIONS
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.capacity import FEDERAL_CAPACITY
from portal.regions.federal.contract import FEDERAL_CONTRACTS
from portal.regions.federal.departments import FEDERAL_UNITS
from portal.regions.federal.documents import DOCUMENTS, FEDERAL_DOCUMENTS
from portal.regions.federal.fees import FEDERAL_FEE, SMALLER
from portal.regions.federal.forms import FEDERAL_FORMS
from portal.regions.federal.information import FEDERAL_INFORMATION
from portal.regions.federal.legal_acts import IN_FORCE
from portal.regions.federal.norms import FEDERAL_NORMS
from portal.regions.federal.notices import FEDERAL_NOTICES
from portal.regions.federal.payments import FEDERAL_PAYMENT
from portal.regions.federal.personal_data import FEDERAL_PERSONAL_DATA_EDITIONS
from portal.regions.federal.programme import FEDERAL_PROGRAMME
from portal.regions.federal.registers import FEDERAL_REGISTERS
from portal.regions.federal.representation import FEDERAL_REPRESENTATION
from portal.regions.federal.schedule import FEDERAL_SCHEDULE
from portal.regions.federal.suspension import FEDERAL_SUSPENSIONS
from portal.regions.federal.termination import FEDERAL_TERMINATION
from portal.regions.federal.transfer import FEDERAL_TRANSFER
from portal.regions.federal.urgent import FEDERAL_URGENT
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import Unit


@hookimpl(trylast=True)
def departments() -> tuple[Unit, ...]:
    """One department a form of service (442-ФЗ, ст. 19)."""
    return FEDERAL_UNITS


@hookimpl(trylast=True)
def work_calendar() -> WorkCalendar:
    """The federal calendar (FED-CAL-01)."""
    return FEDERAL_CALENDAR


@hookimpl(trylast=True)
def fee_rules() -> Timeline[FeeRules]:
    """442-ФЗ, ст. 31, 32 with both editions of the income rules."""
    return Timeline(Version(IN_FORCE, FEDERAL_FEE, SMALLER))


@hookimpl(trylast=True)
def required_documents() -> Timeline[tuple[DocumentList, ...]]:
    """The papers of FED-DOC-01 for every form of service."""
    return Timeline(Version(IN_FORCE, FEDERAL_DOCUMENTS, DOCUMENTS))


@hookimpl(trylast=True)
def contract_rules() -> Timeline[ContractRules]:
    """Within a day of the programme's presentation; the federal model contract."""
    return FEDERAL_CONTRACTS


@hookimpl(trylast=True)
def act_rules() -> Timeline[ActRules]:
    """Monthly by contract, two copies, the provider signs first."""
    return Timeline(Version(IN_FORCE, FEDERAL_ACT, FEDERAL_ACT.cadence))


@hookimpl(trylast=True)
def payment_rules() -> Timeline[PaymentRules]:
    """As the contract says; a receipt is not a fiscal document."""
    return Timeline(Version(IN_FORCE, FEDERAL_PAYMENT, FEDERAL_PAYMENT.due_citation))


@hookimpl(trylast=True)
def suspension_rules() -> Timeline[SuspensionRules]:
    """The grounds common to most regions; a region replaces the list."""
    return FEDERAL_SUSPENSIONS


@hookimpl(trylast=True)
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """The model contract, the default act, the receipt with its code."""
    return Timeline(Version(IN_FORCE, FEDERAL_FORMS, FEDERAL_FORMS[0].citation))


@hookimpl(trylast=True)
def admission_rules() -> Timeline[AdmissionRules]:
    """Whoever applies, the authority decides within five working days (442-ФЗ, ст. 14, 15)."""
    return FEDERAL_ADMISSIONS


@hookimpl(trylast=True)
def programme_rules() -> Timeline[ProgrammeRules]:
    """442-ФЗ, ст. 16 and the federal form of the programme."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_PROGRAMME, Citation("FED-IPP-01", "442-FZ", "ст. 16 442-ФЗ"))
    )


@hookimpl(trylast=True)
def schedule_rules() -> Timeline[ScheduleRules]:
    """An agreed annex to the contract, never more than the programme."""
    return Timeline(
        Version(
            IN_FORCE,
            FEDERAL_SCHEDULE,
            Citation("FED-SCH-01", "874n", "п. 1 примерной формы договора"),
        )
    )


@hookimpl(trylast=True)
def capacity_rules() -> Timeline[CapacityRules]:
    """No number of its own: a free place is what the provider says it has."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_CAPACITY, Citation("FED-CON-09", "442-FZ", "ст. 12, 18 442-ФЗ"))
    )


@hookimpl(trylast=True)
def information_rules() -> Timeline[InformationRules]:
    """442-ФЗ, ст. 9 and 12."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_INFORMATION, Citation("FED-RGT-02", "442-FZ", "ст. 9, 12 442-ФЗ"))
    )


@hookimpl(trylast=True)
def personal_data_rules() -> Timeline[PersonalDataRules]:
    """152-ФЗ; since 1 September 2025 a consent is a paper of its own."""
    return FEDERAL_PERSONAL_DATA_EDITIONS


@hookimpl(trylast=True)
def representation_rules() -> Timeline[RepresentationRules]:
    """By age and capacity (ГК РФ, ст. 26 to 33)."""
    return Timeline(
        Version(
            IN_FORCE,
            FEDERAL_REPRESENTATION,
            Citation("FED-MIN-01", "GK", "ст. 26, 28–30, 33 ГК РФ"),
        )
    )


@hookimpl(trylast=True)
def termination_rules() -> Timeline[TerminationRules]:
    """The grounds common to most regions (FED-TER-07)."""
    return Timeline(
        Version(
            IN_FORCE,
            FEDERAL_TERMINATION,
            Citation("FED-TER-07", "442-FZ", "442-ФЗ, примерная форма договора"),
        )
    )


@hookimpl(trylast=True)
def transfer_rules() -> Timeline[TransferRules]:
    """End the old contract, present the programme to the new provider (FED-TRN-01)."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_TRANSFER, Citation("FED-TRN-01", "442-FZ", "ст. 9, 16 442-ФЗ"))
    )


@hookimpl(trylast=True)
def urgent_rules() -> Timeline[UrgentRules]:
    """442-ФЗ, ст. 21: no programme, no contract, an act."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_URGENT, Citation("FED-URG-02", "442-FZ", "ст. 21 442-ФЗ"))
    )


@hookimpl(trylast=True)
def notices() -> Timeline[NoticeRules]:
    """Written notice of changes, two days for a new fee (FED-NOT-01, FED-NOT-02)."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_NOTICES, Citation("FED-NOT-01", "442-FZ", "ст. 12 442-ФЗ"))
    )


@hookimpl(trylast=True)
def registers() -> Timeline[RegisterRules]:
    """The registers of providers and of recipients (442-ФЗ, ст. 25, 26)."""
    return Timeline(
        Version(IN_FORCE, FEDERAL_REGISTERS, Citation("FED-REG-01", "442-FZ", "ст. 25, 26 442-ФЗ"))
    )


@hookimpl(trylast=True)
def norms() -> Timeline[tuple[Norm, ...]]:
    """Rights of recipients and prohibitions of 442-ФЗ."""
    return Timeline(Version(IN_FORCE, FEDERAL_NORMS, Citation("FED-RGT-01", "442-FZ", "442-ФЗ")))
