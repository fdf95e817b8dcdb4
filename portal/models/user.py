"""People who sign in, what they are to a provider, their sessions and their attempts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.domain.people import Sex, search_key
from portal.extensions import Base
from portal.models.provider import Department, Provider
from portal.models.recipient import Recipient
from portal.models.tenancy import ProviderRow, ends_after_start, indexed, owned, points_to
from portal.models.types import Moment, UtcMoment, choice


class Role(StrEnum):
    """What a membership allows."""

    DIRECTOR = "director"
    ACCOUNTANT = "accountant"
    SOCIAL_WORKER = "social_worker"
    HEAD_OF_DEPARTMENT = "head_of_department"
    RECIPIENT = "recipient"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"

    @property
    def label(self) -> str:
        """The word for people."""
        return _ROLES[self]


_ROLES = {
    Role.DIRECTOR: "директор",
    Role.ACCOUNTANT: "бухгалтер",
    Role.SOCIAL_WORKER: "социальный работник",
    Role.HEAD_OF_DEPARTMENT: "заведующий отделением",
    Role.RECIPIENT: "получатель услуг",
    Role.ADMINISTRATOR: "администратор",
    Role.OFFICER: "специалист уполномоченного органа",
}


class User(Base):
    """A person with a login. Rights come from memberships, never from the user."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("login <> ''", name="login_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    activation_code_hash: Mapped[str | None]
    activation_expires_at: Mapped[Moment | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    surname: Mapped[str]
    name: Mapped[str]
    patronymic: Mapped[str | None]
    sex: Mapped[Sex] = mapped_column(choice(Sex, "sex"))
    created_at: Mapped[Moment | None]
    blocked_at: Mapped[Moment | None]

    @validates("login")
    def _normalise_login(self, _key: str, login: str) -> str:
        return search_key(login)

    def __repr__(self) -> str:
        return f"<User {self.login}>"


class Membership(ProviderRow, Base):
    """What a user is to a provider: a role, and for the staff a position and its legal basis."""

    __tablename__ = "membership"
    __table_args__ = owned(
        points_to("department", "department_id"),
        points_to("recipient", "recipient_id", cycle=True),
        ends_after_start(),
        CheckConstraint(
            "(role = 'recipient') = (recipient_id IS NOT NULL)", name="recipient_has_person"
        ),
        indexed("user_id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    position: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None]
    recipient_id: Mapped[int | None]
    since: Mapped[date]
    until: Mapped[date | None]

    user: Mapped[User] = relationship(viewonly=True, lazy="raise")
    provider: Mapped[Provider] = relationship(
        viewonly=True, lazy="raise", foreign_keys="Membership.provider_id"
    )
    department: Mapped[Department | None] = relationship(viewonly=True, lazy="raise")
    recipient: Mapped[Recipient | None] = relationship(
        viewonly=True,
        lazy="raise",
        foreign_keys="[Membership.provider_id, Membership.recipient_id]",
    )


class UserSession(ProviderRow, Base):
    """A signed-in browser. Only the hash of its token is kept, so the table opens no session."""

    __tablename__ = "user_session"
    __table_args__ = owned(points_to("membership", "membership_id"), indexed("user_id"))

    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    membership_id: Mapped[int]
    opened_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    address: Mapped[str]

    user: Mapped[User] = relationship(viewonly=True, lazy="raise")
    membership: Mapped[Membership] = relationship(viewonly=True, lazy="raise")


class FormDraft(ProviderRow, Base):
    """What was typed when the session had ended; found by the hash of a key, as a session is."""

    __tablename__ = "form_draft"
    __table_args__ = owned(
        points_to("membership", "membership_id"), indexed("key_hash"), indexed("membership_id")
    )

    key_hash: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    membership_id: Mapped[int]
    page: Mapped[str]
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    kept_at: Mapped[Moment]


class SignInAttempt(Base):
    """One attempt to sign in; throttling counts these rows, so all processes count together."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (indexed("login_key", "at"), indexed("address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    login_key: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcMoment())
    succeeded: Mapped[bool]
