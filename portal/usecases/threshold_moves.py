"""A new threshold carried into a contract: from which day it can be, how late that is.

The day is that of the reference data (FED-FEE-14); where acts of it are out, the first that is open
still. What the delay cost the recipient is told, and so is the notice's own term (FED-NOT-02).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of, next_month
from portal.domain.explanation import Step
from portal.domain.fee_decision import still_free
from portal.domain.fee_notice import fee_notice_due
from portal.domain.fees import FeeFacts, decide_fee
from portal.domain.income import income_window
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.reference import ReferenceBook
from portal.domain.threshold_moves import threshold_days
from portal.domain.violations import refuse
from portal.models import Act, Contract, ContractTerms, LedgerEntry, MonthClosing, MonthState
from portal.regions.registry import Region
from portal.usecases.amendment_terms import written_facts
from portal.usecases.queries.payments_state import OF_ACTS
from portal.usecases.work_calendar import work_calendar


@dataclass(frozen=True, slots=True)
class ThresholdMove:
    """The day the threshold became another, and what comes of beginning on ``since``.

    ``overcharged``: by how much acts of the months between are above the bound of their days, in
    rubles; ``window``: first and last month of the income that the fee keeps resting on.
    """

    changed_on: date
    since: date
    told_by: date
    told_rule: Citation
    told_steps: tuple[Step, ...]
    overcharged: Decimal
    window: tuple[date, date]

    @property
    def days_late(self) -> int:
        """How many days after the threshold the fee follows it; 0 = on its day."""
        return (self.since - self.changed_on).days


def threshold_move(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    since: date,
    *,
    region: Region,
    book: ReferenceBook,
) -> ThresholdMove | None:
    """The move that a change from ``since`` carries; None while the threshold is the same.

    ``base`` are the terms in force until then. Raises RulesBroken("value_invalid") where an earlier
    day of the same threshold is open still: the recipient would pay over the bound until ``since``.
    """
    facts = written_facts(base)
    days = threshold_days(facts, book, since)
    if not days:
        return None
    rules = region.rules.fee_rules.on(since)
    first_open = _first_open(session, contract)
    earliest = max(days[-1], base.since + timedelta(days=1), first_open or date.min)
    if since > earliest:
        refuse(
            "value_invalid",
            f"Предельная величина дохода другая с {days[-1]:%d.%m.%Y}: так в справочниках. Плату "
            f"меняют с этого дня, а если акты за него уже выставлены — с первого открытого. "
            f"Введите {earliest:%d.%m.%Y}.",
            field="since",
            citation=rules.change_grounds.citation,
        )
    term = fee_notice_due(region.rules.notices.on(days[0]), days[0], work_calendar(session, region))
    return ThresholdMove(
        changed_on=days[0],
        since=since,
        told_by=term.at.date(),
        told_rule=term.rule.citation,
        told_steps=term.steps,
        overcharged=sum(_over(session, base, facts, days, region=region, book=book), ZERO),
        window=income_window(facts.applied_on, rules.income.on(facts.applied_on)),
    )


def _first_open(session: Session, contract: Contract) -> date | None:
    """The first day after the last month that has acts or is closed; None without any."""
    charged = session.scalar(select(func.max(Act.month)).where(Act.contract_id == contract.id))
    closed = session.scalar(
        select(func.max(MonthClosing.month)).where(
            MonthClosing.provider_id == contract.provider_id,
            MonthClosing.state == MonthState.CLOSED,
        )
    )
    months = [month for month in (charged, closed) if month is not None]
    return next_month(max(months)) if months else None


def _over(
    session: Session,
    base: ContractTerms,
    facts: FeeFacts,
    days: tuple[date, ...],
    *,
    region: Region,
    book: ReferenceBook,
) -> Iterator[Decimal]:
    """What each act since the first change charges above the whole bound of its month."""
    charged = session.execute(
        select(Act.month, Act.additional_cost, func.sum(LedgerEntry.amount))
        .join(LedgerEntry, LedgerEntry.act_id == Act.id)
        .where(Act.contract_id == base.contract_id, Act.month >= _whole_month(days[0]), OF_ACTS)
        .group_by(Act.id, Act.month, Act.additional_cost)
    ).all()
    for month, additional, amount in charged:
        moved = replace(
            facts, rules_day=month, threshold_day=max(day for day in days if day <= month)
        )
        rules = region.rules.fee_rules.on(month)
        fee = still_free(rules, base.free_ground, decide_fee(moved, rules, book))
        bound = ZERO if fee.free else fee.bound
        if bound is not None:
            yield max(amount - additional - bound, ZERO)


def _whole_month(day: date) -> date:
    """The first month that lies under the new threshold as a whole."""
    return day if day == month_of(day) else next_month(month_of(day))
