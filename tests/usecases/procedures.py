"""A provider of the sample region with its people, and the steps up to a contract as use cases."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import PaperFacts
from portal.documents.page_marks import PageMark
from portal.documents.press import Press
from portal.domain.catalogue import Form
from portal.domain.contract import Party
from portal.domain.income import IncomeItem
from portal.domain.people import Relation, Sex
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import RulesBroken
from portal.models import Representative, Role, SignatureMethod
from portal.regions.registry import Region
from portal.scenarios.people_verbs import signed_sheet
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.briefings import RecordBriefing
from portal.usecases.contracts import (
    ConcludeContract,
    ContractConcluded,
    SignContract,
    conclude_contract,
    sign_contract,
)
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.income import MemberIncome, RecordIncome, record_income
from portal.usecases.programmes import PresentProgramme, ProgrammePresented, present_programme
from portal.usecases.queries.briefings import get_briefing
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.recipient_details import write_identity
from portal.usecases.recipients import (
    IdentityDetails,
    RegisterRecipient,
    register_recipient,
)
from tests.support.contents import counts
from tests.support.factories import make_department, make_provider, make_staff
from tests.support.sample_region import CODE, FIRST, SAMPLE

# 2 March 2026, a Monday, 10:30 in Moscow.
MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
PENSIONER = date(1948, 5, 2)
SNILS = "112-233-445 95"


@dataclass(frozen=True, slots=True)
class House:
    """A provider with its people; the region may be swapped for a variant."""

    session: Session
    director: Actor
    worker: Actor
    region: Region
    department_id: int

    @property
    def provider_id(self) -> int:
        return self.director.provider_id


def make_house(session: Session, region: Region = SAMPLE) -> House:
    provider = make_provider(session, CODE)
    department = make_department(session, provider, unit_code="home_care")
    return House(
        session=session,
        director=make_staff(session, provider, Role.DIRECTOR, basis="Устав"),
        worker=make_staff(session, provider, Role.SOCIAL_WORKER),
        region=region,
        department_id=department.id,
    )


class BlankPress(Press):
    """Draws an empty page that tells its facts apart: drawing for real takes half a second."""

    def __init__(self) -> None:
        self.drawn: list[PaperFacts] = []

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        self.drawn.append(facts)
        writer = PdfWriter()
        writer.add_blank_page(width=595, height=842)
        told = hashlib.sha256(f"{form.code} {region_code} {facts!r}".encode()).hexdigest()
        writer.add_metadata({"/Subject": told})
        target = io.BytesIO()
        writer.write(target)
        if mark is not None:
            target.write(f"% /Keywords ({mark.code})\n".encode())
        return target.getvalue()


def registration(**changes: Any) -> RegisterRecipient:
    command = RegisterRecipient(
        surname="Ильина",
        name="Мария",
        patronymic="Петровна",
        born=PENSIONER,
        sex=Sex.FEMALE,
        snils=SNILS,
        address="г. Владимир, ул. Горького, д. 3",
        phone="+7 910 123-45-67",
        identity=IdentityDetails("паспорт гражданина РФ", "17 03", "123456", "ОВД", TODAY),
    )
    return replace(command, **changes)


def register(house: House, now: datetime = MORNING, **changes: Any) -> int:
    return register_recipient(
        registration(**changes), region=house.region, actor=house.worker, now=now
    )


def programme(recipient_id: int, **changes: Any) -> PresentProgramme:
    command = PresentProgramme(
        recipient_id=recipient_id,
        number="12/2026",
        issued_on=date(2026, 2, 27),
        decision_date=None,
        form=Form.HOME,
        unit_code=None,
        valid_from=date(2026, 2, 27),
        valid_until=date(2029, 2, 27),
        services=(ProgrammeLine(FIRST, Decimal(8)),),
        conditions="на дому, по будням",
    )
    return replace(command, **changes)


def present(
    house: House, recipient_id: int, now: datetime = MORNING, **changes: Any
) -> ProgrammePresented:
    return present_programme(
        programme(recipient_id, **changes), region=house.region, actor=house.worker, now=now
    )


def months(first: date, amounts: list[str]) -> tuple[IncomeItem, ...]:
    start = first.year * 12 + first.month - 1
    return tuple(
        IncomeItem(date((start + place) // 12, (start + place) % 12 + 1, 1), Decimal(amount))
        for place, amount in enumerate(amounts)
    )


def earn(
    house: House, recipient_id: int, monthly: str = "26000.00", now: datetime = MORNING
) -> Decimal:
    """The same income in every month that counts for an application of 2 March 2026."""
    alone = MemberIncome(Relation.RECIPIENT, incomes=months(date(2025, 2, 1), [monthly] * 12))
    command = RecordIncome(recipient_id, TODAY, None, (alone,))
    done = record_income(command, region=house.region, actor=house.director, now=now)
    return done.average_income


def hand_in_everything(house: House, recipient_id: int, now: datetime = MORNING) -> None:
    day = house.region.today(now)
    checklist = document_checklist(house.provider_id, recipient_id, house.region, day)
    for requirement in checklist.missing:
        submit_document(
            SubmitDocument(
                recipient_id, requirement.code, day, scan=signed_sheet(requirement.code)
            ),
            region=house.region,
            actor=house.worker,
            now=now,
        )


def everything(house: House, programme_id: int, now: datetime = MORNING) -> RecordBriefing:
    """All points of the region's list told, and the sheet signed, on the day."""
    day = house.region.today(now)
    shown = get_briefing(house.worker, programme_id, house.region, day)
    told = tuple(point.code for point in shown.points)
    return RecordBriefing(programme_id, told, day, shown.listener, signed_on=day)


def conclude(
    house: House, programme_id: int, now: datetime = MORNING, **changes: Any
) -> ContractConcluded:
    told = everything(house, programme_id, now)
    representatives_show_papers(house)
    command = replace(ConcludeContract(programme_id, told=told), **changes)
    return conclude_contract(
        command, region=house.region, actor=house.director, now=now, press=BlankPress()
    )


def representatives_show_papers(house: House) -> None:
    """Whoever acts for somebody has brought a passport, unless a test is about it."""
    for person in house.session.scalars(
        select(Representative).where(
            Representative.provider_id == house.provider_id,
            Representative.identity_issued_on.is_(None),
        )
    ):
        write_identity(person, IdentityDetails("паспорт", "17 03", "000002", "ОВД", TODAY))
        person.address = "г. Владимир, ул. Мира, д. 2"
    house.session.commit()


def ready(house: House, now: datetime = MORNING, **person: Any) -> int:
    """A programme with everything that a contract on it asks for."""
    recipient_id = register(house, now, **person)
    earn(house, recipient_id, now=now)
    presented = present(house, recipient_id, now)
    hand_in_everything(house, recipient_id, now)
    return presented.id


def contract_in_force(house: House, now: datetime = MORNING) -> int:
    """A paid contract of a pensioner, signed by both on 2 March 2026."""
    contract = conclude(house, ready(house, now), now)
    for party, actor, method in (
        (Party.PROVIDER, house.director, SignatureMethod.PASSWORD),
        (Party.RECIPIENT, house.worker, SignatureMethod.PAPER),
    ):
        sign_contract(
            SignContract(contract.id, party, method, house.region.today(now)),
            region=house.region,
            actor=actor,
            now=now,
        )
    return contract.id


def break_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing can be written into the journal."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", fail)


def rows(session: Session) -> Mapping[str, int]:
    """How many rows every table holds."""
    return counts(session)


@contextmanager
def expect_refusal(
    session: Session, code: str, field: str | None = None
) -> Iterator[pytest.ExceptionInfo[RulesBroken]]:
    """The block is refused with this code at this field, in Russian, and nothing was written."""
    before = rows(session)
    with pytest.raises(RulesBroken) as caught:
        yield caught
    assert (caught.value.code, caught.value.violations[0].field) == (code, field)
    assert caught.value.violations[0].text.endswith(".")
    assert rows(session) == before
