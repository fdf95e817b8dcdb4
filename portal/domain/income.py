"""The average per capita income: the window, the family, what does not count.

Rules: FED-FEE-08 to FED-FEE-12. Two editions live side by side; the day of the application picks
one.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from portal.domain.calendar import month_of, next_month
from portal.domain.choices import ChoiceList
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, half_up, rubles_text
from portal.domain.people import MAJORITY, Relation, age_on
from portal.domain.violations import refuse

MONTHS_IN_WINDOW = 12
MOST_MONTHS_TOLD = 4
_MOST_OF = {Relation.SPOUSE: 1, Relation.PARENT: 2}


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
class IncomeRules:
    """An edition of the rules on income: window, family, what counts and what does not.

    ``skipped_months`` lie between the window and the month of application. ``student_age`` is the
    age below which a full-time student still counts as a child; None = only minors count. A kind of
    income that is in neither list is refused.
    """

    skipped_months: int
    relations: frozenset[Relation]
    student_age: int | None
    married_children: bool
    counted: ChoiceList
    not_counted: ChoiceList | None
    window_citation: Citation
    family_citation: Citation

    @property
    def left_out(self) -> frozenset[str]:
        """The kinds of income that do not count (FED-FEE-11)."""
        return frozenset(self.not_counted.codes) if self.not_counted else frozenset()


@dataclass(frozen=True, slots=True)
class IncomeAssessment:
    """The average per capita income and its derivation; months without a figure are zero."""

    average: Decimal
    window: tuple[date, date]
    household_size: int
    months_counted: int
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


def income_window(applied_on: date, rules: IncomeRules) -> tuple[date, date]:
    """First and last month of the twelve that count (FED-FEE-08, from 2025 FED-FEE-09)."""
    last = next_month(month_of(applied_on), -1 - rules.skipped_months)
    return next_month(last, 1 - MONTHS_IN_WINDOW), last


def why_not_family(member: HouseholdMember, applied_on: date, rules: IncomeRules) -> str | None:
    """Why a member of the household is no family for the income, or None (FED-FEE-10)."""
    if member.relation not in rules.relations:
        return "по закону не входит в семью для расчёта дохода"
    if member.relation is not Relation.CHILD:
        return None
    if member.married and not rules.married_children:
        return "в браке, поэтому в семью родителя не входит"
    if member.born is None:
        return "не указана дата рождения"
    return _why_too_old(age_on(member.born, applied_on), rules, student=member.student)


def _why_too_old(age: int, rules: IncomeRules, *, student: bool) -> str | None:
    if age < MAJORITY:
        return None
    if rules.student_age is None or not student:
        return "старше 18 лет"
    return None if age < rules.student_age else f"учится, но уже исполнилось {rules.student_age}"


def missing_months(window: tuple[date, date], told: Set[date]) -> tuple[date, ...]:
    """The months of the window that no certificate of income tells of (MSK-FEE-09)."""
    if len(told) == MONTHS_IN_WINDOW and min(told) == window[0] and max(told) == window[1]:
        return ()
    months = (next_month(window[0], index) for index in range(MONTHS_IN_WINDOW))
    return tuple(month for month in months if month not in told)


def warn_of_missing(window: tuple[date, date], told: Set[date]) -> tuple[str, ...]:
    """What to say of months of the window that nobody has told of (MSK-FEE-09)."""
    missing = missing_months(window, told)
    if not missing:
        return ()
    return (
        f"За {len(missing)} мес. из 12 доход не указан: эти месяцы считаются как ноль. Если доход "
        f"был, нужна справка за {_told(missing)}.",
    )


def warn_of_outside(window: tuple[date, date], months: Set[date]) -> tuple[str, ...]:
    """What to say of months that were given and do not count (FED-FEE-08, FED-FEE-09)."""
    first, last = window
    if not months or first <= min(months) <= max(months) <= last:
        return ()
    found: list[str] = []
    for word, outside in (
        ("раньше", sorted(month for month in months if month < first)),
        ("позже", sorted(month for month in months if month > last)),
    ):
        if outside:
            found.append(
                f"Доход за {_told(outside)} не считаем: это {word} двенадцати месяцев, за которые "
                f"его берут (с {first:%m.%Y} по {last:%m.%Y})."
            )
    return tuple(found)


def check_household(members: tuple[HouseholdMember, ...], applied_on: date) -> None:
    """Refuse a household that cannot be right; RulesBroken("value_invalid") names the field.

    That is: no recipient or two, more than one spouse or two parents, a child without a birth date,
    somebody born after the application, a month twice with the same kind, a negative amount.
    """
    recipients = sum(member.relation is Relation.RECIPIENT for member in members)
    if recipients != 1:
        refuse(
            "value_invalid",
            "В составе семьи должен быть ровно один получатель. Добавьте его доходы.",
            field="household",
        )
    _check_relations(members)
    for index, member in enumerate(members):
        if member.born is not None and member.born > applied_on:
            refuse(
                "value_invalid",
                f"Дата рождения {member.born:%d.%m.%Y} позже заявления от {applied_on:%d.%m.%Y}. "
                "Проверьте даты.",
                field=f"household[{index}].born",
            )
        if member.relation is Relation.CHILD and member.born is None:
            refuse(
                "value_invalid",
                "Укажите дату рождения сына или дочери: по ней решается, входит ли он в семью.",
                field=f"household[{index}].born",
            )
        _check_incomes(member.incomes, f"household[{index}].incomes")


def _check_relations(members: tuple[HouseholdMember, ...]) -> None:
    """More of them would make the family larger, and the average income smaller, than it can be."""
    for relation, most in _MOST_OF.items():
        places = [index for index, member in enumerate(members) if member.relation is relation]
        if len(places) > most:
            refuse(
                "value_invalid",
                f"В составе семьи «{relation.label}» указано {len(places)}, а может быть не больше "
                f"{most}. Оставьте тех, кто есть, остальным выберите другое родство.",
                field=f"household[{places[most]}].relation",
            )


def check_kinds(members: tuple[HouseholdMember, ...], rules: IncomeRules) -> None:
    """Refuse an amount of a kind the edition does not name (FED-FEE-12)."""
    known = {*rules.counted.codes, *rules.left_out}
    if {item.kind for member in members for item in member.incomes} <= known:
        return
    for index, member in enumerate(members):
        for place, item in enumerate(member.incomes):
            if item.kind not in known:
                refuse(
                    "value_invalid",
                    f"Вида дохода «{item.kind[:40]}» в перечне нет. Выберите один из: "
                    f"{', '.join(sorted(known))}.",
                    field=f"household[{index}].incomes[{place}].kind",
                    citation=rules.counted.citation,
                )


def _check_incomes(incomes: tuple[IncomeItem, ...], path: str) -> None:
    distinct = len({(item.month, item.kind) for item in incomes}) == len(incomes)
    if distinct and not [item for item in incomes if item.amount < 0]:
        return
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
    check_household(members, applied_on)
    check_kinds(members, rules)
    first, last = income_window(applied_on, rules)
    family, others = _family(members, applied_on, rules)
    in_window = [
        item for member in family for item in member.incomes if first <= item.month <= last
    ]
    excluded = rules.left_out
    counted = [item for item in in_window if item.kind not in excluded]
    left_out = _left_out(in_window, rules.not_counted) if len(counted) < len(in_window) else ()
    total = sum([item.amount for item in counted], ZERO)
    told = {item.month for item in counted}
    average = half_up(total / (MONTHS_IN_WINDOW * len(family)))
    strange = warn_of_outside(
        (first, last), {item.month for member in family for item in member.incomes}
    )
    outside = tuple(Step(text, None, rules.window_citation) for text in strange)
    steps = (
        _window_step((first, last), applied_on, rules, (*outside, *left_out)),
        _family_step(len(family), others, rules),
        _average_step(total, len(family), average, rules),
    )
    return IncomeAssessment(
        average,
        (first, last),
        len(family),
        len(told),
        steps,
        (*warn_of_missing((first, last), told), *strange),
    )


# The window moves once a month: a stream of cases tells the same few again and again.
@lru_cache(maxsize=512)
def _window_text(first: date, last: date, applied_on: date) -> str:
    return (
        f"Доход берём за 12 месяцев: с {first:%m.%Y} по {last:%m.%Y} "
        f"(заявление {applied_on:%d.%m.%Y})."
    )


def _window_step(
    window: tuple[date, date], applied_on: date, rules: IncomeRules, details: tuple[Step, ...]
) -> Step:
    first, last = window
    return Step(
        _window_text(first, last, applied_on),
        f"{first.isoformat()[:7]}/{last.isoformat()[:7]}",
        rules.window_citation,
        details,
    )


def _family_step(size: int, others: tuple[Step, ...], rules: IncomeRules) -> Step:
    return Step(f"В семье для расчёта — {size} чел.", str(size), rules.family_citation, others)


def _average_step(total: Decimal, size: int, average: Decimal, rules: IncomeRules) -> Step:
    return Step(
        f"Среднедушевой доход: {rubles_text(total)} ÷ 12 мес. ÷ {size} чел. = "
        f"{rubles_text(average)} в месяц.",
        str(average),
        rules.window_citation,
    )


def _told(months: Sequence[date]) -> str:
    """Months in words; a long row is told by its ends."""
    if len(months) <= MOST_MONTHS_TOLD:
        return ", ".join(f"{month:%m.%Y}" for month in months)
    return f"{len(months)} мес. с {months[0]:%m.%Y} по {months[-1]:%m.%Y}"


def _family(
    members: tuple[HouseholdMember, ...], applied_on: date, rules: IncomeRules
) -> tuple[list[HouseholdMember], tuple[Step, ...]]:
    """The members that count, and why the others do not."""
    family: list[HouseholdMember] = []
    others: list[Step] = []
    for member in members:
        reason = why_not_family(member, applied_on, rules)
        if reason is None:
            family.append(member)
            continue
        text = f"Не считаем: {member.relation.label} — {reason}."
        others.append(Step(text, None, rules.family_citation))
    return family, tuple(others)


def _left_out(items: Iterable[IncomeItem], excluded: ChoiceList | None) -> tuple[Step, ...]:
    if excluded is None:
        return ()
    titles = {choice.code: choice.title for choice in excluded.choices}
    return tuple(
        Step(
            f"{rubles_text(item.amount)} за {item.month:%m.%Y} не считаем: "
            f"{titles[item.kind]} — эта выплата исключена из дохода.",
            None,
            excluded.citation,
        )
        for item in items
        if item.kind in titles
    )
