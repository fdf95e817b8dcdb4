"""A provider in the middle of its work, for looking at pages: people in every state, papers, debts.

Everything is done by the use cases, as the pages would do it, so that no page meets rows that the
portal could not have written. Contracts are drawn as blank sheets: drawing takes half a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.app import create_app
from portal.config import Settings
from portal.domain.cabinet import Part
from portal.domain.contract import Party
from portal.domain.corrections import LineChange
from portal.domain.fees import ClaimedCategory
from portal.domain.payments import Channel
from portal.domain.people import Sex
from portal.domain.programme import ProgrammeLine
from portal.extensions import db
from portal.jobs import enqueue
from portal.models import (
    Act,
    AdditionalRequest,
    AmendmentSignature,
    Contract,
    Department,
    FeeProposal,
    Membership,
    Notice,
    Provider,
    RepresentativeKind,
    Role,
    Signature,
    SignatureMethod,
    SubmittedDocument,
    SuspensionOrder,
    TariffDay,
)
from portal.regions.registry import Region, discover
from portal.usecases.accounts import ChangePassword, change_password, grant_recipient_access
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.actor import Actor
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.amendment_drafts import DraftAmendment, ServiceVolume, draft_amendment
from portal.usecases.amendments import SignAmendment, sign_amendment
from portal.usecases.condition_notices import NotifyConditions, notify_conditions
from portal.usecases.consents import PrepareConsent, SignConsent, prepare_consent, sign_consent
from portal.usecases.contract_refusals import RefuseContract, refuse_contract
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.deliveries import EnterDelivery, enter_delivery
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.ending_text import BasisPaper
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import (
    HandOverReceipt,
    RecordPayment,
    hand_over_receipt,
    record_payment,
)
from portal.usecases.recipient_details import IdentityDetails, RepresentativeDetails
from portal.usecases.relatives import GrantRelativeAccess, grant_relative_access
from portal.usecases.representatives import (
    AddRepresentative,
    EndAuthority,
    add_representative,
    end_authority,
)
from portal.usecases.sessions import SignIn, open_session
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.tariff_days import SetTariffDay, rehearse_tariff_day, set_tariff_day
from portal.usecases.tariff_values import CreateTariffDay, create_tariff_day
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.terminations import prepare_termination
from portal.usecases.uploads import Upload
from tests.browser import wards
from tests.browser.admitted import admit
from tests.browser.house import House as Installed
from tests.browser.moved import move_away
from tests.browser.signings import sign_electronically
from tests.support.factories import PASSWORD, actor_of, make_claim, make_return, make_snils
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, House

NOW = "2026-04-16T10:00+03:00"
MARCH = date(2026, 3, 1)
FIRST_OF_APRIL = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
THIRD_OF_APRIL = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
TODAY = datetime(2026, 4, 16, 6, 0, tzinfo=UTC)
SERVICES = {"VLA-H-01": 12, "VLA-H-07": 8, "VLA-H-09": 12}
VISITS = (2, 4, 6, 9, 11, 13, 16, 18)


class When(TypedDict):
    """What every use case asks for besides its command and its actor."""

    region: Region
    now: datetime


@dataclass(frozen=True)
class Places:
    """What stands for the ids in addresses, and the recipient's way in."""

    arguments: Mapping[str, object]
    cabinet_login: str


@dataclass
class Desk:
    """The people of the house at work, whose every act goes through a use case."""

    house: House
    accountant: Actor
    head: Actor
    scan: Upload

    def act(self, now: datetime) -> When:
        return {"region": self.house.region, "now": now}


def fill(installed: Installed, scan: Upload) -> Places:
    """Do two months of work in the installation."""
    settings = Settings.from_environment(installed.portal.environment(NOW))
    app = create_app(replace(settings, immediate_jobs=True))
    with app.app_context():
        desk = _desk(db.session(), installed.region, scan)
        places = _work(desk)
        db.session.remove()
        db.engine.dispose()
    return places


def _desk(session: Session, region: str, scan: Upload) -> Desk:
    provider = session.scalars(select(Provider)).one()
    department = session.scalars(select(Department)).one()
    actors = {
        member.role: actor_of(session, member) for member in session.scalars(select(Membership))
    }
    house = House(
        session=session,
        director=actors[Role.DIRECTOR],
        worker=actors[Role.SOCIAL_WORKER],
        region=discover()[region],
        department_id=department.id,
    )
    assert house.provider_id == provider.id
    return Desk(house, actors[Role.ACCOUNTANT], actors[Role.HEAD_OF_DEPARTMENT], scan)


def _work(desk: Desk) -> Places:
    house = desk.house
    paying = _register(desk, "Ильина", "Мария", "Петровна", 1)
    recipients = {
        "paying": paying,
        "free": _register(
            desk,
            "Быков",
            "Пётр",
            "Олегович",
            2,
            sex=Sex.MALE,
            categories=(ClaimedCategory("wwii_participant", proved=True),),
        ),
        "away": _register(desk, "Ёлкина", "Анна", "Ильинична", 3),
        "unsigned": _register(desk, "Константинопольская", "Александра-Виктория", "", 4),
        "new": _register(desk, "Соколова", "Дарья", "Романовна", 5, representative=GUARDIAN),
        "ward": _register(desk, "Лесков", "Илья", "Ильич", 66, representative=wards.GUARDIAN),
    }
    contracts = {name: _served(desk, recipients[name]) for name in ("paying", "free", "away")}
    for contract_id in contracts.values():
        _deliver(desk, contract_id, MARCH, VISITS)
    close_month(CloseMonth(MARCH), actor=desk.accountant, **desk.act(FIRST_OF_APRIL))
    act_id = _act_of(house.session, contracts["paying"])
    job_id = enqueue(
        "print_month_papers",
        {"month": MARCH.isoformat()},
        actor=desk.accountant,
        now=FIRST_OF_APRIL,
    )
    payment_id = _pay(desk, contracts["paying"], "1500.00", "4711")
    _hand_over(desk, _pay(desk, contracts["away"], "500.00", "4712"))
    _sign_act(desk, act_id)
    breaking = _suspend(desk, contracts["away"])
    for name in ("paying", "free"):
        _deliver(desk, contracts[name], date(2026, 4, 1), (1, 3, 6, 8, 10, 13, 15))
    newcomer = procedures.present(
        house, recipients["new"], TODAY, number="31/2026", services=_lines()
    )
    waiting = _programme(desk, recipients["unsigned"], TODAY)
    draft = procedures.conclude(house, waiting, TODAY)
    cabinet = _open_cabinet(desk, paying)
    warded = procedures.conclude(house, _programme(desk, recipients["ward"], TODAY), TODAY)
    _send_back(desk, contracts["free"])
    set_day, notice_id = _set_tariff_day(desk)
    places = Places(
        {
            "recipient_id": paying,
            "programme_id": newcomer.id,
            "contract_id": contracts["paying"],
            "unsigned_contract_id": draft.id,
            "suspended_contract_id": contracts["away"],
            **breaking,
            "act_id": act_id,
            "unsigned_act_id": _act_of(house.session, contracts["away"]),
            "payment_id": payment_id,
            "job_id": job_id,
            "user_id": desk.head.user_id,
            "document_id": _scanned_document(house.session),
            "file_id": _scanned(house.session, Signature.contract_id),
            "act_file_id": _scanned(house.session, Signature.act_id),
            "month": "2026-04",
            "closed_month": "2026-03",
            "request_file_id": _request(desk, contracts["paying"]),
            "tariff_day_id": _tariff_day(desk, date(2026, 7, 1), "19000,00"),
            "set_tariff_day_id": set_day,
            "notice_id": notice_id,
            "told_notice_id": _tell_conditions(desk, contracts["paying"]),
            **_amendments(desk, contracts["paying"]),
            **admit(house.session, paying, newcomer.id, actor=desk.head, **desk.act(TODAY)),
            **move_away(house.session, contracts["paying"], desk.head),
            **_people(desk, paying),
            **sign_electronically(house, contracts["paying"], paying, TODAY),
            **wards.let_guardian_sign(house, recipients["ward"], warded.id, TODAY),
            **_endings(desk, contracts["away"], contracts["free"]),
            **_proposed_fee(desk, contracts["paying"]),
            "refusal_id": _refusal(desk),
            **_corrected(desk, act_id),
            "number": 15,
            "year": 2026,
            "copy_number": 1,
            "code": "application",
        },
        cabinet,
    )
    acting = places.arguments["representative_id"]
    assert isinstance(acting, int)
    wards.agree_for(house, paying, acting, TODAY)
    return places


def _send_back(desk: Desk, contract_id: int) -> None:
    """A paper that waits to be put right, for the pages that list those."""
    session = desk.house.session
    session.rollback()
    make_return(session, session.get_one(Contract, contract_id), desk.head)


GUARDIAN = RepresentativeDetails(
    kind=RepresentativeKind.GUARDIAN,
    surname="Соколов",
    name="Роман",
    patronymic="Ильич",
    basis="постановление об опеке от 12.01.2026 № 5",
    capable=True,
)


def _register(
    desk: Desk, surname: str, name: str, patronymic: str, number: int, **changes: object
) -> int:
    identity = IdentityDetails(
        "паспорт гражданина РФ", "17 03", f"{number:06d}", "ОВД Селивановского района", MARCH
    )
    house = desk.house
    details: dict[str, Any] = {
        "surname": surname,
        "name": name,
        "patronymic": patronymic or None,
        "snils": make_snils(number),
        "identity": replace(identity, issued_on=date(2003, 6, 4)),
        "address": f"602332, Владимирская область, п. Красная Горбатка, ул. Мира, д. {number}",
        "department_id": house.department_id,
        "social_worker_id": house.worker.membership_id,
    }
    return procedures.register(house, **(details | changes))


def _lines() -> tuple[ProgrammeLine, ...]:
    return tuple(ProgrammeLine(code, Decimal(volume)) for code, volume in SERVICES.items())


def _programme(desk: Desk, recipient_id: int, now: datetime) -> int:
    house = desk.house
    procedures.earn(house, recipient_id, now=now)
    presented = procedures.present(
        house, recipient_id, now, number=f"{recipient_id}/2026", services=_lines()
    )
    _hand_in(desk, recipient_id, now)
    return presented.id


def _hand_in(desk: Desk, recipient_id: int, now: datetime) -> None:
    """The application with its scan, everything else as seen."""
    command = SubmitDocument(recipient_id, "application", MARCH, scan=desk.scan)
    submit_document(command, actor=desk.house.worker, **desk.act(now))
    procedures.hand_in_everything(desk.house, recipient_id, now)


def _served(desk: Desk, recipient_id: int) -> int:
    """A contract signed by both sides on 2 March."""
    house = desk.house
    contract = procedures.conclude(house, _programme(desk, recipient_id, MORNING), MORNING)
    day = house.region.today(MORNING)
    signed = (
        (Party.PROVIDER, SignatureMethod.PASSWORD, house.director, None),
        (Party.RECIPIENT, SignatureMethod.PAPER, house.worker, desk.scan),
    )
    for party, method, actor, scan in signed:
        command = SignContract(contract.id, party, method, day, scan=scan)
        sign_contract(command, actor=actor, **desk.act(MORNING))
    return contract.id


def _deliver(desk: Desk, contract_id: int, month: date, days: tuple[int, ...]) -> None:
    now = TODAY if month > MARCH else FIRST_OF_APRIL
    for code in SERVICES:
        for day in days:
            quantity = Decimal(2 if (code, day) == ("VLA-H-09", 13) else 1)
            command = EnterDelivery(contract_id, month.replace(day=day), code, quantity)
            enter_delivery(command, actor=desk.house.worker, **desk.act(now))


def _act_of(session: Session, contract_id: int) -> int:
    session.rollback()
    return session.scalars(select(Act.id).where(Act.contract_id == contract_id)).one()


def _pay(desk: Desk, contract_id: int, amount: str, receipt: str) -> int:
    command = RecordPayment(
        contract_id=contract_id,
        amount=Decimal(amount),
        paid_on=date(2026, 4, 2),
        channel=Channel.BANK_TILL,
        receipt_number=receipt,
        payer="Ильина Мария Петровна",
        bank="Отделение банка",
        operation=f"receipt-{receipt}",
    )
    return record_payment(command, actor=desk.accountant, **desk.act(THIRD_OF_APRIL)).id


def _hand_over(desk: Desk, payment_id: int) -> None:
    command = HandOverReceipt(payment_id, date(2026, 4, 3), desk.head.membership_id)
    hand_over_receipt(command, actor=desk.house.worker, **desk.act(THIRD_OF_APRIL))


def _sign_act(desk: Desk, act_id: int) -> None:
    house = desk.house
    for party, actor, scan in (
        (Party.PROVIDER, house.director, None),
        (Party.RECIPIENT, house.worker, desk.scan),
    ):
        command = SignAct(act_id, party, date(2026, 4, 3), scan=scan)
        sign_act(command, actor=actor, press=procedures.BlankPress(), **desk.act(THIRD_OF_APRIL))


def _corrected(desk: Desk, act_id: int) -> dict[str, int]:
    """An act with a correction, and with a demand that nobody has answered."""
    session, director = desk.house.session, desk.house.director
    change = LineChange(1, reduction=Decimal(1))
    command = CorrectAct(act_id, (change,), "услугу оказали не полностью", answers_claims=False)
    press = procedures.BlankPress()
    done = correct_issued_act(command, actor=director, press=press, **desk.act(TODAY))
    session.rollback()
    claim = make_claim(session, session.get_one(Act, act_id), director)
    return {"sequence": done.sequence, "claim_id": claim.id}


def _people(desk: Desk, recipient_id: int) -> dict[str, int]:
    """A sister with a long power of attorney and a login, one who acts no longer, a consent."""
    house = desk.house
    sister = AddRepresentative(
        recipient_id=recipient_id,
        kind=RepresentativeKind.ATTORNEY,
        surname="Константинопольская",
        name="Александра-Виктория",
        patronymic="Вячеславовна",
        basis="нотариально удостоверенная доверенность на представление интересов",
        since=house.region.today(TODAY),
        paper_number="33 АА 0000005",
        paper_issued_on=date(2026, 1, 12),
        paper_issued_by="нотариус Селивановского нотариального округа Орлова А. А.",
        scan=desk.scan,
    )
    earlier = replace(sister, paper_number="33 АА 0000004")
    former = add_representative(earlier, actor=house.worker, **desk.act(TODAY))
    acting = add_representative(sister, actor=house.worker, **desk.act(TODAY))
    over = EndAuthority(former, house.region.today(TODAY), "доверенность отменена")
    end_authority(over, actor=house.worker, **desk.act(TODAY))
    login = GrantRelativeAccess(acting, frozenset({Part.ACTS, Part.PAYMENTS}))
    grant_relative_access(login, actor=house.worker, **desk.act(TODAY))
    press = procedures.BlankPress()
    sheet = PrepareConsent(recipient_id, representative_id=acting)
    consent = prepare_consent(sheet, actor=house.worker, press=press, **desk.act(TODAY))
    signed = SignConsent(consent, house.region.today(TODAY), desk.scan)
    sign_consent(signed, actor=house.worker, **desk.act(TODAY))
    return {"representative_id": acting, "consent_id": consent}


def _request(desk: Desk, contract_id: int) -> int:
    """A written request with its scan, the service given on it, and one not yet given."""
    house, day = desk.house, date(2026, 4, 14)
    for code, scan in (("VLA-H-12", desk.scan), ("VLA-H-02", None)):
        command = RecordRequest(contract_id, code, day, scan)
        record_additional_request(command, actor=house.worker, **desk.act(TODAY))
    given = EnterDelivery(contract_id, day, "VLA-H-12", Decimal(1), additional=True)
    enter_delivery(given, actor=house.worker, **desk.act(TODAY))
    house.session.rollback()
    wanted = select(AdditionalRequest.file_id).where(AdditionalRequest.file_id.is_not(None))
    return house.session.scalars(wanted).one() or 0


def _suspend(desk: Desk, contract_id: int) -> Mapping[str, int]:
    """A break with its order, by the names of their ids."""
    house = desk.house
    rules = house.region.rules.suspension_rules.on(house.region.today(TODAY))
    ground = rules.grounds[0].code
    first_day, lacking = date(2026, 4, 10), ("сведения о составе семьи",)
    command = SuspendContract(contract_id, ground, first_day, reason="заявление", missing=lacking)
    press = procedures.BlankPress()
    done = suspend_contract(command, actor=house.director, press=press, **desk.act(TODAY))
    order = house.session.scalars(
        select(SuspensionOrder.id).where(SuspensionOrder.suspension_id == done.id)
    ).one()
    house.session.rollback()
    return {"suspension_id": done.id, "order_id": order}


def _tariff_day(desk: Desk, since: date, minimum: str) -> int:
    """A day from which the pensioners' minimum is another one, rehearsed."""
    table = f"subsistence_minimum;pensioners;{minimum}"
    command = CreateTariffDay(since, "приказ от 20.04.2026 № 17", table=table)
    day_id = create_tariff_day(command, actor=desk.accountant, **desk.act(TODAY))
    rehearse_tariff_day(day_id, actor=desk.accountant, **desk.act(TODAY))
    return day_id


def _set_tariff_day(desk: Desk) -> tuple[int, int]:
    """A day that is in force, and a notice of it."""
    day_id = _tariff_day(desk, date(2026, 5, 1), "17000,00")
    desk.house.session.rollback()
    version = desk.house.session.get_one(TariffDay, day_id).version
    set_tariff_day(SetTariffDay(day_id, version), actor=desk.house.director, **desk.act(TODAY))
    enqueue("print_notices", {"tariff_day_id": day_id}, actor=desk.accountant, now=TODAY)
    desk.house.session.rollback()
    notice_id = desk.house.session.scalars(select(Notice.id).order_by(Notice.id)).first()
    assert notice_id is not None
    return day_id, notice_id


def _tell_conditions(desk: Desk, contract_id: int) -> int:
    """A notice of other hours that is to be handed over."""
    since = date(2026, 5, 12)
    command = NotifyConditions(contract_id, "procedure", "Приходим после обеда.", since)
    director = desk.house.director
    return notify_conditions(command, actor=director, **desk.act(TODAY)).id


def _amendments(desk: Desk, contract_id: int) -> dict[str, object]:
    """An amendment in force with a scan, one that the recipient is to sign, and a draft."""
    since = date(2026, 5, 4)
    lines = tuple(ServiceVolume(code, Decimal(quantity - 2)) for code, quantity in SERVICES.items())
    ids = []
    for services, days in ((lines, "вторникам"), (None, "средам"), (None, "пятницам")):
        words = (f"Социальный работник приходит по {days}.",)
        command = DraftAmendment(
            contract_id, since, "recipient", "agreement", services=services, clauses=words
        )
        ids.append(draft_amendment(command, actor=desk.accountant, **desk.act(TODAY)).id)
    for amendment_id, party, scan in (
        (ids[0], Party.PROVIDER, None),
        (ids[0], Party.RECIPIENT, desk.scan),
        (ids[1], Party.PROVIDER, None),
    ):
        by_provider = party is Party.PROVIDER
        method = SignatureMethod.PASSWORD if by_provider else SignatureMethod.PAPER
        sign_amendment(
            SignAmendment(amendment_id, party, method, date(2026, 4, 16), scan=scan),
            actor=desk.house.director if by_provider else desk.house.worker,
            press=procedures.BlankPress(),
            **desk.act(TODAY),
        )
    desk.house.session.rollback()
    scanned = desk.house.session.scalars(
        select(AmendmentSignature.file_id).where(AmendmentSignature.file_id.is_not(None))
    ).one()
    return {
        "amendment_id": ids[0],
        "signed_amendment_id": ids[1],
        "draft_amendment_id": ids[2],
        "amendment_file_id": scanned,
    }


def _proposed_fee(desk: Desk, contract_id: int) -> dict[str, object]:
    """A fee that the accountant has worked out and the director has not decided on."""
    row = FeeProposal(
        provider_id=desk.accountant.provider_id,
        contract_id=contract_id,
        ground="threshold_changed",
        ground_title="предельная величина дохода",
        since=date(2026, 5, 1),
        before_free=False,
        before_fee=Decimal("1004.00"),
        free=False,
        monthly_fee=Decimal("625.00"),
        prepared_at=TODAY,
        prepared_by_id=desk.accountant.membership_id,
    )
    desk.house.session.add(row)
    desk.house.session.commit()
    return {"proposed_contract_id": contract_id}


def _endings(desk: Desk, confirmed: int, pending: int) -> dict[str, object]:
    """An end by the provider's notice that is not handed over yet, and one nobody has confirmed."""
    director, day = desk.house.director, date(2026, 4, 15)
    record = BasisPaper("breach_record", day, "", "трижды не открыла дверь")
    clause = BasisPaper("contract_clause", words="подп. «б» п. 9")
    application = BasisPaper("refusal_application", day, "7")
    for_breach = TerminateContract(confirmed, "breach_by_recipient", papers=(record, clause))
    by_will = TerminateContract(pending, "refusal", stop_on=date(2026, 5, 1), papers=(application,))
    first, second = (
        prepare_termination(command, actor=director, **desk.act(TODAY)).id
        for command in (for_breach, by_will)
    )
    confirm_termination(
        ConfirmTermination(first), actor=director, press=procedures.BlankPress(), **desk.act(TODAY)
    )
    return {"termination_id": first, "pending_termination_id": second}


def _refusal(desk: Desk) -> int:
    """A contract refused on a medical conclusion."""
    person = _register(desk, "Лебедева", "Зоя", "Игоревна", 6)
    programme = procedures.present(desk.house, person, TODAY, number="41/2026", services=_lines())
    conclusion = BasisPaper(
        "medical_conclusion",
        date(2026, 4, 15),
        "17",
        "поликлиника № 1",
        valid_until=date(2027, 4, 14),
        contraindicated=True,
    )
    return refuse_contract(
        RefuseContract(programme.id, "medical_contraindication", (conclusion,)),
        actor=desk.house.director,
        press=procedures.BlankPress(),
        **desk.act(TODAY),
    ).id


def _open_cabinet(desk: Desk, recipient_id: int) -> str:
    """The recipient's login; she has chosen the password that everybody has in these tests."""
    granted = grant_recipient_access(recipient_id, actor=desk.house.worker, **desk.act(TODAY))
    opened = open_session(SignIn(granted.login, granted.code, "127.0.0.1"), now=TODAY)
    change_password(ChangePassword(None, PASSWORD), actor=opened.actor, **desk.act(TODAY))
    return granted.login


def _scanned_document(session: Session) -> int:
    session.rollback()
    scanned = select(SubmittedDocument.id).where(SubmittedDocument.file_id.is_not(None))
    return session.scalars(scanned.order_by(SubmittedDocument.id)).first() or 0


def _scanned(session: Session, subject: InstrumentedAttribute[int | None]) -> int:
    """The first scan of a signature on a contract or on an act."""
    session.rollback()
    wanted = select(Signature.file_id).where(Signature.file_id.is_not(None), subject.is_not(None))
    return session.scalars(wanted.order_by(Signature.id)).first() or 0
