"""The register of Appendix 3: the authority's whole one, a provider's mirror of its own lines.

Rule: AST-REG-01.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar
from portal.domain.people import full_name
from portal.domain.registers import Column, Origin, RegisterSpec
from portal.models import Recipient, Role, Transfer, TransferOffer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import PAGE_SIZE, Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.queries.transfer_lists import joined
from portal.usecases.queries.transfer_terms import counts_from
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import rules_of
from portal.usecases.work_calendar import work_calendar

OWN_COLUMNS = ("Сроки считают с", "Итог")
"""What the portal adds to the columns of the source."""
_FORMULA = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of the register of Appendix 3, its columns in their order.

    ``received_on`` is the day on which the papers came, a day off too; ``counted_from`` and
    ``outcome`` are the portal's own columns.
    """

    number: str
    received_on: date | None
    recipient_name: str
    birth_date: date
    provider_name: str
    agreement_date: date | None
    recommended_providers: str
    notice_date: date | None
    counted_from: date | None
    outcome: str


def list_register(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[RegisterRow]:
    """The register of Appendix 3, the newest number first: the authority's whole one.

    A provider reads the mirror of its own lines (AST-REG-01).
    """
    officer = actor.role is Role.OFFICER
    whose = Transfer.authority_id if officer else Transfer.provider_id
    which = and_(
        whose == actor.provider_id,
        Transfer.registered_on.is_not(None),
        *about_own_people(actor, Transfer.recipient_id),
    )
    order = (Transfer.register_year.desc(), Transfer.register_number.desc(), Transfer.id.desc())
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Transfer).where(which)) or 0
        rows = session.execute(paged(joined().where(which).order_by(*order), page, size)).all()
        names = offers_of(session, [row.id for row, _person, _name in rows])
        calendar = work_calendar(session, region)
    lines = tuple(
        register_line(row, person, name, names, region, calendar) for row, person, name in rows
    )
    return Page(lines, total, page, size)


def _head(column: Column) -> str:
    """The title of a column; a star where the source has lost it (AST-REG-01)."""
    return f"{column.title}*" if column.origin is Origin.RECONSTRUCTED else column.title


def as_table(spec: RegisterSpec, rows: Iterable[RegisterRow]) -> bytes:
    """The register as a table that office programs open, in UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(_head(column) for column in spec.columns), *OWN_COLUMNS])
    for row in rows:
        cells = (
            row.number,
            _day(row.received_on),
            row.recipient_name,
            _day(row.birth_date),
            row.provider_name,
            _day(row.agreement_date),
            row.recommended_providers,
            _day(row.notice_date),
            _day(row.counted_from),
            row.outcome,
        )
        # A cell that begins like a formula would be run by the program that opens it.
        writer.writerow([f"'{one}" if one[:1] in _FORMULA else one for one in cells])
    return target.getvalue().encode("utf-8-sig")


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def register_line(
    row: Transfer,
    person: Recipient,
    provider: str,
    names: Mapping[int, list[tuple[int | None, str]]],
    region: Region,
    calendar: WorkCalendar,
) -> RegisterRow:
    """The line of a move in the register of Appendix 3."""
    return RegisterRow(
        number=number_of(row),
        received_on=row.received_on,
        recipient_name=full_name(person.surname, person.name, person.patronymic),
        birth_date=person.born,
        provider_name=provider,
        agreement_date=row.agreed_on,
        recommended_providers="; ".join(name for _id, name in names.get(row.id, [])),
        notice_date=row.notified_on,
        counted_from=counts_from(row, region, calendar),
        outcome=rules_of(row, region).workflow.state(row.state).title,
    )


def offers_of(session: Session, ids: list[int]) -> Mapping[int, list[tuple[int | None, str]]]:
    """The providers recommended in each of the moves, in the order of the notification."""
    found: dict[int, list[tuple[int | None, str]]] = {}
    for offer in session.scalars(
        select(TransferOffer)
        .where(TransferOffer.transfer_id.in_(ids))
        .order_by(TransferOffer.transfer_id, TransferOffer.position)
    ):
        found.setdefault(offer.transfer_id, []).append((offer.offered_id, offer.name))
    return found


def number_of(row: Transfer) -> str:
    """The number in the register with its year; nothing before the registration."""
    return f"{row.register_number}/{row.register_year}" if row.register_number else ""
