"""What the programme pages read: one programme with its clock, papers and contract."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.catalogue import Form, ServiceCatalogue
from portal.domain.contract import ContractState
from portal.domain.contract_due import approach_until, window_closing
from portal.domain.enrolment import check_target
from portal.domain.explanation import Step, from_data
from portal.domain.fee_decision import FeeByDecision
from portal.domain.minors import outside_groups
from portal.domain.programme import last_possible_day
from portal.domain.programme_rules import REVIEW, ProgrammeRules, check_registered, ending_warning
from portal.domain.violations import RulesBroken, Violation
from portal.domain.visit_plan import Frequency
from portal.models import Contract, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_refusals import refusal_of
from portal.usecases.facts import decision_facts, own
from portal.usecases.missing_people import missing_since
from portal.usecases.moved_programmes import moved_warning
from portal.usecases.office_hours import ends_after_hours
from portal.usecases.programme_content import missing_parts
from portal.usecases.programme_details import admission_age
from portal.usecases.queries.issuing import (
    DuplicateRow,
    LostPaper,
    duplicates_of,
    issuer_warning,
    lost_paper,
)
from portal.usecases.queries.programme_grounds import GroundsView, grounds_view
from portal.usecases.queries.programme_refusals import Refused, refusals_of
from portal.usecases.refusal_scopes import ended_programme
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import reading

CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the programme in the catalogue's words."""

    code: str
    title: str
    kind: str
    unit_title: str
    quantity_per_month: Decimal
    since: date | None
    until: date | None
    frequency: Frequency | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme as its page shows it; moments are stored ones.

    ``warnings`` hold nothing up: a term that ends at night, an empty part, a near end.
    """

    id: int
    recipient_id: int
    recipient: str
    number: str
    issued_on: date
    decision_date: date | None
    first_contract_on: date | None
    form: Form
    unit: str | None
    valid_from: date
    valid_until: date
    conditions: str
    issuer: str
    presented_at: datetime
    due_at: datetime
    due_rule: str
    federal_due_at: datetime | None
    steps: tuple[Step, ...]
    services: tuple[ServiceRow, ...]
    warnings: tuple[Violation, ...]
    contract_id: int | None
    contract_number: str | None
    contract_state: ContractState | None
    version: int
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    withdrawable: bool
    decision: FeeByDecision
    group: str | None
    died_on: date | None
    missing_since: date | None
    named: GroundsView
    duplicates: tuple[DuplicateRow, ...] = ()
    loss: LostPaper | None = None
    refusals: tuple[Refused, ...] = ()

    @property
    def refused(self) -> tuple[tuple[str, Refused], ...]:
        """The thirteenth item: what was given up in the catalogue's words, beside the refusal."""
        titles = {row.code: row.title for row in self.services}
        named = (", ".join(titles.get(code, code) for code in one.codes) for one in self.refusals)
        return tuple(zip(named, self.refusals, strict=True))


def get_programme(actor: Actor, programme_id: int, region: Region, day: date) -> ProgrammeView:
    """One programme of the provider, with its contract that is not over; or NotFound."""
    with reading() as session:
        row = own(
            session,
            Programme,
            programme_id,
            actor.provider_id,
            selectinload(Programme.services),
            selectinload(Programme.recipient).selectinload(Recipient.categories),
        )
        contract = standing_contract(session, row)
        drawn_up = session.scalar(
            select(Contract.id)
            .where(Contract.provider_id == actor.provider_id, Contract.programme_id == row.id)
            .limit(1)
        )
        withdrawable = drawn_up is None and row.withdrawn_at is None
        found = replace(
            _view(row, row.recipient, contract, region, day, withdrawable=withdrawable),
            duplicates=duplicates_of(session, row),
            refusals=refusals_of(session, row),
        )
        # What holds the contract up is told once, beside the contract (FED-IPP-01).
        missing = {one.code for one in missing_parts(session, row, region, day)}
        told = (one for one in found.warnings if one.field not in missing)
        found = replace(found, warnings=tuple(told))
        nobody = found.died_on is not None or found.missing_since is not None
        stopped = row.withdrawn_at is not None or nobody
        if contract is not None or stopped or refusal_of(session, row) is not None:
            return found
        clock = ends_after_hours(session, row, region=region, day=day)
        given_up = ended_programme(session, row, region)
        closing = _window_closing(row, region, day)
        return replace(found, warnings=(*given_up, *clock, *closing, *found.warnings))


def _window_closing(row: Programme, region: Region, day: date) -> tuple[Violation, ...]:
    """The last days in which another provider may still be come to (MSK-CON-03)."""
    window = region.rules.contract_rules.on(day).approach_window
    if window is None:
        return ()
    decided = row.decision_date or row.issued_on
    last = approach_until(window, decided, row.valid_from, row.valid_until)
    return window_closing(window, last, day)


def _view(
    row: Programme,
    person: Recipient,
    contract: Contract | None,
    region: Region,
    day: date,
    *,
    withdrawable: bool,
) -> ProgrammeView:
    units = {unit.code: unit.title for unit in region.units}
    return ProgrammeView(
        id=row.id,
        recipient_id=person.id,
        recipient=person.full_name,
        number=row.number,
        issued_on=row.issued_on,
        decision_date=row.decision_date,
        first_contract_on=row.first_contract_on,
        form=row.form,
        unit=units.get(row.unit_code or ""),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        conditions=row.conditions,
        issuer=row.issuer,
        presented_at=row.presented_at,
        due_at=row.contract_due_at,
        due_rule=row.contract_due_rule,
        federal_due_at=row.federal_due_at,
        steps=from_data(row.due_steps),
        services=service_rows(row, region, day),
        warnings=_warnings(row, person, region, day) if row.withdrawn_at is None else (),
        contract_id=contract.id if contract else None,
        contract_number=contract.number if contract else None,
        contract_state=contract.state if contract else None,
        version=row.version,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
        withdrawable=withdrawable,
        decision=decision_facts(row),
        group=_group(row, region, day),
        died_on=person.died_on,
        missing_since=missing_since(person, day),
        named=grounds_view(row, region, day),
        loss=lost_paper(region, day) if row.withdrawn_at is None else None,
    )


def _group(row: Programme, region: Region, day: date) -> str | None:
    """The group marked, in the department's words."""
    rule = admission_age(region, row.unit_code, day)
    if rule is None or row.target_group not in rule.groups.codes:
        return None
    return rule.groups.choice(row.target_group, field="target_group").title


def _warnings(
    row: Programme, person: Recipient, region: Region, day: date
) -> tuple[Violation, ...]:
    rules = region.rules.programme_rules.on(day)
    enrolment = region.rules.admission_rules.on(day).enrolment
    disabled = any("disabled" in category.code for category in person.categories)
    return (
        *moved_warning(row, region, day),
        *issuer_warning(row, region, day),
        *check_registered(rules, _filled(row, rules)),
        *_near_end(row, rules, day),
        *_reviewed_earlier(row, rules),
        *_outside_groups(row, person, region, day),
        *check_target(enrolment, row.unit_code or "", person.born, day, disabled=disabled),
    )


def _outside_groups(
    row: Programme, person: Recipient, region: Region, day: date
) -> tuple[Violation, ...]:
    """A department for children names its groups; nobody is marked as one of them (VLA-MIN-06)."""
    rule = admission_age(region, row.unit_code, day)
    if rule is None:
        return ()
    marked = {row.target_group or "", *(category.code for category in person.categories)}
    return outside_groups(rule, marked)


def _filled(row: Programme, rules: ProgrammeRules) -> list[str]:
    """The parts the record holds; those it does not ask for stand on the paper alone."""
    wanted = rules.warned or rules.required
    return [code for code in wanted.codes if code != CONDITIONS or row.conditions]


def _near_end(row: Programme, rules: ProgrammeRules, day: date) -> tuple[Violation, ...]:
    if ending_warning(rules, row.valid_until, day) is None:
        return ()
    text = (
        f"Программа заканчивается {row.valid_until:%d.%m.%Y}. Помогите получателю вовремя "
        "попросить о новой: договор закончится вместе с ней."
    )
    return (Violation("programme_ends_soon", text, None, rules.deadline(REVIEW).citation),)


def _reviewed_earlier(row: Programme, rules: ProgrammeRules) -> tuple[Violation, ...]:
    """The three years count from the day of issue: a later first day does not move the review."""
    review = rules.deadline(REVIEW)
    last = last_possible_day(review, row.issued_on)
    if row.valid_until <= last:
        return ()
    text = (
        f"Программа составлена {row.issued_on:%d.%m.%Y}, пересмотреть её надо не позже "
        f"{last:%d.%m.%Y}, раньше её последнего дня. Попросите о пересмотре вовремя."
    )
    return (Violation("programme_too_long", text, None, review.citation),)


def service_rows(row: Programme, region: Region, day: date) -> tuple[ServiceRow, ...]:
    """The services of a programme in the catalogue's words, with how often they are given."""
    catalogue = region.rules.service_catalogue.on(day)
    return tuple(
        replace(
            _service(one.code, one.quantity_per_month, (one.since, one.until), catalogue),
            frequency=one.frequency,
        )
        for one in row.services
    )


def _service(
    code: str,
    quantity: Decimal,
    period: tuple[date | None, date | None],
    catalogue: ServiceCatalogue,
) -> ServiceRow:
    try:
        item = catalogue.item(code)
    except RulesBroken:
        # A catalogue may drop a service that an old programme still names.
        return ServiceRow(code, code, "", "", quantity, *period)
    return ServiceRow(code, item.title, item.kind.label, item.unit_title, quantity, *period)
