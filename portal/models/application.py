"""Applications and appeals for services as the provider registers them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.catalogue import Form
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment, choice


class Outcome(StrEnum):
    """What became of an application."""

    OPEN = "open"
    RECOGNITION = "recognition"
    PRESENTED = "presented"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words for people."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.OPEN: "рассматривается",
    Outcome.RECOGNITION: "направлено в орган соцзащиты",
    Outcome.PRESENTED: "предъявлена программа",
    Outcome.WAITING: "ждёт места",
    Outcome.REFUSED: "отказано",
    Outcome.WITHDRAWN: "отозвано заявителем",
}


class Application(ProviderRow, Base):
    """A line of the register: never deleted, never numbered anew (MSK-REG-01).

    ``citizen`` is whom it is about, known to the portal or not; ``submitted_by`` who brought it
    when that is somebody else. ``enrolled_on`` and the order come with the enrolment.
    ``opinion…`` is what a child of an age to be asked has said, to whom and when, or why it was
    not taken into account (VLA-MIN-03).
    """

    __tablename__ = "application"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
        CheckConstraint("(outcome = 'open') = (outcome_on IS NULL)", name="outcome_with_its_day"),
        indexed("provider_id", "registered_on"),
        indexed("provider_id", "recipient_id"),
    )

    year: Mapped[int]
    sequence: Mapped[int]
    registered_on: Mapped[date]
    applied_on: Mapped[date]
    recipient_id: Mapped[int | None]
    citizen: Mapped[str]
    applicant: Mapped[str]
    submitted_by: Mapped[str] = mapped_column(default="")
    channel: Mapped[str]
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    kind: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    opinion_on: Mapped[date | None]
    opinion_by: Mapped[str] = mapped_column(default="")
    opinion_exception: Mapped[str | None]
    opinion_reason: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    outcome_on: Mapped[date | None]
    outcome_note: Mapped[str] = mapped_column(default="")
    programme_id: Mapped[int | None]
    enrolled_on: Mapped[date | None]
    order_number: Mapped[str] = mapped_column(default="")
    order_date: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper

    @property
    def number(self) -> str:
        """The number as it is written."""
        return f"{self.sequence}/{self.year}"


class RepeatApplication(ProviderRow, Base):
    """The application that was refused before this one, and what the citizen changed (MSK-REC-07).

    ``reason`` is the region's code of what was told after the refusal; empty where it has no word
    for the ground.
    """

    __tablename__ = "repeat_application"
    __table_args__ = owned(
        points_to("application", "application_id"),
        points_to("application", "refused_id"),
        UniqueConstraint("application_id"),
        CheckConstraint("application_id <> refused_id", name="links_two_applications"),
        indexed("provider_id", "refused_id"),
    )

    application_id: Mapped[int]
    refused_id: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")


class ApplicationPaper(ProviderRow, Base):
    """A paper that came with an application, and what it proves (MSK-DOC-02, MSK-DOC-03).

    ``proof`` is its kind where the region names several; ``relative``, ``obstacle`` and the days of
    an illness say who of the family cannot care and why. A mistake is crossed out, not deleted.
    """

    __tablename__ = "application_paper"
    __table_args__ = owned(
        points_to("application", "application_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("code <> ''", name="code_given"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        indexed("provider_id", "application_id"),
    )

    application_id: Mapped[int]
    code: Mapped[str]
    proof: Mapped[str] = mapped_column(default="")
    brought_on: Mapped[date]
    relative: Mapped[str] = mapped_column(default="")
    obstacle: Mapped[str] = mapped_column(default="")
    since: Mapped[date | None]
    until: Mapped[date | None]
    struck_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
