"""How else a provider takes money, where the region names one way and leaves others to it.

Rule: VLA-PAY-01. The clause prohibits nothing, so the director may open more channels. The choice
is the newest entry of the journal: who opened what, when and on which ground stays there for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.payments import Channel, PaymentRules, with_channels
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import AuditEvent, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading, take_turn, transaction

CHOSEN = "payment_channels_chosen"
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ChooseChannels:
    """The channels that are open from now on besides the region's own, and the ground."""

    opened: frozenset[Channel]
    reason: str


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """What the region names, what may be opened, what is; by whom and why, once anybody chose."""

    rules: PaymentRules
    opened: tuple[Channel, ...]
    reason: str = ""
    chosen_by: str = ""
    chosen_at: datetime | None = None


def choose_channels(
    command: ChooseChannels, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Open these channels and no others; payments that are recorded already stay (VLA-PAY-01).

    Raises NotAllowed for anybody but the director, value_invalid for a channel the region does not
    leave to the provider or without a reason, Conflict when it is so already.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    rules = region.rules.payment_rules.on(region.today(now))
    if command.opened.difference(rules.openable) or not rules.openable:
        text = "Этого способа оплаты регион на выбор не оставляет. Отметьте один из показанных."
        refuse("value_invalid", text, field="opened", citation=rules.channels_citation)
    reason = " ".join(command.reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        text = f"Напишите, на чём основан выбор, не длиннее {LONGEST_REASON} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        take_turn(session, f"payment channels {actor.provider_id}")
        before = _opened(_newest(session, actor.provider_id))
        if before == command.opened:
            raise Conflict(Violation("conflict", "Так уже записано. Обновите страницу."))
        audit.record(
            session,
            actor,
            now,
            CHOSEN,
            "provider",
            actor.provider_id,
            {"channels": sorted(before)},
            {"channels": sorted(command.opened)},
            reason,
        )


def payment_rules_of(session: Session, provider_id: int, region: Region, day: date) -> PaymentRules:
    """The region's rules of the day with what the provider has opened (VLA-PAY-01)."""
    rules = region.rules.payment_rules.on(day)
    if not rules.openable:
        return rules
    return with_channels(rules, _opened(_newest(session, provider_id)))


def provider_payment_rules(provider_id: int, region: Region, day: date) -> PaymentRules:
    """The same for a page."""
    with reading() as session:
        return payment_rules_of(session, provider_id, region, day)


def channel_choice(actor: Actor, region: Region, day: date) -> ChannelChoice | None:
    """What the reader's provider has opened; None where the region leaves nothing to it."""
    rules = region.rules.payment_rules.on(day)
    if not rules.openable:
        return None
    with reading() as session:
        last = _newest(session, actor.provider_id)
    opened = tuple(one for one in rules.openable if one in _opened(last))
    if last is None:
        return ChannelChoice(rules, opened)
    return ChannelChoice(rules, opened, last.reason, last.actor, last.at)


def _newest(session: Session, provider_id: int) -> AuditEvent | None:
    return session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.provider_id == provider_id,
            AuditEvent.subject_kind == "provider",
            AuditEvent.subject_id == provider_id,
            AuditEvent.what == CHOSEN,
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    ).one_or_none()


def _opened(last: AuditEvent | None) -> frozenset[str]:
    told = (last.after or {}).get("channels") if last is not None else None
    return frozenset(str(one) for one in told) if isinstance(told, list) else frozenset()
