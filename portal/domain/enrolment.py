"""Enrolment into a department: whom it serves, the medical paper, the order of steps (VLA-REC).

A department carries a procedure of its own; the department, not only the form of service, picks
the papers, the catalogue and the fee.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.documents import DocumentList
from portal.domain.law import Citation
from portal.domain.people import is_minor
from portal.domain.violations import Violation, refuse
from portal.domain.workflow import Workflow, advance


class ContractNeed(StrEnum):
    """Whether a department works by contract."""

    NEEDED = "needed"
    NONE = "none"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class DepartmentProfile:
    """What a department's own procedure says about it; ``staff`` are the titles it names.

    ``code`` may be that of a department without contracts, which providers do not record.
    """

    code: str
    form: Form
    contract: ContractNeed
    fee: str
    citation: Citation
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetGroups:
    """Whom a department serves; no age of the elderly is set, so only a minor is surely not one."""

    unit_code: str
    groups: ChoiceList


@dataclass(frozen=True, slots=True)
class MedicalAdmission:
    """The medical conclusion without which departments admit nobody; it does not expire.

    ``must_state`` is what the conclusion has to say. No text sets how long it is good for.
    """

    unit_codes: tuple[str, ...]
    document: str
    must_state: ChoiceList


@dataclass(frozen=True, slots=True)
class IntakeGuard:
    """What must be done before a step of the intake; ``refusal`` and ``text`` say it is not."""

    step: str
    needs: str
    refusal: str
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Intake:
    """The way from the papers to the service, with the guard of each step (VLA-REC-04)."""

    unit_codes: tuple[str, ...]
    workflow: Workflow
    guards: tuple[IntakeGuard, ...]


@dataclass(frozen=True, slots=True)
class EnrolmentRules:
    """How departments admit people; empty where a region leaves it to the form of service."""

    profiles: tuple[DepartmentProfile, ...] = ()
    target_groups: tuple[TargetGroups, ...] = ()
    medical: MedicalAdmission | None = None
    intake: Intake | None = None
    personal_files: tuple[DocumentList, ...] = ()

    def profile(self, unit_code: str) -> DepartmentProfile:
        """The department's profile; raises value_invalid for an unknown one."""
        for profile in self.profiles:
            if profile.code == unit_code:
                return profile
        refuse(
            "value_invalid", f"Отделения «{unit_code}» в порядке региона нет.", field="unit_code"
        )


NO_ENROLMENT = EnrolmentRules()


def check_target(
    rules: EnrolmentRules, unit_code: str, born: date, day: date, *, disabled: bool
) -> tuple[Violation, ...]:
    """A warning when the person is surely of none of the groups a department serves."""
    for target in rules.target_groups:
        if target.unit_code == unit_code and is_minor(born, day) and not disabled:
            words = ", ".join(group.title for group in target.groups.choices)
            text = f"Отделение обслуживает другие категории: {words}. Проверьте программу."
            return (Violation("target_group_mismatch", text, "unit_code", target.groups.citation),)
    return ()


@dataclass(frozen=True, slots=True)
class MedicalConclusion:
    """A medical conclusion as handed in: what it states, and whether something forbids service."""

    issued_on: date
    states: frozenset[str]
    contraindications: bool


def check_medical(
    rules: EnrolmentRules, unit_code: str, conclusion: MedicalConclusion | None
) -> None:
    """Whether health lets a department admit the person (VLA-REC-03).

    Raises documents_missing without a conclusion that says enough, and medical_contraindication
    when it names contraindications.
    """
    medical = rules.medical
    if medical is None or unit_code not in medical.unit_codes:
        return
    citation = medical.must_state.citation
    if conclusion is None:
        refuse(
            "documents_missing",
            "Нет заключения медицинской организации о состоянии здоровья. Без него договор "
            "составить нельзя: попросите получателя принести его.",
            field=medical.document,
            citation=citation,
        )
    if conclusion.contraindications:
        refuse(
            "medical_contraindication",
            "Заключение называет медицинские противопоказания к обслуживанию. Принять получателя "
            "можно, когда новое заключение их снимет.",
            field=medical.document,
            citation=citation,
        )
    unsaid = medical.must_state.without(conclusion.states)
    if unsaid:
        refuse(
            "documents_missing",
            f"В заключении не сказано: {', '.join(item.title for item in unsaid)}. Попросите "
            "медицинскую организацию дополнить его.",
            field=medical.document,
            citation=citation,
        )


def take_intake_step(
    rules: EnrolmentRules, state: str, step: str, role: str, done: Iterable[str]
) -> str:
    """The state after a step of the intake; raises the guard's refusal while it is not met."""
    if rules.intake is None:
        refuse("transition_not_allowed", "Порядка приёма по шагам в регионе нет.", field="state")
    met = frozenset(done)
    for guard in rules.intake.guards:
        if guard.step == step and guard.needs not in met:
            refuse(guard.refusal, guard.text, field=guard.needs, citation=guard.citation)
    return advance(rules.intake.workflow, state, step, role)
