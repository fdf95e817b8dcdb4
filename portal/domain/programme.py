"""The individual programme: what it must hold before a contract can rest on it.

Rules: FED-IPP-01, FED-IPP-05, FED-IPP-10, FED-IPP-11.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.calendar import add_months
from portal.domain.catalogue import Form, ServiceCatalogue, check_monthly
from portal.domain.deadlines import DeadlineRule, Unit
from portal.domain.law import Citation
from portal.domain.programme_rules import REVIEW, ProgrammeRules, section_of
from portal.domain.violations import RulesBroken, Violation
from portal.domain.visit_plan import Frequency

CONTENT = Citation("FED-IPP-01", "442-FZ", "ч. 1 ст. 16 442-ФЗ")
SERVICE_PERIOD = Citation("FED-IPP-10", "442-FZ", "примечание к форме программы, ст. 16 442-ФЗ")
KINDS = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
ENDS = Citation("FED-CON-10", "442-FZ", "ст. 16, 17 442-ФЗ", verify=True)


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A service of the programme; ``since`` and ``until`` (inclusive) narrow its dates.

    ``frequency`` is None where the paper does not say how often.
    """

    code: str
    quantity_per_month: Decimal
    since: date | None = None
    until: date | None = None
    frequency: Frequency | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme as presented; ``valid_until`` is its last day."""

    number: str
    issued_on: date
    form: Form
    valid_from: date
    valid_until: date
    lines: tuple[ProgrammeLine, ...]
    decision_date: date | None = None
    unit_code: str | None = None


def check_programme(
    facts: ProgrammeFacts, rules: ProgrammeRules, catalogue: ServiceCatalogue, day: date
) -> tuple[Violation, ...]:
    """What keeps the programme from being registered on ``day``; empty when nothing does."""
    review = rules.deadline(REVIEW)
    return (*_check_dates(facts, review, day), *_check_lines(facts, rules, catalogue))


def last_possible_day(review: DeadlineRule, since: date) -> date:
    """The last day of a programme that began on ``since``: by then it is reviewed (FED-IPP-05)."""
    return add_months(since, review.amount * (12 if review.unit is Unit.YEAR else 1))


def _check_dates(facts: ProgrammeFacts, review: DeadlineRule, day: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if facts.issued_on > day:
        text = "Дата программы позже сегодняшней. Проверьте дату на бланке."
        found.append(Violation("value_invalid", text, "issued_on"))
    if facts.valid_until < facts.valid_from:
        text = "Программа заканчивается раньше, чем начинается. Проверьте обе даты."
        found.append(Violation("value_invalid", text, "valid_until"))
        return tuple(found)
    longest = last_possible_day(review, facts.valid_from)
    if facts.valid_until > longest:
        text = (
            f"Программа не может действовать дольше трёх лет: последний возможный день "
            f"{longest:%d.%m.%Y}. Введите срок с бланка программы."
        )
        found.append(Violation("programme_too_long", text, "valid_until", review.citation))
    if facts.valid_until < day:
        text = (
            f"Программа действовала до {facts.valid_until:%d.%m.%Y} и уже закончилась. Получателю "
            "нужна новая программа: её выдаёт орган социальной защиты."
        )
        found.append(Violation("programme_expired", text, "valid_until", ENDS))
    return tuple(found)


def _check_lines(
    facts: ProgrammeFacts, rules: ProgrammeRules, catalogue: ServiceCatalogue
) -> tuple[Violation, ...]:
    if not facts.lines:
        text = "В программе нет ни одной услуги. Добавьте услуги с бланка программы."
        return (Violation("value_invalid", text, "services", CONTENT),)
    found: list[Violation] = []
    seen: set[str] = set()
    for index, line in enumerate(facts.lines):
        path = f"services[{index}]"
        if line.code in seen:
            text = f"Услуга {line.code} указана дважды. Сложите объёмы в одной строке."
            found.append(Violation("value_invalid", text, f"{path}.code"))
        seen.add(line.code)
        found.extend(_check_line(line, facts, (rules, catalogue), path))
    return tuple(found)


def _check_line(
    line: ProgrammeLine,
    facts: ProgrammeFacts,
    law: tuple[ProgrammeRules, ServiceCatalogue],
    path: str,
) -> tuple[Violation, ...]:
    rules, catalogue = law
    try:
        item = catalogue.item(line.code, field=f"{path}.code")
        section_of(rules, item.kind, field=f"{path}.code")
    except RulesBroken as broken:
        return broken.violations
    found: list[Violation] = []
    if item.form is not facts.form:
        text = (
            f"Услуга «{item.title}» относится к форме «{item.form.label}», а программа — "
            f"к форме «{facts.form.label}». Выберите услугу из перечня этой формы."
        )
        found.append(Violation("value_invalid", text, f"{path}.code", KINDS))
    if line.quantity_per_month <= 0:
        text = "Объём услуги в месяц должен быть больше нуля, например 8."
        found.append(Violation("value_invalid", text, f"{path}.quantity_per_month", CONTENT))
    found.extend(check_monthly(item, line.quantity_per_month, field=f"{path}.quantity_per_month"))
    if line.since is not None and line.until is not None and line.until < line.since:
        text = "Услуга заканчивается раньше, чем начинается. Проверьте даты."
        found.append(Violation("value_invalid", text, f"{path}.until", SERVICE_PERIOD))
    return tuple(found)
