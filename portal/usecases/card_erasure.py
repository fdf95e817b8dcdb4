"""The card of somebody who did not come: emptied by the provider that may not keep it.

A card taken over for a move that was refused or withdrawn rests on no contract; where it was made
out of a file, only the provider knows what became of the move, and says so. The row, the access log
and the audit trail stay; the person's data and the envelopes that were brought do not. Rules:
FED-PDP-01, FED-PDP-05, AST-PDP-01.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, FromClause, Table, and_, delete, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from portal.domain.envelope import EnvelopeFacts
from portal.domain.violations import NotFound, refuse
from portal.extensions import Base
from portal.models import (
    AuthorityScan,
    HoldState,
    Recipient,
    RelativeAccess,
    Representative,
    StoredFile,
    SubmittedDocument,
    Transfer,
    TransferEnvelope,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.coming_people import comes_otherwise
from portal.usecases.facts import own
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import FEWEST_LETTERS, NOTHING_CAME, demand_role
from portal.usecases.transfer_reception import RECEIVES

_OF_THE_CARD = ("identity_paper", "recipient_category", "representative", "submitted_document")
_STAYS = ("access_event", "vacancy_hold", "transfer_envelope")
_RESTS: Mapping[str, str] = {
    "contract": "договор",
    "programme": "программа",
    "application": "заявление",
    "paper": "выданная бумага",
    "income_assessment": "расчёт дохода",
    "urgent_act": "срочные услуги",
    "data_consent": "согласие на обработку данных",
}
_BLANK_BIRTH = date(1900, 1, 1)


def came_to_nothing() -> ColumnElement[bool]:
    """Of ``Recipient``, ``VacancyHold`` and ``Transfer`` joined: a card made for such a move.

    One that was there before the place was kept is the provider's own, and nobody's who comes after
    all.
    """
    return and_(_made_for_nothing(), Recipient.erased_at.is_(None), ~comes_otherwise())


def _made_for_nothing() -> ColumnElement[bool]:
    return and_(
        Transfer.state.in_(NOTHING_CAME),
        VacancyHold.recipient_id == Recipient.id,
        VacancyHold.provider_id == Recipient.provider_id,
        Recipient.registered_at >= VacancyHold.confirmed_at,
    )


def brought_by_file() -> ColumnElement[bool]:
    """Of ``Recipient``: a card that rests on an envelope that somebody brought as a file.

    Made out of it, or for a transfer that came to nothing before. While a place is kept for a
    transfer of this portal, the transfer says what becomes of it.
    """
    made_for_nothing = (
        select(VacancyHold.id)
        .join(Transfer, Transfer.id == VacancyHold.transfer_id)
        .where(_made_for_nothing())
        .correlate(Recipient)
        .exists()
    )
    brought = select(TransferEnvelope.id).where(
        TransferEnvelope.provider_id == Recipient.provider_id,
        TransferEnvelope.recipient_id == Recipient.id,
        TransferEnvelope.came_in.is_(True),
        or_(TransferEnvelope.made_at <= Recipient.registered_at, made_for_nothing),
    )
    kept = select(VacancyHold.id).where(
        VacancyHold.provider_id == Recipient.provider_id,
        VacancyHold.recipient_id == Recipient.id,
        VacancyHold.state != HoldState.RELEASED,
    )
    return and_(
        brought.correlate(Recipient).exists(),
        ~kept.correlate(Recipient).exists(),
        Recipient.erased_at.is_(None),
    )


def resting() -> Mapping[str, ColumnElement[bool]]:
    """For each kind of record whether one names the person of ``Recipient``; the card's own aside.

    Every table that points at a recipient is asked, so that a new one keeps the card by itself.
    """
    found = {
        table.name: _there_is(table, table.c.recipient_id == Recipient.id)
        for table in Base.metadata.sorted_tables
        if _names_recipient(table)
    }
    access, who = RelativeAccess.__table__, Representative.__table__
    hers = access.join(who, who.c.id == access.c.representative_id)
    found["relative_access"] = _there_is(hers, who.c.recipient_id == Recipient.id)
    return found


def _there_is(source: FromClause, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of ``Recipient``, whatever else the statement around it joins."""
    return select(1).select_from(source).where(condition).correlate(Recipient).exists()


def _names_recipient(table: Table) -> bool:
    return "recipient_id" in table.c and table.name not in (*_OF_THE_CARD, *_STAYS)


def free_to_erase() -> ColumnElement[bool]:
    """Of ``Recipient``: nothing rests on the card."""
    return ~or_(*resting().values())


def erase_card(
    recipient_id: int, *, reason: str = "", region: Region, actor: Actor, now: datetime
) -> None:
    """Empty the card of a move that came to nothing, with the envelopes brought for it.

    ``reason``: how the provider knows that nobody comes, asked for a card made out of a file.
    Raises NotFound for any other card, records_rest while something rests on it.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        row = own(
            session,
            Recipient,
            recipient_id,
            actor.provider_id,
            selectinload(Recipient.identity_papers),
            selectinload(Recipient.categories),
            selectinload(Recipient.representatives),
            lock=True,
        )
        move_id = _called_off(session, row)
        if move_id is None:
            _demand_told(session, row, reason)
        _demand_nothing_rests(session, row)
        brought = _brought_for(session, row)
        for one in brought:
            session.delete(one)
        _empty(session, row, now)
        after = {
            "transfer": move_id,
            "on": region.today(now),
            "envelopes": [one.sha256 for one in brought],
        }
        subject = ("card_erased", "recipient", row.id)
        audit.record(session, actor, now, *subject, after=after, reason=reason.strip())


def _called_off(session: Session, row: Recipient) -> int | None:
    """The transfer of this portal that came to nothing and that the card was made for."""
    return session.scalar(
        select(Transfer.id)
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .join(Recipient, came_to_nothing())
        .where(Recipient.id == row.id, Recipient.provider_id == row.provider_id)
        .limit(1)
    )


def _demand_told(session: Session, row: Recipient, reason: str) -> None:
    """A card made out of a file, and a word on how the provider knows that nobody comes."""
    brought = session.scalar(select(brought_by_file()).where(Recipient.id == row.id))
    if not brought:
        raise NotFound
    if sum(sign.isalpha() for sign in reason) < FEWEST_LETTERS:
        text = (
            "Напишите, откуда известно, что получатель не придёт: например, письмо прежнего "
            "поставщика с датой и номером."
        )
        refuse("value_invalid", text, field="reason")


def _brought_for(session: Session, row: Recipient) -> list[TransferEnvelope]:
    """The files brought here about the person, those from which nobody was taken over too."""
    rows = session.scalars(
        select(TransferEnvelope)
        .where(
            TransferEnvelope.provider_id == row.provider_id,
            TransferEnvelope.came_in.is_(True),
            or_(
                TransferEnvelope.recipient_id == row.id,
                and_(
                    TransferEnvelope.recipient_id.is_(None),
                    TransferEnvelope.person == row.full_name,
                ),
            ),
        )
        .options(defer(TransferEnvelope.content))
    ).all()
    return [one for one in rows if one.recipient_id == row.id or _is_about(one, row)]


def _is_about(envelope: TransferEnvelope, row: Recipient) -> bool:
    person = read_facts(EnvelopeFacts, envelope.facts).person
    return (person.snils, person.born) == (row.snils, row.born)


def _demand_nothing_rests(session: Session, row: Recipient) -> None:
    asked = [found.label(name) for name, found in resting().items()]
    answers = session.execute(select(*asked).where(Recipient.id == row.id)).one()._mapping
    there = [name for name, found in answers.items() if found]
    if not there:
        return
    named = sorted({_RESTS.get(name, "другие записи") for name in there})
    refuse(
        "records_rest",
        f"К карточке уже относится: {', '.join(named)}. Такую карточку не удаляют: эти записи "
        "хранят столько, сколько велит закон.",
    )


def _empty(session: Session, row: Recipient, now: datetime) -> None:
    """Take the person out of the row, with the papers and their scans."""
    papers = (
        SubmittedDocument.provider_id == row.provider_id,
        SubmittedDocument.recipient_id == row.id,
    )
    scans = (
        AuthorityScan.provider_id == row.provider_id,
        AuthorityScan.representative_id.in_([one.id for one in row.representatives]),
    )
    files = {
        *session.scalars(select(SubmittedDocument.file_id).where(*papers)),
        *session.scalars(select(AuthorityScan.file_id).where(*scans)),
    }
    session.execute(delete(SubmittedDocument).where(*papers))
    session.execute(delete(AuthorityScan).where(*scans))
    session.execute(
        delete(StoredFile).where(
            StoredFile.provider_id == row.provider_id,
            StoredFile.id.in_([one for one in files if one is not None]),
        )
    )
    row.identity_papers, row.categories, row.representatives = [], [], []
    row.surname, row.name, row.patronymic = "Удалённая карточка", f"№ {row.id}", None
    row.born, row.snils, row.address, row.phone = _BLANK_BIRTH, None, "", ""
    row.population_group = row.department_id = row.social_worker_id = None
    row.capacity = row.capacity_since = row.capacity_basis = None
    row.died_on = row.death_basis = None
    row.missing_since = row.missing_basis = row.returned_on = row.return_basis = None
    row.escort, row.erased_at = False, now
    session.flush()
