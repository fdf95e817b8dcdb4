"""The parts of a month: cut where terms change or a course ends, and joined into one act again.

Each part is charged under the terms of its days, each within its own cap. Parts that spend one
bound stay together within the highest of their caps: those of a month, those of a course. The cap
of a month is never cut in proportion to days (FED-FEE-18), and never doubled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.domain.acts import (
    PART_MONTH,
    PAYABLE,
    ActDraft,
    ActFacts,
    DeliveredService,
    draft_act,
)
from portal.domain.explanation import Step
from portal.domain.fee_bounds import SharedBound, rest_of_cap
from portal.domain.money import ZERO, half_up, rubles_text
from portal.domain.payments import check_charge
from portal.domain.reference import TARIFFS_ARE_DATED
from portal.domain.violations import RulesBroken, Violation
from portal.usecases.month_case import Given, MonthCase, MonthLaw, Terms


@dataclass(frozen=True, slots=True)
class Part:
    """Days of a month with one set of terms and one bound; ``bound`` None = the month's own."""

    terms: Terms
    bound: SharedBound | None
    facts: ActFacts
    draft: ActDraft

    @property
    def fee(self) -> Decimal:
        """What the programme's services come to; additional ones know no bound."""
        return self.draft.payable - self.draft.additional_cost


def cut(case: MonthCase, law: MonthLaw) -> tuple[Part, ...]:
    """The month cut where terms or bounds change; only parts with services count.

    Raises contract_not_active, reference_missing or, where more is charged than agreed,
    value_invalid (MSK-PAY-02).
    """
    parts: list[Part] = []
    for terms in case.terms:
        for bound in (None, *case.bounds):
            given = [
                item
                for item in case.given
                if terms.hold_on(item.since) and _bound_of(case, item) == bound
            ]
            if given:
                facts = _facts(terms, bound, given, law)
                drawn = draft_act(facts, law.rules)
                parts.append(_with_growth(Part(terms, bound, facts, drawn)))
    if sum(len(part.facts.deliveries) for part in parts) != len(case.given):
        text = (
            f"У договора № {case.number} есть записи в дни, на которые у него нет условий. "
            "Проверьте записи этого месяца."
        )
        raise RulesBroken(Violation("contract_not_active", text))
    above = [
        found for part in parts for found in check_charge(law.payment, part.fee, _agreed(part, law))
    ]
    if above:
        raise RulesBroken(*above)
    return tuple(parts)


def joined(parts: Sequence[Part]) -> ActDraft:
    """One act from the parts of a month; with one part it is that part's draft."""
    drafts = [part.draft for part in parts]
    if len(drafts) == 1:
        return drafts[0]
    additional = sum((draft.additional_cost for draft in drafts), ZERO)
    fee = sum((charged for _, charged in charged_by_bound(parts)), ZERO)
    payable = fee + additional
    return ActDraft(
        # Sorting is stable, so a service keeps the order of the parts.
        lines=tuple(
            sorted(
                (line for draft in drafts for line in draft.lines),
                key=lambda line: (line.additional, line.code),
            )
        ),
        cost_at_tariffs=sum((draft.cost_at_tariffs for draft in drafts), ZERO),
        additional_cost=additional,
        payable=payable,
        steps=(
            *(_told(part) for part in parts),
            *_cut_to_bounds(parts),
            Step(f"К оплате: {rubles_text(payable)}.", str(payable), PAYABLE),
        ),
    )


def charged_by_bound(
    parts: Sequence[Part],
) -> tuple[tuple[SharedBound | None, Decimal], ...]:
    """What the parts of each bound come to together, at most what is left of it."""
    found: list[tuple[SharedBound | None, Decimal]] = []
    for bound in dict.fromkeys(part.bound for part in parts):
        of_it = [part for part in parts if part.bound == bound]
        fees = sum((part.fee for part in of_it), ZERO)
        limit = _limit(of_it)
        found.append((bound, fees if limit is None else min(fees, limit)))
    return tuple(found)


def _agreed(part: Part, law: MonthLaw) -> Decimal:
    """The most that may be billed of the programme's services without a new paper (MSK-PAY-02).

    Where new tariffs are a ground for changing the written fee, their growth counts only from the
    terms that begin with a notice (MSK-FEE-08, MSK-NOT-01). Elsewhere they apply by themselves
    (FED-FEE-15).
    """
    written = part.terms.monthly_fee
    return written if law.tariffs_by_notice else written + _growth(part)


def _growth(part: Part) -> Decimal:
    """What tariffs that have grown since the contract add to the programme's services."""
    written = part.terms.tariffs
    grown = sum(
        (
            item.quantity * max(item.tariff - written.get(item.code, item.tariff), ZERO)
            for item in part.facts.deliveries
            if not item.additional
        ),
        ZERO,
    )
    return half_up(grown)


def _with_growth(part: Part) -> Part:
    """The part, with a step on why more is asked than the contract writes (FED-FEE-15)."""
    written, growth = part.terms.monthly_fee, _growth(part)
    if part.facts.free or not growth or part.fee <= written:
        return part
    text = (
        f"В договоре записано {rubles_text(written)} в месяц. С тех пор тарифы выросли и "
        f"применяются сами со своего дня: за услуги этого месяца это {rubles_text(growth)} сверх "
        "тарифов договора."
    )
    *before, last = part.draft.steps
    steps = (*before, Step(text, str(growth), TARIFFS_ARE_DATED), last)
    return replace(part, draft=replace(part.draft, steps=steps))


def _bound_of(case: MonthCase, item: Given) -> SharedBound | None:
    return next((bound for bound in case.bounds if bound.holds(item.since)), None)


def _limit(parts: Iterable[Part]) -> Decimal | None:
    """The highest cap of the parts that are paid for, less what is spent of it elsewhere.

    None when one of these has no cap.
    """
    paid = [part for part in parts if not part.facts.free]
    caps = [part.facts.fee_cap for part in paid]
    known = [cap for cap in caps if cap is not None]
    if not known or len(known) < len(caps):
        return None
    return rest_of_cap(max(known), paid[0].facts.cap_used)


def _told(part: Part) -> Step:
    """A part with its own steps, all but the last: what it comes to stands in the part's line."""
    draft = part.draft
    text = (
        f"По условиям с {part.terms.since:%d.%m.%Y} за часть месяца начислено "
        f"{rubles_text(draft.payable)}."
    )
    return Step(text, str(draft.payable), PAYABLE, draft.steps[:-1])


def _cut_to_bounds(parts: Sequence[Part]) -> tuple[Step, ...]:
    """Where the parts of one bound come to more than is left of it."""
    steps: list[Step] = []
    for bound, charged in charged_by_bound(parts):
        fees = sum((part.fee for part in parts if part.bound == bound), ZERO)
        if fees > charged:
            limit = f"предела на {bound.over}" if bound else "месячного предела"
            text = (
                f"Вместе это {rubles_text(fees)}, больше {limit}. Платится предел, "
                f"{rubles_text(charged)}."
            )
            steps.append(Step(text, str(charged), bound.citation if bound else PART_MONTH))
    return tuple(steps)


def _facts(
    terms: Terms, bound: SharedBound | None, given: Sequence[Given], law: MonthLaw
) -> ActFacts:
    strange = sorted({item.code for item in given} - law.items.keys())
    if strange:
        raise RulesBroken(
            Violation(
                "reference_missing",
                f"Услуги {', '.join(strange)} нет в перечне региона на этот месяц. Администратор "
                "может исправить справочники.",
            )
        )
    return ActFacts(
        month=law.month,
        deliveries=tuple(
            DeliveredService(
                day=item.since,
                code=item.code,
                quantity=item.quantity,
                tariff=law.book.tariff(item.code, item.since).amount,
                additional=item.additional,
            )
            for item in given
        ),
        items=law.items,
        allowed=terms.allowed,
        free=terms.free,
        free_ground_title=terms.free_ground_title,
        fee_cap=terms.fee_cap,
        cap_used=bound.used if bound else ZERO,
        used_by=bound.citation if bound else None,
        cap_over=bound.over if bound else "",
    )
