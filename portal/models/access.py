"""The access log: who opened, or was refused, a page about whom (FED-PDP-01)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment


class AccessEvent(ProviderRow, Base):
    """One look at personal data, or one refusal of it. Append-only.

    ``subject`` is a code of what was looked at; no recipient = the page is about nobody alone.
    """

    __tablename__ = "access_event"
    __table_args__ = owned(
        points_to("membership", "membership_id"),
        points_to("recipient", "recipient_id"),
        indexed("provider_id", "at"),
    )

    at: Mapped[Moment]
    membership_id: Mapped[int]
    recipient_id: Mapped[int | None]
    subject: Mapped[str]
    path: Mapped[str]
    allowed: Mapped[bool]
