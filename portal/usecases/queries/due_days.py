"""Why an act is to be paid by its day."""

from sqlalchemy import select

from portal.domain.calendar import counted, last_day
from portal.domain.explanation import Step
from portal.domain.payments import payment_due
from portal.domain.violations import NotFound, Violation
from portal.models import Act, Contract
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar


def due_day_steps(actor: Actor, act_id: int, region: Region) -> tuple[Step, ...]:
    """How the day by which an act is paid was counted (FED-PAY-01).

    Empty when today's calendar or contract would give another day than the one issued, or the
    calendar of its year is not there. The caller
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
        calendar = work_calendar(session, region)
    due = counted(lambda: payment_due(rules, found.month, found.payment_day, calendar))
    return () if isinstance(due, Violation) or due.at.date() != found.due_on else due.steps
