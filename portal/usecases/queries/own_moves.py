"""The recipient's own ways as the cabinet shows them, and applications that wait for the office.

Rules: FED-TRN-01 to FED-TRN-03, MSK-TRN-01, VLA-TRN-01, AST-TRN-02, AST-TRN-13.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING, ContractState
from portal.domain.law import Citation
from portal.domain.moves import MoveKind, MoveWish, next_step, ways_from
from portal.domain.people import full_name
from portal.domain.violations import NotAllowed, NotFound, Violation
from portal.models import (
    Contract,
    Membership,
    Move,
    MoveRequest,
    MoveStep,
    Recipient,
    Role,
    Transfer,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.move_case import ending_of, path_for
from portal.usecases.move_papers import LIST, ORDER
from portal.usecases.move_ways import lawful_ways
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.transfer_own import not_alone
from portal.usecases.way_over import closed_by

MOST = 10


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step in the recipient's list: done on a day, the one whose turn it is, or to come."""

    code: str
    title: str
    taken_on: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class OwnWay:
    """A way of the recipient; ``who`` are the roles whose turn it is, ``by`` a day it hangs on."""

    id: int
    kind: MoveKind
    destination: str
    reason: str
    applied_on: date
    steps: tuple[OwnStep, ...]
    who: tuple[str, ...]
    by: date | None
    source: Citation
    last_day: date | None
    moves_on: date | None
    new_contract: bool
    closed_on: date | None
    closed_by: str
    withdrawal: str
    papers: tuple[str, ...]
    may_stay: bool

    @property
    def current(self) -> OwnStep | None:
        """The step whose turn it is."""
        return next((one for one in self.steps if one.current), None)


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """An application from the cabinet; ``signed`` by a code, else it waits for paper."""

    id: int
    wish: MoveWish
    kind: MoveKind
    destination: str
    asked_on: date
    signed: bool
    closed_on: date | None
    answer: str
    by_representative: bool


@dataclass(frozen=True, slots=True)
class OpenWays:
    """A contract of the recipient from which a way may be asked for."""

    contract_id: int
    number: str
    kinds: tuple[MoveKind, ...]


@dataclass(frozen=True, slots=True)
class OwnMoves:
    """Everything about the ways of the person whose cabinet it is."""

    recipient_id: int
    ways: tuple[OwnWay, ...]
    requests: tuple[OwnRequest, ...]
    may_ask: tuple[OpenWays, ...]
    alone: Violation | None

    @property
    def waiting(self) -> OwnRequest | None:
        """The newest application nobody has answered yet."""
        return next((one for one in self.requests if one.closed_on is None), None)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An application for the office's list."""

    id: int
    contract_id: int
    person: str
    wish: MoveWish
    kind: MoveKind
    destination: str
    reason: str
    asked_at: datetime
    signed: bool
    move_id: int | None
    transfer_id: int | None
    agreed: bool


def own_moves(actor: Actor, region: Region, today: date) -> OwnMoves:
    """The ways, the applications and what may be asked for; raises NotAllowed for the staff."""
    with reading() as session:
        person = _own_person(session, actor)
        mine = (Move.provider_id == actor.provider_id, Move.recipient_id == person)
        rows = session.scalars(select(Move).where(*mine).order_by(Move.id.desc()).limit(MOST)).all()
        asked = session.scalars(
            select(MoveRequest)
            .where(
                MoveRequest.provider_id == actor.provider_id,
                MoveRequest.recipient_id == person,
            )
            .order_by(MoveRequest.id.desc())
            .limit(MOST)
        ).all()
        busy = {one.contract_id for one in asked if one.closed_at is None}
        return OwnMoves(
            recipient_id=person,
            ways=tuple(_way(session, row, region) for row in rows),
            requests=tuple(_request(one, region) for one in asked),
            may_ask=_may_ask(session, actor, person, busy, region, today),
            alone=not_alone(session, person, region, actor, today),
        )


def own_move_paper(actor: Actor, move_id: int, code: str) -> bytes:
    """The order or the list of an own way; raises NotFound for another's, or before it is drawn."""
    with reading() as session:
        row = own(session, Move, move_id, actor.provider_id)
        if row.recipient_id != _own_person(session, actor):
            raise NotFound
        paper_id = {ORDER: row.order_paper_id, LIST: row.list_paper_id}.get(code)
    if paper_id is None:
        raise NotFound
    return paper_bytes(actor.provider_id, paper_id)


def waiting_requests(
    actor: Actor, region: Region, today: date, contract_id: int | None = None
) -> tuple[RequestRow, ...]:
    """The applications from the cabinet nobody has answered, the signed ones first.

    ``contract_id``: of that contract only.
    """
    rules = region.rules.transfer_rules.on(today)
    which: tuple[ColumnElement[bool], ...] = (
        MoveRequest.provider_id == actor.provider_id,
        MoveRequest.closed_at.is_(None),
        *about_own_people(actor, MoveRequest.recipient_id),
        *(() if contract_id is None else (MoveRequest.contract_id == contract_id,)),
    )
    with reading() as session:
        found = session.execute(
            select(MoveRequest, Recipient, Contract.form)
            .join(Recipient, Recipient.id == MoveRequest.recipient_id)
            .join(Contract, Contract.id == MoveRequest.contract_id)
            .where(*which)
            .order_by(MoveRequest.signed_at.is_(None), MoveRequest.id)
            .limit(MOST)
        )
        return tuple(
            RequestRow(
                id=row.id,
                contract_id=row.contract_id,
                person=full_name(person.surname, person.name, person.patronymic),
                wish=row.wish,
                kind=row.kind,
                destination=row.destination,
                reason=row.reason,
                asked_at=row.asked_at,
                signed=row.signed_at is not None,
                move_id=row.move_id,
                transfer_id=row.transfer_id,
                agreed=any(
                    way.agreed and way.kind is row.kind
                    for way in ways_from(rules, form, departments=1, homes=1)
                ),
            )
            for row, person, form in found
        )


def _own_person(session: Session, actor: Actor) -> int:
    if actor.role is not Role.RECIPIENT:
        raise NotAllowed
    found = session.scalar(
        select(Membership.recipient_id).where(
            Membership.id == actor.membership_id, Membership.provider_id == actor.provider_id
        )
    )
    if found is None:
        raise NotFound
    return found


def _way(session: Session, row: Move, region: Region) -> OwnWay:
    path = path_for(row, region)
    coming = next_step(path, row.state) if row.closed_on is None else None
    taken = dict(
        session.execute(
            select(MoveStep.step, MoveStep.taken_on).where(
                MoveStep.provider_id == row.provider_id, MoveStep.move_id == row.id
            )
        ).all()
    )
    contract = own(session, Contract, row.contract_id, row.provider_id)
    ending = ending_of(session, row) if row.kind.ends_contract else None
    last_day = contract.ended_on or (ending.last_day if ending else None)
    ended = contract.state is ContractState.TERMINATED
    by = None
    if coming is not None:
        by = {"terminate_old": last_day, "old_end_set": last_day}.get(coming.code, row.moves_on)
    return OwnWay(
        id=row.id,
        kind=row.kind,
        destination=row.destination,
        reason=row.reason,
        applied_on=row.applied_on,
        steps=tuple(
            OwnStep(one.code, one.title, taken.get(one.code), one is coming) for one in path.steps
        ),
        who=coming.actors if coming else (),
        by=by,
        source=path.steps[0].citation,
        last_day=last_day,
        moves_on=row.moves_on,
        new_contract=bool(row.new_contract_id or row.new_contract),
        closed_on=row.closed_on,
        closed_by=closed_by(session, row) if row.closed_on else "",
        withdrawal=row.withdrawal,
        papers=tuple(
            code
            for code, paper in ((ORDER, row.order_paper_id), (LIST, row.list_paper_id))
            if paper is not None
        ),
        may_stay=row.closed_on is None and not ended,
    )


def _request(row: MoveRequest, region: Region) -> OwnRequest:
    return OwnRequest(
        id=row.id,
        wish=row.wish,
        kind=row.kind,
        destination=row.destination,
        asked_on=region.today(row.asked_at),
        signed=row.signed_at is not None,
        closed_on=region.today(row.closed_at) if row.closed_at else None,
        answer=row.answer,
        by_representative=row.representative_id is not None,
    )


def _may_ask(
    session: Session, actor: Actor, person: int, busy: set[int], region: Region, today: date
) -> tuple[OpenWays, ...]:
    """The contracts in force with no open way and no application, and the lawful ways of each."""
    contracts = session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.recipient_id == person,
            Contract.state.in_(RUNNING),
            *(
                ~select(table.id)
                .where(
                    table.provider_id == Contract.provider_id,
                    table.contract_id == Contract.id,
                    table.closed_on.is_(None),
                )
                .exists()
                for table in (Move, Transfer)
            ),
        )
        .order_by(Contract.id)
    )
    found = []
    for one in contracts:
        if one.id in busy:
            continue
        ways = lawful_ways(session, one, region, today)
        found.append(OpenWays(one.id, one.number, tuple(way.kind for way in ways)))
    return tuple(found)
