"""A move at the authority: registered, agreed or refused, the notification with its list.

The authority's officer acts where the authority works in the portal. Where it does not, the
provider's director enters what came on paper. Rules: AST-TRN-02, AST-TRN-04 to -06, AST-TRN-12,
AST-NOT-03, AST-REG-01, AST-PDP-02.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.domain.personal_data import file_not_returned
from portal.domain.transfer import transfer_terms
from portal.domain.transfer_package import lapsed
from portal.domain.violations import NotAllowed, Violation, refuse
from portal.models import (
    PersonalFileMove,
    Provider,
    Role,
    Transfer,
    TransferOffer,
    TransferPaper,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.numbering import take_number
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import (
    AUTHORITY,
    LONGEST,
    Taken,
    TransferDone,
    case_for_authority,
    case_of,
    demand_seen,
    done,
    provider_named,
    release_holds,
    rules_of,
    take,
)
from portal.usecases.transfer_papers import package_of, state_of
from portal.usecases.transfer_told import told_term
from portal.usecases.work_calendar import work_calendar

REGISTER = "transfer_register"
RETURNED = "returned_to_provider"


class Decision(StrEnum):
    """An arrow of the authority."""

    REGISTER = "register"
    AGREE = "agree"
    REFUSE = "refuse"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Recommended:
    """A provider of the notification: its row, or its name when it does not work here."""

    provider_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DecideTransfer:
    """Arrows of the authority, taken together and in this order.

    ``returned`` are the papers that come back with the notification, None = all of them;
    ``number`` and ``reason`` are the refusal's, as received.
    """

    transfer_id: int
    steps: tuple[Decision, ...]
    on: date | None = None
    recommended: tuple[Recommended, ...] = ()
    returned: tuple[str, ...] | None = None
    number: str = ""
    reason: str = ""
    version: int | None = None


def decide_transfer(
    command: DecideTransfer, *, region: Region, actor: Actor, now: datetime
) -> TransferDone:
    """Take the authority's arrows; each is one line of the register and of the move's history.

    Raises transition_not_allowed for an arrow that does not lead out of the state, value_invalid
    for a notification that recommends nobody, and for days out of order.
    """
    with transaction() as session:
        row = _case(session, command.transfer_id, actor)
        demand_seen(session, row, command.version)
        on = command.on or region.today(now)
        said: list[Violation] = []
        for step in command.steps:
            note = command.reason.strip()[:LONGEST] if step is Decision.REFUSE else ""
            taken = Taken(AUTHORITY, on, note=note)
            take(session, row, step.value, taken, region=region, actor=actor, now=now)
            said.extend(_written(session, row, step, command, on, region=region, now=now))
        session.flush()
        return done(row, said)


def _case(session: Session, transfer_id: int, actor: Actor) -> Transfer:
    """The officer's move, or the director's own one that no officer of the portal decides."""
    if actor.role is Role.OFFICER:
        return case_for_authority(session, transfer_id, actor)
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    row = case_of(session, transfer_id, actor)
    if row.authority_id is not None:
        refuse(
            "not_authorised",
            "Решает уполномоченный орган: он работает в портале и сам запишет решение.",
        )
    return row


def _written(  # noqa: PLR0913 - the move, the arrow, and by which rules
    session: Session,
    row: Transfer,
    step: Decision,
    command: DecideTransfer,
    on: date,
    *,
    region: Region,
    now: datetime,
) -> Sequence[Violation]:
    """What an arrow leaves in the register besides itself; returns what to warn of."""
    if step is Decision.REGISTER:
        _register(session, row, on, region)
    elif step is Decision.AGREE:
        row.agreed_on = on
    elif step is Decision.REFUSE:
        return _refused(session, row, command)
    else:
        return _notified(session, row, command, on, region=region, now=now)
    return ()


def _register(session: Session, row: Transfer, on: date, region: Region) -> None:
    """The number of Appendix 3, and the terms that run from this day (AST-TRN-05, AST-TRN-06)."""
    row.registered_on = on
    if row.authority_id is not None:
        taken = take_number(session, row.authority_id, REGISTER, on.year)
        row.register_year, row.register_number = on.year, taken
    if row.manual:
        return
    terms = transfer_terms(rules_of(row, region), on, work_calendar(session, region))
    row.agreement_due = terms.agreement.at.date() if terms.agreement else None
    row.notice_due = terms.notice.at.date() if terms.notice else None


def _refused(session: Session, row: Transfer, command: DecideTransfer) -> Sequence[Violation]:
    row.decision_number = command.number.strip()[:LONGEST]
    row.decision_reason = command.reason.strip()[:LONGEST]
    release_holds(session, row)
    if row.decision_reason:
        return ()
    text = "Причина отказа не указана. Запросите её: получатель вправе подать заявление снова."
    return (Violation("refusal_reason_empty", text, "reason"),)


def _notified(
    session: Session,
    row: Transfer,
    command: DecideTransfer,
    on: date,
    *,
    region: Region,
    now: datetime,
) -> Sequence[Violation]:
    """The list, the papers that came back, and what has run out since the package was filed."""
    if not command.recommended:
        text = "Назовите хотя бы одного рекомендуемого поставщика."
        refuse("value_invalid", text, field="recommended")
    row.notified_on = on
    row.told_due = told_term(session, row, region, on)
    for position, one in enumerate(command.recommended, 1):
        offered_id, name = provider_named(
            session, region, one.provider_id, one.name, field="recommended"
        )
        session.add(
            TransferOffer(
                provider_id=row.provider_id,
                transfer_id=row.id,
                position=position,
                offered_id=offered_id,
                name=name,
            )
        )
    returned = _returned(session, row, command, on, region=region)
    route = region.rules.personal_data_rules.on(row.applied_on).file_route
    if route is None:
        return _lapsed(session, row, region, on)
    missing = file_not_returned(route, row.state, returned)
    if not missing:
        file_is_back(session, row, session.get_one(Provider, row.provider_id), on, now)
    return (*_lapsed(session, row, region, on), *missing)


def _returned(
    session: Session, row: Transfer, command: DecideTransfer, on: date, *, region: Region
) -> tuple[str, ...]:
    package = package_of(session, row, region, on)
    every = tuple(paper.code for paper in package.papers) if package else ()
    returned = every if command.returned is None else command.returned
    session.execute(
        update(TransferPaper)
        .where(
            TransferPaper.provider_id == row.provider_id,
            TransferPaper.transfer_id == row.id,
            TransferPaper.code.in_(returned),
        )
        .values(returned_on=on)
    )
    return returned


def _lapsed(session: Session, row: Transfer, region: Region, on: date) -> Sequence[Violation]:
    found = state_of(session, row, region, on)
    return lapsed(found) if found else ()


def file_is_back(session: Session, row: Transfer, owner: Provider, on: date, now: datetime) -> None:
    """Write down the journey of the file from the authority to its owner (AST-PDP-02)."""
    authority = session.get(Provider, row.authority_id) if row.authority_id else None
    session.add(
        PersonalFileMove(
            provider_id=row.provider_id,
            transfer_id=row.id,
            leg=RETURNED,
            moved_on=on,
            sender=authority.short_name if authority else "уполномоченный орган",
            receiver=owner.short_name,
            papers="личное дело с бумагами пакета",
            recorded_at=now,
        )
    )
