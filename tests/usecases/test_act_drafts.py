"""The one path from recorded services to an act: cuts of a month, caps, reasons to skip."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.acts import ActRules
from portal.domain.catalogue import Form, Kind, ServiceItem
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook, ReferenceValue, tariff_key
from portal.domain.suspension import Interval
from portal.domain.violations import Violation
from portal.regions.federal.payments import FEDERAL_PAYMENT
from portal.usecases.act_changes import reasons_for_change
from portal.usecases.act_drafts import days_in_words, prepare, suspended_days
from portal.usecases.month_case import (
    Given,
    MonthCase,
    MonthLaw,
    PreparedAct,
    PreviousAct,
    SkippedContract,
    SkipReason,
    Terms,
)

APRIL = date(2026, 4, 1)
CITED = Citation("FED-ACT-04", "442-FZ", "ст. 32 442-ФЗ")
RULES = ActRules(copies=2, provider_signs_first=True, cadence=CITED, form=CITED)


def day(number: int, month: int = 4) -> date:
    return date(2026, month, number)


def make_book(*tariffs: tuple[str, str, date]) -> ReferenceBook:
    rows = tariffs or (
        ("S1", "150.00", date(2026, 1, 1)),
        ("S2", "300.00", date(2026, 1, 1)),
        ("X1", "700.00", date(2026, 1, 1)),
    )
    return ReferenceBook(
        ReferenceValue(tariff_key(code), None, Decimal(amount), since, CITED, since)
        for code, amount, since in rows
    )


def make_law(*tariffs: tuple[str, str, date]) -> MonthLaw:
    items = {
        code: ServiceItem(code, f"Услуга {code}", Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", CITED)
        for code in ("S1", "S2", "X1")
    }
    return MonthLaw(
        month=APRIL,
        rules=RULES,
        payment=FEDERAL_PAYMENT,
        book=make_book(*tariffs),
        items=items,
    )


def make_terms(
    since: date = date(2026, 1, 1),
    until: date | None = None,
    *,
    fee_cap: str | None = "1900.00",
    free: bool = False,
    terms_id: int = 1,
) -> Terms:
    return Terms(
        id=terms_id,
        since=since,
        until=until,
        free=free,
        free_ground="combat_veteran" if free else None,
        free_ground_title="ветеран боевых действий" if free else None,
        average_income=Decimal("30000.00"),
        threshold=Decimal("21000.00"),
        fee_cap=None if fee_cap is None else Decimal(fee_cap),
        monthly_fee=Decimal("0.00") if free else Decimal("1900.00"),
        allowed={"S1": Decimal(8), "S2": Decimal(4)},
        tariffs={"S1": Decimal("150.00"), "S2": Decimal("300.00")},
    )


def given(code: str, quantity: int, since: date = APRIL, *, additional: bool = False) -> Given:
    return Given(since, code, Decimal(quantity), additional)


def make_case(
    *records: Given,
    terms: tuple[Terms, ...] | None = None,
    pauses: tuple[Interval, ...] = (),
    served_from: date = date(2026, 1, 1),
    served_until: date = date(2027, 1, 1),
    issued: str | None = None,
    previous: PreviousAct | None = None,
) -> MonthCase:
    return MonthCase(
        contract_id=1,
        number="1/2026",
        recipient_id=1,
        recipient="Ильина Мария Петровна",
        name_key="ильина мария петровна",
        form=Form.HOME,
        payment_day=10,
        served_from=served_from,
        served_until=served_until,
        terms=terms or (make_terms(),),
        pauses=pauses,
        given=records,
        issued=issued,
        previous=previous,
    )


def make_previous(
    payable: str,
    *,
    quantities: Mapping[str, int] | None = None,
    tariffs: Mapping[str, str] | None = None,
    fee_cap: str | None = "1900.00",
    free: bool = False,
    additional: str = "0.00",
) -> PreviousAct:
    return PreviousAct(
        payable=Decimal(payable),
        additional_cost=Decimal(additional),
        fee_cap=None if fee_cap is None else Decimal(fee_cap),
        free=free,
        quantities={code: Decimal(number) for code, number in (quantities or {}).items()},
        tariffs={code: Decimal(amount) for code, amount in (tariffs or {"S1": "150.00"}).items()},
    )


def draft(case: MonthCase, law: MonthLaw | None = None) -> PreparedAct:
    acts, skipped = prepare([case], law or make_law())
    assert not skipped
    return acts[0]


def skip(case: MonthCase, law: MonthLaw | None = None) -> SkippedContract:
    acts, skipped = prepare([case], law or make_law())
    assert not acts
    return skipped[0]


@pytest.mark.parametrize(
    ("records", "cost", "payable"),
    [
        pytest.param(
            (given("S1", 8), given("S2", 4)), "2400.00", "1900.00", id="over the cap, FED-ACT-04"
        ),
        pytest.param((given("S1", 12),), "1800.00", "1800.00", id="under the cap, FED-ACT-04"),
        pytest.param((given("S1", 4),), "600.00", "600.00", id="part of a month, FED-FEE-18"),
    ],
)
def test_payable_is_the_smaller_of_cost_and_cap(
    records: tuple[Given, ...], cost: str, payable: str
) -> None:
    act = draft(make_case(*records))

    assert (act.draft.cost_at_tariffs, act.draft.payable) == (Decimal(cost), Decimal(payable))


def test_a_tariff_that_changes_inside_the_month_gives_two_lines() -> None:
    law = make_law(("S1", "150.00", date(2026, 1, 1)), ("S1", "160.00", day(16)))

    act = draft(make_case(given("S1", 3), given("S1", 5, day(16))), law)

    assert [(line.quantity, line.tariff, line.amount) for line in act.draft.lines] == [
        (Decimal(3), Decimal("150.00"), Decimal("450.00")),
        (Decimal(5), Decimal("160.00"), Decimal("800.00")),
    ]


@pytest.mark.parametrize(
    ("tariff", "told"),
    [
        pytest.param("237.50", False, id="as much as the contract writes, FED-FEE-15"),
        pytest.param("237.51", True, id="a kopeck a visit more, FED-FEE-15"),
    ],
)
def test_an_act_above_the_written_fee_says_that_tariffs_grew(tariff: str, *, told: bool) -> None:
    """FED-FEE-15: eight visits of 150.00 are written, 1900.00 a month at most."""
    law = make_law(("S1", tariff, APRIL))
    case = make_case(given("S1", 8), terms=(make_terms(fee_cap=None),))

    steps = draft(case, law).draft.steps

    grown = [step for step in steps if "тарифы выросли и применяются сами" in step.text]
    assert [step.value for step in grown] == (["700.08"] if told else [])
    assert all(step.citation and step.citation.rule == "FED-FEE-15" for step in grown)
    assert grown != list(steps[-1:])


def test_a_free_contract_gets_an_act_with_nothing_to_pay() -> None:
    act = draft(make_case(given("S1", 8), terms=(make_terms(free=True, fee_cap=None),)))

    assert act.draft.cost_at_tariffs == Decimal("1200.00")
    assert act.draft.payable == Decimal("0.00")


def test_additional_services_are_paid_in_full_even_by_a_free_recipient() -> None:
    terms = make_terms(free=True, fee_cap=None)

    act = draft(make_case(given("S1", 8), given("X1", 1, additional=True), terms=(terms,)))

    assert act.draft.additional_cost == Decimal("700.00")
    assert act.draft.payable == Decimal("700.00")


@pytest.mark.parametrize(
    ("records", "payable"),
    [
        pytest.param(
            (given("S1", 2), given("S1", 3, day(15))), "750.00", id="each part in its cap"
        ),
        pytest.param(
            (given("S1", 8), given("S2", 4, day(15))), "1900.00", id="never over the highest cap"
        ),
        pytest.param((given("S1", 8),), "1000.00", id="the first part within its own cap"),
        pytest.param((given("S2", 7, day(15)),), "1900.00", id="the second part within its own"),
    ],
)
def test_terms_that_change_inside_a_month_are_charged_part_by_part(
    records: tuple[Given, ...], payable: str
) -> None:
    terms = (
        make_terms(until=day(15), fee_cap="1000.00"),
        make_terms(since=day(15), fee_cap="1900.00", terms_id=2),
    )

    act = draft(make_case(*records, terms=terms))

    assert act.draft.payable == Decimal(payable)
    assert act.terms.id == (2 if any(record.since == day(15) for record in records) else 1)


def test_who_becomes_free_in_the_middle_of_a_month_pays_for_the_days_before() -> None:
    terms = (make_terms(until=day(15)), make_terms(since=day(15), free=True, fee_cap=None))

    act = draft(make_case(given("S1", 4), given("S1", 4, day(15)), terms=terms))

    assert act.draft.cost_at_tariffs == Decimal("1200.00")
    assert act.draft.payable == Decimal("600.00")
    assert act.draft.steps[0].text.startswith("По условиям с 01.01.2026")


def test_parts_keep_additional_services_outside_every_cap() -> None:
    terms = (make_terms(until=day(15)), make_terms(since=day(15), terms_id=2))
    records = (given("S1", 8), given("S2", 4, day(15)), given("X1", 1, day(15), additional=True))

    act = draft(make_case(*records, terms=terms))

    assert act.draft.payable == Decimal("2600.00")
    assert [line.code for line in act.draft.lines] == ["S1", "S2", "X1"]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        pytest.param(make_case(), SkipReason.NOTHING_RECORDED, id="nothing recorded"),
        pytest.param(
            make_case(pauses=(Interval(day(1)),)), SkipReason.SUSPENDED, id="suspended all month"
        ),
        pytest.param(
            make_case(pauses=(Interval(day(2)),)),
            SkipReason.NOTHING_RECORDED,
            id="one day was served",
        ),
        pytest.param(
            make_case(pauses=(Interval(day(10)),), served_from=day(10)),
            SkipReason.SUSPENDED,
            id="suspended since the contract began",
        ),
        pytest.param(
            make_case(given("S1", 1), issued="7/2026"), SkipReason.ACT_ISSUED, id="act issued"
        ),
        pytest.param(make_case(given("Q9", 1)), SkipReason.BLOCKED, id="not in the catalogue"),
        pytest.param(
            make_case(given("S1", 1), terms=(make_terms(since=day(2)),)),
            SkipReason.BLOCKED,
            id="a record of a day without terms",
        ),
    ],
)
def test_a_contract_without_an_act_says_why(case: MonthCase, reason: SkipReason) -> None:
    skipped = skip(case)

    assert skipped.code is reason
    assert skipped.reason.endswith(".")


def test_a_missing_tariff_blocks_with_the_remedy_of_the_reference_book() -> None:
    skipped = skip(make_case(given("S1", 1)), make_law(("S1", "150.00", day(2))))

    assert skipped.code is SkipReason.BLOCKED
    assert [violation.code for violation in skipped.violations] == ["reference_missing"]


def test_suspended_and_served_days_make_the_month() -> None:
    pauses = (Interval(day(5), day(19)),)

    paused = suspended_days(APRIL, pauses, APRIL, day(30))

    assert (paused[0], paused[-1], len(paused)) == (day(5), day(18), 14)


def test_days_are_written_as_runs() -> None:
    days = [day(1), day(10), day(11), day(12), day(20)]

    assert days_in_words(days) == "01.04.2026, 10–12.04.2026, 20.04.2026"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        pytest.param(
            make_case(given("S1", 4), served_from=day(16)),
            "первый месяц, договор действует с 16.04.2026",
            id="first month",
        ),
        pytest.param(make_case(given("S1", 4)), "за март 2026 акта не было", id="a gap before"),
        pytest.param(
            make_case(
                given("S1", 4),
                previous=make_previous("1200.00", quantities={"S1": 8}),
                pauses=(Interval(day(5), day(19)),),
            ),
            "приостановление, дней: 14 (05–18.04.2026)",
            id="days in hospital",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                previous=make_previous("600.00", quantities={"S1": 4}),
                pauses=(Interval(day(10, 3), day(1)),),
            ),
            "в прошлом месяце было приостановление, дней: 22",
            id="days in hospital last month",
        ),
        pytest.param(
            make_case(given("S1", 8), previous=make_previous("600.00", quantities={"S1": 4})),
            "услуг больше: 4 → 8, +600,00 ₽",
            id="more services",
        ),
        pytest.param(
            make_case(
                given("S1", 2),
                previous=make_previous(
                    "900.00",
                    quantities={"S1": 4, "S2": 1},
                    tariffs={"S1": "150.00", "S2": "300.00"},
                ),
            ),
            "услуг меньше: 5 → 2, −600,00 ₽",
            id="fewer services",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                previous=make_previous("1120.00", quantities={"S1": 8}, tariffs={"S1": "140.00"}),
            ),
            "тариф с 01.01.2026: 140,00 → 150,00 ₽",
            id="new tariff",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                given("S2", 4),
                terms=(make_terms(until=APRIL), make_terms(since=APRIL, fee_cap="2100.00")),
                previous=make_previous("1900.00", quantities={"S1": 8, "S2": 4}),
            ),
            "новые условия платы с 01.04.2026, предел 1 900,00 → 2 100,00 ₽",
            id="new fee terms",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                terms=(make_terms(since=APRIL, free=True, fee_cap=None),),
                previous=make_previous("1200.00", quantities={"S1": 8}),
            ),
            "теперь бесплатно с 01.04.2026 (ветеран боевых действий)",
            id="became free",
        ),
        pytest.param(
            make_case(
                given("S1", 4),
                previous=make_previous("1200.00", quantities={"S1": 8}),
                served_until=day(20),
            ),
            "неполный месяц, обслуживание по 20.04.2026",
            id="the contract ends",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                previous=make_previous("600.00", quantities={"S1": 4}),
                served_from=day(16, 3),
            ),
            "прошлый месяц был неполным, с 16.03.2026",
            id="the first month was short",
        ),
        pytest.param(
            make_case(
                given("S1", 8),
                given("X1", 1, additional=True),
                previous=make_previous("1200.00", quantities={"S1": 8}),
            ),
            "дополнительные услуги: 0,00 → 700,00 ₽",
            id="additional services",
        ),
    ],
)
def test_the_rehearsal_names_the_cause_of_a_change(case: MonthCase, words: str) -> None:
    law = make_law()

    reasons = reasons_for_change(draft(case, law), law)

    assert words in [reason.text.replace("\u00a0", " ") for reason in reasons]
    # A list of causes is introduced by a heading: a colon may only introduce figures.
    assert all(reason.text.count(":") <= 1 for reason in reasons)


def test_an_unchanged_sum_has_no_reasons_even_when_services_differ() -> None:
    previous = make_previous("1900.00", quantities={"S1": 16})
    law = make_law()

    act = draft(make_case(given("S1", 8), given("S2", 4), previous=previous), law)

    assert reasons_for_change(act, law) == ()


def test_many_changed_services_are_one_line_and_a_list_behind_it() -> None:
    law = make_law()
    codes = {f"S{number}": number for number in range(3, 8)}
    tariffs = dict.fromkeys(codes, "10.00") | {"S1": "150.00"}
    previous = make_previous("5000.00", quantities={**codes, "S1": 1}, tariffs=tariffs)

    act = draft(make_case(given("S1", 1), previous=previous), law)

    (reason,) = reasons_for_change(act, law)
    assert reason.text.replace("\u00a0", " ") == "услуг меньше: 25 → 0, −250,00 ₽"
    assert reason.services == tuple(f"«S{number}»: {number} → 0" for number in range(7, 2, -1))


def test_tariffs_of_one_day_are_one_line() -> None:
    law = make_law()
    previous = make_previous(
        "1140.00", quantities={"S1": 4, "S2": 2}, tariffs={"S1": "140.00", "S2": "290.00"}
    )

    act = draft(make_case(given("S1", 4), given("S2", 2), previous=previous), law)

    (reason,) = reasons_for_change(act, law)
    assert reason.text == "тарифы с 01.01.2026, услуг: 2"
    assert len(reason.services) == 2


def test_the_draft_does_not_depend_on_the_order_of_records() -> None:
    records = (given("S2", 4), given("S1", 8), given("X1", 1, additional=True))
    case = make_case(*records)

    assert draft(case).draft == draft(replace(case, given=records[::-1])).draft


def sharing(*cases: MonthCase, only: int | None = None) -> dict[int, str]:
    """What is payable by contract, with a cap of 1900.00; skipped ones are left out."""
    acts, _ = prepare(cases, make_law(), only=only)
    return {act.case.contract_id: str(act.draft.payable) for act in acts}


def in_turn(contract_id: int, case: MonthCase, **changes: object) -> MonthCase:
    """A contract of the person that begins on the day of its number."""
    served_from = {"served_from": day(contract_id), "contract_id": contract_id}
    return replace(case, **(served_from | changes))  # type: ignore[arg-type]


FULL = make_case(given("S1", 8))  # 1200.00
STRAY = Violation("contract_not_active", "Записи вне договора.")


@pytest.mark.parametrize(
    ("former", "left"),
    [
        pytest.param({}, "700.00", id="the later one has what is left"),
        pytest.param({"form": Form.SEMI_STATIONARY}, "1200.00", id="of another form"),
        pytest.param({"recipient_id": 2}, "1200.00", id="of somebody else"),
        pytest.param({"given": ()}, "1200.00", id="without services it takes nothing"),
        pytest.param({"astray": (STRAY,)}, "1200.00", id="blocked it takes nothing"),
        pytest.param(
            {"issued": "7/2026", "issued_fee": Decimal("700.01")},
            "1199.99",
            id="what its act charges, a kopeck over",
        ),
        pytest.param(
            {"issued": "7/2026", "issued_fee": Decimal("700.00")},
            "1200.00",
            id="what its act charges, still enough",
        ),
        pytest.param(
            {"given": (given("S1", 8), given("X1", 5, additional=True))},
            "700.00",
            id="services beyond the programme know no cap",
        ),
        pytest.param({"terms": (make_terms(free=True),)}, "1200.00", id="free of charge"),
    ],
)
@pytest.mark.parametrize("later_first", [False, True])
def test_contracts_that_follow_each_other_share_the_cap(
    former: dict[str, object], left: str, *, later_first: bool
) -> None:
    """FED-FEE-18: in the order of their first days, in whatever order they are listed."""
    cases = [in_turn(2, FULL, **former), in_turn(16, FULL)]

    payable = sharing(*(reversed(cases) if later_first else cases))

    assert payable[16] == left


def test_a_third_contract_has_what_both_former_ones_left() -> None:
    cases = [in_turn(number, make_case(given("S1", 5))) for number in (20, 10, 2)]

    assert sharing(*cases) == {20: "400.00", 10: "750.00", 2: "750.00"}
    assert sharing(*cases, only=20) == {20: "400.00"}


def test_of_two_contracts_of_one_day_the_earlier_drawn_up_comes_first() -> None:
    first, second = (in_turn(number, FULL, served_from=APRIL) for number in (3, 4))

    assert sharing(second, first) == {4: "700.00", 3: "1200.00"}


@pytest.mark.parametrize(("taken", "left"), [("700.00", "1200.00"), ("700.01", "1199.99")])
def test_a_former_contract_closed_after_the_later_one_has_what_that_act_left(
    taken: str, left: str
) -> None:
    """FED-FEE-18: whichever act is issued first, together they stay within one cap."""
    later = in_turn(16, FULL, issued="7/2026", issued_fee=Decimal(taken))

    assert sharing(in_turn(2, FULL), later) == {2: left}


def test_the_later_act_says_that_the_month_has_two_contracts() -> None:
    acts, _ = prepare([in_turn(2, FULL), in_turn(16, FULL)], make_law())

    told = " ".join(step.text for step in acts[1].draft.steps).replace("\xa0", " ")
    assert "один на месяц по двум договорам: из него уже начислено 1 200,00 ₽" in told
    assert [(bound.over, charged) for bound, charged in acts[1].spent] == [
        ("месяц по двум договорам", Decimal("700.00"))
    ]
    assert acts[0].spent == ()
