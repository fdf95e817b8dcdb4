"""Who takes the paper of a refusal to contract, and the ways of handing it over that fit.

A refusal speaks to who would sign the contract (FED-MIN-01), and to nobody else: its ground may be
one of health (FED-PDP-04). The day that counts is the day on which it is handed over.
"""

from datetime import date

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import WHO_SIGNS
from portal.domain.endings import Handover
from portal.domain.violations import refuse
from portal.models import Recipient, Representative
from portal.usecases.facts import own
from portal.usecases.signatories import LEGAL_KINDS, Side, Signing, signing_on, who_signs


def told_of(session: Session, recipient_id: int, provider_id: int, day: date) -> Signing:
    """The person refused with those who may act for them on the day; NotFound for another's."""
    person = own(
        session, Recipient, recipient_id, provider_id, selectinload(Recipient.representatives)
    )
    return signing_on(person, person.representatives, day)


def acting_for(signing: Signing) -> Representative | None:
    """Who is told instead of, or beside, the recipient: nobody where the recipient signs alone."""
    legal = [one for one in signing.representatives if one.kind in LEGAL_KINDS]
    return legal[-1] if legal and signing.side is not Side.RECIPIENT else None


def nobody_takes_it(signing: Signing) -> bool:
    """Whether only a representative may take the paper, and the card names none."""
    return signing.side is Side.REPRESENTATIVE and acting_for(signing) is None


def fits(signing: Signing, handed: Handover) -> bool:
    """Whether the paper may come to its addressee this way; the post and a record always may."""
    match handed:
        case Handover.IN_PERSON:
            return signing.side is not Side.REPRESENTATIVE
        case Handover.REPRESENTATIVE:
            return acting_for(signing) is not None
        case _:
            return True


def demand_fits(signing: Signing, handed: Handover) -> None:
    """Refuse a way of handing over that does not fit the addressee; raises not_authorised."""
    if fits(signing, handed):
        return
    if handed is Handover.IN_PERSON:
        text = f"{who_signs(signing)} Отказ тоже получает он. {_remedy(signing)}"
    elif signing.side is Side.RECIPIENT:
        text = "Отказ адресован самому получателю. Выберите, как его получил сам получатель."
    else:
        text = (
            f"{signing.day:%d.%m.%Y} законного представителя у получателя не было: вручить ему "
            f"отказ не могли. {_remedy(signing)}"
        )
    refuse("not_authorised", text, field="handed", citation=WHO_SIGNS)


def _remedy(signing: Signing) -> str:
    if acting_for(signing) is not None:
        return "Выберите «представителю» или заказное письмо."
    return (
        "Внесите представителя на странице «Кто действует за получателя» или проверьте день "
        "вручения."
    )
