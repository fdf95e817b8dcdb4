"""Stays of children that have no fixed length: how long they last, whether their end is settled.

Rule: VLA-SCH-05. Regions without such departments cost no query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.orm import Session, aliased

from portal.domain.endings import EndingState
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.schedule import OpenStay, placement_open
from portal.domain.violations import Violation
from portal.models import ChildPlacement, Contract, Programme, Recipient, Termination
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.child_stays import stay_rule
from portal.usecases.queries.scope import own_people
from portal.usecases.stay_spans import placements_of, recorded_in, span_of, stay_on, terms_of
from portal.usecases.transaction import reading

MOST_REMINDED = 8
REMINDED = timedelta(days=30)
"""How long before a programme ends the portal reminds of the placement: no act names a term."""


@dataclass(frozen=True, slots=True)
class StayView:
    """A stay of no fixed length: since when, how many days, what is decided about its end.

    ``until`` is the last day of a stay that is over, ``settled`` the placement that counts,
    ``records`` are all that stand of this stay, the newest first.
    """

    rule: OpenStay
    since: date
    until: date | None
    days: int
    settled: ChildPlacement | None
    warnings: tuple[Violation, ...]
    records: tuple[ChildPlacement, ...] = ()

    def end_of(self, row: ChildPlacement) -> str:
        """How a record says that the stay ends, in the words of the act."""
        return next((one.title for one in self.rule.ends.choices if one.code == row.end), row.end)

    @property
    def to_be_ended(self) -> bool:
        """Whether the placement is settled and nothing has ended the stay yet."""
        return self.settled is not None and self.until is None


def stay_of(
    session: Session, recipient_id: int, programme: Programme, region: Region, day: date
) -> StayView | None:
    """A child's stay as it goes on a day; None where no act asks or no contract began."""
    rule = stay_rule(region, programme.unit_code, day)
    if rule is None:
        return None
    span = span_of(session, recipient_id, programme.unit_code, day)
    if span is None:
        return None
    since, until = span.since, span.until
    records = recorded_in(session, recipient_id, span)
    settled = settling(records, rule)
    over = until is not None and until < day
    return StayView(
        rule=rule,
        since=since,
        until=until,
        days=(min(until or day, day) - since).days + 1,
        settled=settled,
        records=records,
        warnings=()
        if over
        else placement_open(rule, programme.valid_until, day, settled=settled is not None),
    )


def settling(records: Iterable[ChildPlacement], rule: OpenStay) -> ChildPlacement | None:
    """The newest record that settles a stay; the others only say that it goes on."""
    return next((one for one in records if one.end == rule.settles), None)


@dataclass(frozen=True, slots=True)
class OpenPlacement:
    """A child whose programme has run out, or soon will, before the placement is settled.

    ``ended_on`` is the last day of one whose contract was ended on the settled placement.
    """

    recipient_id: int
    programme_id: int
    recipient: str
    programme_until: date
    over: bool
    ended_on: date | None
    clause: Citation


def open_placements(actor: Actor, region: Region, day: date) -> tuple[OpenPlacement, ...]:
    """Stays whose placement is open while the programme ends, the first to end first.

    With those that were ended because it is settled, until where the child went is recorded.
    """
    rules = {one.unit_code: one for one in region.rules.schedule_rules.on(day).open_stays}
    if not rules:
        return ()
    with reading() as session:
        asked = session.execute(_reminded(actor, rules, day)).all()
        people = {person.id for person, _, _ in asked}
        settled = _in_settled_stay(session, people, rules, day) if people else set()
        found = [
            (person, programme, ended_on)
            for person, programme, ended_on in asked
            if (person.id, programme.unit_code) not in settled
        ][:MOST_REMINDED]
    return tuple(
        OpenPlacement(
            recipient_id=person.id,
            programme_id=programme.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            programme_until=programme.valid_until,
            over=programme.valid_until < day,
            ended_on=ended_on,
            clause=rules[programme.unit_code or ""].ends.citation,
        )
        for person, programme, ended_on in found
    )


def _reminded(
    actor: Actor, rules: Mapping[str, OpenStay], day: date
) -> Select[Recipient, Programme, date | None]:
    """Whom a placement is asked for, with the last day where the contract was ended on it."""
    ended_so = _ended_so(rules.values())
    goes_on = and_(
        Contract.ended_on.is_(None) | (Contract.ended_on >= day),
        Programme.valid_until <= day + REMINDED,
    )
    return (
        select(Recipient, Programme, case((ended_so, Contract.ended_on)))
        .join(Contract, Contract.recipient_id == Recipient.id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            Recipient.provider_id == actor.provider_id,
            Programme.unit_code.in_(rules),
            Contract.in_force_from <= day,
            goes_on | ended_so,
            ~_overtaken(),
            ~_settled(rules.values()),
            *own_people(actor),
        )
        .order_by(Programme.valid_until, Recipient.id)
    )


def _in_settled_stay(
    session: Session, people: Collection[int], rules: Mapping[str, OpenStay], day: date
) -> set[tuple[int, str | None]]:
    """Whose stay in which department is settled: an earlier contract of it may have done so."""
    records = placements_of(session, people)
    return {
        (child, unit)
        for (child, unit), terms in terms_of(session, people, rules).items()
        if (span := stay_on(terms, day))
        and settling(
            (one for one in records if one.recipient_id == child and span.holds(one)),
            rules[unit or ""],
        )
    }


def _overtaken() -> ColumnElement[bool]:
    """A later contract of the same child in the same department has come into force."""
    later, programme = aliased(Contract), aliased(Programme)
    return (
        select(1)
        .select_from(later)
        .join(programme, programme.id == later.programme_id)
        .where(
            later.recipient_id == Contract.recipient_id,
            later.id > Contract.id,
            later.in_force_from.is_not(None),
            programme.unit_code == Programme.unit_code,
        )
        .exists()
    )


def _settled(rules: Iterable[OpenStay]) -> ColumnElement[bool]:
    """A placement that settles the stay is recorded since the contract began."""
    return (
        select(1)
        .where(
            ChildPlacement.recipient_id == Contract.recipient_id,
            ChildPlacement.struck_at.is_(None),
            ChildPlacement.settled_on >= Contract.in_force_from,
            ChildPlacement.end.in_({one.settles for one in rules}),
        )
        .exists()
    )


def _ended_so(rules: Iterable[OpenStay]) -> ColumnElement[bool]:
    """A contract that was ended because the placement is settled."""
    return (
        select(1)
        .where(
            Termination.provider_id == Contract.provider_id,
            Termination.contract_id == Contract.id,
            Termination.state == EndingState.TERMINATED,
            Termination.ground.in_({one.settles for one in rules}),
        )
        .exists()
    )
