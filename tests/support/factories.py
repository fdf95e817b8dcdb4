"""Rows for tests: each factory has defaults that pass every rule, and commits what it made.

A use case starts by rolling back, so rows that were only flushed would be gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.moves import MoveKind, MoveWish
from portal.domain.payments import Channel
from portal.domain.people import Sex, short_name, snils_check
from portal.extensions import Base
from portal.models import (
    Act,
    ActClaim,
    ActLine,
    ActState,
    Amendment,
    Application,
    ClaimState,
    Contract,
    ContractRefusal,
    ContractService,
    ContractTerms,
    CouncilDecision,
    DataConsent,
    Delivery,
    Department,
    Duty,
    DutyKind,
    EntryKind,
    FamilyCase,
    IdentityPaper,
    Inventory,
    InventoryItem,
    LedgerEntry,
    LegacyFee,
    Membership,
    Move,
    MoveRequest,
    Notice,
    NoticeEvent,
    Outcome,
    Paper,
    PaperContent,
    PaperRequest,
    Payment,
    Programme,
    ProgrammeMark,
    ProgrammeReview,
    ProgrammeService,
    Provider,
    ProviderCertificate,
    Recipient,
    Representative,
    RepresentativeKind,
    ReviewOutcome,
    Role,
    SentBack,
    StoredFile,
    Suspension,
    SuspensionOrder,
    SuspensionWarning,
    TariffDay,
    TariffDayState,
    Termination,
    Transfer,
    TransferEnvelope,
    TransferLetter,
    UrgentCase,
    UrgentLine,
    User,
    WaitingEntry,
    WaitingState,
)
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data
from portal.usecases.passwords import hash_password
from tests.documents import samples

PASSWORD = "четыре слова подряд"
MOMENT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SERVICE = "VLA-H-01"

_numbers = count(1)
_hashes: dict[str, str] = {}
Row = TypeVar("Row", bound=Base)


def save(session: Session, row: Row) -> Row:
    session.add(row)
    session.commit()
    return row


def make_provider(session: Session, region: str = "vladimir", **changes: object) -> Provider:
    number = next(_numbers)
    values: dict[str, object] = {
        "code": f"provider-{number}",
        "region_code": region,
        "name": "Государственное бюджетное учреждение «Комплексный центр»",
        "short_name": "ГБУ «Комплексный центр»",
        "genitive_name": "Государственного бюджетного учреждения «Комплексный центр»",
        "inn": "3327100015",
        "kpp": "332701001",
        "city": "Владимир",
        "address": "600000, г. Владимир, ул. Мира, д. 1",
        "phone": "+7 4922 00-00-00",
        "bank_name": "Отделение Владимир",
        "bic": "041708001",
        "account": "40601810000081000001",
        "correspondent_account": "40102810945370000020",
    }
    return save(session, Provider(**values | changes))


def make_department(session: Session, provider: Provider, **changes: object) -> Department:
    values: dict[str, object] = {
        "provider_id": provider.id,
        "unit_code": "home",
        "name": "Отделение социального обслуживания на дому № 1",
        "form": Form.HOME,
    }
    return save(session, Department(**values | changes))


def make_user(session: Session, password: str = PASSWORD, **changes: object) -> User:
    values: dict[str, object] = {
        "login": f"user{next(_numbers)}",
        "password_hash": _hash(password),
        "surname": "Орлова",
        "name": "Вера",
        "patronymic": "Павловна",
        "sex": Sex.FEMALE,
        "created_at": MOMENT,
    }
    return save(session, User(**values | changes))


def make_staff(
    session: Session,
    provider: Provider,
    role: Role = Role.DIRECTOR,
    *,
    user: User | None = None,
    **changes: object,
) -> Actor:
    """Somebody of the staff, ready to act; the changes are those of the membership."""
    user = user or make_user(session)
    values: dict[str, object] = {
        "provider_id": provider.id,
        "user_id": user.id,
        "role": role,
        "position": role.label,
        "basis": "Устава" if role is Role.DIRECTOR else "",
        "since": date(2015, 1, 1),
    }
    membership = save(session, Membership(**values | changes))
    return actor_of(session, membership)


def actor_of(session: Session, membership: Membership) -> Actor:
    user = session.get_one(User, membership.user_id)
    return Actor(
        user_id=user.id,
        membership_id=membership.id,
        provider_id=membership.provider_id,
        role=membership.role,
        name=short_name(user.surname, user.name, user.patronymic),
    )


def make_recipient(session: Session, provider: Provider, **changes: object) -> Recipient:
    number = next(_numbers)
    values: dict[str, object] = {
        "provider_id": provider.id,
        "surname": "Ильина",
        "name": "Мария",
        "patronymic": "Петровна",
        "born": date(1948, 5, 2),
        "sex": Sex.FEMALE,
        "snils": make_snils(number),
        "address": "600005, г. Владимир, ул. Горького, д. 3, кв. 8",
        "phone": "+7 910 123-45-67",
        "personal_code": f"{number:06d}",
        "registered_at": MOMENT,
        "identity_papers": [
            IdentityPaper(
                kind="passport",
                series="17 03",
                number=f"{number:06d}",
                issued_by="ОВД Октябрьского района г. Владимира",
                issued_on=date(2003, 6, 4),
            )
        ],
    }
    return save(session, Recipient(**values | changes))


def make_representative(
    session: Session, recipient: Recipient, **changes: object
) -> Representative:
    """A sister with a power of attorney."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "kind": RepresentativeKind.ATTORNEY,
        "surname": "Смирнова",
        "name": "Ирина",
        "patronymic": "Олеговна",
        "basis": "доверенность",
        "since": date(2026, 1, 12),
        "identity_kind": "паспорт гражданина РФ",
        "identity_number": "000002",
        "identity_issued_by": "ОВД",
        "identity_issued_on": date(2010, 3, 2),
        "address": "г. Владимир, ул. Мира, д. 2",
    }
    return save(session, Representative(**values | changes))


def make_consent(session: Session, recipient: Recipient, worker: Actor) -> DataConsent:
    """A printed sheet that nobody has signed."""
    paper = make_paper(session, recipient.provider_id, recipient_id=recipient.id)
    return save(
        session,
        DataConsent(
            provider_id=recipient.provider_id,
            recipient_id=recipient.id,
            purpose="договор",
            data="имя",
            term="год",
            paper_id=paper.id,
            recorded_at=MOMENT,
            recorded_by_id=worker.membership_id,
        ),
    )


def make_recipient_access(
    session: Session, recipient: Recipient, *, user: User | None = None
) -> Actor:
    """The recipient's own login."""
    user = user or make_user(session, surname=recipient.surname, name=recipient.name)
    return make_staff(
        session,
        session.get_one(Provider, recipient.provider_id),
        Role.RECIPIENT,
        user=user,
        recipient_id=recipient.id,
        position="",
    )


def make_programme(
    session: Session,
    recipient: Recipient,
    services: Iterable[tuple[str, int | str]] = ((SERVICE, 8),),
    **changes: object,
) -> Programme:
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "number": f"{next(_numbers)}/2026",
        "issued_on": date(2026, 2, 27),
        "form": Form.HOME,
        "valid_from": date(2026, 2, 27),
        "valid_until": date(2029, 2, 27),
        "presented_at": MOMENT,
        "contract_due_at": MOMENT.replace(day=3),
        "contract_due_rule": "VLA-CON-01",
        "services": [
            ProgrammeService(code=code, quantity_per_month=Decimal(quantity))
            for code, quantity in services
        ],
    }
    return save(session, Programme(**values | changes))


NAMED_TERMS = {
    "services": [{"code": "S1"}],
    "fee": {"free": False, "known": True, "monthly_fee": "3150.00"},
}
"""What of a contract's text its signing asks for."""


def make_mark(
    session: Session, programme_id: int, worker: Actor, code: str = SERVICE
) -> ProgrammeMark:
    return save(
        session,
        ProgrammeMark(
            provider_id=worker.provider_id,
            programme_id=programme_id,
            code=code,
            mark="partly_fulfilled",
            reason="болел",
            recorded_at=MOMENT,
            recorded_by_id=worker.membership_id,
        ),
    )


def make_file(session: Session, provider_id: int, content: bytes = b"%PDF") -> StoredFile:
    return save(
        session,
        StoredFile(
            provider_id=provider_id,
            sha256=hashlib.sha256(content).hexdigest(),
            media_type="application/pdf",
            size=len(content),
            original_name="скан.pdf",
            content=content,
            stored_at=MOMENT,
        ),
    )


def make_certificate(session: Session, provider_id: int) -> ProviderCertificate:
    return save(
        session,
        ProviderCertificate(
            provider_id=provider_id,
            subject="CN=Центр",
            organisation="Центр",
            inn="3322002459",
            issuer="CN=Центр",
            serial="1",
            fingerprint="f",
            self_made=True,
            not_before=MOMENT,
            not_after=MOMENT + timedelta(days=365),
            certificate=b"certificate",
            locked_key=b"key",
            added_at=MOMENT,
        ),
    )


def make_paper(
    session: Session, provider_id: int, content: bytes = b"%PDF-1.4 sample", **changes: object
) -> Paper:
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(PaperContent, sha256) is None:
        save(session, PaperContent(sha256=sha256, content=content))
    values: dict[str, object] = {
        "provider_id": provider_id,
        "form_code": "contract",
        "sha256": sha256,
        "pages": 1,
        "inputs": {},
        "rules_day": date(2026, 3, 2),
        "template_version": "1",
        "issued_at": MOMENT,
    }
    return save(session, Paper(**values | changes))


def make_contract(
    session: Session,
    programme: Programme,
    *,
    terms: ContractTerms | None = None,
    **changes: object,
) -> Contract:
    """A contract in force with one service; its paper is a stand-in of a few bytes."""
    sequence = next(_numbers)
    values: dict[str, object] = {
        "provider_id": programme.provider_id,
        "recipient_id": programme.recipient_id,
        "programme_id": programme.id,
        "number": f"{sequence}",
        "year": 2026,
        "sequence": sequence,
        "state": ContractState.ACTIVE,
        "form": programme.form,
        "concluded_on": date(2026, 3, 2),
        "rules_day": date(2026, 3, 2),
        "in_force_from": date(2026, 3, 2),
        "valid_until": programme.valid_until,
        "payment_day": 10,
        "terms": [terms or make_terms()],
    }
    contract = save(session, Contract(**values | changes))
    paper = make_paper(
        session,
        contract.provider_id,
        content=f"contract {contract.id}".encode(),
        inputs=NAMED_TERMS,
        contract_id=contract.id,
        recipient_id=contract.recipient_id,
    )
    contract.paper_id = paper.id
    return save(session, contract)


def make_terms(
    services: Iterable[tuple[str, int, str]] = ((SERVICE, 8, "150.00"),), **changes: object
) -> ContractTerms:
    """Terms that belong to a contract as soon as it is made."""
    chosen = tuple(services)
    cost = sum((Decimal(quantity) * Decimal(tariff) for _, quantity, tariff in chosen), Decimal())
    values: dict[str, object] = {
        "since": date(2026, 3, 2),
        "rules_day": date(2026, 3, 2),
        "free": False,
        "average_income": Decimal("26216.67"),
        "threshold": Decimal("21000.00"),
        "fee_cap": Decimal("2608.33"),
        "cost_at_tariffs": cost,
        "monthly_fee": min(cost, Decimal("2608.33")),
        "household_size": 1,
        "services": [
            ContractService(
                code=code,
                title="Покупка и доставка на дом продуктов питания",
                unit_title="1 раз",
                quantity_per_month=Decimal(quantity),
                tariff=Decimal(tariff),
            )
            for code, quantity, tariff in chosen
        ],
    }
    return ContractTerms(**values | changes)


def make_delivery(
    session: Session, contract: Contract, worker: Actor, **changes: object
) -> Delivery:
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "day": date(2026, 3, 4),
        "code": SERVICE,
        "quantity": Decimal(1),
        "worker_id": worker.membership_id,
        "entered_at": MOMENT,
    }
    return save(session, Delivery(**values | changes))


def make_application(
    session: Session, recipient: Recipient, actor: Actor, **changes: object
) -> Application:
    """A citizen's own application in the register."""
    number = next(_numbers)
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "year": 2026,
        "sequence": number,
        "registered_on": date(2026, 3, 2),
        "applied_on": date(2026, 3, 2),
        "recipient_id": recipient.id,
        "citizen": recipient.full_name,
        "applicant": "citizen",
        "channel": "written",
        "form": Form.HOME,
        "outcome": Outcome.OPEN,
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, Application(**values | changes))


def make_inventory(
    session: Session, contract: Contract, accepted: Actor, **changes: object
) -> Inventory:
    """A watch and money, signed on the day they were taken; a head of department looked on."""
    provider = session.get_one(Provider, contract.provider_id)
    witness = make_staff(session, provider, Role.HEAD_OF_DEPARTMENT)
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "recipient_id": contract.recipient_id,
        "drawn_on": date(2026, 3, 3),
        "handed_by": "Юдина Анна Петровна",
        "accepted_by_id": accepted.membership_id,
        "witness_id": witness.membership_id,
        "paper_id": make_paper(session, contract.provider_id, contract_id=contract.id).id,
        "signed_on": date(2026, 3, 3),
        "items": [
            InventoryItem(provider_id=contract.provider_id, place=place, title=title, quantity=1)
            for place, title in enumerate(("Часы наручные", "Кольцо обручальное"), start=1)
        ],
        "recorded_at": MOMENT,
        "recorded_by_id": accepted.membership_id,
    }
    return save(session, Inventory(**values | changes))


def make_legacy_fee(
    session: Session, recipient: Recipient, actor: Actor, **changes: object
) -> LegacyFee:
    """640 rubles on the last day of 2014, served at home since 2012."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "form": Form.HOME,
        "served_since": date(2012, 3, 12),
        "fee": Decimal("640.00"),
        "proof": "Договор № 41 от 12.03.2012",
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, LegacyFee(**values | changes))


def make_warning(session: Session, contract: Contract, actor: Actor) -> SuspensionWarning:
    """A warning that was handed over, and no break after it."""
    row = SuspensionWarning(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        ground="debt",
        debt=Decimal(0),
        handed_on=date(2026, 3, 2),
        recorded_at=MOMENT,
        recorded_by_id=actor.membership_id,
    )
    return save(session, row)


def make_duty(session: Session, recipient: Recipient, actor: Actor, **changes: object) -> Duty:
    """A leak of data that nobody has reported yet."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "kind": DutyKind.INCIDENT,
        "happened_at": MOMENT,
        "about": "потерян журнал",
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, Duty(**values | changes))


def make_paper_request(
    session: Session, recipient: Recipient, actor: Actor, **changes: object
) -> PaperRequest:
    """A request for a paper about income, unanswered."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "code": "income_certificates",
        "title": "Сведения о доходах",
        "addressee": "Отделение фонда",
        "sent_on": date(2026, 3, 2),
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, PaperRequest(**values | changes))


def make_claim(session: Session, act: Act, actor: Actor, **changes: object) -> ActClaim:
    """A demand about the whole act, not answered."""
    values: dict[str, object] = {
        "provider_id": act.provider_id,
        "act_id": act.id,
        "claim": "price_reduction",
        "title": "соразмерно уменьшить цену",
        "claimed_on": date(2026, 4, 6),
        "state": ClaimState.OPEN,
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, ActClaim(**values | changes))


def make_urgent_case(
    session: Session, recipient: Recipient, actor: Actor, **changes: object
) -> UrgentCase:
    """A food kit of today, its act not drawn up."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "year": 2026,
        "sequence": next(_numbers),
        "source": "recipient_application",
        "reported_at": MOMENT,
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
        "lines": [
            UrgentLine(
                provider_id=recipient.provider_id,
                position=1,
                code="VLA-U-01",
                title="бесплатное горячее питание или наборы продуктов",
                given_on=date(2026, 3, 2),
                given_until=date(2026, 3, 2),
                conditions="на дому",
            )
        ],
    }
    return save(session, UrgentCase(**values | changes))


def make_family(
    session: Session, provider: Provider, actor: Actor, **changes: object
) -> FamilyCase:
    """A message about a family that nobody leads yet."""
    department = make_department(
        session, provider, unit_code="minors_prevention", name="Отделение профилактики"
    )
    values: dict[str, object] = {
        "provider_id": provider.id,
        "department_id": department.id,
        "name": "Кузнецовы",
        "received_on": date(2026, 3, 2),
        "sender": "школа № 3",
        "circumstances": "ребёнок пропускает уроки",
        "state": "information_received",
        "state_since": date(2026, 3, 2),
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, FamilyCase(**values | changes))


def make_council(
    session: Session, programme: Programme, actor: Actor, **changes: object
) -> CouncilDecision:
    """A course of the programme as the council has fixed it."""
    values: dict[str, object] = {
        "provider_id": programme.provider_id,
        "programme_id": programme.id,
        "minutes_number": "3",
        "held_on": date(2026, 3, 16),
        "course_from": date(2026, 3, 16),
        "course_to": date(2026, 5, 29),
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, CouncilDecision(**values | changes))


def make_turn(
    session: Session, recipient: Recipient, department: Department, actor: Actor, **changes: object
) -> WaitingEntry:
    """Somebody who waits for a place."""
    values: dict[str, object] = {
        "provider_id": recipient.provider_id,
        "recipient_id": recipient.id,
        "department_id": department.id,
        "came_on": date(2026, 3, 2),
        "obliged_relatives": False,
        "state": WaitingState.WAITING,
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, WaitingEntry(**values | changes))


def make_suspension(
    session: Session, contract: Contract, actor: Actor, **changes: object
) -> Suspension:
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "ground": "hospital",
        "since": date(2026, 3, 10),
        "until": date(2026, 3, 20),
        "order_number": "1",
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, Suspension(**values | changes))


def make_suspension_order(session: Session, pause: Suspension) -> SuspensionOrder:
    """The first order about a break, from before there were papers."""
    return save(
        session,
        SuspensionOrder(
            provider_id=pause.provider_id,
            suspension_id=pause.id,
            sequence=1,
            number=pause.order_number,
            since=pause.since,
            until=pause.until,
            reason="",
            recorded_at=pause.recorded_at,
            recorded_by_id=pause.recorded_by_id,
        ),
    )


def make_tariff_day(session: Session, contract: Contract, actor: Actor) -> tuple[TariffDay, Notice]:
    """A draft of a day, and a notice of a contract drafted with it."""
    day = save(
        session,
        TariffDay(
            provider_id=contract.provider_id,
            since=date(2026, 4, 1),
            act="приказ от 20.03.2026 № 17",
            factor=Decimal(1),
            state=TariffDayState.DRAFT,
            created_at=MOMENT,
            created_by_id=actor.membership_id,
        ),
    )
    notice = Notice(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        tariff_day_id=day.id,
        event=NoticeEvent.FEE_CHANGED,
        since=day.since,
        due_on=date(2026, 4, 3),
        due_rule="FED-NOT-02",
        inputs=as_data(samples.make_notice(since=day.since)),
        drafted_at=MOMENT,
        drafted_by_id=actor.membership_id,
    )
    return day, save(session, notice)


def make_amendment(
    session: Session, contract: Contract, actor: Actor, **changes: object
) -> Amendment:
    """A draft of an amendment that changes the words of a contract."""
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "number": 1,
        "state": AmendmentState.DRAFT,
        "one_sided": False,
        "initiator": "recipient",
        "reason": "agreement",
        "rule": "FED-CON-07",
        "since": date(2026, 4, 1),
        "changes": {"services": [], "clauses": ["По вторникам."], "fee": False},
        "base_terms_id": contract.terms[0].id,
        "drafted_at": MOMENT,
        "drafted_by_id": actor.membership_id,
    }
    return save(session, Amendment(**values | changes))


def make_termination(
    session: Session, contract: Contract, actor: Actor, **changes: object
) -> Termination:
    """The end of a contract as prepared on the recipient's application."""
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "state": EndingState.PENDING,
        "ground": "refusal",
        "ground_title": "письменное заявление об отказе",
        "rule": "FED-TER-07",
        "clause": "ч. 1 ст. 18 442-ФЗ",
        "rules_day": date(2026, 3, 16),
        "last_day": date(2026, 3, 31),
        "needs_order": False,
        "needs_both": False,
        "needs_notice": False,
        "copies": 1,
        "prepared_at": MOMENT,
        "prepared_by_id": actor.membership_id,
    }
    return save(session, Termination(**values | changes))


def make_return(session: Session, contract: Contract, actor: Actor, **changes: object) -> SentBack:
    """A contract sent back unsigned, waiting to be drawn up anew."""
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "paper_id": contract.paper_id,
        "reason": "Не тот адрес.",
        "prepared_by_id": actor.membership_id,
        "sent_at": MOMENT,
        "sent_by_id": actor.membership_id,
    }
    return save(session, SentBack(**values | changes))


def make_refusal(
    session: Session, programme: Programme, actor: Actor, **changes: object
) -> ContractRefusal:
    """A line of the register of refusals, without a paper."""
    sequence = next(_numbers)
    values: dict[str, object] = {
        "provider_id": programme.provider_id,
        "programme_id": programme.id,
        "recipient_id": programme.recipient_id,
        "number": f"{sequence}/2026",
        "year": 2026,
        "sequence": sequence,
        "refused_on": date(2026, 3, 16),
        "ground": "no_vacancy",
        "ground_title": "отсутствие свободных мест",
        "rule": "FED-TER-02",
        "clause": "ст. 18 442-ФЗ",
        "refused_at": MOMENT,
        "refused_by_id": actor.membership_id,
    }
    return save(session, ContractRefusal(**values | changes))


def make_review(
    session: Session, provider_id: int, programme_id: int, clerk: Actor, **changes: object
) -> ProgrammeReview:
    """A review of a programme that was asked for and waits for its outcome."""
    values: dict[str, object] = {
        "provider_id": provider_id,
        "programme_id": programme_id,
        "initiator": "recipient",
        "reason": "больше не может ходить",
        "asked_on": MOMENT.date(),
        "outcome": ReviewOutcome.OPEN,
        "inputs": {},
        "recorded_at": MOMENT,
        "recorded_by_id": clerk.membership_id,
    }
    return save(session, ProgrammeReview(**values | changes))


def make_transfer(
    session: Session, contract: Contract, worker: Actor, **changes: object
) -> Transfer:
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "recipient_id": contract.recipient_id,
        "contract_id": contract.id,
        "programme_id": contract.programme_id,
        "workflow": "transfer",
        "state": "draft",
        "manual": False,
        "reason": "хочет жить ближе к дочери",
        "applied_on": MOMENT.date(),
        "applied_by": "recipient",
        "consent": "agree",
        "wish_name": "Приморский дом-интернат",
        "marks": ["both_in_nomenclature"],
        "confirmed": [],
        "opened_at": MOMENT,
        "opened_by_id": worker.membership_id,
    }
    return save(session, Transfer(**values | changes))


def make_move(session: Session, contract: Contract, worker: Actor, **changes: object) -> Move:
    """A change of provider on its first step."""
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "recipient_id": contract.recipient_id,
        "contract_id": contract.id,
        "programme_id": contract.programme_id,
        "kind": MoveKind.PROVIDER,
        "state": "recipient_application",
        "reason": "хочет жить ближе к дочери",
        "applied_on": MOMENT.date(),
        "applied_by": "Ильина Мария Петровна",
        "destination": "Приморский центр",
        "opened_at": MOMENT,
        "opened_by_id": worker.membership_id,
    }
    return save(session, Move(**values | changes))


def make_move_request(
    session: Session, contract: Contract, asker: Actor, **changes: object
) -> MoveRequest:
    """An application from the cabinet: to another provider, unsigned."""
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "recipient_id": contract.recipient_id,
        "wish": MoveWish.GO,
        "kind": MoveKind.PROVIDER,
        "destination": "Приморский центр",
        "reason": "хочет жить ближе к дочери",
        "paper_id": make_paper(session, contract.provider_id).id,
        "asked_at": MOMENT,
        "asked_by_id": asker.membership_id,
    }
    return save(session, MoveRequest(**values | changes))


def make_envelope(session: Session, move: Transfer, worker: Actor) -> TransferEnvelope:
    return save(
        session,
        TransferEnvelope(
            provider_id=move.provider_id,
            transfer_id=move.id,
            came_in=False,
            sender="Дом-интернат",
            person="Каримова Зоя",
            public_key="",
            sha256="0" * 64,
            content=b"",
            made_at=MOMENT,
            made_by_id=worker.membership_id,
        ),
    )


def make_transfer_letter(
    session: Session, move: Transfer, worker: Actor, **changes: object
) -> TransferLetter:
    """A numbered letter about a move, not handed over yet."""
    values: dict[str, object] = {
        "provider_id": move.provider_id,
        "transfer_id": move.id,
        "code": "recommended_providers_letter",
        "title": "Письмо о рекомендуемых поставщиках",
        "year": MOMENT.year,
        "sequence": next(_numbers),
        "paper_id": make_paper(session, move.provider_id).id,
        "printed_at": MOMENT,
        "printed_by_id": worker.membership_id,
    }
    return save(session, TransferLetter(**values | changes))


def make_act(session: Session, contract: Contract, terms: ContractTerms, **changes: object) -> Act:
    sequence = next(_numbers)
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "terms_id": terms.id,
        "month": date(2026, 3, 1),
        "number": f"{sequence}",
        "year": 2026,
        "sequence": sequence,
        "state": ActState.ISSUED,
        "cost_at_tariffs": Decimal("1200.00"),
        "additional_cost": Decimal("0.00"),
        "payable": Decimal("1200.00"),
        "free": False,
        "due_on": date(2026, 4, 10),
        "issued_at": MOMENT,
        "rules_day": date(2026, 3, 31),
        "lines": [
            ActLine(
                position=1,
                code=SERVICE,
                title="Покупка и доставка на дом продуктов питания",
                unit_title="1 раз",
                allowed=Decimal(8),
                quantity=Decimal(8),
                tariff=Decimal("150.00"),
                amount=Decimal("1200.00"),
            )
        ],
    }
    return save(session, Act(**values | changes))


def make_charge(session: Session, act: Act, clerk: Actor, **changes: object) -> LedgerEntry:
    values: dict[str, object] = {
        "provider_id": act.provider_id,
        "contract_id": act.contract_id,
        "month": act.month,
        "kind": EntryKind.CHARGE,
        "amount": act.payable,
        "act_id": act.id,
        "at": MOMENT,
        "recorded_by_id": clerk.membership_id,
    }
    return save(session, LedgerEntry(**values | changes))


def make_payment(session: Session, contract: Contract, actor: Actor, **changes: object) -> Payment:
    values: dict[str, object] = {
        "provider_id": contract.provider_id,
        "contract_id": contract.id,
        "amount": Decimal("1200.00"),
        "paid_on": date(2026, 4, 3),
        "channel": Channel.BANK_TILL,
        "receipt_number": "4711",
        "payer": "Ильина М. П.",
        "operation": f"operation-{next(_numbers)}",
        "recorded_at": MOMENT,
        "recorded_by_id": actor.membership_id,
    }
    return save(session, Payment(**values | changes))


def make_snils(number: int) -> str:
    """A valid insurance number of its own for every ``number`` below a million."""
    digits = f"{500_000_000 + number * 37:09d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {snils_check(digits):02d}"


def _hash(password: str) -> str:
    """Each password is hashed once a run: it is slow on purpose."""
    if password not in _hashes:
        _hashes[password] = hash_password(password)
    return _hashes[password]
