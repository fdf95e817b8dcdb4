"""The end of services: grounds, sides, the last day, the paper (FED-TER-01 to FED-TER-07)."""

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.termination import (
    Advice,
    EndingCase,
    EndingDates,
    EndingPaper,
    Initiator,
    LastDay,
    TerminationGround,
    TerminationRules,
    check_served_day,
    is_over,
    last_day,
    may_refuse_contract,
    may_terminate,
    served_after,
)
from portal.domain.violations import RulesBroken
from portal.domain.waiver import waive_services
from portal.regions.federal.termination import FEDERAL_TERMINATION

CITED = Citation("FED-TER-07", "442-FZ", "442-ФЗ")
HOME = frozenset({Form.HOME})
DAY = date(2026, 5, 14)
NEXT = date(2026, 5, 15)
ORDER = EndingPaper(
    "order",
    "приказ",
    ChoiceList("order", "Приказ", (Choice("number", "номер"), Choice("date", "дата")), CITED),
    CITED,
    signatures=("director",),
    not_for=("death",),
    unit_codes=frozenset({"home_care"}),
)


def ground(code: str, rule: LastDay = LastDay.EVENT, **changes: object) -> TerminationGround:
    made = TerminationGround(code, code, CITED, HOME, last_day=rule)
    return replace(made, **changes)  # type: ignore[arg-type]


def rules(*grounds: TerminationGround) -> TerminationRules:
    return replace(FEDERAL_TERMINATION, grounds=grounds, papers=(ORDER,))


@pytest.mark.parametrize(
    ("rule", "dates", "expected"),
    [
        pytest.param(LastDay.EVENT, EndingDates(event=DAY), DAY, id="VLA-TER-08: the event"),
        pytest.param(LastDay.EVENT, EndingDates(notice=DAY), None, id="no event is known"),
        pytest.param(LastDay.NOTICE, EndingDates(notice=DAY), DAY, id="FED-TER-06: the notice"),
        pytest.param(
            LastDay.NOTICE,
            EndingDates(notice=DAY, other_term=date(2026, 5, 31)),
            date(2026, 5, 31),
            id="FED-TER-06: the contract sets another day",
        ),
        pytest.param(
            LastDay.APPLICATION,
            EndingDates(stop=date(2026, 5, 1)),
            date(2026, 4, 30),
            id="MSK-TER-01: the day before services stop",
        ),
        pytest.param(
            LastDay.APPLICATION, EndingDates(stated=DAY), DAY, id="FED-TRN-03: the day named"
        ),
        pytest.param(LastDay.APPLICATION, EndingDates(registered=DAY), None, id="no day was named"),
        pytest.param(
            LastDay.APPLICATION_OR_REGISTRATION,
            EndingDates(registered=DAY),
            DAY,
            id="VLA-TER-04: registration",
        ),
        pytest.param(
            LastDay.APPLICATION_OR_REGISTRATION,
            EndingDates(registered=DAY, stated=NEXT),
            NEXT,
            id="VLA-TER-04: the day named before registration",
        ),
        pytest.param(
            LastDay.EARLIER_END,
            EndingDates(contract_until=NEXT, programme_until=DAY),
            DAY,
            id="VLA-TER-05: the programme ends first",
        ),
        pytest.param(
            LastDay.EARLIER_END,
            EndingDates(contract_until=DAY, programme_until=NEXT),
            DAY,
            id="VLA-TER-05: the contract ends first",
        ),
        pytest.param(LastDay.EARLIER_END, EndingDates(), None, id="no end is known"),
        pytest.param(
            LastDay.PROGRAMME_END,
            EndingDates(contract_until=DAY, programme_until=NEXT),
            NEXT,
            id="VLA-TER-11: the programme's end, though the contract ends first",
        ),
        pytest.param(
            LastDay.BEFORE_TRANSFER,
            EndingDates(transfer=NEXT),
            DAY,
            id="AST-TER-01: the day before",
        ),
        pytest.param(LastDay.BEFORE_TRANSFER, EndingDates(), None, id="no move is known"),
    ],
)
def test_the_last_day(rule: LastDay, dates: EndingDates, expected: date | None) -> None:
    assert last_day(ground("any", rule), dates) == expected


@pytest.mark.parametrize(
    ("code", "form", "unit", "refusal"),
    [
        ("whim", Form.HOME, None, "ground_unknown"),
        ("death", Form.STATIONARY, None, "ground_not_for_form"),
        ("positive", Form.HOME, "home_care", "ground_not_for_form"),
    ],
)
def test_a_ground_must_be_listed_for_the_place(
    code: str, form: Form, unit: str | None, refusal: str
) -> None:
    listed = rules(ground("death"), ground("positive", unit_codes=frozenset({"prevention"})))

    with pytest.raises(RulesBroken) as caught:
        may_terminate(listed, EndingCase(code, form, DAY, unit))

    assert caught.value.code == refusal


def test_a_ground_of_one_department_is_found_there() -> None:
    listed = rules(
        ground("refusal", unit_codes=frozenset({"home_care"})),
        ground("refusal", unit_codes=frozenset({"prevention"}), title="другое"),
    )

    found = may_terminate(listed, EndingCase("refusal", Form.HOME, DAY, "prevention"))

    assert found.ground.title == "другое"
    assert found.paper is None


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2023, 5, 22), "old"),
        (date(2023, 5, 23), "new"),
    ],
)
def test_an_edition_of_a_ground_has_its_days(day: date, known: str) -> None:
    listed = rules(
        ground("medical", title="old", until=date(2023, 5, 22)),
        ground("medical", title="new", since=date(2023, 5, 23)),
    )

    assert may_terminate(listed, EndingCase("medical", Form.HOME, day)).ground.title == known
    assert [item.title for item in listed.outdated("medical", date(2023, 5, 22))] == []
    assert [item.title for item in listed.outdated("medical", date(2023, 5, 23))] == ["old"]


@pytest.mark.parametrize(
    ("initiator", "refused"),
    [
        (Initiator.PROVIDER, False),
        (None, False),
        (Initiator.RECIPIENT, True),
        (Initiator.BOTH, True),
    ],
)
def test_a_ground_belongs_to_its_side(initiator: Initiator | None, *, refused: bool) -> None:
    listed = rules(ground("breach", initiators=frozenset({Initiator.PROVIDER})))
    case = EndingCase("breach", Form.HOME, DAY, initiator=initiator)

    if not refused:
        assert may_terminate(listed, case).ground.code == "breach"
        return
    with pytest.raises(RulesBroken) as caught:
        may_terminate(listed, case)
    assert caught.value.code == "not_authorised"
    assert "поставщика" in str(caught.value)


def test_an_event_may_be_recorded_by_any_side() -> None:
    found = may_terminate(
        rules(ground("death")), EndingCase("death", Form.HOME, DAY, initiator=Initiator.PROVIDER)
    )

    assert found.paper is None
    assert [step.value for step in found.steps] == ["death"]


def test_what_a_ground_demands_is_asked_for() -> None:
    need = Demand("paper", "documents_missing", "Нужна бумага.", CITED)
    listed = rules(ground("death", demands=(need,)))

    with pytest.raises(RulesBroken) as caught:
        may_terminate(listed, EndingCase("death", Form.HOME, DAY))

    assert caught.value.code == "documents_missing"
    may_terminate(listed, EndingCase("death", Form.HOME, DAY, facts=frozenset({"paper"})))


@pytest.mark.parametrize(("facts", "shown"), [(set(), True), ({"warned"}, False)])
def test_advice_is_kept_back_from_who_followed_it(facts: set[str], *, shown: bool) -> None:
    advice = Advice("warn", "Предупредите.", CITED, unless="warned")
    case = EndingCase("breach", Form.HOME, DAY, facts=frozenset(facts))

    found = may_terminate(rules(ground("breach", advice=(advice,))), case)

    assert bool(found.advice) is shown


@pytest.mark.parametrize(
    ("filled", "signed", "missing"),
    [
        ((), (), ("number", "date", "director")),
        (("number", "date"), (), ("director",)),
        (("number",), ("director",), ("date",)),
        (("number", "date"), ("director",), ()),
    ],
)
def test_a_paper_lacks_its_fields_and_signatures(
    filled: tuple[str, ...], signed: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    case = EndingCase(
        "expired", Form.HOME, DAY, "home_care", dates=EndingDates(programme_until=DAY)
    )
    ending = may_terminate(rules(ground("expired", LastDay.EARLIER_END)), case)

    assert ending.paper is ORDER
    assert ending.paper.missing(filled, signed) == missing
    assert [step.value for step in ending.steps] == ["expired", "2026-05-14", "order"]


def test_some_grounds_and_departments_need_no_paper() -> None:
    assert ORDER.is_needed("expired", "home_care")
    assert not ORDER.is_needed("death", "home_care")
    assert not ORDER.is_needed("expired", "prevention")
    assert replace(ORDER, unit_codes=frozenset()).is_needed("expired", None)


def test_the_last_day_is_served_and_the_next_is_not() -> None:
    case = EndingCase("death", Form.HOME, DAY, dates=EndingDates(event=DAY))
    ending = may_terminate(rules(ground("death")), case)

    clause = ending.ground.citation
    assert check_served_day(ending.last_day, DAY, clause) == ()
    assert served_after(ending.last_day, (DAY, NEXT)) == (NEXT,)
    assert not is_over(ending, DAY)
    assert is_over(ending, NEXT)
    (refused,) = check_served_day(ending.last_day, NEXT, clause)
    assert (refused.code, refused.citation) == ("contract_not_active", clause)


def test_without_a_last_day_nothing_is_over() -> None:
    ending = may_terminate(rules(ground("death")), EndingCase("death", Form.HOME, DAY))

    assert check_served_day(ending.last_day, NEXT, ending.ground.citation) == ()
    assert served_after(ending.last_day, (NEXT,)) == ()
    assert not is_over(ending, NEXT)


@pytest.mark.parametrize(
    ("code", "form", "day", "facts", "refusal"),
    [
        ("no_vacancy", Form.HOME, DAY, {"no_free_place"}, None),
        ("no_vacancy", Form.HOME, DAY, set(), "vacancy_exists"),
        ("medical_contraindication", Form.HOME, DAY, {"medical_conclusion"}, None),
        ("medical_contraindication", Form.HOME, DAY, set(), "medical_conclusion_missing"),
        (
            "medical_contraindication",
            Form.HOME,
            date(2023, 5, 22),
            {"medical_conclusion"},
            "ground_not_for_form",
        ),
        (
            "medical_contraindication",
            Form.STATIONARY,
            date(2023, 5, 22),
            {"medical_conclusion"},
            None,
        ),
        ("reputation", Form.HOME, DAY, set(), "ground_unknown"),
    ],
)
def test_two_grounds_for_no_contract(
    code: str, form: Form, day: date, facts: set[str], refusal: str | None
) -> None:
    if refusal is None:
        found = may_refuse_contract(FEDERAL_TERMINATION, code, form, day, frozenset(facts))
        assert found.code == code
        return
    with pytest.raises(RulesBroken) as caught:
        may_refuse_contract(FEDERAL_TERMINATION, code, form, day, frozenset(facts))
    assert caught.value.code == refusal


def test_a_waiver_leaves_the_other_services() -> None:
    waiver = FEDERAL_TERMINATION.waiver
    written = frozenset({"refusal_application"})

    some = waive_services(waiver, ("S1", "S2"), ("S2",), DAY, written)
    every = waive_services(waiver, ("S1",), ("S1",), DAY, written)

    assert (some.scope, some.remaining, some.first_day) == ("some_services", ("S1",), DAY)
    assert (every.scope, every.remaining) == ("all_services", ())


@pytest.mark.parametrize(
    ("refused", "facts", "code"),
    [
        (("S1",), set(), "written_refusal_required"),
        (("S9",), {"refusal_application"}, "value_invalid"),
    ],
)
def test_a_waiver_is_written_and_of_the_contract_s_services(
    refused: tuple[str, ...], facts: set[str], code: str
) -> None:
    with pytest.raises(RulesBroken) as caught:
        waive_services(FEDERAL_TERMINATION.waiver, ("S1",), refused, DAY, frozenset(facts))

    assert caught.value.code == code
