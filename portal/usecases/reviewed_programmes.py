"""Which programme a review has put in the place of which, and whose contract follows whose.

The contract stands until the new programme comes (FED-IPP-06). Its term is that of its programme
(MSK-CON-09), and no amendment puts it on another one: so where one contract is lawful (MSK-CON-05)
the one on the new programme stands not beside the former, it follows it. The former serves up to
the eve, the later one from its first day.
"""

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import RUNNING
from portal.models import Contract, Programme, ProgrammeReview

Id = int | SQLColumnExpression[int]


def issued_instead(provider_id: Id, former: Id, new: Id) -> ColumnElement[bool]:
    """Whether a review of the programme ``former`` has ended with ``new``, by their ids."""
    review = aliased(ProgrammeReview)
    return (
        select(review.id)
        .where(
            review.provider_id == provider_id,
            review.programme_id == former,
            review.new_programme_id == new,
        )
        .correlate_except(review)
        .exists()
    )


def is_followed_on(
    programme: Programme | type[Programme], contract: type[Contract] = Contract
) -> ColumnElement[bool]:
    """Of a running contract: whether one on ``programme`` follows it.

    A programme of another form, or one that no review has ended with, stands beside its own.
    """
    return and_(
        contract.state.in_(RUNNING),
        contract.form == programme.form,
        issued_instead(programme.provider_id, contract.programme_id, programme.id),
    )


def followed_contracts(session: Session, programme: Programme) -> tuple[int, ...]:
    """The running contracts that one on the programme follows, by their ids."""
    found = select(Contract.id).where(
        Contract.provider_id == programme.provider_id,
        Contract.recipient_id == programme.recipient_id,
        is_followed_on(programme),
    )
    return tuple(session.scalars(found))
