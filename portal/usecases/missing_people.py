"""Somebody whom a court has found missing: nothing new is begun until that person is back.

What ends by the finding ends on its own ground (FED-TER-07, VLA-TER-08). Here is what the card
keeps of it, how a return is put down, and what is refused meanwhile.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from portal.domain.documents import names_document
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import Contract, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_person_seen
from portal.usecases.recipient_details import LONGEST_TEXT, clean
from portal.usecases.transaction import transaction

BY_FINDING = Citation("FED-TER-07", "GK", "ст. 42, п. 1 ст. 44 ГК РФ", verify=True)
_COURT = "Назовите суд, номер и дату решения: «решение районного суда № 2-15 от 02.03.2026»."
_RETURN = (
    "Назовите, чем подтверждено возвращение: решение суда об отмене или паспорт, с которым "
    "получатель явился."
)


class NotBegun(StrEnum):
    """What nobody begins with a person who is missing."""

    CONTRACT = "contract"
    SIGNATURE = "signature"
    APPLICATION = "application"
    OWN_REQUEST = "own_request"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """The words of the refusal."""
        return _NOT_BEGUN[self]


_NOT_BEGUN = {
    NotBegun.CONTRACT: "нового договора не составляют",
    NotBegun.SIGNATURE: "подписи не ставят",
    NotBegun.APPLICATION: "заявлений о нём не принимают",
    NotBegun.OWN_REQUEST: "просьб от его имени не записывают",
    NotBegun.SERVICE: "услуг с этого дня оказать некому",
}


@dataclass(frozen=True, slots=True)
class RecordMissing:
    """A court's finding in force from ``since``, and the return that has ended it, if any.

    ``basis`` names the court, number and day; no ``since`` = recorded by mistake, ``basis`` says
    why. ``return_basis`` is what proves the return: the court's decision, or the person's paper.
    ``version``: of the card as the writer saw it.
    """

    recipient_id: int
    since: date | None
    basis: str
    returned_on: date | None = None
    return_basis: str = ""
    version: int | None = None


def missing_since(person: Recipient, day: date) -> date | None:
    """Since when the court's finding stands on a day; None where there is none, or none any more.

    The day of the return is a day with the person.
    """
    since, back = person.missing_since, person.returned_on
    if since is None or day < since or (back is not None and back <= day):
        return None
    return since


def missing_on(day: date) -> ColumnElement[bool]:
    """The same as ``missing_since``, a condition on ``Recipient``."""
    back = Recipient.returned_on
    return and_(Recipient.missing_since <= day, or_(back.is_(None), back > day))


def finding_told(since: date, asked: str) -> str:
    """Why nothing is begun since the finding and what to do first; whoever says it names where."""
    return (
        f"Суд признал получателя безвестно отсутствующим с {since:%d.%m.%Y}: {asked}. Если "
        "получатель вернулся или суд отменил решение, сначала запишите это в карточке"
    )


def demand_not_missing(person: Recipient, day: date, *, field: str, asked: str) -> None:
    """Refuse what nobody begins with a person who is missing; ``asked`` says what, in words.

    Raises not_authorised with the remedy: the return is put down on the card.
    """
    since = missing_since(person, day)
    if since is None:
        return
    refuse(
        "not_authorised",
        f"{finding_told(since, asked)}, «Кто действует за получателя».",
        field=field,
        citation=BY_FINDING,
        subject=f"recipient:{person.id}",
    )


def enter_missing(session: Session, contract: Contract, since: date, basis: str) -> None:
    """Note the finding on the card, if nobody has: an end of a contract rests on it.

    Only one that comes after a return is another finding; nothing else takes the return back.
    """
    person = own(session, Recipient, contract.recipient_id, contract.provider_id, lock=True)
    back = person.returned_on
    if person.missing_since is not None and (back is None or since < back):
        return
    person.missing_since, person.missing_basis = since, basis
    person.returned_on = person.return_basis = None
    session.flush()


def record_missing(command: RecordMissing, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record a finding, its mistake or the return.

    Raises value_invalid for a finding without its court, for days that cannot be, and for a return
    that nothing proves, Conflict where the card has changed since the writer saw it.
    """
    today = region.today(now)
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        demand_person_seen(session, person, _told(person), command.version)
        before = _kept(person)
        basis = _basis(command, person)
        _demand_days(command, person, today)
        found = command.since is not None
        person.missing_since, person.missing_basis = command.since, basis if found else None
        person.returned_on = command.returned_on if found else None
        person.return_basis = clean(command.return_basis) if person.returned_on else None
        session.flush()
        subject = ("missing_recorded", "recipient", person.id)
        audit.record(session, actor, now, *subject, before, _kept(person), reason=basis)


def _told(person: Recipient) -> str:
    """What the card says of it, for who has seen another."""
    since, back = person.missing_since, person.returned_on
    if since is None:
        return "в карточке нет решения суда о безвестном отсутствии"
    found = f"в карточке безвестное отсутствие с {since:%d.%m.%Y}"
    return found if back is None else f"{found}, получатель вернулся {back:%d.%m.%Y}"


def _basis(command: RecordMissing, person: Recipient) -> str:
    """What the finding rests on, or why it is taken back."""
    basis = clean(command.basis)
    if command.since is None:
        if person.missing_since is None:
            text = "Введите день, с которого решение суда в силе."
            refuse("value_invalid", text, field="since", citation=BY_FINDING)
        if not names_document(basis) or len(basis) > LONGEST_TEXT:
            refuse("value_invalid", "Напишите, почему запись снимают.", field="basis")
        return basis
    if not names_document(basis) or "суд" not in basis.casefold() or len(basis) > LONGEST_TEXT:
        refuse("value_invalid", _COURT, field="basis", citation=BY_FINDING)
    return basis


def _demand_days(command: RecordMissing, person: Recipient, today: date) -> None:
    since, back = command.since, command.returned_on
    if since is None:
        return
    if not person.born <= since <= today:
        text = "Решение вступает в силу не раньше рождения и не позже сегодняшнего дня."
        refuse("value_invalid", f"{text} Проверьте дату.", field="since", citation=BY_FINDING)
    words = clean(command.return_basis)
    if back is None:
        if words:
            text = "Введите день возвращения или сотрите, чем оно подтверждено."
            refuse("value_invalid", text, field="returned_on", citation=BY_FINDING)
        return
    if not since <= back <= today:
        text = (
            f"Получатель вернулся не раньше {since:%d.%m.%Y}, когда решение вступило в силу, и не "
            "позже сегодняшнего дня. Если решение внесли по ошибке, сотрите его день."
        )
        refuse("value_invalid", text, field="returned_on", citation=BY_FINDING)
    if not names_document(words) or len(words) > LONGEST_TEXT:
        refuse("value_invalid", _RETURN, field="return_basis", citation=BY_FINDING)


def _kept(person: Recipient) -> dict[str, object]:
    return {
        "since": person.missing_since,
        "basis": person.missing_basis,
        "returned_on": person.returned_on,
        "return_basis": person.return_basis,
    }
