"""Individual programmes: presenting one to the provider starts the clock of the contract."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractRules, approach_until
from portal.domain.documents import missing_documents
from portal.domain.programme import KINDS, ProgrammeFacts, ProgrammeLine, check_programme
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import Contract, Programme, ProgrammeService, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.contract_clock import set_clock, starts_now
from portal.usecases.facts import (
    CaseFile,
    case_traits,
    first_unit,
    load_case,
    own,
    papers_list,
    submitted_papers,
)
from portal.usecases.transaction import demand_version, transaction

LONGEST_NUMBER = 60
LONGEST_TEXT = 1000
MOST_SERVICES = 200
LARGEST_VOLUME = Decimal(10_000)
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class PresentProgramme:
    """A programme as its form states it; ``valid_until`` is its last day.

    With ``alone`` it is refused beside another one of the same form and days.
    """

    recipient_id: int
    number: str
    issued_on: date
    decision_date: date | None
    form: Form
    unit_code: str | None
    valid_from: date
    valid_until: date
    services: tuple[ProgrammeLine, ...]
    conditions: str = ""
    issuer: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammePresented:
    """By when the contract is due and which papers it still waits for; moments are local.

    ``approach_due`` is the last day of the region's window for coming to a provider, if it has one.
    """

    id: int
    contract_due: datetime
    contract_due_rule: str
    federal_due: datetime | None
    missing_documents: tuple[str, ...]
    approach_due: date | None = None


def present_programme(
    command: PresentProgramme, *, region: Region, actor: Actor, now: datetime
) -> ProgrammePresented:
    """Register a programme at the moment it is handed in, and start the contract's term."""
    today = region.today(now)
    rules = region.rules.contract_rules.on(today)
    if found := programme_violations(command, region, today):
        raise RulesBroken(*found)
    approach_due = _check_window(command, rules, today)
    with transaction() as session:
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _check_unknown(session, command, actor)
        if command.alone:
            _check_alone(session, command, recipient)
        programme = _row(command, region, recipient, now)
        # The clock is set from the case, and the case holds the programme: first as it stands.
        set_clock(session, programme, region=region, started_at=now)
        session.add(programme)
        session.flush()
        case = load_case(
            session, actor.provider_id, recipient.id, day=today, programme_id=programme.id
        )
        present = {paper.code for paper in submitted_papers(case) if paper.valid_on(today)}
        waits = not starts_now(rules, present)
        if waits:
            set_clock(session, programme, region=region, started_at=now, waits=True)
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "programme_presented",
            "programme",
            programme.id,
            after=_summary(programme),
        )
        return ProgrammePresented(
            id=programme.id,
            contract_due=region.local(programme.contract_due_at),
            contract_due_rule=programme.contract_due_rule,
            federal_due=(
                region.local(programme.federal_due_at) if programme.federal_due_at else None
            ),
            missing_documents=_missing(case, region),
            approach_due=approach_due,
        )


def programme_violations(
    command: PresentProgramme, region: Region, today: date
) -> tuple[Violation, ...]:
    """Everything that can be said of a programme without the database, each field once."""
    if command.form is Form.URGENT:
        text = "Срочные услуги предоставляют без программы. Выберите другую форму обслуживания."
        return (Violation("value_invalid", text, "form", KINDS),)
    found = _check_shape(command)
    named = {violation.field for violation in found}
    if all(line.quantity_per_month.is_finite() for line in command.services):
        content = _check_content(command, region, today)
        found.extend(violation for violation in content if violation.field not in named)
    return tuple(found)


def _check_shape(command: PresentProgramme) -> list[Violation]:
    found: list[Violation] = []
    if not command.number.strip() or len(command.number) > LONGEST_NUMBER:
        text = f"Введите номер программы с бланка, не длиннее {LONGEST_NUMBER} знаков."
        found.append(Violation("value_invalid", text, "number"))
    for field, value in (("conditions", command.conditions), ("issuer", command.issuer)):
        if len(value) > LONGEST_TEXT:
            text = f"Текст длиннее {LONGEST_TEXT} знаков. Сократите его."
            found.append(Violation("value_invalid", text, field))
    if len(command.services) > MOST_SERVICES:
        text = f"В программе больше {MOST_SERVICES} услуг. Проверьте список."
        found.append(Violation("value_invalid", text, "services"))
    for index, line in enumerate(command.services):
        if not _is_volume(line.quantity_per_month):
            text = (
                f"Объём услуги в месяц — число больше нуля и не больше {LARGEST_VOLUME}, не более "
                "трёх знаков после запятой. Проверьте объём по бланку."
            )
            found.append(Violation("value_invalid", text, f"services[{index}].quantity_per_month"))
    return found


def _is_volume(quantity: Decimal) -> bool:
    if not isinstance(quantity, Decimal) or not quantity.is_finite():
        return False
    return 0 < quantity <= LARGEST_VOLUME and quantity == quantity.quantize(THOUSANDTH)


def _check_content(command: PresentProgramme, region: Region, today: date) -> tuple[Violation, ...]:
    """What the law says about the programme."""
    facts = ProgrammeFacts(
        number=command.number,
        issued_on=command.issued_on,
        form=command.form,
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        lines=command.services,
        decision_date=command.decision_date,
        unit_code=command.unit_code,
    )
    catalogue = region.rules.service_catalogue.on(today)
    programme_rules = region.rules.programme_rules.on(today)
    found = [
        *check_programme(facts, programme_rules, catalogue, today),
        *_check_dates(command, today),
    ]
    if not found:
        found.extend(_check_unit(command, region, today))
    return tuple(found)


def _check_dates(command: PresentProgramme, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if command.decision_date is not None and command.decision_date > today:
        text = "Дата решения ещё не наступила. Проверьте её по решению органа соцзащиты."
        found.append(Violation("value_invalid", text, "decision_date"))
    for index, line in enumerate(command.services):
        first, last = line.since or command.valid_from, line.until or command.valid_until
        if first < command.valid_from or last > command.valid_until:
            text = "Срок услуги выходит за срок программы. Проверьте даты услуги."
            found.append(Violation("value_invalid", text, f"services[{index}].until"))
    return tuple(found)


def _check_unit(command: PresentProgramme, region: Region, today: date) -> tuple[Violation, ...]:
    """The department exists, gives this form of service, and has these services on its list."""
    unit_code = _unit(command, region, today)
    forms = {unit.code: unit.form for unit in region.units}
    if unit_code is None:
        return ()
    if forms.get(unit_code) is not command.form:
        text = f"Это отделение не работает по форме «{command.form.label}». Выберите другое."
        return (Violation("value_invalid", text, "unit_code"),)
    catalogue = region.rules.service_catalogue.on(today)
    offered = {item.code for item in catalogue.for_form(command.form, unit_code)}
    return tuple(
        Violation(
            "value_invalid",
            f"Услуги {line.code} нет в перечне этого отделения. Выберите услугу из его перечня.",
            f"services[{index}].code",
            KINDS,
        )
        for index, line in enumerate(command.services)
        if line.code not in offered
    )


def _unit(command: PresentProgramme, region: Region, today: date) -> str | None:
    """The department named, else the one whose list holds the services, else the form's first."""
    if command.unit_code is not None:
        return command.unit_code
    catalogue = region.rules.service_catalogue.on(today)
    codes = {line.code for line in command.services}
    named = {item.unit_code for item in catalogue.items if item.code in codes and item.unit_code}
    return named.pop() if len(named) == 1 else first_unit(region, command.form)


def _check_window(command: PresentProgramme, rules: ContractRules, today: date) -> date | None:
    window = rules.approach_window
    if window is None:
        return None
    # Where no decision is named, the programme's own day stands for it: both are made together.
    last = approach_until(
        window,
        command.decision_date or command.issued_on,
        command.valid_from,
        command.valid_until,
    )
    if today > last:
        refuse(
            "approach_window_closed",
            f"Обратиться с этой программой можно было до {last:%d.%m.%Y}. Получателю нужна новая "
            "программа: её выдаёт орган социальной защиты.",
            field="decision_date",
            citation=window.citation,
        )
    return last


def _check_unknown(session: Session, command: PresentProgramme, actor: Actor) -> None:
    """One number of one day is one programme."""
    same = session.scalar(
        select(Programme.id).where(
            Programme.provider_id == actor.provider_id,
            Programme.number == command.number.strip(),
            Programme.issued_on == command.issued_on,
            Programme.withdrawn_at.is_(None),
        )
    )
    if same is not None:
        refuse(
            "duplicate",
            f"Программа № {command.number.strip()} от {command.issued_on:%d.%m.%Y} уже принята. "
            "Откройте её или проверьте номер. Вторая запись не создана.",
            field="number",
            subject=f"programme:{same}",
        )


def _check_alone(session: Session, command: PresentProgramme, recipient: Recipient) -> None:
    """The same programme is sometimes entered twice; two may stand only on purpose."""
    other = session.execute(
        select(Programme.id, Programme.number, Programme.issued_on)
        .where(
            Programme.provider_id == recipient.provider_id,
            Programme.recipient_id == recipient.id,
            Programme.form == command.form,
            Programme.valid_from <= command.valid_until,
            Programme.valid_until >= command.valid_from,
            Programme.withdrawn_at.is_(None),
        )
        .order_by(Programme.presented_at.desc(), Programme.id.desc())
        .limit(1)
    ).one_or_none()
    if other is not None:
        refuse(
            "duplicate",
            f"У получателя уже есть программа № {other.number} от {other.issued_on:%d.%m.%Y} на "
            "эту форму и эти даты. Если новая выдана отдельно, отметьте это ниже.",
            field="another",
            subject=f"programme:{other.id}",
        )


@dataclass(frozen=True, slots=True)
class WithdrawProgramme:
    """A programme entered by mistake; ``reason`` stays in sight, ``version`` is what was seen."""

    programme_id: int
    reason: str
    version: int | None = None


def withdraw_programme(
    command: WithdrawProgramme, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Take back a programme that no contract was ever drawn up on; returns the recipient's id.

    The record stays with its reason, and nothing waits for a contract on it any more.
    """
    reason = command.reason.strip()
    if not reason or len(reason) > LONGEST_TEXT:
        text = f"Напишите, почему запись ошибочна, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(programme.version, command.version)
        if programme.withdrawn_at is not None:
            raise Conflict(Violation("conflict", "Эту программу уже отозвали. Обновите страницу."))
        _demand_no_contract(session, programme)
        programme.withdrawn_at, programme.withdrawn_reason = now, reason
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "programme_withdrawn",
            "programme",
            programme.id,
            {"number": programme.number, "withdrawn_on": None},
            {"number": programme.number, "withdrawn_on": region.today(now)},
            reason,
        )
        return programme.recipient_id


def _demand_no_contract(session: Session, programme: Programme) -> None:
    contract = session.execute(
        select(Contract.id, Contract.number)
        .where(Contract.provider_id == programme.provider_id, Contract.programme_id == programme.id)
        .limit(1)
    ).one_or_none()
    if contract is not None:
        refuse(
            "overlap",
            f"По этой программе составлен договор № {contract.number}: отозвать её нельзя. "
            "Исправляйте договор.",
            subject=f"contract:{contract.id}",
        )


def _row(
    command: PresentProgramme, region: Region, recipient: Recipient, now: datetime
) -> Programme:
    return Programme(
        provider_id=recipient.provider_id,
        recipient_id=recipient.id,
        number=command.number.strip(),
        issued_on=command.issued_on,
        decision_date=command.decision_date,
        form=command.form,
        unit_code=_unit(command, region, region.today(now)),
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        conditions=command.conditions.strip(),
        issuer=command.issuer.strip() or region.identity.authority,
        presented_at=now,
        services=[
            ProgrammeService(
                provider_id=recipient.provider_id,
                code=line.code,
                quantity_per_month=line.quantity_per_month,
                since=line.since,
                until=line.until,
            )
            for line in command.services
        ],
    )


def _missing(case: CaseFile, region: Region) -> tuple[str, ...]:
    papers = papers_list(case, region)
    if papers is None:
        return ()
    traits = case_traits(case, region.rules.fee_rules.on(case.day))
    missing = missing_documents(papers, traits, submitted_papers(case), case.day, case.age)
    return tuple(requirement.code for requirement in missing)


def _summary(programme: Programme) -> dict[str, object]:
    return {
        "recipient": programme.recipient_id,
        "number": programme.number,
        "issued_on": programme.issued_on,
        "form": programme.form.value,
        "valid_from": programme.valid_from,
        "valid_until": programme.valid_until,
        "services": {row.code: row.quantity_per_month for row in programme.services},
        "contract_due_at": programme.contract_due_at,
        "contract_due_rule": programme.contract_due_rule,
    }
