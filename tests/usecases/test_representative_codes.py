"""A representative signs in the own name by a code: every kind of paper, while the authority holds.

FED-MIN-01, FED-CON-02: from fourteen on child and parent both sign, for a ward the guardian does,
and what ends an authority stops agreement and codes on that very day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.cabinet import EVERYTHING
from portal.domain.contract import Party
from portal.domain.violations import NotAllowed, RulesBroken
from portal.models import (
    Amendment,
    CodeChannel,
    Contract,
    Recipient,
    RelativeAccess,
    Representative,
    RepresentativeKind,
    Signature,
    SignatureMethod,
    SigningAgreement,
)
from portal.usecases.actor import Actor
from portal.usecases.one_time_codes import IssueCode, issue_code
from portal.usecases.queries.awaited_hands import awaited_hands, missing_signatures, paper_hands
from portal.usecases.queries.signing_codes import code_proofs, get_agreement
from portal.usecases.queries.waiting_papers import waiting_for_signer
from portal.usecases.relatives import GrantRelativeAccess, grant_relative_access
from portal.usecases.signables import SignedKind
from portal.usecases.signatories import Side
from portal.usecases.signing_agreements import (
    DraftAgreement,
    RecordAgreement,
    confirm_agreement,
    draft_agreement,
    record_agreement,
)
from tests.support.factories import make_recipient_access, make_representative, save
from tests.usecases.procedures import BlankPress, expect_refusal
from tests.usecases.signing_kinds import BOTH_SIGN, VAULT, Desk
from tests.usecases.test_own_signatures import put
from tests.usecases.test_signing_every_kind import parties

KINDS = RepresentativeKind


class Represented:
    """A desk whose paper is in the name of somebody with a login to the cabinet."""

    def __init__(self, session: Session, kind: SignedKind, who: KINDS = KINDS.GUARDIAN) -> None:
        self.session, self.desk = session, Desk(session, kind)
        self.house, self.day = self.desk.house, self.desk.house.region.today(self.desk.later)
        self.recipient = session.get_one(Recipient, self.desk.recipient_id)
        self.acts = make_representative(
            session, self.recipient, kind=who, basis="решение", since=date(2026, 1, 12)
        )
        if who is KINDS.PARENT:
            self.recipient.born = date(2010, 5, 2)
        elif who is KINDS.GUARDIAN:
            self.recipient.capacity, self.recipient.capacity_since = (
                Capacity.INCAPABLE,
                date(2026, 1, 12),
            )
            self.recipient.capacity_basis = "решение суда № 2-15"
        session.commit()
        row = self.desk.row()
        if isinstance(row, Contract | Amendment):
            row.representative_id = self.acts.id
        session.commit()
        self.login = self.enter(self.acts)
        self.desk.director_signs()

    def enter(self, person: Representative) -> Actor:
        actor = make_recipient_access(self.session, self.recipient)
        access = RelativeAccess(
            provider_id=actor.provider_id,
            representative_id=person.id,
            membership_id=actor.membership_id,
            parts=sorted(EVERYTHING),
            since=person.since,
        )
        save(self.session, access)
        return replace(actor, relative=person.id)

    def agree(self, person: Representative | None = None) -> int:
        """The representative's agreement, or without one the recipient's own."""
        command = DraftAgreement(self.desk.recipient_id, "", person.id if person else None)
        region, worker, now = self.house.region, self.house.worker, self.desk.later
        agreement_id = draft_agreement(
            command, region=region, actor=worker, now=now, press=BlankPress()
        )
        record_agreement(
            RecordAgreement(agreement_id, self.day), region=region, actor=worker, now=now
        )
        confirm_agreement(agreement_id, actor=self.house.director, now=self.desk.later)
        return agreement_id

    def code(self, person: Representative | None, at: datetime | None = None) -> str:
        issued = issue_code(
            IssueCode(self.desk.key, CodeChannel.PAPER, person.id if person else None),
            vault=VAULT,
            channels=self.desk.channels,
            region=self.house.region,
            actor=self.house.worker,
            now=at or self.desk.later,
        )
        return issued.code or ""

    def confirm(self, code: str, actor: Actor, at: datetime | None = None) -> object:
        return self.desk.confirm(code, at=at, person=actor)

    def missing(self) -> str:
        self.session.rollback()
        return missing_signatures(self.house.director, self.desk.key, self.house.region, self.day)


@pytest.fixture
def ward(session: Session) -> Represented:
    """A guardian's contract with an agreement of the guardian's own."""
    made = Represented(session, SignedKind.CONTRACT)
    made.agree(made.acts)
    return made


def refused(block: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(RulesBroken) as caught:
        block()
    return caught.value.code, caught.value.violations[0].text


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def test_a_guardian_signs_every_kind_in_the_own_name(session: Session, kind: SignedKind) -> None:
    made = Represented(session, kind)
    made.agree(made.acts)
    before = made.desk.state()
    told, listed = made.missing(), [one.key for one in waiting_for_signer(made.login)]

    made.confirm(made.code(made.acts), made.login)

    assert "Смирнова Ирина Олеговна, опекун" in told
    assert listed == [made.desk.key]
    assert made.desk.state() != before
    assert made.missing() == ""
    assert waiting_for_signer(made.login) == ()
    proofs = code_proofs(made.house.director, made.desk.paper().id)
    assert set(proofs) == {Party.REPRESENTATIVE}


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def test_a_child_of_sixteen_signs_after_the_parent_and_an_act_is_signed_once(
    session: Session, kind: SignedKind
) -> None:
    made = Represented(session, kind, KINDS.PARENT)
    made.agree(made.acts)
    made.agree()
    child = made.desk.person
    if kind is SignedKind.ACT:
        assert " или " in made.missing()
        made.confirm(made.code(made.acts), made.login)
        assert made.desk.state() == "signed"
        return
    assert (
        made.missing()
        == "Смирнова Ирина Олеговна, родитель, затем Ильина Мария Петровна, получатель"
    )
    assert refused(lambda: made.code(None))[0] == "not_authorised"
    assert waiting_for_signer(child) == ()

    made.confirm(made.code(made.acts), made.login)
    between = made.desk.state()
    assert made.missing() == "Ильина Мария Петровна, получатель"
    assert [one.key for one in waiting_for_signer(child)] == [made.desk.key]
    made.confirm(made.code(None), child)

    assert made.desk.state() != between
    assert waiting_for_signer(child) == ()


def test_a_childs_own_agreement_carries_the_parents_consent(session: Session) -> None:
    made = Represented(session, SignedKind.CONTRACT, KINDS.PARENT)
    row = session.get_one(SigningAgreement, made.agree())
    assert row.consenter_id == made.acts.id

    made.acts.revoked_on = made.acts.until = made.day
    session.commit()
    with expect_refusal(session, "not_authorised", "email"):
        made.agree()


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ("paper", "срок полномочий"),
        ("revoked", "отозваны"),
        ("death", "умер"),
        ("capacity", "иначе"),
    ],
)
@pytest.mark.parametrize("ahead", [0, 1])
def test_the_day_an_authority_ends_its_codes_and_agreement_end(
    session: Session, ward: Represented, how: str, word: str, ahead: int
) -> None:
    code, day = ward.code(ward.acts), ward.day + timedelta(days=ahead)
    match how:
        case "paper":
            ward.acts.until = day
        case "revoked":
            ward.acts.revoked_on = day
        case "death":
            ward.recipient.died_on = day
        case _:
            ward.recipient.capacity = Capacity.CAPABLE
            ward.recipient.capacity_since = day
    session.commit()

    seen = get_agreement(ward.house.director, ward.desk.recipient_id, ward.day, ward.acts.id)
    assert seen is not None
    if ahead:
        assert seen.stop is None
        ward.confirm(code, ward.login)
        return
    assert seen.stop is not None
    assert (seen.stop.day, word in seen.stop.why) == (day, True)
    assert not seen.signs(SignedKind.CONTRACT)
    told = refused(lambda: ward.confirm(code, ward.login))
    assert told[0] == "not_authorised"
    assert f"{day:%d.%m.%Y}" in told[1]
    assert refused(lambda: ward.code(ward.acts))[0] == "not_authorised"


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
@pytest.mark.parametrize("last_day", [0, -1], ids=["its last day", "the day after"])
def test_an_authority_signs_to_its_last_day_by_code_and_on_paper(
    session: Session, kind: SignedKind, last_day: int
) -> None:
    """FED-MIN-01: every kind of paper, both channels; an authority without its paper is none."""
    made = Represented(session, kind)
    made.agree(made.acts)
    code = made.code(made.acts)
    made.acts.until = made.day + timedelta(days=last_day + 1)
    session.commit()

    if last_day < 0:
        assert refused(lambda: made.confirm(code, made.login))[0] == "not_authorised"
        assert refused(lambda: put(made.desk, Party.REPRESENTATIVE))[0] == "not_authorised"
        return
    made.confirm(code, made.login)
    assert Party.REPRESENTATIVE in parties(made.desk)


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def test_on_its_last_day_an_authority_signs_on_paper_too(
    session: Session, kind: SignedKind
) -> None:
    made = Represented(session, kind)
    made.acts.until = made.day + timedelta(days=1)
    session.commit()

    put(made.desk, Party.REPRESENTATIVE)

    assert Party.REPRESENTATIVE in parties(made.desk)


@pytest.mark.parametrize("kind", BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
@pytest.mark.parametrize("ahead", [0, 1])
def test_a_parent_signs_no_more_on_the_eighteenth_birthday(
    session: Session, kind: SignedKind, ahead: int
) -> None:
    made = Represented(session, kind, KINDS.PARENT)
    made.agree(made.acts)
    code = made.code(made.acts)
    made.recipient.born = made.day.replace(year=made.day.year - 18) + timedelta(days=ahead)
    session.commit()

    if ahead:
        made.confirm(code, made.login)
        return
    code_of_refusal, text = refused(lambda: made.confirm(code, made.login))
    assert code_of_refusal == "not_authorised"
    # An act follows who acts on the day: it is the adult's own now.
    reason = "акт подписывает сам получатель" if kind is SignedKind.ACT else "18 лет"
    assert reason in text


@pytest.mark.parametrize("grown", [0, 1], ids=["on the birthday", "the day before"])
@pytest.mark.parametrize(
    "kind", [one for one in BOTH_SIGN if one is not SignedKind.ACT], ids=lambda kind: kind.value
)
def test_the_second_of_two_hands_is_still_recorded_after_the_birthday(
    session: Session, kind: SignedKind, grown: int
) -> None:
    """FED-MIN-01: parent and child signed on one day, and the office records it the next one."""
    made = Represented(session, kind, KINDS.PARENT)
    put(made.desk, Party.REPRESENTATIVE)
    entered = made.desk.later + timedelta(days=1)
    today = made.day + timedelta(days=1)
    made.recipient.born = today.replace(year=today.year - 18) + timedelta(days=grown)
    session.commit()
    before, director, key = made.desk.state(), made.house.director, made.desk.key

    hands = paper_hands(director, key, today)
    told = missing_signatures(director, key, made.house.region, today)
    codes = awaited_hands(director, key, made.house.region, entered)
    put(made.desk, Party.RECIPIENT)

    assert (hands.side, hands.ended) == (Side.BOTH, None if grown else today)
    only = "" if grown else f" (подписью, поставленной до {today:%d.%m.%Y})"
    assert told == f"Ильина Мария Петровна, получатель{only}"
    assert [one.name for one in codes] == ["Ильина Мария Петровна"]
    assert ("18 лет" in codes[0].refusal) is not bool(grown)
    assert made.desk.state() != before


def test_an_agreement_signed_on_the_day_of_the_revocation_is_none(session: Session) -> None:
    made = Represented(session, SignedKind.CONTRACT)
    made.acts.revoked_on = made.day
    session.commit()

    with expect_refusal(session, "not_authorised", "email"):
        made.agree(made.acts)


def test_the_code_of_one_is_not_the_others(session: Session) -> None:
    """The parent's slip typed by the child, and the child's by the parent."""
    made = Represented(session, SignedKind.CONTRACT, KINDS.PARENT)
    made.agree(made.acts)
    made.agree()
    code = made.code(made.acts)
    made.confirm(code, made.login)

    told = refused(lambda: made.confirm(code, made.desk.person))

    assert told == (
        "code_of_another_person",
        "Этот код выдан не вам. Подписать можно только своим кодом: попросите его.",
    )


def test_somebody_else_who_acts_gets_no_code_for_a_paper_in_anothers_name(
    session: Session, ward: Represented
) -> None:
    other = make_representative(
        session, ward.recipient, kind=KINDS.GUARDIAN, surname="Орлова", since=date(2026, 1, 12)
    )
    ward.agree(other)

    code, text = refused(lambda: ward.code(other))

    assert code == "not_authorised"
    assert "Смирнова Ирина Олеговна" in text
    assert waiting_for_signer(ward.enter(other)) == ()
    (hand,) = awaited_hands(ward.house.director, ward.desk.key, ward.house.region, ward.desk.later)
    assert (hand.signer.representative_id, hand.refusal) == (ward.acts.id, "")


def test_without_the_own_agreement_the_recipients_does_not_serve(session: Session) -> None:
    made = Represented(session, SignedKind.CONTRACT)

    code, text = refused(lambda: made.code(made.acts))

    assert code == "agreement_missing"
    assert "Кто действует за получателя" in text


def test_login_and_slip_of_a_representative_are_of_two_hands(
    session: Session, ward: Represented
) -> None:
    def grant(actor: Actor) -> object:
        command = GrantRelativeAccess(ward.acts.id, EVERYTHING)
        return grant_relative_access(
            command, region=ward.house.region, actor=actor, now=ward.desk.later
        )

    grant(ward.house.director)
    assert ward.code(ward.acts)
    assert refused(lambda: grant(ward.house.worker))[0] == "not_authorised"

    session.rollback()
    later = ward.desk.later + timedelta(days=1)
    command = GrantRelativeAccess(ward.acts.id, EVERYTHING)
    grant_relative_access(command, region=ward.house.region, actor=ward.house.worker, now=later)
    code, text = refused(lambda: ward.code(ward.acts, later))
    assert code == "not_authorised"
    assert "другой сотрудник" in text


def test_in_the_cabinet_nobody_prints_a_slip_for_himself(ward: Represented) -> None:
    with pytest.raises(NotAllowed):
        issue_code(
            IssueCode(ward.desk.key, CodeChannel.PAPER),
            vault=VAULT,
            channels=ward.desk.channels,
            region=ward.house.region,
            actor=ward.login,
            now=ward.desk.later,
        )


def test_the_signature_stands_in_the_representatives_name(
    session: Session, ward: Represented
) -> None:
    ward.confirm(ward.code(ward.acts), ward.login)

    rows = session.scalars(select(Signature).where(Signature.contract_id == ward.desk.key.id))
    (own,) = [one for one in rows if one.party is not Party.PROVIDER]
    assert (own.party, own.signer) == (Party.REPRESENTATIVE, "Смирнова Ирина Олеговна")
    assert own.method is SignatureMethod.CODE
    assert session.get_one(Contract, ward.desk.key.id).in_force_from == ward.day
