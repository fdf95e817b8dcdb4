"""A personal file that goes on: who let it go, to whom, and why when its owner disagreed.

The act sets no ban on a disagreement, so the director decides and says on what ground. Rules:
AST-PDP-01, FED-PDP-01, FED-PDP-03.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.personal_data import consent_mark
from portal.domain.violations import refuse
from portal.models import AccessEvent, Role, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transfer_case import demand_role

SUBJECT = "file_disclosed"
"""The code of a disclosure in the access log."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """To whom an envelope goes; ``reason`` in spite of a disagreement, empty without one."""

    receiver: str
    sha256: str
    reason: str = ""


def demand_reason(row: Transfer, reason: str, *, region: Region, actor: Actor) -> str:
    """The director's reason where the recipient disagreed, in words; empty where agreed.

    Raises value_invalid without words, NotAllowed for anybody but the director.
    """
    mark = region.rules.personal_data_rules.on(row.applied_on).mark
    if mark is None or not row.consent or not consent_mark(mark, row.consent):
        return ""
    demand_role(actor, Role.DIRECTOR)
    if not any(sign.isalpha() for sign in reason):
        text = (
            "В заявлении получатель не согласен на обработку данных. Напишите, почему личное дело "
            "всё же передаёте: что объяснили получателю и что он ответил."
        )
        refuse("value_invalid", text, field="despite", citation=mark.values.citation)
    return reason.strip()


def record_disclosure(
    session: Session, row: Transfer, told: Disclosure, *, actor: Actor, now: datetime
) -> None:
    """Put the disclosure into the audit trail and the access log, within the transaction."""
    after = {"sha256": told.sha256, "to": told.receiver, "consent": row.consent}
    subject = ("envelope_made", "transfer", row.id)
    audit.record(session, actor, now, *subject, after=after, reason=told.reason)
    session.add(
        AccessEvent(
            provider_id=row.provider_id,
            at=now,
            membership_id=actor.membership_id,
            recipient_id=row.recipient_id,
            subject=SUBJECT,
            path=f"/transfers/{row.id}",
            allowed=True,
        )
    )
