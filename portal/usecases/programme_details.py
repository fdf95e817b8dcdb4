"""A programme as its form states it, and what can be said about it without the database."""

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.fee_decision import NOT_NAMED, FeeByDecision, check_decision
from portal.domain.minors import AdmissionAge, check_age
from portal.domain.programme import KINDS, ProgrammeFacts, ProgrammeLine, check_programme
from portal.domain.violations import RulesBroken, Violation
from portal.regions.registry import Region
from portal.usecases.facts import first_unit
from portal.usecases.programme_grounds import ProgrammeGrounds, grounds_violations
from portal.usecases.recorded_sheets import NOTHING, Sheet

LONGEST_NUMBER = 60
LONGEST_TEXT = 1000
MOST_SERVICES = 200
LARGEST_VOLUME = Decimal(10_000)
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class PresentProgramme:
    """A programme as its form states it; ``valid_until`` is its last day.

    With ``alone`` it is refused beside another one of the same form and days. ``decision`` is what
    the authority's decision says of the fee, ``target_group`` whom the department serves.
    ``issued_elsewhere`` names another region, ``unavailable`` its services that are not given here.
    ``first_contract_on`` is the day of the contract with the provider that is left (MSK-TRN-01).
    ``grounds`` None = whoever hands the record over was not asked: lists made before the question.
    So does ``sheet`` None, the other fields of its form; ``decision_sheet`` those of the decision.
    ``presented_on`` and ``presented_time`` are local, when it was brought; both None = now.
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
    decision: FeeByDecision = NOT_NAMED
    target_group: str | None = None
    issued_elsewhere: str = ""
    unavailable: str = ""
    grounds: ProgrammeGrounds | None = None
    first_contract_on: date | None = None
    sheet: Sheet | None = None
    decision_sheet: Sheet = NOTHING
    presented_on: date | None = None
    presented_time: time | None = None


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
    for field, value in (
        ("conditions", command.conditions),
        ("issuer", command.issuer),
        ("issued_elsewhere", command.issued_elsewhere),
        ("unavailable", command.unavailable),
    ):
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
        *check_decision(region.rules.fee_rules.on(today), command.form, command.decision),
        *_check_grounds(command, region, today),
    ]
    if not found:
        found.extend(_check_unit(command, region, today))
        found.extend(_check_group(command, region, today))
    return tuple(found)


def _check_grounds(command: PresentProgramme, region: Region, today: date) -> tuple[Violation, ...]:
    if command.grounds is None:
        return ()
    return grounds_violations(
        command.grounds,
        command.form,
        command.valid_until,
        region,
        today,
        elsewhere=bool(command.issued_elsewhere.strip()),
    )


def _check_dates(command: PresentProgramme, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if command.decision_date is not None and command.decision_date > today:
        text = "Дата решения ещё не наступила. Проверьте её по решению органа соцзащиты."
        found.append(Violation("value_invalid", text, "decision_date"))
    elif command.decision_date is not None and command.decision_date > command.issued_on:
        text = (
            f"Решение {command.decision_date:%d.%m.%Y} позже самой программы от "
            f"{command.issued_on:%d.%m.%Y}: программу составляют по решению. Проверьте обе даты."
        )
        found.append(Violation("value_invalid", text, "decision_date"))
    first_contract, decided = command.first_contract_on, command.decision_date or command.issued_on
    if first_contract is not None and not decided <= first_contract <= today:
        text = f"Введите день с {decided:%d.%m.%Y} (решение) по {today:%d.%m.%Y} (сегодня)."
        found.append(Violation("value_invalid", text, "first_contract_on"))
    for index, line in enumerate(command.services):
        first, last = line.since or command.valid_from, line.until or command.valid_until
        if first < command.valid_from or last > command.valid_until:
            text = "Срок услуги выходит за срок программы. Проверьте даты услуги."
            found.append(Violation("value_invalid", text, f"services[{index}].until"))
    return tuple(found)


def _check_unit(command: PresentProgramme, region: Region, today: date) -> tuple[Violation, ...]:
    """The department exists, gives this form of service, and has these services on its list."""
    unit_code = unit_of(command, region, today)
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


def unit_of(command: PresentProgramme, region: Region, today: date) -> str | None:
    """The department named, else the one whose list holds the services, else the form's first."""
    if command.unit_code is not None:
        return command.unit_code
    catalogue = region.rules.service_catalogue.on(today)
    codes = {line.code for line in command.services}
    named = {item.unit_code for item in catalogue.items if item.code in codes and item.unit_code}
    return named.pop() if len(named) == 1 else first_unit(region, command.form)


def admission_age(region: Region, unit_code: str | None, day: date) -> AdmissionAge | None:
    """Whom a department for children admits, where the region says so (VLA-MIN-06)."""
    ages = region.rules.representation_rules.on(day).minors.ages
    return next((rule for rule in ages if rule.unit_code == unit_code), None)


def demand_age(region: Region, unit_code: str | None, born: date, day: date) -> None:
    """A department for children admits up to a birthday, that day excluded (VLA-MIN-06)."""
    rule = admission_age(region, unit_code, day)
    if rule is not None and (found := check_age(rule, born, day)):
        raise RulesBroken(*(replace(one, field="unit_code") for one in found))


def _check_group(command: PresentProgramme, region: Region, today: date) -> tuple[Violation, ...]:
    """A group is marked for a department that names groups, and is one of them."""
    if command.target_group is None:
        return ()
    rule = admission_age(region, unit_of(command, region, today), today)
    if rule is None:
        text = "Для этого отделения группу не отмечают. Уберите отметку или выберите отделение."
        return (Violation("value_invalid", text, "target_group"),)
    try:
        rule.groups.choice(command.target_group, field="target_group")
    except RulesBroken as broken:
        return broken.violations
    return ()
