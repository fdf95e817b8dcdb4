"""Facts an action needs: what is there, what does as well, what nobody asks for."""

import pytest

from portal.domain.demands import Demand, demand_all, unmet
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken

CITED = Citation("FED-TER-04", "442-FZ", "ч. 1 ст. 11 442-ФЗ")
RECORD = Demand("record", "evidence_missing", "Приложите запись.", CITED, instead=("statement",))
MARK = Demand("mark", "mark_missing", "Нужна отметка.", CITED, when=("orphan", "alone"))


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        pytest.param({"record"}, True, id="the fact itself"),
        pytest.param({"statement"}, True, id="what does as well"),
        pytest.param({"letter"}, False, id="another fact"),
        pytest.param(set(), False, id="nothing"),
    ],
)
def test_a_demand_is_met_by_its_fact_or_what_does_as_well(facts: set[str], *, met: bool) -> None:
    assert RECORD.met(frozenset(facts)) is met


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        pytest.param(set(), True, id="nobody asks"),
        pytest.param({"orphan"}, False, id="asked of an orphan"),
        pytest.param({"alone"}, False, id="asked of the other mark too"),
        pytest.param({"orphan", "mark"}, True, id="asked and given"),
    ],
)
def test_a_demand_of_marked_cases_is_asked_of_them_alone(facts: set[str], *, met: bool) -> None:
    assert MARK.met(frozenset(facts)) is met


def test_every_missing_fact_is_named_with_its_clause() -> None:
    with pytest.raises(RulesBroken) as caught:
        demand_all((RECORD, MARK), frozenset({"orphan"}))

    found = caught.value.violations
    assert [item.code for item in found] == ["evidence_missing", "mark_missing"]
    assert [item.field for item in found] == ["record", "mark"]
    assert {item.citation for item in found} == {CITED}


def test_nothing_is_missing_when_everything_is_there() -> None:
    demand_all((RECORD, MARK), frozenset({"statement"}))

    assert unmet((), frozenset()) == ()
