"""A signature by a code is not made by one pair of hands of the office: login and slip are two's.

Whoever gave out the person's present login knows how to open the cabinet; whoever printed the slip
knows the digits. Together they would sign for somebody else (63-FZ art. 6, 9).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.e_signatures import Signer
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import (
    AuditEvent,
    CodeChannel,
    Membership,
    RelativeAccess,
    SigningCode,
    User,
)
from portal.usecases.actor import Actor

LOGIN_GIVEN = "grant_recipient_access"
RELATIVE_LOGIN_GIVEN = "grant_relative_access"
SECRECY = Citation("63-FZ", "63-FZ", "ч. 2 ст. 9 63-ФЗ", verify=True)


def gave_login(
    session: Session, provider_id: int, signer: Signer, user_id: int, before: datetime
) -> bool:
    """Whether the person's login in use at a moment was given out by this user."""
    giver = session.scalar(
        select(Membership.user_id)
        .join(AuditEvent, AuditEvent.actor_id == Membership.id)
        .where(
            AuditEvent.provider_id == provider_id,
            AuditEvent.subject_kind == "recipient",
            AuditEvent.subject_id == signer.recipient_id,
            *_login_of(signer),
            AuditEvent.at <= before,
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    return giver == user_id


def _login_of(signer: Signer) -> tuple[ColumnElement[bool], ...]:
    """The journal's word that a login was given out to this person; several may act for one."""
    if signer.representative_id is None:
        return (AuditEvent.what == LOGIN_GIVEN,)
    logins = (
        select(User.login)
        .join(Membership, Membership.user_id == User.id)
        .join(RelativeAccess, RelativeAccess.membership_id == Membership.id)
        .where(RelativeAccess.representative_id == signer.representative_id)
    )
    return (
        AuditEvent.what == RELATIVE_LOGIN_GIVEN,
        AuditEvent.after["login"].as_string().in_(logins),
    )


def demand_login_of_another(session: Session, signer: Signer, actor: Actor, now: datetime) -> None:
    """Refuse a slip with a code to whoever gave out the login that is in use (not_authorised)."""
    own = signer.representative_id is None
    if gave_login(session, actor.provider_id, signer, actor.user_id, now):
        refuse(
            "not_authorised",
            f"Вход в кабинет {'этому получателю' if own else 'этому представителю'} выдали вы, "
            "поэтому код для подписи выдаёт другой сотрудник: иначе подписать за него мог бы один "
            "человек. Попросите коллегу напечатать код.",
            citation=SECRECY,
        )


def demand_no_slip_of_own(session: Session, signer: Signer, actor: Actor, now: datetime) -> None:
    """Refuse a new login to whoever printed a slip that still signs (not_authorised)."""
    until = session.scalar(
        select(SigningCode.expires_at)
        .join(Membership, Membership.id == SigningCode.issued_by_id)
        .where(
            SigningCode.provider_id == actor.provider_id,
            SigningCode.recipient_id == signer.recipient_id,
            SigningCode.representative_id.is_not_distinct_from(signer.representative_id),
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
            "Вы выдали этому человеку код для подписи, и он ещё действует. Новый вход в кабинет "
            "выдаёт другой сотрудник, или выдайте его сами через сутки.",
            citation=SECRECY,
        )
