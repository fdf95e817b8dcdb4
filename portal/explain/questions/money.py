"""Questions about income and fees, tariffs and minimums, days and terms (FEE, CAL)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from portal.domain.calendar import next_month
from portal.domain.catalogue import Form
from portal.domain.deadlines import END_OF_DAY, NEXT_DAY, DeadlineRule, Roll, Unit, due
from portal.domain.fee_bounds import cap_period, share_between_providers, share_cap
from portal.domain.fee_changes import check_fee_within, check_mode, demand_change_ground
from portal.domain.fee_rules import FreeCategory
from portal.domain.fees import CapPeriod, FeeMode, FeeRules
from portal.domain.income import (
    income_window,
    missing_months,
    warn_of_missing,
    warn_of_outside,
)
from portal.domain.law import Timeline, Version
from portal.domain.money import ZERO, half_up
from portal.domain.people import PopulationGroup
from portal.domain.reference import SUBSISTENCE_MINIMUM, ReferenceBook, minimums_to_load
from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.explain.deadline import DeadlineRegion, explain_deadline
from portal.explain.fee import decided, explain_fee, fee_region
from portal.explain.question import Question
from portal.explain.questions.given import inside
from portal.explain.shapes import (
    Object,
    choice,
    day,
    each,
    left_out,
    moment,
    money,
    month,
    number,
    only,
    text,
    texts,
)
from portal.explain.terms import Terms
from portal.regions.registry import Region

CHANGE_NOTICE = "fee_change_notice"


def _fee(case: Object, region: Region) -> Answer:
    """The fee, and whether it is free, partial or full."""
    ready = fee_region(region)
    return {**explain_fee(case, ready), "mode": decided(case, ready).mode}


def _further_category(case: Object, region: Region) -> Answer:
    """The fee in a region that also frees the persons of ``adds`` (FED-FEE-07)."""
    added, rest = inside(case, "adds"), {key: case[key] for key in case if key != "adds"}
    only(added, frozenset({"code", "title", "forms"}))
    applied_on = day(case, "applied_on")
    rules = region.rules.fee_rules.on(applied_on)
    category = FreeCategory(
        code=text(added, "code"),
        title=text(added, "title"),
        since=applied_on,
        forms=frozenset(Form(one) for one in texts(added, "forms")),
        citation=rules.further_categories,
    )
    wider = replace(rules, free_categories=(*rules.free_categories, category))
    changed = Timeline(Version(applied_on, wider, category.citation))
    answer = explain_fee(rest, fee_region(region, changed))
    return {**answer, "rule": category.citation.rule}


def _deadline(case: Object, region: Region) -> Answer:
    return explain_deadline(case, DeadlineRegion(region, Terms(region)))


def _free_categories(case: Object, region: Region) -> Answer:
    """Who is served free in a form of service on a day, each with the rule that says so."""
    only(case, frozenset({"form", "day"}))
    asked_on, form = day(case, "day"), choice(case, "form", Form)
    held = [item for item in _rules(case, region).free_categories if item.holds(form, asked_on)]
    return {
        "categories": [f"{item.code} {item.citation.rule}" for item in held],
        "minors_only": [f"{item.code} {item.citation.rule}" for item in held if item.minors_only],
    }


def _income_window(case: Object, region: Region) -> Answer:
    """The months whose income counts for an application."""
    only(case, frozenset({"applied_on"}))
    applied_on = day(case, "applied_on")
    rules = region.rules.fee_rules.on(applied_on).income.on(applied_on)
    first, last = income_window(applied_on, rules)
    return {
        "first_month": f"{first:%Y-%m}",
        "last_month": f"{last:%Y-%m}",
        "months_counted": (last.year - first.year) * 12 + last.month - first.month + 1,
        "rule": rules.window_citation.rule,
    }


def _income_certificate(case: Object, region: Region) -> Answer:
    """Which months of the window a certificate lacks, and which of its own do not count."""
    only(case, frozenset({"applied_on", "covers_from", "covers_until"}))
    applied_on = day(case, "applied_on")
    rules = region.rules.fee_rules.on(applied_on).income.on(applied_on)
    window = income_window(applied_on, rules)
    covered = _months(month(case, "covers_from"), month(case, "covers_until"))
    return {
        "missing": [f"{item:%Y-%m}" for item in missing_months(window, covered)],
        "warnings": len((*warn_of_missing(window, covered), *warn_of_outside(window, covered))),
    }


def _months(first: date, last: date) -> frozenset[date]:
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    return frozenset(next_month(first, index) for index in range(length))


def _fee_change(case: Object, region: Region) -> Answer:
    """Whether the provider may change the fee alone, and by when it tells the recipient."""
    only(case, frozenset({"ground", "day"}))
    changed_on = day(case, "day")
    rules = region.rules.fee_rules.on(changed_on)
    ground = demand_change_ground(rules, text(case, "ground"))
    notice = Terms(region).on(changed_on).get(CHANGE_NOTICE)
    told = due(notice, _end_of(changed_on), region.calendar) if notice else None
    return {
        "unilateral": True,
        "ground": ground.code,
        "rule": rules.change_grounds.citation.rule,
        "notice_due": told.at.date().isoformat() if told else None,
    }


def _fee_by_hand(case: Object, region: Region) -> Answer:
    """Whether a fee somebody typed stays within the bound of the form of service."""
    only(case, frozenset({"form", "day", "average_income", "threshold", "monthly_fee"}))
    cap = _rules(case, region).cap(choice(case, "form", Form))
    bound = cap.amount(money(case, "average_income"), left_out(case, "threshold", money))
    check_fee_within(money(case, "monthly_fee"), bound, cap.citation)
    return {"allowed": True, "fee_cap": str(bound), "rule": cap.citation.rule}


def _decision_mode(case: Object, region: Region) -> Answer:
    """Whether a contract may be printed when the decision and the calculation differ."""
    only(case, frozenset({"decided", "calculated", "reason", "day"}))
    broken = check_mode(
        _rules(case, region),
        choice(case, "decided", FeeMode),
        choice(case, "calculated", FeeMode),
        left_out(case, "reason", text),
    )
    if broken:
        raise RulesBroken(*broken)
    return {"printed": True}


def _course_fee(case: Object, region: Region) -> Answer:
    """What each month of a course in a department costs under one bound, or under the other."""
    only(
        case,
        frozenset({"form", "unit", "day", "average_income", "threshold", "costs", "period"}),
    )
    cap = _rules(case, region).cap(choice(case, "form", Form))
    period, citation = cap_period(cap, text(case, "unit"))
    period = choice(case, "period", CapPeriod) if case.get("period") else period
    bound = cap.amount(money(case, "average_income"), left_out(case, "threshold", money))
    shares = share_cap(bound, each(case, "costs", _cost), period)
    return {
        "fee_cap": str(bound),
        "due": [str(share) for share in shares],
        "period": period,
        "rule": citation.rule,
    }


def _transfer_month(case: Object, region: Region) -> Answer:
    """What two providers may bill for the month in which a person moved between them."""
    only(
        case,
        frozenset(
            {"form", "day", "average_income", "threshold", "former_provider_cost",
             "receiving_provider_cost"}
        ),
    )  # fmt: skip
    cap = _rules(case, region).cap(choice(case, "form", Form))
    bound = cap.amount(money(case, "average_income"), left_out(case, "threshold", money))
    former, receiving, _ = share_between_providers(
        bound, money(case, "former_provider_cost"), money(case, "receiving_provider_cost"), cap
    )
    return {
        "fee_cap": str(bound),
        "former_provider_due": str(former),
        "receiving_provider_due": str(receiving),
        "rule": cap.shared.rule if cap.shared else None,
    }


def _reference(case: Object, region: Region) -> Answer:
    """The figures of a day: minimums, multiplier, thresholds, and one unit of every service."""
    only(case, frozenset({"day"}))
    asked_on = day(case, "day")
    book = ReferenceBook(region.reference_values)
    multiplier = book.threshold_multiplier(asked_on).amount
    minimums = {
        group: book.subsistence_minimum(group, asked_on).amount for group in PopulationGroup
    }
    per_capita = book.find(SUBSISTENCE_MINIMUM, None, asked_on)
    return {
        "per_capita": str(per_capita.amount) if per_capita else None,
        "subsistence_minimum": {group.value: str(sum_) for group, sum_ in minimums.items()},
        "threshold_multiplier": str(multiplier),
        "threshold": {
            group.value: str(half_up(minimum * multiplier)) for group, minimum in minimums.items()
        },
        "to_load": [group.value for group in minimums_to_load(book, asked_on)],
    }


def _tariffs(case: Object, region: Region) -> Answer:
    """What one unit of every service with a fee costs together on a day, and how many there are."""
    only(case, frozenset({"day"}))
    asked_on = day(case, "day")
    book = ReferenceBook(region.reference_values)
    items = region.rules.service_catalogue.on(asked_on).items
    tariffs = [
        book.tariff(item.code, asked_on).amount for item in items if item.form is not Form.URGENT
    ]
    return {"services": len(tariffs), "total": str(sum(tariffs, ZERO))}


def _shortened_days(case: Object, region: Region) -> Answer:
    """The working days of a year that end an hour early."""
    only(case, frozenset({"year"}))
    year = int(number(case, "year"))
    days = sorted(region.calendar.shortened)
    return {"days": [f"{item:%m-%d}" for item in days if item.year == year]}


def _counted_term(case: Object, region: Region) -> Answer:
    """When any term ends, as terms are counted (FED-CAL-02 to FED-CAL-05)."""
    only(case, frozenset({"amount", "unit", "roll", "from"}))
    unit = choice(case, "unit", Unit)
    roll = choice(case, "roll", Roll) if case.get("roll") else Roll.KEEP
    rule = DeadlineRule("term", int(number(case, "amount")), unit, "event", NEXT_DAY, roll)
    ends = due(rule, _event(case), region.calendar)
    return {
        "due": ends.at.isoformat(),
        "counted_due": ends.counted_at.isoformat(),
        "on_day_off": any("не переносится" in step.text for step in ends.steps),
    }


def _event(case: Object) -> datetime:
    return moment(case, "from") if "T" in text(case, "from") else _end_of(day(case, "from"))


def _end_of(on: date) -> datetime:
    return datetime.combine(on, END_OF_DAY)


def _cost(item: Object) -> Decimal:
    only(item, frozenset({"month", "cost"}))
    month(item, "month")
    return money(item, "cost")


def _rules(case: Object, region: Region) -> FeeRules:
    return region.rules.fee_rules.on(day(case, "day"))


QUESTIONS: Mapping[str, Question] = {
    "fee": _fee,
    "further_category": _further_category,
    "deadline": _deadline,
    "free_categories": _free_categories,
    "income_window": _income_window,
    "income_certificate": _income_certificate,
    "fee_change": _fee_change,
    "fee_by_hand": _fee_by_hand,
    "decision_mode": _decision_mode,
    "course_fee": _course_fee,
    "transfer_month_fee": _transfer_month,
    "reference": _reference,
    "tariffs": _tariffs,
    "shortened_days": _shortened_days,
    "counted_term": _counted_term,
}
