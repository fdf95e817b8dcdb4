"""A stay that ends because the placement is settled, while no placement is on record.

The department's order makes the settled placement an end of the stay and asks for no paper about
it, so the end is told of and never refused. Rules: VLA-SCH-05, VLA-TER-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.law import Citation
from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.child_stays import stay_rule
from portal.usecases.facts import own
from portal.usecases.queries.open_stays import settling
from portal.usecases.stay_spans import recorded_in, span_of
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class UnsettledEnd:
    """Whose stay ends so; ``settled_on`` is a recorded day after the last one, None without any."""

    recipient_id: int
    programme_id: int
    settled_on: date | None
    clause: Citation


def unsettled_end(
    actor: Actor, contract_id: int, ground: str, last_day: date | None, region: Region, day: date
) -> UnsettledEnd | None:
    """What an end on a ground leaves open; None on other grounds and with a placement by its day.

    ``last_day`` is None while nobody has named it: then any recorded placement will do.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        programme = own(session, Programme, contract.programme_id, actor.provider_id)
        rule = stay_rule(region, programme.unit_code, day)
        if rule is None or ground != rule.settles:
            return None
        on = min(day, contract.ended_on or day)
        span = span_of(session, contract.recipient_id, programme.unit_code, on)
        records = recorded_in(session, contract.recipient_id, span) if span else ()
        settled = settling(records, rule)
        settled_on = settled.settled_on if settled else None
        if settled_on is not None and (last_day is None or settled_on <= last_day):
            return None
        clause = rule.ends.citation
        return UnsettledEnd(contract.recipient_id, programme.id, settled_on, clause)
