"""Issuing a month's acts: numbered without a gap, written with their lines, charged.

A step of closing (``months.close_month``): everything here happens in its transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.domain.acts import ActFacts
from portal.domain.calendar import last_day
from portal.domain.explanation import to_data
from portal.domain.fee_bounds import SharedBound
from portal.domain.money import ZERO
from portal.domain.payments import payment_due
from portal.domain.printed_forms import ACT
from portal.models import (
    Act,
    ActLine,
    ActState,
    EntryKind,
    LedgerEntry,
    Payment,
    SeriesCounter,
)
from portal.regions.registry import Region
from portal.usecases.act_papers import IssuedAct, PaperDesk
from portal.usecases.actor import Actor
from portal.usecases.advances import use_advances
from portal.usecases.facts import as_data
from portal.usecases.given_things import given_things
from portal.usecases.month_case import PreparedAct
from portal.usecases.numbering import take_number
from portal.usecases.queries.month_cases import served
from portal.usecases.queries.payments_state import ledger_balances
from portal.usecases.work_calendar import work_calendar

ACTS = "act"


def number_acts(
    session: Session,
    acts: Sequence[PreparedAct],
    *,
    region: Region,
    actor: Actor,
    month: date,
    today: date,
) -> tuple[IssuedAct, ...]:
    """Give each act its number, its due day and what was owed before it."""
    if not acts:
        return ()
    last = last_day(month)
    rules = region.rules.payment_rules.on(last)
    days = {act.case.payment_day for act in acts}
    calendar = work_calendar(session, region)
    due = {day: payment_due(rules, month, day, calendar).at.date() for day in days}
    owed = ledger_balances(session, LedgerEntry.provider_id == actor.provider_id)
    first = _take_numbers(session, actor.provider_id, month.year, len(acts))
    copies = region.printed_form(ACT, last).copies
    given = given_things(session, actor.provider_id, month, region)
    return tuple(
        IssuedAct(
            prepared=act,
            month=month,
            number=f"{sequence}/{month.year}",
            sequence=sequence,
            drawn_on=today,
            due_on=due[act.case.payment_day],
            copies=copies,
            owed_before=owed.get(act.case.contract_id, ZERO),
            given=given.get(act.case.contract_id, ()),
        )
        for sequence, act in enumerate(acts, start=first)
    )


def _take_numbers(session: Session, provider_id: int, year: int, count: int) -> int:
    """A run of numbers without a gap; returns the first. A rollback gives all of them back."""
    first = take_number(session, provider_id, ACTS, year)
    session.execute(
        update(SeriesCounter)
        .where(
            SeriesCounter.provider_id == provider_id,
            SeriesCounter.series == ACTS,
            SeriesCounter.year == year,
        )
        .values(last=first + count - 1)
    )
    return first


def issue_acts(
    session: Session,
    issued: Sequence[IssuedAct],
    contract_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[int, ...]:
    """Write acts, lines and charges in three statements, then let advances pay."""
    if not issued:
        return ()
    month = issued[0].month
    which = served(actor.provider_id, month, contract_id)
    desk = PaperDesk(
        session, actor.provider_id, which, issued[0].drawn_on, drawn_by=actor.membership_id
    )
    session.execute(insert(Act), [_act_row(act, desk, actor, now) for act in issued])
    ids = _act_ids(session, actor.provider_id, month)
    session.execute(insert(ActLine), _line_rows(issued, ids, actor))
    charges = _charge_rows(issued, ids, actor, now)
    if charges:
        session.execute(insert(LedgerEntry), charges)
        use_advances(session, Payment.provider_id == actor.provider_id)
    return tuple(ids[act.prepared.case.contract_id] for act in issued)


def _act_row(act: IssuedAct, desk: PaperDesk, actor: Actor, now: datetime) -> dict[str, object]:
    draft, terms = act.prepared.draft, act.prepared.terms
    return {
        "provider_id": actor.provider_id,
        "contract_id": act.prepared.case.contract_id,
        "terms_id": terms.id,
        "month": act.month,
        "number": act.number,
        "year": act.month.year,
        "sequence": act.sequence,
        "state": ActState.ISSUED,
        "cost_at_tariffs": draft.cost_at_tariffs,
        "additional_cost": draft.additional_cost,
        "payable": draft.payable,
        "average_income": terms.average_income,
        "threshold": terms.threshold,
        "fee_cap": terms.fee_cap,
        "free": terms.free,
        "free_ground": terms.free_ground,
        "free_ground_title": terms.free_ground_title,
        "due_on": act.due_on,
        "issued_at": now,
        "explanation": to_data(draft.steps),
        "inputs": {
            "parts": [_part(part) for part in act.prepared.parts],
            "bounds": [_spent(bound, charged) for bound, charged in act.prepared.spent],
            "act": as_data(desk.act(act)),
            "receipt": as_data(desk.receipt(act)),
        },
        "rules_day": last_day(act.month),
        "version": 1,
    }


def _part(part: ActFacts) -> dict[str, object]:
    """What the lines of a part were computed from: enough to compute them again."""
    return {
        "deliveries": [as_data(item) for item in part.deliveries],
        "allowed": {code: str(volume) for code, volume in part.allowed.items()},
        "free": part.free,
        "free_ground_title": part.free_ground_title,
        "fee_cap": None if part.fee_cap is None else str(part.fee_cap),
    }


def _spent(bound: SharedBound, charged: Decimal) -> dict[str, str]:
    """What the act takes of a bound that other months of the course spend too (VLA-FEE-09)."""
    return {
        "since": bound.since.isoformat(),
        "until": bound.until.isoformat(),
        "charged": str(charged),
    }


def _act_ids(session: Session, provider_id: int, month: date) -> Mapping[int, int]:
    rows = session.execute(
        select(Act.contract_id, Act.id).where(Act.provider_id == provider_id, Act.month == month)
    )
    return dict(rows.all())


def _line_rows(
    issued: Sequence[IssuedAct], ids: Mapping[int, int], actor: Actor
) -> list[dict[str, object]]:
    return [
        {
            "provider_id": actor.provider_id,
            "act_id": ids[act.prepared.case.contract_id],
            "position": position,
            "code": line.code,
            "title": line.title,
            "unit_title": line.unit_title,
            # An additional service has no volume in the programme.
            "allowed": ZERO if line.allowed is None else line.allowed,
            "quantity": line.quantity,
            "tariff": line.tariff,
            "amount": line.amount,
            "additional": line.additional,
        }
        for act in issued
        for position, line in enumerate(act.prepared.draft.lines, start=1)
    ]


def _charge_rows(
    issued: Sequence[IssuedAct], ids: Mapping[int, int], actor: Actor, now: datetime
) -> list[dict[str, object]]:
    """A charge for every act with something to pay; an act of 0.00 owes nothing."""
    return [
        {
            "provider_id": actor.provider_id,
            "contract_id": act.prepared.case.contract_id,
            "month": act.month,
            "kind": EntryKind.CHARGE,
            "amount": act.prepared.draft.payable,
            "act_id": ids[act.prepared.case.contract_id],
            "at": now,
            "recorded_by_id": actor.membership_id,
        }
        for act in issued
        if act.prepared.draft.payable > 0
    ]
