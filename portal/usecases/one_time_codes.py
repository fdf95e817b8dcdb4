"""One-time codes: made for one person and one paper's bytes, and handed over by a channel.

Whatever both sides sign takes one: a contract, an amendment, an act, the end of a contract.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.e_signatures import CODE_DIGITS, CODE_LIFE, CODES_AN_HOUR, HOUR, Signer
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import (
    CodeChannel,
    Membership,
    Paper,
    Recipient,
    Role,
    SigningAgreement,
    SigningCode,
)
from portal.regions.registry import Region
from portal.signing.channels import CodeChannels, CodeMessage
from portal.signing.vault import Vault
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.code_hands import demand_ready, signer_of_code
from portal.usecases.facts import own
from portal.usecases.separate_hands import demand_login_of_another
from portal.usecases.signables import Signable, SignedKey, find_signable
from portal.usecases.signing_agreements import printed_code_life
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class IssueCode:
    """A code for a paper that waits for its recipient, by a channel.

    ``representative_id`` is whom the office gives the code to, where it is not the recipient; in a
    cabinet the reader gets the own one.
    """

    key: SignedKey
    channel: CodeChannel
    representative_id: int | None = None


@dataclass(frozen=True, slots=True)
class CodeIssued:
    """What happened to the code; ``code`` itself only where it is to be printed on paper."""

    channel: CodeChannel
    sent_to: str
    expires_at: datetime
    code: str | None = None


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

    Refused without a signed agreement, for a paper that does not wait for this person's hand, by
    a channel nobody serves, more than ``CODES_AN_HOUR``, and a slip printed by whoever gave out
    the person's login.
    """
    _demand_channel(command.channel, actor, channels)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    with transaction() as session:
        thing = readers_thing(session, command.key, actor)
        signer = signer_of_code(actor, thing, command.representative_id)
        agreement = demand_ready(session, thing, signer, region, now)
        if command.channel is CodeChannel.PAPER:
            demand_login_of_another(session, signer, actor, now)
        sent_to = _address(session, thing, agreement, command.channel)
        _demand_not_too_many(session, thing, signer, now)
        until = now + _life(session, agreement, command.channel)
        row = _issue(session, thing, agreement, signer, vault.digest(secret_of(actor, code)), now)
        row.expires_at = until
        row.channel, row.sent_to, row.issued_by_id = command.channel, sent_to, actor.membership_id
        session.add(row)
        session.flush()
        after = {"channel": command.channel.value, "paper": row.sha256}
        subject = ("signing_code_issued", *thing.subject)
        audit.record(session, actor, now, *subject, after=after)
    if command.channel is CodeChannel.PAPER:
        return CodeIssued(command.channel, "", until, code)
    clock = f"{region.local(until):%H:%M}"
    _send(channels, command.channel, CodeMessage(sent_to, code, thing.title, clock))
    return CodeIssued(command.channel, sent_to, until)


def _send(channels: CodeChannels, channel: CodeChannel, message: CodeMessage) -> None:
    """Hand a code over to whoever delivers it; raises code_not_delivered."""
    if not channels.deliver(channel.value, message):
        raise RulesBroken(
            Violation(
                "code_not_delivered",
                "Код не отправлен: служба доставки не ответила. Попробуйте позже или "
                "получите код на бумаге в учреждении.",
            )
        )


def _life(session: Session, agreement: SigningAgreement, channel: CodeChannel) -> timedelta:
    return printed_code_life(session, agreement) if channel is CodeChannel.PAPER else CODE_LIFE


def _address(
    session: Session, thing: Signable, agreement: SigningAgreement, channel: CodeChannel
) -> str:
    """Where the code goes: the agreement's letterbox, or the card's telephone for a channel added.

    Empty on paper, which is handed over.
    """
    if channel is CodeChannel.PAPER:
        return ""
    if channel is CodeChannel.EMAIL:
        if not agreement.email:
            refuse(
                "value_invalid",
                "В соглашении нет адреса почты. Получите код на бумаге в учреждении или "
                "составьте соглашение заново с адресом.",
            )
        return agreement.email
    if agreement.representative_id is not None:
        refuse(
            "value_invalid",
            "Телефон представителя портал не хранит. Получите код на почту из соглашения или на "
            "бумаге в учреждении.",
        )
    contract = thing.contract
    phone = own(session, Recipient, contract.recipient_id, contract.provider_id).phone
    if not phone:
        refuse(
            "value_invalid",
            "В карточке нет телефона. Получите код на бумаге в учреждении или попросите внести "
            "телефон.",
        )
    return phone


def secret_of(actor: Actor, code: str) -> str:
    """What is digested: the digits, and whose they are."""
    return f"{actor.provider_id}:{code}"


def _demand_channel(channel: CodeChannel, actor: Actor, channels: CodeChannels) -> None:
    """Paper is handed over by the office; to the recipient's own page no code is ever shown."""
    demand_nobody_else(actor)
    if channel is CodeChannel.PAPER:
        if actor.role is Role.RECIPIENT:
            raise NotAllowed
        return
    if not channels.offers(channel.value):
        refuse(
            "value_invalid",
            "Отправить код нельзя: почта в портале не настроена, другого способа не "
            "добавили. Код выдают на бумаге в учреждении.",
        )


def demand_nobody_else(actor: Actor) -> None:
    """Refuse those who sign nothing and hand nothing over."""
    if actor.role is Role.ADMINISTRATOR:
        raise NotAllowed


def readers_thing(session: Session, key: SignedKey, actor: Actor) -> Signable:
    """What is signed: of the person who reads, or for the office any of the provider's."""
    thing = find_signable(session, key, actor.provider_id, lock=True)
    if actor.role is Role.RECIPIENT:
        person = session.scalar(
            select(Membership.recipient_id).where(Membership.id == actor.membership_id)
        )
        if person != thing.contract.recipient_id:
            raise NotFound
    return thing


def _demand_not_too_many(session: Session, thing: Signable, signer: Signer, now: datetime) -> None:
    issued = session.scalar(
        select(func.count())
        .select_from(SigningCode)
        .where(
            SigningCode.provider_id == thing.contract.provider_id,
            *of_signer(signer),
            SigningCode.issued_at > now - HOUR,
        )
    )
    if (issued or 0) >= CODES_AN_HOUR:
        refuse(
            "code_too_many",
            f"За час выдано {CODES_AN_HOUR} кодов, больше нельзя. Попробуйте через час или "
            "подпишите бумажный экземпляр.",
        )


def of_signer(signer: Signer) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The condition that a code is this person's own."""
    return (
        SigningCode.recipient_id == signer.recipient_id,
        SigningCode.representative_id.is_not_distinct_from(signer.representative_id),
    )


def _issue(
    session: Session,
    thing: Signable,
    agreement: SigningAgreement,
    signer: Signer,
    digest: str,
    now: datetime,
) -> SigningCode:
    paper = thing.paper(session)
    for earlier in codes_of(session, thing, signer, paper, digest=None):
        if earlier.used_at is None and earlier.replaced_at is None:
            earlier.replaced_at = now
    return SigningCode(
        provider_id=thing.contract.provider_id,
        recipient_id=signer.recipient_id,
        representative_id=signer.representative_id,
        paper_id=paper.id,
        agreement_id=agreement.id,
        sha256=paper.sha256,
        digest=digest,
        issued_at=now,
        attempts=0,
    )


def codes_of(
    session: Session, thing: Signable, signer: Signer, paper: Paper, *, digest: str | None
) -> Sequence[SigningCode]:
    """The codes of this person and paper, and those that were made of the same digits."""
    own_ones = and_(*of_signer(signer), SigningCode.sha256 == paper.sha256)
    wanted = own_ones if digest is None else or_(own_ones, SigningCode.digest == digest)
    return session.scalars(
        select(SigningCode)
        .where(SigningCode.provider_id == thing.contract.provider_id, wanted)
        .order_by(SigningCode.id)
        .with_for_update()
    ).all()
