"""Passwords and one-time codes: how they are hashed, checked and made."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.domain.violations import Violation, refuse

SHORTEST = 12
LONGEST = 256
_LEAST_DIFFERENT = 5
_LEAST_OWN = 5
_TELLING_LOGIN = 4

# What guessing programs try first; a password needs something of its own beside these.
_COMMON = (
    "йцукенгшщзхъ",
    "фывапролджэ",
    "qwertyuiop",
    "1234567890",
    "0987654321",
    "ячсмитьбю",
    "asdfghjkl",
    "password",
    "iloveyou",
    "1q2w3e4r",
    "zxcvbnm",
    "welcome",
    "letmein",
    "йцукен",
    "фывапр",
    "пароль",
    "qwerty",
    "asdfgh",
    "qazwsx",
    "123456",
    "654321",
    "админ",
    "admin",
    "люблю",
    "parol",
)

# An OWASP set: 23 ms a try here, and four parallel sign-ins do not eat the memory.
TIME_COST, MEMORY_COST = 2, 19 * 1024
_HASHER = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_COST, parallelism=1)
# What unknown logins are checked against, so that they take as long as known ones.
_NOBODY = _HASHER.hash(secrets.token_hex())

# No 0 or O, 1 or I: the code is read from paper.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS = 4
_GROUP = 4


def hash_password(password: str) -> str:
    """What is stored instead of the password."""
    return _HASHER.hash(password)


def is_right(stored: str | None, given: str) -> bool:
    """Whether the password or code is the stored one; takes as long when nothing is stored."""
    try:
        return _HASHER.verify(stored or _NOBODY, given) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_new_password(password: str, *, login: str, field: str = "new") -> None:
    """Refuse a password that is short, endless, easily guessed or holds the login."""
    if len(password) < SHORTEST:
        refuse(
            "value_invalid",
            f"В пароле меньше {SHORTEST} знаков. Возьмите, например, четыре несвязанных слова.",
            field=field,
        )
    if len(password) > LONGEST:
        refuse("value_invalid", f"Пароль длиннее {LONGEST} знаков. Сократите его.", field=field)
    if _is_guessable(password.lower(), login):
        refuse(
            "value_invalid",
            "Такой пароль легко угадать: он содержит логин или состоит из повторов и частых "
            "сочетаний. Придумайте другой.",
            field=field,
        )


def _is_guessable(password: str, login: str) -> bool:
    if len(login) >= _TELLING_LOGIN and login in password:
        return True
    own = password
    for common in _COMMON:
        own = own.replace(common, "")
    return len(set(password)) < _LEAST_DIFFERENT or len(own) < _LEAST_OWN


def new_code() -> str:
    """A one-time code of 80 bits, in groups that can be read aloud."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def plain_code(typed: str) -> str:
    """A code as it was printed, however it was typed."""
    kept = "".join(sign for sign in typed.upper() if sign in _ALPHABET)
    return "-".join(kept[start : start + _GROUP] for start in range(0, len(kept), _GROUP))


WRONG_PASSWORD = Violation(
    "not_authorised", "Пароль не подошёл. Проверьте раскладку и введите его ещё раз.", "password"
)
