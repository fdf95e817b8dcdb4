"""Acts of services rendered in a month."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base
from portal.models.contract import Contract, ContractTerms, Signature
from portal.models.paper import Paper
from portal.models.tenancy import (
    ProviderRow,
    first_day,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import JsonList, JsonObject, Moment, Money, Volume, choice


class ActState(StrEnum):
    """Where an act stands with the recipient."""

    ISSUED = "issued"
    SIGNED = "signed"
    DISPUTED = "disputed"

    @property
    def label(self) -> str:
        """The word for people."""
        return _STATES[self]


_STATES = {
    ActState.ISSUED: "выставлен",
    ActState.SIGNED: "подписан",
    ActState.DISPUTED: "есть возражения",
}


class Act(ProviderRow, Base):
    """The act of one contract for one month, with the inputs and the rules it was made by."""

    __tablename__ = "act"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("contract_terms", "terms_id"),
        points_to("paper", "paper_id", cycle=True),
        points_to("paper", "receipt_paper_id", cycle=True),
        UniqueConstraint("contract_id", "month"),
        UniqueConstraint("provider_id", "year", "sequence"),
        first_day(),
        positive("sequence"),
        not_negative("cost_at_tariffs"),
        not_negative("additional_cost"),
        not_negative("payable"),
        not_negative("average_income"),
        not_negative("threshold"),
        not_negative("fee_cap"),
        CheckConstraint("due_on >= month", name="due_after_month_began"),
        indexed("provider_id", "month"),
    )

    contract_id: Mapped[int]
    terms_id: Mapped[int]
    month: Mapped[date]
    number: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    state: Mapped[ActState] = mapped_column(choice(ActState, "state"))
    cost_at_tariffs: Mapped[Money]
    additional_cost: Mapped[Money]
    payable: Mapped[Money]
    average_income: Mapped[Money | None]
    threshold: Mapped[Money | None]
    fee_cap: Mapped[Money | None]
    free: Mapped[bool]
    free_ground: Mapped[str | None]
    free_ground_title: Mapped[str | None]
    due_on: Mapped[date]
    issued_at: Mapped[Moment]
    explanation: Mapped[JsonList] = mapped_column(JSON, default=list)
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    rules_day: Mapped[date]
    paper_id: Mapped[int | None]
    receipt_paper_id: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    contract: Mapped[Contract] = relationship(viewonly=True, lazy="raise")
    terms: Mapped[ContractTerms] = relationship(viewonly=True, lazy="raise")
    paper: Mapped[Paper | None] = relationship(
        viewonly=True, lazy="raise", foreign_keys="[Act.provider_id, Act.paper_id]"
    )
    receipt_paper: Mapped[Paper | None] = relationship(
        viewonly=True, lazy="raise", foreign_keys="[Act.provider_id, Act.receipt_paper_id]"
    )
    # Its corrections are signed too, on papers of their own.
    signatures: Mapped[list[Signature]] = relationship(
        primaryjoin="and_(Act.provider_id == foreign(Signature.provider_id), "
        "Act.id == foreign(Signature.act_id), Act.paper_id == foreign(Signature.paper_id))",
        viewonly=True,
        lazy="raise",
        order_by=Signature.id,
    )
    lines: Mapped[list[ActLine]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="ActLine.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class ActLine(ProviderRow, Base):
    """One service of an act. Never changes once issued."""

    __tablename__ = "act_line"
    __table_args__ = owned(
        points_to("act", "act_id"),
        UniqueConstraint("act_id", "position"),
        not_negative("allowed"),
        not_negative("quantity"),
        not_negative("tariff"),
        not_negative("amount"),
    )

    act_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    unit_title: Mapped[str]
    allowed: Mapped[Volume]
    quantity: Mapped[Volume]
    tariff: Mapped[Money]
    amount: Mapped[Money]
    additional: Mapped[bool] = mapped_column(default=False)
