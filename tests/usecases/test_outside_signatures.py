"""Signatures made elsewhere: kept with exactly what was found, or refused with the reason."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from asn1crypto import cms
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.e_signatures import TRUST_WORDS, Integrity, Trust, finding_words
from portal.domain.violations import NotAllowed, NotFound
from portal.models import (
    Contract,
    Membership,
    OutsideKind,
    OutsideSignature,
    Paper,
    PaperContent,
    Provider,
    Role,
    User,
)
from portal.signing.certificates import KeyPair, SelfMade, make_pkcs12, open_pkcs12
from portal.signing.sealing import SealWords, seal
from portal.usecases.actor import Actor
from portal.usecases.outside_signatures import (
    AddOutsideSignature,
    OutsideSignatureAdded,
    add_outside_signature,
)
from portal.usecases.queries.electronic import get_outside_file, list_outside
from portal.usecases.sealing import sealed_bytes
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.uploads import Upload
from portal.web.electronic.presenters import outside_files
from tests.support.elsewhere import sign_elsewhere
from tests.support.factories import make_staff, make_user
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal, make_house
from tests.usecases.test_sealing import add, drawn_up, sign

STRANGER = open_pkcs12(
    make_pkcs12(SelfMade("", "", "Ильина Мария Петровна", MORNING - timedelta(days=3)), "1"), "1"
)
ENDED = open_pkcs12(
    make_pkcs12(SelfMade("", "", "Ильина", MORNING - timedelta(days=9), days=2), "1"), "1"
)
NAMESAKE = open_pkcs12(
    make_pkcs12(SelfMade("", "", "Ильина Анна Петровна", MORNING - timedelta(days=3)), "1"), "1"
)
OTHERS = open_pkcs12(make_pkcs12(SelfMade("ГБУ Другой", "7700000017", "Петров", MORNING), "1"), "1")
OURS = open_pkcs12(make_pkcs12(SelfMade("Центр", "3300000014", "Орлова", MORNING), "1"), "1")
AHEAD = open_pkcs12(make_pkcs12(SelfMade("", "", "Орлова", MORNING + timedelta(days=1)), "1"), "1")
WORDS = SealWords("Ильина М. П.", "", "")
DETACHED = b"\x30\x82\x01\x00" + bytes(256)


@pytest.fixture
def house(session: Session) -> House:
    house = make_house(session)
    session.get_one(Provider, house.provider_id).inn = "3300000014"
    session.commit()
    return house


@pytest.fixture
def contract_id(house: House) -> int:
    return drawn_up(house)


def paper_of(house: House, contract_id: int) -> Paper:
    contract = house.session.get_one(Contract, contract_id)
    return house.session.get_one(Paper, contract.paper_id)


def frozen(house: House, contract_id: int) -> bytes:
    sha256 = paper_of(house, contract_id).sha256
    return house.session.get_one(PaperContent, sha256).content


def bring(
    house: House,
    contract_id: int,
    content: bytes,
    name: str = "contract.pdf",
    *,
    party: Party = Party.RECIPIENT,
    actor: Actor | None = None,
    trusted: bool = False,
    now: datetime = MORNING,
) -> OutsideSignatureAdded:
    return add_outside_signature(
        AddOutsideSignature(
            SignedKey(SignedKind.CONTRACT, contract_id), party, Upload(name, content)
        ),
        roots=(STRANGER.certificate,) if trusted else (),
        actor=actor or house.director,
        now=now,
    )


@pytest.mark.parametrize("trusted", [True, False])
def test_signed_pdf_is_kept_with_what_was_found(
    house: House, contract_id: int, trusted: bool
) -> None:
    signed = seal(frozen(house, contract_id), STRANGER, WORDS, MORNING)

    done = bring(house, contract_id, signed, trusted=trusted)

    (finding,) = done.findings
    assert (finding.signer, finding.integrity) == ("Ильина Мария Петровна", Integrity.INTACT)
    assert finding.trust is (Trust.TRUSTED if trusted else Trust.UNTRUSTED)
    (view,) = list_outside(house.director, paper_of(house, contract_id).id)
    assert view.findings == done.findings
    kept = get_outside_file(house.director, paper_of(house, contract_id).id, view.file_id)
    assert (kept.content, kept.media_type, kept.name) == (
        signed,
        "application/pdf",
        "contract.pdf",
    )


def test_what_was_not_checked_is_never_called_checked(house: House, contract_id: int) -> None:
    untrusted = bring(
        house, contract_id, seal(frozen(house, contract_id), STRANGER, WORDS, MORNING)
    )
    in_time = MORNING - timedelta(days=8)
    ended = bring(house, contract_id, seal(frozen(house, contract_id), ENDED, WORDS, in_time))

    assert any("не проверено" in one for one in finding_words(untrusted.findings[0]))
    assert TRUST_WORDS[Trust.TRUSTED] not in finding_words(untrusted.findings[0])
    assert ended.findings[0].trust is Trust.EXPIRED
    assert any("не проверенная подпись" in one for one in finding_words(ended.findings[0]))


@pytest.mark.parametrize(
    ("made", "party", "code"),
    [
        pytest.param(OTHERS, Party.PROVIDER, "certificate_of_another", id="of another provider"),
        pytest.param(STRANGER, Party.PROVIDER, "certificate_of_another", id="the recipient's"),
        pytest.param(OURS, Party.RECIPIENT, "signature_missing", id="ours for the recipient"),
        pytest.param(ENDED, Party.RECIPIENT, "certificate_expired", id="ended before the signing"),
        pytest.param(NAMESAKE, Party.RECIPIENT, "certificate_of_another", id="of a relative"),
        pytest.param(AHEAD, Party.PROVIDER, "certificate_not_yet_valid", id="begins tomorrow"),
    ],
)
def test_a_certificate_that_cannot_be_this_partys_is_refused_with_its_reason(
    session: Session, house: House, contract_id: int, made: KeyPair, party: Party, code: str
) -> None:
    signed = seal(frozen(house, contract_id), made, WORDS, MORNING)

    with expect_refusal(session, code, "file"):
        bring(house, contract_id, signed, party=party)


@pytest.mark.parametrize(
    ("until", "later", "kept"),
    [
        (None, 0, True),
        (TODAY + timedelta(days=1), 2, True),
        (TODAY, 0, False),
    ],
    ids=["in office", "in office when it was issued", "out of office before it was issued"],
)
def test_a_director_in_office_signs_by_a_certificate_of_her_own(
    session: Session, house: House, contract_id: int, until: date | None, later: int, kept: bool
) -> None:
    person = session.get_one(User, house.director.user_id)
    provider = session.get_one(Provider, house.provider_id)
    make_staff(session, provider, Role.DIRECTOR, user=make_user(session, surname="Новый"))
    member = session.get_one(Membership, house.director.membership_id)
    member.since, member.until = TODAY - timedelta(days=30), until
    session.commit()
    name = f"{person.surname} {person.name} {person.patronymic or ''}".strip()
    hers = open_pkcs12(make_pkcs12(SelfMade("", "", name, MORNING), "1"), "1")
    signed = seal(frozen(house, contract_id), hers, WORDS, MORNING)
    now = MORNING + timedelta(days=later)

    if kept:
        assert bring(house, contract_id, signed, party=Party.PROVIDER, now=now).findings
        return
    with expect_refusal(session, "certificate_of_another", "file") as told:
        bring(house, contract_id, signed, party=Party.PROVIDER, now=now)
    assert "Новый" in str(told.value)


def test_our_own_certificate_is_the_providers_signature(house: House, contract_id: int) -> None:
    signed = seal(frozen(house, contract_id), OURS, WORDS, MORNING)

    assert bring(house, contract_id, signed, party=Party.PROVIDER).id


def test_outside_signature_leaves_the_contract_where_it_is(house: House, contract_id: int) -> None:
    before = house.session.get_one(Contract, contract_id).version

    bring(house, contract_id, seal(frozen(house, contract_id), STRANGER, WORDS, MORNING))

    contract = house.session.get_one(Contract, contract_id)
    assert (contract.version, contract.in_force_from) == (before, None)


def test_signature_over_the_sealed_copy_tells_both(house: House, contract_id: int) -> None:
    add(house)
    sign(house, contract_id)
    sealed = sealed_bytes(house.provider_id, paper_of(house, contract_id).id)
    both = sign_elsewhere(sealed, STRANGER, field="Recipient")

    done = bring(house, contract_id, both)

    assert [one.trust for one in done.findings] == [Trust.OWN, Trust.UNTRUSTED]
    assert all(one.covers_paper for one in done.findings)
    with expect_refusal(house.session, "signature_missing", "file"):
        bring(house, contract_id, sealed)
    assert bring(house, contract_id, sealed, party=Party.PROVIDER).findings
    (mine, ours) = outside_files(list_outside(house.director, paper_of(house, contract_id).id))
    assert [note.who for note in mine.notes] == ["Ильина Мария Петровна"], "our seal is not hers"
    assert len(ours.notes) == 1


def test_the_same_file_is_kept_once_for_a_party(house: House, contract_id: int) -> None:
    bring(house, contract_id, DETACHED, "a.sig")

    with expect_refusal(house.session, "duplicate", "file"):
        bring(house, contract_id, DETACHED, "b.sig")
    assert bring(house, contract_id, DETACHED + b"1", "a.sig").id
    assert bring(house, contract_id, DETACHED, "a.sig", party=Party.PROVIDER).id


def test_flipped_byte_is_found(house: House, contract_id: int) -> None:
    signed = bytearray(seal(frozen(house, contract_id), STRANGER, WORDS, MORNING))
    signed[signed.index(b"/MediaBox") + 12] ^= 1

    with expect_refusal(house.session, "signature_broken", "file"):
        bring(house, contract_id, bytes(signed))


@pytest.mark.parametrize(
    ("at", "byte"), [(3, ord("z")), (1, ord("1"))], ids=["no digit", "another tag"]
)
def test_a_signature_damaged_in_itself_is_called_broken(
    house: House, contract_id: int, at: int, byte: int
) -> None:
    signed = bytearray(seal(frozen(house, contract_id), STRANGER, WORDS, MORNING))
    inside = signed.index(b"<", signed.rindex(b"/Contents", 0, signed.rindex(b"/ByteRange")))
    signed[inside + at] = byte

    with expect_refusal(house.session, "signature_broken", "file"):
        bring(house, contract_id, bytes(signed))


def with_envelope(signed: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The file with other bytes in the room of its signature, which nobody has signed."""
    start = signed.index(b"<", signed.rindex(b"/Contents", 0, signed.rindex(b"/ByteRange"))) + 1
    end = signed.index(b">", start)
    room = change(bytes.fromhex(signed[start:end].decode())).hex().encode()
    return signed[:start] + room[: end - start].ljust(end - start, b"0") + signed[end:]


def by_a_way_unknown_here(room: bytes) -> bytes:
    """The algorithms of GOST R 34.10-2012 and 34.11-2012 over the same parts."""
    envelope = cms.ContentInfo.load(room)
    signer = envelope["content"]["signer_infos"][0]
    signer["digest_algorithm"] = {"algorithm": "1.2.643.7.1.1.2.2"}
    signer["signature_algorithm"] = {"algorithm": "1.2.643.7.1.1.1.1"}
    return bytes(envelope.dump(force=True))


def without_its_kind(room: bytes) -> bytes:
    """What tells the kind of what is signed, named otherwise by a byte."""
    kind = bytes.fromhex("06092a864886f70d010903")
    assert kind in room
    return room.replace(kind, kind[:-1] + b"\x55")


@pytest.mark.parametrize(
    ("change", "kept"), [(by_a_way_unknown_here, True), (without_its_kind, False)]
)
def test_a_way_unknown_here_is_unchecked_and_a_torn_signature_is_broken(
    house: House, contract_id: int, change: Callable[[bytes], bytes], kept: bool
) -> None:
    signed = seal(frozen(house, contract_id), STRANGER, WORDS, MORNING)

    if kept:
        (finding,) = bring(house, contract_id, with_envelope(signed, change)).findings
        assert finding.integrity is Integrity.UNCHECKED
        return
    with expect_refusal(house.session, "signature_broken", "file"):
        bring(house, contract_id, with_envelope(signed, change))


def test_a_file_that_is_no_pdf_behind_its_first_bytes_is_called_so(
    house: House, contract_id: int
) -> None:
    with expect_refusal(house.session, "signature_missing", "file"):
        bring(house, contract_id, b"%PDF-1.4\n/ByteRange [0 1 2 3]\nstartxref\n9\n%%EOF\n")


def test_another_paper_under_a_sound_signature_is_refused(house: House, contract_id: int) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    another = io.BytesIO()
    writer.write(another)
    resaved = io.BytesIO()
    PdfWriter(PdfReader(io.BytesIO(frozen(house, contract_id)))).write(resaved)

    for content in (another.getvalue(), resaved.getvalue()):
        with expect_refusal(house.session, "signature_of_another_paper", "file"):
            bring(house, contract_id, seal(content, STRANGER, WORDS, MORNING))


def test_pdf_without_signatures_is_refused(house: House, contract_id: int) -> None:
    with expect_refusal(house.session, "signature_missing", "file"):
        bring(house, contract_id, frozen(house, contract_id))


@pytest.mark.parametrize("name", ["contract.pdf.sig", "C:\\папка\\contract.p7s", "a.SGN"])
def test_detached_signature_is_kept_and_not_checked(
    house: House, contract_id: int, name: str
) -> None:
    done = bring(house, contract_id, DETACHED, name)

    row = house.session.scalars(select(OutsideSignature)).one()
    (view,) = list_outside(house.director, row.paper_id)
    assert (done.kind, done.findings) == (OutsideKind.DETACHED, ())
    assert view.file_name == name.rsplit("\\", maxsplit=1)[-1]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "contract.sig"),
        (b"hello", "contract.sig"),
        (DETACHED, "contract.exe"),
        (b"MZ\x90", "contract.sig"),
        (b"\x30\x82" + bytes(1024 * 1024), "contract.sig"),
    ],
    ids=["empty", "text", "ending", "program", "large"],
)
def test_file_that_is_no_signature_is_refused(
    house: House, contract_id: int, content: bytes, name: str
) -> None:
    with expect_refusal(house.session, "value_invalid", "file"):
        bring(house, contract_id, content, name)


def test_others_neither_bring_nor_find_it(house: House, contract_id: int, session: Session) -> None:
    bring(house, contract_id, DETACHED, "a.sig")
    row = house.session.scalars(select(OutsideSignature)).one()
    elsewhere = make_house(session)
    provider = session.get_one(Provider, house.provider_id)
    administrator = make_staff(session, provider, Role.ADMINISTRATOR)

    with pytest.raises(NotAllowed):
        bring(house, contract_id, DETACHED, "a.sig", actor=administrator)
    with pytest.raises(NotFound):
        bring(house, contract_id, DETACHED, "a.sig", actor=elsewhere.director)
    with pytest.raises(NotFound):
        get_outside_file(elsewhere.director, row.paper_id, row.file_id)
    with pytest.raises(NotFound):
        get_outside_file(house.director, row.paper_id + 1, row.file_id)
