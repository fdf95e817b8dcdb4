import copy
import json
import subprocess
import sys
from typing import Any

import pytest

from tests.commands.conftest import Case, Portal

MONTHS = [f"2025-{month:02d}" for month in range(2, 13)]


def make_case(**changes: object) -> Case:
    incomes = [{"month": month, "amount": "26000.00"} for month in MONTHS]
    incomes.append({"month": "2026-01", "amount": "28600.00"})
    return {
        "region": "vladimir",
        "form": "home",
        "applied_on": "2026-03-16",
        "rules_day": "2026-03-17",
        "born": "1948-05-02",
        "categories": [],
        "household": [
            {"relation": "recipient", "born": "1948-05-02", "incomes": incomes},
            {
                "relation": "child",
                "born": "1986-09-01",
                "student": False,
                "married": False,
                "incomes": [{"month": "2025-02", "amount": "90000.00"}],
            },
        ],
        "subsistence_minimum": "14000.00",
        "threshold_multiplier": "1.5",
        "services": [{"code": "S1", "quantity": "8", "tariff": "150.00"}],
        **changes,
    }


def changed(path: str, value: object) -> Case:
    """The case with one value deep inside it changed; the path is that of the error's field."""
    case: Any = copy.deepcopy(make_case())
    place = case
    *way, last = path.replace("]", "").replace("[", ".").split(".")
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return dict(case)


def test_the_documented_case_gives_the_documented_sums(portal: Portal) -> None:
    done = portal("explain", "fee", reads=make_case())

    assert (done.status, done.err) == (0, "")
    answer = done.answer
    steps = answer.pop("steps")
    rules = answer.pop("rules")
    assert answer == {
        "average_income": "26216.67",
        "window": ["2025-02", "2026-01"],
        "household_size": 1,
        "threshold": "21000.00",
        "cost_at_tariffs": "1200.00",
        "fee_cap": "2608.33",
        "monthly_fee": "1200.00",
        "free": False,
        "free_ground": None,
        "warnings": [],
    }
    assert isinstance(rules, list)
    assert {"FED-FEE-09", "FED-FEE-10"} <= set(rules)
    assert isinstance(steps, list)
    assert {key for step in steps for key in step} == {"text", "value", "rule", "citation"}
    # A tariff that the question gives was not looked up, so its rule decided nothing here.
    assert {step["rule"] for step in steps} - {None, "FED-FEE-15"} == set(rules)


def test_a_proved_category_frees_without_asking_for_income(portal: Portal) -> None:
    category = {"code": "combat_disabled_veteran", "proved": True}

    answer = portal("explain", "fee", reads=make_case(categories=[category], household=[])).answer

    assert answer["free"] is True
    assert answer["free_ground"] == "combat_disabled_veteran"
    assert answer["monthly_fee"] == "0.00"
    assert answer["average_income"] is answer["fee_cap"] is answer["window"] is None


def test_residential_care_has_no_threshold(portal: Portal) -> None:
    answer = portal("explain", "fee", reads=make_case(form="stationary")).answer

    assert answer["threshold"] is None
    assert answer["fee_cap"] == "19662.50"


def test_what_may_be_left_out_comes_from_the_regions_data(portal: Portal) -> None:
    case = make_case(services=[{"code": "VLA-H-01", "quantity": "8"}])
    del case["subsistence_minimum"], case["threshold_multiplier"], case["rules_day"]

    done = portal("explain", "fee", reads=case)

    assert done.status == 0
    assert done.answer["threshold"] is not None


@pytest.mark.parametrize(
    ("second", "field"),
    [
        pytest.param({}, "services[1].tariff", id="no tariff: its place in the case"),
        pytest.param({"tariff": "10.00"}, None, id="a tariff given: nothing is missing"),
    ],
)
def test_a_tariff_nobody_knows_is_named_where_it_may_be_given(
    portal: Portal, second: dict[str, str], field: str | None
) -> None:
    services = [
        {"code": "S1", "quantity": "8", "tariff": "150.00"},
        {"code": "S9", "quantity": "8", **second},
    ]

    done = portal("explain", "fee", reads=make_case(services=services))

    if field is None:
        assert done.status == 0
        return
    assert done.status == 2
    assert (done.error["code"], done.error["field"]) == ("reference_missing", field)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("region", "atlantis", id="a region that is not installed"),
        pytest.param("form", "home_alone", id="an unknown form"),
        pytest.param("applied_on", "16.03.2026", id="a date in the Russian way"),
        pytest.param("applied_on", "2026-02-30", id="a day that no calendar has"),
        pytest.param("applied_on", "20260316", id="a date without hyphens"),
        pytest.param("applied_on", "9999-12-31", id="a year with no day after it"),
        pytest.param("born", None, id="no birth date"),
        pytest.param("born", "2026-03-17", id="born after applying"),
        pytest.param("household[0].incomes[3].amount", 26000, id="a whole JSON number as money"),
        pytest.param("household[0].incomes[3].amount", 26000.00, id="a JSON fraction as money"),
        pytest.param("household[0].incomes[3].amount", "26000,00", id="a comma"),
        pytest.param("household[0].incomes[3].amount", "26000.001", id="three decimals"),
        pytest.param("household[0].incomes[3].amount", "26000.0", id="one decimal"),
        pytest.param("household[0].incomes[3].amount", "26 000.00", id="a space in money"),
        pytest.param("household[0].incomes[3].amount", "٢٦٠٠٠.٠٠", id="digits of another script"),
        pytest.param("household[0].incomes[3].amount", "-1.00", id="a negative income"),
        pytest.param("household[0].incomes[3].amount", None, id="an income without its amount"),
        pytest.param("household[0].incomes[3].month", "2025-13", id="a thirteenth month"),
        pytest.param("household[0].incomes[3].month", "2025-04", id="a month twice"),
        pytest.param("household[0].born", "1950-01-01", id="two birth dates of the recipient"),
        pytest.param("household[0].relation", "neighbour", id="an unknown relation"),
        pytest.param("household[1].born", None, id="a child without a birth date"),
        pytest.param("household[1].student", "no", id="a text for yes or no"),
        pytest.param("household[0].incomes", {}, id="an object for a list"),
        pytest.param("household[1]", "дочь", id="a text for an object"),
        pytest.param("services[0].quantity", "-8", id="a negative quantity"),
        pytest.param("services[0].quantity", 8.5, id="a fraction as a JSON number"),
        pytest.param("services[0].tariff", "-150.00", id="a negative tariff"),
        pytest.param("subsistence_minimum", 14000, id="the minimum as a number"),
        pytest.param("threshold_multiplier", "1.4", id="a multiplier under the law's"),
        pytest.param("rules", [], id="an unknown key"),
        pytest.param("household[0].income", [], id="an unknown key of a member"),
    ],
)
def test_strange_input_is_refused_with_its_place(portal: Portal, path: str, value: object) -> None:
    done = portal("explain", "fee", reads=changed(path, value))

    assert (done.status, done.out) == (2, "")
    assert set(done.error) == {"code", "field", "message"}
    assert (done.error["code"], done.error["field"]) == ("value_invalid", path)


def test_an_unknown_category_is_refused_with_its_place(portal: Portal) -> None:
    category = {"code": "hero_of_galaxy", "proved": True}

    done = portal("explain", "fee", reads=make_case(categories=[category]))

    assert done.error["field"] == "categories[0].code"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param("2014-12-31", 2, id="the day before the law came into force"),
        pytest.param("2015-01-01", 0, id="the day the law came into force"),
    ],
)
def test_the_law_begins_on_its_day(portal: Portal, day: str, status: int) -> None:
    done = portal("explain", "fee", reads=make_case(applied_on=day))

    assert done.status == status
    if status:
        assert (done.error["code"], done.error["field"]) == ("not_in_force", "applied_on")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("{", id="half an object"),
        pytest.param("[]", id="a list"),
        pytest.param('"vladimir"', id="a text"),
        pytest.param('{"region": "vladimir", "region": "moscow"}', id="a key twice"),
        pytest.param('{"region": NaN}', id="not a number"),
        pytest.param('{"region": -Infinity}', id="endless"),
        pytest.param('{"region": ' + "9" * 5000 + "}", id="a number of five thousand digits"),
        pytest.param("[" * 100_000, id="very deep"),
        pytest.param(b'{"region": "\xff"}', id="another encoding"),
        pytest.param('{"region": "\\ud800"}', id="half a character"),
    ],
)
def test_broken_input_is_an_error_and_no_traceback(portal: Portal, text: str | bytes) -> None:
    done = portal("explain", "fee", reads=text)

    assert (done.status, done.out) == (2, "")
    assert done.error["code"] == "value_invalid"


def test_a_byte_order_mark_is_no_obstacle(portal: Portal) -> None:
    assert (
        portal("explain", "fee", reads=b"\xef\xbb\xbf" + json.dumps(make_case()).encode()).status
        == 0
    )


def test_a_bad_line_answers_in_its_place_and_the_rest_go_on(portal: Portal) -> None:
    good = json.dumps(make_case())

    done = portal("explain", "fee", "--lines", reads=f"{good}\n{{\n\n{good}\n")

    assert (done.status, done.err) == (1, "")
    assert ["error" in answer for answer in done.answers] == [False, True, True, False]


def test_good_lines_leave_with_zero(portal: Portal) -> None:
    done = portal("explain", "fee", "--lines", reads=json.dumps(make_case()))

    assert (done.status, len(done.answers)) == (0, 1)


def test_an_answer_comes_before_the_next_question() -> None:
    command = [sys.executable, "-m", "portal.cli", "explain", "fee", "--lines"]
    line = json.dumps(make_case()).encode() + b"\n"

    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line)
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        process.stdin.close()

    assert answer["monthly_fee"] == "1200.00"
    assert process.returncode == 0
