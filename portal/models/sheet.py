"""What is copied from papers of others: fields that no other record holds, and marks of a card."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import JsonObject, Moment


class RecordedSheet(ProviderRow, Base):
    """The fields of a paper as somebody copied them: of a programme or of an application.

    ``form`` is the code of the region's printed form, ``values`` and ``tables`` go by the codes of
    its fields (FED-FRM-01, FED-FRM-06, MSK-FRM-01, MSK-FRM-03, MSK-FRM-04). What the card already
    knows is not kept here a second time.
    """

    __tablename__ = "recorded_sheet"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("application", "application_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id", "form"),
        UniqueConstraint("application_id", "form"),
        CheckConstraint(
            "(programme_id IS NULL) <> (application_id IS NULL)", name="belongs_to_one"
        ),
    )

    form: Mapped[str]
    programme_id: Mapped[int | None]
    application_id: Mapped[int | None]
    values: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    tables: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class LivingAlone(ProviderRow, Base):
    """That a person lives alone: by which case of the region's list and which paper (MSK-REC-08).

    ``since`` is the day of the paper, ``until`` the first day on which it is true no more.
    """

    __tablename__ = "living_alone"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("paper <> ''", name="paper_named"),
        CheckConstraint("until IS NULL OR until >= since", name="until_not_before_since"),
        indexed("provider_id", "recipient_id"),
    )

    recipient_id: Mapped[int]
    ground: Mapped[str]
    paper: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class OtherPayer(ProviderRow, Base):
    """A relative who pays for a recipient by own will (MSK-REC-11); the fee stays as it is.

    ``consent_on`` is the day of the written consent, ``until`` the first day without it.
    """

    __tablename__ = "other_payer"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("name <> ''", name="payer_named"),
        CheckConstraint("until IS NULL OR until >= consent_on", name="until_not_before_consent"),
        indexed("provider_id", "recipient_id"),
    )

    recipient_id: Mapped[int]
    name: Mapped[str]
    relation: Mapped[str]
    consent_on: Mapped[date]
    until: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
