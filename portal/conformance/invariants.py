"""What holds for everybody, whatever the figures: asked of thousands of invented people.

Never over the cap, nothing for nothing, more suspension never costs more, a minor never pays, who
is free by category never pays.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.conformance.people import Person, people_of
from portal.domain.acts import ActFacts, draft_act
from portal.domain.fees import MINOR, FeeDecision, FeeRules, decide_fee
from portal.domain.people import is_minor
from portal.domain.reference import ReferenceBook
from portal.domain.suspension import Interval, is_suspended
from portal.domain.violations import RulesBroken
from portal.regions.registry import Region

PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A person with the decision on the fee and what the month's act comes to in three cases."""

    person: Person
    rules: FeeRules
    decision: FeeDecision
    whole_month: Decimal
    shorter_left_out: Decimal
    longer_left_out: Decimal
    nothing_given: Decimal


def check_people(region: Region, day: date, count: int = PEOPLE) -> Iterator[str]:
    """Every invariant that somebody breaks, with the first who does; at most one line a rule."""
    book = ReferenceBook(region.reference_values)
    told: set[str] = set()
    try:
        for number, person in enumerate(people_of(region, day, count), start=1):
            asked = _ask(person, region, book)
            for name, broken in _INVARIANTS.items():
                if name not in told and broken(asked):
                    told.add(name)
                    yield f"invariants: {name}: person {number}, {_told(asked)}"
    except RulesBroken as refused:
        yield f"invariants: people cannot be asked: {refused}"


def _ask(person: Person, region: Region, book: ReferenceBook) -> _Asked:
    facts = person.facts
    rules = region.rules.fee_rules.on(facts.rules_day)
    decision = decide_fee(facts, rules, book)

    def payable(*suspended: Interval) -> Decimal:
        return _payable(person, decision, region, suspended)

    return _Asked(
        person=person,
        rules=rules,
        decision=decision,
        whole_month=payable(),
        shorter_left_out=payable(person.shorter),
        longer_left_out=payable(person.longer),
        nothing_given=payable(Interval(person.month)),
    )


def _payable(
    person: Person, decision: FeeDecision, region: Region, suspended: tuple[Interval, ...]
) -> Decimal:
    given = tuple(item for item in person.deliveries if not is_suspended(item.day, suspended))
    items = {
        item.code: item for item in region.rules.service_catalogue.on(person.facts.rules_day).items
    }
    facts = ActFacts(
        month=person.month,
        deliveries=given,
        items=items,
        allowed={},
        free=decision.free,
        free_ground_title=decision.free_ground_title,
        fee_cap=decision.fee_cap,
    )
    return draft_act(facts, region.rules.act_rules.on(person.facts.rules_day)).payable


def _over_the_cap(asked: _Asked) -> bool:
    cap, fee = asked.decision.fee_cap, asked.decision.monthly_fee
    return fee > asked.decision.cost_at_tariffs or (cap is not None and fee > max(cap, Decimal(0)))


def _something_for_nothing(asked: _Asked) -> bool:
    nobody = not asked.person.facts.services and asked.decision.monthly_fee != 0
    return nobody or asked.nothing_given != 0


def _suspension_costs(asked: _Asked) -> bool:
    return not asked.longer_left_out <= asked.shorter_left_out <= asked.whole_month


def _minor_pays(asked: _Asked) -> bool:
    facts = asked.person.facts
    return (
        is_minor(facts.born, facts.rules_day)
        and any(
            item.code == MINOR and item.holds(facts.form, facts.rules_day)
            for item in asked.rules.free_categories
        )
        and asked.decision.monthly_fee != 0
    )


def _free_category_pays(asked: _Asked) -> bool:
    facts = asked.person.facts
    proved = {claim.code for claim in facts.categories if claim.proved}
    minor = is_minor(facts.born, facts.rules_day)
    frees = any(
        item.code in proved
        and item.holds(facts.form, facts.rules_day)
        and (minor or not item.minors_only)
        for item in asked.rules.free_categories
    )
    return frees and not (asked.decision.free and asked.decision.monthly_fee == 0)


_INVARIANTS: dict[str, Callable[[_Asked], bool]] = {
    "the fee is never over the cap nor over the tariffs": _over_the_cap,
    "nothing is paid for nothing": _something_for_nothing,
    "a longer suspension never costs more": _suspension_costs,
    "a minor never pays": _minor_pays,
    "who is free by category never pays": _free_category_pays,
}


def _told(asked: _Asked) -> str:
    facts = asked.person.facts
    return (
        f"{facts.form}, born {facts.born}, rules of {facts.rules_day}: "
        f"fee {asked.decision.monthly_fee}, cap {asked.decision.fee_cap}"
    )
