"""Information before a contract, belongings, claims, urgent duties."""

from dataclasses import replace

import pytest

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.information import (
    Briefing,
    Recommendation,
    UrgentDuties,
    check_briefing,
    check_inventory,
    escorted,
    outside_recommendation,
    unmarked_duties,
)
from portal.domain.law import Citation
from portal.regions.federal.information import FEDERAL_INFORMATION

LAW = Citation("SMP-RGT-01", "442-FZ", "п. 1")
TWO = ChoiceList("sheet", "лист", (Choice("rights", "права"), Choice("tariffs", "тарифы")), LAW)


@pytest.mark.parametrize(
    ("told", "signed", "complete"),
    [
        pytest.param(("rights", "tariffs"), True, True, id="everything, signed"),
        pytest.param(("rights", "tariffs"), False, False, id="everything, not signed"),
        pytest.param(("rights",), True, False, id="one item less"),
    ],
)
def test_what_is_told_is_told_whole(told: tuple[str, ...], *, signed: bool, complete: bool) -> None:
    found = check_briefing(Briefing(TWO, demanded=True, signature=True), told, signed=signed)

    assert (not found) is complete


def test_a_signature_is_asked_for_only_where_the_region_wants_one() -> None:
    assert check_briefing(Briefing(TWO), ("rights", "tariffs"), signed=False) == ()


def test_the_first_list_of_a_department_is_the_one_that_counts() -> None:
    own = Briefing(TWO, unit_codes=("home_care",))
    rules = replace(FEDERAL_INFORMATION, briefings=(own, *FEDERAL_INFORMATION.briefings))

    assert rules.briefing("home_care") is own
    assert rules.briefing("day_care") is FEDERAL_INFORMATION.briefings[0]
    assert rules.briefing(None) is FEDERAL_INFORMATION.briefings[0]


@pytest.mark.parametrize(
    ("form", "things", "signatures", "code"),
    [
        pytest.param(Form.STATIONARY, 1, 2, None, id="FED-RGT-03: two signatures"),
        pytest.param(Form.STATIONARY, 1, 1, "signature_missing", id="FED-RGT-03: one signature"),
        pytest.param(Form.STATIONARY, 0, 2, "value_invalid", id="FED-RGT-03: nothing listed"),
        pytest.param(Form.HOME, 1, 2, "value_invalid", id="FED-RGT-03: at home"),
    ],
)
def test_belongings_are_listed_in_care(
    form: Form, things: int, signatures: int, code: str | None
) -> None:
    found = check_inventory(FEDERAL_INFORMATION.inventory, form, things, signatures)

    assert [item.code for item in found] == ([code] if code else [])


def test_escort_needs_a_need_and_a_form() -> None:
    rule = FEDERAL_INFORMATION.escort

    assert escorted(rule, Form.STATIONARY, needed=True)
    assert not escorted(rule, Form.STATIONARY, needed=False)
    assert not escorted(rule, Form.HOME, needed=True)


def test_only_marked_duties_are_asked_for() -> None:
    rules = replace(FEDERAL_INFORMATION, urgent_duties=UrgentDuties(TWO, ("tariffs",)))

    assert [item.code for item in unmarked_duties(rules, ())] == ["tariffs"]
    assert unmarked_duties(rules, ("tariffs",)) == ()
    assert unmarked_duties(FEDERAL_INFORMATION, ()) == ()


def test_a_choice_outside_the_recommended_is_told() -> None:
    rule = Recommendation(TWO, binding=False)

    assert outside_recommendation(rule, ("b",), "b") == ()
    assert outside_recommendation(rule, ("b",), "d")[0].code == "provider_not_recommended"
