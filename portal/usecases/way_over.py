"""What became of a way that is over: withdrawn, refused or at its end, on which day and by whom.

Of two who may give a way up one is quicker; the other reads that it is done and who put it on
record. Rules: AST-TRN-13, FED-TRN-01.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import AuditEvent, Move, Transfer, TransferStep

_TRANSFER = {
    "withdrawn": "Перевод отозван",
    "refused": "В переводе отказано",
    "completed": "Перевод завершён",
}
_GOES_ON = "Договор действует как прежде."


def demand_not_over(session: Session, row: Transfer | Move, *, field: str | None = None) -> None:
    """Refuse to do anything with a way that is over; raises transition_not_allowed.

    The refusal says what became of it, when, and who put that on record.
    """
    if row.closed_on is not None:
        refuse("transition_not_allowed", over_words(session, row), field=field)


def over_words(session: Session, row: Transfer | Move) -> str:
    """The end of a way in two sentences; for a way that is over only."""
    if isinstance(row, Transfer):
        what = _TRANSFER.get(row.state, "Перевод окончен")
        stays = row.state in ("withdrawn", "refused")
    else:
        what = "Переход отменён" if row.withdrawal else "Переход окончен"
        stays = bool(row.withdrawal)
    told = f"{what} {row.closed_on:%d.%m.%Y}{recorded_by(closed_by(session, row))}"
    return f"{told} {_GOES_ON}" if stays else f"{told} Обновите страницу."


def closed_by(session: Session, row: Transfer | Move) -> str:
    """Who put the end of a way on record; empty where nothing names anybody."""
    if isinstance(row, Transfer):
        step = select(TransferStep.taken_by).where(
            TransferStep.provider_id == row.provider_id,
            TransferStep.transfer_id == row.id,
            TransferStep.target == row.state,
        )
        return session.scalar(step.order_by(TransferStep.id.desc()).limit(1)) or ""
    event = select(AuditEvent.actor).where(
        AuditEvent.provider_id == row.provider_id,
        AuditEvent.subject_kind == "move",
        AuditEvent.subject_id == row.id,
        AuditEvent.what == ("move_withdrawn" if row.withdrawal else "move_step"),
    )
    return session.scalar(event.order_by(AuditEvent.seq.desc()).limit(1)) or ""


def recorded_by(name: str) -> str:
    """The rest of a sentence that names who put something on record, with its full stop."""
    return f". Запись: {name.rstrip('.')}." if name else "."
