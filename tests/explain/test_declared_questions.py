"""Questions about what a region declares: lists, terms, procedures, norms, editions."""

import pytest

from portal.domain.violations import RulesBroken
from portal.explain.questions import QUESTIONS
from portal.regions.registry import baseline

FEDERAL = baseline()
DAY = "2026-03-02"


@pytest.mark.parametrize(
    ("question", "given"),
    [
        pytest.param("choice_list", {"list": "colours", "day": DAY}, id="no such list"),
        pytest.param("term", {"term": "eternity", "from": DAY}, id="no such term"),
        pytest.param("workflow", {"workflow": "dance", "day": DAY}, id="no such procedure"),
        pytest.param("norm", {"norm": "etiquette", "day": DAY}, id="no such norm"),
        pytest.param("edition_changes", {"hook": "weather"}, id="no such hook"),
    ],
)
def test_what_is_not_declared_is_refused_with_what_is(
    question: str, given: dict[str, object]
) -> None:
    with pytest.raises(RulesBroken, match="Есть: ") as caught:
        QUESTIONS[question](given, FEDERAL)

    assert caught.value.code == "value_invalid"


def test_before_the_law_there_are_no_lists() -> None:
    with pytest.raises(RulesBroken):
        QUESTIONS["choice_list"]({"list": "quality_claims", "day": "2014-12-31"}, FEDERAL)


def test_a_term_is_counted_from_a_day_or_a_moment() -> None:
    by_day = QUESTIONS["term"]({"term": "incident_report", "from": "2026-03-06"}, FEDERAL)
    by_hour = QUESTIONS["term"]({"term": "incident_report", "from": "2026-03-06T18:00"}, FEDERAL)

    assert by_day["due"] == "2026-03-07T23:59:59"
    assert by_hour["due"] == "2026-03-07T18:00:00"


@pytest.mark.parametrize(
    ("form", "shown"),
    [pytest.param("stationary", True, id="in care"), pytest.param("home", False, id="at home")],
)
def test_the_norms_of_a_page_follow_the_form(form: str, *, shown: bool) -> None:
    given = {"place": "contract", "day": DAY, "form": form, "area": "RGT"}

    codes = QUESTIONS["norms"](given, FEDERAL)["codes"]

    assert isinstance(codes, list)
    assert ("visits" in codes) is shown
    assert "recipient_rights" in codes


def test_editions_are_compared_by_what_differs() -> None:
    assert QUESTIONS["edition_changes"]({"hook": "norms"}, FEDERAL) == {"changes": {}}
    assert QUESTIONS["edition_changes"]({"hook": "personal_data_rules"}, FEDERAL) == {
        "changes": {"2025-09-01": ["separate"]}
    }
