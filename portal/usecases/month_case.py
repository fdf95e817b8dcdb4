"""What an act is made from and what comes of it: a contract's month in plain values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.domain.acts import ActDraft, ActFacts, ActRules
from portal.domain.catalogue import Form, ServiceItem
from portal.domain.fee_bounds import SharedBound
from portal.domain.law import LegalAct
from portal.domain.money import ZERO
from portal.domain.payments import PaymentRules
from portal.domain.reference import ReferenceBook
from portal.domain.suspension import Interval
from portal.domain.violations import Violation


class SkipReason(StrEnum):
    """Why a contract gets no act in a month."""

    SUSPENDED = "suspended"
    NOTHING_RECORDED = "nothing_recorded"
    ACT_ISSUED = "act_issued"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a contract from ``since`` to the day before ``until``.

    ``allowed`` and ``tariffs`` are the volumes and the tariffs by service, as the contract says.
    """

    id: int
    since: date
    until: date | None
    free: bool
    free_ground: str | None
    free_ground_title: str | None
    average_income: Decimal | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    monthly_fee: Decimal
    allowed: Mapping[str, Decimal]
    tariffs: Mapping[str, Decimal]

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
    """One contract in one month: everything its act is made from.

    ``bounds`` are stretches of days whose bound other bills spend too; ``astray`` says which
    records lie on days that no act may hold (FED-ACT-03). ``issued_fee`` is what the act that is
    issued charges for the programme's services, in rubles, as corrections have left it.
    """

    contract_id: int
    number: str
    recipient_id: int
    recipient: str
    name_key: str
    form: Form
    payment_day: int
    served_from: date
    served_until: date
    terms: tuple[Terms, ...]
    pauses: tuple[Interval, ...]
    given: tuple[Given, ...]
    issued: str | None
    previous: PreviousAct | None
    bounds: tuple[SharedBound, ...] = ()
    astray: tuple[Violation, ...] = ()
    issued_fee: Decimal = ZERO


def case_of(cases: Iterable[MonthCase], contract_id: int) -> MonthCase | None:
    """The month of one contract among those it shares the cap with; None outside the month."""
    return next((case for case in cases if case.contract_id == contract_id), None)


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
    """An act before it exists, with the terms whose figures it shows.

    ``spent`` is what the act takes of each bound that it shares with other bills.
    """

    case: MonthCase
    terms: Terms
    parts: tuple[ActFacts, ...]
    draft: ActDraft
    spent: tuple[tuple[SharedBound, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class MonthLaw:
    """What a month's acts are made by: the rules of its last day, the tariffs, the catalogue.

    ``tariffs_by_notice``: new tariffs are a ground of the region for changing the written fee, so
    a bill above it waits for terms with a notice (MSK-FEE-08, MSK-PAY-02).
    """

    month: date
    rules: ActRules
    payment: PaymentRules
    book: ReferenceBook
    items: Mapping[str, ServiceItem]
    acts: tuple[LegalAct, ...] = ()
    tariffs_by_notice: bool = False
