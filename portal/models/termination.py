"""Ends of contracts, and contracts that were not concluded: their grounds, papers, handovers.

An order's number is never given twice and has no gaps; what was confirmed is withdrawn, not erased.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.contract import Party
from portal.domain.endings import EndingState, Handover
from portal.domain.termination import Initiator
from portal.extensions import Base
from portal.models.contract import SignatureMethod
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import JsonList, JsonObject, Moment, choice

_STANDING = text("state <> 'withdrawn'")
_NOT_LIFTED = text("lifted_at IS NULL")


class Termination(ProviderRow, Base):
    """The end of a contract on a ground; pending until its papers are complete.

    ``last_day`` is the last day with services, None while it waits for the notice's handover.
    ``basis`` are the papers behind the ground, ``inputs`` what order, document and notice print.
    ``needs_both``: a document of both sides is drawn; ``needs_customer``: it is waited for.
    ``scope``: the region's code of what a refusal covers, ``programme_last_day`` the last day the
    programme has by it; None where it goes on with others, or nobody asked (MSK-IPP-06).
    ``document_handed`` says how the recipient's copy left where nobody has signed it.
    ``cancelled``: it was complete, and an order took it back before its last day was over.
    The guard over complete ends asks for this mark: the order lies in another table, which the
    condition of a trigger cannot read.
    """

    __tablename__ = "termination"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("representative", "representative_id"),
        points_to("paper", "order_paper_id"),
        points_to("paper", "agreement_paper_id"),
        points_to("paper", "notice_paper_id"),
        points_to("membership", "prepared_by_id"),
        points_to("membership", "confirmed_by_id"),
        points_to("membership", "withdrawn_by_id"),
        Index(
            "uq_termination_standing",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        UniqueConstraint("provider_id", "order_year", "order_sequence"),
        positive("order_sequence"),
        CheckConstraint("ground <> ''", name="ground_given"),
        CheckConstraint(
            "(order_sequence IS NULL) = (order_number IS NULL) "
            "AND (order_sequence IS NULL) = (order_year IS NULL)",
            name="order_with_its_number",
        ),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_on IS NULL)", name="confirmed_with_its_day"
        ),
        CheckConstraint(
            "state <> 'terminated' OR (confirmed_at IS NOT NULL AND last_day IS NOT NULL)",
            name="terminated_when_confirmed",
        ),
        CheckConstraint(
            "(notice_handed_on IS NULL) = (notice_handed IS NULL)", name="handed_with_its_way"
        ),
        CheckConstraint(
            "(document_handed_on IS NULL) = (document_handed IS NULL)",
            name="document_with_its_way",
        ),
        CheckConstraint("needs_both OR NOT needs_customer", name="customer_signs_a_document"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_with_its_moment"
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawal_reason <> '')", name="withdrawn_with_reason"
        ),
        CheckConstraint("NOT cancelled OR state = 'withdrawn'", name="cancelled_is_withdrawn"),
        indexed("provider_id", "state"),
        indexed("provider_id", "contract_id"),
    )

    contract_id: Mapped[int]
    state: Mapped[EndingState] = mapped_column(choice(EndingState, "state"))
    ground: Mapped[str]
    ground_title: Mapped[str]
    rule: Mapped[str]
    clause: Mapped[str]
    initiator: Mapped[Initiator | None] = mapped_column(choice(Initiator, "initiator"))
    rules_day: Mapped[date]
    last_day: Mapped[date | None]
    moved_to: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    scope: Mapped[str | None]
    programme_last_day: Mapped[date | None]
    basis: Mapped[JsonList] = mapped_column(JSON, default=list)
    needs_order: Mapped[bool]
    needs_both: Mapped[bool]
    needs_customer: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs_notice: Mapped[bool]
    copies: Mapped[int]
    representative_id: Mapped[int | None]
    order_number: Mapped[str | None]
    order_year: Mapped[int | None]
    order_sequence: Mapped[int | None]
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    order_paper_id: Mapped[int | None]
    agreement_paper_id: Mapped[int | None]
    notice_paper_id: Mapped[int | None]
    notice_handed_on: Mapped[date | None]
    notice_handed: Mapped[Handover | None] = mapped_column(choice(Handover, "notice_handed"))
    document_handed_on: Mapped[date | None]
    document_handed: Mapped[Handover | None] = mapped_column(choice(Handover, "document_handed"))
    prepared_at: Mapped[Moment]
    prepared_by_id: Mapped[int]
    confirmed_at: Mapped[Moment | None]
    confirmed_on: Mapped[date | None]
    confirmed_by_id: Mapped[int | None]
    completed_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by_id: Mapped[int | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    withdrawal_consent_on: Mapped[date | None]
    cancelled: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column()

    signatures: Mapped[list[TerminationSignature]] = relationship(
        viewonly=True, lazy="raise", order_by="TerminationSignature.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class EndingCancellation(ProviderRow, Base):
    """The director's order that takes a complete end back, in the register of orders on ends.

    Never changes.
    """

    __tablename__ = "ending_cancellation"
    __table_args__ = owned(
        points_to("termination", "termination_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("termination_id"),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    termination_id: Mapped[int]
    number: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    reason: Mapped[str]
    paper_id: Mapped[int]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class TerminationSignature(ProviderRow, Base):
    """A party's signature on the document that ends a contract. Never changes."""

    __tablename__ = "termination_signature"
    __table_args__ = owned(
        points_to("termination", "termination_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        points_to("stored_file", "file_id"),
        UniqueConstraint("termination_id", "party"),
    )

    termination_id: Mapped[int]
    paper_id: Mapped[int]
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    signer: Mapped[str]
    method: Mapped[SignatureMethod] = mapped_column(choice(SignatureMethod, "method"))
    signed_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    file_id: Mapped[int | None]


class ContractRefusal(ProviderRow, Base):
    """A line of the register of refusals: no contract on a programme, on which ground, told when.

    A refusal for a while is lifted with a reason; its line and its paper stay.
    """

    __tablename__ = "contract_refusal"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("recipient", "recipient_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "refused_by_id"),
        points_to("membership", "lifted_by_id"),
        Index(
            "uq_contract_refusal_standing",
            "provider_id",
            "programme_id",
            unique=True,
            sqlite_where=_NOT_LIFTED,
            postgresql_where=_NOT_LIFTED,
        ),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
        CheckConstraint("ground <> ''", name="ground_given"),
        CheckConstraint("(handed_on IS NULL) = (handed IS NULL)", name="handed_with_its_way"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason = '')", name="lifted_with_reason"),
        indexed("provider_id", "recipient_id"),
    )

    programme_id: Mapped[int]
    recipient_id: Mapped[int]
    number: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    refused_on: Mapped[date]
    ground: Mapped[str]
    ground_title: Mapped[str]
    rule: Mapped[str]
    clause: Mapped[str]
    basis: Mapped[JsonList] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    paper_id: Mapped[int | None]
    handed_on: Mapped[date | None]
    handed: Mapped[Handover | None] = mapped_column(choice(Handover, "handed"))
    refused_at: Mapped[Moment]
    refused_by_id: Mapped[int]
    lifted_at: Mapped[Moment | None]
    lifted_by_id: Mapped[int | None]
    lifted_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper
