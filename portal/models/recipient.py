"""Recipients of social services, their identity papers, categories and representatives."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.domain.authorities import Capacity
from portal.domain.people import PopulationGroup, Sex, full_name, search_key, short_name
from portal.extensions import Base
from portal.models.provider import Department
from portal.models.tenancy import ProviderRow, ends_after_start, indexed, owned, points_to
from portal.models.types import Moment, choice

if TYPE_CHECKING:
    from portal.models.user import Membership

_NOT_DIGITS = re.compile(r"[^0-9]+")
_LOCAL_NUMBER = 10


class RepresentativeKind(StrEnum):
    """On what ground somebody acts for a recipient."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    TRUSTEE = "trustee"
    ATTORNEY = "attorney"

    @property
    def label(self) -> str:
        """The word for people."""
        return _KINDS[self]


_KINDS = {
    RepresentativeKind.PARENT: "родитель",
    RepresentativeKind.GUARDIAN: "опекун",
    RepresentativeKind.TRUSTEE: "попечитель",
    RepresentativeKind.ATTORNEY: "представитель по доверенности",
}


def phone_key(phone: str) -> str:
    """A phone number as it is searched: the last ten digits, whatever the country prefix."""
    return _NOT_DIGITS.sub("", phone)[-_LOCAL_NUMBER:]


def number_key(*parts: str) -> str:
    """Series and number of a paper as they are searched: lower case, no spaces."""
    return re.sub(r"\s+", "", search_key("".join(parts)))


class Recipient(ProviderRow, Base):
    """A person served by the provider. Search keys follow the columns by themselves.

    ``escort``: needs somebody beside within the premises and during services (FED-RGT-05).
    ``missing_since``: a court's finding is in force (``returned_on`` ends it, FED-TER-07).
    ``erased_at``: nothing is left of the person here but the access log that points at the row.
    """

    __tablename__ = "recipient"
    __table_args__ = owned(
        UniqueConstraint("provider_id", "snils"),
        UniqueConstraint("provider_id", "personal_code"),
        points_to("department", "department_id"),
        points_to("membership", "social_worker_id"),
        indexed("provider_id", "name_key"),
        indexed("provider_id", "phone_key"),
        CheckConstraint(
            "(capacity IS NULL) = (capacity_since IS NULL)", name="capacity_has_its_day"
        ),
        CheckConstraint("died_on IS NULL OR died_on >= born", name="died_after_birth"),
        CheckConstraint(
            "returned_on IS NULL OR (missing_since IS NOT NULL AND returned_on >= missing_since)",
            name="returned_after_missing",
        ),
    )

    surname: Mapped[str]
    name: Mapped[str]
    patronymic: Mapped[str | None]
    name_key: Mapped[str]
    born: Mapped[date]
    sex: Mapped[Sex] = mapped_column(choice(Sex, "sex"))
    snils: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    phone_key: Mapped[str] = mapped_column(default="")
    population_group: Mapped[PopulationGroup | None] = mapped_column(
        choice(PopulationGroup, "population_group")
    )
    personal_code: Mapped[str]
    department_id: Mapped[int | None]
    social_worker_id: Mapped[int | None]
    registered_at: Mapped[Moment]
    escort: Mapped[bool] = mapped_column(default=False, server_default=false())
    capacity: Mapped[Capacity | None] = mapped_column(choice(Capacity, "capacity"))
    capacity_since: Mapped[date | None]
    capacity_basis: Mapped[str | None]
    died_on: Mapped[date | None]
    death_basis: Mapped[str | None]
    missing_since: Mapped[date | None]
    missing_basis: Mapped[str | None]
    returned_on: Mapped[date | None]
    return_basis: Mapped[str | None]
    erased_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column()

    department: Mapped[Department | None] = relationship(viewonly=True, lazy="raise")
    social_worker: Mapped[Membership | None] = relationship(
        viewonly=True,
        lazy="raise",
        foreign_keys="[Recipient.provider_id, Recipient.social_worker_id]",
    )
    identity_papers: Mapped[list[IdentityPaper]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="IdentityPaper.issued_on"
    )
    categories: Mapped[list[RecipientCategory]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="RecipientCategory.id"
    )
    representatives: Mapped[list[Representative]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="Representative.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper

    @validates("surname", "name", "patronymic")
    def _keep_name_key(self, key: str, value: str | None) -> str | None:
        parts = {"surname": self.surname, "name": self.name, "patronymic": self.patronymic}
        parts[key] = value
        self.name_key = search_key(
            full_name(parts["surname"] or "", parts["name"] or "", parts["patronymic"])
        )
        return value

    @validates("phone")
    def _keep_phone_key(self, _key: str, phone: str) -> str:
        self.phone_key = phone_key(phone)
        return phone

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def short_name(self) -> str:
        """Surname and initials."""
        return short_name(self.surname, self.name, self.patronymic)


class IdentityPaper(ProviderRow, Base):
    """A passport or another paper that proves identity; the newest one is printed."""

    __tablename__ = "identity_paper"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        indexed("provider_id", "recipient_id"),
        indexed("provider_id", "number_key"),
    )

    recipient_id: Mapped[int]
    kind: Mapped[str]
    series: Mapped[str] = mapped_column(default="")
    number: Mapped[str]
    number_key: Mapped[str]
    issued_by: Mapped[str]
    issued_on: Mapped[date]

    @validates("series", "number")
    def _keep_number_key(self, key: str, value: str) -> str:
        parts = {"series": self.series, "number": self.number, key: value}
        self.number_key = number_key(parts["series"] or "", parts["number"] or "")
        return value


class RecipientCategory(ProviderRow, Base):
    """A category of citizens that the region knows by ``code``, and whether it is proved."""

    __tablename__ = "recipient_category"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        ends_after_start(),
        UniqueConstraint("recipient_id", "code", "since"),
    )

    recipient_id: Mapped[int]
    code: Mapped[str]
    proved: Mapped[bool]
    since: Mapped[date]
    until: Mapped[date | None]


class Representative(ProviderRow, Base):
    """Who may act for the recipient, by which paper and how long.

    ``until`` is the first day without the right; ``paper_until`` the last day its paper names.
    ``body`` is the region's code of a body that acts in a parent's place, ``body_name`` its name.
    The identity paper and the address are what a contract prints; empty until they are entered.
    """

    __tablename__ = "representative"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        ends_after_start(),
        indexed("provider_id", "recipient_id"),
        CheckConstraint(
            "paper_until IS NULL OR paper_issued_on IS NULL OR paper_until >= paper_issued_on",
            name="paper_until_after_issue",
        ),
        CheckConstraint("revoked_on IS NULL OR revoked_on >= since", name="revoked_after_since"),
    )

    recipient_id: Mapped[int]
    kind: Mapped[RepresentativeKind] = mapped_column(choice(RepresentativeKind, "kind"))
    surname: Mapped[str]
    name: Mapped[str]
    patronymic: Mapped[str | None]
    basis: Mapped[str]
    capable: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date]
    until: Mapped[date | None]
    paper_number: Mapped[str | None]
    paper_issued_on: Mapped[date | None]
    paper_issued_by: Mapped[str | None]
    paper_until: Mapped[date | None]
    body: Mapped[str | None]
    body_name: Mapped[str | None]
    revoked_on: Mapped[date | None]
    revoked_for: Mapped[str | None]
    identity_kind: Mapped[str] = mapped_column(default="")
    identity_series: Mapped[str] = mapped_column(default="")
    identity_number: Mapped[str] = mapped_column(default="")
    identity_issued_by: Mapped[str] = mapped_column(default="")
    identity_issued_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(default="")


class AuthorityScan(ProviderRow, Base):
    """A scan of the paper that somebody's authority rests on."""

    __tablename__ = "authority_scan"
    __table_args__ = owned(
        points_to("representative", "representative_id"),
        points_to("stored_file", "file_id"),
        indexed("provider_id", "representative_id"),
    )

    representative_id: Mapped[int]
    file_id: Mapped[int]


class RelativeAccess(ProviderRow, Base):
    """A representative's own login: which parts of the cabinet it shows, from when till when.

    ``until`` is the first day without it; the authority behind it may end it earlier.
    """

    __tablename__ = "relative_access"
    __table_args__ = owned(
        points_to("representative", "representative_id"),
        points_to("membership", "membership_id"),
        ends_after_start(),
        UniqueConstraint("membership_id"),
        indexed("provider_id", "representative_id"),
    )

    representative_id: Mapped[int]
    membership_id: Mapped[int]
    parts: Mapped[list[str]] = mapped_column(JSON)
    since: Mapped[date]
    until: Mapped[date | None]


class DataConsent(ProviderRow, Base):
    """A consent to the processing of personal data: a paper of its own, given, perhaps withdrawn.

    ``given_on`` is empty while the sheet is printed and not signed; ``representative_id`` names
    who signs for the recipient. ``destroy_by`` is the last day to destroy what rested on it alone.
    """

    __tablename__ = "data_consent"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("representative", "representative_id"),
        points_to("paper", "paper_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        indexed("provider_id", "recipient_id"),
        CheckConstraint(
            "withdrawn_on IS NULL OR (given_on IS NOT NULL AND withdrawn_on >= given_on)",
            name="withdrawn_after_given",
        ),
        CheckConstraint(
            "(withdrawn_on IS NULL) = (destroy_by IS NULL)", name="withdrawal_has_its_term"
        ),
        CheckConstraint(
            "destroyed_on IS NULL OR (withdrawn_on IS NOT NULL AND destroyed_on >= withdrawn_on)",
            name="destroyed_after_withdrawal",
        ),
    )

    recipient_id: Mapped[int]
    representative_id: Mapped[int | None]
    purpose: Mapped[str]
    data: Mapped[str]
    term: Mapped[str]
    processor: Mapped[str] = mapped_column(default="")
    paper_id: Mapped[int]
    file_id: Mapped[int | None]
    given_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    destroy_by: Mapped[date | None]
    destroyed_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
