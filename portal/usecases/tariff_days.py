"""Tariff days: rehearsed as often as wanted, set once.

Setting writes the reference values of the region, new terms of the provider's own contracts and
their notices, in one transaction. What was signed or issued stays byte for byte; acts take the new
bound from the day on, because a month is charged by the terms of its days.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.domain.reference import TARIFF, ReferenceValue
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import (
    Amendment,
    Notice,
    Role,
    TariffDay,
    TariffDayContract,
    TariffDayState,
)
from portal.models import ReferenceValue as Row
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_agreements import draft_agreements
from portal.usecases.facts import own
from portal.usecases.fee_notices import FeeDay, draft_notices
from portal.usecases.publications import tariffs_changed
from portal.usecases.reference import demand_not_charged, reference_book, rule_behind
from portal.usecases.tariff_cases import (
    Progress,
    Rehearsed,
    rehearse_cases,
    tariff_cases,
    touched,
)
from portal.usecases.tariff_terms import begin_terms
from portal.usecases.tariff_values import (
    demand_draft,
    demand_no_acts,
    forget_rehearsal,
    new_values,
)
from portal.usecases.transaction import demand_version, reading, take_turn, transaction

MANY = 300
"""From so many contracts on the work goes through the queue."""
CHANGED_MEANWHILE = Violation(
    "conflict",
    "Пока вы читали, договоры или справочники изменились, и плата выходит другой. Пересчитайте "
    "и посмотрите ещё раз.",
)


@dataclass(frozen=True, slots=True)
class SetTariffDay:
    """Set the day; ``version`` is the rehearsal the reader saw.

    ``leave_uncounted``: the reader knows that contracts not worked out keep their terms.
    """

    tariff_day_id: int
    version: int
    leave_uncounted: bool = False


@dataclass(frozen=True, slots=True)
class TariffDaySet:
    """How many notices the day drafted, and how many agreements that both parties must sign."""

    notices: int
    agreements: int


def rehearse_tariff_day(
    tariff_day_id: int,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> int:
    """Work out every contract's fee across the day and keep the rows; returns how many.

    Only the rehearsal's own rows change. Raises Conflict when the draft is edited meanwhile.
    """
    with reading() as session:
        day = own(session, TariffDay, tariff_day_id, actor.provider_id)
        seen = day.version
        found = _worked_out(session, day, region, now, progress)
    with transaction() as session:
        day = demand_draft(session, tariff_day_id, actor)
        demand_version(day.version, seen)
        forget_rehearsal(session, day)
        if found:
            session.execute(
                insert(TariffDayContract),
                [
                    {"provider_id": actor.provider_id, "tariff_day_id": day.id, **one.row}
                    for one in found
                ],
            )
        day.rehearsed_at = now
    return len(found)


def rehearse_contract(
    tariff_day_id: int, contract_id: int, *, region: Region, actor: Actor, now: datetime
) -> Rehearsed | None:
    """One contract across the day with its derivation; None when the day does not touch it."""
    found = rehearse_contracts(tariff_day_id, (contract_id,), region=region, actor=actor, now=now)
    return found.get(contract_id)


def rehearse_contracts(
    tariff_day_id: int,
    contract_ids: Collection[int],
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Mapping[int, Rehearsed]:
    """These contracts across the day with their derivations; what the day does not touch is not."""
    with reading() as session:
        day = own(session, TariffDay, tariff_day_id, actor.provider_id)
        found = _worked_out(session, day, region, now, None, contract_ids)
    return {one.case.contract_id: one for one in found}


def set_tariff_day(
    command: SetTariffDay,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> TariffDaySet:
    """Put the rehearsed day into force; a day that is set already stays as it is.

    By the director alone: it cannot be undone and moves the values of a whole region. Raises
    RulesBroken for a month with acts or contracts not worked out, and Conflict when the fees come
    out otherwise than they were rehearsed.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        take_turn(session, f"tariff day {region.code}")
        day = own(session, TariffDay, command.tariff_day_id, actor.provider_id, lock=True)
        if day.state is TariffDayState.SET:
            return _done(session, day)
        demand_version(day.version, command.version)
        if day.rehearsed_at is None:
            refuse("transition_not_allowed", "Сначала посмотрите репетицию этого дня.")
        demand_no_acts(session, day.provider_id, day.since)
        values = new_values(session, day, region, region.today(now))
        _demand_tariffs_open(session, values, day, region)
        found = _worked_out(session, day, region, now, progress)
        _demand_as_rehearsed(session, day, found)
        _demand_counted(found, leave=command.leave_uncounted)
        _write_values(session, values, region=region, actor=actor, now=now)
        told, to_agree = begin_terms(session, day, found, actor=actor, now=now)
        which = touched(day.provider_id, day.since)
        fee_day = FeeDay(day.provider_id, day.since, day.act, day.id)
        draft_notices(session, fee_day, told, which, region=region, actor=actor, now=now)
        draft_agreements(session, day, to_agree, which, region=region, actor=actor, now=now)
        day.state, day.set_at, day.set_by_id = TariffDayState.SET, now, actor.membership_id
        session.flush()
        done, begun = _done(session, day), sum(one.terms_id is not None for one in told)
        after = _summary(day, values, begun, done)
        audit.record(session, actor, now, "tariff_day_set", "tariff_day", day.id, after=after)
        return done


def _summary(
    day: TariffDay, values: Sequence[ReferenceValue], begun: int, done: TariffDaySet
) -> dict[str, object]:
    return {
        "since": day.since.isoformat(),
        "act": day.act,
        "values": {_name(value): str(value.amount) for value in values},
        "terms": begun,
        "notices": done.notices,
        "agreements": done.agreements,
    }


def _worked_out(
    session: Session,
    day: TariffDay,
    region: Region,
    now: datetime,
    progress: Progress | None,
    contract_ids: Collection[int] | None = None,
) -> tuple[Rehearsed, ...]:
    book = reference_book(session, region, new_values(session, day, region, region.today(now)))
    return rehearse_cases(
        tariff_cases(session, day.provider_id, day.since, contract_ids, own_day=day.id),
        day.since,
        rules=region.rules.fee_rules.on(day.since),
        book=book,
        acts=region.identity.acts,
        progress=progress,
    )


def _demand_counted(found: Sequence[Rehearsed], *, leave: bool) -> None:
    """Contracts that could not be worked out keep their terms: somebody must have said so."""
    left = sum(one.change is None for one in found)
    if left and not leave:
        refuse(
            "value_invalid",
            f"Не посчитано договоров: {left} из {len(found)}. Исправьте причину, она в строке "
            "договора, или отметьте, что их условия останутся прежними.",
            field="leave",
        )


def _demand_tariffs_open(
    session: Session, values: Sequence[ReferenceValue], day: TariffDay, region: Region
) -> None:
    codes = [value.key.partition(".")[2] for value in values if value.key.startswith(f"{TARIFF}.")]
    if codes:
        demand_not_charged(session, codes, day.since, region)


def _write_values(
    session: Session,
    values: Sequence[ReferenceValue],
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    session.add_all(
        Row(
            region_code=region.code,
            key=value.key,
            group=value.group,
            amount=value.amount,
            since=value.since,
            citation_rule=rule_behind(value.key).rule,
            act=value.citation.unit,
            checked_on=value.checked_on,
            entered_by_id=actor.user_id,
            entered_at=now,
        )
        for value in values
    )
    session.flush()
    for since in {value.since for value in values if value.key.startswith(f"{TARIFF}.")}:
        tariffs_changed(session, region, since, now)


def _demand_as_rehearsed(session: Session, day: TariffDay, found: Sequence[Rehearsed]) -> None:
    rows = session.execute(
        select(
            TariffDayContract.contract_id,
            TariffDayContract.fee_before,
            TariffDayContract.fee_after,
        ).where(
            TariffDayContract.provider_id == day.provider_id,
            TariffDayContract.tariff_day_id == day.id,
        )
    )
    seen = {(row.contract_id, row.fee_before, row.fee_after) for row in rows}
    now = {
        (
            one.case.contract_id,
            one.change.before.monthly_fee if one.change else one.case.written.monthly_fee,
            one.change.after.monthly_fee if one.change else None,
        )
        for one in found
    }
    if seen != now:
        raise Conflict(CHANGED_MEANWHILE)


def _done(session: Session, day: TariffDay) -> TariffDaySet:
    notices, agreements = (
        session.scalar(
            select(func.count())
            .select_from(table)
            .where(table.provider_id == day.provider_id, table.tariff_day_id == day.id)
        )
        for table in (Notice, Amendment)
    )
    return TariffDaySet(notices or 0, agreements or 0)


def _name(value: ReferenceValue) -> str:
    return f"{value.key}.{value.group.value}" if value.group else value.key
