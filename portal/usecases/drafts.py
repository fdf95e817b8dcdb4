"""What somebody typed when her session had ended: kept for an hour, for the same account alone.

A draft is found by a key that only the browser it was typed in holds, is given back once, and is
never carried out by itself. There is one an account, so nobody can fill the database with them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.models import FormDraft, Membership, User, UserSession
from portal.usecases.actor import Actor
from portal.usecases.sessions import TOKEN_BYTES, hash_token, in_office
from portal.usecases.transaction import glancing, reading, transaction

LIFETIME = timedelta(hours=1)
SESSION_REMEMBERED = timedelta(days=1)
"""How long ago a session may have been in use whose owner is still believed to be typing."""
MOST_BYTES = 64 * 1024
MOST_FIELDS = 2000
Fields = Sequence[tuple[str, str]]


def keep_draft(
    token: str, page: str, fields: Fields, *, now: datetime, signed_out: bool = False
) -> str | None:
    """Keep what was typed on ``page`` under the account of a session that has idled away.

    ``signed_out``: this very browser ended the session, at most an hour ago, and a page of it was
    left open. Returns the key for the browser; None when there is too much of it, or when the
    session was ended elsewhere, is unknown or too old, or its owner may not work here any more.
    """
    kept = [[name, value] for name, value in fields]
    size = len(json.dumps(kept, ensure_ascii=False).encode(errors="replace"))
    owner = _owner_of(token, now, signed_out=signed_out)
    if owner is None or not kept or len(kept) > MOST_FIELDS or size > MOST_BYTES:
        return None
    key = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction(aside=True) as session:
        _sweep(session, now)
        session.execute(delete(FormDraft).where(FormDraft.membership_id == owner.membership_id))
        session.add(
            FormDraft(
                provider_id=owner.provider_id,
                key_hash=hash_token(key),
                user_id=owner.user_id,
                membership_id=owner.membership_id,
                page=page,
                fields=kept,
                kept_at=now,
            )
        )
    return key


def page_of_draft(actor: Actor, key: str, *, now: datetime) -> str | None:
    """The page of a draft that is the actor's own; None for another's and for one that is old."""
    with reading() as session:
        draft = _own(session, actor, key, now)
        return None if draft is None else draft.page


def take_draft(actor: Actor, key: str, *, now: datetime) -> list[tuple[str, str]] | None:
    """Give the draft back and forget it: a key works once, and only for its own account."""
    with transaction(aside=True) as session:
        _sweep(session, now)
        draft = _own(session, actor, key, now)
        if draft is None:
            return None
        taken = session.execute(
            delete(FormDraft).where(FormDraft.id == draft.id).returning(FormDraft.id)
        ).all()
        return [(name, value) for name, value in draft.fields] if taken else None


def forget_draft(key: str, *, now: datetime) -> None:
    """Drop a draft, for instance because somebody else has signed in at the same browser."""
    with transaction(aside=True) as session:
        _sweep(session, now)
        session.execute(delete(FormDraft).where(FormDraft.key_hash == hash_token(key)))


def _owner_of(token: str, now: datetime, *, signed_out: bool) -> UserSession | None:
    ended = UserSession.ended_at
    with glancing() as session:
        return session.scalar(
            select(UserSession)
            .join(User, UserSession.user_id == User.id)
            .join(Membership, UserSession.membership_id == Membership.id)
            .where(
                UserSession.token_hash == hash_token(token),
                ended > now - LIFETIME if signed_out else ended.is_(None),
                UserSession.seen_at > now - SESSION_REMEMBERED,
                User.blocked_at.is_(None),
                *in_office(now),
            )
        )


def _own(session: Session, actor: Actor, key: str, now: datetime) -> FormDraft | None:
    return session.scalar(
        select(FormDraft).where(
            FormDraft.key_hash == hash_token(key),
            FormDraft.provider_id == actor.provider_id,
            FormDraft.user_id == actor.user_id,
            FormDraft.membership_id == actor.membership_id,
            FormDraft.kept_at > now - LIFETIME,
        )
    )


def _sweep(session: Session, now: datetime) -> None:
    session.execute(delete(FormDraft).where(FormDraft.kept_at <= now - LIFETIME))
