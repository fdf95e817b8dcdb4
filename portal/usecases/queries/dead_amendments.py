"""Changes of contracts that nobody can sign any more: other terms have begun meanwhile."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from portal.domain.amendments import AmendmentState
from portal.models import Amendment, ContractTerms
from portal.usecases.later_terms import read_later
from portal.usecases.transaction import reading


def no_longer_signable(provider_id: int) -> ColumnElement[bool]:
    """A condition on ``Amendment``: it waits, and other terms make its figures untrue (FED-CON-07).

    The same as ``later_terms.other_terms_since``, read at once for all that wait.
    """
    return Amendment.id.in_(_dead(provider_id))


def _dead(provider_id: int) -> set[int]:
    """Terms from its first day on are fatal; later ones unless its plan was drafted over them."""
    base, other = aliased(ContractTerms), aliased(ContractTerms)
    newer = (
        select(Amendment.id, Amendment.plan, Amendment.since, other.id, other.since)
        .join(base, base.id == Amendment.base_terms_id)
        .join(other, and_(other.contract_id == base.contract_id, other.since > base.since))
        .where(
            Amendment.provider_id == provider_id,
            or_(Amendment.state == AmendmentState.DRAFT, Amendment.state == AmendmentState.SIGNED),
        )
    )
    with reading() as session:
        return {
            amendment_id
            for amendment_id, plan, since, terms_id, begun in session.execute(newer)
            if plan
            and (begun <= since or terms_id not in {one.terms_id for one in read_later(plan)})
        }
