"""A change of a signed contract: drafted with a number, signed by both, then in force."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.documents.changes import AmendmentFacts
from portal.domain.amendments import AmendmentState
from portal.domain.choices import Choice, ChoiceList
from portal.domain.contract import Party
from portal.domain.law import Timeline, Version
from portal.domain.people import PopulationGroup
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import Conflict
from portal.domain.visit_plan import Frequency, PlanLine, Weeks
from portal.models import (
    Amendment,
    AuditEvent,
    Contract,
    ContractService,
    ContractTerms,
    Notice,
    Provider,
    Recipient,
    Role,
    SignatureMethod,
)
from portal.regions.registry import Region
from portal.usecases.act_papers import read_facts
from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.amendment_drafts import (
    AmendmentDrafted,
    DraftAmendment,
    ServiceVolume,
    draft_amendment,
)
from portal.usecases.amendments import (
    AmendmentSigned,
    SignAmendment,
    WithdrawAmendment,
    amendment_paper,
    sign_amendment,
    withdraw_amendment,
)
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.ending_text import BasisPaper
from portal.usecases.fee_notices import RecordHandover, record_handover
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.programme_volume import shortfalls
from portal.usecases.queries.amendments import get_amendment, list_amendments, list_terms
from portal.usecases.queries.half_signed_amendments import half_signed_amendments
from portal.usecases.queries.outgrown_plans import outgrown_plan
from portal.usecases.queries.signing_queue import signing_queue
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.refusals import constraint_name
from portal.usecases.signing_queue import Outcome, QueueKind, SeenPaper, SignQueue, sign_queue
from portal.usecases.transaction import reading, transaction
from portal.usecases.visit_plans import MakePlan, make_plan
from portal.usecases.waivers import WaiveServices, refuse_services
from tests.support.factories import make_act, make_staff
from tests.support.sample_region import FIRST, LAW, SAMPLE, SECOND
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    conclude,
    contract_in_force,
    earn,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
)
from tests.usecases.test_tariff_days import EVERYTHING, LIMITS_ONLY, put, rehearse
from tests.usecases.test_tariff_days import draft as draft_day

MARCH_16 = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
MARCH_18 = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
DAY = date(2026, 3, 16)
APRIL = date(2026, 4, 1)
AMENDMENT = QueueKind.AMENDMENT
TUESDAYS = "Социальный работник приходит по вторникам и пятницам."


CHANGED = {"reason": "law_changed", "changed_act": "приказ № 1171, с 1 марта 2026"}


def strict() -> Region:
    """The sample region, whose provider may start a change on one ground only (MSK-CON-11)."""
    rules = SAMPLE.rules.contract_rules.on(DAY)
    only = ChoiceList(
        "provider_amendment_grounds", "причины", (Choice("law_changed", "изменился закон"),), LAW
    )
    amendments = replace(rules.amendments, provider_grounds=only, by_consent=LAW, copies=2)
    timeline = Timeline(Version(date(2015, 1, 1), replace(rules, amendments=amendments), LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, contract_rules=timeline))


def contract_of_two(house: House) -> int:
    """A contract of two services, signed by both on 2 March 2026."""
    recipient_id = register(house)
    earn(house, recipient_id)
    lines = tuple(ProgrammeLine(code, Decimal(8)) for code in (FIRST, SECOND))
    presented = present(house, recipient_id, services=lines)
    hand_in_everything(house, recipient_id)
    return signed(house, conclude(house, presented.id).id)


def signed(house: House, contract_id: int) -> int:
    """The contract with both signatures of that morning."""
    for party, actor, method in (
        (Party.PROVIDER, house.director, SignatureMethod.PASSWORD),
        (Party.RECIPIENT, house.worker, SignatureMethod.PAPER),
    ):
        command = SignContract(contract_id, party, method, house.region.today(MORNING))
        sign_contract(command, region=house.region, actor=actor, now=MORNING)
    return contract_id


def draft(
    house: House, contract_id: int, now: datetime = MARCH_16, **changes: Any
) -> AmendmentDrafted:
    command = DraftAmendment(contract_id, DAY, "provider", "agreement", clauses=(TUESDAYS,))
    return draft_amendment(
        replace(command, **changes), region=house.region, actor=house.director, now=now
    )


def sign(
    house: House,
    amendment_id: int,
    party: Party = Party.PROVIDER,
    now: datetime = MARCH_16,
    **changes: Any,
) -> AmendmentSigned:
    by_provider = party is Party.PROVIDER
    method = SignatureMethod.PASSWORD if by_provider else SignatureMethod.PAPER
    command = SignAmendment(amendment_id, party, method, house.region.today(now))
    return sign_amendment(
        replace(command, **changes),
        region=house.region,
        actor=house.director if by_provider else house.worker,
        now=now,
        press=BlankPress(),
    )


def agree(house: House, amendment_id: int, now: datetime = MARCH_16) -> AmendmentSigned:
    sign(house, amendment_id, now=now)
    return sign(house, amendment_id, Party.RECIPIENT, now)


def april_value(house: House, key: str, group: PopulationGroup | None, amount: str) -> None:
    command = SetReferenceValue(key, group, Decimal(amount), APRIL, "приказ от 20.03.2026 № 17")
    set_reference_value(command, region=house.region, actor=house.director, now=MARCH_16)


def minimum(house: House, amount: str) -> None:
    april_value(house, "subsistence_minimum", PopulationGroup.PENSIONERS, amount)


def tariff(house: House, amount: str) -> None:
    april_value(house, f"tariff.{FIRST}", None, amount)


def terms(session: Session) -> list[ContractTerms]:
    session.rollback()
    return list(session.scalars(select(ContractTerms).order_by(ContractTerms.since)))


def fewer(quantity: str = "4") -> tuple[ServiceVolume, ...]:
    return (ServiceVolume(FIRST, Decimal(quantity)),)


def test_it_takes_effect_when_both_have_signed(
    session: Session, house: House, contract_id: int
) -> None:
    """FED-CON-07: visits move to another weekday; the amendment is number 1."""
    drafted = draft(house, contract_id)
    assert half_signed_amendments(house.director, DAY) == ()
    first = sign(house, drafted.id)
    (waits,) = half_signed_amendments(house.director, DAY)
    second = sign(house, drafted.id, Party.RECIPIENT, MARCH_18)

    assert (waits.amendment_id, waits.signed_on, waits.signer) == (drafted.id, DAY, "")
    assert half_signed_amendments(house.director, DAY) == ()
    assert (drafted.number, drafted.state) == (1, AmendmentState.DRAFT)
    assert (first.state, first.in_force_from, first.signed_copies) == (
        AmendmentState.SIGNED,
        None,
        0,
    )
    assert (second.state, second.in_force_from, second.signed_copies) == (
        AmendmentState.IN_FORCE,
        date(2026, 3, 18),
        2,
    )
    assert len(terms(session)) == 1


@pytest.mark.parametrize(
    ("since", "signed", "from_"),
    [
        pytest.param(APRIL, MARCH_18, APRIL, id="signed before: from the agreed day"),
        pytest.param(DAY, MARCH_18, MARCH_18.date(), id="signed after: from the last signature"),
        pytest.param(MARCH_18.date(), MARCH_18, MARCH_18.date(), id="signed on the day"),
    ],
)
def test_new_terms_begin_on_the_later_of_two_days(
    session: Session, house: House, contract_id: int, since: date, signed: datetime, from_: date
) -> None:
    version = session.get_one(Contract, contract_id).version
    drafted = draft(house, contract_id, since=since, services=fewer(), clauses=())
    sign(house, drafted.id)
    done = sign(house, drafted.id, Party.RECIPIENT, signed)

    old, new = terms(session)
    assert done.in_force_from == from_
    assert (old.until, new.since, new.until) == (from_, from_, None)
    assert (old.monthly_fee, new.monthly_fee) == (Decimal("1200.00"), Decimal("600.00"))
    assert session.get_one(Contract, contract_id).version == version + 1


@pytest.mark.parametrize(
    ("initiator", "sold"),
    [("provider", False), ("recipient", True)],
    ids=["FED-IPP-09 not given up by her", "FED-TER-01 given up by her"],
)
def test_a_smaller_volume_limits_the_deliveries_of_its_days(
    session: Session, house: House, contract_id: int, initiator: str, *, sold: bool
) -> None:
    agree(house, draft(house, contract_id, services=fewer("1"), initiator=initiator).id)
    visit = RecordDelivery(contract_id, DAY, FIRST, Decimal(1))

    def record(day: date) -> None:
        record_delivery(
            replace(visit, day=day), region=house.region, actor=house.worker, now=MARCH_18
        )

    record(DAY)
    with expect_refusal(session, "over_programme_limit", "quantity"):
        record(date(2026, 3, 17))
    with reading() as read:
        contract = read.get_one(Contract, contract_id)
        (short,) = shortfalls(read, contract, DAY, house.region)
        assert (short.prescribed, short.contracted) == (Decimal(8), Decimal(1))
        assert short.given_up is sold
        assert shortfalls(read, contract, DAY - timedelta(days=1), house.region) == ()
    request = RecordRequest(contract_id, FIRST, DAY)
    who = {"region": house.region, "actor": house.worker, "now": MARCH_18}
    if sold:
        assert record_additional_request(request, **who)  # type: ignore[arg-type]
    else:
        with expect_refusal(session, "value_invalid", "code"):
            record_additional_request(request, **who)  # type: ignore[arg-type]


def test_a_dropped_service_is_delivered_no_more(session: Session) -> None:
    house = make_house(session)
    contract_id = contract_of_two(house)
    agree(house, draft(house, contract_id, services=fewer("8"), initiator="recipient").id)

    entry = RecordDelivery(contract_id, DAY, SECOND, Decimal(1))
    with expect_refusal(session, "not_in_programme", "code"):
        record_delivery(entry, region=house.region, actor=house.worker, now=MARCH_18)
    record_delivery(
        replace(entry, day=date(2026, 3, 13)), region=house.region, actor=house.worker, now=MARCH_18
    )


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        pytest.param("8", None, id="as much as the programme gives"),
        pytest.param("9", "over_programme_limit", id="more than the programme gives"),
        pytest.param("0", "value_invalid", id="nothing is left"),
    ],
)
def test_services_stay_within_the_programme(
    session: Session, house: House, contract_id: int, quantity: str, code: str | None
) -> None:
    """FED-IPP-09."""
    if code is None:
        assert draft(house, contract_id, services=fewer(quantity)).monthly_fee == Decimal("1200.00")
        return
    field = "services" if quantity == "0" else f"services.{FIRST}"
    with expect_refusal(session, code, field):
        draft(house, contract_id, services=fewer(quantity))


@pytest.mark.parametrize(
    ("quantity", "fine"),
    [
        pytest.param("2", True, id="FED-IPP-11 whole visits"),
        pytest.param("1.5", False, id="FED-IPP-11 one visit and a half"),
    ],
)
def test_what_is_counted_in_times_is_agreed_on_whole(
    session: Session, house: House, contract_id: int, quantity: str, fine: bool
) -> None:
    if fine:
        assert draft(house, contract_id, services=fewer(quantity)).number == 1
        return
    with expect_refusal(session, "value_invalid", f"services.{FIRST}") as caught:
        draft(house, contract_id, services=fewer(quantity))
    assert "целыми числами" in str(caught.value)


def test_a_service_outside_the_programme_is_refused(
    session: Session, house: House, contract_id: int
) -> None:
    volumes = (*fewer(), ServiceVolume(SECOND, Decimal(1)))
    with expect_refusal(session, "not_in_programme", f"services.{SECOND}"):
        draft(house, contract_id, services=volumes)


def test_numbers_run_on_over_what_was_withdrawn(
    session: Session, house: House, contract_id: int
) -> None:
    first = draft(house, contract_id)
    command = WithdrawAmendment(first.id, "Получатель передумал")
    withdraw_amendment(command, region=house.region, actor=house.director, now=MARCH_16)
    second = draft(house, contract_id)

    assert (first.number, second.number) == (1, 2)
    listed = list_amendments(house.director, contract_id)
    assert [(one.number, one.state) for one in listed] == [
        (2, AmendmentState.DRAFT),
        (1, AmendmentState.WITHDRAWN),
    ]
    with expect_refusal(session, "transition_not_allowed"):
        sign(house, first.id)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        pytest.param({"clauses": ()}, "value_invalid", None, id="changes nothing"),
        pytest.param({"clauses": (" ",)}, "value_invalid", None, id="an empty condition"),
        pytest.param({"since": date(2026, 3, 15)}, "value_invalid", "since", id="of yesterday"),
        pytest.param(
            {"since": date(2029, 2, 28)}, "contract_not_active", "since", id="after its end"
        ),
        pytest.param({"reason": "wish"}, "ground_unknown", "reason", id="on no ground"),
        pytest.param(
            {"consent_on": date(2026, 3, 17)}, "value_invalid", "consent_on", id="consent tomorrow"
        ),
    ],
)
def test_what_cannot_be_drafted(
    session: Session,
    house: House,
    contract_id: int,
    change: dict[str, Any],
    code: str,
    field: str | None,
) -> None:
    with expect_refusal(session, code, field):
        draft(house, contract_id, **change)


def test_the_last_day_of_the_contract_may_be_changed(house: House, contract_id: int) -> None:
    assert draft(house, contract_id, since=date(2029, 2, 27)).number == 1


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        pytest.param({"reason": "staff"}, True, id="MSK-CON-11: the provider's own reason"),
        pytest.param(CHANGED, False, id="MSK-CON-11: the law changed"),
        pytest.param({"reason": "staff", "initiator": "recipient"}, False, id="the recipient's"),
        pytest.param(
            {"reason": "staff", "consent_on": DAY}, False, id="MSK-CON-12: written consent"
        ),
    ],
)
def test_who_may_start_a_change(session: Session, change: dict[str, Any], refused: bool) -> None:
    house = make_house(session, strict())
    contract_id = contract_in_force(house)
    if refused:
        with expect_refusal(session, "ground_unknown", "reason"):
            draft(house, contract_id, **change)
        return
    view = get_amendment(house.director, draft(house, contract_id, **change).id)
    expected = "provider" if change["reason"] == "law_changed" else "recipient"
    assert view.initiator == expected


@pytest.mark.parametrize(
    ("act", "initiator", "named"),
    [
        pytest.param("", "provider", False, id="MSK-CON-11: no act"),
        pytest.param("приказ департамента", "provider", False, id="MSK-CON-11: without its number"),
        pytest.param("1171", "provider", False, id="MSK-CON-11: a number of nothing"),
        pytest.param("приказ № 1171", "provider", True, id="MSK-CON-11: the act by its number"),
        pytest.param("", "recipient", True, id="MSK-CON-11: the recipient needs none"),
    ],
)
@pytest.mark.parametrize("consent_on", [None, DAY])
def test_the_provider_names_the_act_that_has_changed(
    session: Session, act: str, initiator: str, consent_on: date | None, *, named: bool
) -> None:
    """MSK-CON-12: a written consent does not stand in for it."""
    house = make_house(session, strict())
    contract_id = contract_in_force(house)
    change: dict[str, Any] = {
        "reason": "law_changed",
        "initiator": initiator,
        "changed_act": act,
        "consent_on": consent_on,
    }
    if not named:
        with expect_refusal(session, "value_invalid", "changed_act"):
            draft(house, contract_id, **change)
        return

    drafted = draft(house, contract_id, **change)

    ground = str(session.get_one(Amendment, drafted.id).inputs["ground"])
    assert (f": {act} (" in ground) is bool(act)


def test_only_the_director_signs_for_the_provider(
    session: Session, house: House, contract_id: int
) -> None:
    drafted = draft(house, contract_id)
    command = SignAmendment(drafted.id, Party.PROVIDER, SignatureMethod.PASSWORD, DAY)
    with expect_refusal(session, "not_authorised", "party"):
        sign_amendment(
            command, region=house.region, actor=house.worker, now=MARCH_16, press=BlankPress()
        )


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_second_director_hears_who_has_signed_it_while_it_stands(
    session: Session, house: House, contract_id: int, withdrawn: bool
) -> None:
    drafted = draft(house, contract_id)
    seen = SeenPaper(AMENDMENT, drafted.id, 1)
    sign(house, drafted.id)
    if withdrawn:
        command = WithdrawAmendment(drafted.id, "ошибка в сроке")
        withdraw_amendment(command, region=house.region, actor=house.director, now=MARCH_16)
    provider = session.get_one(Provider, house.provider_id)
    second = make_staff(session, provider, Role.DIRECTOR)

    (told,) = sign_queue(
        SignQueue((seen,), DAY),
        region=house.region,
        actor=second,
        now=MARCH_16,
        press=BlankPress(),
    )

    by = f"Её уже подписали: {house.director.name}, {DAY:%d.%m.%Y}"
    assert (by in told.text) is not withdrawn
    assert told.outcome is (Outcome.REFUSED if withdrawn else Outcome.CHANGED)


@pytest.mark.parametrize("signs", [True, False], ids=["back that day", "still missing"])
def test_nobody_signs_an_agreement_drafted_before_the_court_found_somebody_missing(
    session: Session, house: House, contract_id: int, signs: bool
) -> None:
    """FED-TER-07: the provider's signature waits for the return like the recipient's."""
    drafted = draft(house, contract_id)
    contract = session.get_one(Contract, contract_id)
    person = session.get_one(Recipient, contract.recipient_id)
    person.missing_since, person.returned_on = DAY, DAY if signs else None
    session.commit()
    if signs:
        assert sign(house, drafted.id).number == drafted.number
        return
    with expect_refusal(session, "not_authorised", "party") as refused:
        sign(house, drafted.id)
    assert "безвестно отсутствующим" in str(refused.value)


def test_the_recipient_signs_after_the_director(
    session: Session, house: House, contract_id: int
) -> None:
    drafted = draft(house, contract_id)
    with expect_refusal(session, "signature_missing", "party"):
        sign(house, drafted.id, Party.RECIPIENT)


@pytest.mark.parametrize(
    ("day", "fine"),
    [
        pytest.param(date(2026, 3, 15), False, id="before the paper existed"),
        pytest.param(DAY, True, id="on the day of the director"),
        pytest.param(date(2026, 3, 18), True, id="today"),
        pytest.param(date(2026, 3, 19), False, id="tomorrow"),
    ],
)
def test_the_day_of_the_recipients_signature(
    session: Session, house: House, contract_id: int, day: date, fine: bool
) -> None:
    drafted = draft(house, contract_id)
    sign(house, drafted.id)
    if fine:
        done = sign(house, drafted.id, Party.RECIPIENT, MARCH_18, signed_on=day)
        assert done.in_force_from == day
        return
    with expect_refusal(session, "value_invalid", "signed_on"):
        sign(house, drafted.id, Party.RECIPIENT, MARCH_18, signed_on=day)


def test_what_was_read_is_what_is_signed(session: Session, house: House, contract_id: int) -> None:
    drafted = draft(house, contract_id)
    amendment_paper(
        drafted.id, region=house.region, actor=house.director, now=MARCH_16, press=BlankPress()
    )
    view = get_amendment(house.director, drafted.id)

    with pytest.raises(Conflict):
        sign(house, drafted.id, paper_sha256="0" * 64)
    with pytest.raises(Conflict):
        sign(house, drafted.id, version=view.version - 1)
    done = sign(house, drafted.id, paper_sha256=view.paper_sha256, version=view.version)
    assert done.state is AmendmentState.SIGNED


def test_terms_never_begin_in_a_month_already_charged(
    session: Session, house: House, contract_id: int
) -> None:
    drafted = draft(house, contract_id, services=fewer())
    sign(house, drafted.id)
    contract = session.get_one(Contract, contract_id)
    make_act(session, contract, terms(session)[0])

    with expect_refusal(session, "month_closed", "since"):
        sign(house, drafted.id, Party.RECIPIENT)
    april = datetime(2026, 4, 1, 7, 0, tzinfo=UTC)
    assert sign(house, drafted.id, Party.RECIPIENT, april).in_force_from == APRIL


def test_a_closed_month_takes_no_new_terms_even_without_an_act(
    session: Session, house: House, contract_id: int
) -> None:
    last = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    close_month(CloseMonth(date(2026, 3, 1)), region=house.region, actor=house.director, now=last)

    with expect_refusal(session, "month_closed", "since"):
        draft(house, contract_id, last, since=date(2026, 3, 31), services=fewer())
    assert draft(house, contract_id, last, since=APRIL, services=fewer()).number == 1


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        pytest.param({"services": fewer("2")}, False, id="services again"),
        pytest.param({"since": APRIL, "services": fewer("2")}, False, id="from another day"),
        pytest.param({}, True, id="words only"),
    ],
)
def test_one_agreement_about_services_waits_at_a_time(
    session: Session, house: House, contract_id: int, changes: dict[str, Any], fine: bool
) -> None:
    first = draft(house, contract_id, services=fewer("4"))

    if fine:
        assert draft(house, contract_id, **changes).number == 2
        return
    with expect_refusal(session, "overlap") as caught:
        draft(house, contract_id, **changes)
    assert "Соглашение № 1" in str(caught.value)
    withdraw_amendment(
        WithdrawAmendment(first.id, "передумали"),
        region=house.region,
        actor=house.director,
        now=MARCH_16,
    )
    assert draft(house, contract_id, **changes).number == 2


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        pytest.param({}, False, id="FED-IPP-02 the provider"),
        pytest.param({"initiator": "recipient"}, True, id="FED-IPP-02 the recipient"),
    ],
)
def test_the_provider_drops_no_service_by_itself(
    session: Session, changes: dict[str, Any], fine: bool
) -> None:
    house = make_house(session)
    contract_id = contract_of_two(house)

    if fine:
        assert draft(house, contract_id, services=fewer("8"), **changes).number == 1
        return
    with expect_refusal(session, "documents_missing", f"services.{SECOND}"):
        draft(house, contract_id, services=fewer("8"), **changes)


def test_two_changes_of_one_day_follow_each_other(
    session: Session, house: House, contract_id: int
) -> None:
    agree(house, draft(house, contract_id, services=fewer("4")).id)
    agree(house, draft(house, contract_id, services=fewer("2")).id)

    old, new = terms(session)
    assert (old.until, new.since, new.monthly_fee) == (DAY, DAY, Decimal("300.00"))
    shown = list_terms(house.director, contract_id)
    assert [(one.since, one.recorded_by) for one in shown] == [(DAY, 2), (date(2026, 3, 2), None)]


def test_the_first_day_belongs_to_the_contract_itself(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)
    today = house.region.today(MORNING)
    with expect_refusal(session, "value_invalid", "since"):
        draft(house, contract_id, MORNING, since=today, services=fewer())
    assert draft(house, contract_id, MORNING, since=today).number == 1


def test_a_contract_that_waits_for_signatures_is_not_amended(
    session: Session, house: House, contract_id: int
) -> None:
    with transaction() as writing:
        writing.execute(text("UPDATE contract SET state = 'terminated'"))
    with expect_refusal(session, "contract_not_active"):
        draft(house, contract_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE amendment SET since = '2026-05-01'",
        "UPDATE amendment SET number = 7",
        "UPDATE amendment SET plan = '{}'",
        "UPDATE amendment SET withdrawal_reason = 'x'",
        "DELETE FROM amendment",
        "UPDATE amendment_signature SET signer = 'x'",
        "DELETE FROM amendment_signature",
    ],
)
def test_the_database_lets_nobody_change_what_is_in_force(
    session: Session, house: House, contract_id: int, statement: str
) -> None:
    agree(house, draft(house, contract_id, services=fewer()).id)
    session.rollback()

    with pytest.raises(IntegrityError) as caught:
        session.execute(text(statement))
    assert (constraint_name(caught.value) or "").startswith("amendment")
    session.rollback()


def test_the_database_knows_no_force_without_both_signatures(
    session: Session, house: House, contract_id: int
) -> None:
    sign(house, draft(house, contract_id).id)
    session.rollback()

    with pytest.raises(IntegrityError) as caught:
        session.execute(text("UPDATE amendment SET state = 'in_force', in_force_from = since"))
    assert constraint_name(caught.value) == "ck_amendment_in_force_when_both_signed"
    session.rollback()


def test_every_step_is_in_the_journal(session: Session, house: House, contract_id: int) -> None:
    drafted = draft(house, contract_id)
    agree(house, drafted.id)
    session.rollback()

    told = session.scalars(
        select(AuditEvent.what)
        .where(AuditEvent.subject_kind == "amendment", AuditEvent.subject_id == drafted.id)
        .order_by(AuditEvent.seq)
    ).all()
    assert told == ["amendment_drafted", "amendment_signed", "amendment_signed"]
    assert session.get_one(Amendment, drafted.id).paper_id is not None


def test_a_programme_of_two_services_may_give_back_a_dropped_one(session: Session) -> None:
    house = make_house(session)
    contract_id = contract_of_two(house)
    agree(house, draft(house, contract_id, services=fewer("8"), initiator="recipient").id)
    both = (*fewer("8"), ServiceVolume(SECOND, Decimal(2)))
    drafted = draft(house, contract_id, MARCH_18, since=date(2026, 3, 18), services=both)
    agree(house, drafted.id, MARCH_18)

    last = terms(session)[-1]
    assert last.since == date(2026, 3, 18)
    codes = session.scalars(
        select(ContractService.code).where(ContractService.terms_id == last.id)
    ).all()
    assert sorted(codes) == [FIRST, SECOND]


def planned(house: House, contract_id: int, *lines: PlanLine, now: datetime = MARCH_16) -> None:
    command = MakePlan(contract_id, now.date(), lines)
    make_plan(command, region=house.region, actor=house.worker, now=now)


@pytest.mark.parametrize(
    ("quantity", "days"),
    [
        pytest.param("7", "пн, чт", id="a fifth week fits"),
        pytest.param("6", "пн, чт; всего не больше 6 в месяц", id="just fits"),
        pytest.param("5", "", id="never fits"),
    ],
)
def test_the_annex_names_no_days_beyond_the_new_volume(
    session: Session, house: House, contract_id: int, quantity: str, days: str
) -> None:
    """FED-SCH-02: the plan that is left behind is to be made again once the change holds."""
    planned(house, contract_id, PlanLine(FIRST, 0), PlanLine(FIRST, 3, Weeks.FIRST_THIRD))
    days = days.replace("пн, чт", "пн; в 1-ю и 3-ю неделю: чт")
    drafted = draft(
        house, contract_id, MARCH_18, since=MARCH_18.date(), services=fewer(quantity), clauses=()
    )
    session.rollback()
    facts = read_facts(AmendmentFacts, session.get_one(Amendment, drafted.id).inputs)
    before = outgrown_plan(house.worker, contract_id, MARCH_18.date())
    agree(house, drafted.id, MARCH_18)
    after = outgrown_plan(house.worker, contract_id, MARCH_18.date())

    assert [one.days for one in facts.schedule] == [days]
    assert before is None
    assert (after is None) == bool(days)
    planned(house, contract_id, PlanLine(FIRST, 0), now=MARCH_18)
    assert outgrown_plan(house.worker, contract_id, MARCH_18.date()) is None


def test_a_smaller_volume_asks_for_fewer_days_than_the_programme(session: Session) -> None:
    """FED-SCH-01: the programme's days a week hold only while its volume does."""
    house = make_house(session)
    recipient_id = register(house)
    earn(house, recipient_id)
    line = ProgrammeLine(FIRST, Decimal(8), frequency=Frequency.TWICE_A_WEEK)
    presented = present(house, recipient_id, services=(line,))
    hand_in_everything(house, recipient_id)
    contract_id = signed(house, conclude(house, presented.id).id)
    with expect_refusal(session, "value_invalid", f"lines[{FIRST}]"):
        planned(house, contract_id, PlanLine(FIRST, 0))
    agree(house, draft(house, contract_id, services=fewer("4"), initiator="recipient").id)

    planned(house, contract_id, PlanLine(FIRST, 0), now=MARCH_18)


def test_a_tariff_days_agreement_brings_the_contract_in_line(session: Session) -> None:
    """Signed before the day, it writes the day's figures into the terms that begin with it."""
    house = make_house(session, LIMITS_ONLY)
    contract_in_force(house)
    day_id = draft_day(house, "1", table=f"{FIRST};160\nsubsistence_minimum;pensioners;14100\n")
    rehearse(house, day_id)
    put(house, day_id)
    session.rollback()
    before = [(row.since, row.monthly_fee) for row in terms(session)]
    amendment = session.scalars(select(Amendment)).one()

    done = agree(house, amendment.id)

    after = [(row.since, row.monthly_fee) for row in terms(session)]
    assert done.in_force_from == APRIL
    assert before == [
        (date(2026, 3, 2), Decimal("1200.00")),
        (APRIL, Decimal("1200.00")),
    ]
    assert after == [(date(2026, 3, 2), Decimal("1200.00")), (APRIL, Decimal("1280.00"))]


def set_ahead(session: Session, region: Region) -> tuple[House, int]:
    """A contract of eight visits at 150.00 and a tariff day from 1 April: 160.00 each."""
    house = make_house(session, region)
    contract_id = contract_in_force(house)
    day_id = draft_day(house, "1", table=f"{FIRST};160\nsubsistence_minimum;pensioners;14100\n")
    rehearse(house, day_id)
    put(house, day_id)
    session.rollback()
    return house, contract_id


@pytest.mark.parametrize(
    ("region", "fees"),
    [
        pytest.param(EVERYTHING, ["1200.00", "600.00", "640.00"], id="MSK-FEE-08 new tariffs"),
        pytest.param(LIMITS_ONLY, ["1200.00", "600.00", "600.00"], id="FED-FEE-14 tariffs written"),
    ],
)
def test_a_change_before_a_tariff_day_is_carried_into_it(
    session: Session, region: Region, fees: list[str]
) -> None:
    house, contract_id = set_ahead(session, region)

    drafted = draft(house, contract_id, services=fewer("4"), clauses=())
    agree(house, drafted.id)

    found = terms(session)
    assert [(row.since, row.until) for row in found] == [
        (date(2026, 3, 2), DAY),
        (DAY, APRIL),
        (APRIL, None),
    ]
    assert [row.monthly_fee for row in found] == [Decimal(fee) for fee in fees]
    volumes = session.scalars(
        select(ContractService.quantity_per_month)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .order_by(ContractTerms.since)
    ).all()
    assert volumes == [Decimal(8), Decimal(4), Decimal(4)]


def test_both_sides_read_the_fee_of_the_terms_set_ahead(session: Session) -> None:
    house, contract_id = set_ahead(session, EVERYTHING)

    drafted = draft(house, contract_id, services=fewer("4"), clauses=())

    facts = get_amendment(house.director, drafted.id).facts
    assert facts is not None
    assert "С 01.04.2026" in facts.clauses[0]
    assert "640,00" in facts.clauses[0]


@pytest.mark.parametrize(("handed", "fee"), [(False, "640.00"), (True, "1280.00")])
def test_a_notice_nobody_was_handed_tells_the_new_fee(
    session: Session, handed: bool, fee: str
) -> None:
    house, contract_id = set_ahead(session, EVERYTHING)
    notice_id = session.scalars(select(Notice.id)).one()
    if handed:
        command = RecordHandover(notice_id, DAY)
        record_handover(command, region=house.region, actor=house.director, now=MARCH_16)

    agree(house, draft(house, contract_id, services=fewer("4"), clauses=()).id)

    session.rollback()
    inputs = session.get_one(Notice, notice_id).inputs
    assert isinstance(inputs["after"], dict)
    assert Decimal(str(inputs["after"]["monthly_fee"])) == Decimal(fee)


def test_an_agreement_drafted_over_the_old_services_is_withdrawn(session: Session) -> None:
    house, contract_id = set_ahead(session, LIMITS_ONLY)
    waiting = session.scalars(select(Amendment.id)).one()

    agree(house, draft(house, contract_id, services=fewer("4"), clauses=()).id)

    session.rollback()
    row = session.get_one(Amendment, waiting)
    assert row.state is AmendmentState.WITHDRAWN
    assert "составьте новое соглашение" in row.withdrawal_reason


def test_a_tariff_day_set_meanwhile_asks_for_a_new_draft(session: Session) -> None:
    house = make_house(session, EVERYTHING)
    drafted = draft(house, contract_in_force(house), services=fewer("4"), clauses=())
    day_id = draft_day(house, "1", table=f"{FIRST};160\n")
    rehearse(house, day_id)
    put(house, day_id)

    with expect_refusal(session, "transition_not_allowed") as caught:
        sign(house, drafted.id)
    assert "С 01.04.2026 у договора другие условия" in str(caught.value)
    assert get_amendment(house.director, drafted.id).outdated == APRIL
    assert get_amendment(house.director, drafted.id).row.dead
    assert AMENDMENT not in [group.kind for group in signing_queue(house.director, house.region)]


def test_an_agreement_drafted_over_terms_set_ahead_waits_in_the_queue(session: Session) -> None:
    """Terms that it names are its own; those of a later change make it untrue."""
    house, contract_id = set_ahead(session, EVERYTHING)
    first = draft(house, contract_id, services=fewer("4"), clauses=())

    assert [group.kind for group in signing_queue(house.director, house.region)] == [AMENDMENT]
    assert not get_amendment(house.director, first.id).row.dead


@pytest.mark.parametrize(("clauses", "dead"), [((TUESDAYS,), False), ((), True)])
def test_words_alone_outlive_other_terms(
    house: House, clauses: tuple[str, ...], dead: bool
) -> None:
    contract_id = contract_of_two(house)
    services = None if clauses else (*fewer("4"), ServiceVolume(SECOND, Decimal(8)))
    drafted = draft(house, contract_id, since=APRIL, services=services, clauses=clauses)
    application = BasisPaper("refusal_application", DAY, "7")
    command = WaiveServices(contract_id, (SECOND,), date(2026, 3, 20), application)
    refuse_services(command, region=house.region, actor=house.director, now=MARCH_16)

    assert get_amendment(house.director, drafted.id).row.dead is dead
    assert bool(signing_queue(house.director, house.region)) is not dead


@pytest.mark.parametrize(
    ("since", "cap"),
    [
        pytest.param(date(2026, 3, 31), "2500.00", id="the eve: the threshold as it was"),
        pytest.param(APRIL, "1300.00", id="the day: the grown one"),
    ],
)
def test_a_new_calculation_stands_under_the_bound_of_its_own_day(
    house: House, contract_id: int, since: date, cap: str
) -> None:
    """FED-FEE-03, FED-FEE-04: of 26 000 over 21 000 on the eve, over 23 400 from 1 April."""
    minimum(house, "15600.00")

    drafted = draft(house, contract_id, since=since, services=fewer(), clauses=())

    facts = get_amendment(house.director, drafted.id).facts
    assert facts is not None
    assert facts.after is not None
    assert facts.after.fee_cap == Decimal(cap)


def test_a_threshold_alone_is_worth_an_agreement_about_the_fee(
    house: House, contract_id: int
) -> None:
    minimum(house, "15600.00")

    drafted = draft(house, contract_id, since=APRIL, by_tariffs=True, clauses=())

    assert drafted.monthly_fee == Decimal("1200.00")
    with expect_refusal(house.session, "value_invalid"):
        draft(house, contract_id, since=date(2026, 3, 31), by_tariffs=True, clauses=())


@pytest.mark.parametrize(
    ("since", "before"),
    [
        pytest.param(APRIL, "1200.00", id="on the tariff's day: the eve's bill"),
        pytest.param(date(2026, 4, 2), "1320.00", id="a day later: what the tariff made of it"),
    ],
)
def test_before_is_what_the_terms_come_to_on_the_eve(
    house: House, contract_id: int, since: date, before: str
) -> None:
    """FED-FEE-15: a tariff bills by itself, so the written fee is no «Было»."""
    tariff(house, "165.00")

    drafted = draft(house, contract_id, since=since, services=fewer(), clauses=())

    facts = get_amendment(house.director, drafted.id).facts
    assert facts is not None
    assert facts.before is not None
    assert facts.before.monthly_fee == Decimal(before)
