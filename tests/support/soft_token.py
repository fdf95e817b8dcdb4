"""A token of software (SoftHSM): a real PKCS#11 library, its key in a folder of the test's own."""

import atexit
import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.x509 import decode_x509_certificate

from portal.signing.certificates import KeyPair, SelfMade, make_pkcs12, open_pkcs12
from portal.signing.tokens import TokenPlace

INN, SINCE = "3300000014", datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN, LABEL, PIN = "centre", "seal", "1234"


@dataclass(frozen=True)
class SoftToken:
    """The token with the certificate that lies on it."""

    place: TokenPlace
    pair: KeyPair


@lru_cache
def soft_token() -> SoftToken:
    """The token of this process: the library asks for its folder only once."""
    folder = Path(mkdtemp(prefix="portal-token-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    tokens = folder / "tokens"
    tokens.mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    _run("--init-token", "--free", "--label", TOKEN, "--so-pin", "87654321", "--pin", PIN)
    pair = open_pkcs12(make_pkcs12(SelfMade("Центр", INN, "Орлова Н. П.", SINCE), "1"), "1")
    key = folder / "key.pem"
    key.write_bytes(pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _run("--import", str(key), "--token", TOKEN, "--label", LABEL, "--id", "01", "--pin", PIN)
    with pkcs11.lib(LIBRARY).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        content = decode_x509_certificate(pair.certificate.public_bytes(Encoding.DER))
        content[pkcs11.Attribute.TOKEN] = True
        content[pkcs11.Attribute.LABEL] = LABEL
        content[pkcs11.Attribute.ID] = b"\x01"
        session.create_object(content)
    return SoftToken(TokenPlace(LIBRARY, TOKEN, LABEL), pair)


def _run(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)  # noqa: S603, S607
