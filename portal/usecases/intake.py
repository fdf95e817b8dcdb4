"""The way into service step by step: what is done, what comes next and who does it (VLA-REC-04).

The same guards stop a contract where it is drawn up and signed; here they are asked ahead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.enrolment import (
    EnrolmentRules,
    Intake,
    MedicalConclusion,
    check_medical,
    take_intake_step,
)
from portal.domain.violations import RulesBroken, Violation
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import SubmittedDocument
from portal.regions.registry import Region
from portal.usecases.facts import CaseFile, first_unit

PAPERS, INCOME, TOLD, SIGNED = (
    "required_documents",
    "income_known",
    "information_checklist",
    "signed_by_both_sides",
)
"""What the guards of a region's data ask for."""
CONCLUDED, IN_SERVICE = "contract_concluded", "in_service"


@dataclass(frozen=True, slots=True)
class IntakeProgress:
    """Where somebody stands: the states passed, the next step, and what holds it up.

    ``passed`` ends with the present state; ``stops`` is empty when the step may be taken.
    """

    intake: Intake
    passed: tuple[str, ...]
    next_step: WorkflowStep | None
    stops: tuple[Violation, ...]

    @property
    def state(self) -> str:
        """The present state."""
        return self.passed[-1]


def unit_of_case(case: CaseFile, region: Region) -> str | None:
    """The department that admits: the programme's, else the recipient's, else the form's first."""
    unit = case.programme.unit_code if case.programme else None
    if unit is None and case.department is not None and case.department.form is case.form:
        unit = case.department.unit_code
    return unit or first_unit(region, case.form)


def progress_of(
    rules: EnrolmentRules, unit_code: str | None, met: Iterable[str], *, concluded: bool
) -> IntakeProgress | None:
    """How far somebody has come, when ``met`` holds; None where the department has no such way.

    A contract that is drawn up has passed every step before it.
    """
    intake = rules.intake
    if intake is None or unit_code not in intake.unit_codes:
        return None
    have = frozenset(met) | (frozenset({PAPERS, INCOME, TOLD}) if concluded else frozenset())
    state = intake.workflow.start
    passed = [state]
    while steps := open_steps(intake.workflow, state):
        step = steps[0]
        try:
            reached = take_intake_step(rules, state, step.code, step.actors[0], have)
        except RulesBroken as broken:
            return IntakeProgress(intake, tuple(passed), step, broken.violations)
        # Nothing but the director's own act draws up a contract.
        if reached == CONCLUDED and not concluded:
            return IntakeProgress(intake, tuple(passed), step, ())
        state = reached
        passed.append(state)
    return IntakeProgress(intake, tuple(passed), None, ())


UNTOLD_HEALTH = Violation(
    "medical_contraindication",
    "Договор пока не составить: о бумаге этого получателя решает директор.",
)
"""What whoever may not read of health is told of a conclusion that forbids (FED-PDP-01)."""


def demand_health(case: CaseFile, region: Region, *, told: bool) -> None:
    """Refuse a contract while the newest medical conclusion forbids the service (VLA-REC-03).

    Raises medical_contraindication, without the reason where the reader is not to be ``told`` of
    health. That there is a conclusion, the list of papers asks.
    """
    if found := health_objections(case, region):
        raise RulesBroken(*(found if told else (UNTOLD_HEALTH,)))


def health_objections(case: CaseFile, region: Region) -> tuple[Violation, ...]:
    """Why health forbids a contract by the newest conclusion; empty while none is named."""
    rules = region.rules.admission_rules.on(case.day).enrolment
    newest = newest_conclusion(case, rules)
    if newest is None or rules.medical is None:
        return ()
    states = frozenset(rules.medical.must_state.codes)
    conclusion = MedicalConclusion(newest.issued_on, states, newest.contraindications)
    try:
        check_medical(rules, unit_of_case(case, region) or "", conclusion)
    except RulesBroken as broken:
        return broken.violations
    return ()


def health_paper(region: Region, day: date) -> str | None:
    """The paper of which is asked whether it names contraindications; None where none is."""
    medical = region.rules.admission_rules.on(day).enrolment.medical
    return medical.document if medical else None


def newest_conclusion(case: CaseFile, rules: EnrolmentRules) -> SubmittedDocument | None:
    """The last medical conclusion that was handed in; None where none is asked for."""
    if rules.medical is None:
        return None
    papers = [one for one in case.documents if one.code == rules.medical.document]
    return max(papers, key=lambda one: (one.issued_on, one.id), default=None)
