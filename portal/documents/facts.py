"""What a paper is made from: plain frozen values, one dataclass per printed form.

A use case fills them and freezes them with the paper; a template only prints them. Names arrive
as written, sums as Decimal roubles, days as dates. Sums in words are made while printing, genitives
are not: nobody declines every name rightly, so the corrected form is stored and handed over
(`portal.documents.words` proposes it). What several papers print is in ``parts``, changes and
ends of a contract in ``changes``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.documents.changes import (
    AmendmentFacts,
    ContractRefusalFacts,
    EndingFacts,
    FeeNoticeFacts,
)
from portal.documents.parts import (
    CalculationStep,
    Customer,
    CustomerRepresentative,
    ProgrammeDetails,
    ProviderDetails,
    ScheduledService,
    Signatory,
)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause, already filled.

    `number` is "1", "6а" or "12.1"; `section` is the Roman number of the model form ("III") or a
    heading of its own. Clauses are printed in the order given; a new section starts where the
    section changes.
    """

    number: str
    section: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractService:
    """A line of the contract's annex; `kind` groups lines when it is given."""

    code: str
    title: str
    unit_title: str
    quantity: Decimal
    tariff: Decimal
    amount: Decimal
    kind: str = ""
    periodicity: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """What the recipient pays a month and how it was found; a free contract names its ground.

    Where it is not `known`, the text leaves its place blank and is signed by nobody.
    """

    free: bool
    monthly_fee: Decimal
    cost_at_tariffs: Decimal
    free_ground: str | None = None
    average_income: Decimal | None = None
    threshold: Decimal | None = None
    fee_cap: Decimal | None = None
    steps: tuple[CalculationStep, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribedService:
    """A service as the programme gives it: `quantity` a month, `term` its own days in words."""

    kind: str
    title: str
    unit_title: str
    quantity: Decimal
    frequency: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeAnnex:
    """The programme as it is bound into the contract: what it gives and on which conditions.

    ``stay`` is how one lives in, where the form of service is residential (FED-IPP-12).
    `support` are its measures of social support; `elsewhere` is the region that issued it if it is
    another one, `unavailable` what of it is not given here (FED-IPP-07).
    """

    form: str
    services: tuple[PrescribedService, ...]
    conditions: str = ""
    support: tuple[str, ...] = ()
    elsewhere: str = ""
    unavailable: str = ""
    stay: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """Договор о предоставлении социальных услуг (FED-FRM-02).

    `bound` and `schedule` are its third and fourth annex; papers printed before there were any
    have none. `other_annexes` is read with the stored facts of papers and printed on none.
    `course` is a sentence on the days of a course, where services are given by one.
    """

    number: str
    concluded_on: date
    place: str
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    programme: ProgrammeDetails
    clauses: tuple[ClauseText, ...]
    services: tuple[ContractService, ...]
    fee: FeeTerms
    valid_until: date
    representative: CustomerRepresentative | None = None
    other_annexes: tuple[str, ...] = ()
    copies: int = 2
    bound: ProgrammeAnnex | None = None
    schedule: tuple[ScheduledService, ...] = ()
    course: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenThing:
    """A thing given to a child whom the state keeps, by size and season (VLA-MIN-04)."""

    title: str
    size: str
    season: str
    quantity: int
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActServiceLine:
    """A line of the act; `allowed` is the programme's volume a month, None for what is extra."""

    code: str
    title: str
    unit_title: str
    allowed: Decimal | None
    quantity: Decimal
    tariff: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPaperFacts:
    """Акт сдачи-приёмки оказанных услуг (FED-FRM-03) with the five figures of FED-ACT-04.

    `steps` is the optional annex «Почему столько»; `cost_at_tariffs` is what the lines come to,
    `additional_cost` what the extra services come to, `payable` both after the cap. `given` are
    things given out for nothing in the month.
    """

    number: str
    drawn_on: date
    month: date
    provider: ProviderDetails
    signatory: Signatory
    customer: Customer
    contract_number: str
    contract_date: date
    programme: ProgrammeDetails
    lines: tuple[ActServiceLine, ...]
    cost_at_tariffs: Decimal
    payable: Decimal
    free: bool
    representative: CustomerRepresentative | None = None
    additional: tuple[ActServiceLine, ...] = ()
    additional_cost: Decimal = Decimal("0.00")
    average_income: Decimal | None = None
    threshold: Decimal | None = None
    fee_cap: Decimal | None = None
    free_ground: str | None = None
    due_on: date | None = None
    steps: tuple[CalculationStep, ...] = ()
    copies: int = 2
    given: tuple[GivenThing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """Квитанция на оплату (FED-FRM-04).

    `debt_before` is positive for a debt and negative for an overpayment; `payload` is the string
    of FED-PAY-03, None when nothing is due. `recipient_name` is given when somebody else pays.
    `paid` is what has come in since the act was issued: only a receipt for the rest has it.
    """

    provider: ProviderDetails
    payer_name: str
    payer_address: str
    personal_code: str
    contract_number: str
    contract_date: date
    month: date
    purpose: str
    debt_before: Decimal
    accrued: Decimal
    total_due: Decimal
    due_on: date
    payload: str | None
    act_number: str = ""
    recipient_name: str = ""
    paid: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What is known of a form's fields before somebody takes a pen; the rest stays empty.

    ``values`` and ``tables`` go by the codes of the fields; a row has a text for each column.
    ``number`` stands beside the title of a form that is registered.
    """

    title: str
    values: Mapping[str, str]
    tables: Mapping[str, tuple[tuple[str, ...], ...]]
    number: str = ""


PaperFacts = (
    ContractFacts
    | ActPaperFacts
    | ReceiptFacts
    | FormFacts
    | FeeNoticeFacts
    | AmendmentFacts
    | EndingFacts
    | ContractRefusalFacts
)
