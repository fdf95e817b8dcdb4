"""The monthly fee: who is served free, what the income is, how high the fee may be.

Rules: FED-FEE-01 to FED-FEE-18. Two editions of the income rules live side by side; the day of the
application picks one. Amounts are rubles; rounding is FED-FEE-17.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.domain.calendar import month_of, next_month
from portal.domain.catalogue import Form
from portal.domain.explanation import Step
from portal.domain.law import Citation, Timeline
from portal.domain.money import ZERO, down, figures, half_up, rubles_text
from portal.domain.people import (
    MAJORITY,
    PopulationGroup,
    Relation,
    age_on,
    is_minor,
    population_group,
)
from portal.domain.reference import ReferenceBook, ReferenceValue, check_multiplier
from portal.domain.violations import refuse

MONTHS_IN_WINDOW = 12
MINOR = "minor"
INCOME_GROUND = "income_not_above_threshold"
ROUNDING = Citation("FED-FEE-17", "portal", "правило портала об округлении", verify=True)
LEGACY = Citation("FED-FEE-13", "442-FZ", "ч. 2 ст. 35 442-ФЗ")
DECISION_CAP_NOTE = "Решение органа соцзащиты называет предел"


@dataclass(frozen=True, slots=True)
class IncomeItem:
    """Money one person got in one month; ``kind`` decides whether it counts (FED-FEE-11, -12)."""

    month: date
    amount: Decimal
    kind: str = "pension"


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A person of the household; who of them is family is for the income rules to say."""

    relation: Relation
    born: date | None
    incomes: tuple[IncomeItem, ...] = ()
    student: bool = False
    married: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedCategory:
    """A category a person claims; it frees only when a paper proves it (FED-FEE-01)."""

    code: str
    proved: bool


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service of the programme with its monthly quantity; ``tariff`` None means the reference book's."""

    code: str
    quantity: Decimal
    tariff: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FreeCategory:
    """A category served free from ``since`` to the day before ``until``, in the named forms.

    ``minors_only`` ends it with the eighteenth birthday, whatever paper proves it (FED-MIN-02).
    """

    code: str
    title: str
    since: date
    forms: frozenset[Form]
    citation: Citation
    until: date | None = None
    minors_only: bool = False

    def holds(self, form: Form, day: date) -> bool:
        """Whether the category frees in this form of service on this day."""
        return form in self.forms and self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class FeeCap:
    """The bound of the monthly fee in a form of service.

    ``over_threshold``: the percentage is taken of the excess over the threshold, else of the whole
    income. ``federal`` is the federal clause a regional one repeats. ``decision``: the clause by which
    the authority's decision may name a lower bound (MSK-FEE-07).
    """

    form: Form
    percent: int
    over_threshold: bool
    citation: Citation
    federal: Citation | None = None
    decision: Citation | None = None


@dataclass(frozen=True, slots=True)
class IncomeRules:
    """An edition of the rules on income: window, family, what does not count.

    ``skipped_months`` lie between the window and the month of application. ``student_age`` is the age
    below which a full-time student still counts as a child; None = only minors count.
    """

    skipped_months: int
    relations: frozenset[Relation]
    student_age: int | None
    married_children: bool
    not_counted: frozenset[str]
    window_citation: Citation
    family_citation: Citation
    items_citation: Citation


@dataclass(frozen=True, slots=True)
class FeeRules:
    """Everything a region says about the fee. ``income`` is chosen by the day of the application.

    ``free_categories`` may name a category more than once, by law of the region and by federal law:
    the first that holds answers.
    """

    free_categories: tuple[FreeCategory, ...]
    caps: tuple[FeeCap, ...]
    income: Timeline[IncomeRules]
    income_frees: frozenset[Form]
    free_by_income: Citation
    threshold: Citation
    smaller: Citation
    federal_free_by_income: Citation | None = None

    def categories_on(self, day: date) -> tuple[FreeCategory, ...]:
        """The categories a person may claim on the day in some form of service, each code once."""
        found: dict[str, FreeCategory] = {}
        for category in self.free_categories:
            if any(category.holds(form, day) for form in category.forms):
                found.setdefault(category.code, category)
        return tuple(found.values())

    def cap(self, form: Form) -> FeeCap:
        """The bound for a form of service; urgent services have none and are refused."""
        for cap in self.caps:
            if cap.form is form:
                return cap
        refuse("value_invalid", f"Для формы «{form.label}» плата не считается.", field="form")


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a fee is decided from.

    ``applied_on`` picks the income rules and the threshold; ``rules_day`` the categories and tariffs.
    The optional amounts, when given, stand in for the reference book.
    """

    form: Form
    applied_on: date
    rules_day: date
    born: date
    household: tuple[HouseholdMember, ...] = ()
    categories: tuple[ClaimedCategory, ...] = ()
    services: tuple[PlannedService, ...] = ()
    group: PopulationGroup | None = None
    subsistence_minimum: Decimal | None = None
    threshold_multiplier: Decimal | None = None
    threshold_day: date | None = None
    decision_cap: Decimal | None = None
    legacy_fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IncomeAssessment:
    """The average per capita income and how it came about; months without a figure count as zero."""

    average: Decimal
    window: tuple[date, date]
    household_size: int
    months_counted: int
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeDecision:
    """The decision with its derivation. Sums are rubles per month; None = the law does not ask."""

    cost_at_tariffs: Decimal
    monthly_fee: Decimal
    free: bool
    free_ground: str | None
    free_ground_title: str | None
    average_income: Decimal | None
    window: tuple[date, date] | None
    household_size: int | None
    months_counted: int | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    rules: tuple[str, ...] = field(default=())


def income_window(applied_on: date, rules: IncomeRules) -> tuple[date, date]:
    """First and last month of the twelve that count (FED-FEE-08 until 2024, FED-FEE-09 from 2025)."""
    last = next_month(month_of(applied_on), -1 - rules.skipped_months)
    return next_month(last, 1 - MONTHS_IN_WINDOW), last


def why_not_family(member: HouseholdMember, applied_on: date, rules: IncomeRules) -> str | None:
    """Why a member of the household is not family for the income, or None when counted (FED-FEE-10)."""
    if member.relation not in rules.relations:
        return "по закону не входит в семью для расчёта дохода"
    if member.relation is not Relation.CHILD:
        return None
    if member.married and not rules.married_children:
        return "в браке, поэтому в семью родителя не входит"
    if member.born is None:
        return "не указана дата рождения"
    age = age_on(member.born, applied_on)
    if age < MAJORITY:
        return None
    if rules.student_age is None or not member.student:
        return "старше 18 лет"
    return None if age < rules.student_age else f"учится, но уже исполнилось {rules.student_age}"


def check_household(members: tuple[HouseholdMember, ...]) -> None:
    """Refuse a household that cannot be right: no recipient, a child without a birth date, a month
    twice with the same kind, a negative amount. Raises RulesBroken("value_invalid") with the field.
    """
    recipients = sum(member.relation is Relation.RECIPIENT for member in members)
    if recipients != 1:
        refuse(
            "value_invalid",
            "В составе семьи должен быть ровно один получатель. Добавьте его доходы.",
            field="household",
        )
    for index, member in enumerate(members):
        if member.relation is Relation.CHILD and member.born is None:
            refuse(
                "value_invalid",
                "Укажите дату рождения сына или дочери: по ней решается, входит ли он в семью.",
                field=f"household[{index}].born",
            )
        _check_incomes(member.incomes, f"household[{index}].incomes")


def _check_incomes(incomes: tuple[IncomeItem, ...], path: str) -> None:
    seen: set[tuple[date, str]] = set()
    for index, item in enumerate(incomes):
        if (item.month, item.kind) in seen:
            refuse(
                "value_invalid",
                f"Доход за {item.month:%m.%Y} указан дважды. Оставьте одну строку на месяц.",
                field=f"{path}[{index}].month",
            )
        seen.add((item.month, item.kind))
        if item.amount < 0:
            refuse(
                "value_invalid",
                "Доход не может быть отрицательным. Введите ноль, если дохода не было.",
                field=f"{path}[{index}].amount",
            )


def assess_income(
    members: tuple[HouseholdMember, ...], applied_on: date, rules: IncomeRules
) -> IncomeAssessment:
    """The average per capita income over twelve months, rounded half up (FED-FEE-09, FED-FEE-17).

    ``months_counted`` are the months of the window with at least one figure of the family.
    """
    check_household(members)
    first, last = income_window(applied_on, rules)
    total, family, months = ZERO, 0, set[date]()
    family_steps: list[Step] = []
    skipped_items: list[Step] = []
    for member in members:
        reason = why_not_family(member, applied_on, rules)
        if reason is not None:
            family_steps.append(
                Step(
                    f"Не считаем: {member.relation.label} — {reason}.", None, rules.family_citation
                )
            )
            continue
        family += 1
        for item in member.incomes:
            if item.month < first or item.month > last:
                continue
            if item.kind in rules.not_counted:
                skipped_items.append(
                    Step(
                        f"{rubles_text(item.amount)} за {item.month:%m.%Y} не считаем: такая выплата "
                        "исключена из дохода.",
                        None,
                        rules.items_citation,
                    )
                )
                continue
            total += item.amount
            months.add(item.month)
    average = half_up(total / MONTHS_IN_WINDOW / family)
    warnings: tuple[str, ...] = ()
    if len(months) < MONTHS_IN_WINDOW:
        missing = MONTHS_IN_WINDOW - len(months)
        warnings = (f"За {missing} мес. из 12 доход не указан: эти месяцы считаются как ноль.",)
    steps = (
        Step(
            f"Доход берём за 12 месяцев: с {first:%m.%Y} по {last:%m.%Y} "
            f"(заявление {applied_on:%d.%m.%Y}).",
            f"{first:%Y-%m}/{last:%Y-%m}",
            rules.window_citation,
            tuple(skipped_items),
        ),
        Step(
            f"В семье для расчёта — {family} чел.",
            str(family),
            rules.family_citation,
            tuple(family_steps),
        ),
        Step(
            f"Среднедушевой доход: {rubles_text(total)} ÷ 12 ÷ {family} = {rubles_text(average)}.",
            str(average),
            rules.window_citation,
        ),
    )
    return IncomeAssessment(average, (first, last), family, len(months), steps, warnings)


def decide_fee(facts: FeeFacts, rules: FeeRules, book: ReferenceBook) -> FeeDecision:
    """The monthly fee for a programme's services (FED-FEE-06): the smaller of tariffs and cap, or free.

    Raises RulesBroken("value_invalid") for an unknown category or a broken household and
    RulesBroken("reference_missing") when a tariff or a subsistence minimum is not there.
    """
    cost, cost_step = _cost(facts, book)
    category, warnings = _free_category(facts, rules)
    if category is not None:
        return _free_by_category(category, cost, cost_step, warnings)
    income = assess_income(facts.household, facts.applied_on, rules.income.on(facts.applied_on))
    warnings += income.warnings
    threshold: Decimal | None = None
    steps = [*income.steps]
    if facts.form in rules.income_frees:
        threshold, threshold_steps = _threshold(facts, rules, book)
        steps.extend(threshold_steps)
        if income.average <= threshold:
            steps.append(_free_by_income(income.average, threshold, rules))
            return _decision(
                facts, cost, ZERO, steps=(*steps, cost_step), income=income, threshold=threshold,
                fee_cap=ZERO, warnings=warnings, free_by_income=True,
            )  # fmt: skip
    fee_cap, cap_steps, cap_warnings = _cap(facts, rules, income.average, threshold)
    warnings += cap_warnings
    fee, fee_step = _smaller(cost, fee_cap, rules)
    steps.extend((*cap_steps, cost_step, fee_step))
    if facts.legacy_fee is not None and facts.legacy_fee < fee:
        fee = facts.legacy_fee
        steps.append(_legacy_step(fee))
    return _decision(
        facts, cost, fee, steps=tuple(steps), income=income, threshold=threshold,
        fee_cap=fee_cap, warnings=warnings,
    )  # fmt: skip


def _decision(
    facts: FeeFacts,
    cost: Decimal,
    fee: Decimal,
    *,
    steps: tuple[Step, ...],
    income: IncomeAssessment,
    threshold: Decimal | None,
    fee_cap: Decimal,
    warnings: tuple[str, ...],
    free_by_income: bool = False,
) -> FeeDecision:
    title = "среднедушевой доход не выше предельной величины" if free_by_income else None
    return FeeDecision(
        cost_at_tariffs=cost,
        monthly_fee=fee,
        free=free_by_income,
        free_ground=INCOME_GROUND if free_by_income else None,
        free_ground_title=title,
        average_income=income.average,
        window=income.window,
        household_size=income.household_size,
        months_counted=income.months_counted,
        threshold=threshold,
        fee_cap=fee_cap,
        steps=steps,
        warnings=warnings,
        rules=_rules_of(steps),
    )


def _free_by_category(
    category: FreeCategory, cost: Decimal, cost_step: Step, warnings: tuple[str, ...]
) -> FeeDecision:
    step = Step(f"Бесплатно независимо от дохода: {category.title}.", "0.00", category.citation)
    steps = (step, cost_step)
    return FeeDecision(
        cost_at_tariffs=cost,
        monthly_fee=ZERO,
        free=True,
        free_ground=category.code,
        free_ground_title=category.title,
        average_income=None,
        window=None,
        household_size=None,
        months_counted=None,
        threshold=None,
        fee_cap=None,
        steps=steps,
        warnings=warnings,
        rules=_rules_of(steps),
    )


def _free_category(facts: FeeFacts, rules: FeeRules) -> tuple[FreeCategory | None, tuple[str, ...]]:
    warnings: list[str] = []
    minor = is_minor(facts.born, facts.rules_day)
    if minor:
        by_age = _in_force(MINOR, facts, rules)
        if by_age is not None:
            return by_age, ()
    for index, claim in enumerate(facts.categories):
        _demand_known(claim.code, index, rules)
        category = _in_force(claim.code, facts, rules)
        if category is None or (category.minors_only and not minor):
            continue
        if claim.proved:
            return category, tuple(warnings)
        warnings.append(
            f"Категория «{category.title}» не подтверждена документом: бесплатно пока нельзя."
        )
    return None, tuple(warnings)


def _demand_known(code: str, index: int, rules: FeeRules) -> None:
    if all(category.code != code for category in rules.free_categories):
        refuse(
            "value_invalid",
            f"Льготной категории «{code}» нет в перечне региона. Выберите категорию из перечня.",
            field=f"categories[{index}].code",
        )


def _in_force(code: str, facts: FeeFacts, rules: FeeRules) -> FreeCategory | None:
    """The category as it frees in this form of service on the day whose rules apply."""
    for category in rules.free_categories:
        if category.code == code and category.holds(facts.form, facts.rules_day):
            return category
    return None


def _cost(facts: FeeFacts, book: ReferenceBook) -> tuple[Decimal, Step]:
    total = ZERO
    lines: list[Step] = []
    for index, service in enumerate(facts.services):
        if service.quantity < 0:
            refuse(
                "value_invalid",
                "Количество услуг не может быть отрицательным.",
                field=f"services[{index}].quantity",
            )
        citation: Citation | None = None
        tariff = service.tariff
        if tariff is None:
            value = book.tariff(service.code, facts.rules_day)
            tariff, citation = value.amount, value.citation
        line = half_up(service.quantity * tariff)
        total += line
        lines.append(
            Step(
                f"{service.code}: {service.quantity} × {rubles_text(tariff)} = {rubles_text(line)}",
                str(line),
                citation,
            )
        )
    text = f"Стоимость услуг программы по тарифам: {rubles_text(total)} в месяц."
    return total, Step(text, str(total), None, tuple(lines))


def _threshold(
    facts: FeeFacts, rules: FeeRules, book: ReferenceBook
) -> tuple[Decimal, tuple[Step, ...]]:
    day = facts.threshold_day or facts.applied_on
    group = facts.group or population_group(facts.born, day)
    minimum, minimum_citation = facts.subsistence_minimum, rules.threshold
    if minimum is None:
        value = book.subsistence_minimum(group, day)
        minimum, minimum_citation = value.amount, value.citation
    if facts.threshold_multiplier is None:
        multiplier = book.threshold_multiplier(day).amount
    else:
        given = ReferenceValue(
            "threshold_multiplier", None, facts.threshold_multiplier, day, rules.threshold, day
        )
        multiplier = check_multiplier(given).amount
    threshold = half_up(minimum * multiplier)
    steps = (
        Step(
            f"Прожиточный минимум, группа «{group.label}»: {rubles_text(minimum)}.",
            str(minimum),
            minimum_citation,
        ),
        Step(
            f"Предельная величина дохода: {rubles_text(minimum)} × {_plain(multiplier)} = "
            f"{rubles_text(threshold)}.",
            str(threshold),
            rules.threshold,
        ),
    )
    return threshold, steps


def _free_by_income(average: Decimal, threshold: Decimal, rules: FeeRules) -> Step:
    sign = "=" if average == threshold else "<"
    return Step(
        f"Доход {rubles_text(average)} {sign} предел {rubles_text(threshold)}: услуги бесплатны.",
        "0.00",
        rules.free_by_income,
        _same_by_federal_law(rules.federal_free_by_income),
    )


def _cap(
    facts: FeeFacts, rules: FeeRules, average: Decimal, threshold: Decimal | None
) -> tuple[Decimal, tuple[Step, ...], tuple[str, ...]]:
    cap = rules.cap(facts.form)
    if cap.over_threshold:
        assert threshold is not None  # every form with an excess cap has a threshold
        base = average - threshold
        text = (
            f"Доход {rubles_text(average)} − предел {rubles_text(threshold)} = {rubles_text(base)}; "
            f"не больше {cap.percent} % этого"
        )
    else:
        base = average
        text = f"Не больше {cap.percent} % среднедушевого дохода {rubles_text(average)}"
    amount = down(base * cap.percent / 100)
    step = Step(
        f"{text}: {rubles_text(amount)}.",
        str(amount),
        cap.citation,
        _same_by_federal_law(cap.federal),
    )
    told = facts.decision_cap
    if told is None or cap.decision is None or told == amount:
        return amount, (step,), ()
    warning = (
        f"В решении органа соцзащиты предел {rubles_text(told)}, по расчёту — {rubles_text(amount)}. "
        "Плата считается от меньшего; сверьте доход с решением."
    )
    lower = min(told, amount)
    text = f"{DECISION_CAP_NOTE}: {rubles_text(told)}. Берём меньший: {rubles_text(lower)}."
    return lower, (step, Step(text, str(lower), cap.decision)), (warning,)


def _same_by_federal_law(parent: Citation | None) -> tuple[Step, ...]:
    return (Step("То же по федеральному закону.", None, parent),) if parent else ()


def _smaller(cost: Decimal, fee_cap: Decimal, rules: FeeRules) -> tuple[Decimal, Step]:
    fee = min(cost, fee_cap)
    kind = "частичная плата" if cost > fee_cap else "полная оплата по тарифам"
    text = f"Плата — меньшее из {figures(cost)} и {figures(fee_cap)}: {rubles_text(fee)} ({kind})."
    return fee, Step(text, str(fee), rules.smaller)


def _legacy_step(fee: Decimal) -> Step:
    text = f"Право возникло до 31.12.2014: плата не выше прежней, {rubles_text(fee)}."
    return Step(text, str(fee), LEGACY)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


def _rules_of(steps: Iterable[Step]) -> tuple[str, ...]:
    found: dict[str, None] = {}

    def walk(items: Iterable[Step]) -> None:
        for step in items:
            if step.citation:
                found.setdefault(step.citation.rule)
            walk(step.children)

    walk(steps)
    return tuple(found)
