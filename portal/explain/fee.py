"""``portal explain fee``: a case as JSON becomes the fee with its derivation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NoReturn

from portal.domain.catalogue import Form, ServiceCatalogue
from portal.domain.fees import (
    ClaimedCategory,
    FeeDecision,
    FeeFacts,
    FeeRules,
    PlannedService,
    decide_fee,
)
from portal.domain.income import (
    HouseholdMember,
    IncomeItem,
    IncomeRules,
    check_household,
    check_kinds,
)
from portal.domain.law import Timeline
from portal.domain.people import PopulationGroup, Relation
from portal.domain.reference import (
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    ReferenceValue,
    check_multiplier,
    tariff_key,
)
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.explain.answers import Answer, flat_steps
from portal.explain.editions import in_force
from portal.explain.shapes import (
    Misshapen,
    Object,
    choice,
    day,
    each,
    flag,
    left_out,
    money,
    month,
    number,
    only,
    text,
)
from portal.regions.registry import Region

OLDEST = 130
"""Years: nobody has lived longer, so an earlier year of birth is a slip."""
_CASE = frozenset(
    {
        "region", "form", "applied_on", "rules_day", "born", "population_group", "categories",
        "household", "subsistence_minimum", "threshold_multiplier", "decision_cap", "legacy_fee",
        "legacy_since", "legacy_interrupted", "services", "unit",
    }
)  # fmt: skip
_CATEGORY = frozenset({"code", "proved"})
_MEMBER = frozenset({"relation", "born", "student", "married", "incomes"})
_INCOME = frozenset({"month", "amount", "kind"})
_SERVICE = frozenset({"code", "quantity", "tariff"})


@dataclass(frozen=True, slots=True)
class FeeRegion:
    """What of a region the fee needs; the book is indexed once for all cases."""

    rules: Timeline[FeeRules]
    book: ReferenceBook
    forms: Mapping[str, frozenset[Form]]


def fee_region(region: Region, rules: Timeline[FeeRules] | None = None) -> FeeRegion:
    """What the fee needs of a region; ``rules`` stand in for the region's own."""
    return FeeRegion(
        rules or region.rules.fee_rules,
        ReferenceBook(region.reference_values, region.service_titles),
        _forms(region.rules.service_catalogue),
    )


def _forms(catalogue: Timeline[ServiceCatalogue]) -> Mapping[str, frozenset[Form]]:
    """In which forms each service was ever given."""
    found: dict[str, frozenset[Form]] = {}
    for version in catalogue.versions:
        for item in version.value.items if version.value else ():
            found[item.code] = found.get(item.code, frozenset()) | {item.form}
    return found


def explain_fee(case: Object, region: FeeRegion) -> Answer:
    """The answer for one case; raises Misshapen or RulesBroken with the field's path."""
    return _answer(decided(case, region))


def decided(case: Object, region: FeeRegion) -> FeeDecision:
    """The decision for one case; a tariff that is missing is named where it may be given."""
    facts = _facts(case)
    _check_forms(facts, region)
    given = "applied_on" if case.get("rules_day") is None else "rules_day"
    rules = in_force(region.rules, facts.rules_day, given)
    # Checked even where a category frees without asking for income.
    income = in_force(rules.income, facts.applied_on, "applied_on")
    if facts.rules_day < facts.applied_on:
        raise Misshapen(
            "rules_day",
            "День правил раньше дня обращения: до обращения платы не назначают. Исправьте день или "
            "уберите «rules_day», тогда берётся день обращения.",
        )
    try:
        decision = decide_fee(facts, rules, region.book)
    except RulesBroken as broken:
        raise RulesBroken(*(_placed(one, facts) for one in broken.violations)) from None
    _check_unasked(facts, income, decision, rules)
    return decision


def _check_unasked(
    facts: FeeFacts, income: IncomeRules, decision: FeeDecision, rules: FeeRules
) -> None:
    """What the decision did not need to read is examined all the same: a slip is a slip.

    A household may be left out where nobody asks for income. Raises value_invalid (FED-FEE-03,
    FED-FEE-10).
    """
    if decision.average_income is None and facts.household:
        check_household(facts.household, facts.applied_on)
        check_kinds(facts.household, income)
    given = facts.threshold_multiplier
    if given is not None and decision.threshold is None:
        check_multiplier(
            ReferenceValue(
                THRESHOLD_MULTIPLIER, None, given, facts.applied_on, rules.threshold,
                facts.applied_on,
            )
        )  # fmt: skip


def _check_forms(facts: FeeFacts, region: FeeRegion) -> None:
    """Refuse a service of the catalogue that is given in other forms only (FED-IPP-12)."""
    for index, service in enumerate(facts.services):
        forms = region.forms.get(service.code)
        if forms is not None and facts.form not in forms:
            theirs = ", ".join(sorted(f"«{one.label}»" for one in forms))
            refuse(
                "value_invalid",
                f"Услугу {region.book.service(service.code)} оказывают в форме {theirs}, а в "
                f"«form» — «{facts.form.label}». Уберите услугу или исправьте форму.",
                field=f"services[{index}].code",
            )


def _placed(violation: Violation, facts: FeeFacts) -> Violation:
    """A refusal for want of a service's tariff, at the path of that tariff in the case."""
    for index, service in enumerate(facts.services):
        if service.tariff is None and violation.field == tariff_key(service.code):
            return replace(violation, field=f"services[{index}].tariff")
    return violation


def _facts(case: Object) -> FeeFacts:
    only(case, _CASE)
    applied_on = day(case, "applied_on")
    born = day(case, "born")
    if born > applied_on:
        raise Misshapen("born", "Получатель рождён позже дня обращения. Проверьте год по паспорту.")
    if applied_on.year - born.year > OLDEST:
        _too_old("born", born)
    household = each(case, "household", _member)
    _check_born(household, born, applied_on)
    return FeeFacts(
        form=choice(case, "form", Form),
        applied_on=applied_on,
        rules_day=left_out(case, "rules_day", day) or applied_on,
        born=born,
        household=household,
        categories=each(case, "categories", _category),
        services=each(case, "services", _service),
        group=left_out(case, "population_group", _group),
        subsistence_minimum=left_out(case, "subsistence_minimum", _price),
        threshold_multiplier=left_out(case, "threshold_multiplier", number),
        decision_cap=left_out(case, "decision_cap", _sum),
        legacy_fee=left_out(case, "legacy_fee", _sum),
        legacy_since=left_out(case, "legacy_since", day),
        legacy_interrupted=flag(case, "legacy_interrupted"),
        unit_code=left_out(case, "unit", text),
    )


def _too_old(place: str, born: date) -> NoReturn:
    raise Misshapen(
        place,
        f"По году рождения {born.year} человеку больше {OLDEST} лет. Проверьте год по паспорту.",
    )


def _check_born(household: tuple[HouseholdMember, ...], born: date, applied_on: date) -> None:
    for index, member in enumerate(household):
        if member.relation is Relation.RECIPIENT and member.born not in (None, born):
            raise Misshapen(
                f"household[{index}].born",
                f"Здесь получатель рождён {member.born}, а в «born» {born}. Оставьте верный день.",
            )
        if member.born is not None and applied_on.year - member.born.year > OLDEST:
            _too_old(f"household[{index}].born", member.born)


def _member(data: Object) -> HouseholdMember:
    only(data, _MEMBER)
    return HouseholdMember(
        relation=choice(data, "relation", Relation),
        born=left_out(data, "born", day),
        incomes=each(data, "incomes", _income),
        student=flag(data, "student"),
        married=flag(data, "married"),
    )


def _income(data: Object) -> IncomeItem:
    only(data, _INCOME)
    if "kind" in data:
        return IncomeItem(month(data, "month"), money(data, "amount"), text(data, "kind"))
    return IncomeItem(month(data, "month"), money(data, "amount"))


def _category(data: Object) -> ClaimedCategory:
    only(data, _CATEGORY)
    if "proved" not in data:
        raise Misshapen("proved", "Нет значения «proved». Напишите, подтверждена ли категория.")
    return ClaimedCategory(text(data, "code"), flag(data, "proved"))


def _service(data: Object) -> PlannedService:
    only(data, _SERVICE)
    return PlannedService(
        text(data, "code"), number(data, "quantity"), left_out(data, "tariff", _price)
    )


def _group(data: Object, key: str) -> PopulationGroup:
    return choice(data, key, PopulationGroup)


def _sum(data: Object, key: str) -> Decimal:
    amount = money(data, key)
    if amount < 0:
        raise Misshapen(key, f"«{key}» не может быть отрицательным. Исправьте сумму.")
    return amount


def _price(data: Object, key: str) -> Decimal:
    """A minimum or a tariff: no book of reference values holds one of nothing."""
    amount = money(data, key)
    if amount <= 0:
        raise Misshapen(
            key,
            f"«{key}» — сумма больше нуля. Впишите её или уберите ключ: тогда значение берётся из "
            "справочника региона.",
        )
    return amount


def _answer(decision: FeeDecision) -> Answer:
    window = decision.window
    return {
        "average_income": _plain(decision.average_income),
        "window": [first.isoformat()[:7] for first in window] if window else None,
        "household_size": decision.household_size,
        "threshold": _plain(decision.threshold),
        "cost_at_tariffs": str(decision.cost_at_tariffs),
        "fee_cap": _plain(decision.fee_cap),
        "monthly_fee": str(decision.monthly_fee),
        "free": decision.free,
        "free_ground": decision.free_ground,
        "rules": decision.rules,
        "steps": flat_steps(decision.steps),
        "warnings": decision.warnings,
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
