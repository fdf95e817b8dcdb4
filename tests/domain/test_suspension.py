"""Suspension: grounds, intervals and the days left out (FED-SUS-01 to FED-SUS-04)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import days_of
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.suspension import (
    ContractGrounds,
    Ground,
    Interval,
    SuspensionRules,
    is_suspended,
    may_suspend,
    resumption_after,
    served_again_after,
)
from portal.domain.violations import RulesBroken

CITED = Citation("FED-SUS-03", "442-FZ", "442-ФЗ")
RULES = SuspensionRules(
    (
        Ground("hospital_stay", "нахождение в больнице", CITED, frozenset({Form.HOME})),
        Ground("sanatorium", "санаторий", CITED, frozenset({Form.STATIONARY})),
    )
)


def test_a_ground_is_found_for_its_form() -> None:
    assert RULES.ground("hospital_stay", Form.HOME).title == "нахождение в больнице"


@pytest.mark.parametrize(
    ("code", "form", "refusal"),
    [
        ("hospital_stay", Form.STATIONARY, "ground_not_for_form"),
        ("sanatorium", Form.HOME, "ground_not_for_form"),
        pytest.param("transfer_pending", Form.STATIONARY, "ground_unknown", id="AST-SUS-01"),
        pytest.param("holiday_of_social_worker", Form.HOME, "ground_unknown", id="VLA-SUS-01"),
    ],
)
def test_other_grounds_are_refused(code: str, form: Form, refusal: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        RULES.ground(code, form)

    assert caught.value.code == refusal
    assert caught.value.violations[0].field == "ground"


DEBT = Demand("debt", "debt_absent", "Долга нет.", CITED)
WARNED = Demand("warning", "warning_required", "Сначала предупредите.", CITED)
STRICT = SuspensionRules(
    (
        Ground("debt", "долг", CITED, frozenset({Form.HOME}), demands=(DEBT, WARNED)),
        Ground("health", "здоровье", CITED, frozenset({Form.HOME}), document="conclusion"),
    ),
    by_contract=ContractGrounds(("debt",), CITED),
    not_grounds=ChoiceList(
        "not", "Не основания", (Choice("transfer_pending", "Перевод не приостанавливает."),), CITED
    ),
)


@pytest.mark.parametrize(
    ("code", "facts", "listed", "refusal"),
    [
        pytest.param("debt", {"debt", "warning"}, None, None, id="MSK-SUS-01: debt and warning"),
        pytest.param("debt", {"warning"}, None, "debt_absent", id="MSK-SUS-01: no debt"),
        pytest.param("debt", {"debt"}, None, "warning_required", id="MSK-SUS-01: no warning"),
        pytest.param("debt", {"debt", "warning"}, (), None, id="MSK-SUS-02: always"),
        pytest.param("health", {"conclusion"}, ("health",), None, id="MSK-SUS-02: in the contract"),
        pytest.param("health", {"conclusion"}, None, None, id="nobody looked into the contract"),
        pytest.param(
            "health", {"conclusion"}, (), "ground_not_in_contract", id="MSK-SUS-02: not listed"
        ),
        pytest.param("health", {"note"}, None, "documents_missing", id="FED-SUS-02"),
        pytest.param("transfer_pending", set(), None, "ground_unknown", id="AST-SUS-01"),
    ],
)
def test_what_a_ground_needs(
    code: str, facts: set[str], listed: tuple[str, ...] | None, refusal: str | None
) -> None:
    if refusal is None:
        assert may_suspend(STRICT, code, Form.HOME, frozenset(facts), listed).code == code
        return
    with pytest.raises(RulesBroken) as caught:
        may_suspend(STRICT, code, Form.HOME, frozenset(facts), listed)
    assert caught.value.code == refusal


def test_what_is_no_ground_says_why() -> None:
    with pytest.raises(RulesBroken) as caught:
        STRICT.ground("transfer_pending", Form.HOME)

    assert str(caught.value) == "Перевод не приостанавливает."
    assert caught.value.violations[0].citation == CITED


@pytest.mark.parametrize(
    ("event", "day"), [("documents_received", date(2026, 4, 14)), ("debt_paid", None)]
)
def test_services_go_on_after_the_event_they_wait_for(event: str, day: date | None) -> None:
    ground = Ground(
        "documents", "документы", CITED, frozenset({Form.HOME}), ends_when="documents_received"
    )

    assert resumption_after(ground, event, date(2026, 4, 14)) == day


def test_a_conclusion_holds_through_its_last_day() -> None:
    assert served_again_after(date(2026, 5, 20)) == date(2026, 5, 21)


def test_the_day_of_resumption_is_served_again() -> None:
    away = Interval(date(2026, 3, 5), date(2026, 3, 19))

    served = [day for day in days_of(date(2026, 3, 1)) if not is_suspended(day, [away])]

    assert len(served) == 17
    assert date(2026, 3, 4) in served
    assert date(2026, 3, 5) not in served
    assert date(2026, 3, 18) not in served
    assert date(2026, 3, 19) in served


def test_an_open_interval_has_no_last_day() -> None:
    away = Interval(date(2026, 3, 5))

    assert not away.holds(date(2026, 3, 4))
    assert away.holds(date(2040, 1, 1))
    assert not is_suspended(date(2026, 3, 5), [])


@pytest.mark.parametrize(
    ("since", "until", "overlaps"),
    [
        pytest.param(date(2026, 3, 1), date(2026, 3, 5), False, id="ends the day the other starts"),
        pytest.param(date(2026, 3, 1), date(2026, 3, 6), True, id="ends a day later"),
        pytest.param(date(2026, 3, 19), None, False, id="starts on the day of resumption"),
        pytest.param(date(2026, 3, 18), None, True, id="starts a day earlier"),
        pytest.param(date(2026, 3, 1), None, True, id="open over all of it"),
    ],
)
def test_intervals_that_share_a_day(since: date, until: date | None, *, overlaps: bool) -> None:
    away, other = Interval(date(2026, 3, 5), date(2026, 3, 19)), Interval(since, until)

    assert away.overlaps(other) is overlaps
    assert other.overlaps(away) is overlaps


DAYS = st.integers(1, 28).map(lambda day: date(2026, 3, day))


@given(DAYS, DAYS, DAYS, DAYS)
def test_intervals_overlap_exactly_when_a_day_lies_in_both(
    since: date, until: date, other_since: date, other_until: date
) -> None:
    some, other = Interval(since, until), Interval(other_since, other_until)
    shared = any(some.holds(day) and other.holds(day) for day in days_of(date(2026, 3, 1)))

    if since < until and other_since < other_until:
        assert some.overlaps(other) is shared


@given(st.lists(st.tuples(DAYS, DAYS), max_size=4))
def test_suspended_and_served_days_make_the_month(pairs: list[tuple[date, date]]) -> None:
    intervals = [Interval(*sorted(pair)) for pair in pairs]
    month = days_of(date(2026, 3, 1))

    suspended = {day for day in month for interval in intervals if interval.holds(day)}

    assert {day for day in month if is_suspended(day, intervals)} == suspended
