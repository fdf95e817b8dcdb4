"""Every hook a region may implement, and nothing else.

Noun hooks return what they are named after. They take no arguments, are called once when the region
is built, and their answers are frozen: dates live inside the ``Timeline``. The first implementation
that returns something other than None answers; the federal baseline comes last.
"""

import pluggy

from portal.domain.acts import ActRules
from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import ServiceCatalogue
from portal.domain.contract import ContractRules
from portal.domain.documents import DocumentList
from portal.domain.fees import FeeRules
from portal.domain.law import Timeline
from portal.domain.payments import PaymentRules
from portal.domain.printed_forms import PrintedForm
from portal.domain.reference import ReferenceValue
from portal.domain.suspension import SuspensionRules
from portal.regions.identity import RegionIdentity, Unit

PROJECT = "portal"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


# ---- Who the region is ----


@hookspec(firstresult=True)
def region_identity() -> RegionIdentity:
    """Who the region is: code, names, authority, time zone, the acts it rests on.

    Called once at start. Checked: the code equals the entry point's name, every act has an address
    and a day it was checked on. The baseline does not answer: a region must say who it is. Example:
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
