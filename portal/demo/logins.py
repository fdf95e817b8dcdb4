"""Who may sign in to the demonstration, and with what: shown on the screen, so no secret at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from argon2 import PasswordHasher

from portal.demo.houses import HOUSES, RECIPIENT_LOGIN, VLADIMIR, House
from portal.models import Role

_WORDS = {
    Role.DIRECTOR: "podpis",
    Role.ACCOUNTANT: "kvitok",
    Role.SOCIAL_WORKER: "obhod",
    Role.HEAD_OF_DEPARTMENT: "grafik",
    Role.RECIPIENT: "ryabina",
    Role.ADMINISTRATOR: "klyuch",
}
_REPRESENTATIVE = "parent"
SHOWS_REPRESENTATIVE = VLADIMIR
_SALT_BYTES = 16
# The set of portal.usecases.passwords; a salt of its own would make each load another file.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demonstration and the password printed for them."""

    house: House
    role: Role
    login: str
    acts_for: bool = False

    @property
    def label(self) -> str:
        """Who it is, in a word."""
        return "представитель" if self.acts_for else self.role.label

    @property
    def password(self) -> str:
        """Easy to type, at least twelve characters, without the login in it."""
        return f"{self.house.river}-{_WORDS[self.role]}-26"

    @property
    def password_hash(self) -> str:
        """What is stored; the same on every load."""
        return stored_hash(self.login, self.password)


def stored_hash(login: str, password: str) -> str:
    """What is stored of a printed password; the same on every load."""
    salt = hashlib.sha256(login.encode()).digest()[:_SALT_BYTES]
    return _HASHER.hash(password, salt=salt)


def logins_of(house: House) -> tuple[Login, ...]:
    """The staff who can sign in, one recipient, and in one house a child's mother."""
    staff = tuple(Login(house, one.role, one.login) for one in house.staff if one.login)
    parents = (representative_login(house),) if house is SHOWS_REPRESENTATIVE else ()
    return (*staff, recipient_login(house), *parents)


def recipient_login(house: House) -> Login:
    """The login of the recipient who lets everybody look into her cabinet."""
    return Login(house, Role.RECIPIENT, f"{RECIPIENT_LOGIN}.{house.river}")


def representative_login(house: House) -> Login:
    """The login of somebody who acts for a recipient and signs by codes."""
    return Login(house, Role.RECIPIENT, f"{_REPRESENTATIVE}.{house.river}", acts_for=True)


def all_logins() -> tuple[Login, ...]:
    """Every login of the demonstration."""
    return tuple(login for house in HOUSES for login in logins_of(house))
