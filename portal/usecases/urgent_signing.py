"""The signature of the recipient of urgent help, or of a representative: it makes the act count.

Rules: FED-URG-04, FED-MIN-01. Nobody of the provider signs here: its signature stands in the act.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.people import full_name
from portal.domain.violations import refuse
from portal.models import Recipient, Representative, UrgentCase
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.own_signature import demand_own_signature
from portal.usecases.signatories import (
    Signing,
    demand_alive,
    eligible_representatives,
    refuse_former,
    signing_on,
)
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.uploads import Upload, store_signed_scan
from portal.usecases.urgent import case_of, demand_care


@dataclass(frozen=True, slots=True)
class SignUrgentAct:
    """The signature that makes the act count; a representative is named by id."""

    case_id: int
    party: Party
    signed_on: date
    representative_id: int | None = None
    scan: Upload | None = None
    version: int | None = None


def sign_urgent_act(
    command: SignUrgentAct, *, region: Region, actor: Actor, now: datetime
) -> UrgentCase:
    """Record the recipient's or a representative's signature; from then on the act counts.

    Raises not_authorised for somebody who may not sign, and transition_not_allowed for an act that
    is not drawn up or has its signature.
    """
    demand_care(actor)
    with transaction() as session:
        row = case_of(session, command.case_id, actor)
        if command.version is not None:
            demand_version(row.version, command.version)
        _demand_unsigned(row, command.signed_on, region.today(now))
        row.party, row.signed_on = command.party, command.signed_on
        row.signer = _signer(session, row, command, region)
        row.file_id = store_signed_scan(
            session, command.scan, provider_id=actor.provider_id, now=now
        )
        session.flush()
        after = {"party": command.party, "signer": row.signer, "signed_on": row.signed_on}
        audit.record(session, actor, now, "urgent_act_signed", "urgent", row.id, None, after)
        session.expunge(row)
        return row


def _demand_unsigned(row: UrgentCase, signed_on: date, today: date) -> None:
    if row.drawn_on is None:
        text = "Акт ещё не составлен. Составьте и напечатайте его, потом запишите подпись."
        refuse("transition_not_allowed", text)
    if row.signed_on is not None:
        text = f"Акт подписан {row.signed_on:%d.%m.%Y}. Вторая подпись не нужна."
        refuse("transition_not_allowed", text)
    if not row.drawn_on <= signed_on <= today:
        refuse(
            "value_invalid",
            f"Акт составлен {row.drawn_on:%d.%m.%Y}: подписывают его не раньше и записывают не "
            "позже сегодняшнего дня. Проверьте дату.",
            field="signed_on",
        )


def _signer(session: Session, row: UrgentCase, command: SignUrgentAct, region: Region) -> str:
    """The name of who signs, when the law lets this person sign on the day (FED-MIN-01)."""
    person = own(session, Recipient, row.recipient_id, row.provider_id)
    people = session.scalars(
        select(Representative)
        .where(Representative.recipient_id == person.id)
        .order_by(Representative.id)
    ).all()
    signing = signing_on(person, people, command.signed_on)
    demand_alive(signing, field="party")
    if command.party is Party.REPRESENTATIVE:
        return _representative(signing, command, region)
    # The act of help is no bargain: from fourteen on nobody's consent is asked for it.
    demand_own_signature(signing, region, consent=True)
    return person.full_name


def _representative(signing: Signing, command: SignUrgentAct, region: Region) -> str:
    rules = region.rules.contract_rules.on(command.signed_on)
    may = eligible_representatives(signing, rules)
    found = next((one for one in may if one.id == command.representative_id), None)
    if found is None:
        refuse_former(signing, command.representative_id or 0, rules, field="party")
    return full_name(found.surname, found.name, found.patronymic)
