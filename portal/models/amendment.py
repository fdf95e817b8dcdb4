"""Changes of signed contracts: numbered, agreed on by both sides or made by the provider alone.

A row keeps what its paper prints and the terms it begins, both frozen when it was drafted. Once it
is signed the database lets nobody change either, and it is never deleted: numbers have no gaps.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.amendments import AmendmentState
from portal.domain.contract import Party
from portal.extensions import Base
from portal.models.contract import SignatureMethod
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import JsonObject, Moment, choice


class Amendment(ProviderRow, Base):
    """A change of a contract from a day on; ``one_sided`` ones need no signature (FED-FEE-14).

    ``base_terms_id`` are the terms it was drafted over, ``plan`` what begins in their place, empty
    when only the text changes; ``terms_id`` the terms that began.
    """

    __tablename__ = "amendment"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("representative", "representative_id"),
        points_to("tariff_day", "tariff_day_id"),
        points_to("notice", "notice_id"),
        points_to("contract_terms", "base_terms_id"),
        points_to("contract_terms", "terms_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "drafted_by_id"),
        points_to("membership", "withdrawn_by_id"),
        UniqueConstraint("contract_id", "number"),
        positive("number"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint(
            "state <> 'signed' OR provider_signed_on IS NOT NULL", name="signed_by_provider"
        ),
        CheckConstraint(
            "state <> 'in_force' OR one_sided OR "
            "(provider_signed_on IS NOT NULL AND customer_signed_on IS NOT NULL)",
            name="in_force_when_both_signed",
        ),
        CheckConstraint(
            "(state = 'in_force') = (in_force_from IS NOT NULL)", name="in_force_with_its_day"
        ),
        CheckConstraint(
            "in_force_from IS NULL OR in_force_from >= since", name="in_force_not_before_since"
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_with_its_moment"
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawal_reason <> '')", name="withdrawn_with_reason"
        ),
        indexed("provider_id", "state"),
        indexed("provider_id", "tariff_day_id"),
    )

    contract_id: Mapped[int]
    number: Mapped[int]
    state: Mapped[AmendmentState] = mapped_column(choice(AmendmentState, "state"))
    one_sided: Mapped[bool]
    initiator: Mapped[str]
    reason: Mapped[str]
    consent_on: Mapped[date | None]
    rule: Mapped[str]
    since: Mapped[date]
    representative_id: Mapped[int | None]
    changes: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    plan: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    base_terms_id: Mapped[int]
    terms_id: Mapped[int | None]
    tariff_day_id: Mapped[int | None]
    notice_id: Mapped[int | None]
    paper_id: Mapped[int | None]
    provider_signed_on: Mapped[date | None]
    customer_signed_on: Mapped[date | None]
    in_force_from: Mapped[date | None]
    drafted_at: Mapped[Moment]
    drafted_by_id: Mapped[int]
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by_id: Mapped[int | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    signatures: Mapped[list[AmendmentSignature]] = relationship(
        viewonly=True, lazy="raise", order_by="AmendmentSignature.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class AmendmentSignature(ProviderRow, Base):
    """A party's signature on the bytes of an amendment. Never changes."""

    __tablename__ = "amendment_signature"
    __table_args__ = owned(
        points_to("amendment", "amendment_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        points_to("stored_file", "file_id"),
        UniqueConstraint("amendment_id", "party"),
    )

    amendment_id: Mapped[int]
    paper_id: Mapped[int]
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    signer: Mapped[str]
    method: Mapped[SignatureMethod] = mapped_column(choice(SignatureMethod, "method"))
    signed_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    file_id: Mapped[int | None]
