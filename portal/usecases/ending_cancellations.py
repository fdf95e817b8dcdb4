"""A complete end taken back by an order of the director, while its last day is not over.

Until then the contract is served, so nothing has stopped that would have to begin anew. Afterwards
nothing brings the contract back: the parties conclude another one. What a notice of the provider
has ended stays ended. Rules: FED-TER-06, FED-TER-07, VLA-TER-03.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.calendar import month_of
from portal.domain.capacity import Stay, check_enrolment
from portal.domain.contract import ContractState, Party
from portal.domain.contract_life import LifeStep, passage, state_after
from portal.domain.documents import names_document
from portal.domain.endings import EndingState, demand_withdrawal
from portal.domain.moves import MoveKind
from portal.domain.termination import Initiator
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.models import (
    Act,
    Contract,
    ContractTerms,
    Department,
    EndingCancellation,
    Move,
    Recipient,
    Role,
    Suspension,
    Termination,
    Transfer,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.course_days import course_stay
from portal.usecases.ending_cancellation_paper import draw_cancellation
from portal.usecases.ending_text import paper_day
from portal.usecases.facts import own
from portal.usecases.later_contracts import successor
from portal.usecases.meanwhile import demand_ending_seen
from portal.usecases.missing_people import missing_since
from portal.usecases.numbering import take_number
from portal.usecases.places import open_room
from portal.usecases.reviewed_programmes import issued_instead
from portal.usecases.suspension_bounds import breaks_ahead
from portal.usecases.suspension_orders import Office, orders_of
from portal.usecases.termination_papers import ORDERS
from portal.usecases.terminations import locked
from portal.usecases.transaction import reading, transaction
from portal.usecases.work_calendar import work_calendar

ANEW = "Если обслуживание продолжают, составьте новый договор: по той же программе можно."
_CLAUSE = passage(LifeStep.CANCEL_END).citation
_RECIPIENTS = frozenset({Initiator.RECIPIENT, Initiator.BOTH})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CancelTermination:
    """A complete end that is not wanted any more, and why.

    ``consent_on``: the day of the recipient's written consent, asked for where the recipient wanted
    the end or was told of it.
    """

    termination_id: int
    reason: str
    version: int | None = None
    consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class TerminationCancelled:
    """The order that took the end back, and the contract after it."""

    order_number: str
    state: ContractState


def cancel_termination(
    command: CancelTermination, *, region: Region, actor: Actor, now: datetime, press: Press
) -> TerminationCancelled:
    """Take a complete end back by a numbered order: the contract goes on as it was.

    Raises NotAllowed for anybody but the director; transition_not_allowed for an end that is not
    complete, whose last day is over or that something has followed; signature_missing without the
    recipient's consent where it is asked for; no_vacancy where the place has been given away.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        row, contract = locked(session, command.termination_id, actor)
        demand_ending_seen(session, row, contract, command.version)
        last = _demand_ahead(session, row, contract, today, region)
        own(session, Recipient, contract.recipient_id, contract.provider_id, lock=True)
        _demand_nothing_followed(session, row, contract, last, region, today)
        _demand_consent(row, command.consent_on, today)
        if contract.department_id is not None:
            own(session, Department, contract.department_id, contract.provider_id, lock=True)
        _demand_place(session, contract, last, region, today)
        if not names_document(command.reason):
            text = "Напишите, почему прекращение отменяют: это будет в приказе."
            refuse("value_invalid", text, field="reason")
        reason = command.reason.strip()
        row.withdrawal_consent_on = command.consent_on
        number = _order(session, row, contract, reason, Office(region, actor, now, press))
        before = {"state": contract.state.value, "ended_on": contract.ended_on}
        row.state, row.cancelled = EndingState.WITHDRAWN, True
        row.withdrawn_at, row.withdrawn_by_id = now, actor.membership_id
        row.withdrawal_reason = reason
        session.flush()
        _revive(session, contract, last, today)
        after = {"state": contract.state.value, "termination": row.id, "order": number}
        subject = ("termination_cancelled", "contract", contract.id)
        audit.record(session, actor, now, *subject, before, after, reason=reason)
        return TerminationCancelled(number, contract.state)


def may_be_cancelled(
    state: EndingState, last_day: date | None, valid_until: date, today: date, *, by_notice: bool
) -> bool:
    """Whether the end itself stands in no order's way; what has followed it is asked by the order.

    It is complete, its last day not over and before the contract's own; ``by_notice``: a notice
    that was handed over has brought it about, and such an end stays (FED-TER-06).
    """
    complete = state is EndingState.TERMINATED and not by_notice
    return complete and last_day is not None and today <= last_day < valid_until


def cancellation_refusal(actor: Actor, termination_id: int, region: Region, today: date) -> str:
    """Why no order takes a complete end back today, whatever the form says; "" where one may."""
    with reading() as session:
        row = own(session, Termination, termination_id, actor.provider_id)
        contract = own(session, Contract, row.contract_id, actor.provider_id)
        try:
            last = _demand_ahead(session, row, contract, today, region)
            _demand_nothing_followed(session, row, contract, last, region, today)
            _demand_place(session, contract, last, region, today)
        except RulesBroken as broken:
            return broken.violations[0].text
    return ""


def _demand_ahead(
    session: Session, row: Termination, contract: Contract, today: date, region: Region
) -> date:
    """The last day of an end that can be taken back still."""
    last = row.last_day
    if row.state is not EndingState.TERMINATED or last is None:
        text = f"Отменить приказом можно оформленное прекращение, а это — {row.state.label.lower()}"
        refuse("transition_not_allowed", f"{text}. Обновите страницу.", citation=_CLAUSE)
    if row.needs_notice and row.notice_handed_on is not None:
        notice = region.rules.termination_rules.on(row.rules_day).notice
        demand_withdrawal(row.state, row.notice_handed_on, None, notice)
    if today > last:
        follows = successor(session, contract, last)
        refuse(
            "transition_not_allowed",
            f"Последний день услуг {last:%d.%m.%Y} прошёл, договор № {contract.number} прекращён: "
            f"приказ его не вернёт. {follows.words if follows else ANEW}",
            citation=_CLAUSE,
            subject=f"contract:{follows.contract_id}" if follows else None,
        )
    if last >= contract.valid_until:
        refuse(
            "transition_not_allowed",
            f"Договор и без приказа кончается {contract.valid_until:%d.%m.%Y}. {ANEW}",
            citation=_CLAUSE,
        )
    return last


def _demand_nothing_followed(
    session: Session,
    row: Termination,
    contract: Contract,
    last: date,
    region: Region,
    today: date,
) -> None:
    """Refuse what would stand beside another contract, the last act, a move or a death."""
    person = own(session, Recipient, contract.recipient_id, contract.provider_id)
    only = region.rules.contract_rules.on(today).single is not None
    if person.died_on is not None or missing_since(person, today) is not None:
        text = (
            "В карточке записаны смерть или безвестное отсутствие. Если это ошибка, сначала "
            "исправьте карточку, «Кто действует за получателя»."
        )
    elif (number := _next_contract(session, contract, last, only=only)) is not None:
        text = f"После прекращения составлен договор № {number}. Сначала закройте его."
    elif _has_last_act(session, contract, row):
        text = f"Последний акт уже выдан: расчёт по договору закончен. {ANEW}"
    elif _is_on_its_way(session, row, contract):
        text = (
            "Договор прекращён переводом или переходом: один день двое не обслуживают. Переход, "
            "который не окончен, сначала отмените; если он окончен, получатель вернётся по новой "
            "программе или с конвертом от того поставщика."
        )
    else:
        return
    refuse("transition_not_allowed", text, citation=_CLAUSE, subject=f"recipient:{person.id}")


def _next_contract(session: Session, contract: Contract, last: date, *, only: bool) -> str | None:
    """A contract on the same programme; where one is the ``only``, any that outlasts ``last``.

    The one that follows this contract is none: it serves from its first day on.
    Rules: FED-CON-01, MSK-CON-05, FED-IPP-06.
    """
    beside = Contract.programme_id == contract.programme_id
    if only:
        follows = and_(
            Contract.form == contract.form,
            issued_instead(contract.provider_id, contract.programme_id, Contract.programme_id),
        )
        beside |= and_(Contract.valid_until > last, ~follows)
    found = select(Contract.number).where(
        Contract.provider_id == contract.provider_id,
        Contract.recipient_id == contract.recipient_id,
        Contract.id != contract.id,
        Contract.state != ContractState.TERMINATED,
        beside,
    )
    return session.scalar(found.limit(1))


def _has_last_act(session: Session, contract: Contract, row: Termination) -> bool:
    month = month_of(row.last_day) if row.last_day else None
    found = select(Act.id).where(Act.contract_id == contract.id, Act.month == month)
    return session.scalar(found.limit(1)) is not None


def _is_on_its_way(session: Session, row: Termination, contract: Contract) -> bool:
    transfer = select(Transfer.id).where(
        Transfer.provider_id == row.provider_id, Transfer.termination_id == row.id
    )
    move = select(Move.id).where(
        Move.provider_id == contract.provider_id,
        Move.contract_id == contract.id,
        Move.kind.in_([kind for kind in MoveKind if kind.ends_contract]),
        Move.withdrawal == "",
    )
    return any(session.scalar(one.limit(1)) is not None for one in (transfer, move))


def _demand_consent(row: Termination, consented: date | None, today: date) -> None:
    """The recipient agrees in writing where the end was the recipient's will, or was told of."""
    if consented is not None and consented > today:
        text = "Этот день ещё не наступил. Введите день, который стоит на согласии получателя."
        refuse("value_invalid", text, field="consent_on")
    signed = _signed_on(row)
    if signed is None and row.notice_handed_on is None and row.initiator not in _RECIPIENTS:
        return
    asked = max((day for one in row.basis if (day := paper_day(one))), default=None)
    steps = (
        (row.notice_handed_on, "вручения уведомления"),
        (asked, "заявления о прекращении"),
        (signed, "подписи под документом о расторжении"),
    )
    last = max(((day, step) for day, step in steps if day is not None), default=None)
    if consented is None or (last is not None and consented < last[0]):
        since = f", не раньше {last[1]} {last[0]:%d.%m.%Y}" if last else ""
        refuse(
            "signature_missing",
            "Получатель сам просил о прекращении или извещён о нём: отменить его можно только с "
            f"письменного согласия получателя. Введите день этого согласия{since}.",
            field="consent_on",
            citation=_CLAUSE,
        )


def _signed_on(row: Termination) -> date | None:
    """The last day on which the recipient's side signed the document of the end."""
    customer = (one.signed_on for one in row.signatures if one.party is not Party.PROVIDER)
    return max(customer, default=None)


def _demand_place(
    session: Session, contract: Contract, last: date, region: Region, today: date
) -> None:
    """The place may have been given to somebody else from the day after the end (FED-CON-09)."""
    if contract.department_id is None:
        return
    department = own(session, Department, contract.department_id, contract.provider_id)
    room = open_room(session, department, region, today, besides=(contract.id,))
    if room.limit is None:
        return
    calendar = work_calendar(session, region)
    wanted = Stay(last + _DAY, contract.valid_until)
    if room.course is not None:  # A course that is over by the last day asks for no place after it.
        first = contract.course_start or contract.in_force_from or contract.concluded_on
        course = course_stay(room.course, Stay(first, contract.valid_until), calendar)
        wanted = Stay(max(wanted.since, course.since), course.until)
    if wanted.since <= wanted.until and check_enrolment(
        room.limit, (*room.stays, *room.kept), wanted, calendar
    ):
        refuse(
            "no_vacancy",
            f"Место с {wanted.since:%d.%m.%Y} уже отдано: свободных мест в отделении нет. Запишите "
            "получателя в очередь; когда место освободится, составьте новый договор.",
            citation=room.limit.citation,
        )


def _order(session: Session, row: Termination, contract: Contract, reason: str, by: Office) -> str:
    """Number, print and freeze the order in the register of orders on ends (VLA-TER-03)."""
    today = by.region.today(by.now)
    sequence = take_number(session, contract.provider_id, ORDERS, today.year)
    number = f"{sequence}/{today.year}"
    paper = draw_cancellation(session, row, contract, number, reason, by)
    session.add(
        EndingCancellation(
            provider_id=contract.provider_id,
            termination_id=row.id,
            number=number,
            year=today.year,
            sequence=sequence,
            reason=reason,
            paper_id=paper.id,
            recorded_at=by.now,
            recorded_by_id=by.actor.membership_id,
        )
    )
    session.flush()
    return number


def _revive(session: Session, contract: Contract, last: date, today: date) -> None:
    """Open what the end has closed: terms go on to the next ones, breaks by their last order."""
    after = last + _DAY
    terms = session.scalars(
        select(ContractTerms)
        .where(ContractTerms.contract_id == contract.id)
        .order_by(ContractTerms.since)
    ).all()
    for row in terms:
        if row.until == after:
            row.until = min((one.since for one in terms if one.since > row.since), default=None)
    for pause in session.scalars(
        select(Suspension).where(Suspension.contract_id == contract.id, Suspension.until == after)
    ):
        orders = orders_of(session, pause.id)
        pause.until = orders[-1].until if orders else pause.until
    contract.ended_on = None
    contract.state = state_after(contract.state, LifeStep.CANCEL_END)
    session.flush()
    if breaks_ahead(session, contract, today):
        contract.state = ContractState.SUSPENDED
        session.flush()
