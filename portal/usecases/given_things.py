"""Things given to children whom the state keeps, as the acts of a month show them (VLA-MIN-04)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.facts import GivenThing
from portal.domain.calendar import last_day
from portal.models import Contract, IssuedItem, Programme
from portal.regions.registry import Region


def given_things(
    session: Session, provider_id: int, month: date, region: Region
) -> Mapping[int, tuple[GivenThing, ...]]:
    """What was given out on the month's days of a contract, by contract, the earliest first."""
    rules = region.rules.representation_rules.on(last_day(month)).minors.maintenance
    units = [one.unit_code for one in rules if not one.fee_charged and one.criteria.choices]
    if not units:
        return {}
    last = func.coalesce(Contract.ended_on, Contract.valid_until)
    rows = session.execute(
        select(Contract.id, IssuedItem)
        .join(IssuedItem, IssuedItem.recipient_id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            Contract.provider_id == provider_id,
            Programme.unit_code.in_(units),
            IssuedItem.struck_at.is_(None),
            IssuedItem.issued_on.between(month, last_day(month)),
            IssuedItem.issued_on >= Contract.in_force_from,
            IssuedItem.issued_on <= last,
        )
        .order_by(IssuedItem.issued_on, IssuedItem.id)
    )
    found: dict[int, list[GivenThing]] = defaultdict(list)
    for contract_id, item in rows:
        found[contract_id].append(
            GivenThing(
                title=item.title,
                size=item.size,
                season=item.season,
                quantity=item.quantity,
                given_on=item.issued_on,
            )
        )
    return {contract_id: tuple(things) for contract_id, things in found.items()}
