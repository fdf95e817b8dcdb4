"""Whether the last act of a contract that has ended may be issued before its month is closed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.calendar import last_day, month_of
from portal.models import Act, Contract, MonthClosing, Role
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading

ISSUES = (Role.DIRECTOR, Role.ACCOUNTANT)


@dataclass(frozen=True, slots=True)
class LastAct:
    """The month of a contract's last day, of which there is no act yet."""

    contract_id: int
    month: date
    last_day: date


def last_act_due(actor: Actor, contract_id: int, today: date) -> LastAct | None:
    """The last act that need not wait for the month to be over; raises NotFound.

    None while the contract goes on, for a month that is closed or over by itself, where the act is
    there already, and for who does not issue acts.
    """
    if actor.role not in ISSUES:
        return None
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        ended = contract.ended_on
        if ended is None or not ended <= today < last_day(month_of(ended)):
            return None
        month = month_of(ended)
        issued = select(Act.id).where(Act.contract_id == contract.id, Act.month == month)
        closed = select(MonthClosing.id).where(
            MonthClosing.provider_id == actor.provider_id, MonthClosing.month == month
        )
        if session.scalar(issued.limit(1)) or session.scalar(closed.limit(1)):
            return None
        return LastAct(contract.id, month, ended)
