"""Copies of receipts on their way from the recipient to the head of department (VLA-PAY-03)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.payments import PaymentRules
from portal.domain.violations import refuse
from portal.domain.workflow import Workflow, advance, open_steps
from portal.models import (
    Contract,
    Membership,
    Payment,
    ReceiptCopy,
    Recipient,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class HandOverReceipt:
    """The receipt's copy goes on: to a member of staff, by default to the head of department."""

    payment_id: int
    day: date
    to_membership_id: int | None = None


def hand_over_receipt(
    command: HandOverReceipt, *, region: Region, actor: Actor, now: datetime
) -> str:
    """Pass a receipt's copy on along the region's procedure; returns its new state (VLA-PAY-03)."""
    with transaction() as session:
        payment = own(session, Payment, command.payment_id, actor.provider_id)
        copy = session.scalars(
            select(ReceiptCopy).where(ReceiptCopy.payment_id == payment.id).with_for_update()
        ).one_or_none()
        workflow = region.rules.payment_rules.on(payment.paid_on).receipt_workflow
        if copy is None or workflow is None:
            refuse(
                "transition_not_allowed",
                "Копию этой квитанции никто не сдаёт: такого порядка для этого договора нет.",
            )
        _demand_hand_over_day(command.day, payment, region.today(now))
        receiver = _receiver(session, command.to_membership_id, actor)
        before = copy.state
        copy.state = _advanced(workflow, copy.state, actor)
        if workflow.state(copy.state).final:
            copy.handed_over_on, copy.accepted_by_id = command.day, receiver
        else:
            copy.worker_id = receiver or copy.worker_id
        audit.record(
            session,
            actor,
            now,
            "receipt_handed_over",
            "payment",
            payment.id,
            {"state": before},
            {"state": copy.state, "day": command.day.isoformat()},
        )
        return copy.state


def start_receipt_copy(
    session: Session, payment: Payment, contract: Contract, rules: PaymentRules
) -> None:
    """Open the way of a payment's receipt copy, where the region has such a procedure."""
    # Only who is served at home has a social worker who brings the copy (VLA-PAY-03).
    if rules.receipt_workflow is None or contract.form is not Form.HOME:
        return
    recipient = session.get_one(Recipient, contract.recipient_id)
    session.add(
        ReceiptCopy(
            provider_id=payment.provider_id,
            payment_id=payment.id,
            state=rules.receipt_workflow.start,
            # Whom the office has moved to another worker, the contract does not know.
            worker_id=recipient.social_worker_id or contract.social_worker_id,
        )
    )


def _demand_hand_over_day(day: date, payment: Payment, today: date) -> None:
    if payment.paid_on <= day <= today:
        return
    refuse(
        "value_invalid",
        f"Копию сдают не раньше оплаты ({payment.paid_on:%d.%m.%Y}) и не позже сегодняшнего дня. "
        "Проверьте день.",
        field="day",
    )


def _receiver(session: Session, membership_id: int | None, actor: Actor) -> int | None:
    if membership_id is None:
        return None
    return own(session, Membership, membership_id, actor.provider_id).id


def _advanced(workflow: Workflow, state: str, actor: Actor) -> str:
    """The state after the copy has gone on.

    A worker who hands over a copy has it in hand: steps that are the same worker's own are taken
    together, so that nobody has to note first that the worker received a paper from the client.
    """
    steps = open_steps(workflow, state, actor.role)
    if not steps:
        title = workflow.state(state).title
        every = open_steps(workflow, state)
        if every:
            return advance(workflow, state, every[0].code, actor.role)
        refuse("transition_not_allowed", f"Копия уже сдана: состояние «{title}». Сдавать нечего.")
    state = advance(workflow, state, steps[0].code, actor.role)
    following = open_steps(workflow, state, actor.role)
    return advance(workflow, state, following[0].code, actor.role) if following else state
