"""The recipient's pages. Whose they are is decided by the reader's membership alone."""

from datetime import date

from flask import Blueprint, Response

from portal.domain.cabinet import EVERYTHING, Part
from portal.domain.calendar import month_of, next_month
from portal.domain.violations import NotFound
from portal.models import NoticeEvent
from portal.models.user import Role
from portal.usecases.act_sheets import act_paper, receipt_paper
from portal.usecases.amendments import amendment_paper
from portal.usecases.fee_notices import notice_paper
from portal.usecases.papers import paper_bytes
from portal.usecases.payment_channels import provider_payment_rules
from portal.usecases.queries import cabinet as queries
from portal.usecases.queries.act_claims import act_changes, get_correction_paper
from portal.usecases.queries.amendments import get_amendment, list_amendments, tariffs_on
from portal.usecases.queries.due_days import due_day_steps
from portal.usecases.queries.notices import NoticeRow, contract_notices, get_notice
from portal.usecases.queries.own_breaks import own_breaks
from portal.usecases.queries.own_refusals import own_refusals
from portal.usecases.queries.own_services import list_own_services
from portal.usecases.queries.signed_papers import (
    get_signed_paper,
    own_ending,
    own_ending_papers,
)
from portal.usecases.queries.waiting_papers import waiting_for_signer
from portal.usecases.rest_receipts import rest_receipt
from portal.usecases.signables import SignedKey, SignedKind
from portal.web import downloads
from portal.web.access import actor, allow, press, region, shown_parts
from portal.web.acts.presenters import paper_name as act_paper_name
from portal.web.acts.presenters import paper_title as act_paper_title
from portal.web.cabinet import breaks, presenters, refusals
from portal.web.clock import now, today
from portal.web.contracts.changes import state_tag, title, what_changes
from portal.web.contracts.presenters import kilobytes, paper_name, paper_title
from portal.web.electronic.addresses import link
from portal.web.filters import NBSP, day
from portal.web.htmx import render
from portal.web.months.addresses import asked_month
from portal.web.payments.presenters import account_steps, balance_words, payment_tag

CONTRACT, SERVICES = frozenset({Part.CONTRACT}), frozenset({Part.SERVICES})
ACTS, PAYMENTS = frozenset({Part.ACTS}), frozenset({Part.PAYMENTS})

blueprint = Blueprint("cabinet", __name__, url_prefix="/cabinet")
breaks.join(blueprint)
refusals.join(blueprint)


@blueprint.get("")
@allow(Role.RECIPIENT, parts=EVERYTHING)
def home() -> Response:
    cabinet = queries.get_cabinet(actor(), today())
    running = tuple(one for one in cabinet.contracts if one.in_force or one.to_pay)
    return render(
        "cabinet/home.html",
        cabinet=cabinet,
        payments=tuple(presenters.next_payment(one, today()) for one in running),
        acts=tuple(act for one in cabinet.contracts for act in one.acts)[:2],
        contracts=running,
        was_served=any(one.was_served for one in cabinet.contracts),
        act_tag=presenters.act_tag,
        to_sign=_to_sign(),
        breaks=own_breaks(actor(), region(), today()),
        refused=tuple(one for one in own_refusals(actor(), today()) if one.stands),
        today=today(),
    )


def _to_sign() -> list[tuple[str, str]]:
    """What waits for the reader's own hand: names and addresses."""
    return [
        (one.title.replace("№ ", f"№{NBSP}"), link("signing_codes.sign", one.key))
        for one in waiting_for_signer(actor())
    ]


@blueprint.get("/contract")
@allow(Role.RECIPIENT, parts=CONTRACT)
def contract() -> Response:
    found = queries.get_own_contract(actor(), day=today())
    return render(
        "cabinet/contract.html",
        contract=found,
        tag=presenters.contract_tag(found, today()) if found else None,
        where=presenters.where,
        kilobytes=kilobytes,
        changes=list_amendments(actor(), found.id) if found else (),
        tariffs=tariffs_on([one.code for one in found.services], region(), today())
        if found
        else {},
        breaks=[
            one for one in own_breaks(actor(), region(), today()) if one.contract_id == found.id
        ]
        if found
        else (),
        today=today(),
        refusals=own_refusals(actor(), today()),
        change_title=title,
        change_tag=state_tag,
        change_words=what_changes,
        told=_told_of_conditions(found.id) if found else (),
        ending=own_ending(actor(), found.id) if found else None,
        ending_papers=presenters.ending_papers(own_ending_papers(actor(), found.id))
        if found
        else (),
        waits={(one.key.kind.value, one.key.id) for one in waiting_for_signer(actor())},
    )


@blueprint.get("/contracts/<int:contract_id>/contract.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def contract_paper(contract_id: int) -> Response:
    found = queries.get_own_contract(actor(), contract_id)
    if found is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, found.paper.id)
    return downloads.paper(content, name=paper_name(found), title=paper_title(found))


@blueprint.get("/amendments/<int:amendment_id>/amendment.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def amendment_file(amendment_id: int) -> Response:
    """The paper of a change the provider has signed, or the notice of one it made alone."""
    row = get_amendment(actor(), amendment_id).row
    draw, number = (
        (amendment_paper, row.id) if row.notice_id is None else (notice_paper, row.notice_id)
    )
    content = draw(number, region=region(), actor=actor(), now=now(), press=press())
    name = f"amendment-{row.contract_number}-{row.number}".replace("/", "-")
    return downloads.paper(content, name=name, title=title(row))


def _told_of_conditions(contract_id: int) -> list[NoticeRow]:
    rows = contract_notices(actor(), contract_id)
    return [row for row in rows if row.event is NoticeEvent.CONDITIONS_CHANGED]


@blueprint.get("/notices/<int:notice_id>/notice.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def notice_file(notice_id: int) -> Response:
    """What the reader has been told of changed conditions."""
    row = get_notice(actor(), notice_id)
    told = row.event is NoticeEvent.CONDITIONS_CHANGED
    if not told or queries.get_own_contract(actor(), row.contract_id) is None:
        raise NotFound
    content = notice_paper(row.id, region=region(), actor=actor(), now=now(), press=press())
    name = f"notice-{row.id}"
    return downloads.paper(content, name=name, title=row.event.label.capitalize())


@blueprint.get("/endings/<int:termination_id>/agreement.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def ending_file(termination_id: int) -> Response:
    """The document about the end of the contract, once the director has signed it."""
    return _ending_file(SignedKey(SignedKind.ENDING, termination_id))


@blueprint.get("/endings/<int:termination_id>/order.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def ending_order(termination_id: int) -> Response:
    """The director's order about the end."""
    return _ending_file(SignedKey(SignedKind.ORDER, termination_id))


@blueprint.get("/endings/<int:termination_id>/notice.pdf")
@allow(Role.RECIPIENT, parts=CONTRACT)
def ending_notice(termination_id: int) -> Response:
    """The notice of the end."""
    return _ending_file(SignedKey(SignedKind.NOTICE, termination_id))


def _ending_file(key: SignedKey) -> Response:
    thing = get_signed_paper(actor(), key)
    if thing.paper is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, thing.paper.id)
    name = f"{key.kind}-{thing.contract_number}".replace("/", "-")
    return downloads.paper(content, name=name, title=thing.title.replace("/", "-"))


@blueprint.get("/services")
@allow(Role.RECIPIENT, parts=SERVICES)
def services() -> Response:
    month = asked_month()
    found = list_own_services(actor(), month)
    return render(
        "cabinet/services.html",
        month=month,
        earlier=next_month(month, -1),
        later=_later(month),
        services=found,
        visits=presenters.visits(found),
        times=presenters.times,
        days=presenters.days,
    )


def _later(month: date) -> date | None:
    following = next_month(month)
    return following if following <= month_of(today()) else None


@blueprint.get("/acts")
@allow(Role.RECIPIENT, parts=ACTS)
def acts() -> Response:
    cabinet = queries.get_cabinet(actor(), today())
    return render(
        "cabinet/acts.html",
        acts=sorted(
            (act for one in cabinet.contracts for act in one.acts),
            key=lambda act: act.month,
            reverse=True,
        ),
        act_tag=presenters.act_tag,
    )


@blueprint.get("/acts/<int:act_id>")
@allow(Role.RECIPIENT, parts=ACTS)
def act(act_id: int) -> Response:
    found = queries.get_own_act(actor(), act_id)
    contract, account = queries.own_account_of(actor(), found, today())
    return render(
        "cabinet/act.html",
        act=found,
        tag=presenters.act_tag(found.stage),
        contract=contract,
        account=account,
        due_steps=due_day_steps(actor(), act_id, region()) if found.payable else (),
        changes=act_changes(actor(), act_id),
        may_dispute=False,
        may_correct=False,
        opens_papers=True,
        correction_at="cabinet.correction_file",
        may_record=False,
    )


@blueprint.get("/acts/<int:act_id>/act.pdf")
@allow(Role.RECIPIENT, parts=ACTS)
def act_file(act_id: int) -> Response:
    found = queries.get_own_act(actor(), act_id)
    content = act_paper(act_id, region=region(), actor=actor(), now=now(), press=press())
    name, title = act_paper_name(found, "act"), act_paper_title(found, "Акт")
    return downloads.paper(content, name=name, title=title)


@blueprint.get("/acts/<int:act_id>/corrections/<int:sequence>/correction.pdf")
@allow(Role.RECIPIENT, parts=ACTS)
def correction_file(act_id: int, sequence: int) -> Response:
    """The paper that corrects an own act."""
    found = queries.get_own_act(actor(), act_id)
    content = paper_bytes(actor().provider_id, get_correction_paper(actor(), found.id, sequence))
    title = f"Исправление акта № {found.number}-{sequence}"
    return downloads.paper(content, name=f"act-correction-{act_id}-{sequence}", title=title)


@blueprint.get("/acts/<int:act_id>/receipt.pdf")
@allow(Role.RECIPIENT, parts=ACTS)
def receipt_file(act_id: int) -> Response:
    found = queries.get_own_act(actor(), act_id)
    content = receipt_paper(act_id, region=region(), actor=actor(), now=now(), press=press())
    name, title = act_paper_name(found, "receipt"), act_paper_title(found, "Квитанция")
    return downloads.paper(content, name=name, title=title)


@blueprint.get("/contracts/<int:contract_id>/receipt.pdf")
@allow(Role.RECIPIENT, parts=PAYMENTS)
def rest_receipt_file(contract_id: int) -> Response:
    """The receipt for what is left to be paid today, whatever was paid before."""
    content = rest_receipt(contract_id, region=region(), actor=actor(), now=now(), press=press())
    title = f"Квитанция на остаток, {day(today())}"
    return downloads.paper(content, name=f"receipt-rest-{today():%Y-%m-%d}", title=title)


@blueprint.get("/payments")
@allow(Role.RECIPIENT, parts=PAYMENTS)
def payments() -> Response:
    return render(
        "cabinet/payments.html",
        accounts=queries.list_own_accounts(actor(), today()),
        words=balance_words,
        account_steps=account_steps,
        # The derivation of an act names the income, so it follows the acts.
        sees_acts=shown_parts() >= ACTS,
        payment_tag=payment_tag,
        today=today(),
        channels=provider_payment_rules(actor().provider_id, region(), today()).channels,
    )
