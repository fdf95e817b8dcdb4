"""What comes to a payment after it was recorded: the fiscal receipt's number, a scan.

Rules: FED-PAY-04 (the number of the fiscal receipt), VLA-PAY-02 (the bank's receipt as a scan).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.domain.violations import Conflict, Violation, refuse
from portal.models import Payment, PaymentPaper
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.payments import LONGEST_RECEIPT_NUMBER
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_scan


@dataclass(frozen=True, slots=True)
class AddPaymentPaper:
    """The fiscal receipt's number as it stands now, and a scan; no scan leaves the one kept."""

    payment_id: int
    fiscal_number: str = ""
    scan: Upload | None = None


def add_payment_paper(command: AddPaymentPaper, *, actor: Actor, now: datetime) -> None:
    """Keep a payment's papers; the bank receipt's own number does not change.

    Raises value_invalid for a number too long and for nothing new, Conflict for a payment that was
    taken back.
    """
    number = " ".join(command.fiscal_number.split())
    if len(number) > LONGEST_RECEIPT_NUMBER:
        text = f"Номер чека не длиннее {LONGEST_RECEIPT_NUMBER} знаков. Проверьте его."
        refuse("value_invalid", text, field="fiscal_number")
    with transaction() as session:
        payment = own(session, Payment, command.payment_id, actor.provider_id, lock=True)
        if payment.reversed_at is not None:
            text = "Эта запись об оплате отменена, чек к ней не добавляют."
            raise Conflict(Violation("conflict", text))
        row = session.scalars(
            select(PaymentPaper).where(
                PaymentPaper.provider_id == actor.provider_id,
                PaymentPaper.payment_id == payment.id,
            )
        ).one_or_none()
        if command.scan is None and number == (row.fiscal_number if row else ""):
            text = "Введите номер кассового чека или выберите скан: нового здесь ничего нет."
            refuse("value_invalid", text, field="fiscal_number")
        before = {"fiscal_number": row.fiscal_number, "scan": row.file_id} if row else None
        scan = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
        if row is None:
            row = PaymentPaper(provider_id=actor.provider_id, payment_id=payment.id)
            session.add(row)
        row.fiscal_number = number
        row.file_id = scan or row.file_id
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        after = {"fiscal_number": row.fiscal_number, "scan": row.file_id}
        subject = ("payment_paper_added", "payment", payment.id)
        audit.record(session, actor, now, *subject, before, after)
