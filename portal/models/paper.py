"""Issued papers, frozen with their bytes and inputs, and the counters of their numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import (
    ProviderRow,
    first_day,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import JsonObject, Moment


class PaperContent(Base):
    """The bytes of papers, found by their hash. Never changes."""

    __tablename__ = "paper_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(deferred=True)


class Paper(ProviderRow, Base):
    """An issued paper: what it was made from, under which day's rules, and its bytes' hash.

    ``code`` stands on its pages with ``statement``, which the provider's key has signed; papers
    issued before there were codes, and papers joined for the printer, have neither.
    """

    __tablename__ = "paper"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("contract", "contract_id"),
        points_to("act", "act_id"),
        first_day(),
        positive("pages"),
        indexed("provider_id", "contract_id"),
        indexed("provider_id", "act_id"),
        Index(None, "code", unique=True),
        CheckConstraint("(code IS NULL) = (statement IS NULL)", name="code_with_statement"),
    )

    form_code: Mapped[str]
    recipient_id: Mapped[int | None]
    contract_id: Mapped[int | None]
    act_id: Mapped[int | None]
    month: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(ForeignKey("paper_content.sha256"))
    pages: Mapped[int]
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    rules_day: Mapped[date]
    template_version: Mapped[str]
    issued_at: Mapped[Moment]
    code: Mapped[str | None]
    statement: Mapped[str | None]


class StatementKey(ProviderRow, Base):
    """A public key that a provider's papers have been signed with. Never changes, never leaves.

    The private half is derived from the installation's secret; a new secret means a new row.
    """

    __tablename__ = "statement_key"
    __table_args__ = owned(UniqueConstraint("provider_id", "public_key"))

    public_key: Mapped[str]
    since: Mapped[Moment]


class VerificationAttempt(Base):
    """One question to the public page that verifies papers; throttling counts these rows."""

    __tablename__ = "verification_attempt"
    __table_args__ = (indexed("address", "at"), indexed("at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    at: Mapped[Moment]


class SeriesCounter(Base):
    """The last number given out in a series of a year; taken under the issuing transaction."""

    __tablename__ = "series_counter"
    __table_args__ = (not_negative("last"),)

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
