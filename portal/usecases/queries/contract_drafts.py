"""A contract before it exists: what it would say, and what is still missing for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.fees import FeeDecision
from portal.domain.people import full_name
from portal.domain.violations import NotFound, RulesBroken, Violation
from portal.models import Contract, Programme, Recipient, Representative
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.checklist import Checklist, document_checklist
from portal.usecases.queries.contracts import ProgrammeView, programme_view
from portal.usecases.queries.fee import fee_for
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a contract on a programme would say, before it exists.

    ``decision`` is None while the fee cannot be found; ``refusals`` say why.
    """

    programme: ProgrammeView
    form: Form
    valid_from: date
    recipient_id: int
    recipient: str
    representatives: tuple[Representative, ...]
    checklist: Checklist
    decision: FeeDecision | None
    refusals: tuple[Violation, ...]
    open_contract_id: int | None


def get_draft(actor: Actor, programme_id: int, region: Region, day: date) -> DraftView:
    """A programme of the reader's provider on the way to its contract."""
    with reading() as session:
        found = session.execute(
            select(Programme, Recipient)
            .join(Recipient, Recipient.id == Programme.recipient_id)
            .where(Programme.provider_id == actor.provider_id, Programme.id == programme_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        programme, person = found
        representatives = _representatives(session, person, day)
        open_contract = session.scalar(
            select(Contract.id).where(
                Contract.provider_id == actor.provider_id,
                Contract.programme_id == programme.id,
                Contract.state != ContractState.TERMINATED,
            )
        )
    decision, refusals = _fee(actor, programme, region, day)
    return DraftView(
        programme=programme_view(programme),
        form=programme.form,
        valid_from=programme.valid_from,
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        representatives=representatives,
        checklist=document_checklist(actor.provider_id, person.id, region, day),
        decision=decision,
        refusals=refusals,
        open_contract_id=open_contract,
    )


def _representatives(session: Session, person: Recipient, day: date) -> tuple[Representative, ...]:
    """Who may act for a person on a day."""
    return tuple(
        session.scalars(
            select(Representative)
            .where(
                Representative.recipient_id == person.id,
                Representative.since <= day,
                or_(Representative.until.is_(None), Representative.until > day),
            )
            .order_by(Representative.since.desc())
        )
    )


def _fee(
    actor: Actor, programme: Programme, region: Region, day: date
) -> tuple[FeeDecision | None, tuple[Violation, ...]]:
    try:
        decision = fee_for(actor.provider_id, programme.recipient_id, programme.id, region, day)
    except RulesBroken as broken:
        return None, broken.violations
    return decision, ()
