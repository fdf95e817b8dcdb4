from dataclasses import replace
from typing import Any

import pytest

from portal.domain.deadlines import DeadlineRule
from portal.domain.violations import RulesBroken
from portal.explain.deadline import DeadlineRegion, deadlines_of, explain_deadline
from portal.explain.terms import Terms
from portal.regions.registry import Region, discover
from portal.regions.walk import changed_at, walk
from tests.commands.conftest import Portal


def due(portal: Portal, region: str, deadline: str, **facts: object) -> dict[str, Any]:
    done = portal("explain", "deadline", reads={"region": region, "deadline": deadline, **facts})
    assert done.status == 0, done.err
    return done.answer


def prepared(region: Region) -> DeadlineRegion:
    return DeadlineRegion(region, Terms(region))


def test_moscow_counts_a_working_day_and_shows_the_shorter_federal_term(portal: Portal) -> None:
    answer = due(portal, "moscow", "contract_conclusion", **{"from": "2026-04-30T16:10"})

    steps = answer.pop("steps")
    assert {step["rule"] for step in steps} >= {"MSK-CON-01", "FED-CAL-02"}
    assert answer.pop("citation")
    assert answer == {
        "due": "2026-05-04T23:59:59",
        "counted_due": "2026-05-04T23:59:59",
        "rule": "MSK-CON-01",
        "shorter_federal_due": "2026-05-01T16:10:00",
    }


def test_vladimir_counts_hours_through_days_off(portal: Portal) -> None:
    answer = due(portal, "vladimir", "contract_conclusion", **{"from": "2026-06-11T16:30"})

    assert answer["due"] == answer["counted_due"] == "2026-06-12T16:30:00"
    assert answer["rule"] == "VLA-CON-01"
    assert answer["shorter_federal_due"] is None


def test_payment_in_moscow_moves_off_a_day_off(portal: Portal) -> None:
    answer = due(portal, "moscow", "payment_due", month="2026-04")

    assert (answer["counted_due"], answer["due"]) == ("2026-05-10T23:59:59", "2026-05-12T23:59:59")
    assert answer["rule"] == "MSK-PAY-01"


def test_payment_in_vladimir_is_due_on_the_contracts_day(portal: Portal) -> None:
    answer = due(portal, "vladimir", "payment_due", month="2026-03", contract_day=10)

    assert answer["due"] == "2026-04-10T23:59:59"


@pytest.mark.parametrize("day", [None, "10", 10.0, True, 0, 32])
def test_the_contracts_day_is_asked_for_where_the_region_names_none(
    portal: Portal, day: object
) -> None:
    case = {
        "region": "vladimir",
        "deadline": "payment_due",
        "month": "2026-03",
        "contract_day": day,
    }

    done = portal("explain", "deadline", reads=case)

    assert (done.status, done.error["field"]) == (2, "contract_day")


@pytest.mark.parametrize(
    ("until", "last"),
    [
        pytest.param("2026-09-03", "2026-06-03", id="half of 184 days comes first"),
        pytest.param("2027-03-03", "2026-08-31", id="180 days come first"),
    ],
)
def test_the_window_for_coming_to_a_provider_closes(portal: Portal, until: str, last: str) -> None:
    answer = due(
        portal,
        "moscow",
        "approach_provider",
        decision_date="2026-03-04",
        valid_from="2026-03-04",
        valid_until=until,
    )

    assert (answer["due"], answer["rule"]) == (f"{last}T23:59:59", "MSK-CON-03")


@pytest.mark.parametrize(
    ("region", "deadline", "facts", "until", "rule"),
    [
        pytest.param(
            "vladimir", "recognition_decision", {"from": "2026-04-20"}, "2026-04-27", "FED-REC-03",
            id="five working days to decide",
        ),
        pytest.param(
            "vladimir", "programme_handover", {"from": "2026-04-20"}, "2026-05-05", "FED-IPP-03",
            id="ten working days to hand over, 1 May is a day off",
        ),
        pytest.param(
            "vladimir", "receipt_handover", {"from": "2026-04-30"}, "2026-05-08", "VLA-PAY-03",
            id="a reminder of the region's own",
        ),
        pytest.param(
            "astrakhan", "programme_expiry_notice", {"valid_until": "2026-06-10"}, "2026-05-08",
            "AST-IPP-01", id="counted back from the last day to a working day",
        ),
        pytest.param(
            "astrakhan", "transfer_registration", {"from": "2026-10-12"}, "2026-10-12",
            "AST-TRN-04", id="the papers are registered on their day",
        ),
        pytest.param(
            "moscow", "act_signature", {"from": "2026-04-30T10:00"}, "2026-05-05", "MSK-ACT-01",
            id="a term in days does not mind the hour",
        ),
    ],
)  # fmt: skip
def test_a_declared_term_is_answered_by_its_name(
    portal: Portal, region: str, deadline: str, facts: dict[str, object], until: str, rule: str
) -> None:
    answer = due(portal, region, deadline, **facts)

    assert (answer["due"], answer["rule"]) == (f"{until}T23:59:59", rule)
    assert answer["steps"]
    assert answer["citation"]


@pytest.mark.parametrize(
    ("region", "names"),
    [
        (
            "moscow",
            {"contract_conclusion", "approach_provider", "payment_due", "fee_change_notice",
             "programme_handover",
             "recognition_decision", "programme_review"},
        ),
        (
            "vladimir",
            {"contract_conclusion", "payment_due", "fee_change_notice",
             "programme_handover", "recognition_decision",
             "programme_review"},
        ),
        (
            "astrakhan",
            {"contract_conclusion", "payment_due", "fee_change_notice",
             "programme_handover", "recognition_decision",
             "programme_review", "programme_expiry_notice", "transfer_registration",
             "transfer_agreement", "transfer_notice", "clearance_sheet_validity"},
        ),
    ],
)  # fmt: skip
def test_every_documented_deadline_is_known_where_the_law_has_it(
    region: str, names: set[str]
) -> None:
    assert names <= set(deadlines_of(prepared(discover()[region])))


def with_longer_decision(region: Region) -> Region:
    """The region with two working days more for its decision, in every edition."""
    for found in tuple(walk(region)):
        rule = found.value
        if isinstance(rule, DeadlineRule) and rule.code == "recognition_decision":
            region = changed_at(region, found.place, replace(rule, amount=rule.amount + 2))
    return region


def test_a_term_longer_than_the_federal_one_shows_both() -> None:
    region = with_longer_decision(discover()["vladimir"])
    case = {"deadline": "recognition_decision", "from": "2026-04-20"}

    answer = explain_deadline(case, prepared(region))

    assert answer["due"] == "2026-04-29T23:59:59"
    assert answer["shorter_federal_due"] == "2026-04-27T23:59:59"
    assert "Федеральный срок короче" in str(answer["steps"])


def test_a_term_that_began_later_is_not_in_force_before() -> None:
    region = discover()["vladimir"]
    case = {"deadline": "recognition_decision", "from": "2014-12-31"}

    with pytest.raises(RulesBroken) as caught:
        explain_deadline(case, prepared(region))

    assert (caught.value.code, caught.value.violations[0].field) == ("not_in_force", "from")


def test_a_programme_is_reviewed_within_three_years(portal: Portal) -> None:
    answer = due(portal, "astrakhan", "programme_review", **{"from": "2024-03-15"})

    assert (answer["due"], answer["rule"]) == ("2027-03-15T23:59:59", "FED-IPP-05")


@pytest.mark.parametrize("deadline", ["approach_provider", "lunch"])
def test_an_unknown_deadline_names_those_the_region_knows(portal: Portal, deadline: str) -> None:
    case = {"region": "vladimir", "deadline": deadline, "from": "2026-03-02T10:00"}

    done = portal("explain", "deadline", reads=case)

    assert (done.status, done.error["code"]) == (2, "no_such_deadline")
    known = deadlines_of(prepared(discover()["vladimir"]))
    assert known
    assert all(code in (done.error["message"] or "") for code in known)


@pytest.mark.parametrize(
    ("case", "field"),
    [
        pytest.param({"from": "2026-04-30"}, "from", id="hours need an hour"),
        pytest.param({"from": "2026-04-30T25:00"}, "from", id="hour twenty-five"),
        pytest.param({"from": "2026-04-30T16:10+03:00"}, "from", id="a zone"),
        pytest.param({"from": "9999-12-31T23:00"}, "from", id="a year with no day after it"),
        pytest.param({}, "from", id="no event"),
        pytest.param({"from": "2026-04-30T16:10", "month": "2026-03"}, "month", id="a strange key"),
    ],
)
def test_strange_input_is_refused_with_its_place(
    portal: Portal, case: dict[str, object], field: str
) -> None:
    done = portal(
        "explain",
        "deadline",
        reads={"region": "moscow", "deadline": "contract_conclusion", **case},
    )

    assert (done.status, done.out) == (2, "")
    assert (done.error["code"], done.error["field"]) == ("value_invalid", field)


def test_a_year_without_a_calendar_is_an_error(portal: Portal) -> None:
    case = {"region": "moscow", "deadline": "contract_conclusion", "from": "2031-01-10T10:00"}

    assert portal("explain", "deadline", reads=case).error["code"] == "reference_missing"


def test_lines_answer_one_for_one(portal: Portal) -> None:
    good = '{"region": "moscow", "deadline": "payment_due", "month": "2026-07"}'

    done = portal("explain", "deadline", "--lines", reads=f"{good}\nnull\n{good}")

    assert done.status == 1
    assert ["error" in answer for answer in done.answers] == [False, True, False]
