"""The ledger of charges and payments, and the receipts behind payments."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.payments import Channel
from portal.extensions import Base
from portal.models.contract import Contract
from portal.models.tenancy import ProviderRow, first_day, indexed, owned, points_to, positive
from portal.models.types import Moment, Money, choice


class EntryKind(StrEnum):
    """Why the ledger moved."""

    CHARGE = "charge"
    PAYMENT = "payment"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        """The word for people."""
        return _KINDS[self]


_KINDS = {
    EntryKind.CHARGE: "начислено",
    EntryKind.PAYMENT: "оплачено",
    EntryKind.REVERSAL: "отменено",
}


class LedgerEntry(ProviderRow, Base):
    """A debt grew (a charge, positive) or shrank (a payment, negative). Append-only."""

    __tablename__ = "ledger_entry"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("act", "act_id"),
        points_to("payment", "payment_id"),
        points_to("membership", "recorded_by_id"),
        first_day(),
        CheckConstraint("kind <> 'charge' OR amount >= 0", name="charge_not_negative"),
        CheckConstraint("kind <> 'payment' OR amount <= 0", name="payment_not_positive"),
        indexed("provider_id", "contract_id", "month"),
    )

    contract_id: Mapped[int]
    month: Mapped[date | None]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    amount: Mapped[Money]
    act_id: Mapped[int | None]
    payment_id: Mapped[int | None]
    at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class Payment(ProviderRow, Base):
    """Money received. ``operation`` is the form's own key: the same form posted twice pays once."""

    __tablename__ = "payment"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "operation"),
        positive("amount"),
        indexed("provider_id", "contract_id"),
        indexed("provider_id", "paid_on"),
    )

    contract_id: Mapped[int]
    amount: Mapped[Money]
    paid_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    receipt_number: Mapped[str | None]
    payer: Mapped[str] = mapped_column(default="")
    # The bank that took the money and gave the receipt, where the region asks for it.
    bank: Mapped[str | None]
    operation: Mapped[str]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    reversed_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column()

    contract: Mapped[Contract] = relationship(viewonly=True, lazy="raise")
    allocations: Mapped[list[PaymentAllocation]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="PaymentAllocation.id"
    )
    receipt_copy: Mapped[ReceiptCopy | None] = relationship(viewonly=True, lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class PaymentAllocation(ProviderRow, Base):
    """The part of a payment that covers one month; the advance belongs to no month yet."""

    __tablename__ = "payment_allocation"
    __table_args__ = owned(
        points_to("payment", "payment_id"),
        UniqueConstraint("payment_id", "month"),
        first_day(),
        CheckConstraint("month IS NULL OR amount > 0", name="amount_positive"),
    )

    payment_id: Mapped[int]
    month: Mapped[date | None]
    amount: Mapped[Money]


class ReceiptCopy(ProviderRow, Base):
    """The way of a receipt's copy; its states are those of the region's receipt workflow."""

    __tablename__ = "receipt_copy"
    __table_args__ = owned(
        points_to("payment", "payment_id"),
        points_to("membership", "worker_id"),
        points_to("membership", "accepted_by_id"),
        UniqueConstraint("payment_id"),
        CheckConstraint("state <> ''", name="state_given"),
        indexed("provider_id", "state"),
    )

    payment_id: Mapped[int]
    state: Mapped[str]
    worker_id: Mapped[int | None]
    handed_over_on: Mapped[date | None]
    accepted_by_id: Mapped[int | None]
