"""A recipient's signature by a code is not made by one pair of hands: login and slip are two's.

Whoever gave out the recipient's present login knows how to open the cabinet; whoever printed the
slip knows the digits. Together they would sign for the person (63-FZ art. 6, 9).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import AuditEvent, CodeChannel, Membership, SigningCode
from portal.usecases.actor import Actor

LOGIN_GIVEN = "grant_recipient_access"
SECRECY = Citation("63-FZ", "63-FZ", "ч. 2 ст. 9 63-ФЗ", verify=True)


def gave_login(
    session: Session, provider_id: int, recipient_id: int, user_id: int, before: datetime
) -> bool:
    """Whether the recipient's login in use at a moment was given out by this user."""
    giver = session.scalar(
        select(Membership.user_id)
        .join(AuditEvent, AuditEvent.actor_id == Membership.id)
        .where(
            AuditEvent.provider_id == provider_id,
            AuditEvent.subject_kind == "recipient",
            AuditEvent.subject_id == recipient_id,
            AuditEvent.what == LOGIN_GIVEN,
            AuditEvent.at <= before,
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    return giver == user_id


def demand_login_of_another(
    session: Session, recipient_id: int, actor: Actor, now: datetime
) -> None:
    """Refuse a slip with a code to whoever gave out the login that is in use (not_authorised)."""
    if gave_login(session, actor.provider_id, recipient_id, actor.user_id, now):
        refuse(
            "not_authorised",
            "Вход в кабинет этому получателю выдали вы, поэтому код для подписи выдаёт другой "
            "сотрудник: иначе подписать за получателя мог бы один человек. Попросите коллегу "
            "напечатать код.",
            citation=SECRECY,
        )


def demand_no_slip_of_own(session: Session, recipient_id: int, actor: Actor, now: datetime) -> None:
    """Refuse a new login to whoever printed a slip that still signs (not_authorised)."""
    until = session.scalar(
        select(SigningCode.expires_at)
        .join(Membership, Membership.id == SigningCode.issued_by_id)
        .where(
            SigningCode.provider_id == actor.provider_id,
            SigningCode.recipient_id == recipient_id,
            SigningCode.channel == CodeChannel.PAPER,
            SigningCode.used_at.is_(None),
            SigningCode.replaced_at.is_(None),
            SigningCode.expires_at > now,
            Membership.user_id == actor.user_id,
        )
        .limit(1)
    )
    if until is not None:
        refuse(
            "not_authorised",
            "Вы выдали получателю код для подписи, и он ещё действует. Новый вход в кабинет выдаёт "
            "другой сотрудник, или выдайте его сами через сутки.",
            citation=SECRECY,
        )
