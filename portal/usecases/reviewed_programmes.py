"""Which programme a review has put in the place of which, and whose contract follows whose.

The contract stands until the new programme comes (FED-IPP-06). Its term is that of its programme
(MSK-CON-09), and no amendment puts it on another one: so where one contract is lawful (MSK-CON-05)
the one on the new programme stands not beside the former, it follows it. The former serves up to
the eve, the later one from its first day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.contract import RUNNING
from portal.models import Contract, Programme, ProgrammeReview, ReviewOutcome
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading

Id = int | SQLColumnExpression[int]


@dataclass(frozen=True, slots=True)
class Replacement:
    """The programme that a review has put in the place of another: «№ … от …».

    ``programme_id`` is its page, where it was presented here.
    """

    named: str
    programme_id: int | None

    @property
    def text(self) -> str:
        """That the former programme carries no new contract, and which one does (FED-IPP-06)."""
        return f"Программу пересмотрели: вместо неё выдана {self.named}. Договор составляют по ней."


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


def replacements(
    session: Session, provider_id: int, programme_ids: Collection[int]
) -> Mapping[int, Replacement]:
    """Those of the programmes that reviews have replaced, each with what stands in its place.

    A programme of another form is served beside its own (FED-IPP-06): it replaces none.
    """
    new = aliased(Programme)
    rows = session.execute(
        select(ProgrammeReview, new)
        .join(Programme, Programme.id == ProgrammeReview.programme_id)
        .outerjoin(new, new.id == ProgrammeReview.new_programme_id)
        .where(
            ProgrammeReview.provider_id == provider_id,
            ProgrammeReview.programme_id.in_(programme_ids),
            _replaces(ProgrammeReview, Programme, new),
        )
        .order_by(ProgrammeReview.id)
    )
    found: dict[int, Replacement] = {}
    for review, one in rows.all():
        number, day = review.new_number, review.new_issued_on
        if one is not None:
            number, day = one.number, one.issued_on
        named = f"№ {number} от {day:%d.%m.%Y}"
        found[review.programme_id] = Replacement(named, one.id if one is not None else None)
    return found


def replacement_of(actor: Actor, programme_id: int) -> Replacement | None:
    """What a review has put in the place of a programme of the reader's; None where nothing."""
    with reading() as session:
        return replacements(session, actor.provider_id, [programme_id]).get(programme_id)


def is_replaced() -> ColumnElement[bool]:
    """Of ``Programme``: whether a review has put another one in its place."""
    review, new = aliased(ProgrammeReview), aliased(Programme)
    return (
        select(review.id)
        .outerjoin(new, new.id == review.new_programme_id)
        .where(
            review.provider_id == Programme.provider_id,
            review.programme_id == Programme.id,
            _replaces(review, Programme, new),
        )
        .correlate(Programme)
        .exists()
    )


def _replaces(
    review: type[ProgrammeReview], former: type[Programme], new: type[Programme]
) -> ColumnElement[bool]:
    """Whether the review has ended with ``new``, or with one that went with the person."""
    here = and_(new.form == former.form, new.withdrawn_at.is_(None))
    elsewhere = review.new_programme_id.is_(None)
    return and_(review.outcome == ReviewOutcome.NEW_PROGRAMME, or_(elsewhere, here))
