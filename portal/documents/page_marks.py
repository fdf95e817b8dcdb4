"""The mark on each page of an issued paper: its code, and a QR code with a signed statement.

A provider's Ed25519 key is derived from the installation's secret, so no private key is stored
anywhere; its public half is kept in a table and handed out. Ed25519 uses no chance: the same facts
make the same mark, and so the same bytes, in any process.
"""

import hmac
import json
from base64 import b32decode, b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.domain.page_codes import BITS, page_code
from portal.domain.statements import PaperStatement, read_statement

_KEY_BYTES = 32
# Every kind of facts says these things under one of these names, the paper's own first.
_NUMBERS = ("number", "act_number", "contract_number")
_DAYS = ("concluded_on", "drawn_on", "issued_on")
_SUMS = (("payable",), ("total_due",), ("fee", "monthly_fee"), ("after", "monthly_fee"))


@dataclass(frozen=True, slots=True)
class PageMark:
    """What each page carries: the code for people, the signed statement for a QR code."""

    code: str
    statement: str


@dataclass(frozen=True, slots=True)
class PaperOutline:
    """What can be said of a paper in a line; the number is empty where it has none."""

    number: str
    day: date
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement as it was read, with the line that was signed and the signature."""

    statement: PaperStatement
    text: str
    signature: bytes

    def is_signed_by(self, public_key: str) -> bool:
        """Whether the owner of this key has signed exactly these words."""
        try:
            key = Ed25519PublicKey.from_public_bytes(_from_base32(public_key))
            key.verify(self.signature, self.text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Marker:
    """Marks the papers of an installation's providers; knows its secret and tells nobody."""

    def __init__(self, secret: str) -> None:
        """Take the installation's secret; another one means other keys and other codes."""
        self._secret = secret.encode()
        self._keys: dict[int, Ed25519PrivateKey] = {}

    def public_key(self, provider_id: int) -> str:
        """The provider's public key in base32."""
        return to_base32(self._key(provider_id).public_key().public_bytes_raw())

    def code(self, provider_id: int, form: str, inputs: str, attempt: int) -> str:
        """The code of a paper: nobody without the secret can tell it from the paper's contents.

        ``attempt`` tells apart papers that were made from the same.
        """
        said = f"{provider_id}\n{form}\n{inputs}\n{attempt}".encode()
        digest = hmac.digest(self._derived(b"page codes"), said, "sha256")
        return page_code(int.from_bytes(digest) >> len(digest) * 8 - BITS)

    def mark(self, provider_id: int, statement: PaperStatement) -> PageMark:
        """The statement with the provider's signature."""
        text = statement.text
        signature = self._key(provider_id).sign(text.encode())
        return PageMark(statement.code, f"{text}:{to_base32(signature)}")

    def sign(self, provider_id: int, content: bytes) -> str:
        """The provider's signature of some bytes in base32.

        The bytes begin with the name of what they are, so that none can pass for a statement.
        """
        return to_base32(self._key(provider_id).sign(content))

    def _key(self, provider_id: int) -> Ed25519PrivateKey:
        if provider_id not in self._keys:
            seed = self._derived(f"statements of provider {provider_id}".encode())
            self._keys[provider_id] = Ed25519PrivateKey.from_private_bytes(seed)
        return self._keys[provider_id]

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), _KEY_BYTES, salt=b"portal page marks", info=purpose).derive(
            self._secret
        )


def read_signed(text: str) -> SignedStatement | None:
    """What a QR code of ours says, before anybody believes it; None for any other text."""
    said, _, signature = "".join(text.split()).rpartition(":")
    statement = read_statement(said)
    try:
        signed = _from_base32(signature)
    except ValueError:
        return None
    return None if statement is None else SignedStatement(statement, said, signed)


def inputs_digest(inputs: Mapping[str, object]) -> str:
    """The SHA-256 of what a paper was made from, in base32; the order of keys does not matter."""
    canonical = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return to_base32(sha256(canonical.encode()).digest())


def outline_of(inputs: Mapping[str, object], rules_day: date) -> PaperOutline:
    """Number, day and sum of a paper; the day of its rules where it names no day of its own."""
    number = next((str(inputs[name]) for name in _NUMBERS if inputs.get(name)), "")
    day = next((date.fromisoformat(str(inputs[name])) for name in _DAYS if inputs.get(name)), None)
    sums = (_at(inputs, path) for path in _SUMS)
    return PaperOutline(
        number, day or rules_day, next((one for one in sums if one is not None), None)
    )


def to_base32(content: bytes) -> str:
    """Bytes in signs of the QR code's short alphabet, without padding."""
    return b32encode(content).decode("ascii").rstrip("=")


def _from_base32(text: str) -> bytes:
    content = b32decode(text + "=" * (-len(text) % 8))
    if to_base32(content) != text:
        raise ValueError("Another way of writing the same bytes")
    return content


def _at(inputs: Mapping[str, object], path: tuple[str, ...]) -> Decimal | None:
    value: object = inputs
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if value is None else Decimal(str(value))
