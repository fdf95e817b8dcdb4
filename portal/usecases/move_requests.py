"""What a recipient writes about a move in the cabinet: a wish to go, or to stay after all.

It is an application with a paper of its own. A code under it is the recipient's signature; without
one the same paper is signed by hand in the office, and nothing happens by a password alone. Rules:
FED-TRN-01, FED-TRN-03, MSK-TRN-01, AST-TRN-13 (in writing), AST-MIN-02 (who speaks for whom).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import RUNNING, ContractState
from portal.domain.law import Citation
from portal.domain.moves import MoveKind, MoveWish, path_of
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, refuse
from portal.models import Contract, Membership, Move, MoveRequest, Role, Transfer
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.move_case import LONGEST, demand_keeper
from portal.usecases.move_request_closing import close_request
from portal.usecases.move_request_papers import draw_request
from portal.usecases.move_ways import lawful_ways
from portal.usecases.papers import paper_bytes
from portal.usecases.region_names import region_violations
from portal.usecases.transaction import reading, transaction
from portal.usecases.transfer_case import provider_named
from portal.usecases.transfer_own import demand_speaker
from portal.usecases.way_over import demand_not_over


@dataclass(frozen=True, slots=True)
class AskToGo:
    """Where the recipient wants to go from which contract, and why."""

    contract_id: int
    kind: MoveKind
    destination: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskToStay:
    """The way that is wanted no more, a move or an agreed transfer, and why."""

    reason: str
    move_id: int | None = None
    transfer_id: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What the office has done with an application that led to nothing of itself."""

    request_id: int
    answer: str


def ask_to_go(
    command: AskToGo, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Draw an application for a way that is lawful from the own contract; returns its id.

    Raises contract_not_active, way_not_open, value_invalid without words, not_authorised for who
    may not decide alone, duplicate beside an open way or another application.
    """
    words = _words(command.reason, "reason", "Напишите, почему хотите перейти.")
    if command.kind is not MoveKind.RESIDENTIAL and not command.destination.strip():
        refuse("value_invalid", "Напишите, куда хотите перейти.", field="destination")
    with transaction() as session:
        contract = _own_contract(session, command.contract_id, actor)
        today = region.today(now)
        demand_speaker(session, contract.recipient_id, region, actor, today)
        _demand_nothing_runs(session, contract)
        rules = region.rules.transfer_rules.on(today)
        ways = lawful_ways(session, contract, region, today)
        way = next((one for one in ways if one.kind is command.kind), None)
        if contract.state not in RUNNING or way is None:
            text = "С этого договора так не переходят. Обновите страницу и посмотрите, что можно."
            refuse("way_not_open", text, field="kind", citation=rules.procedure)
        if command.kind is MoveKind.PROVIDER:
            _demand_another(session, region, command.destination, actor)
        if command.kind is MoveKind.REGION:
            _demand_region(command.destination, region)
        row = MoveRequest(
            wish=MoveWish.GO,
            kind=command.kind,
            destination=command.destination.strip()[:LONGEST],
            reason=words,
        )
        return _ask(session, contract, row, way.citation, region, actor, now, press)


def _demand_another(session: Session, region: Region, name: str, actor: Actor) -> None:
    named, _ = provider_named(session, region, None, name, field="destination")
    if named == actor.provider_id:
        text = "Это учреждение, которое обслуживает сейчас. Напишите, к кому хотите перейти."
        refuse("value_invalid", text, field="destination")


def _demand_region(name: str, region: Region) -> None:
    remedy = "Если хотите перейти к другому поставщику, выберите это."
    if wrong := region_violations(name, region, field="destination", remedy=remedy):
        raise RulesBroken(*wrong)


def ask_to_stay(
    command: AskToStay, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Draw an application to give up the own way; returns its id.

    Raises NotFound for another's, transition_not_allowed for one that is over or whose contract
    has ended, not_authorised for who may not decide alone.
    """
    words = _words(command.reason, "reason", "Напишите словами, почему передумали.")
    with transaction() as session:
        way = _own_way(session, command, actor)
        contract = _own_contract(session, way.contract_id, actor)
        demand_speaker(session, contract.recipient_id, region, actor, region.today(now))
        kind = way.kind if isinstance(way, Move) else MoveKind.PROVIDER
        row = MoveRequest(
            wish=MoveWish.STAY,
            kind=kind,
            destination=way.destination if isinstance(way, Move) else way.wish_name,
            reason=words,
            move_id=command.move_id,
            transfer_id=command.transfer_id,
        )
        return _ask(
            session, contract, row, _withdrawal_source(way, region), region, actor, now, press
        )


def drop_request(request_id: int, *, actor: Actor, now: datetime) -> None:
    """Take the own application back before anybody has acted on it; raises NotFound."""
    with transaction() as session:
        row = own(session, MoveRequest, request_id, actor.provider_id, lock=True)
        _own_contract(session, row.contract_id, actor)
        close_request(session, row, "Забрано получателем.", actor=actor, now=now)


def answer_request(command: AnswerRequest, *, actor: Actor, now: datetime) -> None:
    """Close an application with words for the recipient; raises value_invalid without any."""
    demand_keeper(actor)
    words = _words(command.answer, "answer", "Напишите получателю, что решено и почему.")
    with transaction() as session:
        row = own(session, MoveRequest, command.request_id, actor.provider_id, lock=True)
        close_request(session, row, words, actor=actor, now=now)


def request_paper(request_id: int, *, actor: Actor) -> bytes:
    """The application as it was drawn: for whose it is, and for who keeps the moves."""
    with reading() as session:
        row = own(session, MoveRequest, request_id, actor.provider_id)
        if actor.role is Role.RECIPIENT:
            _own_contract(session, row.contract_id, actor)
        else:
            demand_keeper(actor)
        return paper_bytes(actor.provider_id, row.paper_id)


def _ask(  # noqa: PLR0913, PLR0917 - the application, its clause, and who writes it by which rules
    session: Session,
    contract: Contract,
    row: MoveRequest,
    source: Citation,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
) -> int:
    row.provider_id = actor.provider_id
    row.contract_id, row.recipient_id = contract.id, contract.recipient_id
    row.representative_id = actor.relative
    row.asked_at, row.asked_by_id = now, actor.membership_id
    row.paper_id = draw_request(
        session, row, contract, source, region=region, actor=actor, now=now, press=press
    ).id
    session.add(row)
    session.flush()
    after = {"contract": contract.id, "wish": row.wish.value, "kind": row.kind.value}
    audit.record(
        session, actor, now, "move_asked", "move_request", row.id, after=after, reason=row.reason
    )
    return row.id


def _own_contract(session: Session, contract_id: int, actor: Actor) -> Contract:
    """The reader's own contract, held; NotFound for anybody else's, NotAllowed for the staff."""
    if actor.role is not Role.RECIPIENT:
        raise NotAllowed
    contract = own(session, Contract, contract_id, actor.provider_id, lock=True)
    person = session.scalar(
        select(Membership.recipient_id).where(Membership.id == actor.membership_id)
    )
    if person != contract.recipient_id:
        raise NotFound
    return contract


def _own_way(session: Session, command: AskToStay, actor: Actor) -> Move | Transfer:
    if command.move_id is not None:
        way: Move | Transfer = own(session, Move, command.move_id, actor.provider_id)
    elif command.transfer_id is not None:
        way = own(session, Transfer, command.transfer_id, actor.provider_id)
    else:
        raise NotFound
    contract = _own_contract(session, way.contract_id, actor)
    demand_not_over(session, way)
    if contract.state is ContractState.TERMINATED:
        text = "Прежний договор прекращён: отказаться от перехода уже нельзя."
        refuse("transition_not_allowed", text)
    return way


def _demand_nothing_runs(session: Session, contract: Contract) -> None:
    for table in (Move, Transfer):
        found = select(table.id).where(
            table.provider_id == contract.provider_id,
            table.contract_id == contract.id,
            table.closed_on.is_(None),
        )
        if session.scalar(found.limit(1)) is not None:
            text = "Переход по этому договору уже идёт: второй сразу не ведут."
            refuse("duplicate", text, field="kind")


def _withdrawal_source(way: Move | Transfer, region: Region) -> Citation:
    """The clause of the arrow by which an agreed transfer is withdrawn, else of the way itself."""
    rules = region.rules.transfer_rules.on(way.applied_on)
    if isinstance(way, Move):
        return path_of(rules, way.kind).steps[0].citation
    code = f"withdraw_{way.state}"
    return next(one.citation for one in rules.workflow.steps if one.code == code)


def _words(said: str, field: str, text: str) -> str:
    if not any(sign.isalpha() for sign in said):
        refuse("value_invalid", text, field=field)
    return said.strip()[:LONGEST]
