"""What a paper is made from: plain frozen values, one dataclass per printed form.

A use case fills them and freezes them with the paper; a template only prints them. Names arrive
as written, sums as Decimal roubles, days as dates. Sums in words are made while printing, genitives
are not: nobody declines every name rightly, so the corrected form is stored and handed over
(`portal.documents.words` proposes it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDetails:
    """The provider with the bank details that contract, act and receipt print."""

    name: str
    short_name: str
    address: str
    phone: str
    inn: str
    kpp: str
    bank_name: str
    bic: str
    account: str
    correspondent_account: str
    personal_account: str | None = None
    cbc: str | None = None
    oktmo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs for the provider; `basis` in the genitive ("Устава")."""

    name: str
    short_name: str
    position: str
    name_genitive: str
    position_genitive: str
    basis: str
    sex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """The recipient as the form's «Заказчик»; `identity` is the identity paper in one line."""

    name: str
    short_name: str
    sex: str
    identity: str
    address: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRepresentative:
    """Who signs for the recipient; `basis` in the genitive ("акта об опеке от … № …").

    `legal` is false for somebody who acts by a power of attorney; `beside` is true where the
    recipient signs too.
    """

    name: str
    short_name: str
    name_genitive: str
    sex: str
    identity: str
    basis: str
    address: str
    legal: bool = True
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDetails:
    """The individual programme that contract and act rest on."""

    number: str
    issued_on: date
    valid_from: date
    valid_until: date
    issuer: str = ""


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
class CalculationStep:
    """One step of «Как рассчитана плата»: text, its sum, the clause and the rule it follows.

    `edition` is the act in its edition, where the derivation first names it.
    """

    text: str
    value: str = ""
    citation: str = ""
    rule: str = ""
    edition: str = ""
    children: tuple["CalculationStep", ...] = ()


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

    `support` are its measures of social support; `elsewhere` is the region that issued it if it is
    another one, `unavailable` what of it is not given here (FED-IPP-07).
    """

    form: str
    services: tuple[PrescribedService, ...]
    conditions: str = ""
    support: tuple[str, ...] = ()
    elsewhere: str = ""
    unavailable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledService:
    """A line of the schedule: how often by the programme, on which days the parties agreed.

    `days` are empty where no plan of visits was made; `term` are the service's own days.
    """

    title: str
    frequency: str = ""
    days: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """Договор о предоставлении социальных услуг (FED-FRM-02).

    `bound` and `schedule` are its third and fourth annex; papers printed before there were any
    have none.
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
    `additional_cost` what the extra services come to, `payable` both after the cap.
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
    papers behind the ground, `open_months` the months whose act is still to come. `balance` is
    positive for a debt and negative for an overpayment. `agreed`: both sides want the end;
    `needs_customer`: without the customer's signature there is none. A `draft` is read before the
    director confirms it. `died`: nobody is left to read the order.
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
    order_number: str = ""
    moved_to: str = ""
    representative: CustomerRepresentative | None = None
    copies: int = 1
    agreed: bool = False
    needs_customer: bool = True
    draft: bool = False
    died: bool = False

    @property
    def title(self) -> str:
        """What the three papers are called at their foot."""
        return f"Прекращение договора № {self.contract_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRefusalFacts:
    """Отказ в заключении договора (FED-TER-02, FED-TER-03): основание и чем оно подтверждено."""

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

    @property
    def title(self) -> str:
        """What the paper is called at its foot."""
        return f"Отказ № {self.number} от {self.drawn_on:%d.%m.%Y}"


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
