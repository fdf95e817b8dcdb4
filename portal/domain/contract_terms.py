"""What a contract must say, and which departments make one.

Rules: FED-CON-03, FED-CON-04, MSK-CON-10, VLA-CON-03.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.law import Citation
from portal.domain.violations import Violation

SERVICES = "programme_provisions"
COST = "cost_if_paid"


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """A group of terms a contract must have; any of its ``clauses`` is enough (MSK-CON-10)."""

    code: str
    title: str
    clauses: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The terms of a contract as lists.

    ``essential`` are those without which there is no contract; one with ``needs`` is asked of such
    contracts only («paid»).
    """

    essential: ChoiceList
    annexes: ChoiceList
    periods: ChoiceList
    due_relative_to: ChoiceList
    methods: ChoiceList
    groups: tuple[ConditionGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """What a contract says: how many services, its fee or the ground it is free by, its payment."""

    services: int
    free: bool
    fee: Decimal | None = None
    free_ground: str | None = None
    period: str | None = None
    due_relative_to: str | None = None
    due_day: int | None = None
    method: str | None = None

    @property
    def payment(self) -> tuple[object, ...]:
        """The terms of payment that are filled in."""
        named = (self.period, self.due_relative_to, self.due_day, self.method)
        return tuple(item for item in named if item is not None)


@dataclass(frozen=True, slots=True)
class UnitContract:
    """Departments whose own procedure is silent on a contract (VLA-CON-03).

    ``required`` unless the provider switches it off; ``free`` = it is drawn up at zero price.
    """

    unit_codes: tuple[str, ...]
    required: bool
    free: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class ContractNeed:
    """Whether a contract is needed, at zero price, and whether the region is silent on it."""

    required: bool
    free: bool
    silent: bool
    citation: Citation | None


def check_essential(terms: ContractTerms, facts: TermsFacts) -> tuple[Violation, ...]:
    """What keeps a contract from being printed for signature (FED-CON-03)."""
    found: list[Violation] = []
    marks = {"free"} if facts.free else {"paid"}
    present = {SERVICES} if facts.services else set()
    if facts.fee is not None:
        present.add(COST)
    for item in terms.essential.without(present):
        if item.needs is None or item.needs in marks:
            text = f"В договоре нет существенного условия: {item.title}. Добавьте его."
            found.append(Violation("essential_missing", text, item.code, terms.essential.citation))
    if facts.free and not facts.free_ground:
        text = "Договор бесплатный, но основание не названо. Укажите, почему услуги бесплатны."
        found.append(Violation("essential_missing", text, "free_ground", terms.essential.citation))
    return tuple(found)


def check_payment(terms: ContractTerms, facts: TermsFacts) -> tuple[Violation, ...]:
    """Whether a contract names its terms of payment or that it is free: never both (FED-CON-04)."""
    citation = terms.periods.citation
    if facts.free and facts.payment:
        text = "У бесплатного договора нет условий оплаты. Уберите срок и способ оплаты."
        return (Violation("value_invalid", text, "due_day", citation),)
    if not facts.free and not facts.payment:
        text = "Назовите период, срок и способ оплаты или отметьте, что услуги бесплатны."
        return (Violation("value_invalid", text, "due_day", citation),)
    chosen = (
        (terms.periods, facts.period, "period"),
        (terms.due_relative_to, facts.due_relative_to, "due_relative_to"),
        (terms.methods, facts.method, "method"),
    )
    for options, code, field in chosen:
        if code is not None:
            options.choice(code, field=field)
    return ()


def check_groups(terms: ContractTerms, clauses: Iterable[str]) -> tuple[Violation, ...]:
    """A refusal for each group of terms that no clause of the contract covers (MSK-CON-10)."""
    have = frozenset(clauses)
    return tuple(
        Violation(
            "essential_missing",
            f"В договоре нет условий: {group.title}. Добавьте пункт и печатайте снова.",
            group.code,
            group.citation,
        )
        for group in terms.groups
        if have.isdisjoint(group.clauses)
    )


def contract_need(
    units: Iterable[UnitContract],
    form: Form,
    unit_code: str | None,
    switched_off: Iterable[str] = (),
) -> ContractNeed:
    """Whether a department concludes contracts; urgent services need none (VLA-CON-03)."""
    if form is Form.URGENT:
        return ContractNeed(required=False, free=True, silent=False, citation=None)
    silent = next((item for item in units if unit_code in item.unit_codes), None)
    if silent is None:
        return ContractNeed(required=True, free=False, silent=False, citation=None)
    off = unit_code in frozenset(switched_off)
    return ContractNeed(silent.required and not off, silent.free, True, silent.citation)
