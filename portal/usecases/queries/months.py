"""A provider's month before it is closed: what closing would do, and why sums change.

``rehearse_month`` writes nothing; closing takes the same cases through the same
``act_drafts.prepare``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.documents.facts import GivenThing
from portal.domain.acts import ActDraft
from portal.domain.calendar import last_day, month_of
from portal.domain.money import ZERO
from portal.models import MonthState
from portal.regions.registry import Region
from portal.usecases.act_changes import Reason, reasons_for_change
from portal.usecases.act_drafts import prepare
from portal.usecases.given_things import given_things
from portal.usecases.month_case import MonthLaw, PreparedAct, SkippedContract, SkipReason
from portal.usecases.queries.month_cases import month_cases, month_law, month_state, served
from portal.usecases.transaction import reading

__all__ = ["MonthRehearsal", "Reason", "RehearsedAct", "rehearse_month", "served"]


@dataclass(frozen=True, slots=True)
class RehearsedAct:
    """An act as closing would issue it, beside last month's and the causes of a change.

    While the month is not ``finished``, its sum so far is not compared with a whole month's.
    ``given`` are the things of the month that the act will list (VLA-MIN-04).
    """

    contract_id: int
    recipient_id: int
    recipient: str
    number: str
    draft: ActDraft
    payable: Decimal
    previous_payable: Decimal | None
    reasons: tuple[Reason, ...]
    finished: bool
    free: bool
    free_ground_title: str | None
    fee_cap: Decimal | None
    given: tuple[GivenThing, ...]

    @property
    def difference(self) -> Decimal:
        """By how much the sum grew since last month."""
        return self.payable - (self.previous_payable or ZERO)

    @property
    def changed(self) -> bool:
        """Whether the accountant should look at this row."""
        return self.finished and (self.previous_payable is None or self.difference != 0)


@dataclass(frozen=True, slots=True)
class MonthRehearsal:
    """What closing the month would do; changed sums first, the largest change on top.

    ``finished`` from the month's last day on: until then nothing counts as changed, and the rows
    stand in order of name.
    ``unrecorded`` counts the contracts of ``skipped`` that nothing is recorded for; ``blocked`` are
    those that must be put right before the month can be closed.
    """

    month: date
    state: MonthState
    finished: bool
    rows: tuple[RehearsedAct, ...]
    skipped: tuple[SkippedContract, ...]
    total_cost: Decimal
    total_payable: Decimal
    unrecorded: int

    @property
    def blocked(self) -> tuple[SkippedContract, ...]:
        """Contracts whose act cannot be made yet."""
        return tuple(row for row in self.skipped if row.code is SkipReason.BLOCKED)

    @property
    def changed(self) -> int:
        """How many rows differ from last month."""
        return sum(row.changed for row in self.rows)


def rehearse_month(provider_id: int, month: date, region: Region, today: date) -> MonthRehearsal:
    """Show every act of the month before it exists, and who gets none; nothing is written."""
    month = month_of(month)
    finished = today >= last_day(month)
    with reading() as session:
        law = month_law(session, month, region)
        acts, skipped = prepare(month_cases(session, provider_id, month, region), law)
        state = month_state(session, provider_id, month)
        given = given_things(session, provider_id, month, region)
    # The cases come in order of name, and sorting keeps that order among equals.
    rows = sorted(
        (_row(act, law, given.get(act.case.contract_id, ()), finished=finished) for act in acts),
        key=_odd_first,
    )
    return MonthRehearsal(
        month=month,
        state=state,
        finished=finished,
        rows=tuple(rows),
        skipped=skipped,
        total_cost=sum((row.draft.cost_at_tariffs for row in rows), ZERO),
        total_payable=sum((row.payable for row in rows), ZERO),
        unrecorded=sum(row.code is SkipReason.NOTHING_RECORDED for row in skipped),
    )


def _row(
    act: PreparedAct, law: MonthLaw, given: tuple[GivenThing, ...], *, finished: bool
) -> RehearsedAct:
    contract = act.case
    return RehearsedAct(
        contract_id=contract.contract_id,
        recipient_id=contract.recipient_id,
        recipient=contract.recipient,
        number=contract.number,
        draft=act.draft,
        payable=act.draft.payable,
        previous_payable=contract.previous.payable if contract.previous else None,
        reasons=reasons_for_change(act, law) if finished else (),
        finished=finished,
        free=act.terms.free,
        free_ground_title=act.terms.free_ground_title,
        fee_cap=act.terms.fee_cap,
        given=given,
    )


def _odd_first(row: RehearsedAct) -> tuple[bool, Decimal]:
    return (not row.changed, -abs(row.difference) if row.changed else ZERO)
