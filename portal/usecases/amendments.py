"""Amendments signed, put into force or withdrawn.

The director signs first, with the password; then the recipient's side signs the paper. The last
signature puts the change into force: from the agreed day, or from its own if that is later.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from portal.documents.changes import AmendmentFacts
from portal.documents.press import Press
from portal.domain.amendments import AmendmentState, takes_effect
from portal.domain.contract import ContractRules, Party
from portal.domain.documents import names_document
from portal.domain.law import Citation
from portal.domain.printed_forms import AMENDMENT
from portal.domain.violations import Conflict, NotAllowed, refuse
from portal.models import (
    Amendment,
    AmendmentSignature,
    Contract,
    ContractTerms,
    Paper,
    Role,
    SignatureMethod,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.amendment_checks import demand_standing
from portal.usecases.amendment_effects import carry, demand_same_terms, put_into_force
from portal.usecases.amendment_terms import demand_open_months
from portal.usecases.contract_gaps import demand_signatory
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_amendment_seen
from portal.usecases.missing_people import demand_not_missing
from portal.usecases.paper_signatures import (
    Put,
    demand_customer,
    demand_customer_method,
    demand_named_acts,
    demand_not_signed,
    record_signature,
    signing_of,
)
from portal.usecases.papers import (
    freeze_for,
    paper_bytes,
)
from portal.usecases.sealing import Sealer, seal_paper
from portal.usecases.signatories import Signing, side_has_signed
from portal.usecases.transaction import EDITED_MEANWHILE, transaction
from portal.usecases.uploads import Upload


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
    command: SignAmendment,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    sealer: Sealer | None = None,
) -> AmendmentSigned:
    """Record a signature on the frozen bytes; the last one puts the change into force.

    With a ``sealer`` the director's password also seals the file. Raises RulesBroken for a signer
    who may not sign, a day that cannot be, a contract that has other terms meanwhile and a month
    already charged; Conflict when the paper is another. A code signs through ``confirm_by_code``.
    """
    if actor.role is Role.RECIPIENT or command.method is SignatureMethod.CODE:
        raise NotAllowed
    with transaction() as session:
        amendment, contract = hold_amendment(session, command.amendment_id, actor)
        demand_amendment_seen(session, amendment, contract, command.version)
        _demand_turn(amendment, command.party)
        _paper(session, amendment, contract, region=region, now=now, press=press)
        return put_amendment_signature(
            session, command, region=region, actor=actor, now=now, sealer=sealer
        )


def put_amendment_signature(
    session: Session,
    command: SignAmendment,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    sealer: Sealer | None = None,
) -> AmendmentSigned:
    """What every way of signing does within its transaction: check, record, put into force.

    The paper is there already: whoever signs first has it drawn.
    """
    amendment, contract = hold_amendment(session, command.amendment_id, actor)
    rules = region.rules.contract_rules.on(contract.rules_day)
    _demand_turn(amendment, command.party)
    paper = _demand_shown(session, amendment, command)
    drafted = region.today(amendment.drafted_at)
    _demand_day(amendment, command.signed_on, drafted, region.today(now))
    base = _demand_timely(session, contract, amendment, command, rules)
    signing = signing_of(session, contract, command.signed_on)
    signer = _demand_signer(
        amendment, command, signing=signing, rules=rules, region=region, actor=actor
    )
    put = Put(command.party, signer, command.method, command.signed_on, command.scan)
    row = AmendmentSignature(amendment_id=amendment.id)
    record_signature(session, row, put, paper.id, actor=actor, now=now)
    if command.party is Party.PROVIDER:
        amendment.state = AmendmentState.SIGNED
        amendment.provider_signed_on = command.signed_on
    elif side_has_signed(signing, _parties(amendment) | {command.party}):
        # What is in force never changes again, so what follows from it is written first.
        carry(session, amendment, contract, region=region, actor=actor, now=now)
        put_into_force(session, amendment, contract, base, command.signed_on)
    # A signature is news to whoever holds the amendment open, so its version moves on.
    flag_modified(amendment, "state")
    session.flush()
    if command.method is SignatureMethod.PASSWORD:
        reason = f"Соглашение № {amendment.number} к договору № {contract.number}"
        seal_paper(session, paper, sealer, reason, actor=actor, now=now)
    _tell_journal(session, amendment, command, paper, actor=actor, now=now)
    done = amendment.state is AmendmentState.IN_FORCE
    return AmendmentSigned(
        number=amendment.number,
        state=amendment.state,
        signed_copies=(rules.amendments.copies or rules.copies) if done else 0,
        in_force_from=amendment.in_force_from,
    )


def _demand_shown(session: Session, amendment: Amendment, command: SignAmendment) -> Paper:
    """The paper, when it is the one that the signer saw; raises Conflict for another."""
    if amendment.paper_id is None:
        refuse("signature_missing", "У соглашения ещё нет бумаги. Откройте его заново.")
    paper = own(session, Paper, amendment.paper_id, amendment.provider_id)
    if command.paper_sha256 not in (None, paper.sha256):
        raise Conflict(replace(EDITED_MEANWHILE, field="paper_sha256"))
    return paper


def _parties(amendment: Amendment) -> frozenset[Party]:
    return frozenset(one.party for one in amendment.signatures)


def _demand_timely(
    session: Session,
    contract: Contract,
    amendment: Amendment,
    command: SignAmendment,
    rules: ContractRules,
) -> ContractTerms:
    """The terms the change begins over; refused when its day, month or terms are over."""
    changes = rules.amendments.grounds.citation
    since = takes_effect(amendment.since, [command.signed_on])
    demand_standing(session, contract, since, changes)
    base = demand_same_terms(session, contract, amendment, since)
    demand_open_months(session, contract, since, changes)
    return base


def withdraw_amendment(
    command: WithdrawAmendment, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Withdraw a change that is not in force; its number and its paper stay (FED-CON-07)."""
    if actor.role is Role.RECIPIENT:
        raise NotAllowed
    with transaction() as session:
        amendment, contract = hold_amendment(session, command.amendment_id, actor)
        citation = region.rules.contract_rules.on(contract.rules_day).amendments.grounds.citation
        demand_amendment_seen(session, amendment, contract, command.version)
        _demand_open(amendment, citation)
        if not names_document(command.reason):
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


def hold_amendment(session: Session, amendment_id: int, actor: Actor) -> tuple[Amendment, Contract]:
    """The change and its contract, both held: terms begin one after another."""
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
    """The agreement's paper, drawn and frozen on first need within the transaction."""
    if amendment.paper_id is not None:
        return own(session, Paper, amendment.paper_id, amendment.provider_id)
    if not amendment.inputs:
        refuse(
            "transition_not_allowed",
            "У этого изменения нет соглашения: о нём извещают уведомлением. Откройте уведомление.",
        )
    _demand_open(amendment)
    paper = freeze_for(
        session,
        contract,
        press,
        region.printed_form(AMENDMENT, amendment.since),
        region,
        read_facts(AmendmentFacts, amendment.inputs),
        rules_day=region.today(amendment.drafted_at),
        now=now,
    )
    # Not through the mapped object: a look is no edit that another reader could collide with.
    drawn = update(Amendment).where(Amendment.id == amendment.id).values(paper_id=paper.id)
    session.execute(drawn, execution_options={"synchronize_session": False})
    set_committed_value(amendment, "paper_id", paper.id)
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
    demand_not_signed(party, {signature.party for signature in amendment.signatures})
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


def _demand_signer(
    amendment: Amendment,
    command: SignAmendment,
    *,
    signing: Signing,
    rules: ContractRules,
    region: Region,
    actor: Actor,
) -> str:
    """The name of who signs; refused where it is not theirs to sign."""
    if command.party is Party.PROVIDER:
        if actor.role is not Role.DIRECTOR:
            refuse(
                "not_authorised",
                "За поставщика соглашение подписывает директор. Передайте его на подпись.",
                field="party",
                citation=rules.signatories,
            )
        asked = f"соглашение № {amendment.number} не подписывают"
        demand_not_missing(signing.recipient, signing.day, field="party", asked=asked)
        demand_named_acts(signing, amendment.representative_id, rules, field=None)
        demand_signatory(amendment.inputs, actor.name, rules.signatories)
        return actor.name
    demand_customer_method(command.method)
    return demand_customer(
        command.party,
        named_id=amendment.representative_id,
        signed={one.party for one in amendment.signatures},
        signing=signing,
        rules=rules,
        region=region,
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
