"""Who waits for a place in a department, and to whom a place has been offered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment, choice

_OPEN = text("state IN ('waiting', 'offered')")


class WaitingState(StrEnum):
    """Where somebody in the queue stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    PLACED = "placed"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The word for people."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether the person is still in the queue."""
        return self in (WaitingState.WAITING, WaitingState.OFFERED)


_STATES = {
    WaitingState.WAITING: "ждёт места",
    WaitingState.OFFERED: "место предложено",
    WaitingState.PLACED: "принят",
    WaitingState.LEFT: "снят с очереди",
}


class WaitingEntry(ProviderRow, Base):
    """A person's turn in a department's queue; closed entries stay.

    ``came_on`` orders the queue. An offer names the first free day and the day by which the person
    answers; until then the place is kept. ``contract_id`` is the contract of who was placed.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("department", "department_id"),
        points_to("programme", "programme_id"),
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        Index(
            "uq_waiting_entry_open",
            "recipient_id",
            "department_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        CheckConstraint("(state = 'offered') = (answer_by IS NOT NULL)", name="offer_has_its_day"),
        CheckConstraint(
            "(state IN ('waiting', 'offered')) = (closed_on IS NULL)", name="closed_with_its_day"
        ),
        indexed("provider_id", "department_id", "state"),
    )

    recipient_id: Mapped[int]
    department_id: Mapped[int]
    programme_id: Mapped[int | None]
    contract_id: Mapped[int | None]
    came_on: Mapped[date]
    obliged_relatives: Mapped[bool]
    state: Mapped[WaitingState] = mapped_column(choice(WaitingState, "state"))
    offered_at: Mapped[Moment | None]
    free_from: Mapped[date | None]
    answer_by: Mapped[date | None]
    closed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper
