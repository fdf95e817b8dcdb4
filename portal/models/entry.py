"""What is recorded of a person at the entry: kept fees, belongings taken into care, numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.catalogue import Form
from portal.extensions import Base
from portal.models.tenancy import (
    ProviderRow,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import Moment, Money, choice

_STANDING = text("struck_on IS NULL")


class LegacyFee(ProviderRow, Base):
    """The fee of 31 December 2014 of somebody served since before (FED-FEE-13, MSK-FEE-10).

    ``interrupted_on`` is the first day without service: from it on the right is lost. The first
    programme's ``drafted_on`` and ``signed_on`` are of the transition of 2015 (MSK-IPP-11). What
    was recorded otherwise is struck with a reason; one row of a form of service stands.
    """

    __tablename__ = "legacy_fee"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        Index(
            "uq_legacy_fee_standing",
            "recipient_id",
            "form",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        indexed("provider_id", "recipient_id"),
        not_negative("fee"),
        CheckConstraint("proof <> ''", name="proof_given"),
        CheckConstraint(
            "interrupted_on IS NULL OR interrupted_on > served_since",
            name="interrupted_after_served_since",
        ),
        CheckConstraint(
            "signed_on IS NULL OR drafted_on IS NULL OR signed_on >= drafted_on",
            name="signed_after_drafted",
        ),
        CheckConstraint("(struck_on IS NULL) = (struck_reason = '')", name="struck_with_reason"),
    )

    recipient_id: Mapped[int]
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    served_since: Mapped[date]
    fee: Mapped[Money]
    proof: Mapped[str]
    interrupted_on: Mapped[date | None]
    drafted_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    struck_on: Mapped[date | None]
    struck_reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class Inventory(ProviderRow, Base):
    """A list of belongings taken into care; two of the staff and who handed them sign (FED-RGT-03).

    ``handed_by`` is the recipient, or the representative whom ``representative_id`` names. Before
    ``signed_on`` a list with a mistake may be struck with a reason.
    """

    __tablename__ = "inventory"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("recipient", "recipient_id"),
        points_to("representative", "representative_id"),
        points_to("membership", "accepted_by_id"),
        points_to("membership", "witness_id"),
        points_to("membership", "recorded_by_id"),
        points_to("paper", "paper_id"),
        indexed("provider_id", "recipient_id"),
        CheckConstraint("accepted_by_id <> witness_id", name="two_of_the_staff"),
        CheckConstraint("handed_by <> ''", name="handed_by_given"),
        CheckConstraint("signed_on IS NULL OR signed_on >= drawn_on", name="signed_after_drawn"),
        CheckConstraint("(struck_on IS NULL) = (struck_reason = '')", name="struck_with_reason"),
        CheckConstraint("struck_on IS NULL OR signed_on IS NULL", name="struck_before_signed"),
    )

    contract_id: Mapped[int]
    recipient_id: Mapped[int]
    drawn_on: Mapped[date]
    handed_by: Mapped[str]
    representative_id: Mapped[int | None]
    accepted_by_id: Mapped[int]
    witness_id: Mapped[int]
    paper_id: Mapped[int]
    signed_on: Mapped[date | None]
    struck_on: Mapped[date | None]
    struck_reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]

    items: Mapped[list[InventoryItem]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="InventoryItem.place"
    )


class InventoryItem(ProviderRow, Base):
    """A thing of the list, and when, by whom and to whom it was given back, as a whole.

    ``returned_paper`` is what another than the recipient showed.
    """

    __tablename__ = "inventory_item"
    __table_args__ = owned(
        points_to("inventory", "inventory_id"),
        points_to("membership", "returned_by_id"),
        UniqueConstraint("inventory_id", "place"),
        positive("place"),
        positive("quantity"),
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("(returned_on IS NULL) = (returned_to = '')", name="returned_to_somebody"),
        CheckConstraint(
            "(returned_on IS NULL) = (returned_by_id IS NULL)", name="returned_by_somebody"
        ),
    )

    inventory_id: Mapped[int]
    place: Mapped[int]
    title: Mapped[str]
    features: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int]
    returned_on: Mapped[date | None]
    returned_to: Mapped[str] = mapped_column(default="")
    returned_paper: Mapped[str] = mapped_column(default="")
    returned_by_id: Mapped[int | None]


class HouseRules(ProviderRow, Base):
    """A text of the house rules; the newest counts once the director confirmed it (FED-RGT-04)."""

    __tablename__ = "house_rules"
    __table_args__ = owned(
        points_to("membership", "recorded_by_id"),
        points_to("membership", "confirmed_by_id"),
        CheckConstraint("words <> ''", name="words_given"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"
        ),
    )

    words: Mapped[str]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    confirmed_at: Mapped[Moment | None]
    confirmed_by_id: Mapped[int | None]


class RegisterRecord(ProviderRow, Base):
    """The number of a recipient's record in the region's register of recipients (FED-REG-02)."""

    __tablename__ = "register_record"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("recipient_id"),
        UniqueConstraint("provider_id", "number"),
        CheckConstraint("number <> ''", name="number_given"),
    )

    recipient_id: Mapped[int]
    number: Mapped[str]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
