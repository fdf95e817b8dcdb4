"""A key on a token (PKCS#11): the key never leaves it, the PIN is asked for and never kept.

The library of the token's maker runs within the portal, so only the installation's settings name
it. ``python-pkcs11`` is an extra of the distribution; without it a token is refused, not imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import Any

from cryptography import x509
from pyhanko.sign.signers import Signer

_ONE_AT_A_TIME = Lock()


class TokenFailed(Exception):
    """The token did not sign or was not found; the message is a sentence for people."""


class PinRefused(TokenFailed):
    """The token did not take the PIN."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where the key lies: the library's file, the token's label, the key's and certificate's."""

    library: str
    token: str
    label: str


@contextmanager
def token_signer(place: TokenPlace, pin: str) -> Iterator[Signer]:
    """What signs with the token's key while the session is open; raises TokenFailed."""
    # A token is opened once by a program: whoever comes second waits.
    with _ONE_AT_A_TIME, _session(place, pin) as session:
        yield _library().PKCS11Signer(session, cert_label=place.label, key_label=place.label)


def read_certificate(place: TokenPlace, pin: str) -> x509.Certificate:
    """The certificate beside the key; raises TokenFailed when either is not there."""
    with token_signer(place, pin) as signer:
        found = signer.signing_cert
        if found is None:
            raise TokenFailed(
                f"На токене нет сертификата с меткой «{place.label}». Проверьте метку."
            )
        return x509.load_der_x509_certificate(found.dump())


@contextmanager
def _session(place: TokenPlace, pin: str) -> Iterator[Any]:
    if not place.library:
        raise TokenFailed(
            "В портале не указана библиотека токена. Её указывает администратор сервера: "
            "PORTAL_PKCS11."
        )
    pyhanko, errors = _library(), _errors()
    try:
        criteria = pyhanko.TokenCriteria(label=place.token)
        session = pyhanko.open_pkcs11_session(place.library, token_criteria=criteria, user_pin=pin)
    except (errors.PinIncorrect, errors.PinLenRange, errors.PinInvalid):
        raise PinRefused(
            "Токен не принял PIN. Введите его ещё раз: после нескольких ошибок токен заблокируется."
        ) from None
    except errors.PinLocked:
        raise PinRefused(
            "Токен заблокирован: PIN слишком много раз ввели неверно. Разблокируйте его программой "
            "производителя."
        ) from None
    except (errors.PKCS11Error, RuntimeError, OSError):
        raise TokenFailed(
            f"Токен «{place.token}» не найден. Проверьте, что он вставлен в сервер портала и что "
            "метка верна."
        ) from None
    try:
        with session:
            yield session
    except errors.PKCS11Error:
        raise TokenFailed(
            f"Токен «{place.token}» не подписал: на нём нет ключа и сертификата с меткой "
            f"«{place.label}», или его вынули. Проверьте токен."
        ) from None


def _library() -> Any:
    """PyHanko's own module of tokens, which needs the extra."""
    try:
        return import_module("pyhanko.sign.pkcs11")
    except ImportError:
        raise TokenFailed(
            "Портал установлен без поддержки токенов. Администратору сервера: установите "
            "дополнение «tokens»."
        ) from None


def _errors() -> Any:
    return import_module("pkcs11.exceptions")
