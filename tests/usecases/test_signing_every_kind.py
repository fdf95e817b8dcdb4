"""Every kind of paper is signed by the same means, and refuses the same ways, each with its reason.

A contract, an amendment, an act and the document that ends a contract (63-ФЗ, ст. 6, 9, 12).
"""

import subprocess
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.contract import Party
from portal.domain.e_signatures import CODE_ATTEMPTS, PRINTED_CODE_LIFE, Integrity
from portal.domain.violations import NotAllowed, NotFound, RulesBroken
from portal.models import (
    AmendmentSignature,
    AuditEvent,
    PaperContent,
    PaperSeal,
    Provider,
    Role,
    Signature,
    SignatureMethod,
    SigningCode,
    TerminationSignature,
)
from portal.signing.certificates import SelfMade, make_pkcs12
from portal.signing.examination import Trusted, examine
from portal.usecases import agreement_sheet, signing_agreements
from portal.usecases.outside_signatures import AddOutsideSignature, add_outside_signature
from portal.usecases.queries.signed_papers import get_signed_paper
from portal.usecases.queries.waiting_papers import waiting_for_signer
from portal.usecases.sealing import AddCertificate, Sealer, add_certificate, sealed_bytes
from portal.usecases.signables import SignedKey, SignedKind, find_signable
from portal.usecases.transaction import glancing, reading
from portal.usecases.uploads import Upload
from tests.support.factories import make_provider, make_staff
from tests.usecases.procedures import MORNING
from tests.usecases.signing_kinds import BOTH_SIGN, INN, VAULT, Desk
from tests.usecases.test_one_time_codes import another

SEALER = Sealer(VAULT)
TABLES: dict[SignedKind, type[Any]] = {
    SignedKind.CONTRACT: Signature,
    SignedKind.AMENDMENT: AmendmentSignature,
    SignedKind.ACT: Signature,
    SignedKind.ENDING: TerminationSignature,
}
AFTER = {
    SignedKind.CONTRACT: "active",
    SignedKind.AMENDMENT: "in_force",
    SignedKind.ACT: "signed",
    SignedKind.ENDING: "terminated",
}


@pytest.fixture(params=BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def desk(request: pytest.FixtureRequest, session: Session) -> Desk:
    return Desk(session, request.param)


@pytest.fixture
def signed(desk: Desk) -> Desk:
    """The director has signed, and the recipient has agreed to sign by codes."""
    desk.director_signs()
    desk.agree()
    return desk


def certificate(desk: Desk, *, inn: str = INN, days: int = 365) -> None:
    made = make_pkcs12(SelfMade("Комплексный центр", inn, "Орлова Н. П.", MORNING, days=days), "12")
    command = AddCertificate(Upload("key.p12", made), "12")
    add_certificate(command, vault=VAULT, actor=desk.house.director, now=MORNING)


def parties(desk: Desk) -> set[Party]:
    """Who has signed the thing, as its own table says."""
    desk.house.session.rollback()
    with reading() as session:
        return set(find_signable(session, desk.key, desk.house.provider_id).signed)


def refused(desk: Desk, code: str, **how: object) -> str:
    """The reason; nothing is signed and nothing changes its state."""
    before = desk.state()
    with pytest.raises(RulesBroken) as caught:
        desk.confirm(code, **how)  # type: ignore[arg-type]
    assert (parties(desk), desk.state()) == ({Party.PROVIDER}, before)
    assert caught.value.violations[0].text.endswith(".")
    return caught.value.code


def test_code_signs_every_kind_and_puts_it_into_force(signed: Desk) -> None:
    code = signed.code()

    signed.confirm(f"{code[:3]} {code[3:]}")

    table = TABLES[signed.kind]
    row = signed.house.session.scalars(
        select(table).where(table.party == Party.RECIPIENT, table.method == SignatureMethod.CODE)
    ).one()
    assert signed.state() == AFTER[signed.kind]
    assert (row.signer, row.paper_id) == ("Ильина Мария Петровна", signed.paper().id)
    assert row.recorded_by_id == signed.person.membership_id


def test_code_that_has_signed_signs_nothing_more(signed: Desk) -> None:
    code = signed.code()
    signed.confirm(code)

    with pytest.raises(RulesBroken, match="подписи не ждёт"):
        signed.confirm(code)


def test_reused_code_is_refused(signed: Desk) -> None:
    code = signed.code()
    signed.house.session.scalars(select(SigningCode)).one().used_at = signed.later
    signed.house.session.commit()

    assert refused(signed, code) == "code_used"


def test_stolen_code_signs_nothing_in_another_session(signed: Desk, session: Session) -> None:
    code = signed.code()
    thief = Desk(session, SignedKind.CONTRACT)

    with pytest.raises(NotFound):
        signed.confirm(code, person=thief.person)
    with pytest.raises(NotAllowed):
        signed.confirm(code, person=signed.house.director)
    assert parties(signed) == {Party.PROVIDER}


def test_code_of_another_document_is_refused_and_counted(signed: Desk) -> None:
    code = signed.code()
    row = signed.house.session.scalars(select(SigningCode)).one()
    row.sha256 = "0" * 64
    signed.house.session.commit()
    live = signed.code(signed.later + timedelta(minutes=1))
    if live == code:  # one in a million: the digits would sign
        live = signed.code(signed.later + timedelta(minutes=2))

    assert refused(signed, code, at=signed.later + timedelta(minutes=3)) == "code_of_another_paper"
    attempts = select(SigningCode.attempts).order_by(SigningCode.id.desc())
    assert signed.house.session.scalars(attempts).first() == 1


def test_wrong_digits_kill_the_code_after_five_attempts(signed: Desk) -> None:
    code = signed.code()

    told = [refused(signed, another(code)) for _ in range(CODE_ATTEMPTS)]

    assert told == ["code_wrong"] * CODE_ATTEMPTS
    assert refused(signed, code) == "code_exhausted"
    done = signed.house.session.scalars(
        select(AuditEvent.subject_kind).where(AuditEvent.what == "signing_code_refused")
    )
    assert len(set(done)) == 1


@pytest.mark.parametrize("seconds", [-1, 0], ids=["in time", "too late"])
def test_printed_code_holds_for_a_day(signed: Desk, seconds: int) -> None:
    code = signed.code()
    at = signed.later + PRINTED_CODE_LIFE + timedelta(seconds=seconds)

    if seconds:
        signed.confirm(code, at)
        assert signed.state() == AFTER[signed.kind]
    else:
        assert refused(signed, code, at=at) == "code_expired"


def test_no_code_before_the_director_has_signed(desk: Desk) -> None:
    desk.agree()

    with pytest.raises(RulesBroken) as caught:
        desk.code()

    assert caught.value.code == "signature_missing"


NEW_WORDS = {"covers", "printed_code_lasts"}


def test_agreement_that_names_contracts_only_gives_codes_for_contracts_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """63-FZ art. 6: a simple signature holds for what the parties agreed on."""
    facts = agreement_sheet.sheet_facts

    def older(*told: Any) -> FormFacts:
        found = facts(*told)
        values = {key: text for key, text in found.values.items() if key not in NEW_WORDS}
        return replace(found, values=values)

    monkeypatch.setattr(signing_agreements, "sheet_facts", older)
    desk.director_signs()
    desk.agree()

    if desk.kind is SignedKind.CONTRACT:
        code = desk.code()
        assert refused(desk, code, at=desk.later + timedelta(minutes=10)) == "code_expired"
        return
    with pytest.raises(RulesBroken, match="только о договорах") as caught:
        desk.code()
    assert caught.value.code == "agreement_missing"


def test_no_code_without_an_agreement(desk: Desk) -> None:
    desk.director_signs()

    with pytest.raises(RulesBroken) as caught:
        desk.code()

    assert caught.value.code == "agreement_missing"


def test_recipient_sees_what_waits_and_not_what_is_signed(signed: Desk) -> None:
    (waiting,) = waiting_for_signer(signed.person)
    assert waiting.key == signed.key

    signed.confirm(signed.code())

    assert waiting_for_signer(signed.person) == ()
    assert get_signed_paper(signed.person, signed.key).customer_signed


def test_thing_of_another_provider_is_not_found(signed: Desk, session: Session) -> None:
    stranger = make_staff(session, make_provider(session, "other"), Role.DIRECTOR)

    with pytest.raises(NotFound):
        get_signed_paper(stranger, signed.key)
    with pytest.raises(NotFound):
        get_signed_paper(signed.house.director, SignedKey(signed.kind, 99999))


def test_directors_signature_seals_a_copy_that_a_second_program_finds_valid(
    desk: Desk, tmp_path: Path
) -> None:
    certificate(desk)

    desk.director_signs(SEALER)

    paper = desk.paper()
    sealed = sealed_bytes(desk.house.provider_id, paper.id)
    frozen = desk.house.session.get_one(PaperContent, paper.sha256).content
    (finding,) = examine(sealed, frozen, Trusted(), desk.later)
    assert sealed.startswith(frozen)
    assert (finding.integrity, finding.covers_paper, finding.inn) == (Integrity.INTACT, True, INN)
    assert "Signature is Valid." in pdfsig(sealed, tmp_path)


@pytest.mark.parametrize("place", [0.5])
def test_one_flipped_bit_is_found_by_both_programs(
    desk: Desk, tmp_path: Path, place: float
) -> None:
    certificate(desk)
    desk.director_signs(SEALER)
    paper = desk.paper()
    sealed = sealed_bytes(desk.house.provider_id, paper.id)
    frozen = desk.house.session.get_one(PaperContent, paper.sha256).content
    at = _inside(frozen, place)

    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]

    (finding,) = examine(changed, frozen, Trusted(), desk.later)
    assert (finding.integrity, finding.covers_paper) == (Integrity.BROKEN, False)
    assert "Signature is Valid." not in pdfsig(changed, tmp_path)
    with pytest.raises(RulesBroken) as caught:
        bring(desk, changed)
    assert caught.value.code == "signature_broken"


def _inside(frozen: bytes, place: float) -> int:
    """A byte of a text in the metadata: the file can still be read when it is another."""
    start = frozen.index(b"/Subject (") + 20
    return start + int((frozen.index(b")", start) - start - 2) * place)


def pdfsig(content: bytes, folder: Path) -> str:
    path = folder / "sealed.pdf"
    path.write_bytes(content)
    answer = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return answer.stdout


def bring(desk: Desk, content: bytes, party: Party = Party.PROVIDER) -> object:
    return add_outside_signature(
        AddOutsideSignature(desk.key, party, Upload("signed.pdf", content)),
        roots=(),
        actor=desk.house.director,
        now=desk.later,
    )


def test_signed_file_of_another_document_is_refused(desk: Desk, session: Session) -> None:
    certificate(desk)
    desk.director_signs(SEALER)
    kinds = (SignedKind.ACT, SignedKind.AMENDMENT)
    other = Desk(session, kinds[desk.kind is SignedKind.ACT])
    certificate(other)
    other.director_signs(SEALER)
    content = sealed_bytes(other.house.provider_id, other.paper().id)

    with pytest.raises(RulesBroken) as caught:
        bring(desk, content)

    assert caught.value.code == "signature_of_another_paper"


def test_detached_signature_is_kept_and_never_called_checked(signed: Desk) -> None:
    added = add_outside_signature(
        AddOutsideSignature(signed.key, Party.RECIPIENT, Upload("a.sig", b"\x30\x82\x01\x00gost")),
        roots=(),
        actor=signed.house.director,
        now=signed.later,
    )

    assert added.findings == ()
    assert parties(signed) == {Party.PROVIDER}


@pytest.mark.parametrize("days", [2, 3], ids=["ended that moment", "still valid"])
def test_certificate_that_has_ended_signs_nothing(desk: Desk, days: int) -> None:
    ends = (desk.signed_at - MORNING).days - 2 + days
    certificate(desk, days=ends)

    if days == 3:
        desk.director_signs(SEALER)
        assert parties(desk) == {Party.PROVIDER}
        return
    with pytest.raises(RulesBroken) as caught:
        desk.director_signs(SEALER)
    assert caught.value.code == "certificate_expired"
    assert nothing_signed(desk)


def test_certificate_of_another_provider_signs_nothing(desk: Desk) -> None:
    certificate(desk)
    desk.house.session.get_one(Provider, desk.house.provider_id).inn = "7700000012"
    desk.house.session.commit()

    with pytest.raises(RulesBroken) as caught:
        desk.director_signs(SEALER)

    assert caught.value.code == "certificate_of_another"
    assert nothing_signed(desk)


def nothing_signed(desk: Desk) -> bool:
    desk.house.session.rollback()
    seals = desk.house.session.scalars(select(PaperSeal.id)).all()
    return parties(desk) == set() and not seals


def test_of_two_directors_one_signs_and_the_other_is_told(
    database: Flask, desk: Desk, session: Session
) -> None:
    second = make_staff(session, session.get_one(Provider, desk.house.provider_id), Role.DIRECTOR)
    version = desk.row().version
    session.rollback()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def race(number: int) -> None:
        with database.app_context():
            start.wait()
            try:
                actor = second if number else desk.house.director
                desk.director_signs(actor=actor, version=version)
                outcomes.append("signed")
            except RulesBroken as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = Counter(outcomes)
    assert told["signed"] == 1
    assert set(told) - {"signed"} <= {"conflict", "transition_not_allowed", "duplicate"}
    assert parties(desk) == {Party.PROVIDER}
    with glancing() as looking:
        events = looking.scalars(select(AuditEvent.what)).all()
    assert sum(what in SIGNED_EVENTS[desk.kind] for what in events) == 1


SIGNED_EVENTS = {
    SignedKind.CONTRACT: {"contract_signed"},
    SignedKind.AMENDMENT: {"amendment_signed"},
    SignedKind.ACT: {"act_signed"},
    SignedKind.ENDING: {"termination_confirmed"},
}
