"""Other ways out and in: the case, the arrows that were taken, the envelope that goes along.

A case belongs to the provider that is left. The receiving one reads of it only that an envelope
waits, and copies it into rows of its own.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.moves import MoveKind, MoveWish
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment, choice

_OPEN = text("closed_on IS NULL")
_WAITING = text("closed_at IS NULL")


class Move(ProviderRow, Base):
    """A recipient's way to somewhere else, in a state of the region's path of its kind.

    ``destination`` is the provider, region or department in words. ``moves_on`` is the first day
    there, ``new_contract`` what is known of a contract elsewhere. ``withdrawal`` says why a closed
    case has not reached its end.
    """

    __tablename__ = "move"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("contract", "contract_id"),
        points_to("programme", "programme_id"),
        points_to("department", "from_department_id"),
        points_to("department", "to_department_id"),
        points_to("programme", "new_programme_id"),
        points_to("contract", "new_contract_id"),
        points_to("paper", "order_paper_id"),
        points_to("paper", "list_paper_id"),
        points_to("membership", "opened_by_id"),
        Index(
            "uq_move_open",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("destination <> ''", name="destination_given"),
        CheckConstraint("withdrawal = '' OR closed_on IS NOT NULL", name="withdrawn_and_closed"),
        indexed("provider_id", "recipient_id"),
        indexed("to_provider_id", "closed_on"),
    )

    recipient_id: Mapped[int]
    contract_id: Mapped[int]
    programme_id: Mapped[int]
    kind: Mapped[MoveKind] = mapped_column(choice(MoveKind, "kind"))
    state: Mapped[str]
    reason: Mapped[str]
    applied_on: Mapped[date]
    applied_by: Mapped[str]
    destination: Mapped[str]
    to_provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    from_department_id: Mapped[int | None]
    to_department_id: Mapped[int | None]
    new_programme_id: Mapped[int | None]
    new_contract_id: Mapped[int | None]
    new_contract: Mapped[str] = mapped_column(default="")
    moves_on: Mapped[date | None]
    order_number: Mapped[str] = mapped_column(default="")
    order_paper_id: Mapped[int | None]
    list_paper_id: Mapped[int | None]
    handed_to: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    withdrawal: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class MoveStep(ProviderRow, Base):
    """An arrow that was taken: by whom and when. Steps are only added."""

    __tablename__ = "move_step"
    __table_args__ = owned(points_to("move", "move_id"), indexed("provider_id", "move_id"))

    move_id: Mapped[int]
    step: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    rule: Mapped[str]
    taken_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[Moment]
    taken_by: Mapped[str]


class MoveEnvelope(ProviderRow, Base):
    """The signed package as it left for another provider; the newest one counts."""

    __tablename__ = "move_envelope"
    __table_args__ = owned(
        points_to("move", "move_id"),
        points_to("membership", "made_by_id"),
        indexed("move_id"),
    )

    move_id: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes]
    made_at: Mapped[Moment]
    made_by_id: Mapped[int]


class MoveRequest(ProviderRow, Base):
    """What a recipient wrote in the cabinet: a wish to go somewhere, or to stay after all.

    ``paper_id`` is the application as it was drawn; ``signed_at`` a signature by a code, without
    which only a paper one counts. ``representative_id`` is who wrote for the recipient;
    ``move_id`` or ``transfer_id`` the way it speaks of, or the one that came of it.
    """

    __tablename__ = "move_request"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("recipient", "recipient_id"),
        points_to("representative", "representative_id"),
        points_to("transfer", "transfer_id"),
        points_to("move", "move_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "asked_by_id"),
        points_to("membership", "closed_by_id"),
        Index(
            "uq_move_request_open",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_whom"),
        indexed("provider_id", "recipient_id"),
    )

    contract_id: Mapped[int]
    recipient_id: Mapped[int]
    representative_id: Mapped[int | None]
    wish: Mapped[MoveWish] = mapped_column(choice(MoveWish, "wish"))
    kind: Mapped[MoveKind] = mapped_column(choice(MoveKind, "kind"))
    destination: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    transfer_id: Mapped[int | None]
    move_id: Mapped[int | None]
    paper_id: Mapped[int]
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[int]
    signed_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    closed_by_id: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")
