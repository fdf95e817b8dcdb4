"""What a refusal of services covers, and what it leaves of the programme (MSK-IPP-05, MSK-IPP-06).

A refusal of this provider ends the programme towards it alone; one of all services ends it for
everybody after so many working days. A region without such a list is asked nothing.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import programme_life
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import END_OF_DAY
from portal.domain.endings import DEATH, REFUSAL, EndingState
from portal.domain.moves import MoveKind
from portal.domain.programme_life import EndOnRecord, check_ended, programme_end
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Move, Programme, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

ENDS_PROGRAMME = {
    REFUSAL: programme_life.REFUSAL,
    DEATH: "death",
    "missing_or_declared_dead": "missing",
}
"""Grounds on which a contract ends, with the programme's own."""
_SERVED_ON = (MoveKind.PROVIDER, MoveKind.REGION, MoveKind.RESIDENTIAL)
"""Ways on which somebody is served after the contract's end, elsewhere or here."""


def refusal_scopes(region: Region, ground: str, day: date) -> ChoiceList | None:
    """What a refusal may cover, where the region asks; None for any other ground."""
    ends = region.rules.programme_rules.on(day).ends
    return ends.scopes if ends is not None and ground == REFUSAL else None


def asked_scopes(
    actor: Actor, contract_id: int, region: Region, ground: str, day: date
) -> ChoiceList | None:
    """What the form asks of a refusal; nothing where the person stays with the provider.

    On the way into residential care the home contract ends and another one follows here.
    """
    with reading() as session:
        own(session, Contract, contract_id, actor.provider_id)
        stays = _on_a_way(session, contract_id, MoveKind.RESIDENTIAL)
    return None if stays else refusal_scopes(region, ground, day)


def keep_scope(
    session: Session, row: Termination, scope: str | None, submitted: date | None, region: Region
) -> None:
    """Write on an end what the refusal covers and the programme's last day by it.

    ``submitted``: the day of the written refusal. Raises value_invalid for a scope that the region
    does not know; without a word nothing is written.
    """
    ends = region.rules.programme_rules.on(row.rules_day).ends
    if ends is None or row.ground != REFUSAL or scope is None:
        return
    if scope != programme_life.THIS_PROVIDER and _on_a_way(session, row.contract_id, *_SERVED_ON):
        text = (
            "По этому договору начат переход: получателя будут обслуживать и дальше. Отказ от "
            "всего обслуживания прекратил бы и это. Отметьте отказ только от этого поставщика или "
            "сначала отмените переход."
        )
        refuse("value_invalid", text, field="scope", citation=ends.scopes.citation)
    event = datetime.combine(submitted or row.rules_day, END_OF_DAY)
    calendar = work_calendar(session, region)
    end = programme_end(ends, programme_life.REFUSAL, scope, event, calendar)
    row.scope, row.programme_last_day = scope, end.last_day


def scope_of_way(actor: Actor, contract_id: int) -> str | None:
    """What the refusal covers where a way from the contract is open: the programme goes along."""
    with reading() as session:
        own(session, Contract, contract_id, actor.provider_id)
        leaves = _on_a_way(session, contract_id, MoveKind.PROVIDER, MoveKind.REGION)
        return programme_life.THIS_PROVIDER if leaves else None


def _on_a_way(session: Session, contract_id: int, *kinds: MoveKind) -> bool:
    """Whether a way of one of these kinds is open from the contract (FED-TRN-01, MSK-TRN-01)."""
    found = select(Move.id).where(
        Move.contract_id == contract_id, Move.closed_on.is_(None), Move.kind.in_(kinds)
    )
    return session.scalar(found.limit(1)) is not None


def ended_programme(
    session: Session, programme: Programme, region: Region
) -> tuple[Violation, ...]:
    """Why no new contract stands on a programme that ended early; empty where it did not."""
    row = session.scalars(
        select(Termination)
        .join(Contract, Contract.id == Termination.contract_id)
        .where(
            Termination.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Termination.state != EndingState.WITHDRAWN,
            Termination.ground.in_(ENDS_PROGRAMME),
        )
        .order_by(Termination.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return ()
    ends = region.rules.programme_rules.on(row.rules_day).ends
    if ends is None:
        return ()
    ground = ENDS_PROGRAMME[row.ground]
    return check_ended(ends, EndOnRecord(ground, row.scope, row.programme_last_day))


def demand_not_ended(session: Session, programme: Programme, region: Region) -> None:
    """Refuse a contract on a programme that ended with an earlier one (MSK-IPP-05, MSK-IPP-06)."""
    if found := ended_programme(session, programme, region):
        raise RulesBroken(*found)
