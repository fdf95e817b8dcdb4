"""The director signs what waits, one paper or forty: each for itself, none stops the others.

A contract, an amendment, an act, the end of a contract or a new fee goes through the use case that
signs it alone, in a transaction of its own; what is refused, or was changed, is said by paper.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import DocumentError, Press
from portal.domain.contract import Party
from portal.domain.violations import Conflict, NotAllowed, NotFound, RulesBroken
from portal.models import (
    Act,
    Amendment,
    Contract,
    FeeProposal,
    Role,
    SignatureMethod,
    Termination,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.amendments import SignAmendment, sign_amendment
from portal.usecases.contract_signing import SignContract, sign_contract
from portal.usecases.fee_proposals import DecideProposal, confirm_fee
from portal.usecases.month_papers import Progress
from portal.usecases.sealing import Sealer
from portal.usecases.signed_meanwhile import SignedRow, signed_meanwhile
from portal.usecases.signing_returns import return_told
from portal.usecases.termination_papers import ConfirmTermination, confirm_termination
from portal.usecases.transaction import glancing

PIN_REFUSED = "pin_refused"
log = logging.getLogger(__name__)


class QueueKind(StrEnum):
    """What waits for the director."""

    CONTRACT = "contract"
    AMENDMENT = "amendment"
    ACT = "act"
    ENDING = "ending"
    FEE = "fee"


class Outcome(StrEnum):
    """What came of one paper of the queue."""

    SIGNED = "signed"
    REFUSED = "refused"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SeenPaper:
    """A paper as the page showed it; ``sha256`` is empty where none was drawn yet."""

    kind: QueueKind
    id: int
    version: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SignQueue:
    """The director's signature on everything that was ticked, of one day."""

    papers: tuple[SeenPaper, ...]
    signed_on: date


@dataclass(frozen=True, slots=True)
class PaperOutcome:
    """One paper of the queue by name, and the sentence when it is not signed.

    ``page_id`` is whose page shows it: a new fee has none of its own, its contract has.
    """

    kind: QueueKind
    page_id: int
    title: str
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class PaperTitle:
    """What a paper is called, and whose page shows it."""

    text: str
    page_id: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who signs, when, with what."""

    signed_on: date
    region: Region
    actor: Actor
    now: datetime
    press: Press
    sealer: Sealer | None


def sign_queue(  # noqa: PLR0913 - what every signing needs, and how to tell how far it is
    command: SignQueue,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    sealer: Sealer | None = None,
    progress: Progress | None = None,
    told: Callable[[tuple[PaperOutcome, ...]], None] | None = None,
) -> tuple[PaperOutcome, ...]:
    """Sign each paper in a transaction of its own (FED-CON-02); one outcome for each, in order.

    May be stopped and started again: what is signed already is said to be, never signed twice.
    ``told`` hears after each paper what came of all so far: a process may be killed on the way.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    desk = _Desk(command.signed_on, region, actor, now, press, sealer)
    titles = paper_titles(command.papers, actor)
    found: list[PaperOutcome] = []
    locked = False
    for done, seen in enumerate(command.papers, start=1):
        title = titles.get((seen.kind, seen.id))
        if locked:
            # A token that is asked again and again with a wrong PIN shuts for good.
            text = "PIN токена не подошёл, эту бумагу не пробовали подписать."
            outcome = Outcome.REFUSED
        elif title is None:
            text = "Такой бумаги у вас больше нет. Откройте список заново."
            outcome = Outcome.REFUSED
        else:
            outcome, text, code = _sign(seen, desk)
            locked = code == PIN_REFUSED
        named = title or PaperTitle("Бумага", seen.id)
        found.append(PaperOutcome(seen.kind, named.page_id, named.text, outcome, text))
        if told is not None:
            told(tuple(found))
        if progress is not None:
            progress(done, len(command.papers), named.text)
    return tuple(found)


def paper_titles(
    papers: Iterable[SeenPaper], actor: Actor
) -> Mapping[tuple[QueueKind, int], PaperTitle]:
    """What the actor's papers are called; one look for each kind."""
    wanted: dict[QueueKind, list[int]] = {}
    for one in papers:
        wanted.setdefault(one.kind, []).append(one.id)
    with glancing() as session:
        return {
            (kind, paper_id): PaperTitle(title, page_id)
            for kind, ids in wanted.items()
            for paper_id, page_id, title in _TITLES[kind](session, actor.provider_id, ids)
        }


Titles = Iterable[tuple[int, int, str]]


def _contracts(session: Session, provider_id: int, ids: list[int]) -> Titles:
    rows = session.execute(
        select(Contract.id, Contract.number).where(
            Contract.provider_id == provider_id, Contract.id.in_(ids)
        )
    )
    return [(row.id, row.id, f"Договор № {row.number}") for row in rows]


def _amendments(session: Session, provider_id: int, ids: list[int]) -> Titles:
    rows = session.execute(
        select(Amendment.id, Amendment.number, Contract.number.label("contract"))
        .join(Contract, Contract.id == Amendment.contract_id)
        .where(Amendment.provider_id == provider_id, Amendment.id.in_(ids))
    )
    return [
        (row.id, row.id, f"Соглашение № {row.number} к договору № {row.contract}") for row in rows
    ]


def _acts(session: Session, provider_id: int, ids: list[int]) -> Titles:
    rows = session.execute(
        select(Act.id, Act.number).where(Act.provider_id == provider_id, Act.id.in_(ids))
    )
    return [(row.id, row.id, f"Акт № {row.number}") for row in rows]


def _endings(session: Session, provider_id: int, ids: list[int]) -> Titles:
    rows = session.execute(
        select(Termination.id, Contract.number)
        .join(Contract, Contract.id == Termination.contract_id)
        .where(Termination.provider_id == provider_id, Termination.id.in_(ids))
    )
    return [(row.id, row.id, f"Прекращение договора № {row.number}") for row in rows]


def _fees(session: Session, provider_id: int, ids: list[int]) -> Titles:
    rows = session.execute(
        select(FeeProposal.id, FeeProposal.contract_id, Contract.number)
        .join(Contract, Contract.id == FeeProposal.contract_id)
        .where(FeeProposal.provider_id == provider_id, FeeProposal.id.in_(ids))
    )
    return [(row.id, row.contract_id, f"Новая плата по договору № {row.number}") for row in rows]


_TITLES: Mapping[QueueKind, Callable[[Session, int, list[int]], Titles]] = {
    QueueKind.CONTRACT: _contracts,
    QueueKind.AMENDMENT: _amendments,
    QueueKind.ACT: _acts,
    QueueKind.ENDING: _endings,
    QueueKind.FEE: _fees,
}


def _sign(seen: SeenPaper, desk: _Desk) -> tuple[Outcome, str, str]:
    """What came of one paper, with sentence and code when it is not signed."""
    try:
        _SIGNED_BY[seen.kind](seen, desk)
    except RulesBroken as refusal:
        return _not_signed(refusal, seen, desk)
    except NotFound:
        return Outcome.REFUSED, "Такой бумаги больше нет. Откройте список заново.", ""
    except DocumentError as error:
        return Outcome.REFUSED, f"Бумага не печатается: {error}", ""
    except Exception:
        # Somebody has to look at it, but the other papers must not wait for that.
        log.exception("%s %s was not signed", seen.kind, seen.id)
        text = "Ошибка в программе, она записана в журнал. Подпишите бумагу отдельно или позже."
        return Outcome.REFUSED, text, ""
    return Outcome.SIGNED, "", ""


def _sign_contract(seen: SeenPaper, desk: _Desk) -> None:
    command = SignContract(
        contract_id=seen.id,
        party=Party.PROVIDER,
        method=SignatureMethod.PASSWORD,
        signed_on=desk.signed_on,
        paper_sha256=seen.sha256 or None,
        version=seen.version,
    )
    sign_contract(command, region=desk.region, actor=desk.actor, now=desk.now, sealer=desk.sealer)


def _sign_amendment(seen: SeenPaper, desk: _Desk) -> None:
    """A draft is never rewritten, and reading it draws its paper: no version is asked."""
    command = SignAmendment(
        amendment_id=seen.id,
        party=Party.PROVIDER,
        method=SignatureMethod.PASSWORD,
        signed_on=desk.signed_on,
        paper_sha256=seen.sha256 or None,
    )
    sign_amendment(command, **_with(desk))


def _sign_act(seen: SeenPaper, desk: _Desk) -> None:
    command = SignAct(seen.id, Party.PROVIDER, desk.signed_on, version=seen.version)
    sign_act(command, **_with(desk))


def _confirm(seen: SeenPaper, desk: _Desk) -> None:
    confirm_termination(ConfirmTermination(seen.id, seen.version), **_with(desk))


def _confirm_fee(seen: SeenPaper, desk: _Desk) -> None:
    command = DecideProposal(seen.id, seen.version)
    confirm_fee(command, region=desk.region, actor=desk.actor, now=desk.now)


def _with(desk: _Desk) -> dict[str, Any]:
    return {
        "region": desk.region,
        "actor": desk.actor,
        "now": desk.now,
        "press": desk.press,
        "sealer": desk.sealer,
    }


_SIGNED_BY: Mapping[QueueKind, Callable[[SeenPaper, _Desk], None]] = {
    QueueKind.CONTRACT: _sign_contract,
    QueueKind.AMENDMENT: _sign_amendment,
    QueueKind.ACT: _sign_act,
    QueueKind.ENDING: _confirm,
    QueueKind.FEE: _confirm_fee,
}


def _not_signed(refusal: RulesBroken, seen: SeenPaper, desk: _Desk) -> tuple[Outcome, str, str]:
    """Who has signed the paper meanwhile, why it went back, that it is another, or the refusal."""
    with glancing() as session:
        if seen.kind is QueueKind.CONTRACT and (back := return_told(session, desk.actor, seen.id)):
            return Outcome.CHANGED, back, refusal.code
        by = signed_meanwhile(
            session, _ROWS[seen.kind], seen.id, desk.actor.provider_id, desk.region
        )
    if by:
        return Outcome.CHANGED, f"Её уже подписали: {by}. Второй раз не нужно.", refusal.code
    text = " ".join(violation.text for violation in refusal.violations)
    if not isinstance(refusal, Conflict):
        return Outcome.REFUSED, text, refusal.code
    if seen.kind is not QueueKind.FEE:
        text = "Пока вы читали, бумагу изменили. Откройте её, прочитайте заново и подпишите."
    return Outcome.CHANGED, text, refusal.code


_ROWS: Mapping[QueueKind, type[SignedRow]] = {
    QueueKind.CONTRACT: Contract,
    QueueKind.AMENDMENT: Amendment,
    QueueKind.ACT: Act,
    QueueKind.ENDING: Termination,
    QueueKind.FEE: FeeProposal,
}
