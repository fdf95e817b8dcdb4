"""The copies of a contract: signed by hand, handed over, scanned; names as papers decline them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.violations import Conflict, NotFound
from portal.models import Contract, NameForm, Paper, Role, SignatureMethod
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.paper_copies import RecordCopy, record_copy
from portal.usecases.queries.contract_drafts import get_draft
from portal.usecases.queries.paper_copies import CopiesView, contract_copies, get_copy_scan
from portal.usecases.queries.unsigned_copies import unsigned_copies
from portal.usecases.uploads import Upload
from tests.support.factories import make_provider, make_staff
from tests.support.plans import tables_scanned
from tests.support.sample_region import CODE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    expect_refusal,
    ready,
)
from tests.usecases.test_uploads import pdf

DAY = timedelta(days=1)


def copies(house: House, contract_id: int) -> CopiesView:
    house.session.rollback()
    return contract_copies(house.director, contract_id)


def record(house: House, contract_id: int, **changes: Any) -> int:
    values: dict[str, Any] = {
        "paper_id": copies(house, contract_id).paper_id,
        "number": 1,
        "printed_on": TODAY,
    }
    command = RecordCopy(**(values | changes))
    return record_copy(command, region=house.region, actor=house.worker, now=MORNING + DAY)


def test_two_copies_one_for_each_party(house: House) -> None:
    done = conclude(house, ready(house))

    view = copies(house, done.id)

    assert [(one.number, one.holder) for one in view.copies] == [
        (1, Party.RECIPIENT),
        (2, Party.PROVIDER),
    ]
    assert not view.begun


def sign(house: House, contract_id: int, *parties: Party) -> None:
    for party in parties:
        method = SignatureMethod.PASSWORD if party is Party.PROVIDER else SignatureMethod.PAPER
        command = SignContract(contract_id, party, method, TODAY, copies=(2,))
        sign_contract(command, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("signed", "lacks"),
    [
        pytest.param((1,), True, id="FED-CON-05: the recipient's copy alone"),
        pytest.param((2,), False, id="FED-CON-05: the provider's"),
        pytest.param((1, 2), False, id="FED-CON-05: both"),
    ],
)
def test_a_copy_without_the_recipients_hand_is_told_of_until_it_is_recorded(
    house: House, signed: tuple[int, ...], lacks: bool
) -> None:
    done = conclude(house, ready(house))
    sign(house, done.id, Party.PROVIDER)
    command = SignContract(done.id, Party.RECIPIENT, SignatureMethod.PAPER, TODAY, copies=signed)
    before = told(house), copies(house, done.id).lacks_hand
    sign_contract(command, region=house.region, actor=house.director, now=MORNING)

    after = told(house), copies(house, done.id).lacks_hand
    record(house, done.id, number=2, provider_signed_on=TODAY, customer_signed_on=TODAY)

    number = number_of(house, done.id)
    assert before == ((), False)
    assert after == (((number, 2),) if lacks else (), lacks)
    assert (told(house), copies(house, done.id).lacks_hand) == ((), False)


def test_the_first_page_does_not_go_through_every_agreement(house: House) -> None:
    with tables_scanned(house.session) as scanned:
        unsigned_copies(house.session, house.director)

    assert not {"paper", "amendment", "amendment_signature"} & set(scanned)


def told(house: House) -> tuple[tuple[str, int], ...]:
    house.session.rollback()
    return tuple((one.number, one.copy) for one in unsigned_copies(house.session, house.director))


def number_of(house: House, contract_id: int) -> str:
    return house.session.get_one(Contract, contract_id).number


def test_each_copy_tells_who_signed_it_and_to_whom_it_went(house: House) -> None:
    done = conclude(house, ready(house))
    sign(house, done.id, Party.PROVIDER, Party.RECIPIENT)

    record(
        house,
        done.id,
        provider_signed_on=TODAY,
        customer_signed_on=TODAY + DAY,
        handed_on=TODAY + DAY,
        handed_to="Ильина М. П.",
        scan=Upload("копия.pdf", pdf()),
    )

    first, second = copies(house, done.id).copies
    assert (first.provider_signed_on, first.provider_signer) == (TODAY, "Орлова\u00a0В.\u00a0П.")
    assert (first.customer_signer, first.handed_to) == ("Ильина\u00a0М.\u00a0П.", "Ильина М. П.")
    assert first.file_id is not None
    paper_id = copies(house, done.id).paper_id
    assert get_copy_scan(house.director, paper_id, first.file_id).content == pdf()
    assert second.customer_signed_on == TODAY


@pytest.mark.parametrize(
    ("signed", "told", "field"),
    [
        ((), {"provider_signed_on": TODAY}, "provider_signed_on"),
        ((), {"handed_on": TODAY, "handed_to": "Ильина М. П."}, "handed_on"),
        ((Party.PROVIDER,), {"provider_signed_on": TODAY}, ""),
        ((Party.PROVIDER,), {"customer_signed_on": TODAY}, "customer_signed_on"),
        ((Party.PROVIDER,), {"handed_on": TODAY, "handed_to": "ъ"}, "handed_to"),
        ((Party.PROVIDER,), {"handed_on": TODAY, "handed_to": "Ли"}, ""),
    ],
)
def test_a_copy_follows_the_signatures_that_are_recorded(
    session: Session, house: House, signed: tuple[Party, ...], told: dict[str, Any], field: str
) -> None:
    """FED-CON-05, FED-MIN-01: nobody checks here who may sign."""
    done = conclude(house, ready(house))
    sign(house, done.id, *signed)

    if not field:
        assert record(house, done.id, **told)
        return
    with expect_refusal(session, "value_invalid", field):
        record(house, done.id, **told)


@pytest.mark.parametrize(
    ("numbers", "signed"),
    [
        pytest.param(None, [True, True], id="both at one sitting, FED-CON-05"),
        pytest.param((2,), [False, True], id="only the provider's"),
    ],
)
def test_a_signature_by_hand_stands_on_the_copies_it_was_put_on(
    house: House, numbers: tuple[int, ...] | None, signed: list[bool]
) -> None:
    done = conclude(house, ready(house))
    for party, method in (
        (Party.PROVIDER, SignatureMethod.PASSWORD),
        (Party.RECIPIENT, SignatureMethod.PAPER),
    ):
        sign_contract(
            SignContract(done.id, party, method, TODAY, copies=numbers),
            region=house.region,
            actor=house.director,
            now=MORNING,
        )

    found = copies(house, done.id).copies

    assert [one.customer_signed_on == TODAY for one in found] == signed
    assert all(one.provider_signed_on is None for one in found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"printed_on": TODAY - DAY}, "printed_on", id="before there was a text"),
        pytest.param({"printed_on": TODAY + 2 * DAY}, "printed_on", id="to come"),
        pytest.param(
            {"printed_on": TODAY + DAY, "customer_signed_on": TODAY},
            "customer_signed_on",
            id="signed before it was printed",
        ),
        pytest.param({"handed_on": TODAY}, "handed_to", id="handed to nobody"),
        pytest.param({"handed_to": "Ильина М. П."}, "handed_on", id="handed on no day"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    session: Session, house: House, changes: dict[str, Any], field: str
) -> None:
    done = conclude(house, ready(house))

    with expect_refusal(session, "value_invalid", field):
        record(house, done.id, **changes)


def test_a_copy_somebody_recorded_meanwhile_is_a_conflict(house: House) -> None:
    done = conclude(house, ready(house))
    record(house, done.id, version=0)

    with pytest.raises(Conflict):
        record(house, done.id, version=0)
    record(house, done.id, version=1)


@pytest.mark.parametrize("number", [0, 3])
def test_there_is_no_third_copy(house: House, number: int) -> None:
    done = conclude(house, ready(house))

    with pytest.raises(NotFound):
        record(house, done.id, number=number)


def test_another_provider_knows_of_no_copy(session: Session, house: House) -> None:
    done = conclude(house, ready(house))
    stranger = make_staff(session, make_provider(session, CODE), Role.DIRECTOR)

    with pytest.raises(NotFound):
        contract_copies(stranger, done.id)


def printed(session: Session) -> str:
    session.rollback()
    paper = session.scalars(select(Paper).order_by(Paper.id.desc())).first()
    assert paper is not None
    return str(paper.inputs["signatory"]["name_genitive"])  # type: ignore[index]


def test_a_corrected_genitive_is_printed_and_kept(session: Session, house: House) -> None:
    programme_id = ready(house)
    name = "Орлова Вера Павловна"

    conclude(house, programme_id, genitives={name: "Орловой Веры Павловна"})

    assert printed(session) == "Орловой Веры Павловна"
    names = {one.nominative: one for one in get_draft_names(house, programme_id)}
    assert (names[name].proposed, names[name].printed) == (
        "Орловой Веры Павловны",
        "Орловой Веры Павловна",
    )


def get_draft_names(house: House, programme_id: int) -> tuple[Any, ...]:
    return get_draft(house.director, programme_id, house.region, TODAY).names


def test_an_emptied_genitive_goes_back_to_the_proposal(session: Session, house: House) -> None:
    name = "Орлова Вера Павловна"
    session.add(
        NameForm(
            provider_id=house.provider_id,
            nominative=name,
            genitive="Орлихи",
            kept_at=MORNING,
            kept_by_id=house.director.membership_id,
        )
    )
    session.commit()

    conclude(house, ready(house), genitives={name: ""})

    assert printed(session) == "Орловой Веры Павловны"


def test_a_kept_form_of_another_name_is_printed_in_no_paper(session: Session, house: House) -> None:
    session.add(
        NameForm(
            provider_id=house.provider_id,
            nominative="Орлова Вера Павловна",
            genitive="Иванова Ивана Ивановича",
            kept_at=MORNING,
            kept_by_id=house.director.membership_id,
        )
    )
    session.commit()

    conclude(house, ready(house))

    assert printed(session) == "Орловой Веры Павловны"


@pytest.mark.parametrize(
    "words", ["<b>Орловой</b>", "Орловой; " * 40, "Иванова Ивана Ивановича", "Орловой Веры"]
)
def test_what_is_no_name_or_another_name_is_refused(
    session: Session, house: House, words: str
) -> None:
    programme_id = ready(house)

    with expect_refusal(session, "value_invalid", "genitives.Орлова Вера Павловна"):
        conclude(house, programme_id, genitives={"Орлова Вера Павловна": words})
