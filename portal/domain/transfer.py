"""Transfer to another provider: its path, terms, papers, and what the move leaves behind (TRN)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule, Due, due
from portal.domain.demands import Demand, Facts, demand_all
from portal.domain.law import Citation
from portal.domain.package import Package, PackagePaper, package_for
from portal.domain.violations import refuse
from portal.domain.workflow import Workflow, WorkflowStep, advance, goal, states_from

REGISTRATION = "transfer_registration"
AGREEMENT = "transfer_agreement"
NOTICE = "transfer_notice"
EXPIRED = "programme_expired"
NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A circumstance of a recipient that leads off the general path.

    ``warning`` is what the portal says; a ``manual`` one replaces the general terms by a checklist
    that a person keeps: ``papers`` are what it begins with.
    """

    code: str
    title: str
    warning: str
    text: str
    manual: bool
    citation: Citation
    papers: tuple[PackagePaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An authority must agree before a recipient moves: from ``state`` on it has."""

    state: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Continuity:
    """What happens to the days around a move: an overlap or a gap may be out of the question."""

    overlap_allowed: bool
    gap_allowed: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class TransferRules:
    """How a recipient moves to another provider.

    ``procedure`` says where the path comes from; ``scope`` is what makes it apply at all; ``paths``
    are the other ways out and in, each under the code of its kind;
    ``revisions`` are the causes for which the programme is not simply kept; ``window_once``:
    the time for coming to a provider is checked at the first one only; ``debt`` stays between the
    old parties.
    """

    workflow: Workflow
    procedure: Citation
    continuity: Continuity
    revisions: ChoiceList
    debt: Citation
    scope: tuple[Demand, ...] = ()
    agreement: Agreement | None = None
    packages: tuple[Package, ...] = ()
    marks: tuple[Mark, ...] = ()
    window_once: Citation | None = None
    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    paths: tuple[Workflow, ...] = ()

    @property
    def terms(self) -> tuple[DeadlineRule, ...]:
        """The terms of the steps and those beside them."""
        steps = (step.within for step in self.workflow.steps)
        return (*(rule for rule in steps if rule is not None), *self.deadlines)

    def term(self, code: str) -> DeadlineRule | None:
        """The term with this code, None where the region has no such step."""
        return next((rule for rule in self.terms if rule.code == code), None)

    def marks_of(self, facts: Facts) -> tuple[Mark, ...]:
        """The marks of a case, in the order of the rules."""
        return tuple(mark for mark in self.marks if mark.code in facts)


@dataclass(frozen=True, slots=True)
class TransferTerms:
    """By when the authority registers, agrees and notifies; None where nobody does."""

    register: Due | None
    agreement: Due | None
    notice: Due | None


def transfer_terms(
    rules: TransferRules, received_on: date, calendar: WorkCalendar
) -> TransferTerms:
    """The authority's terms: from the day the papers came, then from the day of registration."""
    register = _due(rules.term(REGISTRATION), received_on, calendar)
    registered_on = register.at.date() if register else received_on
    return TransferTerms(
        register,
        _due(rules.term(AGREEMENT), registered_on, calendar),
        _due(rules.term(NOTICE), registered_on, calendar),
    )


def _due(rule: DeadlineRule | None, event: date, calendar: WorkCalendar) -> Due | None:
    return due(rule, datetime.combine(event, NOON), calendar) if rule else None


def package_of_case(
    rules: TransferRules, facts: Facts, *, minor: bool, incapable: bool = False
) -> Package | None:
    """The package of the age with what the marks of the case add (AST-TRN-09, AST-TRN-10).

    ``incapable``: a court found so, and the papers for that case are asked too. None where the
    region asks for none.
    """
    package = package_for(rules.packages, minor=minor)
    if package is None:
        return None
    papers = (*package.papers, *special_papers(rules, facts))
    asked = tuple(paper for paper in papers if incapable or not paper.for_incapable)
    return replace(package, papers=asked)


def special_papers(rules: TransferRules, facts: Facts) -> tuple[PackagePaper, ...]:
    """What the checklist of a special route begins with."""
    return tuple(paper for mark in rules.marks_of(facts) for paper in mark.papers)


def check_scope(rules: TransferRules, facts: Facts) -> tuple[Mark, ...]:
    """Whether the region's procedure applies; the marks that lead off its general path.

    Raises transfer_form_not_stationary, provider_not_in_nomenclature or not_current_provider.
    """
    demand_all(rules.scope, facts)
    return rules.marks_of(facts)


def take_step(rules: TransferRules, state: str, step: str, role: str, facts: Facts) -> str:
    """The state after a step; the last one needs the authority's agreement (AST-TRN-02).

    Raises agreement_missing, transition_not_allowed, not_authorised or what the step demands.
    """
    found = next((item for item in rules.workflow.steps if item.code == step), None)
    if found is not None and rules.agreement is not None:
        _check_agreed(rules.workflow, rules.agreement, state, found)
    return advance(rules.workflow, state, step, role, facts)


def _check_agreed(workflow: Workflow, agreement: Agreement, state: str, step: WorkflowStep) -> None:
    """Whether a step that lies behind the agreement is tried while it is still to come."""
    after = states_from(workflow, agreement.state)
    still_ahead = state not in after and agreement.state in states_from(workflow, state)
    if step.source in after and still_ahead:
        refuse(
            "agreement_missing",
            "Перевод возможен только после согласования уполномоченным органом. Дождитесь "
            "уведомления и внесите его.",
            citation=agreement.citation,
        )


def contract_stays(rules: TransferRules, state: str) -> bool:
    """Whether the contract with the current provider is in force in that state.

    It ends with the last step only; a refusal or a withdrawal leaves it as it was.
    """
    return state != goal(rules.workflow)


def old_contract_ends(moved_on: date) -> date:
    """The last day at the former provider: the day before the move (AST-TER-01, AST-ACT-01)."""
    return moved_on - timedelta(days=1)


def check_continuity(continuity: Continuity, old_until: date, new_from: date) -> None:
    """Whether the two contracts follow one another; raises overlap or gap."""
    first = old_until + timedelta(days=1)
    if new_from < first and not continuity.overlap_allowed:
        refuse(
            "overlap",
            f"Прежний договор действует по {old_until:%d.%m.%Y}: новый может начаться не раньше "
            f"{first:%d.%m.%Y}, а начинается {new_from:%d.%m.%Y}.",
            field="new_from",
            citation=continuity.citation,
        )
    if new_from > first and not continuity.gap_allowed:
        refuse(
            "gap",
            f"Между договорами не должно быть перерыва: прежний кончится {old_until:%d.%m.%Y}, а "
            f"новый начинается {new_from:%d.%m.%Y}. Пусть прежний кончится накануне нового.",
            field="new_from",
            citation=continuity.citation,
        )


def revision_reasons(
    rules: TransferRules, programme_until: date, moved_on: date, told: Iterable[str] = ()
) -> tuple[str, ...]:
    """Why the programme must be revised before the move; none = it is kept (AST-TRN-08)."""
    expired = (EXPIRED,) if programme_until < moved_on else ()
    reasons = {*expired, *told}
    return tuple(code for code in rules.revisions.codes if code in reasons)


def came_in_time(once: Citation | None, window_until: date, first_contract_on: date | None) -> bool:
    """Whether a first contract within the window lets come to another provider after it.

    Only where the region checks the window once: ``once`` is its rule (MSK-TRN-01).
    """
    return once is not None and first_contract_on is not None and first_contract_on <= window_until


def form_facts(forms: Iterable[Form]) -> Facts:
    """The fact that both contracts are in residential care, when they are."""
    stationary = all(form is Form.STATIONARY for form in forms)
    return frozenset({"both_stationary"}) if stationary else frozenset()
