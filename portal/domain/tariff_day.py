"""A day on which tariffs and limits change: what it does to a fee, and what may be done alone.

Rules: FED-FEE-14 and MSK-FEE-08 (on which grounds the provider changes a fee alone; any other
change is an agreement of both parties), FED-FEE-15, FED-FEE-03. Income, family and categories stay
as the terms in force know them: only tariffs and the threshold are new.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.domain.choices import ChoiceList
from portal.domain.fee_rules import FeeRules
from portal.domain.fees import FeeDecision, FeeFacts, decide_fee
from portal.domain.money import half_up
from portal.domain.reference import THRESHOLD_MULTIPLIER, ReferenceBook, ReferenceValue

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
    """The fee of the terms in force, as the contract knows it."""

    free: bool
    monthly_fee: Decimal
    cost_at_tariffs: Decimal
    fee_cap: Decimal | None
    threshold: Decimal | None


@dataclass(frozen=True, slots=True)
class FeeChange:
    """One contract's fee across the day.

    ``after`` is what it comes to with everything new; ``alone`` the part of it that the provider
    may set without the recipient, with ``alone_facts`` it rests on. ``otherwise`` means that the
    fee would have changed without the day as well: an age, a category that ended.
    """

    before: FeeInForce
    after: FeeDecision
    after_facts: FeeFacts
    alone: FeeDecision
    alone_facts: FeeFacts
    causes: frozenset[Cause]
    otherwise: bool

    @property
    def difference(self) -> Decimal:
        """By how much the fee grows; negative when it falls."""
        return self.after.monthly_fee - self.before.monthly_fee

    @property
    def becomes_free(self) -> bool:
        """Whether somebody who pays will be served free."""
        return self.after.free and not self.before.free

    @property
    def starts_paying(self) -> bool:
        """Whether somebody served free will pay."""
        return self.before.free and not self.after.free

    @property
    def fee_changes_alone(self) -> bool:
        """Whether the part the provider may set changes what is paid: then a notice is due."""
        return _fee(self.alone) != (self.before.free, self.before.monthly_fee)

    @property
    def new_terms(self) -> bool:
        """Whether new terms begin: the fee, its bound or the threshold differ (FED-FEE-18)."""
        if self.alone.free and self.before.free:
            return self.alone.threshold != self.before.threshold
        return self.fee_changes_alone or _bounds(self.alone) != (
            self.before.cost_at_tariffs,
            self.before.fee_cap,
            self.before.threshold,
        )

    @property
    def needs_agreement(self) -> bool:
        """Whether a part is left that both parties must sign."""
        return not self.otherwise and _fee(self.alone) != _fee(self.after)


def allowed_causes(grounds: ChoiceList) -> frozenset[Cause]:
    """The causes on which the region lets the provider change a fee alone (FED-FEE-14)."""
    codes = frozenset(grounds.codes)
    return frozenset(cause for cause, named in GROUNDS.items() if codes & named)


def rehearse_fee_change(
    facts: FeeFacts, before: FeeInForce, day: date, *, rules: FeeRules, book: ReferenceBook
) -> FeeChange:
    """What the values of ``book`` do to a fee from ``day`` on.

    ``facts`` are those of the terms in force, their services at the tariffs agreed on. Raises
    RulesBroken where the fee cannot be decided any more: a value or an income is missing.
    """
    nothing, everything = frozenset[Cause](), frozenset(Cause)
    threshold = frozenset({Cause.THRESHOLD})
    cases = {
        causes: _facts_on(facts, day, causes)
        for causes in (nothing, threshold, frozenset({Cause.TARIFFS}), everything)
    }
    decided = {causes: decide_fee(case, rules, book) for causes, case in cases.items()}
    causes = set()
    if _all(decided[threshold]) != _all(decided[nothing]):
        causes.add(Cause.THRESHOLD)
    if _all(decided[everything]) != _all(decided[threshold]):
        causes.add(Cause.TARIFFS)
    allowed = allowed_causes(rules.change_grounds)
    return FeeChange(
        before=before,
        after=decided[everything],
        after_facts=cases[everything],
        alone=decided[allowed],
        alone_facts=_priced(cases[allowed], book),
        causes=frozenset(causes),
        otherwise=_fee(decided[nothing]) != (before.free, before.monthly_fee),
    )


def scaled(value: ReferenceValue, factor: Decimal) -> Decimal:
    """A value times an index, to the kopeck; the multiplier of the threshold is no price."""
    if value.key == THRESHOLD_MULTIPLIER:
        return value.amount
    return max(half_up(value.amount * factor), Decimal("0.01"))


def _facts_on(facts: FeeFacts, day: date, causes: frozenset[Cause]) -> FeeFacts:
    threshold_day = facts.threshold_day or facts.applied_on
    services = facts.services
    if Cause.TARIFFS in causes:
        services = tuple(replace(service, tariff=None) for service in services)
    return replace(
        facts,
        rules_day=day,
        threshold_day=day if Cause.THRESHOLD in causes else threshold_day,
        services=services,
    )


def _priced(facts: FeeFacts, book: ReferenceBook) -> FeeFacts:
    """The facts with the tariffs they were decided at, for the terms that will stand on them."""
    services = (
        service
        if service.tariff is not None
        else replace(service, tariff=book.tariff(service.code, facts.rules_day).amount)
        for service in facts.services
    )
    return replace(facts, services=tuple(services))


def _fee(decision: FeeDecision) -> tuple[bool, Decimal]:
    return decision.free, decision.monthly_fee


def _bounds(decision: FeeDecision) -> tuple[Decimal, Decimal | None, Decimal | None]:
    return decision.cost_at_tariffs, decision.fee_cap, decision.threshold


def _all(decision: FeeDecision) -> tuple[object, ...]:
    return (*_fee(decision), decision.fee_cap if not decision.free else None)
