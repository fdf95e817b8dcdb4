"""Certificates of organisations: read from PKCS#12, described, and made for a demonstration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from portal.domain.e_signatures import CertificateFacts

# Where Russian certificates write the owner's numbers.
INN = ObjectIdentifier("1.2.643.3.131.1.1")
INN_OF_ORGANISATION = ObjectIdentifier("1.2.643.100.4")
LEAST_RSA_BITS = 2048

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class CertificateUnusable(Exception):
    """The file holds nothing that could seal here; the message is a sentence for people."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyPair:
    """A certificate with its private key and the certificates between it and its root."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def open_pkcs12(content: bytes, password: str) -> KeyPair:
    """The key and the certificate of a PKCS#12 file; raises CertificateUnusable with the reason."""
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode())
    except UnsupportedAlgorithm:
        raise CertificateUnusable(
            "Ключ в файле не RSA и не ECDSA (например, ГОСТ): запечатать им портал не может. "
            "Подпишите договор в своей программе и приложите подпись файлом."
        ) from None
    except ValueError:
        raise CertificateUnusable(
            "Файл не открылся: либо это не PKCS#12 (.p12, .pfx), либо пароль от него другой. "
            "Проверьте файл и пароль."
        ) from None
    if key is None or certificate is None:
        raise CertificateUnusable(
            "В файле нет закрытого ключа или его сертификата. Выгрузите их вместе, с закрытым "
            "ключом."
        )
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or (
        isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS
    ):
        raise CertificateUnusable(
            f"Ключ не подходит: нужен RSA от {LEAST_RSA_BITS} бит или ECDSA. Получите другой."
        )
    demand_may_sign(certificate)
    return KeyPair(key, certificate, tuple(chain))


def demand_may_sign(certificate: x509.Certificate) -> None:
    """Refuse a certificate that was issued for something else; raises CertificateUnusable."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise CertificateUnusable(
            "Этот сертификат выдан не для подписи документов. Выберите сертификат подписи."
        )


# Of an owner alone nothing tells a person from an organisation but the patronymic.
_PERSON = re.compile(r"[А-ЯЁ][А-ЯЁа-яё-]+ [А-ЯЁ][а-яё-]+ [А-ЯЁ][а-яё]+(?:ич|вна|чна)")


def describe(certificate: x509.Certificate) -> CertificateFacts:
    """What the certificate says of its owner and of itself."""
    subject = certificate.subject
    organisation = _first(subject, NameOID.ORGANIZATION_NAME)
    return CertificateFacts(
        subject=_first(subject, NameOID.COMMON_NAME) or organisation,
        organisation=organisation,
        inn=_first(subject, INN_OF_ORGANISATION) or _first(subject, INN),
        issuer=_first(certificate.issuer, NameOID.COMMON_NAME)
        or _first(certificate.issuer, NameOID.ORGANIZATION_NAME),
        serial=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        self_made=_self_made(certificate),
        person=_person(subject, organisation),
    )


def _person(subject: x509.Name, organisation: str) -> str:
    """Who acts for the organisation: named in fields of the own, else as the owner itself."""
    surname, given = _first(subject, NameOID.SURNAME), _first(subject, NameOID.GIVEN_NAME)
    if surname:
        return f"{surname} {given}".strip()
    owner = _first(subject, NameOID.COMMON_NAME)
    return owner if owner != organisation and _PERSON.fullmatch(owner) else ""


def _self_made(certificate: x509.Certificate) -> bool:
    """Signed by its own key: nobody but the owner says who the owner is."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _first(name: x509.Name, oid: ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


@dataclass(frozen=True, slots=True)
class SelfMade:
    """Whom a self-made certificate names, and from when until when it holds."""

    organisation: str
    inn: str
    person: str
    since: datetime
    days: int = 365


def make_pkcs12(wanted: SelfMade, password: str) -> bytes:
    """A self-made certificate with its key: proves that bytes did not change, not who signed."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=LEAST_RSA_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "RU"),
            # Common names hold 64 signs at most (RFC 5280).
            x509.NameAttribute(NameOID.COMMON_NAME, wanted.person[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, wanted.organisation[:64]),
            x509.NameAttribute(INN_OF_ORGANISATION, wanted.inn),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.since)
        .not_valid_after(wanted.since + timedelta(days=wanted.days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_SIGNS_ONLY, critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .sign(key, SHA256())
    )
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"portal", key, certificate, None, encryption)


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def pair_to_bytes(pair: KeyPair) -> bytes:
    """The pair as PKCS#12 without a password of its own: for a vault, and for nothing else."""
    chain = list(pair.chain) or None
    return pkcs12.serialize_key_and_certificates(
        b"portal", pair.key, pair.certificate, chain, NoEncryption()
    )


def pair_from_bytes(content: bytes) -> KeyPair:
    """What ``pair_to_bytes`` wrote."""
    key, certificate, chain = pkcs12.load_key_and_certificates(content, None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
        raise CertificateUnusable("Сохранённый ключ не читается. Загрузите сертификат заново.")
    return KeyPair(key, certificate, tuple(chain))
