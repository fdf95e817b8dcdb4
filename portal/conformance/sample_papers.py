"""Believable facts for every kind of paper, so that a region's templates can be tried."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.documents.changes import (
    AmendedService,
    AmendmentFacts,
    ContractRefusalFacts,
    EndingFacts,
    FeeFigures,
    FeeNoticeFacts,
)
from portal.documents.facts import (
    ActPaperFacts,
    ActServiceLine,
    ClauseText,
    ContractFacts,
    ContractService,
    FeeTerms,
    FormFacts,
    PaperFacts,
    ReceiptFacts,
)
from portal.documents.parts import (
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    Signatory,
)
from portal.domain.contract import Clause
from portal.domain.printed_forms import (
    ACT,
    AMENDMENT,
    CONTRACT,
    CONTRACT_REFUSAL,
    ENDING_AGREEMENT,
    ENDING_NOTICE,
    ENDING_ORDER,
    FEE_NOTICE,
    RECEIPT,
    PrintedForm,
)
from portal.regions.federal.clauses import PLACEHOLDERS
from portal.regions.registry import Region

_PROVIDER = ProviderDetails(
    name="Государственное бюджетное учреждение «Центр социального обслуживания»",
    short_name="ГБУ «Центр»",
    address="600000, г. Город, ул. Мира, д. 1",
    phone="+7 000 000-00-00",
    inn="3327100015",
    kpp="332701001",
    bank_name="Отделение банка",
    bic="041708001",
    account="40601810000081000001",
    correspondent_account="40102810945370000020",
)
_SIGNATORY = Signatory(
    name="Орлова Вера Павловна",
    short_name="Орлова В. П.",
    position="директор",
    name_genitive="Орловой Веры Павловны",
    position_genitive="директора",
    basis="Устава",
    sex="f",
)
_CUSTOMER = Customer(
    name="Ильина Мария Петровна",
    short_name="Ильина М. П.",
    sex="f",
    identity="паспорт 00 00 № 000000, выдан отделением в Городе 01.02.2003",
    address="600000, г. Город, ул. Мира, д. 2",
)
_GUARDIAN = CustomerRepresentative(
    name="Ильин Сергей Львович",
    short_name="Ильин С. Л.",
    name_genitive="Ильина Сергея Львовича",
    sex="m",
    identity="паспорт 00 00 № 000001",
    basis="акта об опеке от 01.02.2024 № 1",
    address="600000, г. Город, ул. Мира, д. 3",
)
_LONG = "Ильина Мария Петровна, 01.02.1948, г. Город, ул. Большая Нижегородская, д. 100"
_STEPS = (CalculationStep(text="Доход за 12 месяцев", value="240000.00", citation="ст. 31"),)


def papers_of(region: Region, code: str, day: date) -> tuple[PaperFacts, ...]:
    """The sample papers a form of this code prints: paid and free; none for a strange code."""
    match code:
        case _ if code == CONTRACT:
            return (_contract(region, day, free=False), _contract(region, day, free=True))
        case _ if code == ACT:
            return (_act(day, free=False), _act(day, free=True))
        case _ if code == RECEIPT:
            return (_receipt(day),)
        case _ if code == FEE_NOTICE:
            return (_fee_notice(day, represented=False), _fee_notice(day, represented=True))
        case _ if code == AMENDMENT:
            return (_amendment(day, fee=True), _amendment(day, fee=False))
    return _of_an_end(code, day) or _by_fields(region.printed_form(code, day))


def _of_an_end(code: str, day: date) -> tuple[PaperFacts, ...]:
    if code == CONTRACT_REFUSAL:
        return (_refusal(day),)
    if code in (ENDING_ORDER, ENDING_AGREEMENT, ENDING_NOTICE):
        return (_ending(day, owes=True), _ending(day, owes=False))
    return ()


def _by_fields(form: PrintedForm) -> tuple[PaperFacts, ...]:
    return (_blank(form), _filled_in(form)) if form.fields else ()


def _blank(form: PrintedForm) -> FormFacts:
    return FormFacts(title=form.title, values={}, tables={})


def _filled_in(form: PrintedForm) -> FormFacts:
    """Every field with a long text, every table with two rows: nothing may be cut off."""
    return FormFacts(
        title=form.title,
        values={field.code: _LONG for field in form.fields if not field.kind.printed_as_it_is},
        tables={
            field.code: (
                tuple("1" if name == "№" else _LONG[: len(_LONG) // 2] for name in field.columns),
            )
            * 2
            for field in form.fields
            if field.columns
        },
    )


def _contract(region: Region, day: date, *, free: bool) -> ContractFacts:
    rules = region.rules.contract_rules.on(day)
    return ContractFacts(
        number="1/26",
        concluded_on=day,
        place="г. Город",
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        programme=_programme(day),
        clauses=tuple(_filled(clause) for clause in rules.clauses),
        services=(
            ContractService(
                code="X-01",
                title="Покупка продуктов",
                unit_title="раз",
                quantity=Decimal(8),
                tariff=Decimal("100.00"),
                amount=Decimal("800.00"),
            ),
        ),
        fee=FeeTerms(
            free=free,
            monthly_fee=Decimal(0) if free else Decimal("800.00"),
            cost_at_tariffs=Decimal("800.00"),
            free_ground="несовершеннолетние дети" if free else None,
            average_income=None if free else Decimal("30000.00"),
            threshold=None if free else Decimal("21000.00"),
            fee_cap=None if free else Decimal("4500.00"),
            steps=_STEPS,
        ),
        valid_until=_year_later(day),
        representative=_GUARDIAN if free else None,
        copies=rules.copies,
    )


def _filled(clause: Clause) -> ClauseText:
    words = dict.fromkeys(PLACEHOLDERS, "образец")
    return ClauseText(clause.number, clause.section, clause.text.format_map(words))


def _act(day: date, *, free: bool) -> ActPaperFacts:
    line = ActServiceLine(
        code="X-01",
        title="Покупка продуктов",
        unit_title="раз",
        allowed=Decimal(8),
        quantity=Decimal(8),
        tariff=Decimal("100.00"),
        amount=Decimal("800.00"),
    )
    return ActPaperFacts(
        number="1/26",
        drawn_on=day,
        month=day.replace(day=1),
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        contract_number="1/26",
        contract_date=day,
        programme=_programme(day),
        lines=(line,),
        cost_at_tariffs=Decimal("800.00"),
        payable=Decimal(0) if free else Decimal("800.00"),
        free=free,
        free_ground="несовершеннолетние дети" if free else None,
        representative=_GUARDIAN if free else None,
        due_on=None if free else day,
        steps=_STEPS,
    )


def _receipt(day: date) -> ReceiptFacts:
    return ReceiptFacts(
        provider=_PROVIDER,
        payer_name=_CUSTOMER.name,
        payer_address=_CUSTOMER.address,
        personal_code="0000001",
        contract_number="1/26",
        contract_date=day,
        month=day.replace(day=1),
        purpose="Социальные услуги, договор № 1/26",
        debt_before=Decimal("0.00"),
        accrued=Decimal("800.00"),
        total_due=Decimal("800.00"),
        due_on=day,
        payload=None,
    )


def _fee_notice(day: date, *, represented: bool) -> FeeNoticeFacts:
    figures = FeeFigures(
        free=False,
        monthly_fee=Decimal("800.00"),
        cost_at_tariffs=Decimal("900.00"),
        fee_cap=Decimal("800.00"),
        threshold=Decimal("21000.00"),
    )
    return FeeNoticeFacts(
        drawn_on=day,
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        contract_number="1/26",
        contract_date=day,
        since=_year_later(day),
        before=figures,
        after=figures,
        reasons=("Изменились тарифы.",),
        act="постановление от 01.02.2026 № 1",
        ground="п. 10 договора",
        steps=_STEPS,
        choices=("согласие", "отказ"),
        representative=_GUARDIAN if represented else None,
    )


def _amendment(day: date, *, fee: bool) -> AmendmentFacts:
    figures = FeeFigures(
        free=False,
        monthly_fee=Decimal("800.00"),
        cost_at_tariffs=Decimal("900.00"),
        fee_cap=Decimal("800.00"),
        threshold=Decimal("21000.00"),
    )
    line = AmendedService(
        code="1",
        title=_LONG,
        unit_title="1 раз",
        before=Decimal(4),
        after=Decimal(8),
        tariff=Decimal("112.50"),
        amount=Decimal("900.00"),
    )
    return AmendmentFacts(
        number="1",
        drawn_on=day,
        place="г. Город",
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        contract_number="1/26",
        contract_date=day,
        since=_year_later(day),
        ground="соглашение сторон",
        clauses=("Социальный работник приходит по вторникам и пятницам.",),
        services=(line, replace(line, after=None)) if fee else (),
        before=figures if fee else None,
        after=figures if fee else None,
        reasons=("тарифы",) if fee else (),
        act="постановление от 01.02.2026 № 1" if fee else "",
        steps=_STEPS if fee else (),
        representative=None if fee else _GUARDIAN,
    )


def _programme(day: date) -> ProgrammeDetails:
    return ProgrammeDetails(
        number="1", issued_on=day, valid_from=day, valid_until=_year_later(day), issuer="Орган"
    )


def _year_later(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))


def _ending(day: date, *, owes: bool) -> EndingFacts:
    """A debt with a day named, or an overpayment of a contract that ends with its notice."""
    return EndingFacts(
        order_number="1/2026",
        drawn_on=day,
        place="г. Город",
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        representative=None if owes else _GUARDIAN,
        contract_number="1/26",
        contract_date=day,
        ground="письменное заявление получателя (законного представителя) об отказе",
        clause="ч. 1 ст. 18 442-ФЗ",
        basis=(f"Заявление об отказе от {day:%d.%m.%Y} № 1",) if owes else (),
        last_day=day if owes else None,
        balance=Decimal("800.00") if owes else Decimal("-800.00"),
        open_months=(day.replace(day=1),) if owes else (),
        moved_to="" if owes else "Соседняя область",
        copies=2,
    )


def _refusal(day: date) -> ContractRefusalFacts:
    return ContractRefusalFacts(
        number="1/2026",
        drawn_on=day,
        place="г. Город",
        provider=_PROVIDER,
        signatory=_SIGNATORY,
        customer=_CUSTOMER,
        representative=_GUARDIAN,
        programme=_programme(day),
        form_title="на дому",
        ground="медицинские противопоказания",
        clause="ч. 3 ст. 18 442-ФЗ",
        basis=(f"Заключение медицинской организации от {day:%d.%m.%Y} № 1, поликлиника № 1",),
        note="Обратитесь ещё раз после лечения.",
    )
