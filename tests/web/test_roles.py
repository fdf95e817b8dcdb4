"""FED-PDP-01: who sees what. No page of the URL map tells a social worker a sum of her recipients.

A new page is asked here by itself; a new kind of id fails until a row of her recipient is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.domain.amendments import AmendmentState
from portal.domain.personal_data import may_see
from portal.models import (
    AccessEvent,
    Act,
    Contract,
    EntryKind,
    Job,
    JobState,
    LedgerEntry,
    Payment,
    ReceiptCopy,
    Recipient,
    Role,
    SubmittedDocument,
)
from portal.regions.registry import discover
from portal.usecases.actor import Actor
from portal.usecases.role_access import Subject, who_sees
from tests.support import factories
from tests.support.browser import words
from tests.support.factories import SERVICE
from tests.web.conftest import Staff
from tests.web.test_tenancy import WITHOUT_A_ROW, one_of_each

MOMENT = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)
FEE, TARIFF, INCOME, CAP = "1717,71", "214,77", "27271,11", "2929,93"
CHARGED, PAID = "1313,31", "919,19"
SUMS = (FEE, TARIFF, INCOME, CAP, CHARGED, PAID)
ROUBLES = re.compile(r"\bруб(?:\.|л)|₽")
ABOUT_NOBODY = {
    "home.law": "what the law says to everybody holds its own figures",
    "verify.page": "an invented paper that shows how the check works",
    "rehearsals.fee": "figures that the reader types, of nobody in particular",
}
KEPT_BY_HER = {
    "recipients.belongings": "the cash that she counts and takes into keeping",
    "recipients.inventory_returned": "the same cash, given back",
}
FILLERS: Mapping[str, object] = dict.fromkeys(WITHOUT_A_ROW, 1) | {
    "member": 0,
    "source": 0,
    "number": 17,
    "month": MARCH,
    "year": 2026,
}
SEARCHES = ("/recipients?q=Ильина", "/contracts?q=Ильина", "/deliveries?q=Ильина")


@pytest.fixture
def person(rows: Session, staff: Staff) -> Recipient:
    """Her recipient, of the department that has most papers."""
    department = factories.make_department(rows, staff.provider, unit_code="home_care")
    return factories.make_recipient(
        rows,
        staff.provider,
        department_id=department.id,
        social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id,
    )


@pytest.fixture
def own(rows: Session, staff: Staff, person: Recipient) -> Mapping[str, int]:
    """One row of each kind about her recipient; what tells a sum tells one of ours."""
    worker, director = staff.actor(Role.SOCIAL_WORKER), staff.actor(Role.DIRECTOR)
    programme = factories.make_programme(
        rows, person, decision_income=_amount(INCOME), decision_cap=_amount(CAP)
    )
    terms = factories.make_terms(
        services=((SERVICE, 8, str(_amount(TARIFF))),),
        monthly_fee=_amount(FEE),
        average_income=_amount(INCOME),
        fee_cap=_amount(CAP),
    )
    contract = factories.make_contract(rows, programme, terms=terms)
    factories.make_delivery(rows, contract, worker, day=MARCH.replace(day=17))
    act = factories.make_act(rows, contract, terms, payable=_amount(CHARGED))
    payment = factories.make_payment(rows, contract, worker, amount=_amount(PAID))
    _enter(rows, act, payment, director)
    _carry_copy(rows, payment, worker)
    return {
        **one_of_each(rows, person, worker),
        "programme_id": programme.id,
        "contract_id": contract.id,
        "act_id": act.id,
        "payment_id": payment.id,
        "job_id": _job(rows, staff),
        "amendment_id": _amendment(rows, contract, director),
        "termination_id": factories.make_termination(rows, contract, director).id,
    }


def _amendment(rows: Session, contract: Contract, director: Actor) -> int:
    """An agreement that changes a service and with it the fee, and names a sum in its words."""
    changes = {
        "services": [{"code": SERVICE, "quantity": "10"}],
        "clauses": [f"Оплата частями по {FEE} руб."],
        "fee": True,
    }
    signed = {"state": AmendmentState.SIGNED, "provider_signed_on": date(2026, 3, 16)}
    return factories.make_amendment(rows, contract, director, changes=changes, **signed).id


def _carry_copy(rows: Session, payment: Payment, worker: Actor) -> None:
    """The copy of the receipt is still with the worker."""
    copy = ReceiptCopy(
        provider_id=payment.provider_id,
        payment_id=payment.id,
        state="receipt_recorded",
        worker_id=worker.membership_id,
    )
    factories.save(rows, copy)


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _enter(rows: Session, act: Act, payment: Payment, clerk: Actor) -> None:
    """The act and the payment stand in the account, and a debt is left."""
    values = {
        "provider_id": act.provider_id,
        "contract_id": act.contract_id,
        "month": MARCH,
        "at": MOMENT,
        "recorded_by_id": clerk.membership_id,
    }
    rows.add(LedgerEntry(kind=EntryKind.CHARGE, amount=act.payable, act_id=act.id, **values))
    rows.add(
        LedgerEntry(kind=EntryKind.PAYMENT, amount=-payment.amount, payment_id=payment.id, **values)
    )


def _scan(rows: Session, person: Recipient, code: str = "identity_document") -> SubmittedDocument:
    scan = factories.make_file(rows, person.provider_id)
    return factories.save(
        rows,
        SubmittedDocument(
            provider_id=person.provider_id,
            recipient_id=person.id,
            code=code,
            issued_on=date(2026, 2, 1),
            file_id=scan.id,
            received_at=MOMENT,
            received_by_id=person.social_worker_id,
        ),
    )


def _job(rows: Session, staff: Staff) -> int:
    """A job that tells a sum when it is done."""
    job = Job(
        provider_id=staff.provider.id,
        kind="close_month",
        state=JobState.DONE,
        arguments={"month": MARCH.isoformat()},
        result={"acts": 1, "total_due": _amount(CHARGED).to_eng_string()},
        queued_at=MOMENT,
        queued_by_id=staff.actor(Role.DIRECTOR).membership_id,
    )
    return factories.save(rows, job).id


def addresses(app: Flask, own: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Every address that may be opened, with the name of its page, filled with her recipient's."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        unknown = rule.arguments - FILLERS.keys() - own.keys() - {"code"}
        assert not unknown, f"{rule.rule}: name a row of the worker's recipient for {unknown}"
        for code in _codes(app, rule):
            values = {**FILLERS, **own, "code": code}
            picked = {name: values[name] for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, picked, append_unknown=False)


def _codes(app: Flask, rule: Rule) -> tuple[str, ...]:
    """All blanks of the region, where a paper is named by its code."""
    if "code" not in rule.arguments:
        return ("",)
    forms = app.extensions["regions"]["vladimir"].rules.printed_forms.on(MOMENT.date())
    return tuple(form.code for form in forms if form.blank)


def shown(answer: TestResponse) -> str:
    """What a reader of the page or of the paper reads, without spaces inside numbers."""
    if answer.mimetype == "application/pdf" and b"%%EOF" in answer.data:
        pages = PdfReader(BytesIO(answer.data)).pages
        text = " ".join(page.extract_text() for page in pages)
    else:
        text = words(answer) + answer.get_data(as_text=True)
    return re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d)", "", text)


def sums_in(text: str) -> list[str]:
    known = [one for one in SUMS if one in text or one.replace(",", ".") in text]
    return known + ROUBLES.findall(text)


def test_a_social_worker_meets_no_sum_of_her_recipient_on_any_page(
    app: Flask, staff: Staff, own: Mapping[str, int]
) -> None:
    reader = staff.browser(Role.SOCIAL_WORKER)
    told, opened = [], 0

    for endpoint, url in [*addresses(app, own), *(("search", one) for one in SEARCHES)]:
        if endpoint in ABOUT_NOBODY | KEPT_BY_HER:
            continue
        answers = [reader.get(url)]
        if answers[0].mimetype == "text/html":
            answers.append(reader.get(url, htmx=True))
        opened += answers[0].status_code == 200
        told += [f"{url}: {found}" for one in answers if (found := sums_in(shown(one)))]

    assert not told, "\n".join(told)
    assert opened > len(SEARCHES)


def test_the_same_rows_tell_the_sums_to_the_director(staff: Staff, own: Mapping[str, int]) -> None:
    """What is looked for can be found: else the test above would prove nothing."""
    reader = staff.browser(Role.DIRECTOR)
    pages = (
        "/contracts/{contract_id}",
        "/acts/{act_id}",
        "/payments/{payment_id}",
        "/programmes/{programme_id}",
    )

    told = {one for page in pages for one in sums_in(shown(reader.get(page.format(**own))))}

    assert set(SUMS) <= told
    assert "₽" in told


def test_the_exceptions_are_pages(app: Flask) -> None:
    """An exception that is renamed must not stay behind."""
    assert (ABOUT_NOBODY | KEPT_BY_HER).keys() <= app.view_functions.keys()


@pytest.mark.parametrize(
    "address",
    [
        "/acts/{act_id}",
        "/acts/{act_id}/paper-signature",
        "/acts/{act_id}/receipt.pdf",
        "/payments/{payment_id}",
        "/payments/accounts/{contract_id}",
        "/contracts/{contract_id}/paper.pdf",
        "/terminations/{termination_id}/agreement.pdf",
        "/recipients/{recipient_id}/income",
    ],
)
def test_a_refused_look_is_a_page_and_an_entry(
    rows: Session, staff: Staff, own: Mapping[str, int], person: Recipient, address: str
) -> None:
    url = address.format(**own)

    answer = staff.browser(Role.SOCIAL_WORKER).get(url)

    assert answer.status_code == 403
    assert "запись в журнале доступа" in words(answer)
    entry = rows.scalars(select(AccessEvent).order_by(AccessEvent.id.desc())).first()
    assert entry is not None
    assert (entry.recipient_id, entry.path, entry.allowed) == (person.id, url, False)


def test_her_contract_page_holds_what_the_job_needs(
    staff: Staff, own: Mapping[str, int], person: Recipient
) -> None:
    page = words(staff.browser(Role.SOCIAL_WORKER).get(f"/contracts/{own['contract_id']}"))

    for needed in ("Покупка и доставка на дом продуктов питания", "8 в месяц", person.address):
        assert needed in page
    assert "123-45-67" in page
    assert "Услуги этого месяца" in page
    assert "Начислено и оплачено" not in page


@pytest.mark.parametrize(("role", "told"), [(Role.ACCOUNTANT, True), (Role.SOCIAL_WORKER, False)])
def test_the_code_that_opens_a_papers_sum_is_told_with_the_paper(
    rows: Session, staff: Staff, own: Mapping[str, int], role: Role, *, told: bool
) -> None:
    """Whoever types the code is told the paper's sum, so it goes with the right to read it."""
    contract = rows.get_one(Contract, own["contract_id"])
    paper = factories.make_paper(
        rows,
        contract.provider_id,
        b"%PDF-1.4 with a code",
        contract_id=contract.id,
        recipient_id=contract.recipient_id,
        code="7KQ2M0XDPA",
        statement="signed",
    )
    contract.paper_id = paper.id
    rows.commit()

    page = staff.browser(role).get(f"/contracts/{contract.id}").get_data(as_text=True)

    assert ("/verify?code=" in page) is told


def test_the_register_of_copies_is_hers_without_the_sums(
    staff: Staff, own: Mapping[str, int]
) -> None:
    """VLA-PAY-03: who brings the copy knows its number and its day."""
    page = words(staff.browser(Role.SOCIAL_WORKER).get("/payments/receipts"))

    assert "4711" in page
    assert "Сдать выбранные" in page


def test_a_region_without_the_register_has_no_page_of_it(app: Flask, rows: Session) -> None:
    elsewhere = Staff(app, rows, factories.make_provider(rows, region="moscow"))

    assert elsewhere.browser(Role.SOCIAL_WORKER).get("/payments/receipts").status_code == 404
    assert elsewhere.browser(Role.ACCOUNTANT).get("/payments/receipts").status_code == 200


def test_the_table_of_roles_is_the_laws_in_every_region() -> None:
    today = MOMENT.date()

    for code, region in discover().items():
        rules = region.rules.personal_data_rules.on(today)
        for subject in Subject:
            theirs = {one for one in Role if may_see(rules, one.value, subject.value).allowed}
            assert theirs == set(who_sees(subject)), f"{code}: {subject}"


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        pytest.param(Role.DIRECTOR, True, id="FED-PDP-04 the director"),
        pytest.param(Role.ACCOUNTANT, False, id="FED-PDP-04 only that it is there"),
        pytest.param(Role.HEAD_OF_DEPARTMENT, False, id="the head of a department"),
        pytest.param(Role.SOCIAL_WORKER, False, id="the worker herself"),
    ],
)
def test_a_medical_paper_is_read_by_the_director_alone(
    rows: Session, staff: Staff, person: Recipient, role: Role, *, reads: bool
) -> None:
    scan = _scan(rows, person, "medical_conclusion")
    reader = staff.browser(role)

    listed = words(reader.get(f"/recipients/{person.id}/documents"))
    answer = reader.get(f"/recipients/{person.id}/documents/{scan.id}/scan")

    assert answer.status_code == (200 if reads else 403)
    assert ("Скачать скан" in listed) is reads
    assert ("Скан есть" in listed) is not reads


@pytest.mark.parametrize("page", ["/recipients", "/recipients/{}", "/deliveries?month=2026-03"])
def test_an_accountant_learns_no_address_and_no_telephone(
    staff: Staff, own: Mapping[str, int], person: Recipient, page: str
) -> None:
    address = page.format(person.id)

    hers = words(staff.browser(Role.ACCOUNTANT).get(address))
    workers = words(staff.browser(Role.SOCIAL_WORKER).get(address))

    assert person.surname in hers
    assert person.address in workers
    assert person.address not in hers
    assert "123-45-67" not in hers


@pytest.mark.parametrize("page", ["/recipients/{}/edit", "/deliveries/today"])
def test_an_accountant_does_not_open_what_is_made_of_addresses(
    staff: Staff, person: Recipient, page: str
) -> None:
    assert staff.browser(Role.ACCOUNTANT).get(page.format(person.id)).status_code == 403
