"""Individual programmes as presented to the provider."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.catalogue import Form
from portal.domain.fee_rules import FeeMode
from portal.domain.visit_plan import Frequency
from portal.extensions import Base
from portal.models.recipient import Recipient
from portal.models.tenancy import (
    ProviderRow,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import JsonList, Moment, Money, Volume, choice

_STANDING = text("withdrawn_at IS NULL")


class Programme(ProviderRow, Base):
    """An individual programme; presenting it starts the clock of the contract.

    One that was entered by mistake is withdrawn with a reason; its row stays, its number is free.
    ``decision_…`` is what the authority's decision says of the fee, where a region's form names it.
    ``issued_elsewhere`` names another region that issued it, ``unavailable`` what of it is not
    given here (FED-IPP-07).
    ``informed_signed_on`` is the day the sheet of ``BriefingItem`` was signed.
    ``circumstances`` are the codes for which the person is recognised as needing help, None where
    nobody asked (FED-REC-02); ``stay_mode`` is how one lives in (FED-IPP-12), ``issuer_kind`` the
    body that decided, by its code (MSK-REC-04). ``marks_before`` are those of the former provider,
    as its envelope told them (FED-TRN-01).
    """

    __tablename__ = "programme"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        Index(
            "uq_programme_provider_id_number_issued_on",
            "provider_id",
            "number",
            "issued_on",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"
        ),
        CheckConstraint("valid_until >= valid_from", name="valid_until_after_valid_from"),
        not_negative("decision_income"),
        not_negative("decision_cap"),
        indexed("provider_id", "recipient_id"),
        indexed("provider_id", "contract_due_at"),
    )

    recipient_id: Mapped[int]
    number: Mapped[str]
    issued_on: Mapped[date]
    decision_date: Mapped[date | None]
    # The first contract on it, with another provider: the window was kept then (MSK-TRN-01).
    first_contract_on: Mapped[date | None]
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    unit_code: Mapped[str | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    conditions: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    presented_at: Mapped[Moment]
    contract_due_at: Mapped[Moment]
    contract_due_rule: Mapped[str]
    federal_due_at: Mapped[Moment | None]
    due_steps: Mapped[JsonList] = mapped_column(JSON, default=list)
    withdrawn_at: Mapped[Moment | None]
    withdrawn_reason: Mapped[str | None]
    decision_income: Mapped[Money | None]
    decision_cap: Mapped[Money | None]
    decision_mode: Mapped[FeeMode | None] = mapped_column(choice(FeeMode, "decision_mode"))
    target_group: Mapped[str | None]
    issued_elsewhere: Mapped[str] = mapped_column(default="")
    unavailable: Mapped[str] = mapped_column(default="")
    informed_signed_on: Mapped[date | None]
    circumstances: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    care_leaver: Mapped[bool] = mapped_column(default=False, server_default=false())
    stay_mode: Mapped[str | None]
    issuer_kind: Mapped[str | None]
    marks_before: Mapped[JsonList | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column()

    recipient: Mapped[Recipient] = relationship(viewonly=True, lazy="raise")
    services: Mapped[list[ProgrammeService]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="ProgrammeService.code"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class ProgrammeService(ProviderRow, Base):
    """A service of the region's catalogue, its monthly volume and how often it is given."""

    __tablename__ = "programme_service"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        UniqueConstraint("programme_id", "code"),
        positive("quantity_per_month"),
        # Both days belong to the service period, so it may be a single day (FED-IPP-10).
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    programme_id: Mapped[int]
    code: Mapped[str]
    quantity_per_month: Mapped[Volume]
    since: Mapped[date | None]
    until: Mapped[date | None]
    frequency: Mapped[Frequency | None] = mapped_column(choice(Frequency, "frequency"))


class ProgrammeDuplicate(ProviderRow, Base):
    """A duplicate of a lost programme: number, day and contract stay the original's (MSK-IPP-04).

    ``issued_on`` is the day on the duplicate, ``presented_on`` when it was brought to the provider.
    """

    __tablename__ = "programme_duplicate"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id", "issued_on"),
        CheckConstraint("presented_on >= issued_on", name="presented_after_issued"),
    )

    programme_id: Mapped[int]
    issued_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(default="")
    presented_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
