"""What the page of one contract shows: terms, programme, services, papers, breaks, journal."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, DropReason, Party
from portal.domain.explanation import Step
from portal.usecases.queries.issued_papers import PaperView, SignatureView


@dataclass(frozen=True, slots=True)
class TermsView:
    """What the recipient pays now and how it was found."""

    since: date
    rules_day: date
    free: bool
    free_ground_title: str | None
    monthly_fee: Decimal
    cost_at_tariffs: Decimal
    average_income: Decimal | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    steps: tuple[Step, ...]
    fee_known: bool = True


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of the contract."""

    code: str
    title: str
    unit_title: str
    quantity: Decimal
    tariff: Decimal


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """The programme a contract rests on, with the term it set running.

    ``circumstances`` and ``stay_mode`` are codes of the region's lists (FED-REC-02, FED-IPP-12).
    """

    id: int
    number: str
    issued_on: date
    valid_until: date
    presented_at: datetime
    due_at: datetime
    due_rule: str
    federal_due_at: datetime | None
    steps: tuple[Step, ...]
    circumstances: tuple[str, ...] = ()
    stay_mode: str | None = None


@dataclass(frozen=True, slots=True)
class SuspensionView:
    """A suspension; ``until`` is the first day of service again, None while it is open."""

    id: int
    ground: str
    since: date
    until: date | None
    order_number: str
    reason: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the journal about the contract."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class ContractView:
    """One contract with everything its page shows.

    ``next_department`` is another department by an order, with its first day there.
    ``cannot_sign`` says who is to sign now for a recipient in whose own name the text waits.
    ``missing_since``: a court's finding stands, nobody signs and the contract is ended on it.
    ``stopped_after`` is the last day with services of a refusal whose document is not recorded yet
    (MSK-TER-03).
    """

    id: int
    number: str
    state: ContractState
    form: Form
    version: int
    recipient_id: int
    recipient: str
    recipient_short: str
    born: date
    representative: str | None
    representative_basis: str | None
    representative_until: date | None
    concluded_on: date
    rules_day: date
    in_force_from: date | None
    starts_on: date | None
    valid_until: date
    ended_on: date | None
    drop_reason: DropReason | None
    drop_words: str
    died_on: date | None
    death_basis: str | None
    temporary: bool
    payment_day: int
    worker: str | None
    department: str | None
    next_department: tuple[date, str] | None
    programme: ProgrammeView
    terms: TermsView
    first_terms: TermsView
    coming: TermsView | None
    services: tuple[ServiceRow, ...]
    paper: PaperView
    signatures: tuple[SignatureView, ...]
    suspensions: tuple[SuspensionView, ...]
    events: tuple[EventView, ...]
    cannot_sign: str = ""
    missing_since: date | None = None
    stopped_after: date | None = None

    @property
    def provider_signed(self) -> bool:
        """Whether the director has signed."""
        return any(signature.party is Party.PROVIDER for signature in self.signatures)

    @property
    def customer_signed(self) -> bool:
        """Whether the recipient or the representative has signed."""
        return any(signature.party is not Party.PROVIDER for signature in self.signatures)

    @property
    def open_suspension(self) -> SuspensionView | None:
        """The suspension that has no end yet."""
        return next((pause for pause in self.suspensions if pause.until is None), None)

    def running_break(self, day: date) -> SuspensionView | None:
        """The break that holds the day."""
        return next(
            (
                one
                for one in self.suspensions
                if one.since <= day and (one.until is None or one.until > day)
            ),
            None,
        )

    def unfinished_break(self, day: date) -> SuspensionView | None:
        """The break that holds the day, else the next one."""
        left = (one for one in self.suspensions if one.until is None or one.until > day)
        return next(left, None)

    def may_resume(self, day: date) -> bool:
        """Whether there is a break to end: one that has begun, or is over and was not ended."""
        unfinished = self.unfinished_break(day)
        return unfinished is None or unfinished.since <= day
