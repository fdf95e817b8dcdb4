"""A key on a token seals like a key at hand, and refuses in sentences (PKCS#11, SoftHSM)."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings, SettingsError
from portal.domain.e_signatures import Integrity
from portal.domain.violations import RulesBroken
from portal.models import AuditEvent, PaperContent, ProviderCertificate
from portal.signing.certificates import SelfMade, make_pkcs12, open_pkcs12
from portal.signing.examination import Trusted, examine
from portal.signing.sealing import SealWords, seal_with
from portal.signing.tokens import PinRefused, TokenFailed, read_certificate, token_signer
from portal.usecases.sealing import (
    AddToken,
    Sealer,
    add_token,
    needs_pin,
    retire_certificate,
    sealed_bytes,
)
from portal.usecases.signables import SignedKind
from tests.support.soft_token import LABEL, LIBRARY, PIN, TOKEN, SoftToken, soft_token
from tests.usecases.procedures import MORNING
from tests.usecases.signing_kinds import INN, VAULT, Desk

NOW = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
SEALER = Sealer(VAULT, pin=PIN, library=LIBRARY)


@pytest.fixture(scope="session")
def token() -> SoftToken:
    return soft_token()


@pytest.fixture
def frozen() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session, SignedKind.AMENDMENT)


def put_in_use(desk: Desk, token: SoftToken, label: str = LABEL) -> int:
    assert token.place.label == LABEL
    command = AddToken(TOKEN, label, PIN)
    return add_token(command, sealer=SEALER, actor=desk.house.director, now=MORNING)


def test_seal_of_a_token_is_found_valid_by_a_second_program(
    token: SoftToken, frozen: bytes, tmp_path: Path
) -> None:
    with token_signer(token.place, PIN) as signer:
        sealed = seal_with(frozen, signer, SealWords("Орлова Н. П.", "Проба", "Владимир"), NOW)

    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    (finding,) = examine(sealed, frozen, Trusted(), NOW)
    assert "Signature is Valid." in told.stdout
    assert (finding.integrity, finding.covers_paper) == (Integrity.INTACT, True)


def test_certificate_is_read_from_the_token(token: SoftToken) -> None:
    assert read_certificate(token.place, PIN) == token.pair.certificate


def test_wrong_pin_is_refused_and_the_right_one_still_signs(token: SoftToken) -> None:
    with pytest.raises(PinRefused, match="не принял PIN"):
        read_certificate(token.place, "9999")

    assert read_certificate(token.place, PIN) == token.pair.certificate


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"token": "another"}, "не найден"),
        ({"label": "another"}, "не подписал"),
        ({"library": ""}, "PORTAL_PKCS11"),
        ({"library": "/etc/hostname"}, "не найден"),
    ],
    ids=["no such token", "no such key", "no library", "a file that is no library"],
)
def test_what_is_not_there_is_said(token: SoftToken, change: dict[str, str], said: str) -> None:
    with pytest.raises(TokenFailed, match=said):
        read_certificate(replace(token.place, **change), PIN)


def test_without_the_extra_a_token_is_refused_in_a_sentence(
    token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.sign.pkcs11", None)

    with pytest.raises(TokenFailed, match="дополнение «tokens»"):
        read_certificate(token.place, PIN)


def test_directors_signature_with_the_pin_seals_by_the_token(desk: Desk, token: SoftToken) -> None:
    put_in_use(desk, token)

    desk.director_signs(SEALER)

    paper = desk.paper()
    sealed = sealed_bytes(desk.house.provider_id, paper.id)
    frozen = desk.house.session.get_one(PaperContent, paper.sha256).content
    (finding,) = examine(sealed, frozen, Trusted(), desk.later)
    assert (finding.integrity, finding.inn) == (Integrity.INTACT, INN)
    assert needs_pin(desk.house.provider_id)


@pytest.mark.parametrize(
    ("pin", "code"),
    [("", "pin_missing"), ("9999", "pin_refused")],
    ids=["no PIN", "a wrong PIN"],
)
def test_without_the_right_pin_nothing_is_signed(
    desk: Desk, token: SoftToken, pin: str, code: str
) -> None:
    put_in_use(desk, token)

    with pytest.raises(RulesBroken) as caught:
        desk.director_signs(replace(SEALER, pin=pin))

    assert caught.value.code == code
    assert desk.state() == "draft"


def test_pin_is_kept_nowhere(desk: Desk, token: SoftToken) -> None:
    put_in_use(desk, token)

    row = desk.house.session.scalars(select(ProviderCertificate)).one()
    opened = VAULT.unlock(row.locked_key or b"", about=f"certificate of provider {row.provider_id}")
    assert opened == b'{"token": "centre", "label": "seal"}'
    assert PIN not in repr(SEALER)
    journal = desk.house.session.scalars(select(AuditEvent.after)).all()
    assert not any(PIN in str((one or {}).get("token", "")) for one in journal)


def test_token_taken_off_asks_for_no_pin(desk: Desk, token: SoftToken) -> None:
    put_in_use(desk, token)

    retire_certificate(actor=desk.house.director, now=NOW)

    assert not needs_pin(desk.house.provider_id)
    desk.director_signs(SEALER)
    assert desk.state() == "signed"


def test_token_with_another_certificate_than_the_recorded_one_signs_nothing(
    desk: Desk, token: SoftToken
) -> None:
    put_in_use(desk, token)
    row = desk.house.session.scalars(select(ProviderCertificate)).one()
    row.certificate = another_certificate()
    desk.house.session.commit()

    with pytest.raises(RulesBroken, match="другой сертификат"):
        desk.director_signs(SEALER)


def another_certificate() -> bytes:
    """Another certificate of the same provider."""
    pair = open_pkcs12(make_pkcs12(SelfMade("Центр", INN, "Другая", MORNING), "1"), "1")
    return pair.certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize("label", ["", "  "])
def test_labels_are_asked_for(desk: Desk, token: SoftToken, label: str) -> None:
    with pytest.raises(RulesBroken) as caught:
        put_in_use(desk, token, label)

    assert caught.value.code == "value_invalid"


@pytest.mark.parametrize(("path", "sound"), [(LIBRARY, True), ("/nowhere.so", False)])
def test_library_is_named_by_the_installation(path: str, sound: bool, tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_PKCS11": path}

    if sound:
        assert Settings.from_environment(environ).pkcs11_library == path
    else:
        with pytest.raises(SettingsError, match="PORTAL_PKCS11"):
            Settings.from_environment(environ)
