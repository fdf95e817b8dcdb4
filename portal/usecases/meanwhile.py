"""Somebody was quicker: what the thing has become, who did it and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict, Violation
from portal.models import (
    Act,
    Amendment,
    AuditEvent,
    Contract,
    Move,
    MoveStep,
    Notice,
    Recipient,
    Suspension,
    Termination,
)
from portal.usecases.actor import Actor
from portal.usecases.transaction import EDITED_MEANWHILE, reading

_DONE = {
    "contract_sent_back": "возвращён без подписи",
    "contract_redrawn": "составлен заново",
    "act_corrected": "исправлен",
    "move_list_drawn": "опись составлена заново",
}
"""What is not seen in the state of a contract, an act or a way."""
_CONFIRMED = "директор подтвердил"


def demand_contract_seen(session: Session, contract: Contract, seen: int | None) -> None:
    """Raise Conflict with what the contract has become unless the reader saw it as it is."""
    if seen is None or seen == contract.version:
        return
    event = _last(session, contract.provider_id, "contract", contract.id)
    done = _DONE.get(event.what) if event else None
    state = done or contract.state.label.lower()
    _tell(f"договор № {contract.number}: {state}", event)


def demand_amendment_seen(
    session: Session, amendment: Amendment, contract: Contract, seen: int | None
) -> None:
    """The same for a change of a contract."""
    if seen is None or seen == amendment.version:
        return
    event = _last(session, amendment.provider_id, "amendment", amendment.id)
    state = amendment.state.label.lower()
    _tell(f"соглашение № {amendment.number} к договору № {contract.number}: {state}", event)


def demand_ending_seen(
    session: Session, row: Termination, contract: Contract, seen: int | None
) -> None:
    """The same for an end of a contract; the journal keeps it with the contract."""
    if seen is None or seen == row.version:
        return
    event = _last(session, row.provider_id, "termination", row.id) or _last(
        session, row.provider_id, "contract", contract.id
    )
    waits = row.confirmed_at is not None and row.withdrawn_at is None
    state = f"{row.state.label.lower()}{', ' + _CONFIRMED if waits else ''}"
    _tell(f"прекращение договора № {contract.number}: {state}", event)


def demand_act_seen(session: Session, act: Act, seen: int | None) -> None:
    """The same for an issued act and its corrections."""
    if seen is None or seen == act.version:
        return
    event = _last(session, act.provider_id, "act", act.id)
    done = _DONE.get(event.what) if event else None
    _tell(f"акт № {act.number}: {done or act.state.label.lower()}", event)


def demand_break_seen(
    session: Session, row: Suspension, contract: Contract, orders: int, seen: int | None
) -> None:
    """The same for a break; what was seen of it is how many ``orders`` about it there were."""
    if seen is None or seen == orders:
        return
    event = _last(session, contract.provider_id, "contract", contract.id)
    days = f"с {row.since:%d.%m.%Y}"
    if row.until == row.since:
        days = f"{days} отменён"
    elif row.until is not None:
        days = f"{days}, услуги снова с {row.until:%d.%m.%Y}"
    _tell(f"договор № {contract.number}: перерыв {days}", event)


def demand_notice_seen(session: Session, row: Notice, contract: Contract, seen: int | None) -> None:
    """The same for a notice and what is recorded of its handover and answer."""
    if seen is None or seen == row.version:
        return
    event = _last(session, row.provider_id, "notice", row.id)
    handed = f"вручено {row.handed_on:%d.%m.%Y}" if row.handed_on else "ещё не вручено"
    answered = f", ответ получен {row.answered_on:%d.%m.%Y}" if row.answered_on else ""
    _tell(f"уведомление по договору № {contract.number}: {handed}{answered}", event)


def demand_move_seen(session: Session, row: Move, seen: int | None) -> None:
    """The same for a way: the step that was taken last, or its list drawn anew."""
    if seen is None or seen == row.version:
        return
    event = _last(session, row.provider_id, "move", row.id)
    done = _DONE.get(event.what) if event else None
    step = session.scalars(
        select(MoveStep.title)
        .where(MoveStep.provider_id == row.provider_id, MoveStep.move_id == row.id)
        .order_by(MoveStep.id.desc())
        .limit(1)
    ).first()
    _tell(f"переход: {done or step or 'изменён'}", event)


def demand_person_seen(session: Session, person: Recipient, now_is: str, seen: int | None) -> None:
    """The same for a recipient's card; ``now_is`` is what it says of what the reader writes over.

    A death or a finding is entered by the end of a contract too, and then kept with the contract.
    """
    if seen is None or seen == person.version:
        return
    contracts = select(Contract.id).where(
        Contract.provider_id == person.provider_id, Contract.recipient_id == person.id
    )
    of_card = and_(AuditEvent.subject_kind == "recipient", AuditEvent.subject_id == person.id)
    of_end = and_(AuditEvent.what == "termination_prepared", AuditEvent.subject_id.in_(contracts))
    _tell(now_is, _newest(session, person.provider_id, or_(of_card, of_end)))


def last_change(actor: Actor, kind: str, key: int) -> tuple[str, datetime] | None:
    """Who of the reader's provider changed a thing last, and when."""
    with reading() as session:
        event = _last(session, actor.provider_id, kind, key)
        return (event.actor, event.at) if event else None


def _last(session: Session, provider_id: int, kind: str, key: int) -> AuditEvent | None:
    of_it = and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id == key)
    return _newest(session, provider_id, of_it)


def _newest(session: Session, provider_id: int, which: ColumnElement[bool]) -> AuditEvent | None:
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.provider_id == provider_id, which)
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).first()


def _tell(now_is: str, event: AuditEvent | None) -> None:
    if event is None:
        raise Conflict(EDITED_MEANWHILE)
    text = f"Пока вы читали, запись изменилась. Теперь {now_is}. Последняя запись: {event.actor}"
    error = Conflict(Violation("conflict", text if text.endswith(".") else f"{text}."))
    error.changed_at = event.at
    raise error
