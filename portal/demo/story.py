"""Eighteen months of three houses, told from the first day to the last.

Everything happens in order of time: people come in, pause and return, get their services, the month
is closed, acts are paid. Whoever reads the audit trail afterwards reads a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby

from sqlalchemy import select, update

from portal.demo.admission import Admitted, come_in, conclude, sign
from portal.demo.applicants import apply
from portal.demo.care import Served, give_month
from portal.demo.cases import FIRST_MONTH, OPEN_MONTH, Case, Pause, Stage, cases_of
from portal.demo.children import take_in_child
from portal.demo.drawing import DrawingOffice
from portal.demo.entries import enter_records
from portal.demo.families import FamilyTale, family_tale
from portal.demo.houses import HOUSES
from portal.demo.logins import SHOWS_REPRESENTATIVE
from portal.demo.moves import move_some
from portal.demo.neighbours import MOVES_FROM, open_neighbours
from portal.demo.parents import let_parent_sign
from portal.demo.paying import bring_payment, payments_of, write_payments
from portal.demo.planning import plan_visits
from portal.demo.programme_ends import programme_ends
from portal.demo.residents import take_in_resident
from portal.demo.returns import come_back
from portal.demo.short_help import bring_duplicate, help_urgently
from portal.demo.staffing import Office, let_in, open_office
from portal.demo.tariff_year import NEW_YEAR, begin_tariff_year, tells_of_tariffs
from portal.demo.ways import go_elsewhere
from portal.documents.press import Press
from portal.domain.calendar import last_day, month_of, next_month
from portal.domain.contract import Party
from portal.models import Act, ActState, LedgerEntry, Role
from portal.regions.registry import Region
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.queries.payments_state import EMPTY, balances_of
from portal.usecases.resumptions import ResumeContract, resume_contract
from portal.usecases.suspension_proofs import ProofPaper
from portal.usecases.suspensions import SuspendContract, suspend_contract
from portal.usecases.transaction import reading, transaction

OPENED = datetime.combine(date(2025, 4, 1), time(9, 0))
_CLOSED_AT = time(17, 45)
_PAUSED_AT = time(10, 20)
_RECORDED_ONE_BY_ONE = date(2026, 10, 1)
"""From this month on payments go through the use case, with their audit entries."""
_STILL_TO_SIGN = next_month(OPEN_MONTH, -1)
_SIGNED_IN_PORTAL = 1

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happens at a moment; ``moment`` is UTC."""

    moment: datetime
    happen: Callable[[], None]


@dataclass(slots=True)
class Story:
    """The houses with everybody in them, and how far the story has come."""

    now: datetime
    offices: Mapping[str, Office]
    drawing: DrawingOffice
    served: list[Served] = field(default_factory=list)
    admitted: dict[Case, Admitted] = field(default_factory=dict)
    families: list[FamilyTale] = field(default_factory=list)


def tell_story(
    now: datetime, regions: Mapping[str, Region], drawing: DrawingOffice, tell: Tell
) -> None:
    """Fill an empty, migrated database with the houses as they stand at ``now`` (aware)."""
    offices: dict[str, Office] = {}
    for house in HOUSES:
        if house.region in regions:
            region = regions[house.region]
            offices[house.code] = open_office(house, region, region.utc(OPENED))
    if MOVES_FROM.code in offices:
        open_neighbours(regions[MOVES_FROM.region].utc(OPENED))
    story = Story(now, offices, drawing)
    story.families = [one for office in offices.values() if (one := family_tale(office))]
    cases = [
        case
        for office in offices.values()
        for case in cases_of(office.house, office.region.local(now))
    ]
    month = month_of(OPENED.date())
    while month <= OPEN_MONTH:
        tell(f"{month:%m.%Y}")
        _live_through(story, cases, month)
        month = next_month(month)
    plan_visits(story.served)
    for office in offices.values():
        programme_ends(office, story.served, now)
    for office in offices.values():
        own = [case for case in cases if case.house is office.house]
        take_in_child(office, own, drawing, office.region.today(now))
        take_in_resident(office, own, drawing, office.region.today(now))
    _open_cabinets(story)
    _go_elsewhere(story)
    for office in offices.values():
        here = [one for one in story.served if one.office is office]
        move_some(office, here, now, drawing.press)
        come_back(office, here, now)
        enter_records(office, here, drawing.press, now)
    _applications(story)


def _go_elsewhere(story: Story) -> None:
    for office in story.offices.values():
        go_elsewhere(office, [one for one in story.served if one.office is office], story.now)


def _live_through(story: Story, cases: Sequence[Case], month: date) -> None:
    """One calendar month of every house."""
    _write_old_payments(story, month)
    newcomers = [case for case in cases if month_of(case.presented_at.date()) == month]
    for _day, group in groupby(
        sorted(newcomers, key=lambda case: case.presented_at.date()),
        key=lambda case: case.presented_at.date(),
    ):
        _receive(story, list(group))
    events = [
        *_payments(story, month),
        *_pauses(story, month),
        *_new_tariffs(story, month),
        *_family_steps(story, month),
    ]
    for event in sorted(events, key=lambda event: event.moment):
        if event.moment < story.now:
            event.happen()
    if month >= FIRST_MONTH:
        _give(story, month)
    if FIRST_MONTH <= month < OPEN_MONTH:
        _close(story, month)


def _family_steps(story: Story, month: date) -> Iterator[_Event]:
    for tale in story.families:
        for moment, happen in tale.events():
            if month_of(tale.office.region.today(moment)) == month:
                yield _Event(moment, happen)


def _receive(story: Story, group: Sequence[Case]) -> None:
    """A reception day: everybody hands in their papers, and the next day signs."""
    for case in sorted(group, key=lambda case: case.presented_at):
        office = story.offices[case.house.code]
        story.admitted[case] = come_in(case, office)
    contracts = sorted(
        (case for case in group if case.stage is not Stage.JUST_CAME),
        key=lambda case: case.concluded_at,
    )
    if len(contracts) > 1:
        story.drawing.rehearse(partial(_conclude_all, story, contracts))
    for case in contracts:
        office = story.offices[case.house.code]
        contract_id = conclude(case, office, story.admitted[case], story.drawing.press)
        if case.stage is Stage.TO_SIGN:
            continue
        sign(case, office, contract_id)
        since = max(FIRST_MONTH, case.concluded_at.date())
        programme_id = story.admitted[case].programme_id
        story.served.append(Served(case, office, contract_id, since, programme_id))


def _conclude_all(story: Story, contracts: Sequence[Case], press: Press) -> None:
    for case in contracts:
        conclude(case, story.offices[case.house.code], story.admitted[case], press)


def _write_old_payments(story: Story, month: date) -> None:
    if month < _RECORDED_ONE_BY_ONE:
        write_payments(payments_of(story.served, month, next_month(month)))


def _payments(story: Story, month: date) -> Iterator[_Event]:
    if month < _RECORDED_ONE_BY_ONE:
        return
    for office in story.offices.values():
        today = office.region.today(story.now)
        served = [one for one in story.served if one.office is office]
        for paid in payments_of(served, month, min(today, next_month(month))):
            yield _Event(paid.at, partial(bring_payment, paid, today))


def _pauses(story: Story, month: date) -> Iterator[_Event]:
    for one in story.served:
        for pause in one.case.pauses:
            if month_of(pause.since) == month:
                yield _Event(
                    _moment(one, pause.since), partial(_suspend, one, pause, story.drawing.press)
                )
            if pause.until is not None and month_of(pause.until) == month:
                again = partial(_resume, one, pause.until, story.drawing.press)
                yield _Event(_moment(one, pause.until), again)


def _new_tariffs(story: Story, month: date) -> Iterator[_Event]:
    """The eve of a year's tariffs, where a house has to tell people of them."""
    if next_month(month) != NEW_YEAR:
        return
    eve = datetime.combine(NEW_YEAR - timedelta(days=2), _PAUSED_AT)
    for office in story.offices.values():
        if tells_of_tariffs(office, NEW_YEAR):
            at = office.region.utc(eve)
            yield _Event(at, partial(begin_tariff_year, office, NEW_YEAR, at))


def _moment(one: Served, day: date) -> datetime:
    return one.office.region.utc(datetime.combine(day, _PAUSED_AT))


def _suspend(one: Served, pause: Pause, press: Press) -> None:
    suspend_contract(
        SuspendContract(
            one.contract_id,
            pause.ground,
            pause.since,
            paper_later=pause.until is None,
            paper=None if pause.until is None else ProofPaper(pause.since),
        ),
        region=one.office.region,
        actor=one.office.actor(Role.DIRECTOR),
        now=_moment(one, pause.since),
        press=press,
    )


def _resume(one: Served, day: date, press: Press) -> None:
    resume_contract(
        ResumeContract(one.contract_id, day),
        region=one.office.region,
        actor=one.office.actor(Role.DIRECTOR),
        now=_moment(one, day),
        press=press,
    )


def _give(story: Story, month: date) -> None:
    """Services of the month; in the open one, those up to yesterday."""
    for office in story.offices.values():
        yesterday = office.region.today(story.now) - timedelta(days=1)
        served = [one for one in story.served if one.office is office]
        give_month(served, month, min(last_day(month), yesterday))


def _close(story: Story, month: date) -> None:
    for office in story.offices.values():
        at = office.region.utc(datetime.combine(last_day(month), _CLOSED_AT))
        closed = close_month(
            CloseMonth(month),
            region=office.region,
            actor=office.actor(Role.ACCOUNTANT),
            now=at,
        )
        if month < _STILL_TO_SIGN:
            _signed_on_paper(closed.act_ids)
        else:
            _sign_some(story, office, closed.act_ids, at)


def _open_cabinets(story: Story) -> None:
    """One person in each house has a login: somebody who pays, and still owes something."""
    for office in story.offices.values():
        served = [one for one in story.served if one.office is office and one.case.signs_alone]
        with reading() as session:
            accounts = balances_of(
                session,
                LedgerEntry.contract_id.in_([one.contract_id for one in served]),
                office.region.today(story.now),
            )
        owing = [one for one in served if accounts.get(one.contract_id, EMPTY).balance > 0]
        chosen = min(owing or served, key=lambda one: (one.case.habit.value, one.case.number))
        let_in(office, story.admitted[chosen.case].recipient_id, story.now - timedelta(days=2))
        if office.house is SHOWS_REPRESENTATIVE:
            children = (one for one in story.served if one.office is office)
            child = next(one for one in children if not one.case.signs_alone)
            let_parent_sign(office, child.contract_id, story.drawing.press, story.now)


def _applications(story: Story) -> None:
    """What admission has on its desk; the programme that ends first is drafted anew."""
    for office in story.offices.values():
        served = [one.case for one in story.served if one.office is office]
        ending = min(served, key=lambda case: (case.valid_until, case.number))
        apply(office, story.admitted[ending].recipient_id, story.now)
        bring_duplicate(office, story.admitted[ending].programme_id, story.now)
        alone = next(case for case in served if case.signs_alone)
        help_urgently(office, story.admitted[alone].recipient_id, story.drawing.press, story.now)


def _signed_on_paper(act_ids: Sequence[int]) -> None:
    """Acts of long ago are signed; their papers are drawn when somebody first opens them."""
    with transaction() as session:
        session.execute(update(Act).where(Act.id.in_(act_ids)).values(state=ActState.SIGNED))


def _sign_some(story: Story, office: Office, act_ids: Sequence[int], at: datetime) -> None:
    """The last month is on the director's desk; a few acts are through already."""
    alone = {one.contract_id for one in story.served if one.case.signs_alone}
    with reading() as session:
        rows = session.execute(
            select(Act.id, Act.contract_id).where(Act.id.in_(act_ids)).order_by(Act.id)
        ).all()
    chosen = [act_id for act_id, contract_id in rows if contract_id in alone]
    for act_id in chosen[:_SIGNED_IN_PORTAL]:
        for party, actor, later in (
            (Party.PROVIDER, office.actor(Role.DIRECTOR), timedelta(minutes=5)),
            (Party.RECIPIENT, office.actor(Role.SOCIAL_WORKER), timedelta(minutes=9)),
        ):
            sign_act(
                SignAct(act_id, party, office.region.today(at + later)),
                region=office.region,
                actor=actor,
                now=at + later,
                press=story.drawing.press,
            )
