"""Contracts, their dated terms, and signatures on contracts and acts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, DropReason, Party
from portal.extensions import Base
from portal.models.paper import Paper
from portal.models.programme import Programme
from portal.models.provider import Department
from portal.models.recipient import Recipient, Representative
from portal.models.suspension import Suspension
from portal.models.tenancy import (
    ProviderRow,
    ends_after_start,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import JsonList, JsonObject, Moment, Money, Volume, choice
from portal.models.user import Membership

_NOT_TERMINATED = text("state <> 'terminated'")


class SignatureMethod(StrEnum):
    """How a party signed."""

    PAPER = "paper"
    PASSWORD = "password"  # noqa: S105 - a method's name, not a secret
    CODE = "code"

    @property
    def label(self) -> str:
        """The word for people."""
        return _METHODS[self]


_METHODS = {
    SignatureMethod.PAPER: "на бумаге",
    SignatureMethod.PASSWORD: "паролем в портале",
    SignatureMethod.CODE: "одноразовым кодом",
}


class Contract(ProviderRow, Base):
    """A contract on a programme; ``paper_id`` is empty only while it is being concluded."""

    __tablename__ = "contract"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("programme", "programme_id"),
        points_to("representative", "representative_id"),
        points_to("department", "department_id"),
        points_to("membership", "social_worker_id"),
        points_to("paper", "paper_id", cycle=True),
        UniqueConstraint("provider_id", "year", "number"),
        UniqueConstraint("provider_id", "year", "sequence"),
        Index(
            "uq_contract_open_programme",
            "provider_id",
            "programme_id",
            unique=True,
            sqlite_where=_NOT_TERMINATED,
            postgresql_where=_NOT_TERMINATED,
        ),
        positive("sequence"),
        CheckConstraint("payment_day BETWEEN 1 AND 28", name="payment_day_in_month"),
        CheckConstraint("valid_until >= concluded_on", name="valid_until_after_concluded_on"),
        CheckConstraint(
            "starts_on IS NULL OR starts_on BETWEEN concluded_on AND valid_until",
            name="starts_within",
        ),
        CheckConstraint(
            "ended_on IS NULL OR ended_on >= concluded_on", name="ended_after_concluded"
        ),
        CheckConstraint(
            "drop_reason IS NULL OR (state = 'terminated' AND in_force_from IS NULL)",
            name="dropped_before_force",
        ),
        indexed("provider_id", "recipient_id"),
        indexed("provider_id", "state"),
        indexed("provider_id", "social_worker_id"),
    )

    recipient_id: Mapped[int]
    programme_id: Mapped[int]
    representative_id: Mapped[int | None]
    number: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    state: Mapped[ContractState] = mapped_column(choice(ContractState, "state"))
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    department_id: Mapped[int | None]
    social_worker_id: Mapped[int | None]
    concluded_on: Mapped[date]
    rules_day: Mapped[date]
    in_force_from: Mapped[date | None]
    valid_until: Mapped[date]
    payment_day: Mapped[int]
    paper_id: Mapped[int | None]
    ended_on: Mapped[date | None]
    # A later first day that the contract names; None: that of the last signature (FED-CON-06).
    starts_on: Mapped[date | None]
    # The first day of the course in a department that works by courses (VLA-SCH-01).
    course_start: Mapped[date | None]
    # Temporary home service, where the region tells it from permanent (MSK-SCH-03).
    temporary: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The grounds of suspension that the contract's text names; None: nobody has looked.
    suspension_grounds: Mapped[list[str] | None] = mapped_column(JSON)
    # Why it never came into force, and when and how that was known (FED-CON-01).
    drop_reason: Mapped[DropReason | None] = mapped_column(choice(DropReason, "drop_reason"))
    drop_words: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column()

    recipient: Mapped[Recipient] = relationship(viewonly=True, lazy="raise")
    programme: Mapped[Programme] = relationship(viewonly=True, lazy="raise")
    representative: Mapped[Representative | None] = relationship(viewonly=True, lazy="raise")
    department: Mapped[Department | None] = relationship(viewonly=True, lazy="raise")
    social_worker: Mapped[Membership | None] = relationship(viewonly=True, lazy="raise")
    paper: Mapped[Paper | None] = relationship(
        viewonly=True, lazy="raise", foreign_keys="[Contract.provider_id, Contract.paper_id]"
    )
    terms: Mapped[list[ContractTerms]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="ContractTerms.since"
    )
    signatures: Mapped[list[Signature]] = relationship(
        viewonly=True, lazy="raise", order_by="Signature.id"
    )
    suspensions: Mapped[list[Suspension]] = relationship(
        viewonly=True, lazy="raise", order_by=Suspension.since
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class ContractTerms(ProviderRow, Base):
    """The fee and the services from a day on, with everything they were computed from."""

    __tablename__ = "contract_terms"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("income_assessment", "assessment_id"),
        UniqueConstraint("contract_id", "since"),
        ends_after_start(),
        not_negative("average_income"),
        not_negative("threshold"),
        not_negative("fee_cap"),
        not_negative("cost_at_tariffs"),
        not_negative("monthly_fee"),
        CheckConstraint("NOT free OR monthly_fee = 0", name="free_pays_nothing"),
    )

    contract_id: Mapped[int]
    since: Mapped[date]
    until: Mapped[date | None]
    rules_day: Mapped[date]
    assessment_id: Mapped[int | None]
    free: Mapped[bool]
    free_ground: Mapped[str | None]
    free_ground_title: Mapped[str | None]
    average_income: Mapped[Money | None]
    threshold: Mapped[Money | None]
    fee_cap: Mapped[Money | None]
    cost_at_tariffs: Mapped[Money]
    monthly_fee: Mapped[Money]
    # False in a draft whose income nobody has entered: the sums are no fee, nobody signs them.
    fee_known: Mapped[bool] = mapped_column(default=True, server_default=true())
    household_size: Mapped[int | None]
    explanation: Mapped[JsonList] = mapped_column(JSON, default=list)
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)

    services: Mapped[list[ContractService]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="ContractService.code"
    )


class ContractService(ProviderRow, Base):
    """A service of the terms with the volume and the tariff agreed on."""

    __tablename__ = "contract_service"
    __table_args__ = owned(
        points_to("contract_terms", "terms_id"),
        UniqueConstraint("terms_id", "code"),
        positive("quantity_per_month"),
        not_negative("tariff"),
    )

    terms_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    unit_title: Mapped[str]
    quantity_per_month: Mapped[Volume]
    tariff: Mapped[Money]


class Signature(ProviderRow, Base):
    """A party's signature on the bytes of one paper, of a contract or of an act. Never changes."""

    __tablename__ = "signature"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("act", "act_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        points_to("stored_file", "file_id"),
        UniqueConstraint("paper_id", "party"),
        CheckConstraint("(contract_id IS NULL) <> (act_id IS NULL)", name="of_contract_or_act"),
        indexed("provider_id", "contract_id"),
        indexed("provider_id", "act_id"),
    )

    contract_id: Mapped[int | None]
    act_id: Mapped[int | None]
    paper_id: Mapped[int]
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    signer: Mapped[str]
    method: Mapped[SignatureMethod] = mapped_column(choice(SignatureMethod, "method"))
    signed_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    file_id: Mapped[int | None]
