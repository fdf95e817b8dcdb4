"""The personal file come back from the authority by itself: later than the answer, or without one.

Rules: AST-PDP-02 (its journeys), AST-TRN-06 (it comes back with the notification), AST-TRN-12.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import PersonalFileMove, Provider, Transfer, TransferPaper
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import PREPARES, case_of, demand_role
from portal.usecases.transfer_decisions import file_is_back

DECIDED = ("notified", "provider_chosen", "completed", "refused", "withdrawn")
"""The states in which the authority has no reason to keep the file."""


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """The day on which the file with the papers of the package came back."""

    transfer_id: int
    on: date


def return_file(command: ReturnFile, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record that the file is back; raises transition_not_allowed when it is not away.

    Raises value_invalid for a day to come or before the file was sent.
    """
    demand_role(actor, *PREPARES)
    today = region.today(now)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        if not is_awaited(session, row):
            text = "Личное дело уже здесь или ещё рассматривается. Обновите страницу."
            refuse("transition_not_allowed", text, field="returned_on")
        first = row.received_on or row.applied_on
        if not first <= command.on <= today:
            text = f"Введите день с {first:%d.%m.%Y} (дело отправлено) по {today:%d.%m.%Y}."
            refuse("value_invalid", text, field="returned_on")
        owner = session.get_one(Provider, row.provider_id)
        file_is_back(session, row, owner, command.on, now)
        session.execute(
            update(TransferPaper)
            .where(
                TransferPaper.provider_id == row.provider_id,
                TransferPaper.transfer_id == row.id,
                TransferPaper.returned_on.is_(None),
            )
            .values(returned_on=command.on)
        )
        subject = ("personal_file_returned", "transfer", row.id)
        audit.record(session, actor, now, *subject, after={"on": command.on})


def is_awaited(session: Session, row: Transfer) -> bool:
    """Whether the file went to the authority, was decided on there, and has not come back."""
    if row.state not in DECIDED or row.received_on is None:
        return False
    legs = session.scalars(
        select(PersonalFileMove.leg).where(
            PersonalFileMove.provider_id == row.provider_id,
            PersonalFileMove.transfer_id == row.id,
        )
    ).all()
    return list(legs) == ["authority"]
