"""What the database refuses by itself: each constraint by its name, at the border and before it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState, Party
from portal.extensions import Base
from portal.models import (
    Contract,
    ContractTerms,
    EntryKind,
    HouseholdMember,
    IncomeAssessment,
    IncomeItem,
    Job,
    JobState,
    LedgerEntry,
    Membership,
    MonthClosing,
    MonthState,
    PaymentAllocation,
    ProgrammeService,
    Provider,
    ReceiptCopy,
    Role,
    Signature,
    SignatureMethod,
    StoredFile,
    SubmittedDocument,
)
from portal.usecases.actor import Actor
from portal.usecases.refusals import constraint_name
from tests.support.factories import (
    MOMENT,
    make_act,
    make_contract,
    make_delivery,
    make_department,
    make_payment,
    make_programme,
    make_provider,
    make_recipient,
    make_snils,
    make_staff,
    make_suspension,
    make_terms,
    make_user,
    save,
)

DAY = date(2026, 3, 2)
MARCH = date(2026, 3, 1)
EVE = DAY - timedelta(days=1)


def refused_by(session: Session, act: Callable[[], object]) -> str | None:
    """The name of the constraint that refused, or None when the row was taken."""
    try:
        act()
    except IntegrityError as error:
        session.rollback()
        return constraint_name(error)
    session.rollback()
    return None


class World:
    """One provider with a contract, an act and a payment, to hang further rows on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.provider = make_provider(session)
        self.actor: Actor = make_staff(session, self.provider)
        self.recipient = make_recipient(session, self.provider)
        self.programme = make_programme(session, self.recipient)
        self.terms = make_terms()
        self.contract = make_contract(session, self.programme, terms=self.terms)

    def owned(self, **values: object) -> dict[str, Any]:
        return {"provider_id": self.provider.id} | values

    def tried(self, row: Base) -> str | None:
        return refused_by(self.session, lambda: save(self.session, row))


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_insurance_number_is_unique_within_a_provider_only(world: World) -> None:
    session, snils = world.session, make_snils(1)
    other = make_provider(session)
    make_recipient(session, world.provider, snils=snils)

    again = refused_by(session, lambda: make_recipient(session, world.provider, snils=snils))
    elsewhere = refused_by(session, lambda: make_recipient(session, other, snils=snils))
    unknown = [
        refused_by(session, lambda: make_recipient(session, world.provider, snils=None))
        for _ in range(2)
    ]

    assert again == "uq_recipient_provider_id_snils"
    assert elsewhere is None
    assert unknown == [None, None]


def test_row_cannot_point_into_another_provider(world: World) -> None:
    session = world.session
    stranger = make_recipient(session, make_provider(session))

    refused = refused_by(
        session, lambda: make_programme(session, stranger, provider_id=world.provider.id)
    )

    assert refused in {"fk_programme_recipient_id", "fk_unknown"}


def test_programme_is_presented_once(world: World) -> None:
    session = world.session
    values: dict[str, Any] = {"number": "12/2026", "issued_on": DAY}
    make_programme(session, world.recipient, **values)

    again = refused_by(session, lambda: make_programme(session, world.recipient, **values))
    reissued = refused_by(
        session, lambda: make_programme(session, world.recipient, number="12/2026", issued_on=EVE)
    )

    assert again == "uq_programme_provider_id_number_issued_on"
    assert reissued is None


def test_programme_may_end_on_its_first_day_but_not_before(world: World) -> None:
    session = world.session

    def made(valid_until: date) -> str | None:
        return refused_by(
            session,
            lambda: make_programme(
                session, world.recipient, valid_from=DAY, valid_until=valid_until
            ),
        )

    assert made(EVE) == "ck_programme_valid_until_after_valid_from"
    assert made(DAY) is None


def test_programme_names_a_service_once_with_some_volume(world: World) -> None:
    def service(code: str, quantity: str) -> ProgrammeService:
        return ProgrammeService(
            **world.owned(
                programme_id=world.programme.id, code=code, quantity_per_month=Decimal(quantity)
            )
        )

    assert world.tried(service("VLA-H-01", "1")) == "uq_programme_service_programme_id_code"
    assert (
        world.tried(service("VLA-H-02", "0")) == "ck_programme_service_quantity_per_month_positive"
    )
    assert world.tried(service("VLA-H-02", "0.001")) is None


def test_programme_has_one_contract_until_it_is_terminated(world: World) -> None:
    session = world.session

    second = refused_by(session, lambda: make_contract(session, world.programme))
    world.contract.state = ContractState.TERMINATED
    save(session, world.contract)
    after = refused_by(session, lambda: make_contract(session, world.programme))

    assert second == "uq_contract_open_programme"
    assert after is None


def test_contract_numbers_repeat_only_in_another_year(world: World) -> None:
    session = world.session
    taken = {"number": world.contract.number, "sequence": world.contract.sequence}

    def made(**values: Any) -> str | None:
        programme = make_programme(session, world.recipient)
        return refused_by(session, lambda: make_contract(session, programme, **values))

    assert made(number=taken["number"]) == "uq_contract_provider_id_year_number"
    assert made(sequence=taken["sequence"]) == "uq_contract_provider_id_year_sequence"
    assert made(**taken, year=2027) is None


@pytest.mark.parametrize(
    ("opens", "closes", "refused"),
    [
        pytest.param(None, None, False, id="nobody has named hours"),
        pytest.param(time(9), time(9, 1), False, id="a minute"),
        pytest.param(time(9), time(9), True, id="no time at all"),
        pytest.param(time(9), None, True, id="half of it"),
        pytest.param(None, time(18), True, id="the other half"),
    ],
)
def test_office_hours_are_two_and_in_order(
    world: World, opens: time | None, closes: time | None, *, refused: bool
) -> None:
    provider = world.session.get_one(Provider, world.contract.provider_id)
    provider.opens_at, provider.closes_at = opens, closes

    name = refused_by(world.session, lambda: save(world.session, provider))

    assert name == ("ck_provider_office_hours" if refused else None)


@pytest.mark.parametrize(
    ("payment_day", "refused"),
    [
        pytest.param(0, True, id="no day before the first"),
        pytest.param(1, False, id="the first"),
        pytest.param(28, False, id="the last that every month has"),
        pytest.param(29, True, id="not every month has the 29th"),
    ],
)
def test_payment_day_exists_in_every_month(
    world: World, payment_day: int, *, refused: bool
) -> None:
    world.contract.payment_day = payment_day

    name = refused_by(world.session, lambda: save(world.session, world.contract))

    assert name == ("ck_contract_payment_day_in_month" if refused else None)


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [
        pytest.param("monthly_fee", "-0.01", "monthly_fee_not_negative", id="a kopeck below"),
        pytest.param("monthly_fee", "0.00", None, id="nothing to pay"),
        pytest.param("fee_cap", "-0.01", "fee_cap_not_negative", id="cap below nothing"),
        pytest.param("fee_cap", None, None, id="no cap where income is not asked"),
        pytest.param("threshold", "-0.01", "threshold_not_negative", id="threshold below nothing"),
        pytest.param("average_income", "-0.01", "average_income_not_negative", id="income below"),
        pytest.param("cost_at_tariffs", "-0.01", "cost_at_tariffs_not_negative", id="cost below"),
    ],
)
def test_terms_hold_no_negative_amount(
    world: World, column: str, value: str | None, name: str | None
) -> None:
    terms = make_terms(since=date(2026, 4, 1), contract_id=world.contract.id, **world.owned())
    setattr(terms, column, None if value is None else Decimal(value))

    assert world.tried(terms) == (name and f"ck_contract_terms_{name}")


def test_who_is_served_free_pays_nothing(world: World) -> None:
    def terms(fee: str) -> ContractTerms:
        changes = world.owned(free=True, free_ground="minor", monthly_fee=Decimal(fee))
        return make_terms(since=date(2026, 4, 1), contract_id=world.contract.id, **changes)

    assert world.tried(terms("0.01")) == "ck_contract_terms_free_pays_nothing"
    assert world.tried(terms("0.00")) is None


@pytest.mark.parametrize(
    ("until", "name"),
    [
        pytest.param(DAY, "ck_membership_until_after_since", id="ends before it began"),
        pytest.param(DAY + timedelta(days=1), None, id="one day"),
        pytest.param(None, None, id="open end"),
    ],
)
def test_end_is_exclusive_and_later_than_the_start(
    world: World, until: date | None, name: str | None
) -> None:
    refused = refused_by(
        world.session,
        lambda: make_staff(world.session, world.provider, since=DAY, until=until),
    )

    assert refused == name


def test_only_a_recipients_membership_names_the_recipient(world: World) -> None:
    session = world.session

    def joined(role: Role, recipient_id: int | None) -> str | None:
        return refused_by(
            session,
            lambda: make_staff(session, world.provider, role, recipient_id=recipient_id),
        )

    assert joined(Role.RECIPIENT, None) == "ck_membership_recipient_has_person"
    assert joined(Role.DIRECTOR, world.recipient.id) == "ck_membership_recipient_has_person"
    assert joined(Role.RECIPIENT, world.recipient.id) is None


def test_role_outside_the_list_is_refused_by_the_database_too(world: World) -> None:
    statement = insert(Membership).values(
        provider_id=world.provider.id,
        user_id=world.actor.user_id,
        role="director",
        position="",
        basis="",
        since=DAY,
    )
    text = str(statement.compile(world.session.get_bind(), compile_kwargs={"literal_binds": True}))

    def joined(role: str) -> str | None:
        raw = text.replace("'director'", f"'{role}'")
        return refused_by(world.session, lambda: world.session.connection().exec_driver_sql(raw))

    assert joined("owner") == "ck_membership_role"
    assert joined("accountant") is None


def test_login_is_unique_whatever_its_case(session: Session) -> None:
    make_user(session, login="Орлова")

    assert refused_by(session, lambda: make_user(session, login="орлова")) == "uq_user_login"
    assert refused_by(session, lambda: make_user(session, login=" ")) == "ck_user_login_given"


def test_month_is_its_first_day(world: World) -> None:
    def closing(day: date) -> MonthClosing:
        return MonthClosing(
            **world.owned(
                month=day,
                state=MonthState.CLOSED,
                closed_at=MOMENT,
                closed_by_id=world.actor.membership_id,
            )
        )

    assert world.tried(closing(DAY)) == "ck_month_closing_month_is_first_day"
    assert world.tried(closing(MARCH)) is None
    assert world.tried(closing(MARCH)) == "uq_month_closing_provider_id_month"


def test_closed_month_has_its_moment(world: World) -> None:
    def closing(state: MonthState) -> MonthClosing:
        return MonthClosing(**world.owned(month=MARCH, state=state))

    assert world.tried(closing(MonthState.CLOSED)) == "ck_month_closing_closed_has_its_moment"
    assert world.tried(closing(MonthState.OPEN)) is None


def test_month_has_one_act_of_a_contract(world: World) -> None:
    session, contract, terms = world.session, world.contract, world.terms
    first = make_act(session, contract, terms)

    again = refused_by(session, lambda: make_act(session, contract, terms))
    sequence = refused_by(
        session,
        lambda: make_act(session, contract, terms, month=date(2026, 4, 1), sequence=first.sequence),
    )
    next_month = refused_by(
        session, lambda: make_act(session, contract, terms, month=date(2026, 4, 1))
    )

    assert again == "uq_act_contract_id_month"
    assert sequence == "uq_act_provider_id_year_sequence"
    assert next_month is None


@pytest.mark.parametrize("column", ["payable", "cost_at_tariffs", "additional_cost"])
def test_act_holds_no_negative_amount(world: World, column: str) -> None:
    session = world.session

    def made(amount: str) -> str | None:
        changes: dict[str, Any] = {column: Decimal(amount)}
        return refused_by(
            session, lambda: make_act(session, world.contract, world.terms, **changes)
        )

    assert made("-0.01") == f"ck_act_{column}_not_negative"
    assert made("0.00") is None


def test_delivery_is_recorded_once_a_day_and_apart_for_additional_services(world: World) -> None:
    session = world.session
    make_delivery(session, world.contract, world.actor)

    def made(**changes: object) -> str | None:
        return refused_by(
            session, lambda: make_delivery(session, world.contract, world.actor, **changes)
        )

    assert made() == "uq_delivery_contract_id_day_code_additional"
    assert made(quantity=Decimal(0), additional=True) == "ck_delivery_quantity_positive"
    assert made(additional=True) is None


def test_form_posted_twice_pays_once(world: World) -> None:
    session = world.session
    make_payment(session, world.contract, world.actor, operation="form-1")

    def made(**changes: object) -> str | None:
        return refused_by(
            session, lambda: make_payment(session, world.contract, world.actor, **changes)
        )

    assert made(operation="form-1") == "uq_payment_provider_id_operation"
    assert made(amount=Decimal("0.00")) == "ck_payment_amount_positive"
    assert made(amount=Decimal("-1.00")) == "ck_payment_amount_positive"
    assert made(amount=Decimal("0.01")) is None


def test_payment_is_allocated_to_a_month_once_and_never_below_zero(world: World) -> None:
    payment = make_payment(world.session, world.contract, world.actor)

    def part(month: date | None, amount: str) -> PaymentAllocation:
        values = world.owned(payment_id=payment.id, month=month, amount=Decimal(amount))
        return PaymentAllocation(**values)

    assert world.tried(part(MARCH, "0.00")) == "ck_payment_allocation_amount_positive"
    assert world.tried(part(DAY, "1.00")) == "ck_payment_allocation_month_is_first_day"
    assert world.tried(part(MARCH, "1.00")) is None
    assert world.tried(part(MARCH, "1.00")) == "uq_payment_allocation_payment_id_month"
    assert world.tried(part(None, "1.00")) is None


def test_charge_raises_the_debt_and_payment_lowers_it(world: World) -> None:
    def entry(kind: EntryKind, amount: str) -> LedgerEntry:
        return LedgerEntry(
            **world.owned(
                contract_id=world.contract.id,
                month=MARCH,
                kind=kind,
                amount=Decimal(amount),
                at=MOMENT,
                recorded_by_id=world.actor.membership_id,
            )
        )

    assert world.tried(entry(EntryKind.CHARGE, "-0.01")) == "ck_ledger_entry_charge_not_negative"
    assert world.tried(entry(EntryKind.PAYMENT, "0.01")) == "ck_ledger_entry_payment_not_positive"
    assert world.tried(entry(EntryKind.CHARGE, "0.01")) is None
    assert world.tried(entry(EntryKind.PAYMENT, "-0.01")) is None


def test_payment_has_one_copy_of_its_receipt(world: World) -> None:
    payment = make_payment(world.session, world.contract, world.actor)

    def copy(state: str) -> ReceiptCopy:
        return ReceiptCopy(**world.owned(payment_id=payment.id, state=state))

    assert world.tried(copy("")) == "ck_receipt_copy_state_given"
    assert world.tried(copy("receipt_recorded")) is None
    assert world.tried(copy("receipt_recorded")) == "uq_receipt_copy_payment_id"


def test_party_signs_a_paper_once_and_the_paper_is_of_a_contract_or_an_act(world: World) -> None:
    act = make_act(world.session, world.contract, world.terms)

    def signature(**of_what: object) -> Signature:
        return Signature(
            **world.owned(
                paper_id=world.contract.paper_id,
                party=Party.PROVIDER,
                signer="Орлова В. П.",
                method=SignatureMethod.PASSWORD,
                signed_on=DAY,
                recorded_at=MOMENT,
                recorded_by_id=world.actor.membership_id,
                **of_what,
            )
        )

    contract_id = world.contract.id
    assert world.tried(signature()) == "ck_signature_of_contract_or_act"
    both = signature(contract_id=contract_id, act_id=act.id)
    assert world.tried(both) == "ck_signature_of_contract_or_act"
    assert world.tried(signature(contract_id=contract_id)) is None
    assert world.tried(signature(contract_id=contract_id)) == "uq_signature_paper_id_party"


def test_income_of_a_kind_is_given_once_a_month(world: World) -> None:
    member = HouseholdMember(position=0, relation="recipient", born=world.recipient.born)
    assessment = IncomeAssessment(
        **world.owned(
            recipient_id=world.recipient.id,
            applied_on=DAY,
            recorded_at=MOMENT,
            household=[member],
        )
    )
    save(world.session, assessment)

    def item(month: date, amount: str) -> IncomeItem:
        return IncomeItem(**world.owned(member_id=member.id, month=month, amount=Decimal(amount)))

    assert world.tried(item(MARCH, "-0.01")) == "ck_income_item_amount_not_negative"
    assert world.tried(item(DAY, "0.00")) == "ck_income_item_month_is_first_day"
    assert world.tried(item(MARCH, "0.00")) is None
    assert world.tried(item(MARCH, "5.00")) == "uq_income_item_member_id_month_kind"


def test_paper_may_expire_on_the_day_of_issue_but_not_before(world: World) -> None:
    def document(expires_on: date) -> SubmittedDocument:
        return SubmittedDocument(
            **world.owned(
                recipient_id=world.recipient.id,
                code="passport",
                issued_on=DAY,
                expires_on=expires_on,
                received_at=MOMENT,
                received_by_id=world.actor.membership_id,
            )
        )

    assert world.tried(document(EVE)) == "ck_submitted_document_expires_after_issue"
    assert world.tried(document(DAY)) is None


def test_stored_file_is_not_empty(world: World) -> None:
    def file(size: int) -> StoredFile:
        return StoredFile(
            **world.owned(
                sha256="0" * 64,
                media_type="application/pdf",
                size=size,
                original_name="скан.pdf",
                content=b"1" * size,
                stored_at=MOMENT,
            )
        )

    assert world.tried(file(0)) == "ck_stored_file_size_positive"
    assert world.tried(file(1)) is None


def test_department_has_no_negative_number_of_places(world: World) -> None:
    session = world.session

    def made(places: int) -> str | None:
        return refused_by(session, lambda: make_department(session, world.provider, places=places))

    assert made(-1) == "ck_department_places_not_negative"
    assert made(0) is None


def test_job_is_never_done_beyond_its_total(world: World) -> None:
    def job(done: int) -> Job:
        return Job(
            **world.owned(
                kind="close_month", state=JobState.RUNNING, done=done, total=2, queued_at=MOMENT
            )
        )

    assert world.tried(job(3)) == "ck_job_done_within_total"
    assert world.tried(job(2)) is None


def test_suspensions_may_touch_but_not_overlap(world: World) -> None:
    session = world.session
    make_suspension(
        session, world.contract, world.actor, since=date(2026, 3, 10), until=date(2026, 3, 20)
    )

    def made(since: date, until: date | None) -> str | None:
        return refused_by(
            session,
            lambda: make_suspension(session, world.contract, world.actor, since=since, until=until),
        )

    assert made(date(2026, 3, 19), date(2026, 3, 25)) == "suspension_overlap"
    assert made(date(2026, 3, 5), date(2026, 3, 11)) == "suspension_overlap"
    assert made(date(2026, 3, 12), date(2026, 3, 13)) == "suspension_overlap"
    assert made(date(2026, 3, 1), None) == "suspension_overlap"
    assert made(date(2026, 3, 5), date(2026, 3, 10)) is None
    assert made(date(2026, 3, 20), None) is None
    assert made(date(2027, 1, 1), date(2027, 1, 2)) == "suspension_overlap"


def test_suspension_may_be_moved_but_not_over_another(world: World) -> None:
    session = world.session
    first = make_suspension(
        session, world.contract, world.actor, since=date(2026, 3, 10), until=date(2026, 3, 12)
    )
    make_suspension(
        session, world.contract, world.actor, since=date(2026, 3, 20), until=date(2026, 3, 25)
    )

    def moved(until: date) -> str | None:
        first.until = until
        return refused_by(session, lambda: save(session, first))

    assert moved(date(2026, 3, 21)) == "suspension_overlap"
    assert moved(date(2026, 3, 20)) is None


def test_two_contracts_are_suspended_independently(world: World) -> None:
    session = world.session
    other = make_contract(session, make_programme(session, world.recipient))
    make_suspension(session, world.contract, world.actor)

    assert refused_by(session, lambda: make_suspension(session, other, world.actor)) is None


def test_ends_of_a_contract_lie_after_its_beginning(world: World) -> None:
    session = world.session

    def changed(**values: object) -> str | None:
        contract = session.get_one(Contract, world.contract.id)
        for name, value in values.items():
            setattr(contract, name, value)
        return refused_by(session, lambda: save(session, contract))

    assert changed(ended_on=EVE) == "ck_contract_ended_after_concluded"
    assert changed(ended_on=DAY) is None
    assert changed(valid_until=EVE) == "ck_contract_valid_until_after_concluded_on"
    assert changed(valid_until=DAY) is None
