"""Why an act is to be paid by its day."""

from sqlalchemy import select

from portal.domain.calendar import last_day
from portal.domain.explanation import Step
from portal.domain.payments import payment_due
from portal.domain.violations import NotFound
from portal.models import Act, Contract
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar


def due_day_steps(actor: Actor, act_id: int, region: Region) -> tuple[Step, ...]:
    """How the day by which an act is paid was counted (FED-PAY-01).

    Empty when today's calendar or contract would give another day than the one issued. The caller
    has seen to it that the reader may see the act; raises NotFound for another provider's.
    """
    with reading() as session:
        found = session.execute(
            select(Act.month, Act.due_on, Contract.payment_day)
            .join(Contract, Contract.id == Act.contract_id)
            .where(Act.provider_id == actor.provider_id, Act.id == act_id)
        ).one_or_none()
        if found is None:
            raise NotFound
        rules = region.rules.payment_rules.on(last_day(found.month))
        due = payment_due(rules, found.month, found.payment_day, work_calendar(session, region))
    return due.steps if due.at.date() == found.due_on else ()
