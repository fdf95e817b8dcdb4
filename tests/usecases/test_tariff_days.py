"""A tariff day: what the rehearsal shows, and what setting the day writes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal.documents.changes import AmendmentFacts, FeeNoticeFacts
from portal.domain.amendments import AmendmentState
from portal.domain.choices import Choice, ChoiceList
from portal.domain.explanation import citations
from portal.domain.law import Timeline, Version
from portal.domain.people import PopulationGroup
from portal.domain.violations import Conflict, NotAllowed, NotFound
from portal.extensions import db
from portal.models import (
    Amendment,
    AuditEvent,
    Contract,
    ContractTerms,
    Notice,
    NoticeEvent,
    Paper,
    Recipient,
    ReferenceValue,
    Role,
    TariffDay,
    TariffDayContract,
    TariffDayValue,
)
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.fee_notices import RecordHandover, notice_paper, record_handover
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.queries.month_cases import month_cases
from portal.usecases.queries.tariff_days import get_day, missing_minimums
from portal.usecases.reference import SetReferenceValue, reference_book, set_reference_value
from portal.usecases.tariff_days import (
    SetTariffDay,
    rehearse_contract,
    rehearse_tariff_day,
    set_tariff_day,
)
from portal.usecases.tariff_values import (
    ChangeTariffDayValues,
    CreateTariffDay,
    change_tariff_day_values,
    create_tariff_day,
)
from tests.support.factories import make_act, make_delivery, make_representative
from tests.support.sample_region import FIRST, LAW, SAMPLE
from tests.usecases.many import more_contracts
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
    make_house,
)

APRIL = date(2026, 4, 1)
ORDER = "приказ от 20.03.2026 № 17"
APRIL_MORNING = datetime(2026, 4, 2, 7, 0, tzinfo=UTC)


def with_grounds(*codes: str) -> Region:
    """The sample region, whose provider may change a fee alone on these grounds."""
    rules = SAMPLE.rules.fee_rules.on(APRIL)
    grounds = ChoiceList(
        "fee_change_grounds", "Основания", tuple(Choice(code, code) for code in codes), LAW
    )
    timeline = Timeline(Version(date(2015, 1, 1), replace(rules, change_grounds=grounds), LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, fee_rules=timeline))


EVERYTHING = with_grounds("tariff_changed", "subsistence_minimum_changed")
LIMITS_ONLY = with_grounds("threshold_changed", "average_income_changed")


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session, EVERYTHING)


def draft(house: House, factor: str = "1.1", **changes: Any) -> int:
    command = replace(CreateTariffDay(APRIL, ORDER, Decimal(factor)), **changes)
    return create_tariff_day(command, region=house.region, actor=house.director, now=MORNING)


def rehearse(house: House, day_id: int) -> int:
    return rehearse_tariff_day(day_id, region=house.region, actor=house.director, now=MORNING)


def put(
    house: House,
    day_id: int,
    version: int | None = None,
    now: datetime = MORNING,
    *,
    leave: bool = False,
) -> Any:
    house.session.rollback()
    seen = version or house.session.get_one(TariffDay, day_id).version
    command = SetTariffDay(day_id, seen, leave_uncounted=leave)
    return set_tariff_day(command, region=house.region, actor=house.director, now=now)


def terms_of(session: Session) -> list[ContractTerms]:
    session.rollback()
    return list(session.scalars(select(ContractTerms).order_by(ContractTerms.since)))


def rehearsed(session: Session) -> TariffDayContract:
    session.rollback()
    return session.scalars(select(TariffDayContract)).one()


def test_a_draft_is_the_values_in_force_times_the_index(session: Session, house: House) -> None:
    draft(house)

    values = {(row.key, row.group): row.amount for row in session.scalars(select(TariffDayValue))}
    assert values[f"tariff.{FIRST}", None] == Decimal("165.00")
    assert values["subsistence_minimum", PopulationGroup.PENSIONERS] == Decimal("14000.00")
    assert values["threshold_multiplier", None] == Decimal("1.5")
    assert session.scalars(select(ReferenceValue)).all() == []


@pytest.mark.parametrize(
    ("asked", "minimum"),
    [
        pytest.param(True, "15400.00", id="asked for"),
        pytest.param(False, "14000.00", id="its own act sets it, FED-FEE-03"),
    ],
)
def test_the_index_is_for_minimums_only_when_asked(
    session: Session, house: House, minimum: str, *, asked: bool
) -> None:
    draft(house, scale_minimums=asked)

    values = {(row.key, row.group): row.amount for row in session.scalars(select(TariffDayValue))}
    assert values["subsistence_minimum", PopulationGroup.PENSIONERS] == Decimal(minimum)


def test_a_table_stands_above_the_copied_values(session: Session, house: House) -> None:
    table = f"код;значение\n{FIRST};157,32\nsubsistence_minimum;pensioners;15000\n"
    draft(house, "1", table=table)

    values = {(row.key, row.group): row.amount for row in session.scalars(select(TariffDayValue))}
    assert values[f"tariff.{FIRST}", None] == Decimal("157.32")
    assert values["subsistence_minimum", PopulationGroup.PENSIONERS] == Decimal("15000")


@pytest.mark.parametrize(
    ("amount", "asked"),
    [
        pytest.param("225,00", False, id="FED-FEE-03: half as much again"),
        pytest.param("225,01", True, id="FED-FEE-03: a kopeck more"),
        pytest.param("75,00", False, id="FED-FEE-03: half"),
        pytest.param("74,99", True, id="FED-FEE-03: a kopeck less"),
    ],
)
def test_a_strange_row_of_a_table_is_asked_about(
    session: Session, house: House, amount: str, *, asked: bool
) -> None:
    table = f"код;значение\n{FIRST};{amount}\nsubsistence_minimum;pensioners;15000\n"
    if not asked:
        assert draft(house, "1", table=table)
        return

    with expect_refusal(session, "value_invalid", "sure") as caught:
        draft(house, "1", table=table)

    assert len(caught.value.violations) == 1
    assert "Строка 2" in str(caught.value)
    assert f"в таблице {amount}" in str(caught.value)
    assert draft(house, "1", table=table, sure=True)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"act": " "}, "act", "Назовите акт", id="no act"),
        pytest.param({"act": "скоро"}, "act", "нет даты, номера", id="neither day nor number"),
        pytest.param({"act": "от 20.03.2026 № 17"}, "act", "нет вида", id="no kind"),
        pytest.param({"act": "приказ от 20.03.2026 № "}, "act", "нет номера", id="no number"),
        pytest.param({"table": f"{FIRST};1e9"}, "file", "«1e9» — не число", id="an exponent"),
        pytest.param({"table": f"{'A' * 41};1"}, "file", f"«{'A' * 40}…»", id="a long code"),
        pytest.param({"factor": Decimal(0)}, "factor", "больше 0", id="an index of nothing"),
        pytest.param({"factor": Decimal("10.001")}, "factor", "не больше 10", id="tenfold"),
        pytest.param({"factor": Decimal("1.0001")}, "factor", "тремя знаками", id="four places"),
        pytest.param({"table": "SMP-H-99;1"}, "file", "Строка 1", id="an unknown service"),
        pytest.param({"table": f"{FIRST};много 1"}, "file", "не число", id="no number"),
        pytest.param({"table": f"{FIRST};1,005"}, "file", "Строка 1", id="a third decimal"),
        pytest.param({"table": f"{FIRST};1\n{FIRST};2"}, "file", "уже есть", id="twice"),
        pytest.param(
            {"table": "threshold_multiplier;;1,49"}, "file", "меньше 1,5", id="FED-FEE-03"
        ),
        pytest.param(
            {"table": "subsistence_minimum;elves;15000"}, "file", "elves", id="no such group"
        ),
        pytest.param(
            {"table": "код;группа;значение;название\n"}, "file", "ни одного", id="only a heading"
        ),
        pytest.param({"table": f"{FIRST};;;Покупка 1\n"}, "file", "ни одного", id="no value"),
        pytest.param({"since": date(2028, 1, 1)}, "since", "31.12.2027", id="years ahead"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(
    session: Session, house: House, changes: dict[str, Any], field: str, words: str
) -> None:
    with expect_refusal(session, "value_invalid", field) as caught:
        draft(house, **changes)

    assert words in str(caught.value)


def test_the_rehearsal_changes_nothing_but_its_own_rows(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house)
    before = [(row.id, row.until, row.monthly_fee) for row in terms_of(session)]

    assert rehearse(house, day_id) == 1

    row = rehearsed(session)
    # Eight visits of 150.00 are 1200.00, of 165.00 they are 1320.00; the bound is 2500.00 and more.
    assert (row.fee_before, row.fee_after, row.difference) == (
        Decimal("1200.00"),
        Decimal("1320.00"),
        Decimal("120.00"),
    )
    assert (row.by_tariffs, row.needs_agreement, row.problem) == (True, False, "")
    assert [(one.id, one.until, one.monthly_fee) for one in terms_of(session)] == before
    assert session.scalars(select(ReferenceValue)).all() == []


def test_the_day_begins_new_terms_and_tells_of_the_fee(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    paper = session.get_one(Contract, contract_id).paper_id
    version = session.get_one(Contract, contract_id).version
    day_id = draft(house)
    rehearse(house, day_id)

    done = put(house, day_id)

    old, new = terms_of(session)
    notice = session.scalars(select(Notice)).one()
    contract = session.get_one(Contract, contract_id)
    assert (done.notices, done.agreements) == (1, 0)
    assert (old.until, new.since, new.until) == (APRIL, APRIL, None)
    assert (old.monthly_fee, new.monthly_fee) == (Decimal("1200.00"), Decimal("1320.00"))
    assert (notice.event, notice.terms_id, notice.since) == (
        NoticeEvent.FEE_CHANGED,
        new.id,
        APRIL,
    )
    # FED-NOT-02: two days after 1 April.
    assert (notice.due_on, notice.due_rule) == (date(2026, 4, 3), "FED-NOT-02")
    assert (contract.paper_id, contract.version) == (paper, version + 1)
    book = reference_book(session, house.region)
    assert book.tariff(FIRST, APRIL).amount == Decimal("165.00")
    assert book.tariff(FIRST, date(2026, 3, 31)).amount == Decimal("150.00")
    assert book.tariff(FIRST, APRIL).citation.text == ORDER


def test_acts_take_the_new_bound_from_the_day_on(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    contract = session.get_one(Contract, contract_id)
    day_id = draft(house, since=date(2026, 3, 16), scale_minimums=True)
    rehearse(house, day_id)
    put(house, day_id)
    for day in (4, 17):
        make_delivery(session, contract, house.worker, code=FIRST, day=date(2026, 3, day))

    (case,) = month_cases(session, house.provider_id, date(2026, 3, 1), house.region)
    closed = close_month(
        CloseMonth(date(2026, 3, 1)), region=house.region, actor=house.director, now=APRIL_MORNING
    )

    first, second = case.terms
    assert (first.until, second.since) == (date(2026, 3, 16), date(2026, 3, 16))
    assert first.fee_cap is not None
    assert second.fee_cap is not None
    assert second.fee_cap < first.fee_cap
    # One visit of 150.00 before the day and one of 165.00 after it.
    assert closed.total_due == Decimal("315.00")


def test_a_second_press_does_nothing(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    first = put(house, day_id)
    events = session.scalar(select(func.count()).select_from(AuditEvent))

    assert put(house, day_id, version=1) == first

    assert len(terms_of(session)) == 2
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_somebody_becomes_free_when_the_threshold_passes_the_income(
    session: Session, house: House
) -> None:
    contract_in_force(house)
    day_id = draft(house, "1", table="subsistence_minimum;pensioners;17400\n")
    rehearse(house, day_id)

    row = rehearsed(session)
    assert (row.free_before, row.free_after, row.by_threshold) == (False, True, True)
    assert row.difference == Decimal("-1200.00")
    put(house, day_id)
    assert terms_of(session)[1].free_ground == "income_not_above_threshold"


@pytest.mark.parametrize(
    ("minimum", "free"),
    [
        pytest.param("17333.32", False, id="two kopecks below the income"),
        pytest.param("17333.33", True, id="the income itself"),
    ],
)
def test_the_border_of_the_threshold_decides(
    session: Session, house: House, minimum: str, free: bool
) -> None:
    contract_in_force(house)
    rehearse(house, draft(house, "1", table=f"subsistence_minimum;pensioners;{minimum}\n"))

    assert rehearsed(session).free_after is free


def test_without_the_ground_a_tariff_is_for_both_to_agree_on(session: Session) -> None:
    """FED-FEE-14: tariffs are no ground to change the fee alone."""
    house = make_house(session, LIMITS_ONLY)
    contract_in_force(house)
    table = f"{FIRST};160\nsubsistence_minimum;pensioners;14100\n"
    day_id = draft(house, "1", table=table)
    rehearse(house, day_id)

    assert rehearsed(session).needs_agreement
    done = put(house, day_id)

    old, new = terms_of(session)
    amendment = session.scalars(select(Amendment)).one()
    assert (done.notices, done.agreements) == (0, 1)
    assert session.scalars(select(Notice)).all() == []
    assert (amendment.number, amendment.state, amendment.base_terms_id) == (
        1,
        AmendmentState.DRAFT,
        new.id,
    )
    # The threshold moves the bound alone; what is paid stays until both have signed.
    assert new.threshold == Decimal("21150.00")
    assert (old.monthly_fee, new.monthly_fee) == (Decimal("1200.00"), Decimal("1200.00"))
    facts = read_facts(AmendmentFacts, amendment.inputs)
    assert facts.after is not None
    assert facts.after.monthly_fee == Decimal("1280.00")


@pytest.mark.parametrize("act", [ORDER, "Приказ ДТСЗН от 5 декабря 2025 г. N 12-П"])
def test_an_act_with_kind_date_and_number_is_taken(
    session: Session, house: House, act: str
) -> None:
    assert draft(house, act=act)


def test_a_day_is_set_by_the_director_and_by_nobody_else(session: Session, house: House) -> None:
    """FED-FEE-15: the accountant prepares it."""
    day_id = draft(house)
    rehearse(house, day_id)
    accountant = replace(house.director, role=Role.ACCOUNTANT)

    with pytest.raises(NotAllowed):
        put(replace(house, director=accountant), day_id)
    assert put(house, day_id)


def test_nothing_changes_for_nobody(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house, "1")
    rehearse(house, day_id)

    assert put(house, day_id).notices == 0
    assert len(terms_of(session)) == 1
    assert session.scalars(select(ReferenceValue)).all() == []


def test_another_providers_contracts_stay(session: Session, house: House) -> None:
    neighbour = make_house(session, house.region)
    contract_in_force(neighbour)
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)

    terms = [row for row in terms_of(session) if row.provider_id == neighbour.provider_id]
    assert [row.until for row in terms] == [None]
    assert {row.provider_id for row in session.scalars(select(Notice))} == {house.provider_id}

    again = draft(neighbour, "1")
    rehearse(neighbour, again)
    assert put(neighbour, again).notices == 1
    count = session.scalar(select(func.count()).select_from(ReferenceValue))
    put(house, day_id)
    assert session.scalar(select(func.count()).select_from(ReferenceValue)) == count


def test_another_providers_day_does_not_exist(session: Session, house: House) -> None:
    day_id = draft(house)
    neighbour = make_house(session, house.region)

    with pytest.raises(NotFound):
        rehearse(neighbour, day_id)
    with pytest.raises(NotFound):
        put(neighbour, day_id)


def test_what_was_not_rehearsed_is_not_set(session: Session, house: House) -> None:
    day_id = draft(house)

    with expect_refusal(session, "transition_not_allowed"):
        put(house, day_id)


def test_edited_values_ask_for_a_new_rehearsal(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    value = session.scalars(
        select(TariffDayValue).where(TariffDayValue.key == f"tariff.{FIRST}")
    ).one()
    version = session.get_one(TariffDay, day_id).version
    change_tariff_day_values(
        ChangeTariffDayValues(day_id, version, {value.id: Decimal("170.00")}),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )

    with expect_refusal(session, "transition_not_allowed"):
        put(house, day_id)
    rehearse(house, day_id)
    assert rehearsed(session).fee_after == Decimal("1360.00")


def test_values_somebody_else_has_edited_are_a_conflict(session: Session, house: House) -> None:
    day_id = draft(house)
    rehearse(house, day_id)

    with pytest.raises(Conflict):
        change_tariff_day_values(
            ChangeTariffDayValues(day_id, 1, {}),
            region=house.region,
            actor=house.director,
            now=MORNING,
        )
    with pytest.raises(Conflict):
        put(house, day_id, version=1)


def test_a_contract_that_came_meanwhile_asks_to_look_again(session: Session, house: House) -> None:
    day_id = draft(house)
    rehearse(house, day_id)
    contract_in_force(house)

    with pytest.raises(Conflict):
        put(house, day_id)
    assert session.scalars(select(ReferenceValue)).all() == []


def test_the_last_day_of_next_year_can_be_drafted(session: Session, house: House) -> None:
    assert draft(house, since=date(2027, 12, 31))


def test_a_month_with_acts_is_not_changed(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    contract = session.get_one(Contract, contract_id)
    make_act(session, contract, terms_of(session)[0], month=APRIL, lines=[])
    session.commit()

    with expect_refusal(session, "month_closed", "since"):
        put(house, day_id)


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(date(2026, 4, 30), True, id="the last day of the charged month, FED-FEE-15"),
        pytest.param(date(2026, 5, 1), False, id="the first day after it, FED-FEE-15"),
    ],
)
def test_a_day_in_a_charged_month_is_not_even_drafted(
    session: Session, house: House, since: date, *, refused: bool
) -> None:
    contract = session.get_one(Contract, contract_in_force(house))
    make_act(session, contract, terms_of(session)[0], month=APRIL, lines=[])
    session.commit()

    if not refused:
        assert draft(house, since=since)
        return
    with expect_refusal(session, "month_closed", "since"):
        draft(house, since=since)


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(APRIL, True, id="the day that is set"),
        pytest.param(date(2026, 4, 2), False, id="the day after it"),
    ],
)
def test_a_day_that_is_set_is_not_drafted_again(
    session: Session, house: House, since: date, *, refused: bool
) -> None:
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)

    if not refused:
        assert draft(house, since=since)
        return
    with expect_refusal(session, "overlap", "since"):
        draft(house, since=since)


def test_a_contract_without_its_facts_is_named_and_left_only_when_told(
    session: Session, house: House
) -> None:
    contract_in_force(house)
    row = terms_of(session)[0]
    row.inputs = {}
    session.commit()
    day_id = draft(house)
    rehearse(house, day_id)

    assert "Пересчитайте договор отдельно" in rehearsed(session).problem
    with expect_refusal(session, "value_invalid", "leave"):
        put(house, day_id)
    assert put(house, day_id, leave=True).notices == 0


def test_a_minimum_that_is_nowhere_is_typed_into_the_draft(session: Session, house: House) -> None:
    """VLA-FEE-05: a minimum covers its year, so next year's draft begins without one."""
    contract_in_force(house)
    day_id = draft(house, since=date(2027, 1, 1))
    view = get_day(house.director, day_id)
    groups = missing_minimums(house.director, view, house.region)
    typed = dict.fromkeys(groups, Decimal("15000.00"))

    change_tariff_day_values(
        ChangeTariffDayValues(day_id, view.version, {}, typed),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )

    assert groups
    view = get_day(house.director, day_id)
    assert missing_minimums(house.director, view, house.region) == ()
    values = {(row.key, row.group): row.amount for row in session.scalars(select(TariffDayValue))}
    assert {values["subsistence_minimum", group] for group in groups} == {Decimal("15000.00")}


def test_one_contract_is_shown_with_its_derivation(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    day_id = draft(house)

    found = rehearse_contract(
        day_id, contract_id, region=house.region, actor=house.director, now=MORNING
    )

    assert found is not None
    assert found.change is not None
    assert any("165,00" in str(step) for step in found.change.after.steps)


def test_a_value_the_day_leaves_alone_keeps_its_own_act(session: Session, house: House) -> None:
    """FED-FEE-03: a tariff act sets no subsistence minimum."""
    contract_id = contract_in_force(house)
    day_id = draft(house)

    found = rehearse_contract(
        day_id, contract_id, region=house.region, actor=house.director, now=MORNING
    )

    assert found is not None
    assert found.change is not None
    steps = found.change.after.steps
    minimum = next(step for step in steps if step.text.startswith("Прожиточный минимум"))
    assert minimum.citation is not None
    assert minimum.citation.text != ORDER
    assert ORDER in {one.text for one in citations(steps)}


def test_a_notice_is_drawn_once_and_handed_over(session: Session, house: House) -> None:
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)
    notice_id = session.scalars(select(Notice.id)).one()
    press = BlankPress()

    first = notice_paper(
        notice_id, region=house.region, actor=house.director, now=MORNING, press=press
    )
    again = notice_paper(
        notice_id, region=house.region, actor=house.director, now=APRIL_MORNING, press=press
    )
    record_handover(
        RecordHandover(notice_id, date(2026, 4, 2)),
        region=house.region,
        actor=house.director,
        now=APRIL_MORNING,
    )

    session.rollback()
    assert first == again
    assert len(press.drawn) == 1
    assert session.get_one(Notice, notice_id).handed_on == date(2026, 4, 2)
    forms = session.scalars(select(Paper.form_code)).all()
    assert forms.count("fee_notice") == 1


@pytest.mark.parametrize("revoked", [False, True])
def test_a_notice_is_addressed_to_nobody_whose_authority_ended_before_it_is_printed(
    session: Session, house: House, *, revoked: bool
) -> None:
    """FED-MIN-01: drafted while the attorney acted, drawn when he does not any more."""
    contract = session.get_one(Contract, contract_in_force(house))
    person = session.get_one(Recipient, contract.recipient_id)
    attorney = make_representative(session, person)
    contract.representative_id = attorney.id
    session.commit()
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)
    notice_id, press = session.scalars(select(Notice.id)).one(), BlankPress()
    if revoked:
        attorney.revoked_on = house.region.today(MORNING)
        session.commit()

    notice_paper(notice_id, region=house.region, actor=house.director, now=MORNING, press=press)

    (facts,) = press.drawn
    assert isinstance(facts, FeeNoticeFacts)
    assert (facts.representative is None) is revoked


@pytest.mark.parametrize(
    ("day", "answer", "field"),
    [
        pytest.param(date(2026, 4, 3), None, "handed_on", id="tomorrow"),
        pytest.param(date(2026, 3, 1), None, "handed_on", id="before it was drafted"),
        pytest.param(date(2026, 4, 2), "accept", "answer", id="no choice in this region"),
    ],
)
def test_a_handover_that_cannot_be_is_refused(
    session: Session, house: House, day: date, answer: str | None, field: str
) -> None:
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)
    notice_id = session.scalars(select(Notice.id)).one()

    with expect_refusal(session, "value_invalid", field):
        record_handover(
            RecordHandover(notice_id, day, answer=answer, answered_on=day),
            region=house.region,
            actor=house.director,
            now=APRIL_MORNING,
        )


def test_an_answer_is_recorded_where_the_region_gives_a_choice(session: Session) -> None:
    """MSK-NOT-01: who disagrees may leave."""
    answers = ChoiceList(
        "answers", "Ответ", (Choice("accept", "согласен"), Choice("refuse", "отказ")), LAW
    )
    notices = EVERYTHING.rules.notices.on(APRIL)
    given = replace(
        notices,
        notices=tuple(
            replace(one, answers=answers) if one.code == "fee_changed" else one
            for one in notices.notices
        ),
    )
    timeline = Timeline(Version(date(2015, 1, 1), given, LAW))
    region = replace(EVERYTHING, rules=replace(EVERYTHING.rules, notices=timeline))
    house = make_house(session, region)
    contract_in_force(house)
    day_id = draft(house)
    rehearse(house, day_id)
    put(house, day_id)
    notice = session.scalars(select(Notice)).one()

    record_handover(
        RecordHandover(notice.id, date(2026, 4, 2), answer="refuse", answered_on=date(2026, 4, 2)),
        region=region,
        actor=house.director,
        now=APRIL_MORNING,
    )

    session.rollback()
    assert notice.inputs["choices"] == ["согласен", "отказ"]
    assert (notice.answer, notice.answered_on) == ("refuse", date(2026, 4, 2))


def test_many_contracts_take_as_many_statements_as_one(session: Session, house: House) -> None:
    def statements(day_id: int) -> int:
        seen: list[str] = []

        def count(*arguments: Any) -> None:
            seen.append(arguments[2])

        event.listen(db.engine, "before_cursor_execute", count)
        rehearse(house, day_id)
        event.remove(db.engine, "before_cursor_execute", count)
        return len(seen)

    contract_in_force(house)
    day_id = draft(house)
    alone = statements(day_id)
    source = terms_of(session)[0]
    assert source.inputs
    more_contracts(session, house.provider_id, 20)

    assert statements(day_id) == alone
    session.rollback()
    assert session.scalar(select(func.count()).select_from(TariffDayContract)) == 21


def test_a_value_entered_before_is_not_entered_twice(session: Session, house: House) -> None:
    set_reference_value(
        SetReferenceValue(f"tariff.{FIRST}", None, Decimal("165.00"), APRIL, ORDER),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )
    recipient = contract_in_force(house)
    assert recipient
    day_id = draft(house, "1")
    rehearse(house, day_id)

    assert put(house, day_id).notices == 1
    assert session.scalar(select(func.count()).select_from(ReferenceValue)) == 1
