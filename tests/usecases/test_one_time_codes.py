"""A recipient signs by a one-time code; each code that must not sign is refused with its reason."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.authorities import Capacity
from portal.domain.contract import ContractState, Party
from portal.domain.e_signatures import CODE_ATTEMPTS, CODES_AN_HOUR
from portal.domain.violations import NotAllowed, NotFound, RulesBroken
from portal.models import (
    AuditEvent,
    CodeChannel,
    Contract,
    Paper,
    Recipient,
    Signature,
    SignatureMethod,
    SigningAgreement,
    SigningCode,
)
from portal.signing.channels import CodeChannels, CodeMessage, hookimpl
from portal.signing.vault import Vault
from portal.usecases.accounts import grant_recipient_access
from portal.usecases.actor import Actor
from portal.usecases.code_signatures import ConfirmByCode, confirm_by_code
from portal.usecases.contract_signing import ContractSigned
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.one_time_codes import CodeIssued, IssueCode, issue_code
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.signing_agreements import (
    DraftAgreement,
    RecordAgreement,
    confirm_agreement,
    draft_agreement,
    end_agreement,
    record_agreement,
)
from tests.support.factories import make_recipient_access
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    conclude,
    earn,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
)

VAULT = Vault("a secret for tests, which is long enough")
SIGNED = MORNING + timedelta(hours=1)
ISSUED = MORNING + timedelta(hours=2)


class Letterbox:
    """A channel that keeps what it was given."""

    def __init__(self, *, works: bool = True, serves: str = "email") -> None:
        self.works, self.serves = works, serves
        self.letters: list[CodeMessage] = []

    @hookimpl
    def offers(self, channel: str) -> bool | None:
        return True if channel == self.serves else None

    @hookimpl
    def deliver_code(self, channel: str, message: CodeMessage) -> bool | None:
        if channel != self.serves:
            return None
        self.letters.append(message)
        return self.works


@dataclass
class Signing:
    """A person with a login, an agreement and a contract that the director has signed."""

    house: House
    person: Actor
    recipient_id: int
    contract_id: int
    letterbox: Letterbox = field(default_factory=Letterbox)

    @property
    def key(self) -> SignedKey:
        return SignedKey(SignedKind.CONTRACT, self.contract_id)

    @property
    def sha256(self) -> str:
        wanted = select(Paper.sha256).join(Contract, Contract.paper_id == Paper.id)
        return self.house.session.scalars(wanted.where(Contract.id == self.contract_id)).one()

    def issue(
        self,
        channel: CodeChannel = CodeChannel.PAPER,
        actor: Actor | None = None,
        now: datetime = ISSUED,
    ) -> CodeIssued:
        return issue_code(
            IssueCode(self.key, channel),
            vault=VAULT,
            channels=CodeChannels([self.letterbox]),
            region=self.house.region,
            actor=actor or self.house.worker,
            now=now,
        )

    def code(self, now: datetime = ISSUED) -> str:
        return self.issue(now=now).code or ""

    def confirm(
        self, code: str, now: datetime = ISSUED, person: Actor | None = None
    ) -> ContractSigned:
        done = confirm_by_code(
            ConfirmByCode(self.key, code, self.sha256),
            vault=VAULT,
            region=self.house.region,
            actor=person or self.person,
            now=now,
        )
        assert isinstance(done, ContractSigned)
        return done


def agree(house: House, recipient_id: int, email: str = "maria@example.ru") -> None:
    agreement_id = draft_agreement(
        DraftAgreement(recipient_id, email),
        region=house.region,
        actor=house.worker,
        now=MORNING,
        press=BlankPress(),
    )
    record_agreement(
        RecordAgreement(agreement_id, TODAY), region=house.region, actor=house.worker, now=MORNING
    )
    confirm_agreement(agreement_id, actor=house.director, now=MORNING)


def ready(house: House, *, agreed: bool = True, signed: bool = True, snils: str) -> Signing:
    recipient_id = register(house, snils=snils)
    earn(house, recipient_id)
    presented = present(house, recipient_id, number=f"{recipient_id}/2026")
    hand_in_everything(house, recipient_id)
    contract_id = conclude(house, presented.id).id
    if agreed:
        agree(house, recipient_id)
    if signed:
        sign_contract(
            SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY),
            region=house.region,
            actor=house.director,
            now=SIGNED,
        )
    recipient = house.session.get_one(Recipient, recipient_id)
    person = make_recipient_access(house.session, recipient)
    return Signing(house, person, recipient_id, contract_id)


MARIA, OLGA = "112-233-445 95", "087-654-303 00"


@pytest.fixture
def signing(house: House) -> Signing:
    return ready(house, snils=MARIA)


def another(code: str) -> str:
    """Six digits that are certainly not the code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def refused(signing: Signing, code: str, **changes: datetime | Actor) -> str:
    """The reason of a refusal; nothing is signed."""
    with pytest.raises(RulesBroken) as caught:
        signing.confirm(code, **changes)  # type: ignore[arg-type]
    session = signing.house.session
    session.rollback()
    assert session.get_one(Contract, signing.contract_id).state is ContractState.AWAITING_SIGNATURE
    assert caught.value.violations[0].text.endswith(".")
    return caught.value.code


def reasons(session: Session) -> list[object]:
    """What the journal says of refused codes."""
    wanted = select(AuditEvent).where(AuditEvent.what == "signing_code_refused")
    rows = session.scalars(wanted.order_by(AuditEvent.seq))
    return [(row.after or {})["reason"] for row in rows]


def test_code_on_paper_signs_and_puts_the_contract_into_force(signing: Signing) -> None:
    code = signing.code()

    done = signing.confirm(f"{code[:3]} {code[3:]}")

    row = signing.house.session.scalars(
        select(Signature).where(Signature.party == Party.RECIPIENT)
    ).one()
    assert done.state is ContractState.ACTIVE
    assert (row.method, row.signed_on) == (SignatureMethod.CODE, TODAY)
    assert row.signer == "Ильина Мария Петровна"
    assert row.recorded_by_id == signing.person.membership_id


def test_code_by_mail_goes_to_the_address_of_the_agreement_and_to_nobody_else(
    signing: Signing,
) -> None:
    issued = signing.issue(CodeChannel.EMAIL, signing.person)

    (letter,) = signing.letterbox.letters
    assert issued.code is None
    assert (letter.address, issued.sent_to) == ("maria@example.ru", "maria@example.ru")
    assert len(letter.code) == 6
    assert letter.until == "12:40"
    assert signing.confirm(letter.code).state is ContractState.ACTIVE


def test_only_a_digest_of_the_code_is_kept(signing: Signing) -> None:
    code = signing.code()

    row = signing.house.session.scalars(select(SigningCode)).one()
    assert code not in row.digest
    assert row.digest != Vault("another secret").digest(f"{row.provider_id}:{code}")


def test_wrong_code_is_refused_counted_and_written_down(signing: Signing) -> None:
    code = signing.code()

    assert refused(signing, another(code)) == "code_wrong"

    session = signing.house.session
    assert session.scalars(select(SigningCode.attempts)).all() == [1]
    assert reasons(session) == ["wrong"]


@pytest.mark.parametrize("wrong", [CODE_ATTEMPTS - 1, CODE_ATTEMPTS])
def test_code_dies_after_five_wrong_attempts(signing: Signing, wrong: int) -> None:
    code = signing.code()
    for _ in range(wrong):
        refused(signing, another(code))

    if wrong < CODE_ATTEMPTS:
        assert signing.confirm(code).state is ContractState.ACTIVE
    else:
        assert refused(signing, code) == "code_exhausted"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=-1)])
@pytest.mark.parametrize(
    ("channel", "life"),
    [(CodeChannel.PAPER, timedelta(days=1)), (CodeChannel.EMAIL, timedelta(minutes=10))],
)
def test_code_holds_for_a_day_on_paper_and_for_ten_minutes_in_a_letter(
    signing: Signing, channel: CodeChannel, life: timedelta, late: timedelta
) -> None:
    issued = signing.issue(channel, None if channel is CodeChannel.PAPER else signing.person)
    code = issued.code or signing.letterbox.letters[0].code
    moment = ISSUED + life + late
    assert issued.expires_at == ISSUED + life

    if late < timedelta(0):
        assert signing.confirm(code, moment).state is ContractState.ACTIVE
    else:
        assert refused(signing, code, now=moment) == "code_expired"
        assert reasons(signing.house.session) == ["expired"]


def test_reused_code_is_refused(signing: Signing, house: House) -> None:
    code = signing.code()
    row = house.session.scalars(select(SigningCode)).one()
    row.used_at = ISSUED
    house.session.commit()

    assert refused(signing, code) == "code_used"
    assert reasons(house.session) == ["used"]


def test_code_that_has_signed_signs_nothing_more(signing: Signing) -> None:
    code = signing.code()
    signing.confirm(code)

    with pytest.raises(RulesBroken, match="подписи не ждёт"):
        signing.confirm(code)


def test_replaced_code_is_refused_and_the_new_one_signs(signing: Signing) -> None:
    first = signing.code()
    second = signing.code(ISSUED + timedelta(minutes=1))
    while second == first:
        second = signing.code(ISSUED + timedelta(minutes=1))

    assert refused(signing, first) == "code_used"
    assert signing.confirm(second).state is ContractState.ACTIVE


def test_stolen_code_of_another_person_is_refused(signing: Signing, house: House) -> None:
    thief = ready(house, snils=OLGA)
    code = signing.code()

    assert refused(thief, code) == "code_of_another_person"
    assert reasons(house.session) == ["of_another_person"]
    with pytest.raises(NotFound):
        signing.confirm(code, person=thief.person)
    assert signing.confirm(code).state is ContractState.ACTIVE


def test_code_of_another_document_is_refused(signing: Signing, house: House) -> None:
    code = signing.code()
    session = house.session
    contract = session.get_one(Contract, signing.contract_id)
    row = session.scalars(select(SigningCode)).one()
    row.sha256 = "0" * 64
    session.commit()
    assert contract.paper_id == row.paper_id

    assert refused(signing, code) == "code_of_another_paper"
    assert reasons(session) == ["of_another_paper"]


def test_code_of_another_provider_is_unknown_here(signing: Signing, session: Session) -> None:
    elsewhere = ready(make_house(session), snils=MARIA)
    code = elsewhere.code()

    assert refused(signing, code) == "code_wrong"


@pytest.mark.parametrize(
    ("agreed", "signed", "code"),
    [(False, True, "agreement_missing"), (True, False, "signature_missing")],
)
def test_code_is_issued_only_after_the_agreement_and_the_director(
    house: House, agreed: bool, signed: bool, code: str
) -> None:
    signing = ready(house, agreed=agreed, signed=signed, snils=MARIA)

    with expect_refusal(house.session, code):
        signing.issue()


def test_printed_agreement_that_nobody_signed_is_none(house: House) -> None:
    signing = ready(house, agreed=False, snils=MARIA)
    press = BlankPress()
    draft_agreement(
        DraftAgreement(signing.recipient_id, ""),
        region=house.region,
        actor=house.worker,
        now=MORNING,
        press=press,
    )

    with expect_refusal(house.session, "agreement_missing"):
        signing.issue()
    (facts,) = press.drawn
    assert isinstance(facts, FormFacts)
    assert facts.values["recipient"] == "Ильина Мария Петровна"


def test_agreement_that_was_taken_back_stops_codes_already_issued(signing: Signing) -> None:
    code = signing.code()
    house = signing.house

    end_agreement(signing.recipient_id, region=house.region, actor=house.worker, now=ISSUED)

    assert refused(signing, code) == "agreement_missing"
    with expect_refusal(signing.house.session, "agreement_missing") as told:
        signing.confirm(code)
    assert "Напечатайте" not in told.value.violations[0].text
    kept = house.session.scalars(select(SigningAgreement)).one()
    assert kept.signed_on == TODAY


@pytest.mark.parametrize(
    "day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)], ids=["before", "ahead"]
)
def test_agreement_is_signed_after_it_was_printed_and_not_ahead(house: House, day: object) -> None:
    recipient_id = register(house)
    agreement_id = draft_agreement(
        DraftAgreement(recipient_id, ""),
        region=house.region,
        actor=house.worker,
        now=MORNING,
        press=BlankPress(),
    )

    with expect_refusal(house.session, "value_invalid", "signed_on"):
        record_agreement(
            RecordAgreement(agreement_id, day),  # type: ignore[arg-type]
            region=house.region,
            actor=house.worker,
            now=MORNING,
        )


@pytest.mark.parametrize("email", ["maria", "a@b", "a@b.ru, c@d.ru", "a b@c.ru"])
def test_address_that_is_none_is_refused(house: House, email: str) -> None:
    recipient_id = register(house)

    with expect_refusal(house.session, "value_invalid", "email"):
        draft_agreement(
            DraftAgreement(recipient_id, email),
            region=house.region,
            actor=house.worker,
            now=MORNING,
            press=BlankPress(),
        )


def test_letter_that_did_not_leave_is_said(signing: Signing) -> None:
    signing.letterbox.works = False

    with pytest.raises(RulesBroken) as caught:
        signing.issue(CodeChannel.EMAIL, signing.person)

    assert caught.value.code == "code_not_delivered"


@pytest.mark.parametrize("count", [CODES_AN_HOUR - 1, CODES_AN_HOUR])
def test_codes_of_an_hour_are_counted(signing: Signing, count: int) -> None:
    for _ in range(count):
        signing.issue()

    if count < CODES_AN_HOUR:
        signing.issue()
    else:
        with expect_refusal(signing.house.session, "code_too_many"):
            signing.issue()
        signing.issue(now=ISSUED + timedelta(hours=1))


def test_roles_that_may_not_are_turned_away(signing: Signing) -> None:
    house = signing.house
    code = signing.code()

    with pytest.raises(NotAllowed):
        signing.confirm(code, person=house.worker)
    with pytest.raises(NotAllowed):
        signing.confirm(code, person=house.director)
    with pytest.raises(NotAllowed):
        signing.issue(CodeChannel.PAPER, signing.person)


def test_channel_nobody_serves_is_refused(signing: Signing) -> None:
    with expect_refusal(signing.house.session, "value_invalid"):
        signing.issue(CodeChannel.OTHER, signing.person)


@pytest.mark.parametrize("phone", ["+7 910 123-45-67", ""], ids=["a telephone", "none"])
def test_channel_that_somebody_added_is_given_the_telephone_of_the_card(
    signing: Signing, phone: str
) -> None:
    signing.letterbox = Letterbox(serves="other")
    session = signing.house.session
    session.get_one(Recipient, signing.recipient_id).phone = phone
    session.commit()

    if not phone:
        with expect_refusal(session, "value_invalid"):
            signing.issue(CodeChannel.OTHER, signing.person)
        return
    issued = signing.issue(CodeChannel.OTHER, signing.person)
    (letter,) = signing.letterbox.letters
    assert (issued.code, letter.address) == (None, phone)
    assert letter.subject.startswith("Договор №")
    assert signing.confirm(letter.code).state is ContractState.ACTIVE


@pytest.mark.parametrize(
    ("hours", "fine"), [(23, False), (24, True)], ids=["the slip signs", "the slip is over"]
)
def test_whoever_printed_a_slip_gives_no_login_while_it_signs(
    signing: Signing, hours: int, *, fine: bool
) -> None:
    """63-FZ art. 9: one pair of hands would hold both halves of the signature."""
    signing.issue()
    house, at = signing.house, ISSUED + timedelta(hours=hours)

    if fine:
        grant_recipient_access(
            signing.recipient_id, region=house.region, actor=house.worker, now=at
        )
        return
    with expect_refusal(house.session, "not_authorised", None):
        grant_recipient_access(
            signing.recipient_id, region=house.region, actor=house.worker, now=at
        )


@pytest.mark.parametrize("last", ["worker", "director"])
def test_only_the_last_login_counts_against_who_prints(signing: Signing, last: str) -> None:
    house = signing.house
    for who in {"worker": (house.director, house.worker)}.get(last, (house.worker, house.director)):
        grant_recipient_access(signing.recipient_id, region=house.region, actor=who, now=SIGNED)

    if last == "director":
        assert signing.issue().code
        return
    with expect_refusal(house.session, "not_authorised", None):
        signing.issue()


def test_one_employee_confirms_nothing_alone(house: House) -> None:
    recipient_id = register(house)
    agreement_id = draft_agreement(
        DraftAgreement(recipient_id, ""),
        region=house.region,
        actor=house.worker,
        now=MORNING,
        press=BlankPress(),
    )
    with expect_refusal(house.session, "transition_not_allowed", None):
        confirm_agreement(agreement_id, actor=house.director, now=MORNING)
    record_agreement(
        RecordAgreement(agreement_id, TODAY), region=house.region, actor=house.worker, now=MORNING
    )
    with expect_refusal(house.session, "not_authorised", None):
        confirm_agreement(agreement_id, actor=house.worker, now=MORNING)
    confirm_agreement(agreement_id, actor=house.director, now=MORNING)
    with expect_refusal(house.session, "transition_not_allowed", None):
        confirm_agreement(agreement_id, actor=house.director, now=MORNING)


def test_whom_a_court_took_capacity_from_agrees_to_no_codes(house: House) -> None:
    """MSK-IPP-08, FED-MIN-01."""
    recipient_id = register(house)
    row = house.session.get_one(Recipient, recipient_id)
    row.capacity, row.capacity_since, row.capacity_basis = Capacity.LIMITED, TODAY, "решение суда"
    house.session.commit()

    with expect_refusal(house.session, "not_authorised", "email"):
        draft_agreement(
            DraftAgreement(recipient_id, ""),
            region=house.region,
            actor=house.worker,
            now=MORNING,
            press=BlankPress(),
        )
