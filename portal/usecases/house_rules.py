"""House rules: their text, and the director's word that nothing prohibited stands there.

Rule: FED-RGT-04. Nobody checks a text automatically: it is shown beside the list of what a provider
may never do, and the director confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.norms import Norm
from portal.domain.people import short_name
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import HouseRules, Membership, Role, User
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading, take_turn, transaction

PROHIBITED = "prohibited_to_providers"
LONGEST_RULES = 30_000


@dataclass(frozen=True, slots=True)
class HouseRulesView:
    """The newest text; no ``id`` = none was entered, no ``confirmed_at`` = nobody confirmed it."""

    id: int | None
    words: str
    recorded_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by: str
    prohibited: Norm | None


def house_rules(actor: Actor, region: Region, day: date) -> HouseRulesView:
    """The text of the reader's provider beside what the law prohibits."""
    norms = region.rules.norms.on(day)
    prohibited = next((one for one in norms if one.code == PROHIBITED), None)
    with reading() as session:
        row = _newest(session, actor.provider_id)
        if row is None:
            return HouseRulesView(None, "", None, None, "", prohibited)
        director = session.execute(
            select(User.surname, User.name, User.patronymic)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.id == row.confirmed_by_id)
        ).one_or_none()
        who = short_name(director[0], director[1], director[2]) if director else ""
        return HouseRulesView(row.id, row.words, row.recorded_at, row.confirmed_at, who, prohibited)


def record_house_rules(words: str, *, actor: Actor, now: datetime) -> int:
    """Keep a new text; the one before stays as it was, the new one waits for the director.

    Raises value_invalid for an empty or too long text and for the one that stands already.
    """
    text = words.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST_RULES:
        refuse(
            "value_invalid",
            f"Введите текст правил, не длиннее {LONGEST_RULES} знаков.",
            field="words",
        )
    with transaction() as session:
        take_turn(session, f"house rules {actor.provider_id}")
        before = _newest(session, actor.provider_id)
        if before is not None and before.words == text:
            refuse("value_invalid", "Этот текст уже записан. Менять нечего.", field="words")
        row = HouseRules(
            provider_id=actor.provider_id,
            words=text,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        told = {"rules": before.id, "signs": len(before.words)} if before else None
        after = {"rules": row.id, "signs": len(text)}
        audit.record(
            session, actor, now, "house_rules_recorded", "provider", row.provider_id, told, after
        )
        return row.id


def confirm_house_rules(rules_id: int, *, actor: Actor, now: datetime) -> None:
    """The director confirms the text that was read; raises NotAllowed for anybody else.

    Raises Conflict when a newer text has been entered meanwhile, or this one is confirmed already.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        take_turn(session, f"house rules {actor.provider_id}")
        row = _newest(session, actor.provider_id)
        if row is None or row.id != rules_id or row.confirmed_at is not None:
            text = "Текст правил уже другой или подтверждён. Обновите страницу и прочтите его."
            raise Conflict(Violation("conflict", text))
        row.confirmed_at, row.confirmed_by_id = now, actor.membership_id
        after = {"rules": row.id}
        audit.record(
            session, actor, now, "house_rules_confirmed", "provider", row.provider_id, after=after
        )


def _newest(session: Session, provider_id: int) -> HouseRules | None:
    return session.scalars(
        select(HouseRules)
        .where(HouseRules.provider_id == provider_id)
        .order_by(HouseRules.id.desc())
        .limit(1)
    ).one_or_none()
