"""Somebody was quicker: what the thing has become, who did it and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict, Violation
from portal.models import Amendment, AuditEvent, Contract, Termination
from portal.usecases.actor import Actor
from portal.usecases.transaction import EDITED_MEANWHILE, reading

_DONE = {
    "contract_sent_back": "возвращён без подписи",
    "contract_redrawn": "составлен заново",
}
"""What is not seen in a contract's state."""
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


def last_change(actor: Actor, kind: str, key: int) -> tuple[str, datetime] | None:
    """Who of the reader's provider changed a thing last, and when."""
    with reading() as session:
        event = _last(session, actor.provider_id, kind, key)
        return (event.actor, event.at) if event else None


def _last(session: Session, provider_id: int, kind: str, key: int) -> AuditEvent | None:
    return session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.provider_id == provider_id,
            AuditEvent.subject_kind == kind,
            AuditEvent.subject_id == key,
        )
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
