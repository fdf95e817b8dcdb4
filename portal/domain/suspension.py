"""Suspension: grounds, intervals, and the days left out of an act (FED-SUS-01 to FED-SUS-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.demands import Facts, demand_all
from portal.domain.grounds import LegalGround, find_ground
from portal.domain.law import Citation
from portal.domain.violations import refuse

DEBT = "debt"
"""The fact that something is unpaid though its due day has passed."""
WARNING = "written_warning"
"""The fact that the recipient was warned in writing."""
BREACH_REMEDIED = "breach_remedied"
ENDINGS: Mapping[str, str] = {
    "documents_received": "до представления сведений и документов",
    "debt_paid": "до погашения долга",
    BREACH_REMEDIED: "до устранения нарушения",
    "returned": "до возвращения получателя",
    "quarantine_lifted": "до снятия карантина",
}
"""The events that breaks wait for, as an order says them."""
NOTHING_ACCRUES = Citation("FED-SUS-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)


@dataclass(frozen=True, slots=True)
class Proof:
    """What confirms an absence; it may be brought after the break has begun (FED-SUS-03)."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Ground(LegalGround):
    """A ground of suspension: its paper, and the event after which services go on.

    Without ``document`` there is no break; ``proof`` may come later.
    """

    document: str | None = None
    ends_when: str | None = None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class ContractGrounds:
    """Where the contract lists the grounds: ``always`` needs no line of it (MSK-SUS-02)."""

    always: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class SuspensionRules:
    """The grounds of a region as in force on a day.

    ``source`` says where the list comes from; ``not_grounds`` are what people take for one and is
    none; a break without an end is reminded of after ``open_ended``.
    """

    grounds: tuple[Ground, ...]
    source: Citation | None = None
    by_contract: ContractGrounds | None = None
    not_grounds: ChoiceList | None = None
    open_ended: DeadlineRule | None = None
    effect: Citation = NOTHING_ACCRUES

    def ground(self, code: str, form: Form) -> Ground:
        """The ground with this code; raises ground_unknown or ground_not_for_form."""
        if self.not_grounds is not None and code in self.not_grounds.codes:
            refuse(
                "ground_unknown",
                self.not_grounds.choice(code, field="ground").title,
                field="ground",
                citation=self.not_grounds.citation,
            )
        return find_ground(self.grounds, code, form, citation=self.source)


def optional_grounds(rules: SuspensionRules, form: Form) -> tuple[Ground, ...]:
    """The grounds that stand or fall with the contract's own list (MSK-SUS-02)."""
    if rules.by_contract is None:
        return ()
    clause = rules.by_contract.citation
    return tuple(
        ground for ground in rules.grounds if form in ground.forms and ground.citation == clause
    )


def contract_grounds(
    rules: SuspensionRules, form: Form, chosen: Iterable[str] | None = None
) -> tuple[str, ...] | None:
    """The codes that a contract lists: those of the law, and of the optional ones the chosen.

    ``chosen`` None = all of them. None where grounds do not depend on the contract. Raises
    ground_unknown for a code that is not optional.
    """
    if rules.by_contract is None:
        return None
    optional = [ground.code for ground in optional_grounds(rules, form)]
    taken = set(optional if chosen is None else chosen)
    for code in sorted(taken - set(optional)):
        rules.ground(code, form)
    return tuple(
        ground.code
        for ground in rules.grounds
        if form in ground.forms and (ground.code not in optional or ground.code in taken)
    )


def may_suspend(
    rules: SuspensionRules,
    code: str,
    form: Form,
    facts: Facts,
    listed: Iterable[str] | None = None,
) -> Ground:
    """The ground, when services may be suspended on it.

    ``listed`` are the grounds that the contract names; None when nobody has looked. Refused with
    ground_unknown, ground_not_for_form, ground_not_in_contract, documents_missing or what the
    ground itself demands: debt_absent, warning_required.
    """
    ground = rules.ground(code, form)
    agreed = rules.by_contract
    if agreed is not None and listed is not None and code not in (*agreed.always, *listed):
        refuse(
            "ground_not_in_contract",
            f"В договоре нет основания «{ground.title}». Приостановить можно на основаниях "
            "договора или заключить дополнительное соглашение.",
            field="ground",
            citation=agreed.citation,
        )
    if ground.document is not None and ground.document not in facts:
        refuse(
            "documents_missing",
            f"Для основания «{ground.title}» нужен документ, выданный не раньше договора и "
            "действующий в первый день перерыва. Внесите его и повторите.",
            field="ground",
            citation=ground.citation,
        )
    demand_all(ground.demands, facts)
    return ground


def resumption_after(ground: Ground, event: str, day: date) -> date | None:
    """The day from which to propose services again: that of the event the ground waits for."""
    return day if event == ground.ends_when else None


def names_breach(ground: Ground) -> bool:
    """Whether services go on once a breach is remedied, which has to be named (MSK-SUS-01)."""
    return ground.ends_when == BREACH_REMEDIED


def ends_with_paper(ground: Ground) -> bool:
    """Whether nothing but the term of its paper says when such a break ends (FED-SUS-02)."""
    return ground.document is not None and ground.ends_when is None


def served_again_after(last_day_of_paper: date) -> date:
    """The first day of services when a conclusion holds through a day (FED-SUS-02)."""
    return last_day_of_paper + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``since`` to the day before ``until``; open when ``until`` is None."""

    since: date
    until: date | None = None

    @property
    def empty(self) -> bool:
        """Whether it holds no day at all: a break called off before it began."""
        return self.until is not None and self.until <= self.since

    def holds(self, day: date) -> bool:
        """Whether the day lies inside. The day of resumption is served again (FED-SUS-04)."""
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share a day."""
        if self.empty or other.empty:
            return False
        return (other.until is None or self.since < other.until) and (
            self.until is None or other.since < self.until
        )


def is_suspended(day: date, intervals: Iterable[Interval]) -> bool:
    """Whether any interval holds the day: then nothing is recorded or charged (FED-SUS-04)."""
    return any(interval.holds(day) for interval in intervals)
