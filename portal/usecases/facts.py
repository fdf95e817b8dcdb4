"""Rows become facts: what the pure functions of the law are asked with.

A case file holds everything that is known about one recipient on one day. It is loaded with a fixed
number of statements, whatever the size of the family or the programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.domain import income
from portal.domain.authorities import Capacity
from portal.domain.catalogue import Form
from portal.domain.conditions import Trait, Traits
from portal.domain.documents import DocumentList, SubmittedPaper, document_list
from portal.domain.fee_decision import NOT_NAMED, FeeByDecision
from portal.domain.fees import (
    MINOR,
    ClaimedCategory,
    FeeFacts,
    FeeRules,
    FreeCategory,
    PlannedService,
)
from portal.domain.people import PopulationGroup, age_on, is_minor
from portal.domain.programme_rules import TEMPORARY
from portal.domain.violations import NotFound
from portal.models import (
    Department,
    HouseholdMember,
    IncomeAssessment,
    LegacyFee,
    Programme,
    Recipient,
    RecipientCategory,
    Representative,
    SubmittedDocument,
)
from portal.models.tenancy import ProviderRow
from portal.regions.registry import Region
from portal.usecases.authority import acting_on, capacity_of
from portal.usecases.department_days import admission_of, department_of_card
from portal.usecases.kept_rights import bounded_by, kept_rights

PROGRAMME_PAPER = "programme"
DECISION_PAPER = "decision_copy"
CATEGORY_PROOF = "free_category_proof"

Row = TypeVar("Row", bound=ProviderRow)


def own(
    session: Session,
    kind: type[Row],
    row_id: int,
    provider_id: int,
    *options: ORMOption,
    lock: bool = False,
) -> Row:
    """The provider's row with this id; raises NotFound for another provider's, as for none.

    A card that was emptied is none. ``lock`` lets those who are about to change the same row go one
    after another.
    """
    wanted = select(kind).where(kind.provider_id == provider_id, kind.id == row_id)
    if lock:
        wanted = wanted.with_for_update()
    found = session.scalars(wanted.options(*options)).one_or_none()
    if found is None or (isinstance(found, Recipient) and found.erased_at is not None):
        raise NotFound
    return found


def as_data(value: object) -> object:
    """Frozen facts as JSON values: what a paper or a decision was made from."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    return value


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What is known about a recipient on ``day``, with the programme asked for or the newest."""

    day: date
    recipient: Recipient
    department: Department | None
    programme: Programme | None
    assessment: IncomeAssessment | None
    documents: Sequence[SubmittedDocument]
    category_rows: tuple[RecipientCategory, ...]
    representatives: tuple[Representative, ...]
    rights: Sequence[LegacyFee] = ()

    @property
    def form(self) -> Form:
        """The form of service: the programme's, else the department's, else care at home."""
        if self.programme is not None:
            return self.programme.form
        return self.department.form if self.department else Form.HOME

    @property
    def age(self) -> int:
        """The recipient's full years on the day."""
        return age_on(self.recipient.born, self.day)

    @property
    def minor(self) -> bool:
        """Whether the recipient is under eighteen on the day."""
        return is_minor(self.recipient.born, self.day)

    @property
    def incapable(self) -> bool:
        """Whether a guardian stands in for the recipient whatever the age (FED-MIN-01)."""
        found = capacity_of(self.recipient, self.representatives, self.day)
        return found is Capacity.INCAPABLE

    @property
    def group(self) -> PopulationGroup | None:
        """The population group that papers name, None when age alone decides."""
        named = self.assessment.population_group if self.assessment else None
        return named or self.recipient.population_group


def load_case(
    session: Session,
    provider_id: int,
    recipient_id: int,
    *,
    day: date,
    programme_id: int | None = None,
) -> CaseFile:
    """Everything about one recipient on a day; raises NotFound for another provider's recipient."""
    recipient = own(
        session,
        Recipient,
        recipient_id,
        provider_id,
        selectinload(Recipient.categories),
        selectinload(Recipient.representatives),
        selectinload(Recipient.identity_papers),
    )
    documents = session.scalars(
        select(SubmittedDocument)
        .where(
            SubmittedDocument.provider_id == provider_id,
            SubmittedDocument.recipient_id == recipient_id,
        )
        .order_by(SubmittedDocument.issued_on, SubmittedDocument.id)
    ).all()
    programme = _programme(session, recipient, programme_id, day)
    return CaseFile(
        day=day,
        recipient=recipient,
        department=_department(session, recipient, programme, day),
        programme=programme,
        assessment=_assessment(session, recipient, day),
        documents=documents,
        category_rows=tuple(row for row in recipient.categories if _holds(row, day)),
        representatives=acting_on(recipient, recipient.representatives, day),
        rights=kept_rights(session, provider_id, recipient_id),
    )


def _department(
    session: Session, recipient: Recipient, programme: Programme | None, day: date
) -> Department | None:
    """Who is to be admitted by a way is of the department there, anybody else of the card's."""
    admitted = admission_of(session, programme) if programme else None
    found = admitted.to_department_id if admitted else department_of_card(session, recipient, day)
    return None if found is None else own(session, Department, found, recipient.provider_id)


def submitted_papers(case: CaseFile) -> tuple[SubmittedPaper, ...]:
    """The papers handed in, and those that the record itself stands for.

    A presented programme is the programme's paper, a named decision is the decision's, and a
    category marked as proved means that somebody has seen its proof.
    """
    papers = [SubmittedPaper(row.code, row.issued_on, row.expires_on) for row in case.documents]
    if case.programme is not None:
        programme = case.programme
        papers.append(SubmittedPaper(PROGRAMME_PAPER, programme.issued_on, programme.valid_until))
        if programme.decision_date is not None:
            papers.append(SubmittedPaper(DECISION_PAPER, programme.decision_date))
    if case.category_rows and all(row.proved for row in case.category_rows):
        papers.append(SubmittedPaper(CATEGORY_PROOF, min(row.since for row in case.category_rows)))
    return tuple(papers)


def claimed_categories(case: CaseFile) -> tuple[ClaimedCategory, ...]:
    """The categories claimed on the day; the proof's paper proves as well as the mark does."""
    shown = any(
        paper.code == CATEGORY_PROOF and paper.valid_on(case.day)
        for paper in submitted_papers(case)
    )
    return tuple(ClaimedCategory(row.code, row.proved or shown) for row in case.category_rows)


def case_traits(case: CaseFile, rules: FeeRules, *, represented: bool | None = None) -> Traits:
    """What conditions may ask about; ``represented`` overrides what the record suggests."""
    claims = {row.code for row in case.category_rows}
    frees = {category.code for category in freeing_categories(case, rules)}
    claimed = (claims & frees) - {MINOR}
    by_age = MINOR in frees
    family = len(case.assessment.household) > 1 if case.assessment else False
    group = case.programme.target_group if case.programme else None
    acts = bool(case.representatives) if represented is None else represented
    flags = {
        Trait.REPRESENTED: acts or case.minor or case.incapable,
        Trait.HAS_FAMILY: family,
        Trait.INCOME_TESTED: not claimed and not by_age,
        Trait.FREE_BY_CATEGORY: bool(claimed),
        Trait.DISABLED: any("disabled" in code for code in (*claims, group or "")),
        Trait.MINOR: case.minor,
        Trait.INCAPABLE: case.incapable,
        Trait.TEMPORARY_STAY: case.programme is not None and case.programme.stay_mode == TEMPORARY,
        Trait(case.form.value): True,
    }
    return frozenset(trait for trait, holds in flags.items() if holds)


def freeing_categories(case: CaseFile, rules: FeeRules) -> tuple[FreeCategory, ...]:
    """The categories that would free this recipient, were they claimed and proved (FED-FEE-01)."""
    return tuple(
        category
        for category in rules.free_categories
        if category.holds(case.form, case.day)
        and (case.minor or not (category.minors_only or category.code == MINOR))
    )


def papers_list(case: CaseFile, region: Region) -> DocumentList | None:
    """The region's list of papers for the case's form and department, as in force on the day."""
    unit_code = case.programme.unit_code if case.programme else None
    if unit_code is None and case.department and case.department.form is case.form:
        unit_code = case.department.unit_code
    unit_code = unit_code or first_unit(region, case.form)
    return document_list(region.rules.required_documents.on(case.day), case.form, unit_code)


def first_unit(region: Region, form: Form) -> str | None:
    """The department that stands for a form of service when none is named."""
    return next((unit.code for unit in region.units if unit.form is form), None)


def fee_facts(case: CaseFile, *, services: tuple[PlannedService, ...] | None = None) -> FeeFacts:
    """What the fee is decided from on the day of the case.

    Without recorded income the day of application is that of the case: only a person who is free
    by category gets that far. An older fee that is kept bounds it (FED-FEE-13).
    """
    planned = planned_services(case.programme) if services is None else services
    assessment = case.assessment
    facts = FeeFacts(
        form=case.form,
        applied_on=assessment.applied_on if assessment else case.day,
        rules_day=case.day,
        born=case.recipient.born,
        household=household_facts(assessment) if assessment else (),
        categories=claimed_categories(case),
        services=planned,
        group=case.group,
        decision_cap=case.programme.decision_cap if case.programme else None,
        unit_code=case.programme.unit_code if case.programme else None,
    )
    return bounded_by(facts, case.rights, case.day)


def decision_facts(programme: Programme | None) -> FeeByDecision:
    """What the decision behind a programme says of the fee (MSK-FEE-01, MSK-FEE-07)."""
    if programme is None:
        return NOT_NAMED
    return FeeByDecision(programme.decision_income, programme.decision_cap, programme.decision_mode)


def planned_services(programme: Programme | None) -> tuple[PlannedService, ...]:
    """The programme's services and volumes, at the tariffs of the reference book."""
    if programme is None:
        return ()
    return tuple(PlannedService(row.code, row.quantity_per_month) for row in programme.services)


def household_facts(assessment: IncomeAssessment) -> tuple[income.HouseholdMember, ...]:
    """The recorded family with its incomes."""
    return tuple(
        income.HouseholdMember(
            relation=member.relation,
            born=member.born,
            incomes=tuple(
                income.IncomeItem(item.month, item.amount, item.kind) for item in member.incomes
            ),
            student=member.student,
            married=member.married,
        )
        for member in assessment.household
    )


def _holds(row: RecipientCategory, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


def _programme(
    session: Session, recipient: Recipient, programme_id: int | None, day: date
) -> Programme | None:
    wanted = select(Programme).where(
        Programme.provider_id == recipient.provider_id, Programme.recipient_id == recipient.id
    )
    if programme_id is not None:
        wanted = wanted.where(Programme.id == programme_id)
    else:
        wanted = wanted.where(Programme.valid_until >= day, Programme.withdrawn_at.is_(None))
    newest = wanted.order_by(Programme.presented_at.desc(), Programme.id.desc()).limit(1)
    found = session.scalars(newest.options(selectinload(Programme.services))).one_or_none()
    if found is None and programme_id is not None:
        raise NotFound
    return found


def _assessment(session: Session, recipient: Recipient, day: date) -> IncomeAssessment | None:
    """The newest record of income for an application made by the day."""
    members = selectinload(IncomeAssessment.household).selectinload(HouseholdMember.incomes)
    return session.scalars(
        select(IncomeAssessment)
        .where(
            IncomeAssessment.provider_id == recipient.provider_id,
            IncomeAssessment.recipient_id == recipient.id,
            IncomeAssessment.applied_on <= day,
        )
        .order_by(IncomeAssessment.applied_on.desc(), IncomeAssessment.id.desc())
        .limit(1)
        .options(members)
    ).one_or_none()
