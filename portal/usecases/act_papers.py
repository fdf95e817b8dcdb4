"""What an act and its receipt will print, frozen in the moment the act is issued.

The paper itself is drawn on first need, from these stored facts alone: a new address, director or
account never reaches an act of last March. Facts of a whole month are collected in a fixed number
of statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.facts import (
    ActPaperFacts,
    ActServiceLine,
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    ReceiptFacts,
    Signatory,
)
from portal.documents.words import genitive, phrase_genitive
from portal.domain.acts import FROM_RECORDS, ActLine
from portal.domain.calendar import month_title
from portal.domain.explanation import Step
from portal.domain.payment_code import PaymentDetails, PaymentRequest, payment_payload
from portal.domain.people import Sex, full_name, short_name
from portal.domain.violations import refuse
from portal.models import (
    Contract,
    IdentityPaper,
    Membership,
    Programme,
    Provider,
    Recipient,
    Representative,
    Role,
    User,
)
from portal.usecases.act_drafts import PreparedAct

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IssuedAct:
    """An act at the moment of issue: its draft, its number, its dates, and what was owed before."""

    prepared: PreparedAct
    month: date
    number: str
    sequence: int
    drawn_on: date
    due_on: date
    copies: int
    owed_before: Decimal


@dataclass(frozen=True, slots=True)
class _Parties:
    """Who an act is between."""

    contract: Contract
    recipient: Recipient
    programme: Programme
    representative: Representative | None
    identity: str


class PaperDesk:
    """The provider, its signatory and the parties of many contracts, all read at once."""

    def __init__(
        self, session: Session, provider_id: int, which: ColumnElement[bool], day: date
    ) -> None:
        """Read everything about the contracts that ``which``, a condition on ``Contract``, picks.

        Raises RulesBroken when nobody may sign for the provider on ``day``.
        """
        self.provider = session.get_one(Provider, provider_id)
        self.signatory = _signatory(session, provider_id, day)
        self._parties = _parties(session, which)

    def act(self, issued: IssuedAct) -> ActPaperFacts:
        """What the act prints (FED-FRM-03)."""
        parties, prepared = self._parties[issued.prepared.case.contract_id], issued.prepared
        draft, terms = prepared.draft, prepared.terms
        return ActPaperFacts(
            number=issued.number,
            drawn_on=issued.drawn_on,
            month=issued.month,
            provider=provider_details(self.provider),
            signatory=self.signatory,
            customer=_customer(parties),
            contract_number=parties.contract.number,
            contract_date=parties.contract.concluded_on,
            programme=_programme(parties.programme),
            lines=tuple(_line(line) for line in draft.lines if not line.additional),
            cost_at_tariffs=draft.cost_at_tariffs,
            payable=draft.payable,
            free=terms.free,
            representative=_representative(parties),
            additional=tuple(_line(line) for line in draft.lines if line.additional),
            additional_cost=draft.additional_cost,
            average_income=terms.average_income,
            threshold=terms.threshold,
            fee_cap=terms.fee_cap,
            free_ground=terms.free_ground_title,
            due_on=issued.due_on,
            steps=tuple(_printed(step) for step in draft.steps),
            copies=issued.copies,
        )

    def receipt(self, issued: IssuedAct) -> ReceiptFacts:
        """What the receipt prints; its code asks for money only when some is due (FED-FRM-04).

        Debt and overpayment are those at the moment the act is issued, so a payment of the month
        itself is not asked for again.
        """
        parties = self._parties[issued.prepared.case.contract_id]
        payer = parties.representative or parties.recipient
        total = issued.owed_before + issued.prepared.draft.payable
        purpose = (
            f"ЛС {parties.recipient.personal_code}; социальные услуги за "
            f"{month_title(issued.month)}; договор № {parties.contract.number} от "
            f"{parties.contract.concluded_on:%d.%m.%Y}; {_name(parties.recipient)}"
        )
        request = PaymentRequest(
            amount=total,
            purpose=purpose,
            surname=payer.surname,
            name=payer.name,
            patronymic=payer.patronymic or "",
            address=parties.recipient.address,
            personal_code=parties.recipient.personal_code,
            month=issued.month,
            contract=parties.contract.number,
        )
        return ReceiptFacts(
            provider=provider_details(self.provider),
            payer_name=_name(payer),
            payer_address=parties.recipient.address,
            personal_code=parties.recipient.personal_code,
            contract_number=parties.contract.number,
            contract_date=parties.contract.concluded_on,
            month=issued.month,
            purpose=purpose,
            debt_before=issued.owed_before,
            accrued=issued.prepared.draft.payable,
            total_due=total,
            due_on=issued.due_on,
            payload=payment_payload(_payee(self.provider), request) if total > 0 else None,
            act_number=issued.number,
            recipient_name=_name(parties.recipient) if parties.representative else "",
        )


def read_facts(kind: type[T], data: object) -> T:
    """Stored JSON values as the frozen facts they were made from."""
    return cast("T", _read(kind, data))


def provider_details(provider: Provider) -> ProviderDetails:
    """The provider's names and bank details as papers print them."""
    return ProviderDetails(
        **{field.name: getattr(provider, field.name) for field in fields(ProviderDetails)}
    )


def _signatory(session: Session, provider_id: int, day: date) -> Signatory:
    found = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.provider_id == provider_id,
            Membership.role == Role.DIRECTOR,
            Membership.since <= day,
            Membership.until.is_(None) | (Membership.until > day),
        )
        .order_by(Membership.since.desc(), Membership.id.desc())
    ).first()
    if found is None:
        refuse(
            "not_authorised",
            "На этот день у поставщика нет директора, подписать акты некому. Администратор может "
            "назначить его в разделе «Сотрудники».",
        )
    member, user = found
    name = full_name(user.surname, user.name, user.patronymic)
    position = member.position or "директор"
    return Signatory(
        name=name,
        short_name=short_name(user.surname, user.name, user.patronymic),
        position=position,
        name_genitive=genitive(name, user.sex),
        position_genitive=phrase_genitive(position),
        basis=phrase_genitive(member.basis or "Устав"),
        sex=user.sex.value,
    )


def _parties(session: Session, which: ColumnElement[bool]) -> Mapping[int, _Parties]:
    rows = session.execute(
        select(Contract, Recipient, Programme, Representative)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .outerjoin(Representative, Representative.id == Contract.representative_id)
        .where(which)
    ).all()
    papers = _identities(session, which)
    return {
        contract.id: _Parties(
            contract, recipient, programme, representative, papers.get(recipient.id, "")
        )
        for contract, recipient, programme, representative in rows
    }


def _identities(session: Session, which: ColumnElement[bool]) -> Mapping[int, str]:
    """The newest identity paper of each recipient, in one line."""
    rows = session.scalars(
        select(IdentityPaper)
        .join(Contract, Contract.recipient_id == IdentityPaper.recipient_id)
        .where(which)
        .order_by(IdentityPaper.issued_on, IdentityPaper.id)
    )
    return {row.recipient_id: _identity(row) for row in rows}


def _identity(paper: IdentityPaper) -> str:
    number = " ".join(part for part in (paper.series, paper.number) if part)
    return f"{paper.kind} {number}, выдан {paper.issued_on:%d.%m.%Y}, {paper.issued_by}"


def _customer(parties: _Parties) -> Customer:
    person = parties.recipient
    return Customer(
        name=_name(person),
        short_name=short_name(person.surname, person.name, person.patronymic),
        sex=person.sex.value,
        identity=parties.identity,
        address=person.address,
        phone=person.phone,
    )


def _representative(parties: _Parties) -> CustomerRepresentative | None:
    person = parties.representative
    if person is None:
        return None
    # The record keeps no sex of a representative; a patronymic tells it, where there is one.
    sex = Sex.FEMALE if (person.patronymic or "").endswith("на") else Sex.MALE
    return CustomerRepresentative(
        name=_name(person),
        short_name=short_name(person.surname, person.name, person.patronymic),
        name_genitive=genitive(_name(person), sex),
        sex=sex.value,
        identity="",
        basis=phrase_genitive(person.basis),
        address=parties.recipient.address,
    )


def _programme(programme: Programme) -> ProgrammeDetails:
    return ProgrammeDetails(
        number=programme.number,
        issued_on=programme.issued_on,
        valid_from=programme.valid_from,
        valid_until=programme.valid_until,
        issuer=programme.issuer,
    )


def _payee(provider: Provider) -> PaymentDetails:
    return PaymentDetails(
        name=provider.name,
        account=provider.account,
        bank_name=provider.bank_name,
        bic=provider.bic,
        correspondent_account=provider.correspondent_account,
        inn=provider.inn,
        kpp=provider.kpp,
        personal_account=provider.personal_account or "",
        cbc=provider.cbc or "",
        oktmo=provider.oktmo or "",
    )


def _line(line: ActLine) -> ActServiceLine:
    return ActServiceLine(
        code=line.code,
        title=line.title,
        unit_title=line.unit_title,
        allowed=line.allowed,
        quantity=line.quantity,
        tariff=line.tariff,
        amount=line.amount,
    )


def _printed(step: Step) -> CalculationStep:
    # Under the records stands one step a line, and the act's own table says the same.
    children = () if step.citation == FROM_RECORDS else step.children
    return CalculationStep(
        text=step.text,
        value=step.value or "",
        citation=step.citation.text if step.citation else "",
        children=tuple(_printed(child) for child in children),
    )


def _name(person: Recipient | Representative) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def _read(kind: Any, data: Any) -> object:
    if data is None or kind in (str, bool, int):
        return data
    if kind is date:
        return date.fromisoformat(data)
    if kind is Decimal:
        return Decimal(data)
    if isinstance(kind, UnionType):
        return _read(next(part for part in get_args(kind) if part is not NoneType), data)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], value) for name, value in data.items()})
    raise TypeError(f"No facts of type {kind} are stored with an act")
