"""What a move asks of its parties today: the provider that is left, the receiver, the authority.

Terms are the ones counted when the papers were sent or the answer came (AST-TRN-04 to AST-TRN-06,
AST-NOT-03). Every statement is limited to what the reader may know of a move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.people import full_name
from portal.models import (
    AuditEvent,
    Department,
    HoldState,
    PersonalFileMove,
    Recipient,
    Transfer,
    TransferEnvelope,
    TransferLetter,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.card_erasure import came_to_nothing, free_to_erase
from portal.usecases.coming_people import comes_otherwise
from portal.usecases.queries.lapsing_papers import LapsingPaper, lapsing_papers
from portal.usecases.queries.scope import about_own_people
from portal.usecases.queries.transfer_destination import begins_there
from portal.usecases.queries.transfer_lists import QUEUED, sent_to
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import CHOSEN, NOTHING_CAME, NOTIFIED, PREPARES
from portal.usecases.transfer_letter_words import WITHDRAWN
from portal.usecases.transfer_reception import RECEIVES, TO_RECEIVER

MOST = 8
REMIND = timedelta(days=30)
"""For how long the first page reminds of a letter about a move that is over."""
_OWN: Mapping[str, str] = {
    "draft": "Собрать пакет документов",
    "package_ready": "Направить ходатайство в уполномоченный орган",
    "submitted": "Ждём регистрации в уполномоченном органе",
    "registered": "Ждём согласования",
    "agreed": "Ждём уведомления о поставщиках",
    NOTIFIED: "Передать получателю, кого рекомендуют",
    CHOSEN: "Передать личное дело выбранному поставщику",
    "refused": "Сообщить получателю об отказе",
    "withdrawn": "Сообщить уполномоченному органу, что заявление отозвано",
}
_WAITS_FOR_CHOICE = "Получатель выбирает поставщика"
_READY_TO_END = "Завершить перевод"
_CAME_TO_NOTHING = (
    "Перевод не состоится: получатель к вам не придёт. Карточку больше не ведите, бумаги верните"
)


@dataclass(frozen=True, slots=True)
class MoveTask:
    """What is to be done next; ``incoming`` = the reader's provider receives.

    ``due`` is None where nobody sets a term; ``card`` is the recipient taken over for a move
    that came to nothing: its page is closed to the reader. ``erasable``: nothing rests on the card.
    ``department_id`` is where a place was kept for such a move before anybody was taken over.
    """

    transfer_id: int
    person: str
    words: str
    due: date | None
    incoming: bool
    card: int | None = None
    erasable: bool = False
    department_id: int | None = None

    def overdue(self, today: date) -> bool:
        """Whether the term is over."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class QueueTerms:
    """How many of the authority's open cases are due today, and how many are overdue."""

    today: int
    overdue: int


def due_now() -> ColumnElement[date | None]:
    """The term of the step that a move waits for; NULL where nobody sets one."""
    untold = and_(Transfer.state == NOTIFIED, Transfer.told_on.is_(None))
    return case(
        (Transfer.state == "submitted", Transfer.register_due),
        (Transfer.state == "registered", Transfer.agreement_due),
        (Transfer.state == "agreed", Transfer.notice_due),
        (untold, Transfer.told_due),
        else_=null(),
    )


def move_tasks(actor: Actor, region: Region, today: date) -> tuple[MoveTask, ...]:
    """The moves that ask something of the reader's provider, the nearest term first.

    A paper that ends before its move is asked for anew beside the step of the move (AST-DOC-03).
    """
    with reading() as session:
        own = _own(session, actor, region, today) if actor.role in PREPARES else ()
        theirs = _incoming(session, actor) if actor.role in RECEIVES else ()
        off = _called_off(session, actor, today) if actor.role in RECEIVES else ()
        free = _freed(session, actor, today) if actor.role in RECEIVES else ()
    return (*own, *theirs, *off, *free)


def queue_terms(actor: Actor, today: date) -> QueueTerms:
    """The terms of the reader's authority."""
    due = due_now()
    with reading() as session:
        row = session.execute(
            select(
                func.count(case((due == today, 1))),
                func.count(case((due < today, 1))),
            ).where(Transfer.authority_id == actor.provider_id, Transfer.state.in_(QUEUED))
        ).one()
    return QueueTerms(*row)


def _own(session: Session, actor: Actor, region: Region, today: date) -> tuple[MoveTask, ...]:
    due = func.coalesce(due_now(), begins_there())
    last = aliased(PersonalFileMove)
    sent = and_(last.transfer_id == Transfer.id, last.leg == TO_RECEIVER)
    rows = session.execute(
        select(Transfer, Recipient, due, last.receipted_on)
        .join(Recipient, Recipient.id == Transfer.recipient_id)
        .outerjoin(last, sent)
        .where(
            Transfer.provider_id == actor.provider_id,
            or_(Transfer.closed_on.is_(None), _letter_left(today)),
            *about_own_people(actor, Transfer.recipient_id),
        )
        .order_by(due.is_(None), due, Transfer.closed_on.is_not(None), Transfer.id)
        .limit(MOST)
    ).all()
    going = [(row, person) for row, person, _, _ in rows if row.closed_on is None]
    lapsing = lapsing_papers(session, going, region, today)
    return tuple(
        task
        for row, person, day, receipted in rows
        for task in (
            MoveTask(row.id, _name(person), _words(row, receipted), day, incoming=False),
            *(_renewal(row, person, one) for one in lapsing.get(row.id, ())),
        )
    )


def _renewal(row: Transfer, person: Recipient, paper: LapsingPaper) -> MoveTask:
    words = f"Получить новый документ вместо прежнего: {paper.title}"
    return MoveTask(row.id, _name(person), words, paper.last, incoming=False)


def _letter_left(today: date) -> ColumnElement[bool]:
    """Over of late, and a letter is still to go: to the recipient, or to the authority."""
    gone = exists().where(
        TransferLetter.transfer_id == Transfer.id,
        TransferLetter.code == WITHDRAWN,
        TransferLetter.handed_on.is_not(None),
    )
    refused = and_(Transfer.state == "refused", Transfer.told_on.is_(None))
    withdrawn = and_(Transfer.state == "withdrawn", Transfer.received_on.is_not(None), ~gone)
    return and_(Transfer.closed_on >= today - REMIND, or_(refused, withdrawn))


def _words(row: Transfer, receipted: date | None) -> str:
    if row.state == NOTIFIED and row.told_on is not None:
        return _WAITS_FOR_CHOICE
    if row.state == CHOSEN and receipted is not None:
        return _READY_TO_END
    return _OWN[row.state]


def _incoming(session: Session, actor: Actor) -> tuple[MoveTask, ...]:
    """Nobody's name before the envelope: it is the first that tells it to the receiver."""
    mine = (
        VacancyHold.transfer_id == Transfer.id,
        VacancyHold.provider_id == actor.provider_id,
        VacancyHold.state != HoldState.RELEASED,
    )
    held = exists().where(*mine)
    taken = exists().where(*mine, VacancyHold.recipient_id.is_not(None))
    sent = exists().where(
        PersonalFileMove.transfer_id == Transfer.id,
        PersonalFileMove.leg == TO_RECEIVER,
        PersonalFileMove.receipted_on.is_(None),
    )
    told = exists().where(
        TransferEnvelope.transfer_id == Transfer.id, TransferEnvelope.came_in.is_(False)
    )
    chosen = Transfer.state == CHOSEN
    waits = or_(~held, and_(chosen, told, ~taken), and_(chosen, sent))
    rows = session.execute(
        select(Transfer.id, Recipient, held, taken, told)
        .join(Recipient, Recipient.id == Transfer.recipient_id)
        .where(sent_to(actor), Transfer.closed_on.is_(None), waits)
        .order_by(Transfer.id)
        .limit(MOST)
    )
    return tuple(
        MoveTask(
            number,
            _name(person) if known else "Новый получатель",
            _receiving(held=bool(has), taken=bool(took)),
            None,
            incoming=True,
        )
        for number, person, has, took, known in rows
    )


def _called_off(session: Session, actor: Actor, today: date) -> tuple[MoveTask, ...]:
    """Whose card was made here for a move that came to nothing (AST-PDP-01).

    Nobody who comes another way. Of late, or for as long as nothing rests on the card's data.
    """
    rows = session.execute(
        select(Transfer.id, Recipient, and_(came_to_nothing(), free_to_erase()))
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .join(Recipient, Recipient.id == VacancyHold.recipient_id)
        .where(
            VacancyHold.provider_id == actor.provider_id,
            Recipient.provider_id == actor.provider_id,
            Transfer.state.in_(NOTHING_CAME),
            Recipient.erased_at.is_(None),
            ~comes_otherwise(),
            or_(Transfer.closed_on >= today - REMIND, and_(came_to_nothing(), free_to_erase())),
        )
        .order_by(Transfer.id)
        .limit(MOST)
    )
    return tuple(
        MoveTask(
            number,
            _name(person),
            _CAME_TO_NOTHING,
            None,
            incoming=True,
            card=person.id,
            erasable=bool(free),
        )
        for number, person, free in rows
    )


def _freed(session: Session, actor: Actor, today: date) -> tuple[MoveTask, ...]:
    """The places kept for moves that lead here no more, of late; not those given up here.

    Nobody's name: the data of whoever never came rest on nothing here (AST-PDP-01).
    """
    given_up = exists().where(
        AuditEvent.provider_id == VacancyHold.provider_id,
        AuditEvent.subject_kind == "vacancy_hold",
        AuditEvent.subject_id == VacancyHold.id,
        AuditEvent.what == "vacancy_released",
    )
    over = Transfer.state.in_(NOTHING_CAME)
    elsewhere = and_(
        Transfer.chosen_on.is_not(None),
        Transfer.chosen_provider_id.is_distinct_from(VacancyHold.provider_id),
    )
    since = case((over, Transfer.closed_on), else_=Transfer.chosen_on)
    rows = session.execute(
        select(Transfer.id, VacancyHold.since, Department.id, Department.name)
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .join(Department, Department.id == VacancyHold.department_id)
        .where(
            VacancyHold.provider_id == actor.provider_id,
            VacancyHold.state == HoldState.RELEASED,
            VacancyHold.recipient_id.is_(None),
            or_(over, elsewhere),
            since >= today - REMIND,
            ~given_up,
        )
        .order_by(Transfer.id)
        .limit(MOST)
    )
    return tuple(
        MoveTask(
            number,
            name,
            f"Место с {day:%d.%m.%Y} свободно: перевод к вам не состоялся",
            None,
            incoming=True,
            department_id=department_id,
        )
        for number, day, department_id, name in rows
    )


def _receiving(*, held: bool, taken: bool) -> str:
    if not held:
        return "Подтвердить место"
    return "Расписаться за личное дело" if taken else "Принять получателя из конверта"


def _name(person: Recipient) -> str:
    return full_name(person.surname, person.name, person.patronymic)
