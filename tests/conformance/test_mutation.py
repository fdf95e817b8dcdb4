"""Nudging: who notices, in which order they are asked, and in several processes too."""

from dataclasses import replace

import pytest

from portal.conformance import mutation
from portal.conformance.mutation import Judge, installed, nudge_all, own_constants, result_of
from portal.conformance.readings import hooks_read
from portal.conformance.shipped import Shipped, scenarios_of, shipped_by
from portal.explain.examples import Example
from portal.explain.yaml_text import Block
from portal.regions.api import Gap
from portal.regions.constants import Constant
from portal.regions.registry import Region, baseline, build, discover
from tests.conformance.conftest import Ship
from tests.regions.fake_region import CODE, make_plugin

PRICE = "reference_values[tariff.FAK-H-01 2015-01-01].amount"
FEE = """name: Восемь покупок по тарифу
region: fake
rules: [FED-IPP-11]
steps:
  - at: 2026-03-02T10:15
    do: register_recipient
    as: anna
    with: {surname: Петрова, name: Анна, born: 1948-03-02, sex: f}
    expect: {age: 78}
"""


def example(ask: str, given: dict[str, object], expected: dict[str, object]) -> Example:
    block = Block(1)
    block.update(given)
    return Example("x.yaml", 1, f"вопрос {ask}", ("FED-IPP-11",), ask, block, expected, None)


def price_is(amount: str) -> Example:
    given: dict[str, object] = {"key": "tariff.FAK-H-01", "day": "2026-03-01"}
    return example("value", given, {"amount": amount})


def constant(region: Region, path: str) -> Constant:
    return next(item for item in own_constants(region) if item.path == path)


@pytest.fixture
def fake() -> Region:
    return build(CODE, make_plugin())


def test_an_example_notices_its_constant(fake: Region) -> None:
    judge = Judge(fake, Shipped((price_is("100.00"),), ()))

    assert judge.judge(constant(fake, PRICE)).noticed_by == "вопрос value"
    assert judge.judge(constant(fake, "service_catalogue.items[FAK-H-01]")).noticed_by is None


def test_an_example_that_is_wrong_already_proves_nothing(fake: Region) -> None:
    judge = Judge(fake, Shipped((price_is("99.00"),), ()))

    assert judge.judge(constant(fake, PRICE)).noticed_by is None


def test_an_example_that_breaks_down_has_noticed(
    fake: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Judge(fake, Shipped((price_is("100.00"),), ()))

    def broken(_: Example, __: Region) -> bool:
        raise KeyError("gone")

    monkeypatch.setattr(mutation, "_answers", broken)

    assert judge.judge(constant(fake, PRICE)).noticed_by == "вопрос value"


def test_a_region_that_refuses_the_nudge_has_noticed_it(
    fake: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_: Region, __: Constant) -> Region:
        raise ValueError("versions out of order")

    monkeypatch.setattr(mutation, "with_constant", refusing)

    found = Judge(fake, Shipped((), ())).judge(constant(fake, PRICE))

    assert found.noticed_by == "the region cannot be built: versions out of order"


def test_only_scenarios_of_the_rule_are_played_and_only_sound_ones_count(
    ship: Ship, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = ship({"scenarios/fee.yaml": FEE})
    scenarios = scenarios_of(region)
    played: list[bool] = []

    def failing(_: object, asked: Region) -> bool:
        played.append(asked is region)
        return False

    monkeypatch.setattr(mutation, "_plays", failing)
    judge = Judge(region, Shipped((), scenarios))
    of_another_rule = replace(constant(region, PRICE), citation=None)

    assert judge.judge(of_another_rule).noticed_by is None
    assert played == []
    assert judge.judge(constant(region, PRICE)).noticed_by is None
    assert played == [False, True]


def test_a_scenario_notices_what_examples_do_not(
    ship: Ship, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = ship({"scenarios/fee.yaml": FEE})
    monkeypatch.setattr(mutation, "_plays", lambda _, asked: asked is region)

    judge = Judge(region, shipped_by(region))

    assert judge.judge(constant(region, PRICE)).noticed_by == "Восемь покупок по тарифу"


def test_only_what_an_example_reads_can_change_it(fake: Region) -> None:
    services = example("services", {"day": "2026-03-01", "form": "home"}, {"count": 1})

    assert hooks_read(price_is("100.00"), fake) == {"reference_values"}
    assert hooks_read(services, fake) == {"service_catalogue"}
    assert "norms" in hooks_read(example("editions", {}, {}), fake)


def test_what_a_method_of_the_region_reads_is_read_by_the_example(fake: Region) -> None:
    form = example("form", {"form": "act", "day": "2026-03-01"}, {"copies": 2})

    assert hooks_read(form, fake) == {"printed_forms"}
    form = example("form", {"form": "contract", "day": "2026-03-01"}, {"copies": 2})
    assert hooks_read(form, fake) == {"printed_forms"}


def test_a_question_that_looks_in_a_way_of_its_own_may_read_anything(
    fake: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strange(_: Example, __: object) -> None:
        raise TypeError("not a region")

    monkeypatch.setattr("portal.conformance.readings.ask", strange)

    assert {"units", "fee_rules"} <= hooks_read(price_is("100.00"), fake)


def test_gaps_divide_what_is_unproved(fake: Region) -> None:
    judge = Judge(fake, Shipped((), ()))
    nudges = [judge.judge(item) for item in own_constants(fake)]

    result = result_of(nudges, (Gap("reference_values[tariff.", "цены не утверждены"),))

    assert {one.reason for one in result.left} == {"цены не утверждены"}
    assert len(result.left) == 2
    assert len(result.unproved) == result.constants - 2
    assert result.proved == 0


def test_every_constant_is_told_once_and_progress_is_heard(ship: Ship) -> None:
    region = ship()
    heard: list[int] = []

    result = nudge_all(region, workers=1, progress=lambda done, total: heard.append(done))

    assert heard == list(range(1, result.constants + 1))


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    region = discover()["astrakhan"]
    some = own_constants(region)[:6]
    monkeypatch.setattr(mutation, "PORTION", 3)
    monkeypatch.setattr(mutation, "own_constants", lambda _: some)
    monkeypatch.setattr(mutation, "shipped_by", lambda _: Shipped((), ()))

    together = nudge_all(region, workers=2, progress=lambda *_: None)

    assert together.constants == len(some)
    assert {one.path for one in together.unproved} <= {one.path for one in some}


def test_the_federal_baseline_is_a_region_of_the_kit() -> None:
    assert next(iter(installed())) == baseline().code
    assert set(installed()) == {baseline().code, *discover()}
    assert scenarios_of(baseline()) == ()
    assert own_constants(baseline())[0].path.startswith("departments")
