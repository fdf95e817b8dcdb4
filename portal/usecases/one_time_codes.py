"""One-time codes: issued for one person and one paper's bytes, and the signature made with one.

A code that is refused says why and leaves a trace: the attempt is counted and audited even though
nothing is signed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState, Party
from portal.domain.e_signatures import (
    CODE_DIGITS,
    CODE_LIFE,
    CODES_AN_HOUR,
    HOUR,
    CodeVerdict,
    IssuedCode,
    code_refusal,
    judge_code,
)
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import (
    CodeChannel,
    Contract,
    Membership,
    Paper,
    Recipient,
    Role,
    SignatureMethod,
    SigningAgreement,
    SigningCode,
)
from portal.regions.registry import Region
from portal.signing.channels import CodeChannels, CodeMessage
from portal.signing.vault import Vault
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.contract_signing import ContractSigned, SignContract, put_signature
from portal.usecases.facts import own
from portal.usecases.signatories import Side, signing_on
from portal.usecases.signing_agreements import standing_agreement
from portal.usecases.transaction import transaction

_COUNTED = (CodeVerdict.WRONG, CodeVerdict.OF_ANOTHER_PAPER, CodeVerdict.OF_ANOTHER_PERSON)
"""Refusals that use up an attempt: somebody is trying."""


@dataclass(frozen=True, slots=True)
class IssueCode:
    """A code for a contract that waits for its recipient, by a channel."""

    contract_id: int
    channel: CodeChannel


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """What happened to the code; ``code`` itself only where it is to be printed on paper."""

    channel: CodeChannel
    sent_to: str
    expires_at: datetime
    code: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmByCode:
    """The code as the recipient typed it, under the bytes that were shown."""

    contract_id: int
    code: str
    paper_sha256: str


def issue_code(
    command: IssueCode,
    *,
    vault: Vault,
    channels: CodeChannels,
    region: Region,
    actor: Actor,
    now: datetime,
) -> CodeIssued:
    """Make a code and hand it over; an earlier one for the same paper dies.

    Refused without a signed agreement, for a contract that does not wait for the recipient alone,
    by a channel nobody serves, and more than ``CODES_AN_HOUR``.
    """
    _demand_channel(command.channel, actor, channels)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    with transaction() as session:
        contract = _contract(session, command.contract_id, actor)
        agreement = _demand_ready(session, contract, region, now)
        sent_to = agreement.email if command.channel is CodeChannel.EMAIL else ""
        if command.channel is CodeChannel.EMAIL and not sent_to:
            refuse(
                "value_invalid",
                "В соглашении нет адреса почты. Получите код на бумаге в учреждении или "
                "составьте соглашение заново с адресом.",
            )
        _demand_not_too_many(session, contract, now)
        row = _issue(session, contract, agreement, vault.digest(_secret(actor, code)), now)
        row.channel, row.sent_to, row.issued_by_id = command.channel, sent_to, actor.membership_id
        session.add(row)
        session.flush()
        after = {"channel": command.channel.value, "paper": row.sha256}
        subject = ("signing_code_issued", "contract", contract.id)
        audit.record(session, actor, now, *subject, after=after)
        what = f"Договор № {contract.number}"
    if command.channel is CodeChannel.PAPER:
        return CodeIssued(command.channel, "", now + CODE_LIFE, code)
    until = f"{region.local(now + CODE_LIFE):%H:%M}"
    if not channels.deliver(command.channel.value, CodeMessage(sent_to, code, what, until)):
        raise RulesBroken(
            Violation(
                "code_not_delivered",
                "Код не отправился: почтовый сервер не ответил. Попробуйте позже или получите код "
                "на бумаге в учреждении.",
            )
        )
    return CodeIssued(command.channel, sent_to, now + CODE_LIFE)


def _secret(actor: Actor, code: str) -> str:
    return f"{actor.provider_id}:{code}"


def _demand_channel(channel: CodeChannel, actor: Actor, channels: CodeChannels) -> None:
    """Paper is handed over by the office; to the recipient's own page no code is ever shown."""
    _demand_nobody_else(actor)
    if channel is CodeChannel.PAPER:
        if actor.role is Role.RECIPIENT:
            raise NotAllowed
        return
    if not channels.offers(channel.value):
        refuse(
            "value_invalid",
            "Почта в портале не настроена. Код выдают на бумаге в учреждении.",
        )


def _demand_nobody_else(actor: Actor) -> None:
    # A relative's login shows a part of the cabinet and signs nothing.
    if actor.role is Role.ADMINISTRATOR or getattr(actor, "relative", None) is not None:
        raise NotAllowed


def _contract(session: Session, contract_id: int, actor: Actor) -> Contract:
    """The contract: of the person who reads, or for the office any of the provider's."""
    contract = own(
        session,
        Contract,
        contract_id,
        actor.provider_id,
        selectinload(Contract.signatures),
        lock=True,
    )
    if actor.role is Role.RECIPIENT:
        person = session.scalar(
            select(Membership.recipient_id).where(Membership.id == actor.membership_id)
        )
        if person != contract.recipient_id:
            raise NotFound
    return contract


def _demand_ready(
    session: Session, contract: Contract, region: Region, now: datetime
) -> SigningAgreement:
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        refuse(
            "transition_not_allowed",
            f"Договор № {contract.number} подписи не ждёт: {contract.state.label.lower()}.",
        )
    if Party.PROVIDER not in {one.party for one in contract.signatures}:
        refuse(
            "signature_missing",
            "Первым договор подписывает директор. Код можно получить после его подписи.",
        )
    recipient = own(
        session,
        Recipient,
        contract.recipient_id,
        contract.provider_id,
        selectinload(Recipient.representatives),
    )
    signing = signing_on(recipient, recipient.representatives, region.today(now))
    if contract.representative_id is not None or signing.side is not Side.RECIPIENT:
        refuse(
            "not_authorised",
            "Кодом подписывает только сам получатель. Этот договор подписывает представитель: "
            "он подписывает бумажный экземпляр.",
        )
    agreement = standing_agreement(session, contract.provider_id, contract.recipient_id)
    if agreement is None or agreement.signed_on is None:
        refuse(
            "agreement_missing",
            "Нет подписанного соглашения о простой электронной подписи. Напечатайте его в карточке "
            "получателя, дайте подписать и запишите день подписи.",
        )
    return agreement


def _demand_not_too_many(session: Session, contract: Contract, now: datetime) -> None:
    issued = session.scalar(
        select(func.count())
        .select_from(SigningCode)
        .where(
            SigningCode.provider_id == contract.provider_id,
            SigningCode.recipient_id == contract.recipient_id,
            SigningCode.issued_at > now - HOUR,
        )
    )
    if (issued or 0) >= CODES_AN_HOUR:
        refuse(
            "code_too_many",
            f"За час выдано {CODES_AN_HOUR} кодов, больше нельзя. Попробуйте через час или "
            "подпишите бумажный экземпляр.",
        )


def _issue(
    session: Session, contract: Contract, agreement: SigningAgreement, digest: str, now: datetime
) -> SigningCode:
    assert contract.paper_id is not None  # noqa: S101 - the director has signed it
    paper = own(session, Paper, contract.paper_id, contract.provider_id)
    for earlier in _codes(session, contract, paper, digest=None):
        if earlier.used_at is None and earlier.replaced_at is None:
            earlier.replaced_at = now
    return SigningCode(
        provider_id=contract.provider_id,
        recipient_id=contract.recipient_id,
        paper_id=paper.id,
        agreement_id=agreement.id,
        sha256=paper.sha256,
        digest=digest,
        issued_at=now,
        expires_at=now + CODE_LIFE,
        attempts=0,
    )


def _codes(
    session: Session, contract: Contract, paper: Paper, *, digest: str | None
) -> Sequence[SigningCode]:
    """The codes of this person and paper, and those that were made of the same digits."""
    own_ones = (SigningCode.recipient_id == contract.recipient_id) & (
        SigningCode.sha256 == paper.sha256
    )
    wanted = own_ones if digest is None else or_(own_ones, SigningCode.digest == digest)
    return session.scalars(
        select(SigningCode)
        .where(SigningCode.provider_id == contract.provider_id, wanted)
        .order_by(SigningCode.id)
        .with_for_update()
    ).all()


def confirm_by_code(
    command: ConfirmByCode, *, vault: Vault, region: Region, actor: Actor, now: datetime
) -> ContractSigned:
    """The recipient signs with the code: a simple electronic signature on the shown bytes.

    Refused with its reason, counted and audited: a wrong, expired, used or replaced code, one of
    another document, one of another person, and any after ``CODE_ATTEMPTS`` wrong ones.
    """
    if actor.role is not Role.RECIPIENT:
        raise NotAllowed
    _demand_nobody_else(actor)
    digest = vault.digest(_secret(actor, "".join(command.code.split())))
    with transaction() as session:
        contract = _contract(session, command.contract_id, actor)
        _demand_ready(session, contract, region, now)
        assert contract.paper_id is not None  # noqa: S101 - the director has signed it
        paper = own(session, Paper, contract.paper_id, contract.provider_id)
        codes = _codes(session, contract, paper, digest=digest)
        verdict = judge_code(
            digest,
            recipient_id=contract.recipient_id,
            sha256=paper.sha256,
            issued=[_plain(one) for one in codes],
            now=now,
        )
        live = _live(codes, contract, paper)
        if verdict is CodeVerdict.ACCEPTED and live is not None:
            live.used_at = now
            session.flush()
            signing = _signing(command, region.today(now))
            return put_signature(session, signing, region=region, actor=actor, now=now)
        if verdict in _COUNTED and live is not None:
            live.attempts += 1
        subject = ("signing_code_refused", "contract", contract.id)
        audit.record(session, actor, now, *subject, after={"reason": verdict.value})
    raise RulesBroken(code_refusal(verdict))


def _plain(row: SigningCode) -> IssuedCode:
    return IssuedCode(
        recipient_id=row.recipient_id,
        sha256=row.sha256,
        digest=row.digest,
        expires_at=row.expires_at,
        attempts=row.attempts,
        used_at=row.used_at,
        replaced_at=row.replaced_at,
    )


def _signing(command: ConfirmByCode, today: date) -> SignContract:
    return SignContract(
        contract_id=command.contract_id,
        party=Party.RECIPIENT,
        method=SignatureMethod.CODE,
        signed_on=today,
        paper_sha256=command.paper_sha256,
    )


def _live(codes: Sequence[SigningCode], contract: Contract, paper: Paper) -> SigningCode | None:
    """The one code of this person and these bytes that is neither used nor replaced."""
    return next(
        (
            row
            for row in codes
            if row.recipient_id == contract.recipient_id
            and row.sha256 == paper.sha256
            and row.used_at is None
            and row.replaced_at is None
        ),
        None,
    )
