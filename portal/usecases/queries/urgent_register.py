"""The register of urgent acts of a year as a whole: to print, and as a table (VLA-URG-05)."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.models import Recipient, UrgentCase
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.urgent_paper import given_lines

COLUMNS = (
    "Акт",
    "Узнали",
    "Получатель",
    "Услуги",
    "Дата и срок",
    "Условия",
    "Акт составлен",
    "Подписан",
    "Подписал",
)
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class GivenService:
    """A service that was really given; what was refused is not in the act (VLA-URG-07)."""

    title: str
    given_on: date
    given_until: date
    conditions: str


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An act of the year; one without ``signed_on`` does not count yet."""

    id: int
    number: str
    reported_on: date
    recipient: str
    services: tuple[GivenService, ...]
    drawn_on: date | None
    signed_on: date | None
    signer: str


@dataclass(frozen=True, slots=True)
class UrgentRegister:
    """The acts of ``year`` by their numbers, and the years that have any."""

    year: int
    years: tuple[int, ...]
    lines: tuple[RegisterLine, ...]


def urgent_register(actor: Actor, region: Region, year: int) -> UrgentRegister:
    """Every act of the year about people whom the reader serves."""
    own = (
        UrgentCase.provider_id == actor.provider_id,
        *about_own_people(actor, UrgentCase.recipient_id),
    )
    wanted = (
        select(UrgentCase, Recipient)
        .join(Recipient, Recipient.id == UrgentCase.recipient_id)
        .options(selectinload(UrgentCase.lines))
        .where(*own, UrgentCase.year == year)
        .order_by(UrgentCase.sequence)
    )
    with reading() as session:
        years = session.scalars(
            select(UrgentCase.year).where(*own).distinct().order_by(UrgentCase.year.desc())
        ).all()
        rows = session.execute(wanted).all()
        lines = tuple(_line(case, person, region) for case, person in rows)
    return UrgentRegister(year, tuple(years), lines)


def _line(case: UrgentCase, person: Recipient, region: Region) -> RegisterLine:
    return RegisterLine(
        id=case.id,
        number=case.number,
        reported_on=region.today(case.reported_at),
        recipient=person.full_name,
        services=tuple(
            GivenService(
                f"{one.title}: {one.description}" if one.description else one.title,
                one.given_on,
                one.given_until,
                one.conditions,
            )
            for one in given_lines(case)
        ),
        drawn_on=case.drawn_on,
        signed_on=case.signed_on,
        signer=case.signer,
    )


def as_table(register: UrgentRegister) -> bytes:
    """The register as a table that office programs open, in UTF-8: a row for each service."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in register.lines:
        for one in line.services or (None,):
            writer.writerow(_safe(_cells(line, one)))
    return target.getvalue().encode("utf-8-sig")


def _cells(line: RegisterLine, one: GivenService | None) -> tuple[str, ...]:
    given = ("", "", "") if one is None else (one.title, _term(one), one.conditions)
    return (
        line.number,
        _day(line.reported_on),
        line.recipient,
        *given,
        _day(line.drawn_on),
        _day(line.signed_on),
        line.signer,
    )


def _safe(cells: Iterable[str]) -> list[str]:
    """Words that an office program would take for a formula are marked as words."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _term(one: GivenService) -> str:
    if one.given_until == one.given_on:
        return _day(one.given_on)
    return f"{_day(one.given_on)} — {_day(one.given_until)}"


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
