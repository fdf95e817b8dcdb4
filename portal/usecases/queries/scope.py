"""What a reader reaches: conditions that several lists share."""

from datetime import date

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select

from portal.domain.calendar import last_day
from portal.domain.contract import ContractState
from portal.models import (
    Contract,
    ContractService,
    ContractTerms,
    FamilyCase,
    Membership,
    Recipient,
    Role,
)
from portal.usecases.actor import Actor


def latest_terms(day: date | None = None) -> ColumnElement[bool]:
    """Of a contract's terms the last, or the last that began by ``day``."""
    later = ContractTerms.__table__.alias("later_terms")
    overtaken = select(1).where(
        later.c.contract_id == ContractTerms.contract_id, later.c.since > ContractTerms.since
    )
    if day is None:
        return ~overtaken.exists()
    return and_(ContractTerms.since <= day, ~overtaken.where(later.c.since <= day).exists())


def terms_on(day: date) -> ColumnElement[bool]:
    """Of a contract's terms those of a day; the first ones of a contract that begins later."""
    other = ContractTerms.__table__.alias("other_terms")
    earlier = select(1).where(
        other.c.contract_id == ContractTerms.contract_id, other.c.since < ContractTerms.since
    )
    return or_(latest_terms(day), and_(ContractTerms.since > day, ~earlier.exists()))


def terms_within(month: date) -> ColumnElement[bool]:
    """Every terms of a contract that hold on a day of the month."""
    return and_(
        ContractTerms.since <= last_day(month),
        or_(ContractTerms.until.is_(None), ContractTerms.until > month),
    )


def services_of_month(month: date) -> ColumnElement[bool]:
    """Each service of a month once, by the last of the month's terms that hold it.

    A condition on ``ContractService`` joined with ``ContractTerms``: a service dropped in the
    middle of the month is among them.
    """
    later = ContractTerms.__table__.alias("later_terms")
    again = ContractService.__table__.alias("later_services")
    overtaken = (
        select(1)
        .select_from(later.join(again, again.c.terms_id == later.c.id))
        .where(
            later.c.contract_id == ContractTerms.contract_id,
            later.c.since > ContractTerms.since,
            later.c.since <= last_day(month),
            again.c.code == ContractService.code,
        )
    )
    return and_(terms_within(month), ~overtaken.exists())


def served_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """What a social worker sees: her own recipients and those given to nobody.

    A condition on ``Contract`` joined with ``Recipient``; the others of the staff see all.
    """
    if actor.role is not Role.SOCIAL_WORKER:
        return ()
    # Whom the office has moved to another worker, the contract does not know.
    worker = func.coalesce(Recipient.social_worker_id, Contract.social_worker_id)
    return (or_(worker.is_(None), worker == actor.membership_id),)


def own_people(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The same for people, with a contract or without one (FED-PDP-01).

    A condition on ``Recipient``: whom the card gives to nobody, the living contract may.
    """
    if actor.role is not Role.SOCIAL_WORKER:
        return ()
    living = (
        select(Contract.id)
        .where(
            Contract.provider_id == Recipient.provider_id,
            Contract.recipient_id == Recipient.id,
            Contract.state != ContractState.TERMINATED,
        )
        .correlate(Recipient)
    )
    others = living.where(Contract.social_worker_id != actor.membership_id).exists()
    hers = living.where(Contract.social_worker_id == actor.membership_id).exists()
    nobodys = and_(Recipient.social_worker_id.is_(None), or_(~others, hers))
    return (or_(Recipient.social_worker_id == actor.membership_id, nobodys),)


def about_own_people(
    actor: Actor, whose: SQLColumnExpression[int] | SQLColumnExpression[int | None]
) -> tuple[ColumnElement[bool], ...]:
    """The same for rows that name a recipient; those that name nobody stay the provider's."""
    people = own_people(actor)
    if not people:
        return ()
    reached = select(Recipient.id).where(Recipient.provider_id == actor.provider_id, *people)
    return (or_(whose.is_(None), whose.in_(reached)),)


def own_families(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Families a social worker works with: her own, and nobody's of her department (FED-PDP-01).

    A condition on ``FamilyCase``; whoever has no department reaches only families given to her.
    """
    if actor.role is not Role.SOCIAL_WORKER:
        return ()
    department = (
        select(Membership.department_id)
        .where(Membership.id == actor.membership_id)
        .scalar_subquery()
    )
    nobodys = and_(FamilyCase.specialist_id.is_(None), FamilyCase.department_id == department)
    return (or_(FamilyCase.specialist_id == actor.membership_id, nobodys),)


def is_served_by(actor: Actor, recipient_worker: int | None, contract_worker: int | None) -> bool:
    """The same for a contract at hand: whether its page answers this reader."""
    worker = contract_worker if recipient_worker is None else recipient_worker
    return actor.role is not Role.SOCIAL_WORKER or worker in (None, actor.membership_id)
