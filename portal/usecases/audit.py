"""The audit trail: who did what, each entry bound to the one before by its hash.

It shows a quiet edit, a deleted, inserted or moved entry and a cut tail. Somebody who can rewrite
every later entry and the head as well is stopped only by a copy of the head kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AuditEvent, AuditHead
from portal.usecases.actor import Actor

_SYSTEM = "портал"
_BATCH = 1000


def record(  # noqa: PLR0913, PLR0917 - the columns of one entry, in their order
    session: Session,
    actor: Actor | None,
    now: datetime,
    what: str,
    subject_kind: str,
    subject_id: int | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Append an entry within the caller's transaction; no actor means the portal itself.

    Never put secrets or whole files into ``before`` and ``after``.
    """
    head = session.execute(select(AuditHead).with_for_update()).scalar_one()
    event = AuditEvent(
        seq=head.seq + 1,
        provider_id=actor.provider_id if actor else None,
        at=now,
        actor=actor.name if actor else _SYSTEM,
        actor_id=actor.membership_id if actor else None,
        what=what,
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=_plain_object(before),
        after=_plain_object(after),
        reason=reason,
        previous_hash=head.hash,
    )
    event.hash = _hash_of(_contents(event))
    session.add(event)
    head.seq, head.hash = event.seq, event.hash
    session.flush()


def verify_chain(session: Session) -> int | None:
    """The number of the first entry that is missing, moved or changed; None when all is well."""
    expected, previous = 1, ""
    entries = select(*_COLUMNS, AuditEvent.hash).order_by(AuditEvent.seq)
    with session.execute(entries, execution_options={"yield_per": _BATCH}) as rows:
        for *contents, stored in rows:
            if contents[0] != expected:
                return min(int(contents[0]), expected)
            if contents[-1] != previous or _hash_of(contents) != stored:
                return expected
            expected, previous = expected + 1, str(stored)
    head = session.scalars(select(AuditHead)).one()
    if (head.seq, head.hash) == (expected - 1, previous):
        return None
    return min(head.seq + 1, expected)


_COLUMNS = (
    AuditEvent.seq,
    AuditEvent.provider_id,
    AuditEvent.at,
    AuditEvent.actor,
    AuditEvent.actor_id,
    AuditEvent.what,
    AuditEvent.subject_kind,
    AuditEvent.subject_id,
    AuditEvent.before,
    AuditEvent.after,
    AuditEvent.reason,
    AuditEvent.previous_hash,
)


def _contents(event: AuditEvent) -> list[object]:
    return [getattr(event, column.key) for column in _COLUMNS]


def _hash_of(contents: list[object]) -> str:
    return hashlib.sha256(_canonical(contents).encode()).hexdigest()


def _plain_object(data: Mapping[str, object] | None) -> dict[str, object] | None:
    """The mapping as it comes back from the database, so that its hash is the same then."""
    if data is None:
        return None
    return dict(json.loads(json.dumps(dict(data), ensure_ascii=False, default=_plain)))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the audit trail")


# One encoder for all entries: a chain of a hundred thousand is verified within three seconds.
_canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode
