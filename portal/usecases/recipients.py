"""Recipients: who is served, by what papers known, claiming which category, represented by whom."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.fees import ClaimedCategory
from portal.domain.payment_code import personal_code
from portal.domain.violations import refuse
from portal.models import (
    Contract,
    Department,
    IdentityPaper,
    Membership,
    Recipient,
    RecipientCategory,
    Representative,
    Role,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.numbering import take_number
from portal.usecases.queries.scope import own_people
from portal.usecases.recipient_details import (
    ChangeRecipient,
    Details,
    IdentityDetails,
    RegisterRecipient,
    RepresentativeDetails,
    checked_snils,
    clean,
    write_identity,
)
from portal.usecases.representative_room import demand_fitting
from portal.usecases.transaction import demand_version, transaction

__all__ = [
    "ChangeRecipient",
    "IdentityDetails",
    "RegisterRecipient",
    "RepresentativeDetails",
    "change_recipient",
    "register_recipient",
]

PERSONAL_CODES = "personal_code"
NO_YEAR = 0
WORKERS = (Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)


def register_recipient(
    command: RegisterRecipient, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Open a recipient's record and give it a personal account code."""
    today = region.today(now)
    snils = checked_snils(command, region, today)
    with transaction() as session:
        _check_free(session, actor, snils)
        _check_places(session, command, actor, today)
        sequence = take_number(session, actor.provider_id, PERSONAL_CODES, NO_YEAR)
        recipient = Recipient(
            provider_id=actor.provider_id,
            personal_code=personal_code(sequence),
            registered_at=now,
            surname=clean(command.surname),
            name=clean(command.name),
            identity_papers=[],
            categories=[],
            representatives=[],
        )
        _fill(recipient, command, snils)
        _add_identity(recipient, command.identity)
        _add_categories(recipient, command.categories, today)
        if command.representative is not None:
            demand_fitting(command.representative, command.born, today)
        _add_representative(recipient, command.representative, today)
        session.add(recipient)
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "recipient_registered",
            "recipient",
            recipient.id,
            after=_summary(command, snils) | {"escort": recipient.escort},
        )
        return recipient.id


def change_recipient(
    command: ChangeRecipient, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Write what the form shows; what was true until today stays in the record with its end."""
    today = region.today(now)
    snils = checked_snils(command, region, today)
    with transaction() as session:
        recipient = own(
            session,
            Recipient,
            command.recipient_id,
            actor.provider_id,
            selectinload(Recipient.identity_papers),
            selectinload(Recipient.categories),
            selectinload(Recipient.representatives),
            lock=True,
        )
        demand_version(recipient.version, command.version)
        _check_free(session, actor, snils, but=recipient.id)
        _check_places(session, command, actor, today)
        before = _recorded(recipient, today)
        _fill(recipient, command, snils)
        _replace_identity(recipient, command.identity)
        _replace_categories(recipient, command.categories, today)
        _replace_representative(session, recipient, command.representative, today)
        # Parts of the record have no version of their own: the owner's stands for the whole.
        flag_modified(recipient, "surname")
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "recipient_changed",
            "recipient",
            recipient.id,
            before,
            _summary(command, snils) | {"escort": recipient.escort},
        )
        return recipient.id


def _check_free(session: Session, actor: Actor, snils: str | None, but: int | None = None) -> None:
    """Nobody else of this provider has the number; the refusal says who has.

    A social worker is not told the name of a colleague's recipient (FED-PDP-01).
    """
    if snils is None:
        return
    holder = session.scalars(
        select(Recipient).where(
            Recipient.provider_id == actor.provider_id, Recipient.snils == snils
        )
    ).one_or_none()
    if holder is None or holder.id == but:
        return
    hers = select(Recipient.id).where(Recipient.id == holder.id, *own_people(actor))
    if session.scalar(hers) is None:
        refuse(
            "duplicate",
            f"Получатель с СНИЛС {snils} уже есть, его обслуживает другой социальный работник. "
            "Сверьте номер или обратитесь к заведующему отделением. Новая запись не создана.",
            field="snils",
        )
    else:
        refuse(
            "duplicate",
            f"Получатель с СНИЛС {snils} уже есть: {holder.full_name}. Откройте его карточку или "
            "сверьте номер. Новая запись не создана.",
            field="snils",
            subject=f"recipient:{holder.id}",
        )


def _check_places(session: Session, command: Details, actor: Actor, today: date) -> None:
    """The department and the social worker are this provider's own."""
    if command.department_id is not None:
        own(session, Department, command.department_id, actor.provider_id)
    if command.social_worker_id is None:
        return
    worker = own(session, Membership, command.social_worker_id, actor.provider_id)
    if worker.role not in WORKERS or (worker.until is not None and worker.until <= today):
        refuse(
            "value_invalid",
            "Этот сотрудник сейчас не ведёт получателей. Выберите социального работника из списка.",
            field="social_worker_id",
        )


def _fill(recipient: Recipient, command: Details, snils: str | None) -> None:
    recipient.surname = clean(command.surname)
    recipient.name = clean(command.name)
    recipient.patronymic = clean(command.patronymic or "") or None
    recipient.born = command.born
    recipient.sex = command.sex
    recipient.snils = snils
    recipient.address = clean(command.address)
    recipient.phone = clean(command.phone)
    recipient.department_id = command.department_id
    recipient.social_worker_id = command.social_worker_id
    if command.escort is not None:
        recipient.escort = command.escort


def _add_identity(recipient: Recipient, paper: IdentityDetails | None) -> None:
    if paper is None:
        return
    recipient.identity_papers.append(
        IdentityPaper(
            provider_id=recipient.provider_id,
            kind=clean(paper.kind),
            series=clean(paper.series),
            number=clean(paper.number),
            issued_by=clean(paper.issued_by),
            issued_on=paper.issued_on,
        )
    )


def _replace_identity(recipient: Recipient, paper: IdentityDetails | None) -> None:
    """A new paper is added, the newest is printed; a typing error in the newest is put right."""
    newest = recipient.identity_papers[-1] if recipient.identity_papers else None
    if paper is None or newest is None or paper.issued_on != newest.issued_on:
        if paper is not None:
            _add_identity(recipient, paper)
        return
    newest.kind, newest.issued_by = clean(paper.kind), clean(paper.issued_by)
    newest.series, newest.number = clean(paper.series), clean(paper.number)


def _add_categories(recipient: Recipient, claims: tuple[ClaimedCategory, ...], today: date) -> None:
    for claim in claims:
        recipient.categories.append(
            RecipientCategory(
                provider_id=recipient.provider_id,
                code=claim.code,
                proved=claim.proved,
                since=today,
            )
        )


def _replace_categories(
    recipient: Recipient, claims: tuple[ClaimedCategory, ...], today: date
) -> None:
    wanted = {claim.code: claim for claim in claims}
    for row in [row for row in recipient.categories if row.until is None]:
        claim = wanted.pop(row.code, None)
        if claim is not None and (claim.proved == row.proved or row.since == today):
            row.proved = claim.proved
        else:
            _end_category(recipient, row, today)
            if claim is not None:
                wanted[claim.code] = claim
    _add_categories(recipient, tuple(wanted.values()), today)


def _end_category(recipient: Recipient, row: RecipientCategory, today: date) -> None:
    """Close a dated row; one that began today was never true for a whole day and goes."""
    if row.since < today:
        row.until = today
    else:
        recipient.categories.remove(row)


def _add_representative(
    recipient: Recipient, person: RepresentativeDetails | None, today: date
) -> None:
    if person is None:
        return
    row = Representative(provider_id=recipient.provider_id, since=today)
    _write_representative(row, person)
    recipient.representatives.append(row)


def _write_representative(row: Representative, person: RepresentativeDetails) -> None:
    row.kind, row.capable = person.kind, person.capable
    row.surname, row.name = clean(person.surname), clean(person.name)
    row.patronymic = clean(person.patronymic or "") or None
    row.basis = clean(person.basis)
    if person.identity is not None:
        write_identity(row, person.identity)
    row.address = clean(person.address) or row.address or ""


def _replace_representative(
    session: Session, recipient: Recipient, person: RepresentativeDetails | None, today: date
) -> None:
    """Another representative follows the present one; today's entry is put right in its place."""
    current = _current(recipient, today)
    if person is not None and (current is None or not _same_person(current, person)):
        demand_fitting(person, recipient.born, today)
    if current is None or (person is not None and _same_person(current, person)):
        if current is None:
            _add_representative(recipient, person, today)
        return
    if current.since < today:
        current.until = today
        _add_representative(recipient, person, today)
    elif person is not None:
        _write_representative(current, person)
    elif _in_contract(session, current):
        # A contract of today names this person, so the entry stays to the end of the day.
        current.until = today + timedelta(days=1)
    else:
        recipient.representatives.remove(current)


def _current(recipient: Recipient, today: date) -> Representative | None:
    """The representative that the form shows: the newest whose entry has not ended."""
    for row in reversed(recipient.representatives):
        if row.until is None or row.until > today:
            return row
    return None


def _in_contract(session: Session, person: Representative) -> bool:
    found = session.scalar(
        select(Contract.id).where(
            Contract.provider_id == person.provider_id, Contract.representative_id == person.id
        )
    )
    return found is not None


def _same_person(row: Representative, person: RepresentativeDetails) -> bool:
    return (row.kind, row.surname, row.name, row.patronymic, row.basis, row.capable) == (
        person.kind,
        clean(person.surname),
        clean(person.name),
        clean(person.patronymic or "") or None,
        clean(person.basis),
        person.capable,
    )


def _summary(command: Details, snils: str | None) -> dict[str, object]:
    person = command.representative
    return {
        "name": " ".join(
            part for part in (command.surname, command.name, command.patronymic) if part
        ),
        "born": command.born,
        "snils": snils,
        "address": command.address,
        "phone": command.phone,
        "categories": {claim.code: claim.proved for claim in command.categories},
        "representative": f"{person.kind} {person.surname} {person.name}" if person else None,
        "department": command.department_id,
        "social_worker": command.social_worker_id,
    }


def _recorded(recipient: Recipient, today: date) -> dict[str, object]:
    person = _current(recipient, today)
    return {
        "name": recipient.full_name,
        "born": recipient.born,
        "snils": recipient.snils,
        "address": recipient.address,
        "phone": recipient.phone,
        "categories": {row.code: row.proved for row in recipient.categories if row.until is None},
        "representative": f"{person.kind} {person.surname} {person.name}" if person else None,
        "department": recipient.department_id,
        "social_worker": recipient.social_worker_id,
        "escort": recipient.escort,
    }
