"""Who signs the end of a contract for the recipient, and whether they may."""

from datetime import date

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractRules, Party
from portal.domain.people import full_name
from portal.domain.violations import refuse
from portal.models import Contract, Recipient, Representative, Termination
from portal.regions.registry import Region
from portal.usecases.facts import own
from portal.usecases.signatories import (
    Signing,
    choose_representative,
    demand_may_represent,
    demand_recipient_may_sign,
    signing_on,
)


def signing_of(session: Session, contract: Contract, day: date) -> Signing:
    """The recipient with those who may act on the day."""
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
    termination: Termination, party: Party, signing: Signing, rules: ContractRules
) -> str:
    """Refuse a signature that is not this person's to give; returns the signer's name."""
    if party is Party.RECIPIENT:
        consent = any(one.party is Party.REPRESENTATIVE for one in termination.signatures)
        demand_recipient_may_sign(signing, rules, consent_given=consent)
        return signing.recipient.full_name
    named = next(
        (one for one in signing.representatives if one.id == termination.representative_id), None
    )
    if named is None:
        refuse(
            "not_authorised",
            "В этом документе такого представителя нет, или его полномочия закончились. Отмените "
            "прекращение и подготовьте его заново.",
            field="party",
            citation=rules.signatories,
        )
    demand_may_represent(signing, named, rules, field="party")
    return full_name(named.surname, named.name, named.patronymic)
