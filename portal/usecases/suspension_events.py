"""What a break waited for has come: a word of the staff, from which services are proposed again."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Suspension, SuspensionEvent
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.break_readiness import readiness_of
from portal.usecases.suspension_bounds import LONGEST_REASON
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class RecordBreakEvent:
    """The recipient is back, the quarantine is lifted, the breach is remedied: on which day.

    ``note``: how it is known.
    """

    suspension_id: int
    happened_on: date
    note: str = ""


def record_break_event(
    command: RecordBreakEvent, *, region: Region, actor: Actor, now: datetime
) -> date:
    """Record the event; returns the day of it (FED-SUS-03).

    Services do not go on by themselves: the order does that. A day put right takes the place of
    the earlier one. Raises transition_not_allowed for a break that is over, value_invalid for a
    day before it or one that has not come.
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id, lock=True)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        _demand_running(contract, row, today)
        found = _violations(command, row, today)
        if found:
            raise RulesBroken(*found)
        event = session.scalars(
            select(SuspensionEvent).where(
                SuspensionEvent.provider_id == actor.provider_id,
                SuspensionEvent.suspension_id == row.id,
            )
        ).one_or_none()
        before = {"happened_on": event.happened_on, "note": event.note} if event else {}
        if event is None:
            event = SuspensionEvent(provider_id=actor.provider_id, suspension_id=row.id)
            session.add(event)
        event.happened_on, event.note = command.happened_on, command.note.strip()
        event.recorded_at, event.recorded_by_id = now, actor.membership_id
        after = {"suspension": row.id, "happened_on": event.happened_on, "note": event.note}
        audit.record(
            session, actor, now, "suspension_event", "contract", contract.id, before, after
        )
        return command.happened_on


def _demand_running(contract: Contract, row: Suspension, today: date) -> None:
    over = row.until is not None and row.until <= today
    if contract.state is not ContractState.SUSPENDED or over:
        refuse(
            "transition_not_allowed",
            "Этот перерыв уже кончился: услуги идут, записывать нечего. Если его дни неверны, "
            "измените их приказом на странице перерывов.",
        )


def _violations(command: RecordBreakEvent, row: Suspension, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if command.happened_on > today:
        text = (
            f"{command.happened_on:%d.%m.%Y} ещё не наступил. Запишите, когда это случится, или "
            "исправьте дату."
        )
        found.append(Violation("value_invalid", text, "happened_on"))
    elif command.happened_on < row.since:
        text = (
            f"Перерыв начался {row.since:%d.%m.%Y}: раньше этого дня кончиться ему нечем. "
            "Проверьте дату или измените дни перерыва приказом."
        )
        found.append(Violation("value_invalid", text, "happened_on"))
    length = len(command.note.strip())
    if length > LONGEST_REASON:
        text = f"Введено {length} знаков, помещается {LONGEST_REASON}. Сократите текст."
        found.append(Violation("value_invalid", text, "note"))
    return tuple(found)


def demand_after_event(
    session: Session,
    contract: Contract,
    row: Suspension,
    served_from: date | None,
    region: Region,
    *,
    field: str,
) -> None:
    """No services before the recorded day on which the break could end; raises value_invalid."""
    came = session.scalar(
        select(SuspensionEvent.happened_on).where(
            SuspensionEvent.provider_id == row.provider_id,
            SuspensionEvent.suspension_id == row.id,
        )
    )
    if came is None or served_from is None or served_from >= came:
        return
    rules = region.rules.suspension_rules.on(row.since)
    ground = rules.ground(row.ground, contract.form)
    text = (
        f"{readiness_of(ground).label} {came:%d.%m.%Y}, так записано: раньше этого дня услуг быть "
        "не могло. Укажите его или более поздний день. Если он записан неверно, сначала исправьте "
        "его на странице перерывов."
    )
    refuse("value_invalid", text, field=field, citation=ground.citation)
