"""Written notices to recipients: what about, due when, handed over when, answered how."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.endings import Handover
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import JsonList, JsonObject, Moment, choice


class NoticeEvent(StrEnum):
    """What a notice tells."""

    FEE_CHANGED = "fee_changed"
    CONDITIONS_CHANGED = "conditions_changed"

    @property
    def label(self) -> str:
        """The word for people."""
        return _EVENTS[self]


_EVENTS = {
    NoticeEvent.FEE_CHANGED: "уведомление о новой плате",
    NoticeEvent.CONDITIONS_CHANGED: "уведомление об изменении условий",
}


class Notice(ProviderRow, Base):
    """A notice with the facts its paper prints, frozen when it was drafted.

    The paper is drawn on first need. ``handed`` says how the paper came to the recipient, where it
    was asked; ``answer`` is the recipient's choice, where there is one.
    """

    __tablename__ = "notice"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("contract_terms", "terms_id"),
        points_to("tariff_day", "tariff_day_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "drafted_by_id"),
        UniqueConstraint("contract_id", "event", "since"),
        CheckConstraint("answer IS NULL OR handed_on IS NOT NULL", name="answer_after_handing"),
        CheckConstraint("handed IS NULL OR handed_on IS NOT NULL", name="handed_on_its_day"),
        CheckConstraint("(answer IS NULL) = (answered_on IS NULL)", name="answer_with_its_day"),
        CheckConstraint(
            "answered_on IS NULL OR answered_on >= handed_on", name="answered_not_before_handed"
        ),
        indexed("provider_id", "due_on"),
        indexed("provider_id", "tariff_day_id"),
    )

    contract_id: Mapped[int]
    terms_id: Mapped[int | None]
    tariff_day_id: Mapped[int | None]
    event: Mapped[NoticeEvent] = mapped_column(choice(NoticeEvent, "event"))
    since: Mapped[date]
    due_on: Mapped[date]
    due_rule: Mapped[str]
    due_steps: Mapped[JsonList] = mapped_column(JSON, default=list)
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    paper_id: Mapped[int | None]
    drafted_at: Mapped[Moment]
    drafted_by_id: Mapped[int]
    handed_on: Mapped[date | None]
    handed: Mapped[Handover | None] = mapped_column(choice(Handover, "handed"))
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
