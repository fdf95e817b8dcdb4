"""Contracts: what they need, the fee they fix, the bytes they freeze, who signs in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import ContractFacts
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, Party
from portal.domain.explanation import from_data
from portal.domain.fees import ClaimedCategory
from portal.domain.law import Citation
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import Conflict, NotAllowed, NotFound
from portal.models import (
    AuditEvent,
    Contract,
    ContractTerms,
    Membership,
    Paper,
    Programme,
    Recipient,
    Representative,
    RepresentativeKind,
    ReviewOutcome,
    Signature,
    SignatureMethod,
    StoredFile,
)
from portal.regions.federal.legal_acts import LAW_442
from portal.usecases import lawful_contracts
from portal.usecases.actor import Actor
from portal.usecases.contract_desk import Desk
from portal.usecases.contracts import (
    ConcludeContract,
    ContractSigned,
    SignContract,
    conclude_contract,
    sign_contract,
)
from portal.usecases.documents import SubmitDocument, submit_document
from portal.usecases.queries.contracts import get_contract
from portal.usecases.recipients import RepresentativeDetails
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.uploads import Upload
from tests.support.factories import (
    make_contract,
    make_programme,
    make_recipient_access,
    make_representative,
    make_review,
)
from tests.support.sample_region import DAY_CARE, FIRST, RESIDENTIAL, SECOND, with_contract_rules
from tests.usecases.procedures import (
    MORNING,
    PENSIONER,
    TODAY,
    BlankPress,
    House,
    break_journal,
    conclude,
    contract_in_force,
    earn,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
    rows,
)
from tests.usecases.test_uploads import pdf

VETERAN = ClaimedCategory("wwii_participant", proved=True)
UNPROVED = ClaimedCategory("wwii_participant", proved=False)


def person(kind: RepresentativeKind, **changes: Any) -> RepresentativeDetails:
    details = RepresentativeDetails(kind, "Белова", "Анна", "Игоревна", "решение суда № 5")
    return replace(details, **changes)


def prepared(house: House, *, income: str | None = "26000.00", **details: Any) -> int:
    """A programme with every paper, and income unless told otherwise; the programme's id."""
    recipient_id = register(house, **details)
    if income is not None:
        earn(house, recipient_id, income)
    presented = present(house, recipient_id)
    hand_in_everything(house, recipient_id)
    return presented.id


def stored(session: Session, contract_id: int) -> Contract:
    session.rollback()
    return session.scalars(
        select(Contract)
        .where(Contract.id == contract_id)
        .options(
            selectinload(Contract.terms).selectinload(ContractTerms.services),
            selectinload(Contract.signatures),
        )
    ).one()


def sign(
    house: House,
    contract_id: int,
    party: Party,
    day: date = TODAY,
    *,
    actor: Actor | None = None,
    now: datetime = MORNING,
    **changes: Any,
) -> ContractSigned:
    method = SignatureMethod.PASSWORD if party is Party.PROVIDER else SignatureMethod.PAPER
    command = replace(SignContract(contract_id, party, method, day), **changes)
    signer = house.director if party is Party.PROVIDER else house.worker
    return sign_contract(command, region=house.region, actor=actor or signer, now=now)


# Concluding


def test_a_contract_fixes_fee_services_text_and_number(session: Session, house: House) -> None:
    programme_id = prepared(house, department_id=house.department_id)

    done = conclude(house, programme_id)

    contract = stored(session, done.id)
    terms = contract.terms[0]
    assert (done.number, done.state) == ("1/2026", ContractState.AWAITING_SIGNATURE)
    assert (done.decision.fee_cap, done.decision.monthly_fee) == (
        Decimal("2500.00"),
        Decimal("1200.00"),
    )
    assert (contract.concluded_on, contract.rules_day, contract.in_force_from) == (
        TODAY,
        TODAY,
        None,
    )
    assert (contract.valid_until, contract.payment_day) == (date(2029, 2, 27), 10)
    assert contract.department_id == house.department_id
    assert (terms.average_income, terms.threshold) == (Decimal("26000.00"), Decimal("21000.00"))
    assert (terms.monthly_fee, terms.since, terms.free) == (Decimal("1200.00"), TODAY, False)
    assert terms.assessment_id is not None
    assert from_data(terms.explanation) == done.decision.steps
    assert LAW_442.in_edition in str(terms.explanation)
    assert [(row.code, row.tariff) for row in terms.services] == [(FIRST, Decimal("150.00"))]
    assert terms.inputs["rules"] == list(done.decision.rules)
    assert session.scalars(select(AuditEvent.what)).all()[-1] == "contract_concluded"


def test_the_paper_is_frozen_with_its_inputs(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))

    paper = session.get_one(Paper, stored(session, done.id).paper_id)
    assert (paper.form_code, paper.contract_id, paper.rules_day) == ("contract", done.id, TODAY)
    assert paper.inputs["number"] == "1/2026"
    assert paper.inputs["fee"]["monthly_fee"] == "1200.00"  # type: ignore[index]


def test_what_is_printed_comes_from_the_record(house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    lines = (ProgrammeLine(SECOND, Decimal(2)), ProgrammeLine(FIRST, Decimal(8)))
    presented = present(house, recipient_id, services=lines)
    hand_in_everything(house, recipient_id)
    press = BlankPress()

    conclude_contract(
        ConcludeContract(presented.id),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=press,
    )

    (facts,) = press.drawn
    assert isinstance(facts, ContractFacts)
    assert facts.signatory.basis == "Устава"
    assert facts.customer.name == "Ильина Мария Петровна"
    assert [service.kind for service in facts.services] == [
        "социально-бытовые",
        "социально-медицинские",
    ]
    assert [service.amount for service in facts.services] == [Decimal("1200.00"), Decimal("140.00")]
    assert facts.fee.cost_at_tariffs == Decimal("1340.00")
    assert len(facts.clauses) >= 18
    assert not any("{" in clause.text for clause in facts.clauses)
    assert facts.representative is None


def test_numbers_run_without_a_gap_through_refusals(session: Session, house: House) -> None:
    first = prepared(house)
    second_recipient = register(house, snils=None)
    earn(house, second_recipient)
    second = present(house, second_recipient, number="13/2026").id
    other_house = make_house(session)

    assert conclude(house, first).number == "1/2026"
    with expect_refusal(session, "documents_missing", "documents"):
        conclude(house, second)
    hand_in_everything(house, second_recipient)
    assert conclude(house, second).number == "2/2026"
    assert conclude(other_house, prepared(other_house)).number == "1/2026"


def test_missing_papers_are_named_with_their_letters(session: Session, house: House) -> None:
    """VLA-DOC-01."""
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(house, recipient_id)

    with expect_refusal(session, "documents_missing", "documents") as caught:
        conclude(house, presented.id)

    text = caught.value.violations[0].text
    assert "а) Заявление; б) Документ, удостоверяющий личность; ж) Заключение" in text
    assert "Доходы" not in text


def test_a_paper_holds_through_its_last_day(session: Session, house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(house, recipient_id)
    for code in ("application", "identity_document", "medical_conclusion"):
        submit_document(
            SubmitDocument(recipient_id, code, date(2026, 2, 1), TODAY),
            region=house.region,
            actor=house.worker,
            now=MORNING,
        )

    with expect_refusal(session, "documents_missing", "documents") as caught:
        conclude(house, presented.id, MORNING + timedelta(days=1))
    ended = f"а) Заявление (срок истёк {TODAY:%d.%m.%Y}, нужен новый)"
    assert ended in caught.value.violations[0].text
    assert conclude(house, presented.id).id


def test_unknown_income_stops_the_signing_and_not_the_drafting(
    session: Session, house: House
) -> None:
    """VLA-DOC-03, FED-CON-03: the text leaves the fee's place blank, so nobody signs it."""
    programme_id = prepared(house, income=None)

    done = conclude(house, programme_id)

    assert not done.decision.known
    assert "запросите доход" in done.decision.steps[0].text
    contract = session.get_one(Contract, done.id)
    paper = session.get_one(Paper, contract.paper_id)
    assert "не рассчитана" in str(paper.inputs["clauses"])
    with expect_refusal(session, "documents_missing") as caught:
        sign(house, done.id, Party.PROVIDER)
    assert "Плата не рассчитана" in caught.value.violations[0].text

    earn(house, contract.recipient_id)
    again = conclude(house, programme_id)
    assert (again.number, again.decision.known) == (done.number, True)
    assert sign(house, done.id, Party.PROVIDER).signed_copies == 0


@pytest.mark.parametrize(
    ("details", "ground"),
    [
        pytest.param({"categories": (VETERAN,)}, "wwii_participant", id="a category, FED-FEE-01"),
        pytest.param(
            {"born": date(2012, 5, 2), "representative": person(RepresentativeKind.PARENT)},
            "minor",
            id="a minor, FED-FEE-01",
        ),
    ],
)
def test_free_by_category_asks_for_no_income(
    session: Session, house: House, details: dict[str, Any], ground: str
) -> None:
    done = conclude(house, prepared(house, income=None, **details))

    terms = stored(session, done.id).terms[0]
    assert (done.decision.free, done.decision.free_ground) == (True, ground)
    assert (terms.monthly_fee, terms.average_income, terms.assessment_id) == (
        Decimal("0.00"),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("income", "free"),
    [
        pytest.param("21000.00", True, id="income at the threshold, FED-FEE-02"),
        pytest.param("21000.12", False, id="a kopeck a month over the threshold, FED-FEE-02"),
    ],
)
def test_income_at_the_threshold_makes_free(house: House, income: str, free: bool) -> None:
    done = conclude(house, prepared(house, income=income))

    assert done.decision.free is free


def test_a_category_without_its_proof_holds_the_contract_up(session: Session, house: House) -> None:
    """FED-DOC-01, FED-FEE-01."""
    recipient_id = register(house, categories=(UNPROVED,))
    presented = present(house, recipient_id)
    for code in ("application", "identity_document", "medical_conclusion"):
        submit_document(
            SubmitDocument(recipient_id, code, TODAY),
            region=house.region,
            actor=house.worker,
            now=MORNING,
        )

    with expect_refusal(session, "documents_missing", "documents") as caught:
        conclude(house, presented.id)

    assert "Льгота" in caught.value.violations[0].text


def test_the_proofs_paper_proves_the_category(house: House) -> None:
    done = conclude(house, prepared(house, income=None, categories=(UNPROVED,)))

    assert done.decision.free_ground == "wwii_participant"


def test_the_named_ground_comes_first(house: House) -> None:
    both = (VETERAN, ClaimedCategory("leningrad_siege_survivor", proved=True))
    programme_id = prepared(house, income=None, categories=both)

    done = conclude(house, programme_id, free_ground="leningrad_siege_survivor")

    assert done.decision.free_ground == "leningrad_siege_survivor"


@pytest.mark.parametrize(
    "ground",
    [
        pytest.param("wwii_participant", id="a category nobody claimed"),
        pytest.param("income_not_above_threshold", id="an income over the threshold, FED-FEE-02"),
        pytest.param("minor", id="a minor of 77"),
    ],
)
def test_a_ground_that_does_not_hold_is_refused(
    session: Session, house: House, ground: str
) -> None:
    programme_id = prepared(house)

    with expect_refusal(session, "value_invalid", "free_ground"):
        conclude(house, programme_id, free_ground=ground)


def test_the_reference_book_of_the_day_is_used(house: House) -> None:
    programme_id = prepared(house)
    command = SetReferenceValue(
        f"tariff.{FIRST}", None, Decimal("160.00"), TODAY, "приказ от 20.02.2026 № 7"
    )
    set_reference_value(command, region=house.region, actor=house.director, now=MORNING)

    assert conclude(house, programme_id).decision.monthly_fee == Decimal("1280.00")


def test_a_missing_tariff_stops_the_contract(session: Session, house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(
        house,
        recipient_id,
        form=Form.SEMI_STATIONARY,
        services=(ProgrammeLine(DAY_CARE, Decimal(4)),),
    )
    hand_in_everything(house, recipient_id)

    with expect_refusal(session, "reference_missing", f"tariff.{DAY_CARE}"):
        conclude(house, presented.id)


def test_residential_care_has_no_threshold(house: House) -> None:
    """FED-FEE-05: 75 per cent of the income."""
    recipient_id = register(house)
    earn(house, recipient_id, "23456.78")
    presented = present(
        house,
        recipient_id,
        form=Form.STATIONARY,
        services=(ProgrammeLine(RESIDENTIAL, Decimal(30)),),
    )
    hand_in_everything(house, recipient_id)

    decision = conclude(house, presented.id).decision

    assert (decision.monthly_fee, decision.threshold) == (Decimal("17592.58"), None)


def test_a_programme_that_ended_carries_no_contract(session: Session, house: House) -> None:
    recipient_id = register(house)
    earn(house, recipient_id)
    presented = present(house, recipient_id, valid_until=TODAY)
    hand_in_everything(house, recipient_id)

    with expect_refusal(session, "programme_expired", "programme_id"):
        conclude(house, presented.id, MORNING + timedelta(days=1))
    assert conclude(house, presented.id).id


def test_a_programme_carries_one_contract(session: Session, house: House) -> None:
    programme_id = prepared(house)
    first = conclude(house, programme_id)

    with expect_refusal(session, "overlap", "programme_id") as caught:
        conclude(house, programme_id)

    assert caught.value.violations[0].subject == f"contract:{first.id}"


ONE_CONTRACT = Citation("SMP-CON-05", "442-FZ", "п. 7 порядка")


def test_where_one_contract_is_made_a_second_programme_carries_none(session: Session) -> None:
    house = make_house(session, with_contract_rules(single=ONE_CONTRACT))
    first_programme = prepared(house)
    first = conclude(house, first_programme)
    recipient_id = stored(session, first.id).recipient_id
    second = present(house, recipient_id, number="13/2026")

    with expect_refusal(session, "overlap", "programme_id") as caught:
        conclude(house, second.id)

    (broken,) = caught.value.violations
    assert (broken.subject, broken.citation) == (f"contract:{first.id}", ONE_CONTRACT)
    assert f"№ {first.number}" in broken.text


@pytest.mark.parametrize("reviewed", [True, False])
def test_the_contract_on_the_programme_of_a_review_follows_the_only_one(
    session: Session, *, reviewed: bool
) -> None:
    """MSK-CON-05, FED-IPP-06: once, and no other one."""
    house = make_house(session, with_contract_rules(single=ONE_CONTRACT))
    first = contract_in_force(house)
    former = stored(session, first)
    recipient_id, programme_id = former.recipient_id, former.programme_id
    second, third = (present(house, recipient_id, number=f"{one}/2026").id for one in (13, 14))
    if reviewed:
        for one in (second, third):
            ended_review(house, programme_id, one)
    else:
        with expect_refusal(session, "overlap", "programme_id"):
            conclude(house, second)
        return

    later = conclude(house, second)

    with expect_refusal(session, "overlap", "programme_id") as caught:
        conclude(house, third)
    assert caught.value.violations[0].subject == f"contract:{later.id}"


def ended_review(house: House, programme_id: int, new_programme_id: int) -> None:
    """A review of the first programme that has ended with the second one."""
    make_review(
        house.session,
        house.provider_id,
        programme_id,
        house.director,
        outcome=ReviewOutcome.NEW_PROGRAMME,
        outcome_on=TODAY,
        new_programme_id=new_programme_id,
    )


@pytest.mark.parametrize("ended", [False, True], ids=["the first one", "after an ended one"])
@pytest.mark.parametrize(
    ("changes", "reviewed", "refused"),
    [
        pytest.param({}, True, True, id="FED-IPP-06: replaced"),
        pytest.param({}, False, False, id="no review"),
        pytest.param({"form": Form.SEMI_STATIONARY}, True, False, id="by one of another form"),
        pytest.param(
            {"withdrawn_at": MORNING, "withdrawn_reason": "не та"},
            True,
            False,
            id="by one entered by mistake",
        ),
    ],
)
def test_no_contract_is_drawn_up_on_a_programme_that_a_review_has_replaced(
    session: Session,
    house: House,
    changes: dict[str, Any],
    *,
    reviewed: bool,
    refused: bool,
    ended: bool,
) -> None:
    programme_id = prepared(house)
    if ended:
        former = stored(session, conclude(house, programme_id).id)
        former.in_force_from = former.ended_on = TODAY
        former.state = ContractState.TERMINATED
        session.commit()
    person_id = session.get_one(Programme, programme_id).recipient_id
    recipient = session.get_one(Recipient, person_id)
    new = make_programme(session, recipient, number="13/2026", **changes)
    if reviewed:
        ended_review(house, programme_id, new.id)
    session.commit()

    begins = TODAY + timedelta(days=ended)
    if not refused:
        assert conclude(house, programme_id, starts_on=begins).id
        return
    with expect_refusal(session, "transition_not_allowed", "programme_id") as caught:
        conclude(house, programme_id, starts_on=begins)
    assert "вместо неё выдана № 13/2026 от 27.02.2026" in str(caught.value)
    assert caught.value.violations[0].subject == f"programme:{new.id}"


@pytest.mark.parametrize("reviewed", [True, False])
def test_a_returned_contract_on_a_replaced_programme_is_not_drawn_up_anew(
    session: Session, house: House, *, reviewed: bool
) -> None:
    """FED-IPP-06: it is closed; the contract is drawn up on what stands in the place."""
    programme_id = prepared(house)
    waits = conclude(house, programme_id)
    stored(session, waits.id).terms[0].fee_known = False
    session.commit()
    person_id = session.get_one(Programme, programme_id).recipient_id
    recipient = session.get_one(Recipient, person_id)
    new = make_programme(session, recipient, number="13/2026")
    if reviewed:
        ended_review(house, programme_id, new.id)
    session.commit()

    if not reviewed:
        assert conclude(house, programme_id).id == waits.id
        return
    with expect_refusal(session, "transition_not_allowed", "programme_id"):
        conclude(house, programme_id)


@pytest.mark.parametrize(
    ("begins", "refused"),
    [
        pytest.param(TODAY, True, id="the contract that follows serves already"),
        pytest.param(TODAY + timedelta(days=1), False, id="it begins tomorrow"),
    ],
)
def test_a_text_on_a_replaced_programme_is_not_signed_once_the_new_contract_serves(
    session: Session, house: House, begins: date, *, refused: bool
) -> None:
    """FED-IPP-06: else it would come after the lawful contract and seem to follow it."""
    programme_id = prepared(house)
    waits = conclude(house, programme_id)
    person_id = session.get_one(Programme, programme_id).recipient_id
    new = make_programme(session, session.get_one(Recipient, person_id), number="13/2026")
    follows = make_contract(session, new, in_force_from=begins)
    ended_review(house, programme_id, new.id)

    if not refused:
        assert sign(house, waits.id, Party.PROVIDER).state is ContractState.AWAITING_SIGNATURE
        return
    with expect_refusal(session, "transition_not_allowed", "party") as caught:
        sign(house, waits.id, Party.PROVIDER)
    assert f"по новой уже действует договор № {follows.number}" in str(caught.value)
    assert "закройте без подписи" in str(caught.value)


def test_elsewhere_a_second_programme_carries_a_second_contract(
    session: Session, house: House
) -> None:
    first = conclude(house, prepared(house))
    recipient_id = stored(session, first.id).recipient_id

    assert conclude(house, present(house, recipient_id, number="13/2026").id).id != first.id


@pytest.mark.parametrize(
    ("ends", "refused"),
    [pytest.param(0, True, id="its last day"), pytest.param(-1, False, id="the day after")],
)
def test_a_contract_that_has_run_out_is_nobodys_only_one(
    session: Session, ends: int, *, refused: bool
) -> None:
    house = make_house(session, with_contract_rules(single=ONE_CONTRACT))
    recipient_id = register(house)
    earn(house, recipient_id)
    hand_in_everything(house, recipient_id)
    tomorrow = MORNING + timedelta(days=1)
    last_day = TODAY + timedelta(days=1 + ends)
    conclude(house, present(house, recipient_id, valid_until=last_day).id)
    second = present(house, recipient_id, tomorrow, number="13/2026")

    if refused:
        with expect_refusal(session, "overlap", "programme_id"):
            conclude(house, second.id, tomorrow)
    else:
        assert conclude(house, second.id, tomorrow).id


def test_the_database_itself_keeps_a_contract_single(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_id = prepared(house)
    conclude(house, programme_id)
    monkeypatch.setattr(
        lawful_contracts, "demand_free_programme", lambda *_arguments, **_named: None
    )

    with expect_refusal(session, "overlap") as caught:
        conclude(house, programme_id)

    assert caught.type is Conflict


@pytest.mark.parametrize(
    ("rules", "end", "accepted"),
    [
        pytest.param({}, date(2029, 2, 27), True, id="with the programme, FED-CON-06"),
        pytest.param({}, date(2029, 2, 28), False, id="a day after the programme, FED-CON-06"),
        pytest.param({}, date(2026, 12, 31), True, id="before the programme, FED-CON-06"),
        pytest.param({}, date(2026, 3, 1), False, id="before it begins"),
        pytest.param(
            {"term_equals_programme": True},
            date(2026, 12, 31),
            False,
            id="shorter than the programme, MSK-CON-09",
        ),
    ],
)
def test_a_contract_ends_with_its_programme_at_the_latest(
    session: Session, rules: dict[str, Any], end: date, accepted: bool
) -> None:
    house = make_house(session, with_contract_rules(**rules))
    programme_id = prepared(house)

    if accepted:
        done = conclude(house, programme_id, valid_until=end)
        assert stored(session, done.id).valid_until == end
    else:
        with expect_refusal(session, "value_invalid", "valid_until"):
            conclude(house, programme_id, valid_until=end)


def test_somebody_must_be_able_to_sign_for_the_provider(session: Session, house: House) -> None:
    programme_id = prepared(house)
    director = session.get_one(Membership, house.director.membership_id)
    director.until = TODAY
    session.commit()

    with expect_refusal(session, "not_authorised"):
        conclude(house, programme_id)


def test_another_providers_programme_is_not_found(session: Session, house: House) -> None:
    foreign = prepared(make_house(session))
    before = rows(session)

    with pytest.raises(NotFound):
        conclude(house, foreign)

    assert rows(session) == before


def test_no_number_is_lost_when_drawing_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> bytes:
        raise OSError("the press is broken")

    programme_id = prepared(house)
    before = rows(session)
    with monkeypatch.context() as broken:
        broken.setattr(BlankPress, "pdf", fail)
        with pytest.raises(OSError, match="press"):
            conclude(house, programme_id)

    assert rows(session) == before
    assert conclude(house, programme_id).number == "1/2026"


# Who concludes for the recipient

CHILD = date(2014, 3, 3)
TEENAGER = date(2011, 5, 2)


@pytest.mark.parametrize(
    ("born", "kind", "named"),
    [
        pytest.param(PENSIONER, None, False, id="an adult alone"),
        pytest.param(CHILD, RepresentativeKind.PARENT, True, id="11 years, the parent, FED-MIN-01"),
        pytest.param(
            TEENAGER, RepresentativeKind.PARENT, True, id="14 years, with consent, FED-MIN-01"
        ),
        pytest.param(
            PENSIONER, RepresentativeKind.GUARDIAN, True, id="incapable, the guardian, FED-MIN-01"
        ),
        pytest.param(
            PENSIONER,
            RepresentativeKind.TRUSTEE,
            True,
            id="limited capacity, the trustee, FED-MIN-01",
        ),
        pytest.param(
            PENSIONER, RepresentativeKind.ATTORNEY, False, id="an attorney only when chosen"
        ),
    ],
)
def test_the_contract_names_whom_the_law_asks_for(
    session: Session, house: House, born: date, kind: RepresentativeKind | None, named: bool
) -> None:
    details: dict[str, Any] = {"representative": person(kind)} if kind else {}

    done = conclude(house, prepared(house, born=born, **details))

    assert (stored(session, done.id).representative_id is not None) is named


@pytest.mark.parametrize(
    ("born", "kind"),
    [
        pytest.param(CHILD, None, id="11 years and nobody, FED-MIN-01"),
        pytest.param(TEENAGER, None, id="14 years and nobody, FED-MIN-01"),
        pytest.param(CHILD, RepresentativeKind.ATTORNEY, id="11 years and an attorney"),
    ],
)
def test_a_minor_needs_a_legal_representative(
    session: Session, house: House, born: date, kind: RepresentativeKind | None
) -> None:
    programme_id = prepared(house, income=None, born=born)
    if kind:
        recipient = session.scalars(select(Recipient)).one()
        make_representative(session, recipient, kind=kind)
        session.commit()

    with expect_refusal(session, "not_authorised", "representative_id") as caught:
        conclude(house, programme_id)

    citation = caught.value.violations[0].citation
    assert citation is not None
    assert citation.rule == "FED-MIN-01"


def chosen(session: Session, house: House, **details: Any) -> tuple[int, int]:
    """A programme and its recipient's representative."""
    programme_id = prepared(house, **details)
    recipient = session.scalars(
        select(Recipient).options(selectinload(Recipient.representatives))
    ).one()
    return programme_id, recipient.representatives[0].id


def test_an_attorney_signs_only_where_the_region_says_so(session: Session) -> None:
    """FED-CON-02 against MSK-CON-06."""
    strict = make_house(session)
    programme_id, attorney = chosen(
        session, strict, representative=person(RepresentativeKind.ATTORNEY)
    )
    lenient = replace(strict, region=with_contract_rules(attorney_may_sign=True))
    hand_in_everything(lenient, session.get_one(Representative, attorney).recipient_id)

    with expect_refusal(session, "not_authorised", "representative_id"):
        conclude(strict, programme_id, representative_id=attorney)
    done = conclude(lenient, programme_id, representative_id=attorney)
    sign(lenient, done.id, Party.PROVIDER)

    assert sign(lenient, done.id, Party.REPRESENTATIVE).state is ContractState.ACTIVE


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_revoked_attorney_is_addressed_and_shown_no_more(session: Session, ahead: int) -> None:
    """From the day of the revocation on: neither a paper nor the contract's page names him."""
    house = make_house(session, with_contract_rules(attorney_may_sign=True))
    programme_id, attorney = chosen(
        session, house, representative=person(RepresentativeKind.ATTORNEY)
    )
    done = conclude(house, programme_id, representative_id=attorney)
    day = stored(session, done.id).concluded_on
    revoked = day + timedelta(days=ahead)
    session.get_one(Representative, attorney).revoked_on = revoked
    session.commit()

    addressed = Desk(session, house.provider_id, Contract.id == done.id, day).parties(done.id)
    shown = get_contract(house.director, done.id, day)

    assert (addressed.customer_representative is None) is (ahead == 0)
    assert shown.representative_until == (revoked if ahead == 0 else None)


@pytest.mark.parametrize(
    ("kind", "capable"),
    [
        pytest.param(RepresentativeKind.ATTORNEY, False, id="an incapable attorney"),
        pytest.param(RepresentativeKind.PARENT, True, id="a parent of a pensioner, FED-MIN-01"),
    ],
)
def test_who_may_not_act_is_refused(
    session: Session, kind: RepresentativeKind, *, capable: bool
) -> None:
    house = make_house(session, with_contract_rules(attorney_may_sign=True))
    attorney = person(RepresentativeKind.ATTORNEY, capable=capable)
    programme_id, somebody = chosen(session, house, representative=attorney)
    # The card grew older than its parent's right.
    session.get_one(Representative, somebody).kind = kind
    session.commit()

    with expect_refusal(session, "not_authorised", "representative_id"):
        conclude(house, programme_id, representative_id=somebody)


def test_a_stranger_is_no_representative(session: Session, house: House) -> None:
    programme_id = prepared(house)

    with expect_refusal(session, "not_authorised", "representative_id"):
        conclude(house, programme_id, representative_id=4711)


# Signing


def test_two_signatures_put_the_contract_into_force(session: Session, house: House) -> None:
    """FED-CON-05, FED-CON-06: no copy counts as signed before everybody has signed."""
    done = conclude(house, prepared(house))
    thursday = MORNING + timedelta(days=3)

    first = sign(house, done.id, Party.PROVIDER)
    second = sign(
        house, done.id, Party.RECIPIENT, date(2026, 3, 4), now=thursday, scan=Upload("а.pdf", pdf())
    )

    assert first == ContractSigned(ContractState.AWAITING_SIGNATURE, 0, None)
    assert second == ContractSigned(ContractState.ACTIVE, 2, date(2026, 3, 4))
    contract = stored(session, done.id)
    assert [(row.party, row.method.value, row.signed_on) for row in contract.signatures] == [
        (Party.PROVIDER, "password", TODAY),
        (Party.RECIPIENT, "paper", date(2026, 3, 4)),
    ]
    assert [row.signer for row in contract.signatures] == [
        house.director.name,
        "Ильина Мария Петровна",
    ]
    assert session.scalars(select(StoredFile.original_name)).all() == ["а.pdf"]
    assert session.scalars(select(AuditEvent.what)).all()[-2:] == ["contract_signed"] * 2


@pytest.mark.parametrize(
    ("seen", "now_seen"),
    [
        pytest.param("paper_sha256", "0" * 64, id="other bytes"),
        pytest.param("version", 1, id="an older version"),
    ],
)
def test_what_was_seen_is_what_is_signed(
    session: Session, house: House, seen: str, now_seen: object
) -> None:
    done = conclude(house, prepared(house))
    contract = stored(session, done.id)
    paper = session.get_one(Paper, contract.paper_id)
    right: dict[str, Any] = {"paper_sha256": paper.sha256, "version": contract.version}

    with expect_refusal(session, "conflict", seen if seen == "paper_sha256" else None) as caught:
        sign(house, done.id, Party.PROVIDER, **{**right, seen: now_seen})

    assert caught.type is Conflict
    assert sign(house, done.id, Party.PROVIDER, **right).signed_copies == 0
    assert stored(session, done.id).version == right["version"] + 1


def test_second_director_is_told_who_has_signed_meanwhile(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))
    seen = stored(session, done.id).version
    sign(house, done.id, Party.PROVIDER, version=seen)

    with expect_refusal(session, "conflict") as caught:
        sign(house, done.id, Party.PROVIDER, version=seen)

    assert caught.type is Conflict
    (told,) = caught.value.violations
    assert "уже подписан, пока вы его читали: " in told.text


def test_only_the_director_signs_for_the_provider(session: Session, house: House) -> None:
    """VLA-CON-02."""
    done = conclude(house, prepared(house))

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, done.id, Party.PROVIDER, actor=house.worker)


def test_the_provider_signs_first(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))

    with expect_refusal(session, "signature_missing", "party"):
        sign(house, done.id, Party.RECIPIENT)


@pytest.mark.parametrize(
    ("party", "day"),
    [
        pytest.param(Party.PROVIDER, date(2026, 3, 1), id="the provider before the text existed"),
        pytest.param(Party.PROVIDER, date(2026, 3, 4), id="the provider tomorrow"),
        pytest.param(Party.RECIPIENT, TODAY, id="the recipient before the provider"),
        pytest.param(Party.RECIPIENT, date(2026, 3, 4), id="the recipient tomorrow"),
    ],
)
def test_a_day_of_signing_that_cannot_be(
    session: Session, house: House, party: Party, day: date
) -> None:
    done = conclude(house, prepared(house))
    tuesday = MORNING + timedelta(days=1)
    if party is Party.RECIPIENT:
        sign(house, done.id, Party.PROVIDER, date(2026, 3, 3), now=tuesday)

    with expect_refusal(session, "value_invalid", "signed_on"):
        sign(house, done.id, party, day, now=tuesday)


def test_a_contract_that_ended_unsigned_is_not_signed_any_more(
    session: Session, house: House
) -> None:
    done = conclude(house, prepared(house), valid_until=TODAY)
    sign(house, done.id, Party.PROVIDER)
    tuesday = MORNING + timedelta(days=1)

    with expect_refusal(session, "value_invalid", "signed_on"):
        sign(house, done.id, Party.RECIPIENT, date(2026, 3, 3), now=tuesday)


def test_nobody_signs_twice(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "transition_not_allowed", "party"):
        sign(house, done.id, Party.PROVIDER)


def test_a_contract_in_force_takes_no_signature(session: Session, house: House) -> None:
    contract_id = contract_in_force(house)

    with expect_refusal(session, "transition_not_allowed"):
        sign(house, contract_id, Party.RECIPIENT)


def test_a_recipient_signs_on_paper(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "value_invalid", "method"):
        sign(house, done.id, Party.RECIPIENT, method=SignatureMethod.PASSWORD)


def test_a_recipients_login_signs_nothing(session: Session, house: House) -> None:
    done = conclude(house, prepared(house))
    recipient = session.scalars(select(Recipient)).one()
    herself = make_recipient_access(session, recipient)
    before = rows(session)

    with pytest.raises(NotAllowed):
        sign(house, done.id, Party.RECIPIENT, actor=herself)

    assert rows(session) == before


def test_under_fourteen_the_representative_signs_alone(session: Session, house: House) -> None:
    """FED-MIN-01."""
    programme_id = prepared(house, born=CHILD, representative=person(RepresentativeKind.PARENT))
    done = conclude(house, programme_id)
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, done.id, Party.RECIPIENT)

    signed = sign(house, done.id, Party.REPRESENTATIVE)
    assert (signed.state, signed.signed_copies) == (ContractState.ACTIVE, 2)
    assert stored(session, done.id).signatures[-1].signer == "Белова Анна Игоревна"


@pytest.mark.parametrize(
    ("born", "kind"),
    [
        pytest.param(TEENAGER, RepresentativeKind.PARENT, id="from fourteen, FED-MIN-01"),
        pytest.param(PENSIONER, RepresentativeKind.TRUSTEE, id="with limited capacity, FED-MIN-01"),
    ],
)
def test_consent_comes_first_and_then_the_recipient_signs(
    session: Session, house: House, born: date, kind: RepresentativeKind
) -> None:
    done = conclude(house, prepared(house, born=born, representative=person(kind)))
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, done.id, Party.RECIPIENT)

    consent = sign(house, done.id, Party.REPRESENTATIVE)
    assert (consent.state, consent.signed_copies) == (ContractState.AWAITING_SIGNATURE, 0)
    assert sign(house, done.id, Party.RECIPIENT).state is ContractState.ACTIVE


def test_a_guardian_signs_for_an_incapable_adult(session: Session, house: House) -> None:
    """FED-MIN-01."""
    guardian = person(RepresentativeKind.GUARDIAN)
    done = conclude(house, prepared(house, representative=guardian))
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, done.id, Party.RECIPIENT)

    assert sign(house, done.id, Party.REPRESENTATIVE).state is ContractState.ACTIVE


def test_a_representative_who_is_not_in_the_text_signs_nothing(
    session: Session, house: House
) -> None:
    done = conclude(house, prepared(house))
    sign(house, done.id, Party.PROVIDER)

    with expect_refusal(session, "not_authorised", "party"):
        sign(house, done.id, Party.REPRESENTATIVE)


def test_another_providers_contract_is_not_found(session: Session, house: House) -> None:
    other = make_house(session)
    foreign = conclude(other, prepared(other))
    before = rows(session)

    with pytest.raises(NotFound):
        sign(house, foreign.id, Party.PROVIDER)

    assert rows(session) == before


def test_no_signature_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = conclude(house, prepared(house))
    sign(house, done.id, Party.PROVIDER)
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        sign(house, done.id, Party.RECIPIENT)

    assert rows(session) == before
    assert stored(session, done.id).state is ContractState.AWAITING_SIGNATURE
    assert len(session.scalars(select(Signature)).all()) == 1


def test_an_overdue_signature_is_still_a_signature(house: House) -> None:
    """FED-CON-01: late is shown, not refused."""
    done = conclude(house, prepared(house))
    week_later = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    day = date(2026, 3, 9)

    sign(house, done.id, Party.PROVIDER, day, now=week_later)

    assert sign(house, done.id, Party.RECIPIENT, day, now=week_later).in_force_from == day
