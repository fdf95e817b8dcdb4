"""What recipients report of changes; what is recorded later of payments, programmes, refusals."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment


class PersonReport(ProviderRow, Base):
    """A change that a recipient, or who acts for one, has told of (FED-NOT-03, VLA-NOT-01).

    ``code`` is that of the region's notice; open until somebody says what follows from it.
    """

    __tablename__ = "person_report"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        points_to("membership", "considered_by_id"),
        CheckConstraint("code <> ''", name="code_given"),
        CheckConstraint(
            "(considered_on IS NULL) = (considered_by_id IS NULL)", name="considered_by_somebody"
        ),
        indexed("provider_id", "recipient_id"),
        indexed("provider_id", "considered_on"),
    )

    recipient_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    channel: Mapped[str]
    reported_on: Mapped[date]
    told_by: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    considered_on: Mapped[date | None]
    considered_by_id: Mapped[int | None]
    result: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class PaymentPaper(ProviderRow, Base):
    """The fiscal receipt's number and the scan that were added to a payment (FED-PAY-04)."""

    __tablename__ = "payment_paper"
    __table_args__ = owned(
        points_to("payment", "payment_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("payment_id"),
    )

    payment_id: Mapped[int]
    fiscal_number: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class UrgentDutyMark(ProviderRow, Base):
    """A duty of the provider of urgent help that was done in a case (VLA-RGT-03)."""

    __tablename__ = "urgent_duty_mark"
    __table_args__ = owned(
        points_to("urgent_case", "case_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("case_id", "code"),
    )

    case_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    done_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class RecognitionRefusal(ProviderRow, Base):
    """The ground of the authority's refusal, by the region's list (MSK-REC-06)."""

    __tablename__ = "recognition_refusal"
    __table_args__ = owned(
        points_to("application", "application_id"),
        UniqueConstraint("application_id"),
        CheckConstraint("ground <> ''", name="ground_given"),
    )

    application_id: Mapped[int]
    ground: Mapped[str]


class ProgrammeCopy(ProviderRow, Base):
    """What became of a programme's paper copy: its scan, and when it went back (FED-IPP-04)."""

    __tablename__ = "programme_copy"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id"),
    )

    programme_id: Mapped[int]
    file_id: Mapped[int | None]
    returned_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
