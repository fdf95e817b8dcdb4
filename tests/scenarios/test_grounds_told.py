"""Every ground of suspension, ending and refusal of a region is told by one of its scenarios."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.domain.catalogue import Form
from portal.domain.grounds import LegalGround
from portal.domain.law import Citation
from portal.models.application import Outcome
from portal.regions.registry import Region, discover
from portal.scenarios.loader import Scenario, find_files, load
from portal.usecases.facts import first_unit

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
REGIONS = discover()
SHIPPED = {
    code: [
        scenario
        for path in find_files([PLUGINS / code / f"portal_{code}" / "scenarios"])
        for scenario in load(path, REGIONS)
    ]
    for code in REGIONS
}
RULE = Citation("FED-TER-07", "939n", "примерный порядок")
DAY = date(2026, 3, 2)
SUSPENDED, ENDED, REFUSED = "suspend_contract", "terminate_contract", "refuse_contract"
VERBS = (SUSPENDED, ENDED, REFUSED)


def _grounds(region: Region, verb: str) -> tuple[LegalGround, ...]:
    if verb == SUSPENDED:
        return region.rules.suspension_rules.on(DAY).grounds
    rules = region.rules.termination_rules.on(DAY).on(DAY)
    return rules.grounds if verb == ENDED else rules.before_contract


def _told(scenario: Scenario, verb: str) -> Iterator[tuple[str, Form, str | None]]:
    """The ground, the form and the department of each step of the scenario that is not refused."""
    places: dict[object, tuple[Form, str | None]] = {}
    for step in scenario.steps:
        if step.do == "present_programme":
            form = Form(str(step.inputs["form"]))
            unit = step.inputs.get("unit")
            places[step.name] = (form, str(unit) if unit else first_unit(scenario.region, form))
        elif step.do == "conclude_contract" and step.inputs["programme"] in places:
            places[step.name] = places[step.inputs["programme"]]
        elif step.do == verb and step.refusal is None:
            subject = step.inputs["programme" if verb == REFUSED else "contract"]
            if subject in places:
                yield (str(step.inputs["ground"]), *places[subject])


def untold(
    grounds: Iterable[LegalGround], told: Iterable[tuple[str, Form, str | None]]
) -> list[str]:
    """The grounds that no scenario uses in a department they are for."""
    heard = frozenset(told)
    return [
        f"{ground.code}: {', '.join(sorted(ground.unit_codes)) or 'everywhere'}"
        for ground in grounds
        if not any(code == ground.code and ground.is_for(form, unit) for code, form, unit in heard)
    ]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("region", REGIONS)
def test_every_ground_of_a_region_is_told_where_it_applies(region: str, verb: str) -> None:
    told = [place for scenario in SHIPPED[region] for place in _told(scenario, verb)]

    assert untold(_grounds(REGIONS[region], verb), told) == []


@pytest.mark.parametrize("region", REGIONS)
def test_every_outcome_of_an_application_is_told(region: str) -> None:
    told = {
        step.inputs["outcome"]
        for scenario in SHIPPED[region]
        for step in scenario.steps
        if step.do == "record_outcome" and step.refusal is None
    }

    assert {outcome.value for outcome in Outcome} - {Outcome.OPEN} - told == set()


def test_a_ground_told_in_another_department_is_still_untold() -> None:
    ground = LegalGround(
        "death", "смерть", RULE, frozenset({Form.HOME}), unit_codes=frozenset({"home_care"})
    )

    assert untold([ground], [("death", Form.HOME, "minors_prevention")]) == ["death: home_care"]
    assert untold([ground], [("death", Form.HOME, "home_care")]) == []
