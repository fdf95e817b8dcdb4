"""Providers of social services and their departments."""

from datetime import date, time

from sqlalchemy import JSON, CheckConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.catalogue import Form
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, owned
from portal.models.types import choice


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
