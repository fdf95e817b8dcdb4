"""Signatures under a paper of both sides: who may put one, in whose name, and the row that stays.

Contracts and acts, amendments and ends of contracts keep signatures in tables of their own: each
row points at its parent by a key that the database checks, and a party signs each of them once by
a constraint with its own name. One table would need four empty keys in every row for nothing that
a page or a use case asks. What is asked of a signer is therefore one here, whatever is signed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractRules, Party
from portal.domain.people import full_name
from portal.domain.violations import refuse
from portal.models import (
    AmendmentSignature,
    Contract,
    Recipient,
    Representative,
    Signature,
    SignatureMethod,
    TerminationSignature,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.signatories import (
    Side,
    Signing,
    choose_representative,
    demand_alive,
    demand_may_represent,
    refuse_former,
    signing_on,
)
from portal.usecases.uploads import Upload, store_signed_scan

DRAWN_ANEW = (
    "Бумага составлена от имени этого человека, и подписать её уже никто не может: верните или "
    "закройте её и составьте заново."
)

SignatureRow = Signature | AmendmentSignature | TerminationSignature


@dataclass(frozen=True, slots=True)
class Put:
    """A signature as it was put: whose, by what means, on which day."""

    party: Party
    signer: str
    method: SignatureMethod
    signed_on: date
    scan: Upload | None = None


def record_signature(
    session: Session, row: SignatureRow, put: Put, paper_id: int, *, actor: Actor, now: datetime
) -> None:
    """Fill and keep the row of a signature under the bytes of one paper."""
    row.provider_id, row.paper_id = actor.provider_id, paper_id
    row.party, row.signer = put.party, put.signer
    row.method, row.signed_on = put.method, put.signed_on
    row.recorded_at, row.recorded_by_id = now, actor.membership_id
    row.file_id = store_signed_scan(session, put.scan, provider_id=actor.provider_id, now=now)
    session.add(row)


def signing_of(session: Session, contract: Contract, day: date) -> Signing:
    """The contract's recipient with those who may act for them on the day (FED-MIN-01)."""
    recipient = own(
        session,
        Recipient,
        contract.recipient_id,
        contract.provider_id,
        selectinload(Recipient.representatives),
    )
    return signing_on(recipient, recipient.representatives, day)


def signer_of(
    session: Session, contract: Contract, region: Region, day: date
) -> Representative | None:
    """Who signs beside or for the recipient: the one of the contract, or whom the law asks for."""
    signing = signing_of(session, contract, day)
    current = {person.id for person in signing.representatives}
    named = contract.representative_id if contract.representative_id in current else None
    return choose_representative(signing, named, region.rules.contract_rules.on(day))


def demand_customer(
    party: Party,
    *,
    named_id: int | None,
    signed: Collection[Party],
    signing: Signing,
    rules: ContractRules,
    region: Region,
) -> str:
    """The name of who signs for the recipient's side; refused where it is not theirs to sign.

    ``named_id`` is the representative in the paper's text, ``signed`` who has signed before: a
    minor signs after the consent, a representative only while the authority holds. A paper in
    somebody's name is not signed by another.
    """
    demand_alive(signing, field="party")
    named = demand_named_acts(signing, named_id, rules, field="party")
    if party is Party.RECIPIENT:
        if named is not None and signing.side is Side.RECIPIENT:
            refuse(
                "not_authorised",
                f"Бумага составлена от имени представителя ({_name(named)}): её подписывает он. "
                "Если подписать хочет сам получатель, составьте бумагу заново.",
                field="party",
                citation=rules.signatories,
            )
        demand_own_signature(signing, region, consent=Party.REPRESENTATIVE in signed)
        return signing.recipient.full_name
    if named is None:
        refuse(
            "not_authorised",
            "Представитель в этой бумаге не назван, подписать её он не может. Если за получателя "
            "теперь действует другой человек, составьте бумагу заново.",
            field="party",
            citation=rules.signatories,
        )
    demand_may_represent(signing, named, rules, field="party")
    return _name(named)


def demand_named_acts(
    signing: Signing, named_id: int | None, rules: ContractRules, *, field: str | None
) -> Representative | None:
    """The representative in a paper's text, None where it names nobody.

    Refused when the authority is over: a text in the name of somebody who does not act any more is
    nobody's to sign, the director's neither (FED-MIN-01).
    """
    if named_id is None:
        return None
    named = next((one for one in signing.representatives if one.id == named_id), None)
    if named is None:
        refuse_former(signing, named_id, rules, field=field, remedy=DRAWN_ANEW)
    return named


def _name(person: Representative) -> str:
    return full_name(person.surname, person.name, person.patronymic)


def demand_customer_method(method: SignatureMethod) -> None:
    """The recipient's side never signs with a password: paper, or a code that confirms itself."""
    if method is SignatureMethod.PASSWORD:
        refuse(
            "value_invalid",
            "Получатель и представитель подписывают бумажный экземпляр или одноразовым кодом. "
            "Запишите дату подписи на бумаге.",
            field="method",
        )


def demand_not_signed(party: Party, signed: Collection[Party]) -> None:
    """Refuse the second signature of one party."""
    if party in signed:
        refuse(
            "transition_not_allowed",
            f"Эта подпись уже записана ({party.label}). Второй раз подписывать не нужно.",
            field="party",
        )
