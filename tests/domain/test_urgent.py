"""Urgent services: a source and a listed service are all that is asked (FED-URG, VLA-URG)."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.choices import Choice, ChoiceList
from portal.domain.law import Citation
from portal.domain.urgent import (
    UrgentCase,
    UrgentService,
    UrgentServices,
    act_period,
    act_standing,
    given_services,
    provide_urgent,
)
from portal.domain.violations import RulesBroken
from portal.regions.federal.urgent import FEDERAL_URGENT

CITED = Citation("VLA-URG-04", "vla-procedure", "п. 6")
SERVICES = UrgentServices(
    (
        UrgentService("food", "питание", "hot_meals_food_kits"),
        UrgentService("other", "иное", "other", described=True),
        UrgentService("later", "названное регионом", "other", regional=True),
    ),
    CITED,
)
STATUSES = ChoiceList(
    "statuses",
    "Кому",
    (Choice("citizen", "гражданин"), Choice("foreigner", "иностранец", "residence")),
    CITED,
)
RULES = replace(FEDERAL_URGENT, services=SERVICES, statuses=STATUSES)
CASE = UrgentCase(("food",), "recipient_application")


def test_help_is_given_without_contract_programme_and_charge() -> None:
    found = provide_urgent(RULES, CASE)

    assert not found.without.contract_required
    assert not found.without.programme_required
    assert found.charge.amount == 0
    assert not found.charge.receipt
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        pytest.param(replace(CASE, source=None), "source_required", id="FED-URG-03: no source"),
        pytest.param(replace(CASE, source="rumour"), "value_invalid", id="a strange source"),
        pytest.param(
            replace(CASE, source="medical_organisation"),
            "source_required",
            id="FED-URG-03: nobody's name",
        ),
        pytest.param(replace(CASE, services=("cleaning",)), "not_urgent_service", id="FED-URG-01"),
        pytest.param(
            replace(CASE, services=("later",)), "not_urgent_service", id="FED-URG-01: not named"
        ),
        pytest.param(
            replace(CASE, services=("food", "other")), "description_required", id="VLA-URG-04"
        ),
    ],
)
def test_what_is_refused(case: UrgentCase, refusal: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        provide_urgent(RULES, case)

    assert caught.value.code == refusal


@pytest.mark.parametrize(
    "case",
    [
        replace(CASE, source="medical_organisation", facts=frozenset({"informant"})),
        replace(CASE, services=("food", "other"), described=frozenset({"other"})),
        replace(CASE, rendered=False),
    ],
)
def test_the_other_side_of_each_border_passes(case: UrgentCase) -> None:
    assert provide_urgent(RULES, case).without is RULES.without


def test_a_provider_without_the_form_gives_none_where_a_region_says_so() -> None:
    strict = replace(RULES, rendering=CITED)

    provide_urgent(strict, CASE)
    with pytest.raises(RulesBroken) as caught:
        provide_urgent(strict, replace(CASE, rendered=False))
    assert caught.value.code == "form_not_provided"


@pytest.mark.parametrize(
    ("status", "facts", "warned"),
    [
        (None, set(), False),
        ("citizen", set(), False),
        ("foreigner", {"residence"}, False),
        ("foreigner", set(), True),
        ("tourist", set(), True),
    ],
)
def test_a_strange_status_is_only_pointed_out(
    status: str | None, facts: set[str], *, warned: bool
) -> None:
    found = provide_urgent(RULES, replace(CASE, status=status, facts=frozenset(facts)))

    assert found.warnings == (("status_not_eligible",) if warned else ())
    assert (
        provide_urgent(replace(RULES, statuses=None), replace(CASE, status=status)).warnings == ()
    )


@pytest.mark.parametrize(
    ("filled", "state", "counts"),
    [
        (("recipient", "provider", "services", "recipient_signature"), "signed", True),
        (("recipient", "provider", "services"), "unsigned", False),
        (("recipient", "provider", "recipient_signature"), "draft", False),
        ((), "draft", False),
    ],
)
def test_an_act_counts_when_it_is_whole_and_signed(
    filled: tuple[str, ...], state: str, *, counts: bool
) -> None:
    standing = act_standing(RULES, filled)

    assert (standing.state, standing.counts) == (state, counts)


def test_an_act_holds_what_was_given_from_first_day_to_last() -> None:
    assert given_services(("food", "other"), ("other",)) == ("food",)
    assert act_period((date(2026, 6, 15), date(2026, 6, 13))) == (
        date(2026, 6, 13),
        date(2026, 6, 15),
    )
