"""Providers of social services and their departments."""

from datetime import date, time

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.catalogue import Form
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment, choice


class Provider(Base):
    """One organisation with the details that its papers and payment codes print.

    Its region's code chooses the rules and the time zone. ``conclusion_term`` is the term of a
    contract that the provider has chosen where a region offers several; NULL = the rule's own.
    ``opens_at`` and ``closes_at`` are local office hours (FED-CAL-05); NULL = nobody has named any.
    ``renders_urgent`` matters where a region asks that the form be switched on (VLA-URG-06).
    An authority is kept here too: it serves nobody, its officers decide what providers ask for.
    The entry in the region's register (FED-REG-01): ``excluded_on`` is its last day.
    """

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint("payment_day BETWEEN 1 AND 28", name="payment_day_in_month"),
        CheckConstraint(
            "(opens_at IS NULL) = (closes_at IS NULL) "
            "AND (opens_at IS NULL OR opens_at < closes_at)",
            name="office_hours",
        ),
        CheckConstraint(
            "excluded_on IS NULL OR (registered_on IS NOT NULL AND registered_on <= excluded_on)",
            name="register_entry",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    region_code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    genitive_name: Mapped[str]
    inn: Mapped[str]
    kpp: Mapped[str]
    # As papers print it: «г. Владимир», «п. Красная Горбатка».
    city: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    bank_name: Mapped[str]
    bic: Mapped[str]
    account: Mapped[str]
    correspondent_account: Mapped[str]
    personal_account: Mapped[str | None]
    cbc: Mapped[str | None]
    oktmo: Mapped[str | None]
    payment_day: Mapped[int] = mapped_column(default=10)
    conclusion_term: Mapped[str | None]
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    renders_urgent: Mapped[bool] = mapped_column(default=False)
    register_number: Mapped[str | None]
    registered_on: Mapped[date | None]
    registered_forms: Mapped[list[str] | None] = mapped_column(JSON)
    excluded_on: Mapped[date | None]
    is_authority: Mapped[bool] = mapped_column(default=False, server_default=false())

    def __repr__(self) -> str:
        return f"<Provider {self.code}>"


class Department(ProviderRow, Base):
    """A department in the sense of the region's rules (`unit_code`), with its places."""

    __tablename__ = "department"
    __table_args__ = owned(CheckConstraint("places >= 0", name="places_not_negative"))

    unit_code: Mapped[str]
    name: Mapped[str]
    form: Mapped[Form] = mapped_column(choice(Form, "form"))
    places: Mapped[int | None]


class UnitContractChoice(ProviderRow, Base):
    """Whether departments of a kind conclude contracts from a day on (VLA-CON-03).

    For kinds whose own procedure is silent; without a row they do, and the last row counts.
    """

    __tablename__ = "unit_contract_choice"
    __table_args__ = owned(
        points_to("membership", "recorded_by_id"),
        CheckConstraint("reason <> ''", name="reason_given"),
        indexed("provider_id", "unit_code"),
    )

    unit_code: Mapped[str]
    concluded: Mapped[bool]
    reason: Mapped[str]
    since: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class ProviderPaper(ProviderRow, Base):
    """A paper of the provider that is shown on request when a contract is made (MSK-CON-07)."""

    __tablename__ = "provider_paper"
    __table_args__ = owned(
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "code"),
    )

    code: Mapped[str]
    file_id: Mapped[int]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
