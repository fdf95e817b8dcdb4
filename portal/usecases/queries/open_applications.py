"""Applications of a recipient that wait for their outcome: told before another one is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.models import Application, Outcome
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading

MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """A line of the register without an outcome; ``applied_on`` stands in the application."""

    id: int
    number: str
    applied_on: date
    form: Form


def open_applications(actor: Actor, recipient_id: int) -> tuple[OpenApplication, ...]:
    """The newest lines of a recipient that are open (FED-REC-01)."""
    with reading() as session:
        rows = session.scalars(
            select(Application)
            .where(
                Application.provider_id == actor.provider_id,
                Application.recipient_id == recipient_id,
                Application.outcome == Outcome.OPEN,
                *about_own_people(actor, Application.recipient_id),
            )
            .order_by(Application.id.desc())
            .limit(MOST_OPEN)
        )
        return tuple(OpenApplication(one.id, one.number, one.applied_on, one.form) for one in rows)
