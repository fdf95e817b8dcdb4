"""Closing a month: every act at once, numbered without a gap, from what was recorded.

The rehearsal (``queries.months.rehearse_month``) and the closing share ``act_drafts.prepare``. A
month is closed once: ``month_closing`` is unique, and so is an act of a contract for a month. A
single contract's month may be closed before (a transfer, a termination); the provider's closing
then skips it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.domain.acts import ActFacts
from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.explanation import to_data
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.payments import payment_due
from portal.domain.printed_forms import ACT
from portal.domain.violations import NotFound, RulesBroken, Violation, refuse
from portal.models import (
    Act,
    ActLine,
    ActState,
    Contract,
    EntryKind,
    LedgerEntry,
    MonthClosing,
    MonthState,
    Payment,
    SeriesCounter,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_drafts import MonthCase, PreparedAct, SkippedContract, SkipReason, prepare
from portal.usecases.act_papers import IssuedAct, PaperDesk
from portal.usecases.actor import Actor
from portal.usecases.advances import use_advances
from portal.usecases.facts import as_data
from portal.usecases.month_papers import MonthPrinted, print_month_papers
from portal.usecases.numbering import take_number
from portal.usecases.queries.month_cases import month_cases, month_law, month_state, served
from portal.usecases.queries.months import MonthRehearsal, RehearsedAct, rehearse_month
from portal.usecases.queries.payments_state import ledger_balances
from portal.usecases.transaction import take_turn, transaction
from portal.usecases.work_calendar import work_calendar

__all__ = [
    "CloseMonth",
    "MonthClosed",
    "MonthPrinted",
    "MonthRehearsal",
    "RehearsedAct",
    "SkippedContract",
    "close_month",
    "print_month_papers",
    "rehearse_month",
]

ACTS = "act"
MONTHLY = Citation(
    "FED-ACT-01",
    "874n",
    "п. 5 примерной формы договора",
    note="акт составляют после оказания услуг; дня закрытия месяца акт не называет",
)


@dataclass(frozen=True, slots=True)
class CloseMonth:
    """Close a month of the provider, or of one contract when ``contract_id`` is given."""

    month: date
    contract_id: int | None = None


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """How many acts were issued, what they come to, and who got none.

    ``warnings``: closed on the last day, when services may still be given.
    """

    acts: int
    total_due: Decimal
    skipped: tuple[SkippedContract, ...]
    act_ids: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def close_month(command: CloseMonth, *, region: Region, actor: Actor, now: datetime) -> MonthClosed:
    """Issue every act of the month, charge it, and take no more records for its days.

    The month may be closed on its last day, with a warning: an act comes after the services
    (FED-ACT-01), and no act of law names the day of closing.
    """
    month = month_of(command.month)
    today = region.today(now)
    with transaction() as session:
        _lock(session, actor.provider_id, month)
        _demand_open(session, actor.provider_id, month)
        cases = month_cases(session, actor.provider_id, month, region, command.contract_id)
        last = _demand_over(session, command, cases, month=month, today=today, actor=actor)
        acts, skipped = prepare(cases, month_law(session, month, region))
        _demand_unblocked(skipped)
        if command.contract_id is None:
            session.add(_closing(month, actor, now))
            session.flush()
        issued = _number(session, acts, region=region, actor=actor, month=month, today=today)
        ids = _issue(session, issued, command, actor=actor, now=now)
        total = sum((act.prepared.draft.payable for act in issued), ZERO)
        audit.record(
            session,
            actor,
            now,
            "month_closed",
            "month" if command.contract_id is None else "contract",
            command.contract_id,
            None,
            {"month": month.isoformat(), "acts": len(ids), "total_due": str(total)},
        )
        return MonthClosed(len(ids), total, skipped, ids, _last_day_warnings(today, last))


def _lock(session: Session, provider_id: int, month: date) -> None:
    """Let one closing of a month run at a time, and no entry of its services beside it."""
    take_turn(session, f"month {provider_id} {month}")
    session.execute(
        select(Contract.id)
        .where(Contract.provider_id == provider_id)
        .order_by(Contract.id)
        .with_for_update()
    )


def _demand_open(session: Session, provider_id: int, month: date) -> None:
    if month_state(session, provider_id, month) is MonthState.CLOSED:
        refuse(
            "month_closed",
            f"Месяц уже закрыт ({month_title(month)}), акты выданы. Откройте список актов.",
            field="month",
            citation=MONTHLY,
        )


def _demand_over(
    session: Session,
    command: CloseMonth,
    cases: Sequence[MonthCase],
    *,
    month: date,
    today: date,
    actor: Actor,
) -> date:
    """The last day of the month, or of one contract in it; refused before that day."""
    end = last_day(month)
    if command.contract_id is not None:
        end = min(end, _only_case(session, command.contract_id, cases, actor).served_until)
    if today < end:
        refuse(
            "value_invalid",
            f"Месяц ещё идёт ({month_title(month)}): закрыть его можно с {end:%d.%m.%Y}. "
            "Посмотреть будущие акты можно уже сейчас.",
            field="month",
            citation=MONTHLY,
        )
    return end


def _last_day_warnings(today: date, last: date) -> tuple[str, ...]:
    if today != last:
        return ()
    return (
        f"Закрыто в последний день, {last:%d.%m.%Y}: услуги, оказанные сегодня после закрытия, в "
        f"акты не войдут ({MONTHLY.text}).",
    )


def _only_case(
    session: Session, contract_id: int, cases: Sequence[MonthCase], actor: Actor
) -> MonthCase:
    if not cases:
        own = select(Contract.id).where(
            Contract.provider_id == actor.provider_id, Contract.id == contract_id
        )
        if session.scalar(own) is None:
            raise NotFound
        refuse(
            "contract_not_active",
            "В этом месяце договор не действовал, акта не будет. Проверьте месяц.",
            field="month",
        )
    case = cases[0]
    if case.issued is not None:
        refuse(
            "month_closed",
            f"Акт № {case.issued} за этот месяц уже выдан. Откройте его в договоре.",
            field="month",
            citation=MONTHLY,
        )
    return case


def _demand_unblocked(skipped: Sequence[SkippedContract]) -> None:
    """Nothing is issued while one act cannot be made: its number would come out of order."""
    blocked = [row for row in skipped if row.code is SkipReason.BLOCKED]
    if not blocked:
        return
    raise RulesBroken(
        *(
            Violation(
                violation.code,
                f"{row.recipient}, договор № {row.number}. {violation.text}",
                citation=violation.citation,
                subject=f"contract:{row.contract_id}",
            )
            for row in blocked
            for violation in row.violations
        )
    )


def _closing(month: date, actor: Actor, now: datetime) -> MonthClosing:
    return MonthClosing(
        provider_id=actor.provider_id,
        month=month,
        state=MonthState.CLOSED,
        closed_at=now,
        closed_by_id=actor.membership_id,
    )


def _number(
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


def _issue(
    session: Session,
    issued: Sequence[IssuedAct],
    command: CloseMonth,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[int, ...]:
    """Write acts, lines and charges in three statements, then let advances pay."""
    if not issued:
        return ()
    month = issued[0].month
    which = served(actor.provider_id, month, command.contract_id)
    desk = PaperDesk(session, actor.provider_id, which, issued[0].drawn_on)
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
