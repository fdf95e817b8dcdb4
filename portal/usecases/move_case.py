"""A way out or in as its procedures hold it: its path, what is on record for an arrow, the line.

Rules: FED-TRN-01, FED-TRN-02, FED-TRN-03, MSK-TRN-01, VLA-TRN-01.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of
from portal.domain.contract import RUNNING, ContractState
from portal.domain.demands import Facts
from portal.domain.endings import EndingState
from portal.domain.moves import DIRECTORS_ORDER, next_step, path_of, take_arrow
from portal.domain.transfer import old_contract_ends
from portal.domain.violations import NotAllowed, Violation, refuse
from portal.domain.workflow import Workflow, WorkflowStep
from portal.models import (
    Contract,
    Delivery,
    Move,
    MoveEnvelope,
    MoveStep,
    ProgrammeMark,
    Role,
    Termination,
    TransferEnvelope,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.ending_text import months_without_act
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_move_seen
from portal.usecases.way_over import demand_not_over

KEEPS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER)
RECIPIENT, REPRESENTATIVE = "recipient", "representative"
CITIZENS = (RECIPIENT, REPRESENTATIVE)
LONGEST = 300
TERMINATE_OLD = "terminate_old"
ENDING_STEPS = frozenset({TERMINATE_OLD, DIRECTORS_ORDER})


@dataclass(frozen=True, slots=True)
class MoveDone:
    """Where a way stands after an arrow; ``closed`` once it is at its end."""

    id: int
    state: str
    closed: bool
    warnings: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """How an arrow was taken: in whose role, on which day, with what words."""

    role: str
    on: date
    note: str = ""


def demand_keeper(actor: Actor) -> None:
    """Refuse a reader whose work this is not."""
    if actor.role not in KEEPS:
        raise NotAllowed


def by_citizen(step: WorkflowStep) -> bool:
    """Whether an arrow is the citizen's own: whoever keeps the way writes it down."""
    return set(step.actors) <= set(CITIZENS)


def taken_by(step: WorkflowStep) -> tuple[Role, ...]:
    """Who of those that keep ways may write an arrow down."""
    return tuple(role for role in KEEPS if by_citizen(step) or role.value in step.actors)


def path_for(row: Move, region: Region) -> Workflow:
    """The path of the day of the application: a way keeps the path it began on."""
    return path_of(region.rules.transfer_rules.on(row.applied_on), row.kind)


def case_of(session: Session, move_id: int, actor: Actor, version: int | None = None) -> Move:
    """The open way of the actor's own provider, held; raises Conflict for an older page."""
    row = own(session, Move, move_id, actor.provider_id, lock=True)
    demand_not_over(session, row)
    demand_move_seen(session, row, version)
    return row


def step_named(row: Move, code: str, region: Region) -> WorkflowStep:
    """The next arrow, which must be the named one; raises transition_not_allowed."""
    step = next_step(path_for(row, region), row.state)
    if step is None or step.code != code:
        text = "Сейчас очередь другого шага. Обновите страницу и проверьте."
        refuse("transition_not_allowed", text, field="step")
    return step


def take(  # noqa: PLR0913 - the way, the arrow, and who takes it by which rules
    session: Session,
    row: Move,
    step: WorkflowStep,
    taken: Taken,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Take an arrow on what is on record and write it down; closes the way at its end."""
    today = region.today(now)
    path, before = path_for(row, region), row.state
    facts = facts_of(session, row, today)
    after = take_arrow(path, before, step, taken.role, facts)
    demand_day(session, row, taken.on, today)
    _demand_ended_by(session, row, step, taken.on)
    row.state = after
    if path.state(after).final:
        row.closed_on = taken.on
    session.add(
        MoveStep(
            provider_id=row.provider_id,
            move_id=row.id,
            step=step.code,
            title=step.title,
            source=before,
            target=after,
            rule=step.citation.rule,
            taken_on=taken.on,
            note=taken.note.strip()[:LONGEST],
            taken_at=now,
            taken_by=actor.name,
        )
    )
    session.flush()
    change = ({"state": before}, {"state": after, "on": taken.on})
    audit.record(session, actor, now, "move_step", "move", row.id, *change, reason=taken.note)


def facts_of(session: Session, row: Move, today: date) -> Facts:
    """What is on record of that which the arrows need."""
    contract = own(session, Contract, row.contract_id, row.provider_id)
    ending = ending_of(session, row)
    last_day = contract.ended_on or (ending.last_day if ending else None)
    over = last_day if last_day is not None and last_day <= today else None
    known = {
        "last_day_over": over is not None,
        "acts_issued": over is not None and not unbilled_months(session, contract, over),
        "marks_recorded": _is_marked(session, row),
        "end_ordered": ending is not None and ending.confirmed_at is not None,
        "old_ended": contract.state is ContractState.TERMINATED and contract.ended_on is not None,
        "papers_drawn": row.list_paper_id is not None,
        "stationary_programme": row.new_programme_id is not None,
        "ends_on_the_eve": _ends_on_the_eve(row, last_day),
        "new_contract": bool(row.new_contract_id or row.new_contract)
        or _begun_on_new_programme(session, row, today),
    }
    return frozenset(fact for fact, there in known.items() if there)


def unbilled_months(session: Session, contract: Contract, last: date) -> tuple[date, ...]:
    """Months up to the last day whose services stand in no act yet (FED-TRN-01)."""
    days = session.scalars(
        select(Delivery.day)
        .where(
            Delivery.provider_id == contract.provider_id,
            Delivery.contract_id == contract.id,
            Delivery.day <= last,
            Delivery.quantity > 0,
        )
        .distinct()
    )
    served = {month_of(day) for day in days}
    return tuple(one for one in months_without_act(session, contract, last) if one in served)


def ending_of(session: Session, row: Move) -> Termination | None:
    """The end of the contract that is left: prepared or complete, the newest one."""
    return session.scalars(
        select(Termination)
        .where(
            Termination.provider_id == row.provider_id,
            Termination.contract_id == row.contract_id,
            Termination.state != EndingState.WITHDRAWN,
        )
        .order_by(Termination.id.desc())
        .limit(1)
    ).one_or_none()


def contract_in_residence(session: Session, row: Move) -> Contract | None:
    """The newest contract on the residential programme of a way, signed or awaiting signatures."""
    if row.new_programme_id is None:
        return None
    return session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == row.provider_id,
            Contract.programme_id == row.new_programme_id,
            Contract.state.in_((*RUNNING, ContractState.AWAITING_SIGNATURE)),
        )
        .order_by(Contract.id.desc())
        .limit(1)
    ).one_or_none()


def not_begun_yet(found: Contract, today: date) -> str:
    """What a new contract waits for before its way may be closed; empty once it has begun."""
    if found.in_force_from is None:
        return f"Договор № {found.number} составлен и ждёт подписей. Получите их и повторите."
    if found.in_force_from <= today:
        return ""
    return (
        f"Договор № {found.number} подписан, но начнётся {found.in_force_from:%d.%m.%Y}. До "
        "этого дня получателя обслуживают по прежнему: запишите шаг, когда день наступит."
    )


def contract_elsewhere(session: Session, row: Move) -> Contract | None:
    """The contract of a provider of this portal with the person of the case's envelope."""
    if row.to_provider_id is None:
        return None
    made = select(MoveEnvelope.sha256).where(MoveEnvelope.move_id == row.id)
    person = select(TransferEnvelope.recipient_id).where(
        TransferEnvelope.provider_id == row.to_provider_id,
        TransferEnvelope.came_in.is_(True),
        TransferEnvelope.sha256.in_(made),
    )
    return session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == row.to_provider_id,
            Contract.recipient_id.in_(person),
            Contract.state.in_(RUNNING),
            Contract.concluded_on >= row.applied_on,
        )
        .order_by(Contract.id.desc())
        .limit(1)
    ).one_or_none()


def done(row: Move, warnings: Iterable[Violation] = ()) -> MoveDone:
    """What a procedure returns."""
    return MoveDone(row.id, row.state, row.closed_on is not None, tuple(warnings))


def citizen(by: str) -> str:
    """Whose word it is; raises not_authorised for anybody but the citizen's side."""
    if by not in CITIZENS:
        text = "Просит получатель или его представитель. Отметьте, кто из них."
        refuse("not_authorised", text, field="by")
    return by


def _begun_on_new_programme(session: Session, row: Move, today: date) -> bool:
    found = contract_in_residence(session, row)
    return found is not None and not not_begun_yet(found, today)


def _is_marked(session: Session, row: Move) -> bool:
    found = select(ProgrammeMark.id).where(
        ProgrammeMark.provider_id == row.provider_id,
        ProgrammeMark.programme_id == row.programme_id,
    )
    return session.scalar(found.limit(1)) is not None


def _ends_on_the_eve(row: Move, last_day: date | None) -> bool:
    return row.moves_on is not None and last_day == old_contract_ends(row.moves_on)


def demand_day(session: Session, row: Move, on: date, today: date) -> None:
    """Refuse a day to come, or one before the step before."""
    last = session.scalars(
        select(MoveStep.taken_on)
        .where(MoveStep.provider_id == row.provider_id, MoveStep.move_id == row.id)
        .order_by(MoveStep.id.desc())
        .limit(1)
    ).one_or_none()
    first = last or row.applied_on
    if not first <= on <= today:
        text = f"Введите день с {first:%d.%m.%Y} (прежний шаг) по {today:%d.%m.%Y} (сегодня)."
        refuse("value_invalid", text, field="on")


def _demand_ended_by(session: Session, row: Move, step: WorkflowStep, on: date) -> None:
    """Refuse a day on which the end was not ordered yet or the last day had not come."""
    if step.code not in ENDING_STEPS:
        return
    contract = own(session, Contract, row.contract_id, row.provider_id)
    ending = ending_of(session, row)
    ordered = ending.confirmed_on if ending and ending.confirmed_on else on
    # On the last day itself the programme is already shown to the new provider, whose term of a day
    # runs from then (FED-TRN-01): so the step before it is not put off to the day after.
    last_day = contract.ended_on if step.code == TERMINATE_OLD else None
    first = max(ordered, last_day or ordered)
    if first <= on:
        return
    what = "последний день услуг" if first == last_day else "директор подписал прекращение"
    text = f"Этот шаг не бывает раньше, чем {first:%d.%m.%Y} ({what}). Введите день не раньше."
    refuse("value_invalid", text, field="on", citation=step.citation)
