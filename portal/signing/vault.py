"""What must not be readable in a stolen database: keys encrypted, codes kept as keyed digests."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class VaultLocked(Exception):
    """The stored secret does not open: the installation's secret is another one than then."""


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """Encrypts and digests under the installation's secret, which the database does not hold."""

    secret: str

    def lock(self, content: bytes, *, about: str) -> bytes:
        """The content encrypted; it opens again only for the same ``about``."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key("lock")).encrypt(nonce, content, about.encode())

    def unlock(self, locked: bytes, *, about: str) -> bytes:
        """What was locked; raises VaultLocked when the secret or ``about`` is another."""
        try:
            return AESGCM(self._key("lock")).decrypt(
                locked[:_NONCE], locked[_NONCE:], about.encode()
            )
        except InvalidTag as error:
            raise VaultLocked(about) from error

    def digest(self, text: str) -> str:
        """A keyed digest in hexadecimal: six digits cannot be guessed from the table alone."""
        return hmac.new(self._key("digest"), text.encode(), hashlib.sha256).hexdigest()

    def _key(self, purpose: str) -> bytes:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"portal {purpose}".encode())
        return derive.derive(self.secret.encode())
