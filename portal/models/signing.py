"""Papers on their way to the director and back: what was sent back, copies, names as declined."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.contract import Party
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment, choice

_OPEN_CONTRACT = text("settled_at IS NULL AND amendment_id IS NULL AND termination_id IS NULL")


class SentBack(ProviderRow, Base):
    """A paper sent back unsigned: the contract's own, or an amendment's or an end's when named.

    ``prepared_by_id`` is who reads the reason, ``paper_id`` the frozen text, if one was drawn. It
    is settled when the text is drawn anew or somebody has taken note. The reason never changes.
    """

    __tablename__ = "sent_back"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("amendment", "amendment_id"),
        points_to("termination", "termination_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "prepared_by_id"),
        points_to("membership", "sent_by_id"),
        points_to("membership", "settled_by_id"),
        Index(
            "uq_sent_back_open_contract",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_OPEN_CONTRACT,
            postgresql_where=_OPEN_CONTRACT,
        ),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("amendment_id IS NULL OR termination_id IS NULL", name="of_one_paper"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"
        ),
        indexed("provider_id", "contract_id"),
        indexed("provider_id", "settled_at"),
    )

    contract_id: Mapped[int]
    amendment_id: Mapped[int | None]
    termination_id: Mapped[int | None]
    paper_id: Mapped[int | None]
    reason: Mapped[str]
    prepared_by_id: Mapped[int | None]
    sent_at: Mapped[Moment]
    sent_by_id: Mapped[int]
    settled_at: Mapped[Moment | None]
    settled_by_id: Mapped[int | None]

    @property
    def told(self) -> str:
        """The reason as a sentence that another may follow."""
        return self.reason if self.reason.endswith((".", "!", "?", "…")) else f"{self.reason}."


class PaperCopy(ProviderRow, Base):
    """One printed copy of a paper: whose it is, who has signed it by hand, to whom it went.

    A row comes into being when the copy is printed. ``file_id`` is the scan of this very copy.
    """

    __tablename__ = "paper_copy"
    __table_args__ = owned(
        points_to("paper", "paper_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("paper_id", "number"),
        positive("number"),
        CheckConstraint(
            "(provider_signed_on IS NULL) = (provider_signer = '')", name="provider_signer_named"
        ),
        CheckConstraint(
            "(customer_signed_on IS NULL) = (customer_signer = '')", name="customer_signer_named"
        ),
        CheckConstraint("(handed_on IS NULL) = (handed_to = '')", name="handed_to_somebody"),
        CheckConstraint(
            "handed_on IS NULL OR handed_on >= printed_on", name="handed_after_printing"
        ),
    )

    paper_id: Mapped[int]
    number: Mapped[int]
    holder: Mapped[Party] = mapped_column(choice(Party, "holder"))
    printed_on: Mapped[date]
    provider_signed_on: Mapped[date | None]
    provider_signer: Mapped[str] = mapped_column(default="")
    customer_signed_on: Mapped[date | None]
    customer_signer: Mapped[str] = mapped_column(default="")
    handed_on: Mapped[date | None]
    handed_to: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class NameForm(ProviderRow, Base):
    """The genitive of a name or a position as somebody corrected it, by how it is written.

    Kept by the words themselves, so that a name that changes never keeps the old one's form.
    """

    __tablename__ = "name_form"
    __table_args__ = owned(
        points_to("membership", "kept_by_id"),
        UniqueConstraint("provider_id", "nominative"),
        CheckConstraint("genitive <> ''", name="genitive_given"),
    )

    nominative: Mapped[str]
    genitive: Mapped[str]
    kept_at: Mapped[Moment]
    kept_by_id: Mapped[int]
