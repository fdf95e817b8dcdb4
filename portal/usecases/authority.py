"""Rows of representatives as authorities of the law: who acts on a day, and when it ended."""

from collections.abc import Iterable
from datetime import date

from portal.domain.authorities import (
    Authority,
    AuthorityEnd,
    Capacity,
    Principal,
    authority_end,
    capacity_on,
    holds,
)
from portal.models import Recipient, Representative


def principal_of(recipient: Recipient) -> Principal:
    """The recipient as the law of representation sees them."""
    return Principal(
        recipient.born,
        recipient.died_on,
        recipient.capacity,
        recipient.capacity_since,
        recipient.missing_since,
        recipient.returned_on,
    )


def authority_of(person: Representative) -> Authority:
    """What a recorded representative's right rests on."""
    return Authority(person.kind.value, person.since, person.until, person.revoked_on)


def authority_end_of(recipient: Recipient, person: Representative) -> AuthorityEnd | None:
    """The first day on which this person no longer acts; None while nothing ends it."""
    return authority_end(authority_of(person), principal_of(recipient))


def ended_by(recipient: Recipient, person: Representative | None, day: date) -> date | None:
    """The first day on which this person no longer acts, where it has come by ``day``."""
    end = authority_end_of(recipient, person) if person is not None else None
    return end.day if end is not None and end.day <= day else None


def acting_on(
    recipient: Recipient, people: Iterable[Representative], day: date
) -> tuple[Representative, ...]:
    """Those who may act for the recipient on a day; nobody incapable acts for another one."""
    principal = principal_of(recipient)
    return tuple(
        person
        for person in people
        if person.capable and holds(authority_of(person), principal, day)
    )


def capacity_of(recipient: Recipient, people: Iterable[Representative], day: date) -> Capacity:
    """The recipient's capacity on a day."""
    return capacity_on(
        principal_of(recipient), tuple(authority_of(person) for person in people), day
    )
