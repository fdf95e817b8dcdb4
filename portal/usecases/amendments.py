"""Amendments signed, put into force or withdrawn.

The director signs first, with the password; then the recipient's side signs the paper. The last
signature puts the change into force: from the agreed day, or from its own if that is later.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from portal.documents.facts import AmendmentFacts
from portal.documents.press import Press
from portal.domain.amendments import AmendmentState, takes_effect
from portal.domain.contract import ContractRules, Party
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.printed_forms import AMENDMENT
from portal.domain.violations import Conflict, NotAllowed, refuse
from portal.models import (
    Amendment,
    AmendmentSignature,
    Contract,
    ContractTerms,
    Paper,
    Recipient,
    Role,
    SignatureMethod,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.amendment_drafts import demand_standing
from portal.usecases.amendment_terms import Plan, begin_terms, demand_open_months, terms_of_day
from portal.usecases.facts import own
from portal.usecases.later_terms import begin_later, other_terms_since, read_later
from portal.usecases.papers import PaperSubject, freeze, paper_bytes
from portal.usecases.reference import reference_book
from portal.usecases.signatories import (
    Signing,
    demand_alive,
    demand_may_represent,
    demand_recipient_may_sign,
    refuse_former,
    side_has_signed,
    signing_on,
)
from portal.usecases.transaction import EDITED_MEANWHILE, demand_version, transaction
from portal.usecases.uploads import Upload, store_scan


@dataclass(frozen=True, slots=True)
class SignAmendment:
    """A party's signature; ``paper_sha256`` and ``version`` are what the signer saw."""

    amendment_id: int
    party: Party
    method: SignatureMethod
    signed_on: date
    paper_sha256: str | None = None
    version: int | None = None
    scan: Upload | None = None


@dataclass(frozen=True, slots=True)
class AmendmentSigned:
    """Where the change stands; ``signed_copies`` is 0 until everybody has signed every copy."""

    number: int
    state: AmendmentState
    signed_copies: int
    in_force_from: date | None


@dataclass(frozen=True, slots=True)
class WithdrawAmendment:
    """A change that is not wanted any more, and why."""

    amendment_id: int
    reason: str
    version: int | None = None


def amendment_paper(
    amendment_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The paper's bytes: drawn and frozen the first time, copied ever after."""
    with transaction() as session:
        amendment = own(session, Amendment, amendment_id, actor.provider_id, lock=True)
        contract = own(session, Contract, amendment.contract_id, actor.provider_id)
        paper = _paper(session, amendment, contract, region=region, now=now, press=press)
        paper_id = paper.id
    return paper_bytes(actor.provider_id, paper_id)


def sign_amendment(
    command: SignAmendment, *, region: Region, actor: Actor, now: datetime, press: Press
) -> AmendmentSigned:
    """Record a signature on the frozen bytes; the last one puts the change into force.

    Raises RulesBroken for a signer who may not sign, a day that cannot be, a contract that has
    other terms meanwhile and a month already charged; Conflict when the paper is another.
    """
    today = region.today(now)
    with transaction() as session:
        amendment, contract = _locked(session, command.amendment_id, actor)
        rules = region.rules.contract_rules.on(contract.rules_day)
        changes = rules.amendments.grounds.citation
        if command.version is not None:
            demand_version(amendment.version, command.version)
        _demand_turn(amendment, command.party)
        paper = _paper(session, amendment, contract, region=region, now=now, press=press)
        if command.paper_sha256 not in (None, paper.sha256):
            raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))
        _demand_day(amendment, command.signed_on, region.today(amendment.drafted_at), today)
        since = takes_effect(amendment.since, [command.signed_on])
        demand_standing(contract, since, changes)
        base = _demand_same_terms(session, contract, amendment, since)
        demand_open_months(session, contract, since, changes)
        signing = _signing(session, contract, command.signed_on)
        _demand_signer(amendment, command, signing, rules, actor)
        session.add(
            AmendmentSignature(
                provider_id=actor.provider_id,
                amendment_id=amendment.id,
                paper_id=paper.id,
                party=command.party,
                signer=_signer(amendment, command.party, signing, actor),
                method=command.method,
                signed_on=command.signed_on,
                recorded_at=now,
                recorded_by_id=actor.membership_id,
                file_id=store_scan(session, command.scan, provider_id=actor.provider_id, now=now),
            )
        )
        if command.party is Party.PROVIDER:
            amendment.state = AmendmentState.SIGNED
            amendment.provider_signed_on = command.signed_on
        else:
            signed = frozenset(one.party for one in amendment.signatures) | {command.party}
            if side_has_signed(signing, signed):
                # What is in force never changes again, so what follows from it is written first.
                _carry(session, amendment, contract, region=region, actor=actor, now=now)
                _put_into_force(session, amendment, contract, base, command.signed_on)
        # A signature is news to whoever holds the amendment open, so its version moves on.
        flag_modified(amendment, "state")
        session.flush()
        _tell_journal(session, amendment, command, paper, actor=actor, now=now)
        done = amendment.state is AmendmentState.IN_FORCE
        return AmendmentSigned(
            number=amendment.number,
            state=amendment.state,
            signed_copies=(rules.amendments.copies or rules.copies) if done else 0,
            in_force_from=amendment.in_force_from,
        )


def withdraw_amendment(
    command: WithdrawAmendment, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Withdraw a change that is not in force; its number and its paper stay (FED-CON-07)."""
    with transaction() as session:
        amendment, contract = _locked(session, command.amendment_id, actor)
        citation = region.rules.contract_rules.on(contract.rules_day).amendments.grounds.citation
        if command.version is not None:
            demand_version(amendment.version, command.version)
        _demand_open(amendment, citation)
        if not command.reason.strip():
            text = "Напишите, почему соглашение отзывают: эти слова останутся в договоре."
            refuse("value_invalid", text, field="reason")
        before = {"state": amendment.state.value}
        amendment.state = AmendmentState.WITHDRAWN
        amendment.withdrawn_at, amendment.withdrawn_by_id = now, actor.membership_id
        amendment.withdrawal_reason = command.reason.strip()
        session.flush()
        audit.record(
            session,
            actor,
            now,
            "amendment_withdrawn",
            "amendment",
            amendment.id,
            before,
            {"state": amendment.state.value},
            reason=amendment.withdrawal_reason,
        )


def _locked(session: Session, amendment_id: int, actor: Actor) -> tuple[Amendment, Contract]:
    """The change and its contract, both held: terms begin one after another."""
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    found = own(session, Amendment, amendment_id, actor.provider_id)
    contract = own(session, Contract, found.contract_id, actor.provider_id, lock=True)
    amendment = own(
        session,
        Amendment,
        amendment_id,
        actor.provider_id,
        selectinload(Amendment.signatures),
        lock=True,
    )
    return amendment, contract


def _paper(
    session: Session,
    amendment: Amendment,
    contract: Contract,
    *,
    region: Region,
    now: datetime,
    press: Press,
) -> Paper:
    if amendment.paper_id is not None:
        return own(session, Paper, amendment.paper_id, amendment.provider_id)
    if not amendment.inputs:
        refuse(
            "transition_not_allowed",
            "У этого изменения нет соглашения: о нём извещают уведомлением. Откройте уведомление.",
        )
    _demand_open(amendment)
    paper = freeze(
        session,
        press,
        region.printed_form(AMENDMENT, amendment.since),
        region,
        read_facts(AmendmentFacts, amendment.inputs),
        provider_id=amendment.provider_id,
        subject=PaperSubject(recipient_id=contract.recipient_id, contract_id=contract.id),
        rules_day=region.today(amendment.drafted_at),
        now=now,
    )
    amendment.paper_id = paper.id
    session.flush()
    return paper


def _demand_open(amendment: Amendment, citation: Citation | None = None) -> None:
    if amendment.state in (AmendmentState.DRAFT, AmendmentState.SIGNED):
        return
    refuse(
        "transition_not_allowed",
        f"Соглашение № {amendment.number}: {amendment.state.label.lower()}. Чтобы изменить "
        "договор ещё раз, составьте новое соглашение.",
        citation=citation,
    )


def _demand_turn(amendment: Amendment, party: Party) -> None:
    _demand_open(amendment)
    if any(signature.party is party for signature in amendment.signatures):
        refuse(
            "transition_not_allowed",
            f"Эта подпись уже записана ({party.label}). Второй раз подписывать не нужно.",
            field="party",
        )
    if party is not Party.PROVIDER and amendment.state is AmendmentState.DRAFT:
        refuse(
            "signature_missing",
            "Первым соглашение подписывает директор. Подпись получателя можно записать после "
            "этого.",
            field="party",
        )


def _demand_day(amendment: Amendment, day: date, drafted: date, today: date) -> None:
    """Not in the future, not before the text existed, not before an earlier signature."""
    earliest = max([drafted, *(one.signed_on for one in amendment.signatures)])
    if day > today:
        text = "Дата подписи ещё не наступила. Введите день, когда соглашение подписано."
        refuse("value_invalid", text, field="signed_on")
    if day < earliest:
        text = (
            f"Подпись не может быть раньше {earliest:%d.%m.%Y}: тогда этой бумаги с прежними "
            "подписями ещё не было. Проверьте дату."
        )
        refuse("value_invalid", text, field="signed_on")


def _demand_same_terms(
    session: Session, contract: Contract, amendment: Amendment, since: date
) -> ContractTerms:
    """The terms the change was drafted over; others meanwhile make its figures untrue."""
    base = terms_of_day(session, contract, since)
    other = other_terms_since(session, contract, amendment, since)
    if other is not None:
        refuse(
            "transition_not_allowed",
            f"С {other:%d.%m.%Y} у договора другие условия, чем когда составляли это "
            "соглашение. Отзовите его и составьте новое.",
        )
    return base


def _signing(session: Session, contract: Contract, day: date) -> Signing:
    recipient = own(
        session,
        Recipient,
        contract.recipient_id,
        contract.provider_id,
        selectinload(Recipient.representatives),
    )
    return signing_on(recipient, recipient.representatives, day)


def _demand_signer(
    amendment: Amendment,
    command: SignAmendment,
    signing: Signing,
    rules: ContractRules,
    actor: Actor,
) -> None:
    if command.party is Party.PROVIDER:
        if actor.role is not Role.DIRECTOR:
            refuse(
                "not_authorised",
                "За поставщика соглашение подписывает директор. Передайте его на подпись.",
                field="party",
                citation=rules.signatories,
            )
        return
    if command.method is not SignatureMethod.PAPER:
        text = "Получатель и представитель подписывают бумагу. Запишите дату подписи."
        refuse("value_invalid", text, field="method")
    if command.party is Party.RECIPIENT:
        consent = any(one.party is Party.REPRESENTATIVE for one in amendment.signatures)
        demand_recipient_may_sign(signing, rules, consent_given=consent)
        return
    named = [one for one in signing.representatives if one.id == amendment.representative_id]
    demand_alive(signing, field="party")
    if not named:
        refuse_former(signing, amendment.representative_id, rules, field="party")
    demand_may_represent(signing, named[0], rules, field="party")


def _signer(amendment: Amendment, party: Party, signing: Signing, actor: Actor) -> str:
    if party is Party.PROVIDER:
        return actor.name
    if party is Party.RECIPIENT:
        return signing.recipient.full_name
    person = next(one for one in signing.representatives if one.id == amendment.representative_id)
    return full_name(person.surname, person.name, person.patronymic)


def _put_into_force(
    session: Session,
    amendment: Amendment,
    contract: Contract,
    base: ContractTerms,
    signed_on: date,
) -> None:
    """From the agreed day or the last signature's (FED-CON-07); the old terms end before it."""
    days = [one.signed_on for one in amendment.signatures]
    since = takes_effect(amendment.since, [*days, signed_on])
    if amendment.plan:
        plan = Plan.from_data(amendment.plan)
        terms = begin_terms(session, contract, base, plan, since, amendment.number)
        amendment.terms_id = terms.id
    amendment.customer_signed_on = signed_on
    amendment.state = AmendmentState.IN_FORCE
    amendment.in_force_from = since
    # Terms are news to whoever holds the contract open.
    flag_modified(contract, "state")


def _carry(
    session: Session,
    amendment: Amendment,
    contract: Contract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Terms set ahead take the change over as it was drafted and signed."""
    if later := read_later(amendment.plan):
        begin_later(
            session,
            contract,
            Plan.from_data(amendment.plan),
            later,
            amendment.number,
            region=region,
            book=reference_book(session, region),
            actor=actor,
            now=now,
        )


def _tell_journal(
    session: Session,
    amendment: Amendment,
    command: SignAmendment,
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor,
        now,
        "amendment_signed",
        "amendment",
        amendment.id,
        after={
            "state": amendment.state.value,
            "party": command.party.value,
            "method": command.method.value,
            "signed_on": command.signed_on,
            "in_force_from": amendment.in_force_from,
            "paper": paper.sha256,
        },
    )
