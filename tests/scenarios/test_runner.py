from pathlib import Path

import pytest
from sqlalchemy import select

from portal.explain.answers import same
from portal.models import Provider
from portal.scenarios import runner
from portal.scenarios.loader import Scenario, load
from portal.scenarios.runner import ScenarioOutcome, play
from portal.scenarios.stage import Stage
from portal.usecases.transaction import transaction
from tests.scenarios.test_loader import HEAD, REGISTER
from tests.support.sample_region import CODE, SAMPLE


def scenario_of(tmp_path: Path, *steps: str) -> Scenario:
    path = tmp_path / "scenario.yaml"
    path.write_text(HEAD + "".join(steps), encoding="utf-8")
    (scenario,) = load(path, {CODE: SAMPLE})
    return scenario


def run(tmp_path: Path, *steps: str) -> ScenarioOutcome:
    return play(scenario_of(tmp_path, *steps))


def test_only_the_named_facts_are_compared(tmp_path: Path) -> None:
    outcome = run(tmp_path, REGISTER, "    expect: {age: 77}\n")

    assert outcome.passed
    assert outcome.steps[0].expected == outcome.steps[0].actual == {"age": 77}


def test_a_category_may_be_written_as_its_mere_code(tmp_path: Path) -> None:
    born = "born: 1948-05-02"
    assert born in REGISTER
    claimed = REGISTER.replace(born, f"{born}, categories: [combat_disabled_veteran]")
    outcome = run(tmp_path, claimed, "    expect: {age: 77}\n")

    assert outcome.passed


def test_a_wrong_fact_fails_and_the_scenario_goes_on(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        REGISTER,
        "    expect: {age: 78, minor: false}\n",
        "  - do: facts\n    with: {of: anna}\n    expect: {snils: ~}\n",
    )

    assert [step.passed for step in outcome.steps] == [False, True]
    assert not outcome.passed
    assert outcome.steps[0].actual == {"age": 77, "minor": False}


def test_an_unexpected_refusal_ends_the_scenario(tmp_path: Path) -> None:
    outcome = run(
        tmp_path, REGISTER.replace("1948", "2048"), "  - do: facts\n    with: {of: anna}\n"
    )

    assert [step.passed for step in outcome.steps] == [False]
    assert outcome.steps[0].actual["error"] == "value_invalid"
    assert outcome.steps[0].actual["message"]


def test_a_refusal_that_does_not_come_fails(tmp_path: Path) -> None:
    outcome = run(tmp_path, REGISTER, "    expect_error: duplicate\n")

    assert not outcome.passed
    assert outcome.steps[0].expected == {"error": "duplicate"}
    assert outcome.steps[0].actual["error"] is None


def test_another_refusal_than_the_expected_one_fails(tmp_path: Path) -> None:
    outcome = run(tmp_path, REGISTER.replace("1948", "2048"), "    expect_error: duplicate\n")

    assert not outcome.passed
    assert outcome.steps[0].actual["error"] == "value_invalid"


def test_a_refusal_that_left_something_behind_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = scenario_of(
        tmp_path, REGISTER.replace("1948", "2048"), "    expect_error: value_invalid\n"
    )

    def careless(stage: Stage, step: object) -> object:
        with transaction() as session:
            provider = session.scalars(select(Provider).limit(1)).one()
            provider.phone = "другой"
        return real(stage, step)  # type: ignore[arg-type]

    real = runner._attempt
    monkeypatch.setattr(runner, "_attempt", careless)
    outcome = play(scenario)

    assert not outcome.passed
    assert outcome.steps[0].actual["changed"] == ["provider"]


def test_another_providers_things_are_not_found(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        REGISTER.replace("sex: f", "sex: f, provider: other"),
        "  - do: facts\n    with: {of: own}\n    expect: {recipients: 0}\n",
        "  - do: facts\n    with: {of: other}\n    expect: {recipients: 1}\n",
    )

    assert outcome.passed


def test_scenarios_do_not_see_each_other(tmp_path: Path) -> None:
    scenario = scenario_of(tmp_path, REGISTER.replace("sex: f", "sex: f, snils: 112-233-445 95"))

    assert play(scenario).passed
    assert play(scenario).passed


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        (1, 1, True),
        ("1", 1, True),
        (True, 1, False),
        (None, None, True),
        (["a"], ["a", "b"], False),
        ([{"month": None}], [{"month": None}], True),
        ("1750.00", "1750.00", True),
        ("1750", "1750.00", False),
    ],
)
def test_values_are_compared_whole(expected: object, actual: object, equal: bool) -> None:
    assert same(expected, actual) is equal


def test_what_is_not_there_has_a_code_of_its_own(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        REGISTER,
        "  - do: present_programme\n    as: programme\n"
        "    with: {recipient: anna, number: '1', issued: 2026-02-27, form: stationary,"
        " valid_until: 2029-02-26, services: [{code: SMP-S-01, quantity_per_month: 1}]}\n",
        "  - do: submit_document\n"
        "    with: {recipient: anna, type: all_required, issued: 2026-02-27}\n",
        "  - do: record_income\n    with: {recipient: anna, applied_on: 2026-03-02,"
        " household: [{relation: recipient, incomes: [{month: 2026-01, amount: '120000.00'}]}]}\n",
        "  - do: conclude_contract\n    as: contract\n    with: {programme: programme}\n",
        "  - do: sign_act\n    with: {contract: contract, month: 2026-03, by: provider}\n"
        "    expect_error: not_found\n",
    )

    assert outcome.passed, outcome.steps[-1]
