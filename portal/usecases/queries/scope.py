"""What a reader reaches: conditions that several lists share."""

from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.domain.calendar import last_day
from portal.models import Contract, ContractService, ContractTerms, Recipient, Role
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


def is_served_by(actor: Actor, recipient_worker: int | None, contract_worker: int | None) -> bool:
    """The same for a contract at hand: whether its page answers this reader."""
    worker = contract_worker if recipient_worker is None else recipient_worker
    return actor.role is not Role.SOCIAL_WORKER or worker in (None, actor.membership_id)
