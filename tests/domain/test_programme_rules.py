"""The individual programme as a record, and its later life."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.domain import programme_life as life
from portal.domain import programme_rules as law
from portal.domain.catalogue import Form, Kind
from portal.domain.choices import Choice, ChoiceList
from portal.domain.documents import Medium, check_medical_paper, holding_up, term_start
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.programme import FEDERAL_PROGRAMME

CITED = Citation("FED-IPP-01", "442-FZ", "ч. 1 ст. 16 442-ФЗ")
ALL_FIELDS = FEDERAL_PROGRAMME.required.codes


@pytest.mark.parametrize("empty", ALL_FIELDS)
def test_an_empty_part_keeps_a_contract_back(empty: str) -> None:
    filled = [code for code in ALL_FIELDS if code != empty]

    missing = law.check_complete(FEDERAL_PROGRAMME, filled, for_contract=False)

    assert [item.code for item in missing] == [empty]
    assert [one.field for one in law.check_registered(FEDERAL_PROGRAMME, filled)] == [empty]
    with pytest.raises(RulesBroken) as broken:
        law.check_complete(FEDERAL_PROGRAMME, filled, for_contract=True)
    assert broken.value.code == "programme_incomplete"


def test_a_region_may_name_the_parts_it_warns_about() -> None:
    warned = ChoiceList("fields", "поля", (Choice("terms", "сроки"),), CITED)
    rules = replace(FEDERAL_PROGRAMME, warned=warned)

    assert [one.field for one in law.check_registered(rules, ALL_FIELDS)] == ["terms"]


@pytest.mark.parametrize(
    ("planned", "accepted", "mark"),
    [
        pytest.param("8", "8", "fulfilled", id="FED-IPP-08: all of it"),
        pytest.param("8", "7.999", "partly_fulfilled", id="a thousandth less"),
        pytest.param("8", "0.001", "partly_fulfilled", id="a thousandth at all"),
        pytest.param("8", "0", "not_fulfilled", id="FED-IPP-08: nothing"),
    ],
)
def test_signed_acts_suggest_a_mark(planned: str, accepted: str, mark: str) -> None:
    assert law.suggested_mark(Decimal(planned), Decimal(accepted)) == mark


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        pytest.param(date(2026, 1, 12), None, id="61 days"),
        pytest.param(date(2026, 1, 13), 60, id="FED-IPP-05: 60 days"),
        pytest.param(date(2026, 2, 12), 30, id="30 days"),
        pytest.param(date(2026, 3, 7), 7, id="7 days"),
        pytest.param(date(2026, 3, 14), 7, id="the last day"),
        pytest.param(date(2026, 3, 15), None, id="over: no longer a warning"),
    ],
)
def test_the_end_is_told_ahead(day: date, warned: int | None) -> None:
    assert law.ending_warning(FEDERAL_PROGRAMME, date(2026, 3, 14), day) == warned


def test_a_region_may_let_nothing_become_additional() -> None:
    rules = replace(
        FEDERAL_PROGRAMME, volume=replace(FEDERAL_PROGRAMME.volume, becomes_additional=False)
    )

    assert law.split_volume(rules, Decimal(8), Decimal(8)) == law.SplitVolume(
        Decimal(8), Decimal(0)
    )
    with pytest.raises(RulesBroken) as broken:
        law.split_volume(rules, Decimal(8), Decimal(9))
    assert broken.value.code == "over_programme_limit"


@pytest.mark.parametrize(
    ("inclusive", "allowed"),
    [pytest.param(True, True, id="FED-IPP-10: the last day counts"), (False, False)],
)
def test_the_last_day_of_a_service(*, inclusive: bool, allowed: bool) -> None:
    rules = replace(FEDERAL_PROGRAMME, period_inclusive=inclusive)

    found = law.check_service_day(rules, date(2026, 2, 1), date(2026, 7, 31), date(2026, 7, 31))

    assert (not found) is allowed


def test_kinds_stand_in_the_order_of_the_form() -> None:
    sections = [law.section_of(FEDERAL_PROGRAMME, kind) for kind in Kind if kind is not Kind.URGENT]

    assert sections == ["I", "II", "III", "IV", "V", "VI", "VII"]


def test_a_strange_mode_of_stay_is_refused() -> None:
    with pytest.raises(RulesBroken):
        law.check_stay(FEDERAL_PROGRAMME, Form.STATIONARY, "weekends", None)


def test_a_term_the_region_does_not_have() -> None:
    with pytest.raises(RulesBroken) as broken:
        FEDERAL_PROGRAMME.deadline("programme_revision")

    assert broken.value.code == "no_such_deadline"


def test_a_move_without_a_named_end_leaves_the_programme_open() -> None:
    silent = life.Portability(
        within_new_list=False,
        ends_on_first_of=ChoiceList("ends", "чем заканчивается", (), CITED),
    )

    moved = life.after_move(silent, ["S1", "S9"], ["S1"], date(2026, 12, 31), None)

    assert (moved.available, moved.unavailable) == (("S1", "S9"), ())
    assert moved.last_day == date.max


def test_a_strange_initiator_starts_no_review() -> None:
    with pytest.raises(RulesBroken) as broken:
        life.start_review(
            FEDERAL_PROGRAMME.review, "neighbour", date(2026, 6, 1), None, rejected=False
        )

    assert broken.value.code == "value_invalid"


FIRST = datetime.fromisoformat("2026-06-10T10:00")
SECOND = datetime.fromisoformat("2026-06-11T16:30")


@pytest.mark.parametrize(
    ("arrivals", "starts"),
    [
        pytest.param({"programme": FIRST, "decision_copy": SECOND}, SECOND, id="MSK-DOC-04: both"),
        pytest.param({"programme": FIRST}, None, id="one is still to come"),
    ],
)
def test_the_term_starts_with_the_last_paper(
    arrivals: dict[str, datetime], starts: datetime | None
) -> None:
    assert term_start(("decision_copy", "programme"), arrivals) == starts


def test_before_the_order_any_medical_paper_will_do() -> None:
    check_medical_paper(None, "referral_note", (), date(2026, 3, 2))

    assert holding_up(()) == ()
    assert [medium.label for medium in Medium] == ["оригинал", "копия", "оригинал или копия"]
