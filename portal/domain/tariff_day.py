"""A day on which tariffs and limits change: what is billed, and what the provider may write alone.

A tariff is a regulated price: it applies by itself to services given from its day on (FED-FEE-15),
and an act takes the smaller of their cost and the cap (FED-ACT-04). What FED-FEE-14 and MSK-FEE-08
restrict is what the provider changes: the figures written in the contract. Income, family and
categories stay as the terms in force know them: only tariffs and the threshold are new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from portal.domain.choices import ChoiceList
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import FeeDecision, FeeFacts, PlannedService, decide_fee
from portal.domain.money import ZERO, half_up
from portal.domain.people import population_group
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    THRESHOLD_MULTIPLIER,
    ReferenceBook,
    ReferenceValue,
)

THOUSANDTH = Decimal("0.001")


class Cause(StrEnum):
    """Why a fee changes on the day."""

    TARIFFS = "tariffs"
    THRESHOLD = "threshold"

    @property
    def label(self) -> str:
        """The words for people."""
        return _LABELS[self]


_LABELS = {Cause.TARIFFS: "тарифы", Cause.THRESHOLD: "прожиточный минимум или его кратность"}
GROUNDS = {
    Cause.TARIFFS: frozenset({"tariff_changed"}),
    # The model contract speaks of the threshold, a region may speak of the minimum it is made of.
    Cause.THRESHOLD: frozenset({"threshold_changed", "subsistence_minimum_changed"}),
}
"""The codes of a region's grounds that allow a change of this cause."""


@dataclass(frozen=True, slots=True)
class FeeInForce:
    """A fee that holds, in rubles a month: as the terms write it, or as it is billed."""

    free: bool
    monthly_fee: Decimal
    cost_at_tariffs: Decimal
    fee_cap: Decimal | None
    threshold: Decimal | None

    @property
    def bound(self) -> Decimal | None:
        """The most that may be asked a month: what is written holds every bound already."""
        return self.fee_cap


@dataclass(frozen=True, slots=True)
class FeeChange:
    """One contract's fee across the day.

    ``before`` is billed on the eve, ``after`` from the day on; where a tariff waits for a notice
    that nobody gave, ``before`` is the written fee. ``written`` stands in the terms in
    force; ``alone`` is what the provider may write there without the recipient, with
    ``alone_facts`` it rests on; ``agreed`` what would stand there with everything new.
    ``fee_changes_alone``: a ground of the region changes what is billed, so a notice is due.
    ``otherwise``: the fee would have changed without the day too: an age, a category that ended.
    ``limits``: what of the threshold the day itself changes, in words for people. ``eve`` is the
    fee by the values of the eve, with its derivation.
    """

    written: FeeInForce
    before: FeeInForce
    after: FeeDecision
    after_facts: FeeFacts
    alone: FeeDecision
    alone_facts: FeeFacts
    agreed: FeeDecision
    agreed_facts: FeeFacts
    eve: FeeDecision
    causes: frozenset[Cause]
    fee_changes_alone: bool
    otherwise: bool
    limits: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """By how much the fee grows; negative when it falls."""
        return self.after.monthly_fee - self.before.monthly_fee

    @property
    def told_causes(self) -> frozenset[Cause]:
        """What has changed, for the notice: also what only a figure printed in it differs by."""
        priced = not self.after.free and self.after.cost_at_tariffs != self.before.cost_at_tariffs
        limited = bool(self.limits) and self.after.threshold != self.before.threshold
        return (
            self.causes
            | ({Cause.TARIFFS} if priced else set())
            | ({Cause.THRESHOLD} if limited else set())
        )

    def words(self, causes: frozenset[Cause]) -> tuple[str, ...]:
        """The causes for people; of the threshold only what the day itself changes."""
        return tuple(
            words
            for cause in Cause
            if cause in causes
            for words in (self.limits if cause is Cause.THRESHOLD else (cause.label,))
        )

    @property
    def new_terms(self) -> bool:
        """Whether new terms begin: the written fee, its bound or the threshold differ."""
        if self.alone.free and self.written.free:
            return self.alone.threshold != self.written.threshold
        return _fee(self.alone) != _fee(self.written) or _bounds(self.alone) != _bounds(
            self.written
        )

    @property
    def written_differs(self) -> bool:
        """Whether the contract writes another fee than is billed: an agreement was not signed."""
        return _fee(self.written) != _fee(self.before)

    @property
    def needs_agreement(self) -> bool:
        """Whether both must sign to bring the contract's figures in line with the day's."""
        return (
            not self.otherwise
            and _fee(self.alone) != _fee(self.agreed)
            and _fee(self.agreed) != _fee(self.before)
        )


def allowed_causes(grounds: ChoiceList) -> frozenset[Cause]:
    """The causes on which the region lets the provider change a fee alone (FED-FEE-14)."""
    codes = frozenset(grounds.codes)
    return frozenset(cause for cause, named in GROUNDS.items() if codes & named)


def waits_for_notice(grounds: ChoiceList) -> bool:
    """Whether a grown tariff counts only from terms that begin with a notice (MSK-FEE-08)."""
    return Cause.TARIFFS in allowed_causes(grounds)


def billed_fee(
    written: FeeInForce,
    services: Iterable[PlannedService],
    day: date,
    book: ReferenceBook,
    *,
    by_notice: bool = False,
) -> FeeInForce:
    """What terms come to on a day: the day's tariffs within the cap in force (FED-ACT-04).

    ``by_notice``: nothing above the written fee is billed until new terms begin (MSK-PAY-02).
    Raises RulesBroken("reference_missing") where a service has no tariff on the day.
    """
    found = _at_prices(written, services, day, book)
    return written if by_notice and found.monthly_fee > written.monthly_fee else found


def _at_prices(
    written: FeeInForce, services: Iterable[PlannedService], day: date, book: ReferenceBook
) -> FeeInForce:
    cost = sum(
        (half_up(one.quantity * book.tariff(one.code, day).amount) for one in services), ZERO
    )
    fee = cost if written.fee_cap is None else min(cost, written.fee_cap)
    return replace(written, monthly_fee=ZERO if written.free else fee, cost_at_tariffs=cost)


def rehearse_fee_change(
    facts: FeeFacts, written: FeeInForce, day: date, *, rules: FeeRules, book: ReferenceBook
) -> FeeChange:
    """What the values of ``book`` do to a fee from ``day`` on.

    ``facts`` are those of the terms in force, their services at the tariffs written there. Raises
    RulesBroken where the fee cannot be decided any more: a value or an income is missing.
    """
    eve = _at_tariffs_of(facts, day - timedelta(days=1), book)
    limits = _limits_changed(facts, day, book)
    # Without a tariff of its own a service is priced by the book, and its step names the act.
    new = replace(facts, services=tuple(replace(one, tariff=None) for one in facts.services))
    limit, prices = frozenset({Cause.THRESHOLD}), frozenset({Cause.TARIFFS})
    everything, nothing = limit | prices, frozenset[Cause]()
    cases = {
        causes: _facts_on(
            new if Cause.TARIFFS in causes else eve, day, moved=bool(causes & limit and limits)
        )
        for causes in (nothing, limit, prices, everything)
    }
    decided = {causes: decide_fee(case, rules, book) for causes, case in cases.items()}
    allowed = allowed_causes(rules.change_grounds)
    moved = bool(allowed & limit and limits)
    alone = cases[allowed] if Cause.TARIFFS in allowed else _facts_on(facts, day, moved=moved)
    priced = _at_prices(written, facts.services, day - timedelta(days=1), book)
    # Tariffs that had grown before, and no notice: the bill is still the written fee.
    late = Cause.TARIFFS in allowed and priced.monthly_fee > written.monthly_fee
    before = written if late else priced
    after = decided[allowed | prices]
    by_ground = _fee(decided[allowed]) != _fee(decided[nothing]) or _fee(after) != _fee(
        decided[prices - allowed]
    )
    return FeeChange(
        written=written,
        before=before,
        after=after,
        after_facts=_at_tariffs_of(cases[allowed | prices], day, book),
        alone=decide_fee(alone, rules, book),
        alone_facts=_priced(alone, day, book),
        agreed=decided[everything],
        agreed_facts=_at_tariffs_of(cases[everything], day, book),
        eve=decided[nothing],
        causes=_causes(decided) | ({Cause.TARIFFS} if late else set()),
        fee_changes_alone=(by_ground or late) and _fee(after) != _fee(before),
        otherwise=_fee(decided[nothing]) != _fee(priced),
        limits=limits,
    )


def scaled(value: ReferenceValue, factor: Decimal) -> Decimal:
    """A value times an index, to the kopeck; the multiplier of the threshold is no price."""
    if value.key == THRESHOLD_MULTIPLIER:
        return value.amount
    return max(half_up(value.amount * factor), Decimal("0.01"))


def _at_tariffs_of(facts: FeeFacts, day: date, book: ReferenceBook) -> FeeFacts:
    """The facts with their services at the book's tariffs of a day."""
    services = tuple(
        replace(service, tariff=book.tariff(service.code, day).amount) for service in facts.services
    )
    return replace(facts, services=services)


def _priced(facts: FeeFacts, day: date, book: ReferenceBook) -> FeeFacts:
    """The facts with a tariff for each service, for the terms that will stand on them."""
    kept = all(service.tariff is not None for service in facts.services)
    return facts if kept else _at_tariffs_of(facts, day, book)


def _limits_changed(facts: FeeFacts, day: date, book: ReferenceBook) -> tuple[str, ...]:
    """What of the threshold differs from the eve's: an older change is no cause of this day's.

    A value that the day lacks counts too: the fee over it is then not worked out (VLA-FEE-05).
    """
    eve, group = day - timedelta(days=1), facts.group or population_group(facts.born, day)
    keys = (
        (SUBSISTENCE_MINIMUM, group, "прожиточный минимум"),
        (THRESHOLD_MULTIPLIER, None, "кратность прожиточного минимума"),
    )
    return tuple(
        words
        for key, of, words in keys
        if (new := book.find(key, of, day)) is None
        or (old := book.find(key, of, eve)) is None
        or old.amount != new.amount
    )


def _facts_on(facts: FeeFacts, day: date, *, moved: bool) -> FeeFacts:
    threshold_day = facts.threshold_day or facts.applied_on
    return replace(
        facts,
        rules_day=day,
        # A new threshold is a ground from its day; until then that of the application stays.
        threshold_day=day if moved else threshold_day,
    )


def _causes(decided: Mapping[frozenset[Cause], FeeDecision]) -> frozenset[Cause]:
    """What the fee itself changes by: a bound that binds neither before nor after is no cause."""
    nothing, everything = frozenset[Cause](), frozenset(Cause)
    return frozenset(
        cause
        for cause in Cause
        if _fee(decided[frozenset({cause})]) != _fee(decided[nothing])
        or _fee(decided[everything]) != _fee(decided[everything - {cause}])
    )


def _fee(fee: FeeDecision | FeeInForce) -> tuple[bool, Decimal]:
    return fee.free, fee.monthly_fee


def _bounds(fee: FeeDecision | FeeInForce) -> tuple[Decimal, Decimal | None, Decimal | None]:
    return fee.cost_at_tariffs, fee.bound, fee.threshold
