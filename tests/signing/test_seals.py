"""A seal stands behind the frozen bytes, and a second program agrees with it."""

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from portal.documents.press import Press
from portal.domain.e_signatures import Integrity, Owner, Trust, certificate_violations
from portal.signing.certificates import (
    CertificateUnusable,
    KeyPair,
    SelfMade,
    describe,
    make_pkcs12,
    open_pkcs12,
)
from portal.signing.examination import BrokenSignature, NotASignedPdf, Trusted, examine
from portal.signing.sealing import SealWords, seal
from portal.signing.vault import Vault, VaultLocked
from tests.documents.samples import CONTRACT_FORM, make_contract
from tests.support.elsewhere import sign_elsewhere

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = Owner("3300000014", ("ГБУСО ВО «Заклязьминский КЦСОН»",))
MADE = SelfMade("ГБУСО ВО «Заклязьминский КЦСОН»", OWNER.inn, "Орлова Н. П.", NOW)
WORDS = SealWords("Орлова Н. П.", "Договор № 7/2026", "г. Заклязьминск")


def blank(*, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return open_pkcs12(make_pkcs12(MADE, "пароль"), "пароль")


@pytest.fixture(scope="module")
def frozen() -> bytes:
    return blank()


@pytest.fixture(scope="module")
def sealed(frozen: bytes, pair: KeyPair) -> bytes:
    return seal(frozen, pair, WORDS, NOW)


def another_program(*command: str) -> subprocess.CompletedProcess[bytes]:
    # S603: the command is ours, and its files lie in the test's own folder.
    return subprocess.run(command, capture_output=True, check=False)  # noqa: S603


def pdfsig(content: bytes, folder: Path) -> str:
    """What poppler says: another program, another cryptographic library."""
    path = folder / "sealed.pdf"
    path.write_bytes(content)
    # Its exit status tells of a trusted issuer, which a self-made certificate has not.
    return another_program("pdfsig", str(path)).stdout.decode()


def test_sealed_copy_begins_with_the_frozen_bytes(frozen: bytes, sealed: bytes) -> None:
    assert sealed.startswith(frozen)
    assert len(sealed) > len(frozen)


def test_second_program_finds_the_seal_valid(sealed: bytes, tmp_path: Path) -> None:
    told = pdfsig(sealed, tmp_path)

    assert "Signature is Valid." in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told
    assert "Орлова Н. П." in told


def test_second_program_finds_a_changed_byte(frozen: bytes, sealed: bytes, tmp_path: Path) -> None:
    place = frozen.index(b"/MediaBox")
    changed = sealed[:place] + b"/mediaBox" + sealed[place + 9 :]

    assert "Signature is Valid." not in pdfsig(changed, tmp_path)


def test_cms_in_the_seal_is_verified_by_openssl(
    sealed: bytes, pair: KeyPair, tmp_path: Path
) -> None:
    found = re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", sealed)
    assert found is not None
    first, first_length, second, second_length = (int(one) for one in found.groups())
    signed = sealed[first : first + first_length] + sealed[second : second + second_length]
    envelope = bytes.fromhex(sealed[first_length + 1 : second - 1].decode())
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "changed").write_bytes(signed[:-1] + b"!")
    (tmp_path / "cms").write_bytes(envelope)

    def verified(content: str) -> bool:
        command = ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER"]
        files = ["-in", str(tmp_path / "cms"), "-content", str(tmp_path / content)]
        return another_program(*command, *files).returncode == 0

    assert verified("signed")
    assert not verified("changed")


@pytest.mark.parametrize("own", [True, False], ids=["own", "a stranger's"])
def test_finding_names_the_signer_and_says_what_is_not_trusted(
    frozen: bytes, sealed: bytes, pair: KeyPair, own: bool
) -> None:
    fingerprint = describe(pair.certificate).fingerprint
    trusted = Trusted(own=frozenset({fingerprint} if own else ()))

    (finding,) = examine(sealed, frozen, trusted, NOW)

    assert (finding.integrity, finding.covers_paper) == (Integrity.INTACT, True)
    assert finding.trust is (Trust.OWN if own else Trust.UNTRUSTED)
    assert (finding.signer, finding.inn, finding.claimed_at) == ("Орлова Н. П.", OWNER.inn, NOW)


def test_certificate_among_the_trusted_roots_is_trusted(
    frozen: bytes, sealed: bytes, pair: KeyPair
) -> None:
    (finding,) = examine(sealed, frozen, Trusted(roots=(pair.certificate,)), NOW)

    assert finding.trust is Trust.TRUSTED


def test_any_flipped_byte_of_the_paper_is_found(frozen: bytes, sealed: bytes) -> None:
    missed = []
    for place in range(0, len(frozen), 7):
        changed = bytearray(sealed)
        changed[place] ^= 1
        try:
            findings = examine(bytes(changed), frozen, Trusted(), NOW)
        except NotASignedPdf:
            continue
        if any(one.covers_paper for one in findings):
            missed.append(place)

    assert not missed


@pytest.mark.parametrize("whole", [b"/Version /1.7", b"/V /1.2"])
def test_a_number_that_cannot_be_read_is_a_file_that_cannot(
    frozen: bytes, sealed: bytes, whole: bytes
) -> None:
    spoilt = sealed.replace(whole, whole.replace(b" /", b" ."))
    assert spoilt != sealed

    with pytest.raises((NotASignedPdf, BrokenSignature)):
        examine(spoilt, frozen, Trusted(), NOW)


def test_a_stretch_that_is_no_number_covers_nothing(frozen: bytes, sealed: bytes) -> None:
    spoilt = re.sub(rb"(/ByteRange\s*\[\s*0) (?=\d)", rb"\1/", sealed)
    assert spoilt != sealed

    (finding,) = examine(spoilt, frozen, Trusted(), NOW)

    assert not finding.covers_paper


def test_bytes_hidden_behind_the_signature_are_found(frozen: bytes, sealed: bytes) -> None:
    place = sealed.index(b"0000000000000000")
    hidden = sealed[: place + 8] + b"1" + sealed[place + 9 :]

    (finding,) = examine(hidden, frozen, Trusted(), NOW)

    assert finding.integrity is Integrity.BROKEN


def test_paper_changed_before_it_was_signed_is_another_paper(frozen: bytes, pair: KeyPair) -> None:
    writer = PdfWriter(io.BytesIO(frozen), incremental=True)
    writer.pages[0].mediabox.upper_right = (100, 100)
    target = io.BytesIO()
    writer.write(target)
    assert target.getvalue().startswith(frozen)

    (finding,) = examine(seal(target.getvalue(), pair, WORDS, NOW), frozen, Trusted(), NOW)

    assert (finding.integrity, finding.covers_paper) == (Integrity.INTACT, False)


@pytest.fixture(scope="module")
def drawn() -> bytes:
    """A contract as it is really printed: its headings make an outline that leads to its pages."""
    pdf = Press(Path(__file__).parents[2] / "templates", {}).pdf(CONTRACT_FORM, "", make_contract())
    assert PdfReader(io.BytesIO(pdf)).outline
    return pdf


def stranger_signs(content: bytes, pair: KeyPair) -> bytes:
    return sign_elsewhere(content, pair, field="Stranger")


@pytest.mark.parametrize(
    "put",
    [
        pytest.param(lambda pdf, pair: seal(pdf, pair, WORDS, NOW), id="our seal"),
        pytest.param(stranger_signs, id="a stranger's"),
        pytest.param(
            lambda pdf, pair: stranger_signs(seal(pdf, pair, WORDS, NOW), pair), id="both"
        ),
    ],
)
def test_signature_over_a_real_paper_covers_it(
    drawn: bytes, pair: KeyPair, put: Callable[[bytes, KeyPair], bytes]
) -> None:
    findings = examine(put(drawn, pair), drawn, Trusted(), NOW)

    assert {one.integrity for one in findings} == {Integrity.INTACT}
    assert all(one.covers_paper for one in findings)


def lead_elsewhere(writer: PdfWriter) -> None:
    outline = cast(DictionaryObject, writer.root_object["/Outlines"].get_object())
    first = cast(DictionaryObject, outline["/First"].get_object())
    first[NameObject("/Dest")] = ArrayObject(
        [writer.pages[-1].indirect_reference, NameObject("/Fit"), NumberObject(0)]
    )


def swap_pages(writer: PdfWriter) -> None:
    pages = cast(DictionaryObject, writer.root_object["/Pages"].get_object())
    kids = cast(ArrayObject, pages["/Kids"])
    kids[0], kids[1] = kids[1], kids[0]


def cut_a_page(writer: PdfWriter) -> None:
    writer.pages[0].mediabox.upper_right = (100, 100)


@pytest.mark.parametrize("change", [lead_elsewhere, swap_pages, cut_a_page])
def test_real_paper_changed_before_it_was_signed_is_another_paper(
    drawn: bytes, pair: KeyPair, change: Callable[[PdfWriter], None]
) -> None:
    writer = PdfWriter(io.BytesIO(drawn), incremental=True)
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    assert target.getvalue().startswith(drawn)

    findings = examine(seal(target.getvalue(), pair, WORDS, NOW), drawn, Trusted(), NOW)

    assert not any(one.covers_paper for one in findings)


@pytest.mark.parametrize("content", [blank(pages=2), b"%PDF-1.7", b"", b"PK\x03\x04"])
def test_file_without_signatures_is_refused(frozen: bytes, content: bytes) -> None:
    with pytest.raises(NotASignedPdf):
        examine(content, frozen, Trusted(), NOW)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (NOW - timedelta(seconds=1), "certificate_not_yet_valid"),
        (NOW, None),
        (NOW + timedelta(days=365) - timedelta(seconds=1), None),
        (NOW + timedelta(days=365), "certificate_expired"),
    ],
)
def test_certificate_seals_within_its_days(
    pair: KeyPair, moment: datetime, code: str | None
) -> None:
    found = certificate_violations(describe(pair.certificate), OWNER, moment)

    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("inn", "organisation", "ours"),
    [
        ("3300000014", "Кто угодно", True),
        ("003300000014", "Кто угодно", True),
        ("3300000022", "ГБУСО ВО «Заклязьминский КЦСОН»", False),
        ("", 'ГБУСО ВО "заклязьминский  кцсон"', True),
        ("", "ГБУСО ВО «Другой КЦСОН»", False),
        ("", "", False),
    ],
)
def test_certificate_of_another_provider_is_refused(
    pair: KeyPair, inn: str, organisation: str, ours: bool
) -> None:
    facts = replace(describe(pair.certificate), inn=inn, organisation=organisation)

    found = certificate_violations(facts, OWNER, NOW)

    assert [one.code for one in found] == ([] if ours else ["certificate_of_another"])


@pytest.mark.parametrize(
    ("content", "password"),
    [(make_pkcs12(MADE, "верный"), "неверный"), (b"not a key", ""), (b"", "")],
    ids=["wrong password", "another file", "empty"],
)
def test_key_that_does_not_open_is_refused(content: bytes, password: str) -> None:
    with pytest.raises(CertificateUnusable, match="Проверьте файл и пароль"):
        open_pkcs12(content, password)


def test_vault_opens_with_its_own_secret_and_for_its_own_subject() -> None:
    locked = Vault("first secret").lock(b"key", about="provider 1")

    assert b"key" not in locked
    assert Vault("first secret").unlock(locked, about="provider 1") == b"key"
    for vault, about in ((Vault("second"), "provider 1"), (Vault("first secret"), "provider 2")):
        with pytest.raises(VaultLocked):
            vault.unlock(locked, about=about)


def test_digest_of_a_code_needs_the_secret() -> None:
    assert Vault("first").digest("123456") == Vault("first").digest("123456")
    assert Vault("first").digest("123456") != Vault("second").digest("123456")
