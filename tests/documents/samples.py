"""Believable papers: factories with defaults, one argument away from each special case."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.documents.changes import FeeFigures, FeeNoticeFacts
from portal.documents.facts import (
    ActPaperFacts,
    ActServiceLine,
    ClauseText,
    ContractFacts,
    ContractService,
    FeeTerms,
    PrescribedService,
    ProgrammeAnnex,
    ReceiptFacts,
)
from portal.documents.parts import (
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    ScheduledService,
    Signatory,
)
from portal.domain.law import Citation
from portal.domain.payment_code import PaymentDetails, PaymentRequest, payment_payload
from portal.domain.printed_forms import PrintedForm

CONTRACT_FORM = PrintedForm(
    "contract",
    "Договор о предоставлении социальных услуг",
    "contract.html",
    2,
    Citation("FED-FRM-02", "874n", "приложение 1"),
)
ACT_FORM = PrintedForm(
    "act", "Акт сдачи-приёмки", "act.html", 2, Citation("FED-FRM-03", "874n", "п. 5")
)
RECEIPT_FORM = PrintedForm(
    "receipt", "Квитанция", "receipt.html", 1, Citation("FED-FRM-04", "874n", "п. 12")
)

NOTICE_FORM = PrintedForm(
    "fee_notice",
    "Уведомление о новой плате",
    "fee_notice.html",
    1,
    Citation("FED-NOT-02", "874n", "п. 7"),
)

CLAUSES = tuple(
    ClauseText(*line.split(" | "))
    for line in (Path(__file__).parent / "clauses.txt").read_text(encoding="utf-8").splitlines()
)

PROVIDER = ProviderDetails(
    name="Государственное бюджетное учреждение социального обслуживания Владимирской области "
    "«Селивановский комплексный центр социального обслуживания населения»",
    short_name="ГБУСО ВО «Селивановский КЦСОН»",
    address="602332, Владимирская область, Селивановский район, "
    "пгт. Красная Горбатка, ул. Первомайская, д. 85",
    phone="8 (49236) 2-19-22",
    inn="3322002459",
    kpp="332201001",
    bank_name="ОТДЕЛЕНИЕ ВЛАДИМИР БАНКА РОССИИ",
    bic="011708377",
    account="03224643170000002800",
    correspondent_account="40102810945370000020",
    personal_account="20286У12340",
    cbc="00000000000000000131",
    oktmo="17648151",
)
SIGNATORY = Signatory(
    name="Орлова Наталья Петровна",
    short_name="Орлова Н. П.",
    position="директор",
    name_genitive="Орловой Натальи Петровны",
    position_genitive="директора",
    basis="Устава",
    sex="f",
)
CUSTOMER = Customer(
    name="Ильина Мария Петровна",
    short_name="Ильина М. П.",
    sex="f",
    identity="паспорт гражданина РФ 17 08 № 123456, выдан отделением УФМС России по Владимирской "
    "области в Селивановском районе 14.05.2008",
    address="602332, Владимирская область, Селивановский район, "
    "пгт. Красная Горбатка, ул. Новая, д. 12, кв. 7",
    phone="+79209001234",
)
LONG_CUSTOMER = Customer(
    name="Мамедова-Константинопольская Гюльчатай Абдурахман-Магомед кызы",
    short_name="Мамедова-Константинопольская Г. А.",
    sex="f",
    identity="паспорт гражданина РФ 45 11 № 654321, выдан отделением по району Ново-Переделкино "
    "ОУФМС России по городу Москве в Западном административном округе 30.11.2011",
    address="119633, город Москва, внутригородская территория муниципальный округ "
    "Ново-Переделкино, улица Новопеределкинская, дом 14, корпус 2, строение 1, квартира 1274",
)
NO_PATRONYMIC = Customer(
    name="Ким Ирина",
    short_name="Ким И.",
    sex="f",
    identity="вид на жительство 82 № 0123456",
    address="г. Астрахань, ул. Набережная 1 Мая, д. 3",
)
GUARDIAN = CustomerRepresentative(
    name="Ильин Сергей Владимирович",
    short_name="Ильин С. В.",
    name_genitive="Ильина Сергея Владимировича",
    sex="m",
    identity="паспорт гражданина РФ 17 15 № 765432, выдан МВД по Владимирской области 02.03.2016",
    basis="постановления органа опеки и попечительства от 12.01.2024 № 17",
    address="г. Владимир, ул. Гагарина, д. 5, кв. 31",
)
PROGRAMME = ProgrammeDetails(
    number="33-0412/2026",
    issued_on=date(2026, 2, 24),
    valid_from=date(2026, 3, 1),
    valid_until=date(2027, 2, 28),
    issuer="Министерство социальной защиты населения Владимирской области",
)
DECREE_1075 = (
    "Постановление Правительства РФ от 18.10.2014 № 1075; редакция: действовала до 31.12.2024; "
    "сверено 22.11.2026"
)
LAW_442 = (
    "Федеральный закон от 28.12.2013 № 442-ФЗ; редакция: с изменениями от 25.12.2023; "
    "сверено 22.11.2026"
)
STEPS = (
    CalculationStep(
        text="Доход семьи за 12 месяцев, с марта 2025 года по февраль 2026 года",
        value="264 000,00 ₽",
        citation="п. 3 Правил № 1075",
        rule="FED-FEE-08",
        edition=DECREE_1075,
        children=(
            CalculationStep(text="Страховая пенсия Ильиной М. П.", value="252 000,00 ₽"),
            CalculationStep(text="Ежемесячная денежная выплата", value="12 000,00 ₽"),
        ),
    ),
    CalculationStep(
        text="Среднедушевой доход: 264 000,00 ÷ 12 месяцев ÷ 1 человек",
        value="22 000,00 ₽",
        citation="п. 5 Правил № 1075",
        rule="FED-FEE-08",
    ),
    CalculationStep(
        text="Предельная величина: прожиточный минимум 11 813,00 × 1,5",
        value="17 719,50 ₽",
        citation="ч. 5 ст. 31 442-ФЗ",
        rule="FED-FEE-03",
        edition=LAW_442,
    ),
    CalculationStep(
        text="Плата не больше половины разницы между доходом и предельной величиной",
        value="2 140,25 ₽",
        citation="ч. 2 ст. 32 442-ФЗ",
        rule="FED-FEE-04",
    ),
)
SERVICES = (
    (
        "VLA-H-01",
        "Покупка за счёт средств получателя и доставка на дом продуктов питания",
        "посещение",
        "13",
        "87.50",
    ),
    ("VLA-H-04", "Помощь в приготовлении пищи", "раз", "8", "64.20"),
    (
        "VLA-H-09",
        "Уборка жилых помещений: влажная уборка, вынос мусора, проветривание",
        "30 минут",
        "4",
        "112.00",
    ),
    ("VLA-H-11", "Сдача вещей в стирку и химчистку, обратная доставка", "раз", "2", "58.75"),
    (
        "VLA-H-17",
        "Наблюдение за состоянием здоровья: измерение температуры тела, артериального давления",
        "процедура",
        "12",
        "31.40",
    ),
    (
        "VLA-H-19",
        "Содействие в обеспечении по заключению врачей лекарственными препаратами",
        "раз",
        "2.5",
        "49.00",
    ),
    (
        "VLA-H-23",
        "Социально-психологическое консультирование, в том числе по вопросам внутрисемейных "
        "отношений, с посещением на дому",
        "консультация",
        "4",
        "96.30",
    ),
)
_KINDS = {
    "VLA-H-0": "социально-бытовые",
    "VLA-H-1": "социально-медицинские",
    "VLA-H-2": "услуги в целях повышения коммуникативного потенциала",
}


def make_services(count: int = 7, *, periodicity: str = "") -> tuple[ContractService, ...]:
    """That many services, in the order of the catalogue."""
    repeated = SERVICES * (count // len(SERVICES) + 1)
    chosen = sorted(repeated[:count], key=lambda row: row[0])
    return tuple(
        ContractService(
            code=code,
            title=title,
            unit_title=unit,
            quantity=Decimal(quantity),
            tariff=Decimal(tariff),
            amount=(Decimal(quantity) * Decimal(tariff)).quantize(Decimal("0.01")),
            kind=_KINDS[code[:7]],
            periodicity=periodicity,
        )
        for code, title, unit, quantity, tariff in chosen
    )


def make_bound(services: tuple[ContractService, ...]) -> ProgrammeAnnex:
    """The programme that gives these services."""
    return ProgrammeAnnex(
        form="на дому",
        services=tuple(
            PrescribedService(
                kind=one.kind,
                title=one.title,
                unit_title=one.unit_title,
                quantity=one.quantity,
                frequency="2 раза в неделю",
                term="",
            )
            for one in services
        ),
        conditions="Услуги оказывают в первой половине дня.",
        support=("содействие в оформлении инвалидности — Ильина М. П.",),
    )


def make_schedule(services: tuple[ContractService, ...]) -> tuple[ScheduledService, ...]:
    """Two agreed days for the first of them, the programme's frequency for the others."""
    return tuple(
        ScheduledService(
            title=one.title,
            frequency="2 раза в неделю",
            days="" if place else "пн, чт 10:00–11:00",
        )
        for place, one in enumerate(services)
    )


def make_contract(**changes: Any) -> ContractFacts:
    """A contract at home with a partial fee."""
    services = changes.get("services", make_services())
    cost = sum((service.amount for service in services), Decimal(0))
    facts = ContractFacts(
        number="17/2026",
        concluded_on=date(2026, 3, 2),
        place="пгт. Красная Горбатка",
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=CUSTOMER,
        programme=PROGRAMME,
        clauses=CLAUSES,
        services=services,
        fee=FeeTerms(
            free=False,
            monthly_fee=Decimal("2140.05"),
            cost_at_tariffs=cost,
            average_income=Decimal("22000.00"),
            threshold=Decimal("17719.50"),
            fee_cap=Decimal("2140.25"),
            steps=STEPS,
        ),
        valid_until=date(2027, 2, 28),
        bound=make_bound(services),
        schedule=make_schedule(services),
    )
    return replace(facts, **changes)


def make_free_contract() -> ContractFacts:
    """The same contract, free by category, signed by a guardian."""
    clauses = tuple(clause for clause in CLAUSES if not clause.number.startswith(("11", "12")))
    return make_contract(
        clauses=clauses,
        representative=GUARDIAN,
        fee=FeeTerms(
            free=True,
            monthly_fee=Decimal("0.00"),
            cost_at_tariffs=Decimal("3562.80"),
            free_ground="инвалид Великой Отечественной войны (ч. 3 ст. 31 442-ФЗ)",
        ),
    )


def make_lines(count: int = 7) -> tuple[ActServiceLine, ...]:
    """Lines of an act for that many services."""
    return tuple(
        ActServiceLine(
            code=service.code,
            title=service.title,
            unit_title=service.unit_title,
            allowed=service.quantity,
            quantity=service.quantity,
            tariff=service.tariff,
            amount=service.amount,
        )
        for service in make_services(count)
    )


def make_act(*, count: int = 7, **changes: Any) -> ActPaperFacts:
    """The act of March for the sample contract."""
    lines = make_lines(count)
    facts = ActPaperFacts(
        number="208/2026",
        drawn_on=date(2026, 3, 31),
        month=date(2026, 3, 1),
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=CUSTOMER,
        contract_number="17/2026",
        contract_date=date(2026, 3, 2),
        programme=PROGRAMME,
        lines=lines,
        cost_at_tariffs=sum((line.amount for line in lines), Decimal(0)),
        payable=Decimal("2140.05"),
        free=False,
        average_income=Decimal("22000.00"),
        threshold=Decimal("17719.50"),
        fee_cap=Decimal("2140.25"),
        due_on=date(2026, 4, 10),
    )
    return replace(facts, **changes)


def make_receipt(**changes: Any) -> ReceiptFacts:
    """The receipt of March, with an overpayment carried over."""
    facts = ReceiptFacts(
        provider=PROVIDER,
        payer_name=CUSTOMER.name,
        payer_address=CUSTOMER.address,
        personal_code="0000174",
        contract_number="17/2026",
        contract_date=date(2026, 3, 2),
        month=date(2026, 3, 1),
        purpose="Социальные услуги за март 2026, договор № 17/2026 от 02.03.2026, код 0000174",
        debt_before=Decimal("-400.00"),
        accrued=Decimal("2140.05"),
        total_due=Decimal("1740.05"),
        due_on=date(2026, 4, 10),
        payload=make_payload(),
        act_number="208/2026",
    )
    return replace(facts, **changes)


def make_notice(**changes: Any) -> FeeNoticeFacts:
    """The notice of a fee that grows with the tariffs of April."""
    facts = FeeNoticeFacts(
        drawn_on=date(2026, 3, 20),
        provider=PROVIDER,
        signatory=SIGNATORY,
        customer=CUSTOMER,
        contract_number="17/2026",
        contract_date=date(2026, 3, 2),
        since=date(2026, 4, 1),
        before=FeeFigures(
            free=False,
            monthly_fee=Decimal("1200.00"),
            cost_at_tariffs=Decimal("1200.00"),
            fee_cap=Decimal("2140.25"),
            threshold=Decimal("17719.50"),
        ),
        after=FeeFigures(
            free=False,
            monthly_fee=Decimal("1320.00"),
            cost_at_tariffs=Decimal("1320.00"),
            fee_cap=Decimal("2140.25"),
            threshold=Decimal("17719.50"),
        ),
        reasons=("тарифы",),
        act="приказ от 20.03.2026 № 17",
        ground="п. 7.1 порядка",
        steps=(
            CalculationStep(
                text="Покупка и доставка продуктов (VLA-H-01): 8 × 165,00 ₽ = 1 320,00 ₽",
                value="1 320,00 ₽",
                citation="ст. 30, 32 442-ФЗ",
                rule="FED-FEE-15, сверить с действующим текстом",
                edition=LAW_442,
            ),
        ),
    )
    return replace(facts, **changes)


def make_payload(amount: Decimal = Decimal("1740.05")) -> str:
    """The string of the payment code for the sample receipt."""
    return payment_payload(
        PaymentDetails(
            name=PROVIDER.short_name,
            account=PROVIDER.account,
            bank_name=PROVIDER.bank_name,
            bic=PROVIDER.bic,
            correspondent_account=PROVIDER.correspondent_account,
            inn=PROVIDER.inn,
            kpp=PROVIDER.kpp,
            personal_account=PROVIDER.personal_account or "",
            cbc=PROVIDER.cbc or "",
            oktmo=PROVIDER.oktmo or "",
        ),
        PaymentRequest(
            amount=amount,
            purpose="Социальные услуги за март 2026, договор № 17/2026 от 02.03.2026, код 0000174",
            surname="Ильина",
            name="Мария",
            patronymic="Петровна",
            address="пгт. Красная Горбатка, ул. Новая, д. 12, кв. 7",
            personal_code="0000174",
            month=date(2026, 3, 1),
            contract="17/2026",
        ),
    )
