"""Moves to another provider: the case, its steps, its papers, the kept place, the envelope.

A transfer belongs to the provider the recipient leaves. What the authority and the receiving
provider see of it, queries decide by state; no row of theirs points into the first provider's data.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import JsonList, JsonObject, Moment, choice

_OPEN = text("closed_on IS NULL")
_HELD = text("state = 'held'")
_CAME_IN = text("came_in")


class Transfer(ProviderRow, Base):
    """A recipient's move to another provider, in a state of the region's own workflow.

    ``marks`` are the circumstances that lead off the general path, ``confirmed`` what the director
    has vouched for; ``told_due`` and ``told_on`` are about the authority's answer passed on to the
    recipient. The authority's columns are empty where nobody has to agree. ``chosen_name``
    stands alone for a provider that does not work in this portal.
    """

    __tablename__ = "transfer"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("contract", "contract_id"),
        points_to("programme", "programme_id"),
        points_to("termination", "termination_id"),
        points_to("membership", "opened_by_id"),
        ForeignKeyConstraint(
            ["chosen_provider_id", "new_contract_id"], ["contract.provider_id", "contract.id"]
        ),
        UniqueConstraint("authority_id", "register_year", "register_number"),
        Index(
            "uq_transfer_open",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        positive("register_number"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("wish_name <> ''", name="wish_given"),
        CheckConstraint(
            "(register_year IS NULL) = (register_number IS NULL)", name="number_with_its_year"
        ),
        CheckConstraint("moved_on IS NULL OR closed_on IS NOT NULL", name="moved_and_closed"),
        indexed("authority_id", "state"),
        indexed("chosen_provider_id", "state"),
        indexed("wish_provider_id", "state"),
        indexed("provider_id", "recipient_id"),
    )

    recipient_id: Mapped[int]
    contract_id: Mapped[int]
    programme_id: Mapped[int]
    workflow: Mapped[str]
    state: Mapped[str]
    manual: Mapped[bool]
    reason: Mapped[str]
    applied_on: Mapped[date]
    applied_by: Mapped[str]
    citizenship: Mapped[str] = mapped_column(default="")
    consent: Mapped[str]
    wish_provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    wish_name: Mapped[str]
    marks: Mapped[list[str]] = mapped_column(JSON, default=list)
    confirmed: Mapped[list[str]] = mapped_column(JSON, default=list)
    basis: Mapped[str | None]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    received_on: Mapped[date | None]
    registered_on: Mapped[date | None]
    register_year: Mapped[int | None]
    register_number: Mapped[int | None]
    register_due: Mapped[date | None]
    agreement_due: Mapped[date | None]
    notice_due: Mapped[date | None]
    agreed_on: Mapped[date | None]
    notified_on: Mapped[date | None]
    told_due: Mapped[date | None]
    told_on: Mapped[date | None]
    decision_number: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    chosen_provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    chosen_name: Mapped[str] = mapped_column(default="")
    chosen_on: Mapped[date | None]
    new_contract_id: Mapped[int | None]
    termination_id: Mapped[int | None]
    moved_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class TransferStep(ProviderRow, Base):
    """An arrow that was taken: by whom, when, and by when it was due. Steps are only added.

    ``by_provider_id`` is the organisation of who took it: the officer's is the authority.
    """

    __tablename__ = "transfer_step"
    __table_args__ = owned(
        points_to("transfer", "transfer_id"), indexed("provider_id", "transfer_id")
    )

    transfer_id: Mapped[int]
    step: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    rule: Mapped[str]
    taken_on: Mapped[date]
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[Moment]
    taken_by: Mapped[str]
    by_provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))


class TransferPaper(ProviderRow, Base):
    """A paper of the package; ``returned_on`` is the day it came back with the notification.

    ``issuer`` is the medical organisation of a sheet or an examination; ``title`` names a paper of
    a special route that no list names.
    """

    __tablename__ = "transfer_paper"
    __table_args__ = owned(
        points_to("transfer", "transfer_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("transfer_id", "code"),
    )

    transfer_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]
    number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None]
    returned_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class TransferLetter(ProviderRow, Base):
    """A paper that the portal printed for a move, frozen; an outgoing letter has its number.

    ``handed_on`` is the day it reached whom it is for, and ``handed_how`` the way.
    """

    __tablename__ = "transfer_letter"
    __table_args__ = owned(
        points_to("transfer", "transfer_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "printed_by_id"),
        UniqueConstraint("provider_id", "year", "sequence"),
        CheckConstraint("(year IS NULL) = (sequence IS NULL)", name="number_with_its_year"),
        CheckConstraint("(handed_on IS NULL) = (handed_how = '')", name="handed_somehow"),
        positive("sequence"),
        indexed("provider_id", "transfer_id"),
    )

    transfer_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    paper_id: Mapped[int]
    printed_at: Mapped[Moment]
    printed_by_id: Mapped[int]
    handed_on: Mapped[date | None]
    handed_how: Mapped[str] = mapped_column(default="")


class TransferOffer(ProviderRow, Base):
    """A provider that the authority recommends, in the order of its notification."""

    __tablename__ = "transfer_offer"
    __table_args__ = owned(
        points_to("transfer", "transfer_id"),
        UniqueConstraint("transfer_id", "position"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    transfer_id: Mapped[int]
    position: Mapped[int]
    offered_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str]


class PersonalFileMove(ProviderRow, Base):
    """One journey of the personal file; the last one needs the receiver's receipt (AST-PDP-02)."""

    __tablename__ = "personal_file_move"
    __table_args__ = owned(
        points_to("transfer", "transfer_id"),
        UniqueConstraint("transfer_id", "leg"),
        CheckConstraint("papers <> ''", name="papers_listed"),
        CheckConstraint("person <> '' OR receipted_on IS NULL", name="receipted_by_a_person"),
    )

    transfer_id: Mapped[int]
    leg: Mapped[str]
    moved_on: Mapped[date]
    sender: Mapped[str]
    receiver: Mapped[str]
    person: Mapped[str] = mapped_column(default="")
    papers: Mapped[str]
    receipted_on: Mapped[date | None]
    recorded_at: Mapped[Moment]


class HoldState(StrEnum):
    """What became of a kept place."""

    HELD = "held"
    USED = "used"
    RELEASED = "released"


class VacancyHold(ProviderRow, Base):
    """A place that the receiving provider keeps for a transfer, from ``since`` on (AST-CAP-01)."""

    __tablename__ = "vacancy_hold"
    __table_args__ = owned(
        points_to("department", "department_id"),
        points_to("recipient", "recipient_id"),
        points_to("membership", "confirmed_by_id"),
        Index(
            "uq_vacancy_hold_held",
            "provider_id",
            "transfer_id",
            unique=True,
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        indexed("provider_id", "department_id", "state"),
    )

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    department_id: Mapped[int]
    recipient_id: Mapped[int | None]
    since: Mapped[date]
    state: Mapped[HoldState] = mapped_column(choice(HoldState, "state"))
    confirmed_at: Mapped[Moment]
    confirmed_by_id: Mapped[int]


class TransferEnvelope(ProviderRow, Base):
    """A signed package as it left or as it came; ``content`` is the whole file, kept as it is.

    At the sender ``transfer_id`` names the case; at the receiver ``recipient_id`` and
    ``programme_id`` are what was taken over from it. A file comes in once; what is made may be
    equal byte for byte to an earlier one, as when a transfer follows one that was withdrawn.
    """

    __tablename__ = "transfer_envelope"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("programme", "programme_id"),
        points_to("membership", "made_by_id"),
        Index(
            "uq_transfer_envelope_came_in",
            "provider_id",
            "sha256",
            unique=True,
            sqlite_where=_CAME_IN,
            postgresql_where=_CAME_IN,
        ),
        indexed("transfer_id"),
        CheckConstraint("came_in OR transfer_id IS NOT NULL", name="sent_for_a_transfer"),
        indexed("provider_id", "came_in"),
    )

    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"))
    came_in: Mapped[bool]
    sender: Mapped[str]
    person: Mapped[str]
    public_key: Mapped[str]
    sha256: Mapped[str]
    index: Mapped[JsonList] = mapped_column(JSON, default=list)
    facts: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    content: Mapped[bytes]
    recipient_id: Mapped[int | None]
    programme_id: Mapped[int | None]
    made_at: Mapped[Moment]
    made_by_id: Mapped[int]
