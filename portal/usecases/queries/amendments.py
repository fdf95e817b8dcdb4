"""What the pages of amendments read: those of a contract, of a tariff day, and one of them.

Every statement is limited to the reader's provider; a social worker sees those of her recipients,
a recipient the ones of her own contracts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.documents.changes import AmendmentFacts
from portal.domain.amendments import AmendmentState
from portal.domain.contract import Party
from portal.domain.endings import REFUSAL
from portal.domain.people import full_name
from portal.domain.tariff_day import FeeInForce, waits_for_notice
from portal.domain.violations import NotFound, RulesBroken
from portal.models import (
    Amendment,
    AmendmentSignature,
    Contract,
    ContractService,
    ContractTerms,
    Membership,
    Notice,
    Paper,
    ProgrammeService,
    Recipient,
    Role,
)
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.later_terms import other_terms_since
from portal.usecases.queries.dead_amendments import no_longer_signable
from portal.usecases.queries.issued_papers import (
    SignatureView,
    member_name,
    representative_name,
    signatures_of,
    stored_scan,
)
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView
from portal.usecases.queries.scope import latest_terms, served_by
from portal.usecases.reference import reference_book
from portal.usecases.tariff_cases import billed_on
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """A change of a contract in a list; ``monthly_fee`` is the fee after it, if it changes.

    ``dead``: it was never signed by all, and the contract has other terms by now. ``refused``: the
    codes of the services that the recipient gave up by it.
    """

    id: int
    contract_id: int
    contract_number: str
    recipient_id: int
    recipient: str
    number: int
    state: AmendmentState
    one_sided: bool
    reason: str
    since: date
    in_force_from: date | None
    free: bool
    monthly_fee: Decimal | None
    clauses: tuple[str, ...]
    services: int
    notice_id: int | None
    notice_due: date | None
    notice_handed_on: date | None
    drafted_at: datetime
    withdrawal_reason: str
    dead: bool = False
    refused: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether it can still be signed or withdrawn."""
        return self.state in (AmendmentState.DRAFT, AmendmentState.SIGNED)


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """One change with everything its page shows; ``facts`` are what its paper prints.

    ``outdated``: it waits, but the contract has other terms since then, so nobody can sign it.
    ``refusal``: the recipient's written refusal, where it is one; ``fee_before``: rubles a month by
    the terms before it, None where they were free or not calculated.
    """

    row: AmendmentRow
    version: int
    initiator: str
    consent_on: date | None
    representative: str | None
    facts: AmendmentFacts | None
    paper_id: int | None
    paper_sha256: str | None
    signatures: tuple[SignatureView, ...]
    drafted_by: str
    outdated: date | None = None
    refusal: str = ""
    fee_before: Decimal | None = None

    @property
    def provider_signed(self) -> bool:
        """Whether the director has signed."""
        return any(one.party is Party.PROVIDER for one in self.signatures)


@dataclass(frozen=True, slots=True)
class TermsRow:
    """Terms of a contract in its timeline."""

    since: date
    until: date | None
    free: bool
    monthly_fee: Decimal | None
    services: int
    recorded_by: int | None


def list_amendments(actor: Actor, contract_id: int) -> tuple[AmendmentRow, ...]:
    """Every change of a contract, the newest number first."""
    with reading() as session:
        found = session.execute(
            _rows(actor, *_shown_to(actor), Amendment.contract_id == contract_id).order_by(
                Amendment.number.desc()
            )
        )
        return tuple(_row(*one) for one in found)


def list_agreements(actor: Actor, tariff_day_id: int, *, page: int = 1) -> Page[AmendmentRow]:
    """A page of the agreements a tariff day drafted: those that wait first, then by name."""
    which = (Amendment.provider_id == actor.provider_id, Amendment.tariff_day_id == tariff_day_id)
    waits = Amendment.state.in_((AmendmentState.DRAFT, AmendmentState.SIGNED))
    ordered = _rows(actor, *which).order_by(waits.desc(), Recipient.name_key, Amendment.id)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Amendment).where(*which)) or 0
        rows = session.execute(paged(ordered, page)).all()
    return Page(rows=tuple(_row(*one) for one in rows), total=total, number=page)


def get_amendment(actor: Actor, amendment_id: int) -> AmendmentView:
    """One change that the reader may see; NotFound for any other."""
    with reading() as session:
        found = session.execute(
            _rows(actor, *_shown_to(actor), Amendment.id == amendment_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        amendment = found[0]
        of_this = AmendmentSignature.amendment_id == amendment.id
        return AmendmentView(
            row=_row(*found),
            version=amendment.version,
            initiator=amendment.initiator,
            consent_on=amendment.consent_on,
            representative=representative_name(session, amendment.representative_id),
            facts=read_facts(AmendmentFacts, amendment.inputs) if amendment.inputs else None,
            paper_id=amendment.paper_id,
            paper_sha256=session.scalar(select(Paper.sha256).where(Paper.id == amendment.paper_id)),
            signatures=signatures_of(session, AmendmentSignature, of_this),
            drafted_by=member_name(session, amendment.drafted_by_id),
            outdated=_outdated(session, amendment),
            refusal=_refusal(amendment),
            fee_before=_fee_before(session, amendment),
        )


def _refusal(amendment: Amendment) -> str:
    waiver = cast("dict[str, str]", amendment.changes.get("waiver") or {})
    told = (waiver.get("application", ""), waiver.get("reason", ""))
    return "; ".join(part for part in told if part)


def _fee_before(session: Session, amendment: Amendment) -> Decimal | None:
    base = session.get(ContractTerms, amendment.base_terms_id)
    return base.monthly_fee if base is not None and base.fee_known and not base.free else None


def list_terms(actor: Actor, contract_id: int) -> tuple[TermsRow, ...]:
    """The terms of a contract one after another, the newest first."""
    services = (
        select(func.count())
        .where(ContractService.terms_id == ContractTerms.id)
        .correlate(ContractTerms)
        .scalar_subquery()
    )
    with reading() as session:
        rows = session.execute(
            select(ContractTerms, services)
            .join(Contract, Contract.id == ContractTerms.contract_id)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(*_readable(actor), ContractTerms.contract_id == contract_id)
            .order_by(ContractTerms.since.desc())
        ).all()
    return tuple(
        TermsRow(
            since=terms.since,
            until=terms.until,
            free=terms.free,
            monthly_fee=terms.monthly_fee if terms.fee_known else None,
            services=count,
            recorded_by=_number(terms.inputs.get("amendment")),
        )
        for terms, count in rows
    )


@dataclass(frozen=True, slots=True)
class PrescribedService:
    """A service of the contract's programme: volumes a month by the programme and the contract."""

    code: str
    prescribed: Decimal
    current: Decimal


def list_prescribed(actor: Actor, contract_id: int, day: date) -> tuple[PrescribedService, ...]:
    """What a change may give on a day: every service of the programme, 0 where it is not given."""
    current = (
        select(ContractService.quantity_per_month)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .where(
            ContractTerms.contract_id == Contract.id,
            latest_terms(day),
            ContractService.code == ProgrammeService.code,
        )
        .correlate(Contract, ProgrammeService)
        .scalar_subquery()
    )
    with reading() as session:
        rows = session.execute(
            select(ProgrammeService.code, ProgrammeService.quantity_per_month, current)
            .join(Contract, Contract.programme_id == ProgrammeService.programme_id)
            .where(Contract.provider_id == actor.provider_id, Contract.id == contract_id)
            .order_by(ProgrammeService.code)
        ).all()
    return tuple(
        PrescribedService(code, prescribed, given or Decimal(0)) for code, prescribed, given in rows
    )


def billed_today(actor: Actor, contract_id: int, region: Region, day: date) -> FeeInForce | None:
    """What is billed of the terms at the tariffs of a day; None where a tariff is missing."""
    by_notice = waits_for_notice(region.rules.fee_rules.on(day).change_grounds)
    with reading() as session:
        book = reference_book(session, region)
        try:
            return billed_on(
                session, actor.provider_id, contract_id, day, book, by_notice=by_notice
            )
        except RulesBroken:
            return None


def tariffs_on(codes: Iterable[str], region: Region, day: date) -> dict[str, Decimal]:
    """The tariffs in force on a day, by code; a service without one is left out."""
    found = {}
    with reading() as session:
        book = reference_book(session, region)
        for code in codes:
            try:
                found[code] = book.tariff(code, day).amount
            except RulesBroken:
                continue
    return found


def get_amendment_scan(actor: Actor, amendment_id: int, file_id: int) -> ScanView:
    """The scan behind a signature of the amendment; NotFound for any other file."""
    of_this = AmendmentSignature.amendment_id == amendment_id
    with reading() as session:
        return stored_scan(session, actor, AmendmentSignature, of_this, file_id)


def _readable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``Contract`` joined with ``Recipient``."""
    mine: tuple[ColumnElement[bool], ...] = (Contract.provider_id == actor.provider_id,)
    if actor.role is Role.RECIPIENT:
        person = select(Membership.recipient_id).where(Membership.id == actor.membership_id)
        return (*mine, Contract.recipient_id == person.scalar_subquery())
    return (*mine, *served_by(actor))


def _shown_to(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """A recipient reads what the provider has signed; drafts are the provider's own."""
    if actor.role is not Role.RECIPIENT:
        return _readable(actor)
    signed = Amendment.state.in_((AmendmentState.SIGNED, AmendmentState.IN_FORCE))
    return (*_readable(actor), signed)


def _rows(
    actor: Actor, *which: ColumnElement[bool]
) -> Select[Amendment, str, Recipient, date, date | None, bool]:
    dead = no_longer_signable(actor.provider_id)
    return (
        select(Amendment, Contract.number, Recipient, Notice.due_on, Notice.handed_on, dead)
        .join(Contract, Contract.id == Amendment.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .outerjoin(Notice, Notice.id == Amendment.notice_id)
        .where(*which)
    )


def _row(
    row: Amendment,
    number: str,
    person: Recipient,
    due_on: date | None,
    handed_on: date | None,
    dead: bool,
) -> AmendmentRow:
    figures = cast("dict[str, object]", row.plan.get("figures") or {})
    services = tuple(cast("list[str]", row.changes.get("services") or ()))
    return AmendmentRow(
        id=row.id,
        contract_id=row.contract_id,
        contract_number=number,
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        number=row.number,
        state=row.state,
        one_sided=row.one_sided,
        reason=row.reason,
        since=row.since,
        in_force_from=row.in_force_from,
        free=bool(figures.get("free")),
        monthly_fee=Decimal(str(figures["monthly_fee"])) if figures else None,
        clauses=tuple(cast("list[str]", row.changes.get("clauses") or ())),
        services=len(services),
        notice_id=row.notice_id,
        notice_due=due_on,
        notice_handed_on=handed_on,
        drafted_at=row.drafted_at,
        withdrawal_reason=row.withdrawal_reason,
        dead=bool(dead),
        refused=services if row.one_sided and row.reason == REFUSAL else (),
    )


def _outdated(session: Session, amendment: Amendment) -> date | None:
    if amendment.state not in (AmendmentState.DRAFT, AmendmentState.SIGNED):
        return None
    contract = session.get_one(Contract, amendment.contract_id)
    return other_terms_since(session, contract, amendment, amendment.since)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
