"""From a contract's month to its act: the one path that rehearsal and closing share.

Nothing here reads or writes a database; ``queries.months`` collects the cases. A preview equals its
result because both come out of ``prepare``.

Terms that change inside a month (a new income paper, a category that makes free) split the month:
each part is charged under the terms of its days, each within its own cap, and the whole within the
highest of these caps. The cap of a month is never cut in proportion to days (FED-FEE-18), and never
doubled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.domain.acts import (
    PART_MONTH,
    PAYABLE,
    ActDraft,
    ActFacts,
    ActRules,
    DeliveredService,
    draft_act,
)
from portal.domain.calendar import days_of, last_day
from portal.domain.catalogue import ServiceItem
from portal.domain.explanation import Step
from portal.domain.money import ZERO, rubles_text
from portal.domain.reference import ReferenceBook
from portal.domain.suspension import Interval, is_suspended
from portal.domain.violations import RulesBroken, Violation


class SkipReason(StrEnum):
    """Why a contract gets no act in a month."""

    SUSPENDED = "suspended"
    NOTHING_RECORDED = "nothing_recorded"
    ACT_ISSUED = "act_issued"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a contract from ``since`` to the day before ``until``."""

    id: int
    since: date
    until: date | None
    free: bool
    free_ground: str | None
    free_ground_title: str | None
    average_income: Decimal | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    allowed: Mapping[str, Decimal]

    def hold_on(self, day: date) -> bool:
        """Whether these terms are in force on the day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given of a service in a stretch of days with one tariff and one set of terms.

    ``since`` is the first day of the stretch.
    """

    since: date
    code: str
    quantity: Decimal
    additional: bool


@dataclass(frozen=True, slots=True)
class PreviousAct:
    """The act of the month before: what the accountant compares with."""

    payable: Decimal
    additional_cost: Decimal
    fee_cap: Decimal | None
    free: bool
    quantities: Mapping[str, Decimal]
    tariffs: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class MonthCase:
    """One contract in one month: everything its act is made from."""

    contract_id: int
    number: str
    recipient_id: int
    recipient: str
    name_key: str
    payment_day: int
    served_from: date
    served_until: date
    terms: tuple[Terms, ...]
    pauses: tuple[Interval, ...]
    given: tuple[Given, ...]
    issued: str | None
    previous: PreviousAct | None


@dataclass(frozen=True, slots=True)
class SkippedContract:
    """A contract without an act, and why; a blocked one carries what must be put right."""

    contract_id: int
    recipient: str
    reason: str
    number: str
    code: SkipReason
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedAct:
    """An act before it exists, with the terms whose figures it shows."""

    case: MonthCase
    terms: Terms
    parts: tuple[ActFacts, ...]
    draft: ActDraft


@dataclass(frozen=True, slots=True)
class MonthLaw:
    """What a month's acts are made by: the rules of its last day, the tariffs, the catalogue."""

    month: date
    rules: ActRules
    book: ReferenceBook
    items: Mapping[str, ServiceItem]


def prepare(
    cases: Iterable[MonthCase], law: MonthLaw
) -> tuple[tuple[PreparedAct, ...], tuple[SkippedContract, ...]]:
    """The acts of a month and the contracts without one, in the order of the cases."""
    acts: list[PreparedAct] = []
    skipped: list[SkippedContract] = []
    for case in cases:
        outcome = _prepare_one(case, law)
        if isinstance(outcome, PreparedAct):
            acts.append(outcome)
        else:
            skipped.append(outcome)
    return tuple(acts), tuple(skipped)


def suspended_days(
    month: date, pauses: Sequence[Interval], since: date, until: date
) -> tuple[date, ...]:
    """The days of the month that were suspended while the contract ran."""
    if not pauses:
        return ()
    return tuple(
        day for day in days_of(month) if since <= day <= until and is_suspended(day, pauses)
    )


def _prepare_one(case: MonthCase, law: MonthLaw) -> PreparedAct | SkippedContract:
    if case.issued is not None:
        return _skip(case, SkipReason.ACT_ISSUED, f"Акт № {case.issued} за этот месяц уже выдан.")
    if not case.given:
        return _without_services(case, law.month)
    try:
        parts = _parts(case, law)
        drafts = [(terms, facts, draft_act(facts, law.rules)) for terms, facts in parts]
    except RulesBroken as broken:
        return _skip(case, SkipReason.BLOCKED, str(broken), broken.violations)
    return PreparedAct(
        case=case,
        terms=parts[-1][0],
        parts=tuple(facts for _, facts in parts),
        draft=_joined(drafts),
    )


def _without_services(case: MonthCase, month: date) -> SkippedContract:
    since = max(case.served_from, month)
    until = min(case.served_until, last_day(month))
    paused = suspended_days(month, case.pauses, since, until)
    if paused and len(paused) == (until - since).days + 1:
        return _skip(case, SkipReason.SUSPENDED, "Весь месяц обслуживание приостановлено.")
    return _skip(case, SkipReason.NOTHING_RECORDED, "В этом месяце не записано ни одной услуги.")


def _skip(
    case: MonthCase, code: SkipReason, reason: str, violations: tuple[Violation, ...] = ()
) -> SkippedContract:
    return SkippedContract(case.contract_id, case.recipient, reason, case.number, code, violations)


def _parts(case: MonthCase, law: MonthLaw) -> list[tuple[Terms, ActFacts]]:
    """The month cut where terms change; usually one part. Only parts with services count."""
    parts: list[tuple[Terms, ActFacts]] = []
    for terms in case.terms:
        given = [item for item in case.given if terms.hold_on(item.since)]
        if given:
            parts.append((terms, _facts(terms, given, law)))
    counted = sum(len(facts.deliveries) for _, facts in parts)
    if counted != len(case.given):
        raise RulesBroken(
            Violation(
                "contract_not_active",
                f"У договора № {case.number} есть записи в дни, на которые у него нет условий. "
                "Проверьте записи этого месяца.",
            )
        )
    return parts


def _facts(terms: Terms, given: Sequence[Given], law: MonthLaw) -> ActFacts:
    strange = sorted({item.code for item in given} - law.items.keys())
    if strange:
        raise RulesBroken(
            Violation(
                "reference_missing",
                f"Услуги {', '.join(strange)} нет в перечне региона на этот месяц. Администратор "
                "может "
                "исправить справочники.",
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
    )


def _joined(parts: Sequence[tuple[Terms, ActFacts, ActDraft]]) -> ActDraft:
    """One act from the parts of a month; with one part it is that part's draft."""
    drafts = [draft for _, _, draft in parts]
    if len(drafts) == 1:
        return drafts[0]
    lines = [line for draft in drafts for line in draft.lines]
    additional = sum((draft.additional_cost for draft in drafts), ZERO)
    fees = sum((draft.payable - draft.additional_cost for draft in drafts), ZERO)
    bound = _highest_cap(facts for _, facts, _ in parts)
    fee = fees if bound is None else min(fees, bound)
    payable = fee + additional
    steps = [
        Step(
            f"По условиям с {terms.since:%d.%m.%Y}: {rubles_text(draft.payable)}.",
            str(draft.payable),
            PAYABLE,
            draft.steps,
        )
        for terms, _, draft in parts
    ]
    if bound is not None and fees > bound:
        text = (
            f"Вместе {rubles_text(fees)} — больше месячного предела {rubles_text(bound)}: "
            "платится предел."
        )
        steps.append(Step(text, str(bound), PART_MONTH))
    steps.append(Step(f"К оплате: {rubles_text(payable)}.", str(payable), PAYABLE))
    return ActDraft(
        # Sorting is stable, so a service keeps the order of the parts.
        lines=tuple(sorted(lines, key=lambda line: (line.additional, line.code))),
        cost_at_tariffs=sum((draft.cost_at_tariffs for draft in drafts), ZERO),
        additional_cost=additional,
        payable=payable,
        steps=tuple(steps),
    )


def _highest_cap(parts: Iterable[ActFacts]) -> Decimal | None:
    """The highest cap of the parts that are paid for; None when one of these has no cap."""
    caps = [facts.fee_cap for facts in parts if not facts.free]
    known = [cap for cap in caps if cap is not None]
    return max(known) if known and len(known) == len(caps) else None


def days_in_words(days: Sequence[date]) -> str:
    """«10–15.04.2026, 20.04.2026»: runs of days as a reader would write them."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{run[0]:%d}–{run[-1]:%d.%m.%Y}" if len(run) > 1 else f"{run[0]:%d.%m.%Y}" for run in runs
    )
