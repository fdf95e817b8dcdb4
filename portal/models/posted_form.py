"""Forms that have been carried out, by their own keys: the same form again changes nothing."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment


class PostedForm(ProviderRow, Base):
    """One form sent by one account to one address, written with what it changed.

    ``operation`` is the key that the page printed, ``contents`` a hash of what was typed. Until the
    request has ended nobody knows where the form ``led``.
    """

    __tablename__ = "posted_form"
    __table_args__ = owned(
        points_to("membership", "membership_id"),
        UniqueConstraint("membership_id", "address", "operation"),
        indexed("sent_at"),
    )

    membership_id: Mapped[int]
    operation: Mapped[str]
    address: Mapped[str]
    contents: Mapped[str]
    led_to: Mapped[str | None]
    sent_at: Mapped[Moment]
