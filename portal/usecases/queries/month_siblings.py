"""Contracts of one person and form that follow each other within a month: they share its cap.

The cap of a month is never doubled (FED-FEE-18): what the former contract is charged, the later one
no longer has of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.acts import PART_MONTH
from portal.domain.calendar import last_day, next_month
from portal.domain.fee_bounds import SharedBound
from portal.domain.money import ZERO
from portal.models import Act, Contract
from portal.usecases.act_drafts import prepare
from portal.usecases.month_case import MonthCase, MonthLaw

TWO_CONTRACTS = "месяц по двум договорам"


def former_contracts(
    session: Session, which: ColumnElement[bool], month: date
) -> Mapping[int, Sequence[int]]:
    """The contracts that were in force in the month before each of these, the oldest first."""
    former = aliased(Contract)
    before = or_(
        former.in_force_from < Contract.in_force_from,
        and_(former.in_force_from == Contract.in_force_from, former.id < Contract.id),
    )
    rows = session.execute(
        select(Contract.id, former.id)
        .join(
            former,
            and_(
                former.provider_id == Contract.provider_id,
                former.recipient_id == Contract.recipient_id,
                former.form == Contract.form,
            ),
        )
        .where(
            which,
            before,
            former.in_force_from <= last_day(month),
            former.valid_until >= month,
            former.ended_on.is_(None) | (former.ended_on >= month),
        )
        .order_by(former.in_force_from, former.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for contract_id, former_id in rows:
        found[contract_id].append(former_id)
    return found


def shared_with_former(
    session: Session,
    former: Mapping[int, Sequence[int]],
    case_of: Callable[[int], MonthCase],
    law: MonthLaw,
) -> Mapping[int, tuple[SharedBound, ...]]:
    """The bound of each contract that follows another, less what the others are charged of it.

    ``case_of`` gives the month of a former contract. One without a charge takes nothing.
    """
    ids = {one for ones in former.values() for one in ones}
    issued = {
        row.contract_id: row.payable - row.additional_cost
        for row in session.scalars(
            select(Act).where(Act.contract_id.in_(ids), Act.month == law.month)
        )
    }
    charged = {one: issued[one] if one in issued else _drafted(case_of(one), law) for one in ids}
    until = next_month(law.month)
    return {
        contract_id: (SharedBound(law.month, until, used, TWO_CONTRACTS, PART_MONTH),)
        for contract_id, ones in former.items()
        if (used := sum((charged[one] for one in ones), ZERO))
    }


def _drafted(case: MonthCase, law: MonthLaw) -> Decimal:
    """What the programme's services of a former contract come to; nothing while it is blocked."""
    acts, _ = prepare((case,), law)
    return acts[0].draft.payable - acts[0].draft.additional_cost if acts else ZERO
