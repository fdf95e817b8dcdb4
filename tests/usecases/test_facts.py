"""Rows become facts: the family, the categories, the circumstances, and their stored form."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.documents.parts import CalculationStep
from portal.domain.catalogue import Form
from portal.domain.conditions import Trait
from portal.domain.explanation import Step
from portal.domain.fee_amounts import SAME_BY_FEDERAL_LAW
from portal.domain.fees import ClaimedCategory, PlannedService
from portal.domain.law import Citation
from portal.domain.people import PopulationGroup, Relation
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import NotFound
from portal.models import Recipient, RepresentativeKind
from portal.usecases.facts import (
    CaseFile,
    as_data,
    case_traits,
    claimed_categories,
    fee_facts,
    load_case,
    own,
    papers_list,
)
from portal.usecases.paper_parties import printed_steps
from portal.usecases.recipients import RepresentativeDetails
from portal.usecases.transaction import reading
from tests.support.sample_region import FIRST, PATRONAGE
from tests.usecases.procedures import (
    MORNING,
    PENSIONER,
    TODAY,
    House,
    earn,
    make_house,
    present,
    register,
)

VETERAN = ClaimedCategory("wwii_participant", proved=False)


def case_of(house: House, recipient_id: int, day: date = TODAY) -> CaseFile:
    with reading() as session:
        return load_case(session, house.provider_id, recipient_id, day=day)


def traits(house: House, case: CaseFile, **options: Any) -> set[Trait]:
    return set(case_traits(case, house.region.rules.fee_rules.on(case.day), **options))


def test_the_fee_is_decided_from_what_is_recorded(house: House) -> None:
    recipient_id = register(house, categories=(VETERAN,))
    earn(house, recipient_id)
    present(house, recipient_id)

    facts = fee_facts(case_of(house, recipient_id))

    assert (facts.form, facts.applied_on, facts.rules_day, facts.born) == (
        Form.HOME,
        TODAY,
        TODAY,
        PENSIONER,
    )
    assert facts.categories == (VETERAN,)
    assert facts.services == (PlannedService(FIRST, Decimal(8)),)
    (member,) = facts.household
    assert (member.relation, member.born, len(member.incomes)) == (
        Relation.RECIPIENT,
        PENSIONER,
        12,
    )


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        pytest.param({}, {Trait.HOME, Trait.INCOME_TESTED}, id="a pensioner alone"),
        pytest.param(
            {"born": date(2008, 3, 3)},
            {Trait.HOME, Trait.MINOR, Trait.REPRESENTED},
            id="the eve of the eighteenth birthday, FED-MIN-02",
        ),
        pytest.param(
            {"born": date(2008, 3, 2)},
            {Trait.HOME, Trait.INCOME_TESTED},
            id="the eighteenth birthday, FED-MIN-02",
        ),
        pytest.param(
            {"categories": (VETERAN,)},
            {Trait.HOME, Trait.FREE_BY_CATEGORY},
            id="a category claimed, FED-FEE-01",
        ),
        pytest.param(
            {"categories": (ClaimedCategory("minor", proved=True),)},
            {Trait.HOME, Trait.INCOME_TESTED},
            id="minor as a claim of an adult, FED-MIN-02",
        ),
        pytest.param(
            {
                "representative": RepresentativeDetails(
                    RepresentativeKind.GUARDIAN, "Белова", "Анна", basis="решение суда № 5"
                )
            },
            {Trait.HOME, Trait.INCOME_TESTED, Trait.INCAPABLE, Trait.REPRESENTED},
            id="under guardianship, FED-MIN-01",
        ),
    ],
)
def test_circumstances_follow_from_the_record(
    house: House, details: dict[str, Any], expected: set[Trait]
) -> None:
    assert traits(house, case_of(house, register(house, **details))) == expected


def test_an_attorney_acts_only_when_chosen(house: House) -> None:
    attorney = RepresentativeDetails(RepresentativeKind.ATTORNEY, "Белова", "Анна")
    case = case_of(house, register(house, representative=attorney))

    assert Trait.REPRESENTED in traits(house, case)
    assert Trait.REPRESENTED not in traits(house, case, represented=False)


def test_a_category_counts_from_the_day_it_was_claimed(house: House) -> None:
    recipient_id = register(house, categories=(VETERAN,))

    assert claimed_categories(case_of(house, recipient_id)) == (VETERAN,)
    assert claimed_categories(case_of(house, recipient_id, date(2026, 3, 1))) == ()


def test_a_department_without_a_list_of_its_own_takes_the_forms(house: House) -> None:
    recipient_id = register(house)
    line = ProgrammeLine(PATRONAGE, Decimal(4))
    present(house, recipient_id, unit_code="prevention", services=(line,))

    papers = papers_list(case_of(house, recipient_id), house.region)

    assert papers is not None
    assert papers.unit_code is None


def test_the_group_that_papers_name_goes_before_age(session: Session, house: House) -> None:
    recipient = session.get_one(Recipient, register(house, born=date(1986, 3, 1)))
    recipient.population_group = PopulationGroup.PENSIONERS
    session.commit()

    assert fee_facts(case_of(house, recipient.id)).group is PopulationGroup.PENSIONERS


def test_another_providers_row_is_not_found(session: Session, house: House) -> None:
    foreign = register(make_house(session))

    with pytest.raises(NotFound):
        own(session, Recipient, foreign, house.provider_id)


@dataclass(frozen=True)
class Sample:
    """One field of every kind that is stored."""

    day: date
    at: datetime
    amount: Decimal
    form: Form
    names: frozenset[str]
    inner: tuple["Sample", ...] = ()


def test_facts_are_stored_as_plain_values() -> None:
    sample = Sample(TODAY, MORNING, Decimal("1.50"), Form.HOME, frozenset({"б", "а"}))

    assert as_data(replace(sample, inner=(sample,))) == {
        "day": "2026-03-02",
        "at": "2026-03-02T07:30:00+00:00",
        "amount": "1.50",
        "form": "home",
        "names": ["а", "б"],
        "inner": [as_data(sample)],
    }


def test_a_printed_derivation_writes_sums_as_people_do_and_an_edition_once() -> None:
    citation = Citation("FED-FEE-09", "1873", "Правила № 1873", edition="Постановление № 1873")
    steps = (
        Step("Окно.", "2025-02/2026-01", citation),
        Step("Доход.", "26216.67", replace(citation, verify=True), (Step("В семье.", "1"),)),
        Step("Плата.", None, citation, (Step(SAME_BY_FEDERAL_LAW, None, citation),)),
    )

    assert printed_steps(steps) == (
        CalculationStep(
            text="Окно.",
            citation="Правила № 1873",
            rule="FED-FEE-09",
            edition="Постановление № 1873",
        ),
        CalculationStep(
            text="Доход.",
            value="26\u00a0216,67\u00a0₽",
            citation="Правила № 1873",
            rule="FED-FEE-09, сверить с действующим текстом",
            children=(CalculationStep(text="В семье."),),
        ),
        CalculationStep(text="Плата.", citation="Правила № 1873", rule="FED-FEE-09"),
    )
