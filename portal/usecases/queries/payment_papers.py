"""The fiscal receipt's number and the scan behind a payment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.models import PaymentPaper, StoredFile
from portal.usecases.actor import Actor
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class PaymentPaperView:
    """What was added to a payment; ``scan`` is the file's own name, empty without one."""

    fiscal_number: str = ""
    scan: str = ""


def payment_paper(actor: Actor, payment_id: int) -> PaymentPaperView:
    """What was added to a payment that the reader may open."""
    with reading() as session:
        found = session.execute(
            select(PaymentPaper.fiscal_number, StoredFile.original_name)
            .outerjoin(StoredFile, StoredFile.id == PaymentPaper.file_id)
            .where(
                PaymentPaper.provider_id == actor.provider_id,
                PaymentPaper.payment_id == payment_id,
            )
        ).one_or_none()
    return PaymentPaperView(found[0], found[1] or "") if found else PaymentPaperView()


def payment_scan(actor: Actor, payment_id: int) -> ScanView:
    """The scan of a payment's receipt; raises NotFound without one."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == PaymentPaper.file_id,
            PaymentPaper.provider_id == actor.provider_id,
            PaymentPaper.payment_id == payment_id,
        )
