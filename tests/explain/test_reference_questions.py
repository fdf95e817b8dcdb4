"""Questions about tables: what a region declares is told as it stands on the day."""

from datetime import date

import pytest

from portal.domain.violations import RulesBroken
from portal.explain.questions import QUESTIONS
from portal.explain.shapes import Misshapen
from portal.regions.registry import baseline, build
from tests.regions.fake_region import CODE, make_plugin
from tests.support.sample_region import SAMPLE

FEDERAL = baseline()
FAKE = build(CODE, make_plugin())


def test_departments_are_told_with_their_forms() -> None:
    assert QUESTIONS["departments"]({}, FEDERAL) == {
        "departments": {
            "home_care": "home",
            "day_care": "semi_stationary",
            "residential": "stationary",
        }
    }


def test_services_of_a_department_are_told_with_their_kinds() -> None:
    given = {"day": "2026-03-16", "form": "home", "unit": "prevention"}

    answer = QUESTIONS["services"](given, SAMPLE)

    assert answer["services"] == {"SMP-P-01": "social_psychological"}
    assert answer["units"] == {"SMP-P-01": "prevention"}


def test_a_value_is_told_from_its_day_on_and_missing_before() -> None:
    given = {"key": "subsistence_minimum", "group": "pensioners"}

    answer = QUESTIONS["value"]({**given, "day": "2025-01-01"}, SAMPLE)

    assert (answer["amount"], answer["since"]) == ("14000.00", "2025-01-01")
    with pytest.raises(RulesBroken, match=r"на 31\.12\.2024 нет"):
        QUESTIONS["value"]({**given, "day": "2024-12-31"}, SAMPLE)


def test_values_are_told_by_the_day_they_begin() -> None:
    lasting = QUESTIONS["values"]({"since": "2015-01-01"}, FAKE)
    of_a_year = QUESTIONS["values"]({"since": "2026-01-01"}, FAKE)

    assert lasting == {
        "values": {"threshold_multiplier": "1.5", "tariff.FAK-H-01": "100.00"},
        "count": 2,
    }
    assert of_a_year["count"] == 3
    values = of_a_year["values"]
    assert isinstance(values, dict)
    assert values["subsistence_minimum children"] == "10000.00"


def test_editions_are_told_by_hook() -> None:
    answer = QUESTIONS["editions"]({"hooks": ["contract_rules", "norms"]}, FEDERAL)

    assert answer["norms"] == ["2015-01-01"]
    assert answer["contract_rules"] == ["2015-01-01", "2023-05-23", "2025-01-01"]
    assert set(QUESTIONS["editions"]({}, FEDERAL)) > {"contract_rules", "norms"}


@pytest.mark.parametrize("hooks", [["weather"], "norms", 5])
def test_an_unknown_hook_is_refused_with_those_there_are(hooks: object) -> None:
    with pytest.raises(Misshapen, match="contract_rules"):
        QUESTIONS["editions"]({"hooks": hooks}, FEDERAL)


def test_days_off_and_worked_weekends_of_a_year() -> None:
    answer = QUESTIONS["days_off"]({"year": 2025}, FEDERAL)

    assert answer["worked"] == ["11-01"]
    assert answer["working_days"] == 247
    assert "12-31" in str(answer["off"])


def test_a_year_without_a_calendar_is_an_error() -> None:
    with pytest.raises(RulesBroken, match="2031"):
        QUESTIONS["days_off"]({"year": 2031}, FEDERAL)
    with pytest.raises(Misshapen):
        QUESTIONS["days_off"]({"year": "2026"}, FEDERAL)


def test_papers_are_told_with_what_each_of_them_does() -> None:
    given = {"day": "2026-03-16", "form": "home", "unit": "home_care"}

    answer = QUESTIONS["paper_list"](given, SAMPLE)

    assert answer["letters"] == ["а", "б", "в", "г", "д", "е", "ж", ""]
    assert answer["obtainable"] == ["income_certificates"]
    assert "income_certificates" not in str(answer["blocking"])
    assert answer["when"] == {
        "representative_authority": "если действует представитель",
        "family_composition": "если есть семья",
        "free_category_proof": "если бесплатно по льготной категории",
    }


def test_there_are_no_papers_for_urgent_services_in_the_sample() -> None:
    with pytest.raises(RulesBroken, match="нет"):
        QUESTIONS["paper_list"]({"day": "2026-03-16", "form": "urgent"}, SAMPLE)


def test_clauses_and_copies_of_the_contract() -> None:
    answer = QUESTIONS["clauses"]({"day": date(2026, 3, 16).isoformat()}, FEDERAL)

    assert answer["copies"] == 2
    assert answer["starting_papers"] == ["programme"]
    assert QUESTIONS["printed_forms"]({"day": "2026-03-16"}, FEDERAL) == {
        "copies": {
            "contract": 2,
            "act": 2,
            "receipt": 1,
            "application": 1,
            "programme": 2,
            "data_consent": 1,
            "urgent_act": 1,
            "fee_notice": 1,
            "amendment": 2,
            "ending_order": 1,
            "ending_agreement": 2,
            "ending_notice": 2,
            "contract_refusal": 2,
            "act_correction": 2,
        }
    }
