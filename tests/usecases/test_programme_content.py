"""A contract rests on a programme whose record holds what the law fixes in it (FED-IPP-01)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.domain.violations import Conflict, RulesBroken
from portal.domain.visit_plan import Frequency
from portal.extensions import db
from portal.models import Contract, RecordedSheet
from portal.usecases.programme_content import RecordContent, record_content
from portal.usecases.recorded_sheets import NOTHING, Sheet
from tests.support.sample_region import FIRST
from tests.usecases.procedures import (
    MORNING,
    House,
    conclude,
    earn,
    hand_in_everything,
    present,
    programme,
    register,
)

PROVIDERS = Sheet(tables={"recommended_providers": (("Центр", "Муром", "2-31-50"), ("", "", ""))})


def ready(house: House, **changes: Any) -> int:
    """A programme on which everything but its own record lets a contract be drawn up."""
    person = register(house)
    found = present(house, person, **changes).id
    earn(house, person)
    hand_in_everything(house, person)
    return found


def often(frequency: Frequency | None) -> dict[str, Any]:
    line = programme(0).services[0]
    return {"services": (replace(line, frequency=frequency),)}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        pytest.param({"sheet": PROVIDERS, **often(Frequency.DAILY)}, None, id="FED-IPP-01: whole"),
        pytest.param({"sheet": PROVIDERS}, "периодичность", id="FED-IPP-01: no frequency"),
        pytest.param(
            {"sheet": PROVIDERS, "conditions": "", **often(Frequency.DAILY)},
            "условия",
            id="FED-IPP-01: no conditions",
        ),
        pytest.param(
            {"sheet": NOTHING, **often(Frequency.DAILY)},
            "рекомендуем",
            id="FED-IPP-01: no recommended providers",
        ),
        pytest.param({"sheet": None, "conditions": ""}, None, id="a record nobody was asked for"),
    ],
)
def test_no_contract_rests_on_a_record_with_gaps(
    house: House, changes: dict[str, object], missing: str | None
) -> None:
    programme_id = ready(house, **changes)
    if missing is None:
        assert conclude(house, programme_id).number
        return

    with pytest.raises(RulesBroken) as refused:
        conclude(house, programme_id)

    assert refused.value.code == "programme_incomplete"
    assert missing in str(refused.value)
    assert db.session.scalar(select(func.count()).select_from(Contract)) == 0


def test_what_is_copied_later_opens_the_way_to_the_contract(house: House) -> None:
    programme_id = ready(house, sheet=NOTHING, conditions="")
    partly = RecordContent(
        programme_id, PROVIDERS, conditions="на дому", frequencies={FIRST: None}, version=1
    )

    left = record_content(partly, region=house.region, actor=house.worker, now=MORNING)
    whole = replace(partly, frequencies={FIRST: Frequency.DAILY}, version=2)
    nothing = record_content(whole, region=house.region, actor=house.worker, now=MORNING)

    assert [one.code for one in left] == ["frequency"]
    assert nothing == ()
    assert conclude(house, programme_id).number


def test_nobody_writes_over_what_another_has_just_copied(house: House) -> None:
    programme_id = ready(house, sheet=PROVIDERS)
    stale = RecordContent(programme_id, NOTHING, version=0)

    with pytest.raises(Conflict):
        record_content(stale, region=house.region, actor=house.worker, now=MORNING)

    kept = db.session.scalars(select(RecordedSheet)).one()
    assert kept.tables == {"recommended_providers": [["Центр", "Муром", "2-31-50"]]}


def test_under_a_contract_the_conditions_stay_and_the_rest_is_copied(house: House) -> None:
    programme_id = ready(house, sheet=PROVIDERS, **often(Frequency.DAILY))
    conclude(house, programme_id)
    number = Sheet({"decision_number": "45-р"})
    rest = RecordContent(programme_id, NOTHING, number)

    change = replace(rest, conditions="иначе")
    with pytest.raises(RulesBroken) as refused:
        record_content(change, region=house.region, actor=house.worker, now=MORNING)
    record_content(rest, region=house.region, actor=house.worker, now=MORNING)

    decided = db.session.scalars(select(RecordedSheet).filter_by(form="decision")).one()
    assert refused.value.code == "overlap"
    assert decided.values == {"decision_number": "45-р"}


@pytest.mark.parametrize(
    ("email", "kept"), [("maria@example.ru", True), ("не почта", False), ("", True)]
)
def test_an_address_of_mail_on_the_form_is_one(house: House, email: str, *, kept: bool) -> None:
    programme_id = ready(house, sheet=PROVIDERS)
    typed = RecordContent(programme_id, Sheet({"email": email}))

    if kept:
        record_content(typed, region=house.region, actor=house.worker, now=MORNING)
        return
    with pytest.raises(RulesBroken) as refused:
        record_content(typed, region=house.region, actor=house.worker, now=MORNING)

    assert [one.field for one in refused.value.violations] == ["email"]
