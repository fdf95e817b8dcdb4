"""Nobody reaches another provider's things: every address with every role, made from the URL map.

A new kind of id in an address fails here until a row of the other provider is named for it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.domain.amendments import AmendmentState
from portal.models import (
    Contract,
    Job,
    JobState,
    NoticeEvent,
    Programme,
    Provider,
    Recipient,
    Role,
    SubmittedDocument,
)
from portal.usecases.actor import Actor
from tests.support import factories
from tests.web.conftest import Staff

MOMENT = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
READERS = tuple(role for role in Role if role is not Role.RECIPIENT)
NUMBERS = {
    "warning_id",
    "suspension_id", "order_id",
    "duty_id",
    "recipient_id", "programme_id", "contract_id", "act_id", "payment_id", "document_id", "file_id",
    "job_id", "user_id", "tariff_day_id", "notice_id", "amendment_id", "department_id", "entry_id",
    "application_id", "request_id", "urgent_id", "claim_id", "inventory_id",
    "representative_id", "consent_id", "termination_id", "refusal_id", "return_id",
    "transfer_id", "envelope_id", "move_id", "letter_id", "move_request_id",
    "family_id", "decision_id", "paper_id",
}  # fmt: skip
WITHOUT_A_ROW = {"sequence", "member", "source", "number", "month", "year", "code", "filename"}


@pytest.fixture
def foreign(rows: Session, other_provider: Provider) -> Mapping[str, int]:
    """One row of each kind at the other provider."""
    worker = factories.make_staff(rows, other_provider, Role.SOCIAL_WORKER)
    return one_of_each(rows, factories.make_recipient(rows, other_provider), worker)


def one_of_each(rows: Session, recipient: Recipient, worker: Actor) -> Mapping[str, int]:
    """One row of each kind about a recipient, by the name its id has in addresses."""
    provider = rows.get_one(Provider, recipient.provider_id)
    programme = factories.make_programme(rows, recipient)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, programme, terms=terms)
    act = factories.make_act(rows, contract, terms)
    payment = factories.make_payment(rows, contract, worker)
    scan = factories.make_file(rows, provider.id)
    document = factories.save(
        rows,
        SubmittedDocument(
            provider_id=provider.id,
            recipient_id=recipient.id,
            code="identity_document",
            issued_on=date(2026, 2, 1),
            file_id=scan.id,
            received_at=MOMENT,
            received_by_id=worker.membership_id,
        ),
    )
    job = factories.save(
        rows,
        Job(
            provider_id=provider.id,
            kind="close_month",
            state=JobState.QUEUED,
            arguments={},
            queued_at=MOMENT,
            queued_by_id=worker.membership_id,
        ),
    )
    tariff_day, notice = factories.make_tariff_day(rows, contract, worker)
    return {
        "recipient_id": recipient.id,
        "programme_id": programme.id,
        "contract_id": contract.id,
        "paper_id": contract.paper_id or 0,
        "act_id": act.id,
        "payment_id": payment.id,
        "document_id": document.id,
        "file_id": scan.id,
        "job_id": job.id,
        "user_id": worker.user_id,
        "tariff_day_id": tariff_day.id,
        "notice_id": notice.id,
        "amendment_id": factories.make_amendment(rows, contract, worker).id,
        "termination_id": factories.make_termination(rows, contract, worker).id,
        "refusal_id": factories.make_refusal(rows, programme, worker).id,
        **_moving(rows, contract, worker),
        "return_id": factories.make_return(rows, contract, worker).id,
        "representative_id": factories.make_representative(rows, recipient).id,
        "consent_id": factories.make_consent(rows, recipient, worker).id,
        "warning_id": factories.make_warning(rows, contract, worker).id,
        **_breaking(rows, contract, worker),
        "claim_id": factories.make_claim(rows, act, worker).id,
        "inventory_id": factories.make_inventory(rows, contract, worker).id,
        "urgent_id": factories.make_urgent_case(rows, recipient, worker).id,
        **_waiting(rows, provider, recipient, worker),
        "family_id": factories.make_family(rows, provider, worker).id,
        "decision_id": factories.make_council(rows, programme, worker).id,
    }


def _moving(rows: Session, contract: Contract, worker: Actor) -> Mapping[str, int]:
    """A move from the provider, with its envelope."""
    move = factories.make_transfer(rows, contract, worker)
    return {
        "transfer_id": move.id,
        "envelope_id": factories.make_envelope(rows, move, worker).id,
        "move_id": factories.make_move(rows, contract, worker).id,
        "move_request_id": factories.make_move_request(rows, contract, worker).id,
        "letter_id": factories.make_transfer_letter(rows, move, worker).id,
    }


def _breaking(rows: Session, contract: Contract, worker: Actor) -> Mapping[str, int]:
    """A break in the service, with its order."""
    pause = factories.make_suspension(rows, contract, worker)
    order = factories.make_suspension_order(rows, pause)
    return {"suspension_id": pause.id, "order_id": order.id}


def _waiting(
    rows: Session, provider: Provider, recipient: Recipient, worker: Actor
) -> Mapping[str, int]:
    """Somebody in the queue of a department."""
    department = factories.make_department(rows, provider, places=1)
    turn = factories.make_turn(rows, recipient, department, worker)
    application = factories.make_application(rows, recipient, worker)
    return {
        "department_id": department.id,
        "entry_id": turn.id,
        "application_id": application.id,
        "request_id": factories.make_paper_request(rows, recipient, worker).id,
        "duty_id": factories.make_duty(rows, recipient, worker).id,
    }


def addresses(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and rule.arguments - WITHOUT_A_ROW:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


def address(app: Flask, rule: Rule, ids: Mapping[str, int]) -> str:
    unknown = rule.arguments - WITHOUT_A_ROW - ids.keys()
    assert not unknown, f"{rule.rule}: name a row of another provider for {unknown}"
    fillers: dict[str, object] = {
        "member": 0,
        "source": 0,
        "number": 2,
        "sequence": 1,
        "month": date(2026, 3, 1),
        "year": 2026,
        "code": "identity_document",
    }
    values = {name: fillers.get(name, ids.get(name)) for name in rule.arguments}
    adapter = app.url_map.bind("localhost")
    return adapter.build(rule.endpoint, values, append_unknown=False)


@pytest.mark.parametrize("role", [*READERS, Role.RECIPIENT])
def test_another_providers_things_do_not_exist(
    app: Flask, rows: Session, staff: Staff, foreign: Mapping[str, int], role: Role
) -> None:
    if role is Role.RECIPIENT:
        own = factories.make_recipient(rows, staff.provider)
        staff.actors[role] = factories.make_recipient_access(rows, own)
    reader = staff.browser(role)
    leaks = []

    for rule, method in addresses(app):
        allowed = role in getattr(app.view_functions[rule.endpoint], "access", ())
        url = address(app, rule, foreign)
        answer = reader.get(url) if method == "GET" else reader.post(url)
        if answer.status_code != (404 if allowed else 403):
            leaks.append(f"{method} {url}: {answer.status_code}")

    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_no_row_can_have_names_nothing(app: Flask, staff: Staff, number: int) -> None:
    director = staff.browser(Role.DIRECTOR)
    reached = []

    for rule, method in addresses(app):
        if method == "GET" and rule.arguments & NUMBERS:
            url = address(app, rule, dict.fromkeys(NUMBERS, 1)).replace("/1", f"/{number}")
            answer = director.get(url)
            if answer.status_code != 404:
                reached.append(f"{url}: {answer.status_code}")

    assert not reached, "\n".join(reached)


def _told(rows: Session, contract: Contract, director: Actor) -> int:
    """A notice of changed conditions, which its own recipient would read."""
    _day, notice = factories.make_tariff_day(rows, contract, director)
    notice.event = NoticeEvent.CONDITIONS_CHANGED
    rows.commit()
    return notice.id


def _refused(rows: Session, contract: Contract, director: Actor) -> int:
    """A refusal to contract with its paper, which its own person would read."""
    programme = rows.get_one(Programme, contract.programme_id)
    paper = {"paper_id": contract.paper_id}
    return factories.make_refusal(rows, programme, director, **paper).id


def test_another_recipients_things_do_not_exist_in_the_cabinet(
    app: Flask, rows: Session, staff: Staff
) -> None:
    neighbour = factories.make_recipient(rows, staff.provider)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, factories.make_programme(rows, neighbour), terms=terms)
    act = factories.make_act(rows, contract, terms)
    own = factories.make_recipient(rows, staff.provider)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, own)
    reader = staff.browser(Role.RECIPIENT)
    signed = {"state": AmendmentState.SIGNED, "provider_signed_on": date(2026, 3, 16)}
    director = staff.actor(Role.DIRECTOR)
    amendment = factories.make_amendment(rows, contract, director, **signed)
    ids = {
        "contract_id": contract.id,
        "act_id": act.id,
        "amendment_id": amendment.id,
        "termination_id": factories.make_termination(rows, contract, director).id,
        "notice_id": _told(rows, contract, director),
        "warning_id": factories.make_warning(rows, contract, director).id,
        "refusal_id": _refused(rows, contract, director),
        **_moving(rows, contract, director),
        **_breaking(rows, contract, director),
    }
    mine = [
        (address(app, rule, ids), method)
        for rule, method in addresses(app)
        if Role.RECIPIENT in getattr(app.view_functions[rule.endpoint], "access", ())
    ]

    answers = {
        f"{method} {url}": (reader.get(url) if method == "GET" else reader.post(url)).status_code
        for url, method in mine
    }

    assert answers
    assert set(answers.values()) == {404}, answers
