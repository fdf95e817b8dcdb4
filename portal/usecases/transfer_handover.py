"""The personal file on its last way: handed over with a list, signed for by who receives it.

Rules: AST-PDP-02, AST-TRN-11.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.violations import refuse
from portal.models import PersonalFileMove, Provider, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import LONGEST, case_for_receiver, case_of, demand_role
from portal.usecases.transfer_file_return import is_awaited
from portal.usecases.transfer_reception import TAKES_OVER, TO_RECEIVER, file_move

SHORTEST_NAME = 2
"""Letters: there are surnames of two."""


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """The receiver's receipt for the personal file: who took it, and on which day."""

    transfer_id: int
    person: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class SendFile:
    """The personal file handed over to the receiving provider, with the list of its papers.

    ``person`` and ``receipted_on`` are known at once where the receiver does not work here.
    """

    transfer_id: int
    papers: str
    on: date | None = None
    person: str = ""
    receipted_on: date | None = None


def send_file(command: SendFile, *, region: Region, actor: Actor, now: datetime) -> None:
    """Hand the personal file over to the chosen provider, which receipts it (AST-PDP-02).

    Raises personal_file_not_returned while the authority still has it.
    """
    demand_role(actor, *TAKES_OVER)
    today = region.today(now)
    with transaction() as session:
        row = case_of(session, command.transfer_id, actor)
        on = command.on or today
        _demand_chosen(row, on, today)
        if not any(sign.isalpha() for sign in command.papers):
            text = "Перечислите бумаги личного дела: по этому списку их примут."
            refuse("value_invalid", text, field="papers")
        _demand_here(session, row, region)
        if command.person.strip():
            _demand_name(command.person)
        elsewhere = row.chosen_provider_id is None
        sent = file_move(session, row)
        if sent is not None:
            _late_receipt(session, sent, command, on, elsewhere=elsewhere, actor=actor, now=now)
            return
        move = PersonalFileMove(
            provider_id=row.provider_id,
            transfer_id=row.id,
            leg=TO_RECEIVER,
            moved_on=on,
            sender=session.get_one(Provider, row.provider_id).short_name,
            receiver=row.chosen_name,
            person=command.person.strip()[:LONGEST] if elsewhere else "",
            papers=command.papers.strip(),
            receipted_on=command.receipted_on if elsewhere and command.person.strip() else None,
            recorded_at=now,
        )
        session.add(move)
        session.flush()
        after = {"transfer": row.id, "to": row.chosen_name, "on": on}
        subject = ("personal_file_sent", "personal_file_move", move.id)
        audit.record(session, actor, now, *subject, after=after)


def _demand_chosen(row: Transfer, on: date, today: date) -> None:
    """The file goes to a chosen provider, on a day of the move."""
    if row.chosen_on is None or row.closed_on is not None:
        text = "Дело передают, когда поставщик выбран и пока перевод не завершён."
        refuse("transition_not_allowed", text)
    if not row.chosen_on <= on <= today:
        text = f"Введите день с {row.chosen_on:%d.%m.%Y} по {today:%d.%m.%Y}."
        refuse("value_invalid", text, field="on")


def _demand_name(person: str) -> None:
    if sum(sign.isalpha() for sign in person) < SHORTEST_NAME:
        text = "Напишите фамилию и инициалы того, кто принял дело: расписка без имени не действует."
        refuse("value_invalid", text, field="person")


def _demand_here(session: Session, row: Transfer, region: Region) -> None:
    """The file goes on from whoever has it: from the authority it comes back first (AST-PDP-02)."""
    if not is_awaited(session, row):
        return
    route = region.rules.personal_data_rules.on(row.applied_on).file_route
    text = (
        "Личное дело ещё в уполномоченном органе: передать можно то, что вернулось. Запросите дело "
        "и сначала запишите его возврат."
    )
    citation = route.path.citation if route else None
    refuse("personal_file_not_returned", text, field="on", citation=citation)


def _late_receipt(  # noqa: PLR0913 - the journey, the receipt, and who writes it down
    session: Session,
    sent: PersonalFileMove,
    command: SendFile,
    on: date,
    *,
    elsewhere: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """A receiver that does not work here has signed after the file had gone (AST-PDP-02)."""
    person = command.person.strip()[:LONGEST]
    if not elsewhere or sent.receipted_on is not None or not person:
        refuse("duplicate", "Личное дело уже передано. Ждите расписки.", field="person")
    if on < sent.moved_on:
        text = f"Дело передано {sent.moved_on:%d.%m.%Y}: расписки раньше быть не могло."
        refuse("value_invalid", text, field="on")
    sent.person, sent.receipted_on = person, on
    session.flush()
    after = {"transfer": sent.transfer_id, "person": person, "on": on}
    subject = ("personal_file_receipted", "personal_file_move", sent.id)
    audit.record(session, actor, now, *subject, after=after)


def receipt_file(command: ReceiptFile, *, region: Region, actor: Actor, now: datetime) -> None:
    """Sign for the personal file; raises transition_not_allowed while nothing was handed over."""
    demand_role(actor, *TAKES_OVER)
    today = region.today(now)
    with transaction() as session:
        row = case_for_receiver(session, command.transfer_id, actor)
        move = file_move(session, row)
        if move is None:
            text = "Прежний поставщик ещё не записал передачу дела. Дождитесь её."
            refuse("transition_not_allowed", text)
        if move.receipted_on is not None:
            refuse("duplicate", "Расписка за это дело уже есть. Вторая не нужна.")
        on = command.on or today
        if not move.moved_on <= on <= today:
            text = f"Введите день с {move.moved_on:%d.%m.%Y} по {today:%d.%m.%Y}."
            refuse("value_invalid", text, field="on")
        _demand_name(command.person)
        move.person, move.receipted_on = command.person.strip()[:LONGEST], on
        session.flush()
        after = {"transfer": row.id, "person": move.person, "on": on}
        subject = ("personal_file_receipted", "personal_file_move", move.id)
        audit.record(session, actor, now, *subject, after=after)
