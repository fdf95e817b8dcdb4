"""What the pages of ways read: one way with its path, and the list of ways.

Rules: FED-TRN-01 to FED-TRN-03, MSK-TRN-01, VLA-TRN-01, AST-TRN-02.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.law import Citation
from portal.domain.moves import NEEDS, ORDERS, MoveKind, acts_due_until, next_step, path_of
from portal.domain.people import full_name
from portal.models import (
    Contract,
    Department,
    Move,
    MoveEnvelope,
    MoveStep,
    Recipient,
    Role,
    TransferEnvelope,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.ending_text import months_without_act
from portal.usecases.facts import own
from portal.usecases.move_case import (
    contract_elsewhere,
    contract_in_residence,
    ending_of,
    facts_of,
    not_begun_yet,
    path_for,
    taken_by,
)
from portal.usecases.move_envelopes import newest
from portal.usecases.move_ways import departments_beside
from portal.usecases.queries.last_acts import last_act_due
from portal.usecases.queries.paging import PAGE_SIZE, Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.way_over import closed_by

MOST_TASKS = 10


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A way in a list; ``title`` is the state, ``next_title`` the step whose turn it is.

    ``ordered``: that step is an order.
    """

    id: int
    person: str
    recipient_id: int
    kind: MoveKind
    destination: str
    title: str
    next_title: str
    applied_on: date
    moves_on: date | None
    closed_on: date | None
    withdrawal: str
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class PathRow:
    """A step of a path: taken with its day, the next one, or to come; ``missing`` are remedies.

    ``takers`` are the staff who write it down.
    """

    code: str
    title: str
    citation: Citation
    taken_on: date | None
    by: str
    note: str
    current: bool
    missing: tuple[str, ...]
    takers: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveView:
    """One way with its path; ``ending_id`` is the end of the old contract on its way.

    ``last_act`` is the month whose act the reader may issue before the month is closed.
    """

    row: MoveRow
    version: int
    contract_id: int
    contract_number: str
    programme_id: int
    new_programme_id: int | None
    new_contract_id: int | None
    new_contract: str
    elsewhere: str
    reason: str
    applied_by: str
    order_number: str
    handed_to: str
    path: tuple[PathRow, ...]
    ending_id: int | None
    last_day: date | None
    ended: bool
    open_months: tuple[date, ...]
    has_list: bool
    envelope_made: bool
    receiver_here: bool
    taken_in: bool
    unit_here: str
    last_act: date | None = None
    closed_by: str = ""

    @property
    def current(self) -> PathRow | None:
        """The step whose turn it is."""
        return next((one for one in self.path if one.current), None)


def get_move(actor: Actor, move_id: int, region: Region, today: date) -> MoveView:
    """One way from the reader's own provider; raises NotFound for any other."""
    with reading() as session:
        row = own(session, Move, move_id, actor.provider_id)
        due = last_act_due(actor, row.contract_id, today)
        contract = own(session, Contract, row.contract_id, row.provider_id)
        person = own(session, Recipient, row.recipient_id, row.provider_id)
        ending = ending_of(session, row)
        made = newest(session, row.id)
        elsewhere = contract_elsewhere(session, row)
        there = contract_in_residence(session, row) if row.closed_on is None else None
        last_day = contract.ended_on or (ending.last_day if ending else None)
        return MoveView(
            row=_row(row, person, region),
            version=row.version,
            contract_id=contract.id,
            contract_number=contract.number,
            programme_id=row.programme_id,
            new_programme_id=row.new_programme_id,
            new_contract_id=row.new_contract_id or (there.id if there else None),
            new_contract=row.new_contract,
            elsewhere=f"№ {elsewhere.number}" if elsewhere else "",
            reason=row.reason,
            applied_by=row.applied_by,
            order_number=row.order_number,
            handed_to=row.handed_to,
            path=_path(session, row, region, today),
            ending_id=ending.id if ending else None,
            last_day=last_day,
            ended=contract.state is ContractState.TERMINATED
            or (ending is not None and ending.state is EndingState.TERMINATED),
            open_months=months_without_act(session, contract, acts_due_until(today, last_day)),
            has_list=row.list_paper_id is not None,
            envelope_made=made is not None,
            receiver_here=row.to_provider_id is not None,
            taken_in=made is not None and _taken_in(session, row, made),
            unit_here=_department_name(session, row),
            last_act=due.month if due else None,
            closed_by=closed_by(session, row) if row.closed_on else "",
        )


def list_moves(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[MoveRow]:
    """The ways from the reader's provider, the open ones first."""
    which = (
        Move.provider_id == actor.provider_id,
        *about_own_people(actor, Move.recipient_id),
    )
    wanted = (
        select(Move, Recipient)
        .join(Recipient, Recipient.id == Move.recipient_id)
        .where(*which)
        .order_by(Move.closed_on.is_not(None), Move.moves_on, Move.id.desc())
    )
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Move).where(*which)) or 0
        rows = session.execute(paged(wanted, page, size)).all()
        listed = tuple(_row(row, person, region) for row, person in rows)
    return Page(listed, total, page, size)


def departments_of(actor: Actor, contract_id: int) -> tuple[tuple[int, str], ...]:
    """The departments that a contract's recipient may be moved to, as ``open_move`` takes them."""
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        return departments_beside(session, contract)


def _path(session: Session, row: Move, region: Region, today: date) -> tuple[PathRow, ...]:
    path = path_for(row, region)
    coming = next_step(path, row.state) if row.closed_on is None else None
    facts = facts_of(session, row, today) if coming else frozenset()
    there = contract_in_residence(session, row) if coming else None
    waits = not_begun_yet(there, today) if there else ""
    taken = {
        one.step: one
        for one in session.scalars(
            select(MoveStep).where(
                MoveStep.provider_id == row.provider_id, MoveStep.move_id == row.id
            )
        )
    }
    found = []
    for step in path.steps:
        done = taken.get(step.code)
        current = coming is not None and step.code == coming.code
        needs = NEEDS.get(step.code, ()) if current else ()
        found.append(
            PathRow(
                code=step.code,
                title=step.title,
                citation=step.citation,
                taken_on=done.taken_on if done else None,
                by=done.taken_by if done else "",
                note=done.note if done else "",
                current=current,
                missing=tuple(
                    (need.fact == "new_contract" and waits) or need.text
                    for need in needs
                    if need.fact not in facts
                ),
                takers=taken_by(step),
            )
        )
    return tuple(found)


def move_rows(session: Session, region: Region, *which: ColumnElement[bool]) -> tuple[MoveRow, ...]:
    """At most ten ways, the earliest first day at the new place first."""
    rows = session.execute(
        select(Move, Recipient)
        .join(Recipient, Recipient.id == Move.recipient_id)
        .where(*which)
        .order_by(Move.moves_on.is_(None), Move.moves_on, Move.id.desc())
        .limit(MOST_TASKS)
    )
    return tuple(_row(row, person, region) for row, person in rows)


def _row(row: Move, person: Recipient, region: Region) -> MoveRow:
    rules = region.rules.transfer_rules.on(row.applied_on)
    path = path_of(rules, row.kind)
    coming = next_step(path, row.state)
    return MoveRow(
        id=row.id,
        person=full_name(person.surname, person.name, person.patronymic),
        recipient_id=person.id,
        kind=row.kind,
        destination=row.destination,
        title=path.state(row.state).title,
        next_title=coming.title if coming and row.closed_on is None else "",
        applied_on=row.applied_on,
        moves_on=row.moves_on,
        closed_on=row.closed_on,
        withdrawal=row.withdrawal,
        ordered=coming is not None and coming.code in ORDERS and row.closed_on is None,
    )


def _taken_in(session: Session, row: Move, made: MoveEnvelope) -> bool:
    found = select(TransferEnvelope.id).where(
        TransferEnvelope.provider_id == (row.to_provider_id or 0),
        TransferEnvelope.came_in.is_(True),
        TransferEnvelope.sha256 == made.sha256,
    )
    return session.scalar(found.limit(1)) is not None


def _department_name(session: Session, row: Move) -> str:
    if row.from_department_id is None:
        return ""
    return own(session, Department, row.from_department_id, row.provider_id).name
