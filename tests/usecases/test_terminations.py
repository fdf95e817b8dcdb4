"""The end of a contract: prepared on a ground, confirmed, signed, told; what it closes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from portal.documents.changes import EndingFacts
from portal.domain.authorities import Capacity
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.contract import ContractState, Party
from portal.domain.courses import Course
from portal.domain.endings import COURT_FINDING, CourtFinding, EndingState, Handover, Need
from portal.domain.law import Timeline, Version
from portal.domain.moves import MoveKind
from portal.domain.printed_forms import ENDING_NOTICE, ENDING_ORDER
from portal.domain.termination import EndingPaper, Initiator, LastDay, TerminationGround
from portal.domain.violations import Conflict, NotAllowed, NotFound
from portal.models import (
    Contract,
    ContractTerms,
    Department,
    MonthClosing,
    MonthState,
    Programme,
    Provider,
    Recipient,
    RepresentativeKind,
    ReviewOutcome,
    Role,
    Suspension,
    Termination,
)
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.ending_cancellations import (
    CancelTermination,
    TerminationCancelled,
    cancel_termination,
    may_be_cancelled,
)
from portal.usecases.ending_notices import (
    HandOverDocument,
    HandOverNotice,
    hand_over_document,
    hand_over_notice,
)
from portal.usecases.ending_steps import TerminationDone
from portal.usecases.ending_text import BasisPaper, months_without_act
from portal.usecases.ending_withdrawals import WithdrawTermination, withdraw_termination
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.missing_people import RecordMissing, record_missing
from portal.usecases.queries.ending_tasks import EndingTasks, ending_tasks
from portal.usecases.queries.month_sheets import get_sheet, list_visits
from portal.usecases.queries.terminations import get_ending
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.termination_papers import (
    ConfirmTermination,
    SignTermination,
    confirm_termination,
    ending_paper,
    put_termination_signature,
    sign_termination,
)
from portal.usecases.terminations import TerminationPrepared, prepare_termination
from portal.usecases.transaction import reading, transaction
from tests.support.factories import (
    make_contract,
    make_move,
    make_programme,
    make_recipient,
    make_representative,
    make_review,
    make_transfer,
)
from tests.support.sample_region import FIRST, LAW, SAMPLE
from tests.usecases.procedures import (
    BlankPress,
    House,
    conclude,
    expect_refusal,
)
from tests.usecases.test_amendments import draft as draft_agreement
from tests.usecases.test_suspension_grounds import owe

APRIL_20 = datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
DAY = date(2026, 4, 20)
ONE, UNTIL = timedelta(days=1), date(2026, 6, 30)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
APPLICATION = BasisPaper("refusal_application", DAY, "7")
FIRST_OF_COURSE = date(2026, 4, 20)
COURT = BasisPaper("court_decision", DAY, "2-15/2026", "районный суд")
CLAIMED = BasisPaper("recipient_claim", DAY, "3", "не приходят третью неделю")
CERTIFICATE = BasisPaper("death_certificate", DAY, "12", "отдел ЗАГС")
RECORD = BasisPaper("breach_record", DAY, "", "трижды не открыла дверь")


def with_paper(paper: EndingPaper) -> Region:
    """The sample region, which names a paper that ends a contract."""
    rules = replace(SAMPLE.rules.termination_rules.on(DAY), papers=(paper,))
    timeline = Timeline(Version(date(2015, 1, 1), rules, LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, termination_rules=timeline))


FIELDS = ChoiceList("order", "Приказ", (Choice("order_number", "номер"),), LAW)
BY_ORDER = with_paper(EndingPaper("director_order", "приказ", FIELDS, LAW))
BY_BOTH = with_paper(
    EndingPaper(
        "termination_document",
        "документ",
        FIELDS,
        LAW,
        signatures=("provider", "recipient"),
        copies=2,
        not_for=("death",),
    )
)


def prepare(
    house: House, contract_id: int, now: datetime = APRIL_20, **changes: Any
) -> TerminationPrepared:
    command = TerminateContract(contract_id, "refusal", day=DAY, papers=(APPLICATION,))
    return prepare_termination(
        replace(command, **changes), region=house.region, actor=house.director, now=now
    )


def confirm(house: House, termination_id: int, now: datetime = APRIL_20) -> TerminationDone:
    return confirm_termination(
        ConfirmTermination(termination_id),
        region=house.region,
        actor=house.director,
        now=now,
        press=BlankPress(),
    )


def hand_over(
    house: House, termination_id: int, day: date = DAY, now: datetime = APRIL_20
) -> TerminationDone:
    command = HandOverNotice(termination_id, day, Handover.REGISTERED_POST)
    return hand_over_notice(command, region=house.region, actor=house.worker, now=now)


def sign(
    house: House, termination_id: int, day: date = DAY, party: Party = Party.RECIPIENT
) -> TerminationDone:
    command = SignTermination(termination_id, party, day)
    return sign_termination(command, region=house.region, actor=house.worker, now=APRIL_20)


def hand_over_copy(house: House, termination_id: int) -> TerminationDone:
    command = HandOverDocument(termination_id, DAY, Handover.REGISTERED_POST)
    return hand_over_document(command, region=house.region, actor=house.worker, now=APRIL_20)


def tasks(house: House) -> EndingTasks:
    return ending_tasks(house.director, house.region, DAY)


def deliver(house: House, contract_id: int, day: date, now: datetime = APRIL_20) -> None:
    record_delivery(
        RecordDelivery(contract_id, day, FIRST, Decimal(1)),
        region=house.region,
        actor=house.worker,
        now=now,
    )


def stored(house: House, contract_id: int) -> Contract:
    house.session.rollback()
    return house.session.get_one(Contract, contract_id)


def test_prepared_end_changes_nothing_until_the_director_confirms(
    house: House, contract_id: int
) -> None:
    done = prepare(house, contract_id)

    assert (done.state, done.last_day, done.needs) == (EndingState.PENDING, DAY, (Need.ORDER,))
    assert stored(house, contract_id).state is ContractState.ACTIVE


def test_where_the_region_names_no_paper_an_order_ends_the_contract(
    house: House, contract_id: int
) -> None:
    """FED-TER-07: the order on termination is registered."""
    done = confirm(house, prepare(house, contract_id).id)

    assert (done.state, done.terminated_on, done.order_number) == (
        EndingState.TERMINATED,
        DAY,
        "1/2026",
    )
    contract = stored(house, contract_id)
    assert (contract.state, contract.ended_on) == (ContractState.TERMINATED, DAY)
    (terms,) = house.session.scalars(select(ContractTerms))
    assert terms.until == date(2026, 4, 21)


@pytest.mark.parametrize(("day", "served"), [(DAY, True), (date(2026, 4, 21), False)])
def test_last_day_is_served_and_the_next_is_not(
    house: House, contract_id: int, day: date, served: bool
) -> None:
    confirm(house, prepare(house, contract_id).id)
    tomorrow = datetime(2026, 4, 22, 7, 0, tzinfo=UTC)

    if served:
        deliver(house, contract_id, day, tomorrow)
        return
    with expect_refusal(house.session, "contract_not_active", "day"):
        deliver(house, contract_id, day, tomorrow)


@pytest.mark.parametrize("recorded", [date(2026, 4, 19), DAY])
def test_services_after_the_last_day_block_the_end_and_are_listed(
    house: House, contract_id: int, recorded: date
) -> None:
    deliver(house, contract_id, recorded)

    with expect_refusal(house.session, "overlap", "day") as caught:
        prepare(house, contract_id, day=date(2026, 4, 18))

    assert f"{recorded:%d.%m.%Y}" in caught.value.violations[0].text


def test_service_on_the_last_day_does_not_block_the_end(house: House, contract_id: int) -> None:
    deliver(house, contract_id, DAY)

    assert prepare(house, contract_id).state is EndingState.PENDING


def test_services_recorded_after_preparing_block_the_confirmation(
    house: House, contract_id: int
) -> None:
    done = prepare(house, contract_id, day=date(2026, 4, 18))
    deliver(house, contract_id, DAY)

    with expect_refusal(house.session, "overlap", "day"):
        confirm(house, done.id)


def test_order_takes_the_next_number_and_is_frozen(house: House, contract_id: int) -> None:
    house = replace(house, region=BY_ORDER)
    prepared = prepare(house, contract_id)

    assert prepared.needs == (Need.ORDER,)
    done = confirm(house, prepared.id)

    assert (done.order_number, done.state) == ("1/2026", EndingState.TERMINATED)
    paper = ending_paper(
        prepared.id,
        ENDING_ORDER,
        region=house.region,
        actor=house.director,
        now=APRIL_20,
        press=BlankPress(),
    )
    again = ending_paper(
        prepared.id,
        ENDING_ORDER,
        region=house.region,
        actor=house.director,
        now=datetime(2027, 1, 1, tzinfo=UTC),
        press=BlankPress(),
    )
    assert paper == again


def test_number_of_an_order_given_up_is_never_given_again(house: House, contract_id: int) -> None:
    house = replace(house, region=BY_ORDER)
    breach: dict[str, Any] = {"ground": "breach_by_recipient", "papers": (RECORD,), "day": None}
    first = prepare(house, contract_id, **breach)
    assert confirm(house, first.id).order_number == "1/2026"

    withdraw_termination(
        WithdrawTermination(first.id, "помирились"),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
    )

    assert confirm(house, prepare(house, contract_id).id).order_number == "2/2026"


def test_document_of_both_sides_waits_for_the_recipient(house: House, contract_id: int) -> None:
    house = replace(house, region=BY_BOTH)
    prepared = prepare(house, contract_id)

    pending = confirm(house, prepared.id)
    assert (pending.state, pending.needs) == (EndingState.PENDING, (Need.DOCUMENT,))
    assert stored(house, contract_id).state is ContractState.ACTIVE

    done = sign(house, prepared.id)
    assert (done.state, done.terminated_on) == (EndingState.TERMINATED, DAY)


def test_recipient_signs_after_the_director(house: House, contract_id: int) -> None:
    house = replace(house, region=BY_BOTH)
    prepared = prepare(house, contract_id)

    with expect_refusal(house.session, "signature_missing", "party"):
        sign(house, prepared.id)


def test_death_needs_no_signature_where_both_sign_otherwise(house: House, contract_id: int) -> None:
    house = replace(house, region=BY_BOTH)
    prepared = prepare(house, contract_id, ground="death", papers=(CERTIFICATE,))

    assert prepared.needs == (Need.ORDER,)


def test_agreement_is_signed_by_both_wherever_the_region_names_no_paper(
    house: House, contract_id: int
) -> None:
    prepared = prepare(house, contract_id, ground="agreement", papers=())

    assert prepared.needs == (Need.CONFIRMED, Need.DOCUMENT)
    assert confirm(house, prepared.id).state is EndingState.PENDING
    assert sign(house, prepared.id).state is EndingState.TERMINATED


def test_providers_refusal_ends_on_the_day_of_its_notice(house: House, contract_id: int) -> None:
    prepared = prepare(house, contract_id, ground="breach_by_recipient", papers=(RECORD,), day=None)
    assert (prepared.last_day, prepared.needs) == (None, (Need.ORDER, Need.NOTICE))
    assert confirm(house, prepared.id).state is EndingState.PENDING

    handed = datetime(2026, 4, 23, 7, 0, tzinfo=UTC)
    done = hand_over(house, prepared.id, date(2026, 4, 23), handed)

    assert (done.state, done.terminated_on) == (EndingState.TERMINATED, date(2026, 4, 23))


@pytest.mark.parametrize("day", [date(2026, 4, 19), date(2026, 4, 21)])
def test_notice_is_handed_over_between_the_directors_word_and_today(
    house: House, contract_id: int, day: date
) -> None:
    prepared = prepare(house, contract_id, ground="breach_by_recipient", papers=(RECORD,), day=None)
    confirm(house, prepared.id)

    with expect_refusal(house.session, "value_invalid", "handed_on"):
        hand_over(house, prepared.id, day)


@pytest.mark.parametrize("revoked_on", [DAY, DAY + timedelta(days=1), None])
def test_only_a_representative_who_acts_on_the_day_receives_the_notice(
    house: House, contract_id: int, revoked_on: date | None
) -> None:
    row = prepare(house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD,))
    confirm(house, row.id)
    recipient = house.session.get_one(Recipient, stored(house, contract_id).recipient_id)
    attorney = make_representative(
        house.session, recipient, kind=RepresentativeKind.ATTORNEY, revoked_on=revoked_on
    )
    command = HandOverNotice(row.id, DAY, Handover.REPRESENTATIVE)

    if attorney.revoked_on == DAY:
        with expect_refusal(house.session, "not_authorised", "handed"):
            hand_over_notice(command, region=house.region, actor=house.worker, now=APRIL_20)
    else:
        done = hand_over_notice(command, region=house.region, actor=house.worker, now=APRIL_20)
        assert done.state is EndingState.TERMINATED


@pytest.mark.parametrize("since", [DAY, DAY + timedelta(days=1)])
def test_nobody_incapable_receives_the_notice_in_person(
    house: House, contract_id: int, since: date
) -> None:
    row = prepare(house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD,))
    confirm(house, row.id)
    recipient = house.session.get_one(Recipient, stored(house, contract_id).recipient_id)
    recipient.capacity, recipient.capacity_since = Capacity.INCAPABLE, since
    recipient.capacity_basis = "решение суда № 2-15"
    house.session.commit()
    command = HandOverNotice(row.id, DAY, Handover.IN_PERSON)

    if since == DAY:
        with expect_refusal(house.session, "not_authorised", "handed"):
            hand_over_notice(command, region=house.region, actor=house.worker, now=APRIL_20)
    else:
        hand_over_notice(command, region=house.region, actor=house.worker, now=APRIL_20)


def test_the_providers_notice_ends_the_contract_without_the_recipients_signature(
    house: House, contract_id: int
) -> None:
    house = replace(house, region=BY_BOTH)
    row = prepare(house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD,))
    assert confirm(house, row.id).needs == (Need.NOTICE,)

    done = hand_over(house, row.id)

    assert (done.state, done.terminated_on) == (EndingState.TERMINATED, DAY)
    assert stored(house, contract_id).ended_on == DAY
    assert sign(house, row.id).state is EndingState.TERMINATED


def test_unsigned_copy_is_handed_over_only_where_nobody_waits_for_the_signature(
    house: House, contract_id: int
) -> None:
    house = replace(house, region=BY_BOTH)
    row = prepare(house, contract_id, ground="breach_by_provider", papers=(CLAIMED,))
    confirm(house, row.id)
    with expect_refusal(house.session, "signature_missing", "handed_on"):
        hand_over_copy(house, row.id)

    withdraw_termination(
        WithdrawTermination(row.id, "Передумала."),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
    )
    owed = prepare(house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD,))
    confirm(house, owed.id)
    hand_over(house, owed.id)
    assert [one.termination_id for one in tasks(house).owed] == [owed.id]

    hand_over_copy(house, owed.id)

    assert not tasks(house).owed
    with expect_refusal(house.session, "transition_not_allowed", "handed_on"):
        hand_over_copy(house, owed.id)


@pytest.mark.parametrize(
    ("consent", "refusal"),
    [(None, "signature_missing"), (date(2026, 4, 19), "signature_missing"), (DAY, None)],
)
def test_an_end_the_recipient_was_told_of_is_given_up_with_the_recipients_consent(
    house: House, contract_id: int, consent: date | None, refusal: str | None
) -> None:
    house = replace(house, region=BY_BOTH)
    row = prepare(house, contract_id)
    confirm(house, row.id)
    hand_over(house, row.id)
    command = WithdrawTermination(row.id, "Передумала.", consent_on=consent)

    if refusal:
        with expect_refusal(house.session, refusal, "consent_on"):
            withdraw_termination(command, region=house.region, actor=house.director, now=APRIL_20)
        return
    withdraw_termination(command, region=house.region, actor=house.director, now=APRIL_20)
    assert stored(house, contract_id).state is ContractState.ACTIVE


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2026, 4, 25), False, id="FED-TER-07: the last day is still served"),
        pytest.param(date(2026, 4, 26), True, id="FED-TER-07: the day after"),
    ],
)
def test_a_complete_end_is_taken_back_by_an_order_until_its_day_is_over(
    house: House, contract_id: int, day: date, *, refused: bool
) -> None:
    house = replace(house, region=BY_ORDER)
    last = date(2026, 4, 25)
    row = prepare(house, contract_id, day=last, papers=(replace(APPLICATION, issued_on=DAY),))
    assert confirm(house, row.id).terminated_on == last
    now = APRIL_20 + (day - DAY)
    if refused:
        with expect_refusal(house.session, TOO_LATE) as caught:
            cancel(house, row.id, now, consent_on=DAY)
        assert "составьте новый договор" in str(caught.value)
        return
    with expect_refusal(house.session, "signature_missing", "consent_on"):
        cancel(house, row.id, now)
    with expect_refusal(house.session, "signature_missing", "consent_on"):
        cancel(house, row.id, now, consent_on=DAY - timedelta(days=1))
    done = cancel(house, row.id, now, consent_on=DAY)

    contract = stored(house, contract_id)
    assert (done.order_number, done.state) == ("2/2026", ContractState.ACTIVE)
    assert (contract.state, contract.ended_on) == (ContractState.ACTIVE, None)
    assert set(house.session.scalars(select(ContractTerms.until))) == {None}
    assert house.session.get_one(Termination, row.id).state is EndingState.WITHDRAWN
    assert (
        confirm(house, prepare(house, contract_id, now, day=day).id, now).order_number == "3/2026"
    )


TOO_LATE = "transition_not_allowed"


@pytest.mark.parametrize("step", ["application", "notice", "signature"])
@pytest.mark.parametrize("early", [True, False])
def test_consent_to_go_on_is_no_older_than_the_recipients_last_word(
    house: House, contract_id: int, step: str, *, early: bool
) -> None:
    """FED-TER-05, FED-TER-07: nobody takes back what they have not signed or asked for yet."""
    region, agreed = (BY_ORDER if step == "application" else BY_BOTH), step != "application"
    house = replace(house, region=region)
    last, word = date(2026, 4, 25), DAY if step == "application" else DAY + ONE
    now = APRIL_20 + ONE
    chosen: dict[str, Any] = {"ground": "agreement", "papers": ()} if agreed else {}
    row = prepare(house, contract_id, day=last, **chosen)
    confirm(house, row.id)
    if step == "notice":
        hand_over(house, row.id, word, now)
    if agreed:
        command = SignTermination(row.id, Party.RECIPIENT, word if step == "signature" else DAY)
        sign_termination(command, region=house.region, actor=house.worker, now=now)

    if early:
        with expect_refusal(house.session, "signature_missing", "consent_on") as caught:
            cancel(house, row.id, now, consent_on=word - ONE)
        assert f"{word:%d.%m.%Y}" in str(caught.value)
        return
    assert cancel(house, row.id, now, consent_on=word).state is ContractState.ACTIVE


def test_a_break_that_the_end_has_cut_runs_on_when_the_end_is_taken_back(
    house: House, contract_id: int
) -> None:
    suspend_contract(
        SuspendContract(contract_id, "hospital_stay", date(2026, 4, 10), paper_later=True),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
        press=BlankPress(),
    )
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)

    cancel(house, row.id, APRIL_20, consent_on=DAY)

    (pause,) = house.session.scalars(select(Suspension))
    assert (pause.until, stored(house, contract_id).state) == (None, ContractState.SUSPENDED)


@pytest.mark.parametrize(
    ("follows", "said"),
    [
        pytest.param("contract", "составлен договор", id="FED-CON-01: another contract"),
        pytest.param("death", "Кто действует за получателя", id="FED-MIN-01: a death on the card"),
    ],
)
def test_an_end_that_something_has_followed_is_not_taken_back(
    house: House, contract_id: int, follows: str, said: str
) -> None:
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)
    contract = stored(house, contract_id)
    if follows == "contract":
        programme_id = contract.programme_id
        house.session.rollback()
        conclude(house, programme_id, now=APRIL_20, starts_on=date(2026, 4, 26))
    else:
        with transaction() as session:
            person = session.get_one(Recipient, contract.recipient_id)
            person.died_on, person.death_basis = DAY, "свидетельство № 12"

    with expect_refusal(house.session, TOO_LATE) as caught:
        cancel(house, row.id, APRIL_20, consent_on=DAY)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        pytest.param(MoveKind.DEPARTMENT, False, id="a change of department ends no contract"),
        pytest.param(MoveKind.REGION, True, id="FED-TRN-01: a move to another region ends it"),
    ],
)
def test_an_end_by_a_way_elsewhere_is_not_taken_back(
    house: House, contract_id: int, kind: MoveKind, refused: bool
) -> None:
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)
    contract = stored(house, contract_id)
    make_move(house.session, contract, house.worker, kind=kind, moves_on=APRIL, closed_on=APRIL)
    house.session.commit()

    if refused:
        with expect_refusal(house.session, TOO_LATE) as caught:
            cancel(house, row.id, APRIL_20, consent_on=DAY)
        assert "переводом или переходом" in str(caught.value)
    else:
        assert cancel(house, row.id, APRIL_20, consent_on=DAY).state is ContractState.ACTIVE


@pytest.mark.parametrize(
    ("valid_until", "refused"),
    [
        pytest.param(date(2026, 4, 25), False, id="MSK-CON-05: over with the last day"),
        pytest.param(date(2026, 4, 26), True, id="MSK-CON-05: a day beside it"),
    ],
)
def test_an_end_is_not_taken_back_beside_the_only_contract(
    house: House, contract_id: int, valid_until: date, refused: bool
) -> None:
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)
    contract = stored(house, contract_id)
    person = house.session.get_one(Recipient, contract.recipient_id)
    make_contract(
        house.session,
        make_programme(house.session, person, number="2"),
        number="other",
        valid_until=valid_until,
    )
    house.session.commit()
    only = replace(house, region=one_contract(house.region))

    if refused:
        with expect_refusal(house.session, TOO_LATE) as caught:
            cancel(only, row.id, APRIL_20, consent_on=DAY)
        assert "№ other" in str(caught.value)
    else:
        assert cancel(only, row.id, APRIL_20, consent_on=DAY).state is ContractState.ACTIVE


@pytest.mark.parametrize("reviewed", [True, False])
def test_an_end_is_taken_back_beside_the_contract_that_follows(
    house: House, contract_id: int, *, reviewed: bool
) -> None:
    """MSK-CON-05, FED-IPP-06: the former one serves up to its eve."""
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)
    contract = stored(house, contract_id)
    person = house.session.get_one(Recipient, contract.recipient_id)
    new = make_programme(house.session, person, number="2")
    make_contract(house.session, new, number="other")
    if reviewed:
        make_review(
            house.session,
            contract.provider_id,
            contract.programme_id,
            house.director,
            outcome=ReviewOutcome.NEW_PROGRAMME,
            outcome_on=DAY,
            new_programme_id=new.id,
        )
    house.session.commit()
    only = replace(house, region=one_contract(house.region))

    if not reviewed:
        with expect_refusal(house.session, TOO_LATE):
            cancel(only, row.id, APRIL_20, consent_on=DAY)
    else:
        assert cancel(only, row.id, APRIL_20, consent_on=DAY).state is ContractState.ACTIVE


@pytest.mark.parametrize(
    ("first", "begins", "refused"),
    [
        pytest.param(FIRST_OF_COURSE, date(2026, 5, 12), True, id="VLA-CAP-01: its last day"),
        pytest.param(FIRST_OF_COURSE, date(2026, 5, 13), False, id="VLA-CAP-01: the day after"),
        pytest.param(date(2026, 4, 6), date(2026, 4, 27), False, id="the course is over already"),
    ],
)
def test_the_place_of_an_end_taken_back_is_free_for_the_rest_of_the_course(
    house: House, contract_id: int, first: date, begins: date, *, refused: bool
) -> None:
    """The courses last until 12 May, and until 24 April."""
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)
    contract = stored(house, contract_id)
    contract.course_start, contract.department_id = first, house.department_id
    department = house.session.get_one(Department, house.department_id)
    department.places = 1
    person = house.session.get_one(Recipient, contract.recipient_id)
    other = make_recipient(house.session, house.session.get_one(Provider, person.provider_id))
    make_contract(
        house.session,
        make_programme(house.session, other),
        department_id=department.id,
        course_start=begins,
    )
    courses = by_courses(house.region, department.unit_code)
    house.session.commit()
    house = replace(house, region=courses)

    if refused:
        with expect_refusal(house.session, "no_vacancy"):
            cancel(house, row.id, APRIL_20, consent_on=DAY)
    else:
        assert cancel(house, row.id, APRIL_20, consent_on=DAY).state is ContractState.ACTIVE


def by_courses(region: Region, unit_code: str) -> Region:
    """The same region, where the department works by courses of fifteen working days."""
    course = Course(unit_code, working_days=15, weeks=3, citation=LAW)
    rules = replace(region.rules.schedule_rules.on(DAY), courses=(course,))
    timeline = Timeline(Version(date(2015, 1, 1), rules, LAW))
    return replace(region, rules=replace(region.rules, schedule_rules=timeline))


def one_contract(region: Region) -> Region:
    """The same region, where a recipient has one contract only."""
    rules = replace(region.rules.contract_rules.on(DAY), single=LAW)
    timeline = Timeline(Version(date(2015, 1, 1), rules, LAW))
    return replace(region, rules=replace(region.rules, contract_rules=timeline))


@pytest.mark.parametrize(
    ("state", "last_day", "by_notice", "offered"),
    [
        pytest.param(EndingState.TERMINATED, DAY, False, True, id="its last day is today"),
        pytest.param(EndingState.TERMINATED, DAY - ONE, False, False, id="it was yesterday"),
        pytest.param(EndingState.TERMINATED, UNTIL - ONE, False, True, id="a day sooner"),
        pytest.param(EndingState.TERMINATED, UNTIL, False, False, id="the contract's own last day"),
        pytest.param(EndingState.TERMINATED, DAY, True, False, id="FED-TER-06: by its notice"),
        pytest.param(EndingState.PENDING, DAY, False, False, id="not complete"),
        pytest.param(EndingState.TERMINATED, None, False, False, id="no last day"),
    ],
)
def test_an_order_is_offered_where_the_end_itself_may_be_taken_back(
    state: EndingState, last_day: date | None, *, by_notice: bool, offered: bool
) -> None:
    assert may_be_cancelled(state, last_day, UNTIL, DAY, by_notice=by_notice) is offered


def test_only_the_director_takes_an_end_back(house: House, contract_id: int) -> None:
    row = prepare(house, contract_id, day=date(2026, 4, 25))
    confirm(house, row.id)

    with pytest.raises(NotAllowed):
        cancel(replace(house, director=house.worker), row.id, APRIL_20, consent_on=DAY)


def cancel(house: House, termination_id: int, now: datetime, **said: Any) -> TerminationCancelled:
    return cancel_termination(
        CancelTermination(termination_id, "Передумала уезжать.", **said),
        region=house.region,
        actor=house.director,
        now=now,
        press=BlankPress(),
    )


def test_what_the_notice_has_ended_is_not_given_up(house: House, contract_id: int) -> None:
    row = prepare(house, contract_id, ground="breach_by_recipient", day=None, papers=(RECORD,))
    confirm(house, row.id)
    hand_over(house, row.id)
    command = WithdrawTermination(row.id, "Долг оплачен.", consent_on=DAY)

    with expect_refusal(house.session, "transition_not_allowed"):
        withdraw_termination(command, region=house.region, actor=house.director, now=APRIL_20)


def test_notice_is_drawn_once(house: House, contract_id: int) -> None:
    prepared = prepare(house, contract_id)
    confirm(house, prepared.id)
    press = BlankPress()

    first, again = (
        ending_paper(
            prepared.id,
            ENDING_NOTICE,
            region=house.region,
            actor=house.director,
            now=APRIL_20,
            press=press,
        )
        for _ in range(2)
    )

    assert first == again
    assert len(press.drawn) == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"papers": ()}, "written_refusal_required", "refusal_application"),
        ({"ground": "strange"}, "ground_unknown", "ground"),
        ({"initiator": Initiator.PROVIDER}, "not_authorised", "ground"),
        ({"day": None}, "value_invalid", "day"),
        ({"day": date(2026, 2, 28)}, "value_invalid", "day"),
        ({"day": date(2030, 1, 1)}, "value_invalid", "day"),
        (
            {"papers": (replace(APPLICATION, issued_on=date(2026, 4, 21)),)},
            "value_invalid",
            "papers.refusal_application",
        ),
        (
            {"papers": (replace(APPLICATION, issued_on=None),)},
            "value_invalid",
            "papers.refusal_application",
        ),
        ({"moved_to": "в Пробной обл."}, "value_invalid", "moved_to"),
        ({"ground": "death", "papers": ()}, "documents_missing", "death_certificate"),
        ({"ground": "death", "papers": (CERTIFICATE,), "day": date(2026, 4, 21)}, "value_invalid",
         "day"),
        ({"ground": "breach_by_recipient", "papers": (), "day": None}, "evidence_missing",
         "breach_record"),
        ({"ground": "term_expired", "papers": (), "day": None}, "transition_not_allowed", "ground"),
    ],
)  # fmt: skip
def test_end_is_refused_for_what_the_law_does_not_know(
    house: House, contract_id: int, changes: dict[str, Any], code: str, field: str
) -> None:
    with expect_refusal(house.session, code, field):
        prepare(house, contract_id, **changes)


@pytest.mark.parametrize(
    ("due_on", "proves"),
    [
        pytest.param(DAY - timedelta(days=1), True, id="overdue since the eve"),
        pytest.param(DAY, False, id="due today: no debt yet"),
    ],
)
def test_a_statement_of_debt_proves_only_a_debt(
    house: House, contract_id: int, due_on: date, proves: bool
) -> None:
    """MSK-TER-05, FED-PAY-02: debt is what is not paid when its day has passed."""
    owe(house.session, house, contract_id, due_on)
    wanted: dict[str, Any] = {
        "ground": "breach_by_recipient",
        "papers": (RECORD, BasisPaper("debt_statement", DAY, "5")),
        "day": None,
    }

    if not proves:
        with expect_refusal(house.session, "debt_absent", "papers.debt_statement"):
            prepare(house, contract_id, **wanted)
        return
    assert prepare(house, contract_id, **wanted).state is EndingState.PENDING


@pytest.mark.parametrize(
    "conclusion",
    [
        BasisPaper("medical_conclusion", DAY, "", "поликлиника № 1"),
        BasisPaper("medical_conclusion", DAY, "5", ""),
        BasisPaper("medical_conclusion", DAY, "5", "поликлиника № 1"),
    ],
)
def test_medical_conclusion_is_recorded_with_all_of_its_form(
    house: House, contract_id: int, conclusion: BasisPaper
) -> None:
    """FED-TER-03: issuer and number; FED-DOC-02: its term and its contraindications."""
    named = conclusion.number and conclusion.words
    code = "documents_missing" if named else "value_invalid"
    field = "against" if named else "papers"
    with expect_refusal(house.session, code, f"{field}.medical_conclusion"):
        prepare(
            house, contract_id, ground="medical_contraindication", papers=(conclusion,), day=None
        )


def test_term_is_over_on_the_day_after_its_last(house: House, contract_id: int) -> None:
    last = date(2029, 2, 27)
    on_it, after = datetime(2029, 2, 27, 7, tzinfo=UTC), datetime(2029, 2, 28, 7, tzinfo=UTC)
    with expect_refusal(house.session, "transition_not_allowed", "ground"):
        prepare(house, contract_id, on_it, ground="term_expired", papers=(), day=None)

    prepared = prepare(house, contract_id, after, ground="term_expired", papers=(), day=None)

    assert confirm(house, prepared.id, after).terminated_on == last


def test_running_break_ends_with_the_contract(house: House, contract_id: int) -> None:
    suspend_contract(
        SuspendContract(contract_id, "hospital_stay", date(2026, 4, 10), paper_later=True),
        region=house.region,
        actor=house.director,
        now=APRIL_20,
        press=BlankPress(),
    )

    confirm(house, prepare(house, contract_id).id)

    (pause,) = house.session.scalars(select(Suspension))
    assert pause.until == date(2026, 4, 21)


def test_death_is_noted_on_the_card(house: House, contract_id: int) -> None:
    prepare(house, contract_id, ground="death", papers=(CERTIFICATE,), day=date(2026, 4, 17))

    house.session.rollback()
    (person,) = house.session.scalars(select(Recipient))
    assert person.died_on == date(2026, 4, 17)
    assert "№ 12" in (person.death_basis or "")


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        pytest.param(date(2026, 4, 5), True, id="before the finding of the card"),
        pytest.param(date(2026, 4, 11), True, id="the eve of the return"),
        pytest.param(date(2026, 4, 12), False, id="FED-TER-07: found missing again"),
    ],
)
def test_a_return_is_taken_back_by_a_later_finding_only(
    house: House, contract_id: int, day: date, kept: bool
) -> None:
    back = date(2026, 4, 12)
    with transaction() as session:
        (person,) = session.scalars(select(Recipient))
        person.missing_since, person.missing_basis = date(2026, 4, 6), "решение суда № 2-1"
        person.returned_on, person.return_basis = back, "паспорт"

    court, finding = replace(COURT, issued_on=day), CourtFinding.MISSING
    prepare(house, contract_id, ground=COURT_FINDING, papers=(court,), finding=finding, day=day)

    house.session.rollback()
    (person,) = house.session.scalars(select(Recipient))
    assert person.returned_on == (back if kept else None)
    assert (person.missing_since == day) is not kept


def test_death_on_another_day_than_the_cards_is_refused(house: House, contract_id: int) -> None:
    with transaction() as session:
        (person,) = session.scalars(select(Recipient))
        person.died_on, person.death_basis = date(2026, 4, 16), "свидетельство № 12"

    with expect_refusal(house.session, "value_invalid", "day"):
        prepare(house, contract_id, ground="death", papers=(CERTIFICATE,), day=date(2026, 4, 17))


@pytest.mark.parametrize(
    ("since", "refused"),
    [
        pytest.param(DAY, False, id="the last day with services"),
        pytest.param(DAY + timedelta(days=1), True, id="the day after it"),
    ],
)
def test_nothing_is_agreed_on_for_days_after_a_prepared_end(
    house: House, contract_id: int, since: date, refused: bool
) -> None:
    """FED-CON-07: it would never begin; who changes the mind gives the end up first."""
    row = prepare(house, contract_id)

    if refused:
        with expect_refusal(house.session, "contract_not_active", "since") as caught:
            draft_agreement(house, contract_id, APRIL_20, since=since)
        assert "последний день услуг — 20.04.2026" in str(caught.value)
        command = WithdrawTermination(row.id, "помирились")
        withdraw_termination(command, region=house.region, actor=house.director, now=APRIL_20)
    assert draft_agreement(house, contract_id, APRIL_20, since=since).number == 1


def test_one_end_at_a_time(house: House, contract_id: int) -> None:
    prepare(house, contract_id)

    with expect_refusal(house.session, "conflict"):
        prepare(house, contract_id)


def test_contract_that_has_ended_is_not_ended_again(house: House, contract_id: int) -> None:
    confirm(house, prepare(house, contract_id).id)

    with expect_refusal(house.session, "contract_not_active"):
        prepare(house, contract_id)


def test_only_the_director_confirms(house: House, contract_id: int) -> None:
    prepared = prepare(house, contract_id)

    with expect_refusal(house.session, "not_authorised"):
        confirm(replace(house, director=house.worker), prepared.id)


def test_social_worker_prepares_no_end(house: House, contract_id: int) -> None:
    with pytest.raises(NotAllowed):
        prepare(replace(house, director=house.worker), contract_id)


def test_contract_of_another_provider_is_not_found(house: House, contract_id: int) -> None:
    other = replace(house.director, provider_id=house.provider_id + 1)

    with pytest.raises(NotFound):
        prepare(replace(house, director=other), contract_id)


def test_confirmed_end_cannot_be_rewritten_or_erased(house: House, contract_id: int) -> None:
    prepared = prepare(house, contract_id)
    confirm(house, prepared.id)

    for statement in (
        "UPDATE termination SET ground = 'death'",
        "UPDATE termination SET state = 'withdrawn'",
        "DELETE FROM termination",
    ):
        with pytest.raises(Conflict, match="не меняются и не удаляются"), transaction() as session:
            session.execute(text(statement))
    assert house.session.get_one(Termination, prepared.id).ground == "refusal"


@pytest.mark.parametrize(
    ("state", "served", "left"),
    [
        pytest.param(None, False, (MARCH, APRIL), id="open"),
        pytest.param(MonthState.OPEN, False, (MARCH, APRIL), id="opened and not closed"),
        pytest.param(MonthState.CLOSED, False, (APRIL,), id="closed without services"),
        pytest.param(MonthState.CLOSED, True, (MARCH, APRIL), id="closed with services left over"),
    ],
)
def test_no_act_is_promised_for_a_month_that_is_closed(
    house: House, contract_id: int, state: MonthState | None, served: bool,
    left: tuple[date, ...],
) -> None:  # fmt: skip
    if served:
        deliver(house, contract_id, date(2026, 3, 16), APRIL_20)
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
        contract.in_force_from = date(2026, 3, 2)
        if state is not None:
            closed = state is MonthState.CLOSED
            session.add(
                MonthClosing(
                    provider_id=house.director.provider_id,
                    month=MARCH,
                    state=state,
                    closed_at=APRIL_20 if closed else None,
                    closed_by_id=house.director.membership_id if closed else None,
                )
            )

    with reading() as session:
        contract = session.get_one(Contract, contract_id)
        assert months_without_act(session, contract, date(2026, 4, 20)) == left


@pytest.mark.parametrize(
    ("ground", "paper"),
    [("refusal", APPLICATION), ("breach_by_recipient", RECORD)],
)
def test_a_paper_about_the_service_is_not_older_than_the_contract(
    house: House, contract_id: int, ground: str, paper: BasisPaper
) -> None:
    concluded = house.session.get_one(Contract, contract_id).concluded_on
    before = replace(paper, issued_on=concluded - timedelta(days=1))
    with expect_refusal(house.session, "value_invalid", f"papers.{paper.code}"):
        prepare(house, contract_id, ground=ground, papers=(before,))

    prepare(house, contract_id, ground=ground, papers=(replace(paper, issued_on=concluded),))


def test_a_certificate_is_not_issued_before_the_death(house: House, contract_id: int) -> None:
    early = replace(CERTIFICATE, issued_on=DAY - timedelta(days=1))
    with expect_refusal(house.session, "value_invalid", "papers.death_certificate"):
        prepare(house, contract_id, ground="death", papers=(early,))

    prepare(house, contract_id, ground="death", papers=(CERTIFICATE,))


@pytest.mark.parametrize(("ground", "paper"), [("breach_by_provider", CLAIMED)])
def test_the_recipients_ground_needs_the_recipients_paper(
    house: House, contract_id: int, ground: str, paper: BasisPaper
) -> None:
    """FED-TER-05: the provider ends nothing on the recipient's behalf."""
    with expect_refusal(house.session, "documents_missing", "recipient_claim"):
        prepare(house, contract_id, ground=ground, papers=())

    prepare(house, contract_id, ground=ground, papers=(paper,))

    (row,) = house.session.scalars(select(Termination))
    assert "не приходят третью неделю" in str(row.basis[0]["text"])


@pytest.mark.parametrize(
    ("finding", "died_on"), [(CourtFinding.MISSING, None), (CourtFinding.DECLARED_DEAD, DAY)]
)
def test_only_who_is_declared_dead_is_dead_on_the_card(
    house: House, contract_id: int, finding: CourtFinding, died_on: date | None
) -> None:
    """VLA-TER-08: the decision in force ends the service; FED-MIN-01: a death ends the rest."""
    prepare(house, contract_id, ground=COURT_FINDING, papers=(COURT,), finding=finding)

    contract = stored(house, contract_id)
    assert house.session.get_one(Recipient, contract.recipient_id).died_on == died_on
    (row,) = house.session.scalars(select(Termination))
    assert finding.label in str(row.basis[0]["text"])


def test_nothing_is_begun_with_the_missing_until_they_are_back(
    house: House, contract_id: int
) -> None:
    """FED-TER-07: the finding stands on the card; the day of the return is a day with them."""
    missing = CourtFinding.MISSING
    confirm(
        house,
        prepare(house, contract_id, ground=COURT_FINDING, papers=(COURT,), finding=missing).id,
    )
    contract = stored(house, contract_id)
    person = house.session.get_one(Recipient, contract.recipient_id)
    found = (person.missing_since, "районный суд" in (person.missing_basis or ""))
    house.session.rollback()

    with expect_refusal(house.session, "not_authorised", "programme_id"):
        conclude(house, contract.programme_id, now=APRIL_20 + timedelta(days=1))
    back = RecordMissing(person.id, DAY, "решение районного суда", DAY + timedelta(days=1), "суд")
    with expect_refusal(house.session, "value_invalid", "return_basis"):
        record_back(house, replace(back, return_basis="№"))
    with expect_refusal(house.session, "value_invalid", "returned_on"):
        record_back(house, replace(back, returned_on=DAY - timedelta(days=1)))
    with expect_refusal(house.session, "value_invalid", "basis"):
        record_back(house, replace(back, basis="соседи не видели"))
    record_back(house, replace(back, return_basis="паспорт, явился лично"))
    conclude(house, contract.programme_id, now=APRIL_20 + timedelta(days=1))

    assert found == (DAY, True)


def test_a_finding_that_an_end_has_entered_meanwhile_is_not_written_over(
    house: House, contract_id: int
) -> None:
    """FED-TER-07: who entered it is named, though the journal keeps it with the contract."""
    contract = stored(house, contract_id)
    person = house.session.get_one(Recipient, contract.recipient_id)
    basis = "решение районного суда № 7"
    late = RecordMissing(person.id, DAY - timedelta(days=3), basis, version=person.version)
    missing = CourtFinding.MISSING
    prepare(house, contract_id, ground=COURT_FINDING, papers=(COURT,), finding=missing)

    with pytest.raises(Conflict) as refused:
        record_back(house, late)

    told = str(refused.value)
    assert (
        f"безвестное отсутствие с {DAY:%d.%m.%Y}. Последняя запись: {house.director.name}" in told
    )
    house.session.rollback()
    house.session.refresh(person)
    assert person.missing_since == DAY
    record_back(house, replace(late, version=person.version))


def record_back(house: House, command: RecordMissing) -> None:
    now = APRIL_20 + timedelta(days=1)
    record_missing(command, region=house.region, actor=house.director, now=now)


def test_what_the_court_found_has_to_be_said(house: House, contract_id: int) -> None:
    with expect_refusal(house.session, "value_invalid", "finding"):
        prepare(house, contract_id, ground=COURT_FINDING, papers=(COURT,))


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "ъ"},
        {"words": "ъ суд", "number": "ъ"},
        {"number": ""},
        {"issued_on": date(2026, 4, 19)},
    ],
)
def test_a_courts_paper_that_nobody_could_look_up_proves_nothing(
    house: House, contract_id: int, changed: dict[str, Any]
) -> None:
    """The last one is in force before it was given: the event of the end is 18 April."""
    with expect_refusal(house.session, "value_invalid", "papers.court_sentence"):
        prepare(
            house,
            contract_id,
            ground="imprisonment",
            day=date(2026, 4, 18),
            papers=(
                replace(
                    COURT,
                    code="court_sentence",
                    **{"issued_on": date(2026, 4, 17), **changed},
                ),
            ),
        )


@pytest.mark.parametrize(("first_day", "accepted"), [(DAY, True), (date(2026, 4, 19), False)])
def test_no_refusal_reaches_back_before_its_paper(
    house: House, contract_id: int, first_day: date, accepted: bool
) -> None:
    """MSK-TER-01, FED-TER-01: the written refusal names the first day without services."""
    if accepted:
        assert prepare(house, contract_id, day=None, stop_on=first_day).last_day == date(
            2026, 4, 19
        )
        return
    with expect_refusal(house.session, "value_invalid", "papers.refusal_application"):
        prepare(house, contract_id, day=None, stop_on=first_day)


def test_a_contract_after_the_first_is_due_by_the_new_request(
    house: House, contract_id: int
) -> None:
    """VLA-CON-01, FED-CON-01: the first contract was due by the programme's presentation."""
    programme_id = stored(house, contract_id).programme_id
    before = house.session.get_one(Programme, programme_id).contract_due_at
    confirm(house, prepare(house, contract_id, day=date(2026, 4, 19)).id)

    conclude(house, programme_id, APRIL_20)

    house.session.rollback()
    programme = house.session.get_one(Programme, programme_id)
    assert before < APRIL_20 < programme.contract_due_at
    assert "Прежний договор" in str(programme.due_steps[0]["text"])


def test_the_last_signature_ends_nothing_while_services_are_recorded_after_the_end(
    house: House, contract_id: int
) -> None:
    house = replace(house, region=BY_BOTH)
    row = prepare(house, contract_id, ground="breach_by_provider", papers=(CLAIMED,))
    confirm(house, row.id)
    later = APRIL_20 + timedelta(days=2)
    deliver(house, contract_id, later.date(), later)

    with expect_refusal(house.session, "overlap", "day"):
        command = SignTermination(row.id, Party.RECIPIENT, later.date())
        sign_termination(command, region=house.region, actor=house.worker, now=later)
    own = replace(house.worker, role=Role.RECIPIENT)
    with expect_refusal(house.session, "overlap", None), transaction() as session:
        put_termination_signature(session, command, region=house.region, actor=own, now=later)
    assert stored(house, contract_id).state is ContractState.ACTIVE


def test_a_written_refusal_stops_the_services_and_waits_for_no_second_signature(
    house: House, contract_id: int
) -> None:
    """FED-TER-01, MSK-TER-01: whoever refused, left and signs nothing is not served for ever."""
    house = replace(house, region=BY_BOTH)
    after = APRIL_20 + timedelta(days=1)
    row = prepare(house, contract_id)
    deliver(house, contract_id, DAY)
    confirmed = confirm(house, row.id)
    ending = get_ending(house.director, row.id, DAY)
    facts = read_facts(EndingFacts, house.session.get_one(Termination, row.id).inputs)

    assert confirmed.needs == (Need.DOCUMENT,)
    assert ending.document_owed
    assert not facts.needs_customer
    assert get_sheet(house.worker, contract_id, APRIL, house.region).stopped == DAY
    assert list_visits(house.worker, DAY, house.region).total == 1
    assert list_visits(house.worker, after.date(), house.region).total == 0
    with expect_refusal(house.session, "contract_not_active", "day"):
        deliver(house, contract_id, after.date(), after)

    done = hand_over_copy(house, row.id)
    assert (done.state, done.terminated_on) == (EndingState.TERMINATED, DAY)
    assert not get_ending(house.director, row.id, DAY).document_owed


def test_an_agreement_waits_for_the_second_signature(house: House, contract_id: int) -> None:
    """FED-TER-05: a copy handed over unsigned agrees to nothing, and services go on."""
    house = replace(house, region=BY_BOTH)
    after = APRIL_20 + timedelta(days=1)
    row = prepare(house, contract_id, ground="agreement", papers=())
    confirm(house, row.id)
    deliver(house, contract_id, after.date(), after)

    with expect_refusal(house.session, "signature_missing", "handed_on"):
        hand_over_copy(house, row.id)


@pytest.mark.parametrize(("late", "field"), [(1, None), (2, "day")])
def test_an_end_by_notice_is_not_confirmed_after_the_last_day_it_names(
    house: House, contract_id: int, late: int, field: str | None
) -> None:
    named: dict[str, Any] = {"papers": (RECORD,), "day": DAY + timedelta(days=1)}
    row = prepare(house, contract_id, ground="breach_by_recipient", **named)
    now = APRIL_20 + timedelta(days=late)

    if field is None:
        assert confirm(house, row.id, now).needs == (Need.NOTICE,)
        return
    with expect_refusal(house.session, "value_invalid", field):
        confirm(house, row.id, now)


def test_a_notice_is_not_handed_over_after_the_last_day_it_names(
    house: House, contract_id: int
) -> None:
    named: dict[str, Any] = {"papers": (RECORD,), "day": DAY + timedelta(days=1)}
    row = prepare(house, contract_id, ground="breach_by_recipient", **named)
    confirm(house, row.id)
    late = APRIL_20 + timedelta(days=2)

    with expect_refusal(house.session, "value_invalid", "handed_on"):
        hand_over(house, row.id, late.date(), late)
    assert hand_over(house, row.id, DAY + timedelta(days=1), late).terminated_on is not None


OF_AGE = TerminationGround("age_18", "достижение 18 лет", LAW, frozenset(Form), at_majority=True)
BY_TRANSFER = TerminationGround(
    "transfer", "перевод", LAW, frozenset(Form), last_day=LastDay.BEFORE_TRANSFER
)


def with_grounds(*grounds: TerminationGround) -> Region:
    """The sample region with grounds of its own."""
    rules = replace(SAMPLE.rules.termination_rules.on(DAY), grounds=grounds)
    timeline = Timeline(Version(date(2015, 1, 1), rules, LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, termination_rules=timeline))


@pytest.mark.parametrize(("ahead", "refused"), [(1, False), (2, True)])
def test_nobody_comes_of_age_before_the_eve_of_the_eighteenth_birthday(
    house: House, contract_id: int, ahead: int, refused: bool
) -> None:
    house = replace(house, region=with_grounds(OF_AGE))
    person = house.session.get_one(Recipient, stored(house, contract_id).recipient_id)
    person.born = (DAY + timedelta(days=ahead)).replace(year=DAY.year - 18)
    house.session.commit()

    if refused:
        with expect_refusal(house.session, "value_invalid", "day"):
            prepare(house, contract_id, ground="age_18", papers=())
    else:
        assert prepare(house, contract_id, ground="age_18", papers=()).last_day == DAY


@pytest.mark.parametrize(("closed", "refused"), [(None, True), (DAY, False)])
def test_a_contract_whose_transfer_runs_ends_with_the_transfer(
    house: House, contract_id: int, closed: date | None, refused: bool
) -> None:
    house = replace(house, region=with_grounds(BY_TRANSFER))
    make_transfer(house.session, stored(house, contract_id), house.worker, closed_on=closed)

    if refused:
        with expect_refusal(house.session, "transition_not_allowed", "ground"):
            prepare(house, contract_id, ground="transfer", papers=())
    else:
        prepare(house, contract_id, ground="transfer", papers=())


@pytest.mark.parametrize(
    ("asked", "told", "field"),
    [
        (DAY, DAY, None),
        (DAY, DAY - timedelta(days=1), "papers.ministry_notification"),
        (date(2019, 1, 1), DAY, "papers.transfer_application"),
    ],
)
def test_the_papers_of_a_transfer_follow_the_contract_and_each_other(
    house: House, contract_id: int, asked: date, told: date, field: str | None
) -> None:
    house = replace(house, region=with_grounds(BY_TRANSFER))
    papers = (BasisPaper("transfer_application", asked), BasisPaper("ministry_notification", told))

    if field is None:
        prepare(house, contract_id, ground="transfer", papers=papers)
        return
    with expect_refusal(house.session, "value_invalid", field):
        prepare(house, contract_id, ground="transfer", papers=papers)
