"""What papers on the change, the end and the refusal of a contract are made from.

Plain frozen values as in ``portal.documents.facts``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.documents.parts import (
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    ScheduledService,
    Signatory,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeFigures:
    """What a month of services costs by some terms."""

    free: bool
    monthly_fee: Decimal
    cost_at_tariffs: Decimal
    fee_cap: Decimal | None
    threshold: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNoticeFacts:
    """Уведомление о новой плате.

    `reasons` say what has changed, `act` by which act, `ground` on which clause the provider
    changes the fee; `choices` are what the recipient may answer, where the region gives a choice.
    `written` is the contract's own fee where another one was billed before; `tariffs_ground` the
    clause by which new tariffs apply without the provider's changing anything, empty otherwise.
    """

    drawn_on: date
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    contract_number: str
    contract_date: date
    since: date
    before: FeeFigures
    after: FeeFigures
    reasons: tuple[str, ...]
    act: str
    ground: str
    steps: tuple[CalculationStep, ...]
    choices: tuple[str, ...] = ()
    representative: CustomerRepresentative | None = None
    written: FeeFigures | None = None
    tariffs_ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedService:
    """A line of the annex after a change: volumes a month, none before if new, none after if gone.

    `tariff` and `amount` are those from the day of the change; both are 0 for a dropped service.
    """

    code: str
    title: str
    unit_title: str
    before: Decimal | None
    after: Decimal | None
    tariff: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentFacts:
    """Дополнительное соглашение к договору (FED-CON-07).

    `clauses` are what the parties wrote themselves; `services` are all lines of the annex, given
    when services or tariffs change; `before` and `after` are given when the fee does. `reasons` say
    what has changed, `act` by which act. `schedule` is the contract's annex anew, where the
    services change; its `programme` is then named.
    """

    number: str
    drawn_on: date
    place: str
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    contract_number: str
    contract_date: date
    since: date
    ground: str = ""
    clauses: tuple[str, ...] = ()
    services: tuple[AmendedService, ...] = ()
    before: FeeFigures | None = None
    after: FeeFigures | None = None
    reasons: tuple[str, ...] = ()
    act: str = ""
    steps: tuple[CalculationStep, ...] = ()
    representative: CustomerRepresentative | None = None
    copies: int = 2
    programme: ProgrammeDetails | None = None
    schedule: tuple[ScheduledService, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingFacts:
    """Приказ, соглашение и уведомление о прекращении договора (FED-TER-06, MSK-TER-03, VLA-TER-03).

    `last_day` is None where the contract ends on the day its notice is handed over. `basis` are the
    papers behind the ground, `open_months` the months whose act is still to come,
    `silent_months` those of them without a recorded service so far. `balance` is
    positive for a debt and negative for an overpayment. `agreed`: both sides want the end;
    `order_rule` is the rule that asks for the order, where the department has one.
    `covers` says what a refusal covers, where the region asks. `needs_customer`: without the
    customer's signature there is none. A `draft` is read before the
    director confirms it. `died`: nobody is left to read the order. `unrepresented`: only a
    representative may take the papers, and nobody is recorded (FED-MIN-01). `missing`: a court
    found the customer missing, so nobody takes them in the own name. `succeeded_by` says which
    programme a review has put in the place of this one, and which contract serves from then on.
    """

    drawn_on: date
    place: str
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    contract_number: str
    contract_date: date
    ground: str
    clause: str
    basis: tuple[str, ...]
    last_day: date | None
    balance: Decimal
    open_months: tuple[date, ...] = ()
    silent_months: tuple[date, ...] = ()
    order_number: str = ""
    moved_to: str = ""
    representative: CustomerRepresentative | None = None
    copies: int = 1
    agreed: bool = False
    needs_customer: bool = True
    covers: str = ""
    order_rule: str = ""
    succeeded_by: str = ""
    draft: bool = False
    died: bool = False
    missing: bool = False
    unrepresented: bool = False

    @property
    def title(self) -> str:
        """What the three papers are called at their foot."""
        return f"Прекращение договора № {self.contract_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRefusalFacts:
    """Отказ в заключении договора (FED-TER-02, FED-TER-03): основание и чем оно подтверждено.

    `unrepresented`: only a representative may take it, and nobody is recorded (FED-MIN-01).
    """

    number: str
    drawn_on: date
    place: str
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    programme: ProgrammeDetails
    form_title: str
    ground: str
    clause: str
    basis: tuple[str, ...]
    note: str = ""
    representative: CustomerRepresentative | None = None
    unrepresented: bool = False

    @property
    def title(self) -> str:
        """What the paper is called at its foot."""
        return f"Отказ № {self.number} от {self.drawn_on:%d.%m.%Y}"
