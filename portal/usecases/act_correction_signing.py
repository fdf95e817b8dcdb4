"""The recipient's signature on the paper of an act's correction, put by hand and recorded here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.violations import NotAllowed, NotFound, refuse
from portal.models import Act, ActCorrection, Contract, Role, Signature, SignatureMethod
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_signatures import (
    Put,
    demand_customer,
    record_signature,
    signer_of,
    signing_of,
)
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload


@dataclass(frozen=True, slots=True)
class SignCorrection:
    """Who of the recipient's side signed the ``sequence``-th correction of the act, and when."""

    act_id: int
    sequence: int
    party: Party
    signed_on: date
    scan: Upload | None = None


def sign_correction(
    command: SignCorrection, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record the signature on the frozen paper of a correction (FED-ACT-01, FED-RGT-06).

    Raises NotFound without such a correction, duplicate for a second signature, value_invalid for a
    day before the paper or after today, and what the signer's own authority breaks.
    """
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    if command.party is Party.PROVIDER:
        raise NotFound
    with transaction() as session:
        act = own(session, Act, command.act_id, actor.provider_id, lock=True)
        row, paper_id = _found(session, act, command.sequence)
        _demand_first(session.scalars(_signed_by(paper_id)).all())
        _demand_day(command.signed_on, row.drawn_on, region.today(now))
        contract = own(session, Contract, act.contract_id, actor.provider_id)
        signer = _demand_signer(session, contract, command, region)
        put = Put(command.party, signer, SignatureMethod.PAPER, command.signed_on, command.scan)
        record_signature(session, Signature(act_id=act.id), put, paper_id, actor=actor, now=now)
        session.flush()
        after = {
            "correction": row.sequence,
            "party": command.party,
            "signed_on": command.signed_on,
        }
        audit.record(session, actor, now, "act_correction_signed", "act", act.id, after=after)


def _found(session: Session, act: Act, sequence: int) -> tuple[ActCorrection, int]:
    """The correction and its paper; raises NotFound without them."""
    row = session.scalars(
        select(ActCorrection).where(
            ActCorrection.provider_id == act.provider_id,
            ActCorrection.act_id == act.id,
            ActCorrection.sequence == sequence,
        )
    ).one_or_none()
    if row is None or row.paper_id is None:
        raise NotFound
    return row, row.paper_id


def _demand_signer(
    session: Session, contract: Contract, command: SignCorrection, region: Region
) -> str:
    """The name of who signs for the recipient's side; refused without the authority."""
    person = signer_of(session, contract, region, command.signed_on)
    return demand_customer(
        command.party,
        # The recipient may accept services whoever else could have.
        named_id=person.id if person and command.party is Party.REPRESENTATIVE else None,
        # Who represents a minor has agreed to the contract, and with it to its papers.
        signed=(
            {Party.REPRESENTATIVE} if person and person.id == contract.representative_id else ()
        ),
        signing=signing_of(session, contract, command.signed_on),
        rules=region.rules.contract_rules.on(command.signed_on),
        region=region,
    )


def _signed_by(paper_id: int) -> Select[Party]:
    return select(Signature.party).where(Signature.paper_id == paper_id)


def _demand_first(signed: Sequence[Party]) -> None:
    if signed:
        refuse(
            "duplicate",
            "Подпись на этом исправлении уже записана. Вторая не нужна.",
            field="party",
        )


def _demand_day(signed_on: date, first: date, today: date) -> None:
    if not first <= signed_on <= today:
        refuse(
            "value_invalid",
            f"Исправление можно подписать не раньше {first:%d.%m.%Y} и не позже сегодняшнего дня. "
            "Проверьте день подписи.",
            field="signed_on",
        )
