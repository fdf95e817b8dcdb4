"""What an act and its receipt will print, frozen in the moment the act is issued.

The paper itself is drawn on first need, from these stored facts alone: a new address, director or
account never reaches an act of last March. Facts of a whole month are collected in a fixed number
of statements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.documents.facts import ActPaperFacts, ActServiceLine, GivenThing, ReceiptFacts
from portal.domain.acts import FROM_RECORDS, ActLine
from portal.domain.calendar import month_title
from portal.domain.explanation import Step
from portal.domain.payment_code import PaymentDetails, PaymentRequest, payment_payload
from portal.domain.people import full_name
from portal.models import (
    Contract,
    IdentityPaper,
    Programme,
    Provider,
    Recipient,
    Representative,
    Role,
)
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import acting_for, representatives_by_recipient
from portal.usecases.month_case import PreparedAct
from portal.usecases.name_forms import kept_genitives
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    printed_steps,
    programme_details,
    provider_details,
    provider_signatory,
)

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
    given: tuple[GivenThing, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parties:
    """Who an act is between."""

    contract: Contract
    recipient: Recipient
    programme: Programme
    representative: Representative | None
    identity: IdentityPaper | None


def named_signer(session: Session, act: ActPaperFacts, actor: Actor) -> ActPaperFacts:
    """The text of an act that is not drawn yet in the name of the director who draws it up.

    Of several in office on its day; what anybody else draws names whom it was issued for.
    """
    if actor.role is not Role.DIRECTOR or act.signatory.short_name == actor.name:
        return act
    by = actor.membership_id
    return replace(act, signatory=provider_signatory(session, actor.provider_id, act.drawn_on, by))


class PaperDesk:
    """The provider, its signatory and the parties of many contracts, all read at once."""

    def __init__(
        self,
        session: Session,
        provider_id: int,
        which: ColumnElement[bool],
        day: date,
        *,
        drawn_by: int,
    ) -> None:
        """Read everything about the contracts that ``which``, a condition on ``Contract``, picks.

        ``drawn_by`` is the membership of whoever issues the acts.

        Raises RulesBroken when nobody may sign for the provider on ``day``.
        """
        self.provider = session.get_one(Provider, provider_id)
        self.signatory = provider_signatory(session, provider_id, day, drawn_by)
        self.genitives = kept_genitives(session, provider_id)
        self._parties = _parties(session, which, day)

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
            customer=customer(parties.recipient, [parties.identity] if parties.identity else []),
            contract_number=parties.contract.number,
            contract_date=parties.contract.concluded_on,
            programme=programme_details(parties.programme),
            lines=tuple(_line(line) for line in draft.lines if not line.additional),
            cost_at_tariffs=draft.cost_at_tariffs,
            payable=draft.payable,
            free=terms.free,
            representative=customer_representative(parties.representative, self.genitives),
            additional=tuple(_line(line) for line in draft.lines if line.additional),
            additional_cost=draft.additional_cost,
            average_income=terms.average_income,
            threshold=terms.threshold,
            fee_cap=terms.fee_cap,
            free_ground=terms.free_ground_title,
            due_on=issued.due_on,
            steps=printed_steps(_without_lines(draft.steps)),
            copies=issued.copies,
            given=issued.given,
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


def _parties(session: Session, which: ColumnElement[bool], day: date) -> Mapping[int, _Parties]:
    rows = session.execute(
        select(Contract, Recipient, Programme)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(which)
    ).all()
    papers = _identities(session, which)
    people = representatives_by_recipient(session, which)
    return {
        contract.id: _Parties(
            contract,
            recipient,
            programme,
            acting_for(recipient, people.get(recipient.id, ()), contract.representative_id, day),
            papers.get(recipient.id),
        )
        for contract, recipient, programme in rows
    }


def _identities(session: Session, which: ColumnElement[bool]) -> Mapping[int, IdentityPaper]:
    """The newest identity paper of each recipient."""
    rows = session.scalars(
        select(IdentityPaper)
        .join(Contract, Contract.recipient_id == IdentityPaper.recipient_id)
        .where(which)
        .order_by(IdentityPaper.issued_on, IdentityPaper.id)
    )
    return {row.recipient_id: row for row in rows}


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


def _without_lines(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The derivation without one step a line: the act's own table says the same."""
    return tuple(
        replace(
            step,
            children=() if step.citation == FROM_RECORDS else _without_lines(step.children),
        )
        for step in steps
    )


def _name(person: Recipient | Representative) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def _read(kind: Any, data: Any) -> object:
    if data is None or kind in (str, bool, int):
        return data
    if kind is date:
        return date.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, Decimal | StrEnum):
        return kind(data)
    if isinstance(kind, UnionType):
        return _read(next(part for part in get_args(kind) if part is not NoneType), data)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in data)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], value) for name, value in data.items()})
    raise TypeError(f"No facts of type {kind} are stored with an act")


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields: asked for thousands of times when many are read."""
    return get_type_hints(kind)
