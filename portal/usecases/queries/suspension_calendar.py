"""The calendar of breaks: months of a contract day by day, with what each is likely to cost.

A break may be laid on other days to see what would come of it; nothing is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.break_days import (
    MonthDays,
    months_between,
)
from portal.domain.calendar import counted, month_of, next_month
from portal.domain.deadlines import END_OF_DAY, Due, due
from portal.domain.explanation import Step, from_data
from portal.domain.law import Citation
from portal.domain.suspension import Ground, Interval, served_again_after
from portal.domain.violations import Violation
from portal.models import Act, ActCorrection, Contract, Paper, Suspension, SuspensionOrder
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.awaited_papers import still_awaited
from portal.usecases.queries.break_papers import (
    BreakEvent,
    BreakPaper,
    events_of_breaks,
    papers_of_breaks,
)
from portal.usecases.queries.break_readiness import PAID, readiness_of
from portal.usecases.queries.likely_months import bounds_of, likely_month
from portal.usecases.suspension_conclusions import conclusion_of
from portal.usecases.suspension_days import ends_with_contract
from portal.usecases.suspension_moves import CorrectionAhead, MoveSuspension, weigh_move
from portal.usecases.suspension_orders import RESUMPTIONS, WITHDRAWALS, ending_text
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

MOST_MONTHS = 3


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order about a break; one from before there were papers has none.

    ``resumes``: the order ends the break; ``withdraws``: it does not take place.
    """

    id: int
    number: str
    since: date
    until: date | None
    reason: str
    recorded_at: datetime
    has_paper: bool
    resumes: bool
    withdraws: bool


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break with its ground and orders; ``ending`` says what one without a day waits for.

    ``awaits`` names the paper that is still to be brought, ``missing`` all that a break that is not
    over waits for, ``papers`` are those that came. ``in_words``: none of the missing is a paper of
    the list. An event that only the staff can tell of is named by ``asks_event``; ``event`` once it
    is told.
    ``closed_on`` is the contract's last day where the break went on to it: no services follow;
    ``forestalled_on`` where the contract was over before the break, which then waits for nothing.
    ``review_on`` is the day on which the portal reminds of a break without an end (FED-SUS-03).
    """

    id: int
    ground: str
    ground_code: str
    clause: Citation | None
    since: date
    until: date | None
    ending: str
    notified_on: date | None
    review_on: date | None
    review_steps: tuple[Step, ...]
    orders: tuple[OrderRow, ...]
    awaits: str = ""
    missing: tuple[str, ...] = ()
    in_words: bool = False
    paper_title: str = ""
    papers: tuple[BreakPaper, ...] = ()
    event: BreakEvent | None = None
    asks_event: str = ""
    closed_on: date | None = None
    forestalled_on: date | None = None

    @property
    def interval(self) -> Interval:
        """Its days."""
        return Interval(self.since, self.until)

    @property
    def called_off(self) -> bool:
        """Whether it did not take place."""
        return self.interval.empty

    @property
    def renewed_from(self) -> date | None:
        """From which day only a newer paper holds; None where one names no term (FED-SUS-02)."""
        ends = [one.expires_on for one in self.papers if one.expires_on is not None]
        whole = bool(ends) and len(ends) == len(self.papers)
        return served_again_after(max(ends)) if whole else None


@dataclass(frozen=True, slots=True)
class MonthBreaks:
    """A month: its days, what it is likely to cost in rubles, the act where it is issued.

    ``steps`` are how the charge was worked out: those of the act once it is issued.
    """

    month: date
    days: MonthDays
    likely: Decimal | None
    act: str | None
    payable: Decimal | None
    steps: tuple[Step, ...] = ()

    @property
    def charge(self) -> Decimal | None:
        """By the act, else the likely one; None in a month without the contract."""
        return self.likely if self.payable is None else self.payable


@dataclass(frozen=True, slots=True)
class BreakCalendar:
    """The breaks of a contract and the months asked for."""

    contract_id: int
    first: date
    last: date
    breaks: tuple[BreakRow, ...]
    months: tuple[MonthBreaks, ...]

    def break_on(self, day: date) -> BreakRow | None:
        """The break that holds a day."""
        return next((one for one in self.breaks if one.interval.holds(day)), None)


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A month before a move and after it, in rubles."""

    before: MonthBreaks
    after: MonthBreaks
    correction: CorrectionAhead | None

    @property
    def charge(self) -> Decimal | None:
        """What the month comes to after the move."""
        return self.correction.after if self.correction else self.after.charge


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would come to: months, the day to look at an open break again."""

    months: tuple[MonthChange, ...]
    until: date | None
    review_on: date | None
    review_steps: tuple[Step, ...]
    corrections: tuple[CorrectionAhead, ...]


def break_calendar(
    actor: Actor,
    contract_id: int,
    region: Region,
    months: Sequence[date],
    moved: MoveSuspension | None = None,
    *,
    today: date,
) -> BreakCalendar:
    """The breaks of a contract, and these months; raises NotFound.

    ``moved``: one of the breaks is shown on the days that it would have.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        breaks = _breaks(session, contract, region, today)
        if moved is not None:
            breaks = tuple(
                replace(one, since=moved.since, until=moved.until)
                if one.id == moved.suspension_id
                else one
                for one in breaks
            )
        laid = tuple(one.interval for one in breaks)
        first, last = bounds_of(contract)
        return BreakCalendar(
            contract_id, first, last, breaks, _months(session, contract, region, months, laid)
        )


def preview_move(
    command: MoveSuspension, *, region: Region, actor: Actor, now: datetime
) -> MovePreview:
    """What the move would come to; raises what the move itself would."""
    ahead = weigh_move(command, region=region, actor=actor, now=now)
    with reading() as session:
        row = own(session, Suspension, command.suspension_id, actor.provider_id)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        old, new = Interval(row.since, row.until), Interval(command.since, command.until)
        breaks = _breaks(session, contract, region, region.today(now))
        others = [one.interval for one in breaks if one.id != row.id]
        months = months_shown(old, new)
        before = _months(session, contract, region, months, (*others, old))
        after = _months(session, contract, region, months, (*others, new))
        corrected = {one.month: one for one in ahead}
        review = _review(session, region, new)
        return MovePreview(
            months=tuple(
                MonthChange(was, will, corrected.get(was.month))
                for was, will in zip(before, after, strict=True)
            ),
            until=new.until,
            review_on=review.at.date() if review else None,
            review_steps=review.steps if review else (),
            corrections=ahead,
        )


def months_shown(*intervals: Interval) -> tuple[date, ...]:
    """The months that intervals touch: at most three; of one without an end two."""
    first = min(one.since for one in intervals)
    ends = [one.until or next_month(month_of(one.since)) for one in intervals]
    months = months_between(first, max(ends))
    return tuple(months[:MOST_MONTHS])


def _months(
    session: Session,
    contract: Contract,
    region: Region,
    months: Sequence[date],
    laid: tuple[Interval, ...],
) -> tuple[MonthBreaks, ...]:
    acts = _acts(session, contract, months)
    found: list[MonthBreaks] = []
    for month in months[:MOST_MONTHS]:
        days, likely, ahead = likely_month(session, contract, region, month, laid)
        number, payable, issued = acts.get(month, (None, None, ahead))
        found.append(MonthBreaks(month, days, likely, number, payable, issued))
    return tuple(found)


def _acts(
    session: Session, contract: Contract, months: Sequence[date]
) -> dict[date, tuple[str, Decimal, tuple[Step, ...]]]:
    """The acts of the months with what is payable by them now and why, corrections included."""
    acts = session.scalars(
        select(Act).where(Act.contract_id == contract.id, Act.month.in_(months))
    ).all()
    found = {act.id: (act.month, act.number, act.payable, act.explanation) for act in acts}
    for row in session.scalars(
        select(ActCorrection)
        .where(ActCorrection.act_id.in_(tuple(found)))
        .order_by(ActCorrection.sequence)
    ):
        month, number, *_ = found[row.act_id]
        found[row.act_id] = (month, number, row.payable, row.explanation)
    return {
        month: (number, payable, from_data(steps))
        for month, number, payable, steps in found.values()
    }


def _breaks(
    session: Session, contract: Contract, region: Region, today: date
) -> tuple[BreakRow, ...]:
    rows = session.scalars(
        select(Suspension)
        .where(
            Suspension.provider_id == contract.provider_id, Suspension.contract_id == contract.id
        )
        .order_by(Suspension.since)
    ).all()
    orders: dict[int, list[OrderRow]] = {row.id: [] for row in rows}
    papers = papers_of_breaks(session, contract.provider_id, tuple(orders))
    events = events_of_breaks(session, contract.provider_id, tuple(orders))
    for order, printed_as in session.execute(
        select(SuspensionOrder, Paper.form_code)
        .outerjoin(Paper, Paper.id == SuspensionOrder.paper_id)
        .where(SuspensionOrder.suspension_id.in_(tuple(orders)))
        .order_by(SuspensionOrder.suspension_id, SuspensionOrder.sequence)
    ):
        orders[order.suspension_id].append(_order(order, printed_as))
    return tuple(
        replace(
            _break(session, contract, region, row, orders[row.id], today),
            papers=papers.get(row.id, ()),
            event=events.get(row.id),
        )
        for row in rows
    )


def _order(row: SuspensionOrder, printed_as: str | None) -> OrderRow:
    return OrderRow(
        id=row.id,
        number=row.number,
        since=row.since,
        until=row.until,
        reason=row.reason,
        recorded_at=row.recorded_at,
        has_paper=row.paper_id is not None,
        resumes=printed_as == RESUMPTIONS,
        withdraws=printed_as == WITHDRAWALS,
    )


def _break(
    session: Session,
    contract: Contract,
    region: Region,
    row: Suspension,
    orders: Sequence[OrderRow],
    today: date,
) -> BreakRow:
    rules = region.rules.suspension_rules.on(row.since)
    known: Ground | None = next((one for one in rules.grounds if one.code == row.ground), None)
    days = Interval(row.since, row.until)
    last = contract.ended_on
    forestalled = last if last is not None and last < row.since else None
    review = None if forestalled else _review(session, region, days)
    over = days.empty or bool(forestalled) or (row.until is not None and row.until <= today)
    wanted = known.proof if known and row.waits_for and not forestalled else None
    missing = () if over else still_awaited(session, contract, row, known, region, today)
    return BreakRow(
        id=row.id,
        ground=known.title if known else row.ground,
        ground_code=row.ground,
        clause=known.citation if known else None,
        since=row.since,
        until=row.until,
        ending=ending_text(known),
        notified_on=row.notified_on,
        review_on=review.at.date() if review else None,
        review_steps=review.steps if review else (),
        orders=tuple(orders),
        awaits=wanted.title if wanted else "",
        missing=missing,
        # A paper of the list goes by its title, words stand as they were written.
        in_words=set(missing) <= set(row.waits_for or ()),
        paper_title=_paper_title(region, row, known),
        asks_event="" if known and known.ends_when == PAID else readiness_of(known).label,
        closed_on=contract.ended_on if ends_with_contract(row, contract) else None,
        forestalled_on=forestalled,
    )


def _paper_title(region: Region, row: Suspension, ground: Ground | None) -> str:
    """What the paper behind a break is called."""
    conclusion = conclusion_of(region, ground, row.since) if ground else None
    if conclusion is not None:
        return conclusion.title
    return ground.proof.title if ground and ground.proof else "документ"


def _review(session: Session, region: Region, wanted: Interval) -> Due | None:
    """The last day before a break without an end is reminded of; None while it can't be counted."""
    rule = region.rules.suspension_rules.on(wanted.since).open_ended
    if rule is None or wanted.until is not None:
        return None
    began = datetime.combine(wanted.since, END_OF_DAY)
    calendar = work_calendar(session, region)
    found = counted(lambda: due(rule, began, calendar))
    return None if isinstance(found, Violation) else found
