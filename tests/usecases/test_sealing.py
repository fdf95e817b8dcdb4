"""The organisation's certificate, and the seal at the director's signature."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.violations import NotAllowed, NotFound, RulesBroken
from portal.models import (
    AuditEvent,
    Paper,
    PaperContent,
    PaperSeal,
    Provider,
    ProviderCertificate,
    SignatureMethod,
)
from portal.signing.certificates import SelfMade, make_pkcs12
from portal.signing.examination import Trusted, examine
from portal.signing.vault import Vault
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.papers import PaperDamaged
from portal.usecases.queries.certificate_notice import certificate_notice
from portal.usecases.queries.electronic import get_seal, list_certificates
from portal.usecases.sealing import (
    AddCertificate,
    Sealer,
    add_certificate,
    retire_certificate,
    sealed_bytes,
)
from portal.usecases.uploads import Upload
from tests.support.factories import save
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    expect_refusal,
    make_house,
    ready,
)

VAULT = Vault("a secret for tests, which is long enough")
SEALER = Sealer(VAULT)
MADE = make_pkcs12(SelfMade("Комплексный центр", "3300000014", "Директорова А. А.", MORNING), "12")
YEAR = timedelta(days=365)


@pytest.fixture
def house(session: Session) -> House:
    house = make_house(session)
    session.get_one(Provider, house.provider_id).inn = "3300000014"
    session.commit()
    return house


def command(content: bytes = MADE, password: str = "12") -> AddCertificate:
    return AddCertificate(Upload("key.p12", content), password)


def add(house: House, wanted: AddCertificate | None = None, **changes: object) -> int:
    values = {"vault": VAULT, "actor": house.director, "now": MORNING}
    return add_certificate(wanted or command(), **(values | changes))  # type: ignore[arg-type]


def drawn_up(house: House) -> int:
    """A contract that waits for the director."""
    return conclude(house, ready(house)).id


def sign(house: House, contract_id: int, *, sealer: Sealer | None = SEALER) -> None:
    sign_contract(
        SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING + timedelta(hours=1),
        sealer=sealer,
    )


def paper_of(house: House, contract_id: int) -> Paper:
    wanted = select(Paper).where(Paper.contract_id == contract_id, Paper.form_code == "contract")
    return house.session.scalars(wanted).one()


def test_directors_signature_seals_a_copy_and_leaves_the_paper_alone(house: House) -> None:
    add(house)
    contract_id = drawn_up(house)
    paper = paper_of(house, contract_id)
    before = house.session.get_one(PaperContent, paper.sha256).content

    sign(house, contract_id)

    sealed = sealed_bytes(house.provider_id, paper.id)
    (finding,) = examine(sealed, before, Trusted(), MORNING)
    assert house.session.get_one(PaperContent, paper.sha256).content == before
    assert sealed.startswith(before)
    assert (finding.covers_paper, finding.inn) == (True, "3300000014")
    assert finding.claimed_at == MORNING + timedelta(hours=1)
    seal = get_seal(house.director, paper.id)
    assert seal is not None
    assert seal.certificate.self_made
    done = house.session.scalars(select(AuditEvent.what)).all()
    assert done[-2:] == ["paper_sealed", "contract_signed"]


@pytest.mark.parametrize("sealer", [None, SEALER], ids=["no sealer", "no certificate"])
def test_without_a_certificate_the_password_signs_alone(
    house: House, sealer: Sealer | None
) -> None:
    contract_id = drawn_up(house)

    sign(house, contract_id, sealer=sealer)

    assert get_seal(house.director, paper_of(house, contract_id).id) is None
    with pytest.raises(NotFound):
        sealed_bytes(house.provider_id, paper_of(house, contract_id).id)


@pytest.mark.parametrize(
    ("named", "sealed"),
    [
        ("Орлова Вера Павловна", True),
        ("Орлова Варвара Павловна", True),
        ("Центр Социальной Помощи", True),
        ("Орлова Ольга Павловна", False),
        ("Лаптева Анна Петровна", False),
    ],
)
def test_a_certificate_of_another_person_seals_nothing_under_this_signature(
    house: House, named: str, sealed: bool
) -> None:
    """63-FZ art. 2, 10: the seal would be an electronic signature of who has not seen the paper."""
    add(house, command(make_pkcs12(SelfMade("Центр", "3300000014", named, MORNING), "12")))
    notice = certificate_notice(house.director, MORNING)
    contract_id = drawn_up(house)

    sign(house, contract_id)

    seal = get_seal(house.director, paper_of(house, contract_id).id)
    assert (seal is not None, notice is None or "другое имя" not in notice.text) == (sealed, sealed)


def test_certificate_that_has_ended_signs_nothing(house: House) -> None:
    add(house)
    row = house.session.scalars(select(ProviderCertificate)).one()
    short = make_pkcs12(
        SelfMade("Центр", "3300000014", "Директорова А. А.", MORNING - timedelta(days=1), days=1),
        "12",
    )
    house.session.rollback()
    with expect_refusal(house.session, "certificate_expired", "file") as caught:
        add(house, command(short))
    assert "02.03.2026" in str(caught.value)
    assert row.retired_at is None


def test_certificate_that_ends_between_adding_and_signing_signs_nothing(house: House) -> None:
    contract_id = drawn_up(house)
    ending = SelfMade(
        "Центр", "3300000014", "Директорова А. А.", MORNING - YEAR + timedelta(hours=1)
    )
    add(house, command(make_pkcs12(ending, "12")))

    with expect_refusal(house.session, "certificate_expired"):
        sign(house, contract_id)

    retire_certificate(actor=house.director, now=MORNING)
    sign(house, contract_id)
    assert get_seal(house.director, paper_of(house, contract_id).id) is None


def test_certificate_of_another_provider_is_refused_by_name(house: House) -> None:
    another = make_pkcs12(SelfMade("Чужой центр", "3300000022", "Чужова", MORNING), "12")

    with expect_refusal(house.session, "certificate_of_another", "file") as caught:
        add(house, command(another))

    assert "Чужой центр (ИНН 3300000022)" in str(caught.value)


@pytest.mark.parametrize(
    "wanted",
    [command(password="13"), command(b"not a key"), command(MADE[:-40])],
    ids=["wrong password", "another file", "cut short"],
)
def test_file_that_does_not_open_is_refused(house: House, wanted: AddCertificate) -> None:
    with expect_refusal(house.session, "certificate_unusable", "file"):
        add(house, wanted)


def test_social_worker_keeps_no_certificate(house: House) -> None:
    with pytest.raises(NotAllowed):
        add(house, actor=house.worker)
    with pytest.raises(NotAllowed):
        retire_certificate(actor=house.worker, now=MORNING)


def test_new_certificate_retires_the_one_before_and_erases_its_key(house: House) -> None:
    add(house)
    add(house, now=MORNING + timedelta(minutes=1))

    kept = house.session.scalars(select(ProviderCertificate).order_by("id")).all()
    assert [(one.locked_key is None, one.retired_at is None) for one in kept] == [
        (True, False),
        (False, True),
    ]
    assert [one.retired_at is None for one in list_certificates(house.director)] == [True, False]


def test_key_is_not_readable_in_the_database_nor_with_another_secret(house: House) -> None:
    add(house)
    contract_id = drawn_up(house)
    stored = house.session.scalars(select(ProviderCertificate)).one().locked_key or b""
    house.session.rollback()

    assert b"Directorova" not in stored
    assert MADE[40:80] not in stored
    with expect_refusal(house.session, "certificate_unusable"):
        sign(house, contract_id, sealer=Sealer(Vault("another secret, which is long enough too")))


def test_certificate_of_the_provider_whose_inn_changed_signs_nothing(house: House) -> None:
    add(house)
    contract_id = drawn_up(house)
    house.session.get_one(Provider, house.provider_id).inn = "3300000099"
    house.session.commit()

    with expect_refusal(house.session, "certificate_of_another"):
        sign(house, contract_id)


def test_code_cannot_be_claimed_without_having_it(house: House) -> None:
    contract_id = drawn_up(house)
    sign(house, contract_id)
    claimed = SignContract(contract_id, Party.RECIPIENT, SignatureMethod.CODE, TODAY)

    with pytest.raises(NotAllowed):
        sign_contract(claimed, region=house.region, actor=house.worker, now=MORNING)
    with pytest.raises(RulesBroken):
        sign_contract(
            replace(claimed, method=SignatureMethod.PASSWORD),
            region=house.region,
            actor=house.worker,
            now=MORNING,
        )


def test_sealed_copy_in_which_one_byte_was_flipped_is_not_handed_out(house: House) -> None:
    certificate_id = add(house)
    contract_id = drawn_up(house)
    paper = paper_of(house, contract_id)
    whole = b"%PDF-1.7 sealed"
    flipped = b"%PDF-1.7 sealee"
    sha256 = hashlib.sha256(whole).hexdigest()
    save(house.session, PaperContent(sha256=sha256, content=flipped))
    save(
        house.session,
        PaperSeal(
            provider_id=house.provider_id,
            paper_id=paper.id,
            certificate_id=certificate_id,
            sha256=sha256,
            sealed_at=MORNING,
            sealed_by_id=house.director.membership_id,
        ),
    )

    with pytest.raises(PaperDamaged):
        sealed_bytes(house.provider_id, paper.id)
