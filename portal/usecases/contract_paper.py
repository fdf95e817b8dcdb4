"""What a contract prints: its parties, its filled clauses, its services and its fee."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.documents.facts import (
    ClauseText,
    ContractFacts,
    ContractService,
    FeeTerms,
)
from portal.documents.gaps import BY_HAND
from portal.documents.words import amount_in_words
from portal.domain.calendar import day_title
from portal.domain.catalogue import Form, Kind, ServiceCatalogue
from portal.domain.conditions import Trait, Traits
from portal.domain.contract import Clause, ContractRules
from portal.domain.contract_terms import check_groups
from portal.domain.fees import FeeDecision
from portal.domain.money import figures, half_up
from portal.domain.payments import PaymentRules, check_payment_terms
from portal.domain.suspension import optional_grounds
from portal.domain.violations import RulesBroken
from portal.domain.visit_plan import VisitPlan
from portal.models import Contract, ContractTerms, ProgrammeService, Provider, Representative
from portal.regions.registry import Region
from portal.usecases.contract_annexes import (
    frequency_text,
    programme_annex,
    schedule,
    term_text,
)
from portal.usecases.course_words import course_words
from portal.usecases.facts import CaseFile
from portal.usecases.name_forms import as_typed, kept_genitives
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    printed_steps,
    programme_details,
    provider_details,
    provider_signatory,
    signs_beside,
)
from portal.usecases.payment_channels import payment_rules_of
from portal.usecases.queries.programme_grounds import stay_words

_KINDS = {kind: place for place, kind in enumerate(Kind)}
_PAYING = {
    "monthly_cost": ("monthly_fee",),
    "payment": ("payment_period", "payment_day", "payment_method"),
}
"""What the clauses of the model form say of paying: the month, its day, the ways (FED-PAY-01)."""


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract as it is about to be drawn; ``drawn_by`` is the membership of whoever does.

    ``stay`` says in words how the recipient lives in, in residential care (FED-IPP-12), ``pauses``
    on which grounds beside those of the law services pause (MSK-SUS-02), ``course`` names the days
    of a course (VLA-SCH-01, VLA-SCH-03), ``genitives`` are corrections that are not kept yet.
    """

    case: CaseFile
    contract: Contract
    terms: ContractTerms
    representative: Representative | None
    decision: FeeDecision
    traits: Traits
    plan: VisitPlan | None = None
    drawn_by: int | None = None
    stay: str = ""
    pauses: tuple[str, ...] = ()
    course: str = ""
    genitives: Mapping[str, str] = field(default_factory=dict)


def facts_to_print(session: Session, draft: ContractDraft, region: Region) -> ContractFacts:
    """Everything that the text says, by the rules of its day.

    Raises RulesBroken for a text that lacks a group of terms it must have (MSK-CON-10), and for a
    paid one that is silent on paying (FED-PAY-01).
    """
    contract = draft.contract
    rules = region.rules.contract_rules.on(contract.rules_day)
    catalogue = region.rules.service_catalogue.on(contract.rules_day)
    payment = payment_rules_of(session, contract.provider_id, region, contract.rules_day)
    _demand_groups(draft, rules)
    _demand_payment_terms(draft, rules, payment)
    return _contract_facts(session, worded(session, draft, region), rules, catalogue, payment)


def worded(session: Session, draft: ContractDraft, region: Region) -> ContractDraft:
    """The draft with the region's words for the stay, its course and the grounds it names."""
    contract = draft.contract
    rules = region.rules.suspension_rules.on(contract.rules_day)
    listed = contract.suspension_grounds or ()
    return replace(
        draft,
        stay=stay_words(draft.case.programme, region, contract.rules_day),
        pauses=tuple(
            one.title for one in optional_grounds(rules, contract.form) if one.code in listed
        ),
        course=course_words(session, draft.case, contract, region),
    )


def _contract_facts(
    session: Session,
    draft: ContractDraft,
    rules: ContractRules,
    catalogue: ServiceCatalogue,
    payment: PaymentRules,
) -> ContractFacts:
    """The facts of the model form (FED-FRM-02); nothing in them is looked up again later.

    ``payment`` are the rules of the day with the channels that the provider has opened.
    """
    contract, recipient = draft.contract, draft.case.recipient
    programme = draft.case.programme
    if programme is None:
        raise ValueError("A contract rests on a programme")
    provider = session.get_one(Provider, contract.provider_id)
    kept = as_typed(kept_genitives(session, contract.provider_id), draft.genitives)
    services = _services(draft, programme.services, catalogue)
    return ContractFacts(
        number=contract.number,
        concluded_on=contract.concluded_on,
        place=provider.city,
        provider=provider_details(provider),
        signatory=provider_signatory(
            session, contract.provider_id, contract.concluded_on, draft.drawn_by, kept=kept
        ),
        customer=customer(recipient, recipient.identity_papers),
        programme=programme_details(programme),
        clauses=_clauses(rules.clauses, _traits(draft), _values(draft, provider, payment)),
        services=services,
        fee=_fee(draft.decision),
        valid_until=contract.valid_until,
        course=draft.course,
        representative=customer_representative(
            draft.representative,
            kept,
            beside=signs_beside(recipient, draft.representative, contract.concluded_on),
        ),
        copies=rules.copies,
        bound=programme_annex(session, programme, catalogue, draft.stay),
        schedule=schedule(((one.code, one.title) for one in services), programme, draft.plan),
    )


def _demand_groups(draft: ContractDraft, rules: ContractRules) -> None:
    """Raise essential_missing for a text without a group of terms that it must have (MSK-CON-10).

    The clauses are the region's, so nobody at the provider can mend them: better no paper than one
    the authority returns.
    """
    if found := check_groups(rules.terms, _codes(draft, rules)):
        raise RulesBroken(*found)


def _demand_payment_terms(
    draft: ContractDraft, rules: ContractRules, payment: PaymentRules
) -> None:
    """Raise value_invalid for a paid text that is silent on paying (FED-PAY-01, MSK-PAY-02)."""
    said = [term for code in _codes(draft, rules) for term in _PAYING.get(code, ())]
    if found := check_payment_terms(payment, said, paid=not draft.decision.free):
        raise RulesBroken(*found)


def _codes(draft: ContractDraft, rules: ContractRules) -> list[str]:
    """The clauses that stand in the text."""
    traits = _traits(draft)
    return [clause.code for clause in rules.clauses if clause.when.holds(traits)]


def _traits(draft: ContractDraft) -> Traits:
    paid = Trait.FREE if draft.decision.free else Trait.PAID
    return draft.traits | {paid}


def _clauses(
    clauses: Iterable[Clause], traits: Traits, values: Mapping[str, str]
) -> tuple[ClauseText, ...]:
    """The clauses whose condition holds, their placeholders filled; an unknown one is an error."""
    return tuple(
        ClauseText(clause.number, clause.section, clause.text.format_map(values))
        for clause in clauses
        if clause.when.holds(traits)
    )


def _values(draft: ContractDraft, provider: Provider, payment: PaymentRules) -> Mapping[str, str]:
    """What the clauses of every region may name."""
    contract, decision = draft.contract, draft.decision
    at_home = contract.form is Form.HOME
    place = draft.case.recipient.address if at_home else provider.address
    return {
        "place_of_service": place or BY_HAND,
        "monthly_fee": figures(decision.monthly_fee) if decision.known else BY_HAND,
        "monthly_fee_in_words": amount_in_words(decision.monthly_fee)
        if decision.known
        else "не рассчитана",
        "cost_at_tariffs": figures(decision.cost_at_tariffs),
        "free_ground": decision.free_ground_title or "",
        "payment_day": str(contract.payment_day),
        "payment_ways": payment.ways_in_contract,
        "in_force": _in_force(contract.starts_on),
        "valid_until": day_title(contract.valid_until),
        "account": provider.account,
        "provider_name": provider.name,
        "pause_grounds": "; ".join(draft.pauses) or "нет",
    }


def _in_force(starts_on: date | None) -> str:
    """From when the contract holds: the day it names, or that of its signatures (FED-CON-06)."""
    if starts_on is None:
        return "со дня его подписания Сторонами"
    return f"с {day_title(starts_on)}, но не ранее дня его подписания Сторонами,"


def _services(
    draft: ContractDraft,
    programme_lines: Iterable[ProgrammeService],
    catalogue: ServiceCatalogue,
) -> tuple[ContractService, ...]:
    """The annex of services, in the order of the programme's sections."""
    rows = draft.terms.services
    items = {row.code: catalogue.item(row.code) for row in rows}
    periods = {line.code: line for line in programme_lines}
    ordered = sorted(rows, key=lambda row: (_KINDS[items[row.code].kind], row.code))
    return tuple(
        ContractService(
            code=row.code,
            title=row.title,
            unit_title=row.unit_title,
            quantity=row.quantity_per_month,
            tariff=row.tariff,
            amount=line_amount(row.quantity_per_month, row.tariff),
            kind=items[row.code].kind.label,
            term=term_text(periods.get(row.code)),
            periodicity=frequency_text(periods.get(row.code)),
        )
        for row in ordered
    )


def line_amount(quantity: Decimal, tariff: Decimal) -> Decimal:
    """A line of the annex, to the kopeck (FED-FEE-17)."""
    return half_up(quantity * tariff)


def _fee(decision: FeeDecision) -> FeeTerms:
    return FeeTerms(
        free=decision.free,
        monthly_fee=decision.monthly_fee,
        cost_at_tariffs=decision.cost_at_tariffs,
        free_ground=decision.free_ground_title,
        average_income=decision.average_income,
        threshold=decision.threshold,
        fee_cap=decision.bound,
        steps=printed_steps(decision.steps),
        known=decision.known,
    )
